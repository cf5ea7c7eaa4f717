"""Tiny seeded checkpoints, one per family, in the layout of the real repositories.

Real architectures and real tokenizer classes, with a vocabulary of a few hundred pieces
learnt from the sentences below: a folder takes well under a second to make, and everything
but the quality of a translation can be tested on it. The weights are random, except those
of `marian_trained`, which knows the sentences of `LESSONS` by heart.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

GERMAN = """
Das Haus am Fluss ist groß und alt.
Die Regierung hat am Montag ein neues Gesetz beschlossen.
Der Zug nach Köln fährt heute nicht, weil die Strecke gesperrt ist.
Am Abend kommt Regen auf, und der Wind wird stärker.
Viele Menschen warten seit Stunden auf Hilfe.
Die Wirtschaft wächst langsam, doch die Preise steigen weiter.
Im Süden des Landes brennt der Wald; die Feuerwehr ist im Einsatz.
Er sagte: „Wir müssen jetzt handeln“, und verließ den Saal.
Können Sie mir bitte den Weg zum Bahnhof zeigen?
Ein kleines Museum zeigt übrigens Bilder, Briefe und Möbel aus jener Zeit.
""".strip().splitlines()
ENGLISH = """
The house by the river is big and old.
On Monday the government passed a new law.
The train to Cologne is not running today because the line is closed.
Rain is coming in the evening and the wind is getting stronger.
Many people have been waiting for help for hours.
The economy is growing slowly, but prices keep rising.
In the south of the country the forest is burning; the fire brigade is at work.
He said, “We have to act now”, and left the hall.
Could you please show me the way to the station?
By the way, a small museum shows pictures, letters and furniture from that time.
""".strip().splitlines()
LESSONS = dict(list(zip(GERMAN, ENGLISH, strict=True))[:6])

_CHARACTERS = "".join(map(chr, range(33, 127))) + "äöüÄÖÜß„“”’–€"
_SIZES: dict[str, Any] = {
    "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "max_position_embeddings": 256,
    "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64, "decoder_ffn_dim": 64,
    "dropout": 0.0, "attention_dropout": 0.0, "activation_dropout": 0.0,
    # Wide enough that a random model has its preferences.
    "init_std": 1.0,
}  # fmt: skip


def rot13(text: str) -> str:
    """A language that any word can be translated into, letter by letter."""
    return codecs.encode(text, "rot13")


# --- tokenizers --------------------------------------------------------------------------


def _sentencepiece(path: Path, kind: str = "unigram", **settings: Any) -> list[str]:
    """Train a SentencePiece model and save it; its pieces in order of their ids."""
    import sentencepiece

    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([*GERMAN, *ENGLISH, *map(rot13, GERMAN)] * 3),
            model_writer=file,
            model_type=kind,
            vocab_size=400,
            hard_vocab_limit=False,
            required_chars=_CHARACTERS,
            **settings,
            num_threads=1,
            minloglevel=2,
        )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(index) for index in range(len(processor))]


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


# --- families ----------------------------------------------------------------------------


def marian(folder: Path, tags: Sequence[str] = ()) -> None:
    """As Helsinki-NLP/opus-mt-*: two .spm files, vocab.json, `</s>` first and `<pad>` last."""
    import shutil

    import torch
    from transformers import MarianConfig, MarianMTModel

    pieces = _sentencepiece(folder / "source.spm")
    shutil.copy(folder / "source.spm", folder / "target.spm")
    words = [piece for piece in pieces if piece not in ("<unk>", "<s>", "</s>")]
    vocabulary = {piece: i for i, piece in enumerate(["</s>", "<unk>", *words, *tags, "<pad>"])}
    _write_json(folder / "vocab.json", vocabulary)
    languages = {"source_lang": "de", "target_lang": "en"}
    _write_json(folder / "tokenizer_config.json", languages | {"model_max_length": 512})
    torch.manual_seed(1)
    pad = vocabulary["<pad>"]
    special: dict[str, Any] = {
        "pad_token_id": pad, "decoder_start_token_id": pad, "bad_words_ids": [[pad]],
        "eos_token_id": 0, "bos_token_id": 0, "forced_eos_token_id": 0,
    }  # fmt: skip
    config = MarianConfig(vocab_size=len(vocabulary), scale_embedding=True, **special, **_SIZES)
    MarianMTModel(config).save_pretrained(folder)


def marian_tagged(folder: Path) -> None:
    """As opus-mt-tc-big-gmw-gmw: the target language is a token in front of the text."""
    marian(folder, (">>deu<<", ">>eng<<", ">>nld<<"))


def marian_trained(folder: Path) -> None:
    """A Marian that has learnt `LESSONS`, with a row of zeros for `<pad>`, as published ones
    have: CTranslate2 starts from zeros."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    marian(folder)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    # Positions become trainable in from_pretrained, but are never saved: keep them as made.
    named = [(n, p) for n, p in model.named_parameters() if "embed_positions" not in n]
    torch.manual_seed(2)
    for _, parameter in named:
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.15)
    pad = tokenizer.pad_token_id
    batch = tokenizer(
        list(LESSONS), text_target=list(LESSONS.values()), padding=True, return_tensors="pt"
    )
    batch["labels"][batch["labels"] == pad] = -100
    optimizer = torch.optim.Adam([parameter for _, parameter in named], lr=5e-3)
    for _ in range(300):
        with torch.no_grad():
            model.model.shared.weight[pad].zero_()
        loss = model(**batch).loss
        if loss.item() < 0.01:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder)


def fsmt(folder: Path) -> None:
    """As facebook/wmt19-*: Moses words, BPE merges, one vocabulary per side."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import FSMTConfig, FSMTForConditionalGeneration

    backend = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=500, end_of_word_suffix="</w>", show_progress=False,
        initial_alphabet=list(_CHARACTERS), special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
    )  # fmt: skip
    backend.train_from_iterator([*GERMAN, *ENGLISH, *map(rot13, GERMAN)], trainer)
    learnt = json.loads(backend.to_str())["model"]
    letters = [f"{letter}</w>" for letter in _CHARACTERS]
    pieces = sorted(learnt["vocab"], key=learnt["vocab"].__getitem__)
    pieces += [piece for piece in letters if piece not in learnt["vocab"]]
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    _write_json(folder / "vocab-src.json", vocabulary)
    _write_json(folder / "vocab-tgt.json", vocabulary)
    merges = "".join(f"{' '.join(merge)} 1\n" for merge in learnt["merges"])
    (folder / "merges.txt").write_text(merges, encoding="utf-8")
    settings = {"langs": ["de", "en"], "do_lower_case": False, "model_max_length": 1024}
    _write_json(folder / "tokenizer_config.json", settings)
    torch.manual_seed(1)
    config = FSMTConfig(
        langs=["de", "en"], src_vocab_size=len(pieces), tgt_vocab_size=len(pieces),
        forced_eos_token_id=2, tie_word_embeddings=True, **_SIZES,
    )  # fmt: skip
    FSMTForConditionalGeneration(config).save_pretrained(folder)


def m2m100(folder: Path) -> None:
    """As facebook/m2m100_418M: language tokens `__de__` follow the vocabulary."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    pieces = _sentencepiece(folder / "sentencepiece.bpe.model", "bpe")
    words = [piece for piece in pieces if piece not in ("<unk>", "<s>", "</s>")]
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *words]
    _write_json(folder / "vocab.json", {piece: i for i, piece in enumerate(vocabulary)})
    settings = {"tokenizer_class": "M2M100Tokenizer", "model_max_length": 1024}
    _write_json(folder / "tokenizer_config.json", settings)
    torch.manual_seed(1)
    config = M2M100Config(vocab_size=len(vocabulary) + 100 + 8, **_SIZES)
    M2M100ForConditionalGeneration(config).save_pretrained(folder)


def nllb(folder: Path) -> None:
    """As facebook/nllb-200-*: M2M100's architecture, tokenizer.json, codes as `deu_Latn`."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

    _sentencepiece(folder / "sentencepiece.bpe.model", "bpe")
    settings = {"tokenizer_class": "NllbTokenizer", "model_max_length": 1024}
    _write_json(folder / "tokenizer_config.json", settings)
    NllbTokenizer.from_pretrained(folder).save_pretrained(folder)
    # Made from the .model file it lacks the languages. In the real file they follow the
    # vocabulary, with <mask> after them.
    content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    size = len(content["model"]["vocab"])
    *first, mask = content["added_tokens"]
    added = [
        first[0] | {"id": size + index, "content": code}
        for index, code in enumerate(FAIRSEQ_LANGUAGE_CODES)
    ]
    content["added_tokens"] = [*first, *added, mask | {"id": size + len(added)}]
    content["post_processor"] = None
    _write_json(folder / "tokenizer.json", content)
    _write_json(folder / "tokenizer_config.json", settings)
    torch.manual_seed(1)
    config = M2M100Config(vocab_size=size + len(added) + 1, **_SIZES)
    M2M100ForConditionalGeneration(config).save_pretrained(folder)


def mbart50(folder: Path) -> None:
    """As facebook/mbart-large-50-many-to-many-mmt: only the .model file, codes as `de_DE`."""
    import torch
    from transformers import MBart50Tokenizer, MBartConfig, MBartForConditionalGeneration

    _sentencepiece(folder / "sentencepiece.bpe.model")
    settings = {"tokenizer_class": "MBart50Tokenizer", "model_max_length": 1024}
    _write_json(folder / "tokenizer_config.json", settings)
    torch.manual_seed(1)
    size = len(MBart50Tokenizer.from_pretrained(folder))
    config = MBartConfig(vocab_size=size, forced_eos_token_id=2, **_SIZES)
    MBartForConditionalGeneration(config).save_pretrained(folder)


def t5(folder: Path) -> None:
    """As google-t5/t5-small: `<pad>` is 0 and starts the decoder, words name the task."""
    _sentencepiece(folder / "spiece.model", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    _t5(folder, {"extra_ids": 100, "pad_token": "<pad>"}, pad=0, eos=1)


def madlad(folder: Path) -> None:
    """As google/madlad400-3b-mt: `<unk>` is 0 and starts the decoder, `<2de>` names the target."""
    _sentencepiece(folder / "spiece.model", user_defined_symbols=["<2de>", "<2en>"])
    settings = {"extra_ids": 0, "pad_token": "<s>", "additional_special_tokens": []}
    _t5(folder, settings, pad=1, eos=2)


def _t5(folder: Path, settings: dict[str, Any], pad: int, eos: int) -> None:
    import torch
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    named = {"tokenizer_class": "T5Tokenizer", "eos_token": "</s>", "unk_token": "<unk>"}
    _write_json(folder / "tokenizer_config.json", named | settings)
    torch.manual_seed(1)
    sizes: dict[str, Any] = {
        "d_model": 32, "d_kv": 16, "d_ff": 64, "num_layers": 1, "num_heads": 2,
        "dropout_rate": 0.0, "n_positions": 256, "initializer_factor": 5.0,
    }  # fmt: skip
    special: dict[str, Any] = {
        "pad_token_id": pad,
        "eos_token_id": eos,
        "decoder_start_token_id": 0,
    }
    size = len(T5Tokenizer.from_pretrained(folder))
    config = T5Config(vocab_size=size, **sizes, **special)
    T5ForConditionalGeneration(config).save_pretrained(folder)


BUILDERS: dict[str, Callable[[Path], None]] = {
    builder.__name__: builder
    for builder in (
        marian, marian_tagged, marian_trained, fsmt, m2m100, nllb, mbart50, t5, madlad
    )
}  # fmt: skip


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the checkpoint with this name."""
    return made_on_demand(BUILDERS, tmp_path_factory)


def made_on_demand(
    builders: Mapping[str, Callable[[Path], None]], factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The folder of the checkpoint with a name, built when it is first asked for."""

    @cache
    def folder(name: str) -> Path:
        path = factory.mktemp(name)
        builders[name](path)
        return path

    return folder
