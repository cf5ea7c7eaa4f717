"""An exported model behind three engines, each a function from texts to translations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.convert import SENTENCEPIECE, ctranslate2_folder, load_exported
from training.hinting import Hints
from training.vocabulary import ENGLISH, GERMAN

Engine = Callable[[list[str], str], list[str]]
# By default CTranslate2 stops when `beam` hypotheses have ended, even if the best one has not:
# four bad short ones are enough, and the end of the sentence is missing.
PATIENCE = 2.0
TAG = {"de": GERMAN, "en": ENGLISH}
SOURCE = {"de": "en", "en": "de"}


def transformers_engine(model: Path, beam: int) -> Engine:
    """MarianMTModel and MarianTokenizer, on the GPU if there is one."""
    import torch
    from transformers import MarianTokenizer

    device = "cuda" if torch.cuda.is_available() else "cpu"
    loaded, words = load_exported(model).to(device), MarianTokenizer.from_pretrained(model)
    batch, hints = 256 if device == "cuda" else 32, Hints(model)

    @torch.inference_mode()
    def translate(texts: list[str], target: str) -> list[str]:
        texts = hints.put_in(texts, SOURCE[target])
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        results = [""] * len(texts)
        for first in range(0, len(order), batch):
            part = order[first : first + batch]
            tagged = [f"{TAG[target]} {texts[index]}" for index in part]
            inputs = words(tagged, return_tensors="pt", padding=True, truncation=True).to(device)
            found = loaded.generate(**inputs, num_beams=beam)
            decoded = words.batch_decode(found, skip_special_tokens=True)
            for index, text in zip(part, decoded, strict=True):
                results[index] = text
        return results

    return translate


def ctranslate2_engine(folder: Path, beam: int, compute_type: str, threads: int = 0) -> Engine:
    """CTranslate2 and SentencePiece alone, as the product runs them."""
    import ctranslate2
    import sentencepiece

    device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    translator: Any = ctranslate2.Translator(
        str(folder), device=device, compute_type=compute_type, intra_threads=threads
    )
    words: Any = sentencepiece.SentencePieceProcessor(model_file=str(folder / SENTENCEPIECE))
    hints = Hints(folder)

    def translate(texts: list[str], target: str) -> list[str]:
        # The tag goes in front by hand: encoded with the text it would be split into pieces.
        encoded = words.encode(hints.put_in(texts, SOURCE[target]), out_type=str)
        sources = [[TAG[target], *pieces, "</s>"] for pieces in encoded]
        results = translator.translate_batch(
            sources,
            beam_size=beam,
            patience=PATIENCE if beam > 1 else 1.0,
            max_batch_size=2048,
            batch_type="tokens",
        )
        hypotheses = [result.hypotheses[0] for result in results]
        decoded: list[str] = words.decode(hypotheses)
        return decoded

    return translate


def engine(name: str, model: Path, scratch: Path, beam: int) -> Engine:
    """`transformers`, or `ctranslate2-float32`, `ctranslate2-int8`, ... of a model folder."""
    library, _, quantization = name.partition("-")
    if library == "transformers" and not quantization:
        return transformers_engine(model, beam)
    if library != "ctranslate2" or not quantization:
        raise ValueError(f"{name}: known are transformers, ctranslate2-float32, ctranslate2-int8")
    ctranslate2_folder(model, scratch / name, quantization)
    return ctranslate2_engine(scratch / name, beam, quantization)
