"""A translator with random weights, in the shape of a real one, and sentences for it."""

from __future__ import annotations

import json
import random
from pathlib import Path

from summarize.registry import Family, Model, Task

ROOT = Path(__file__).resolve().parent.parent


def words() -> list[str]:
    """The running words of our own samples."""
    texts = sorted((ROOT / "samples").glob("*.txt"))
    return " ".join(path.read_text(encoding="utf-8", errors="replace") for path in texts).split()


def draw(count: int, seed: int = 1) -> list[str]:
    """Sentences of 25 words on average, from 5 to 55, cut out of running text."""
    rng, running = random.Random(seed), words()
    made = []
    for _ in range(count):
        size = min(55, max(5, round(rng.gauss(25, 9))))
        start = rng.randrange(len(running) - size)
        made.append(" ".join(running[start : start + size]))
    return made


def build(folder: Path, vocabulary: int, layers: int = 6, width: int = 512) -> None:
    """A Marian checkpoint, by default of opus-mt's shape; a bias forbids `</s>` and `<pad>`."""
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel

    spm = folder / "source.spm"
    with spm.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(draw(2000)), model_writer=file, vocab_size=4000,
            hard_vocab_limit=False, minloglevel=2,
        )  # fmt: skip
    (folder / "target.spm").write_bytes(spm.read_bytes())
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(spm))
    known = [pieces.id_to_piece(i) for i in range(len(pieces)) if not pieces.is_control(i)]
    names = ["</s>", *(["<unk>"] if "<unk>" not in known else []), *known]
    names += [f"▁filler{index}" for index in range(vocabulary - 1 - len(names))] + ["<pad>"]
    entries = {name: index for index, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(entries), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"source_lang": "de", "target_lang": "en"}')
    torch.manual_seed(1)
    pad = len(names) - 1
    config = MarianConfig(
        vocab_size=len(names), d_model=width, encoder_layers=layers, decoder_layers=layers,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, encoder_attention_heads=8,
        decoder_attention_heads=8, max_position_embeddings=512, scale_embedding=True,
        activation_function="swish", pad_token_id=pad, decoder_start_token_id=pad,
        eos_token_id=0, forced_eos_token_id=None,
    )  # fmt: skip
    model = MarianMTModel(config)
    model.final_logits_bias[0, [0, pad]] = -1e4
    model.save_pretrained(folder)


def entry(folder: Path, beams: int) -> Model:
    return Model(
        name="base-shape", task=Task.TRANSLATE, family=Family.MARIAN, path=folder,
        pairs=("de-en",), max_input_tokens=512, generate={"num_beams": beams},
    )  # fmt: skip
