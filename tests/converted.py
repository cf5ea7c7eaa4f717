"""Tiny checkpoints in CTranslate2's form, converted in this process, and a stand-in model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import converting
from summarize.backends.ct2 import CTranslate2Translator
from summarize.backends.seq2seq import Seq2SeqTranslator
from summarize.registry import Family
from summarize.registry import Model as Entry
from tests.translators import FAMILIES, Checkpoint, entry

# All that CTranslate2 can convert.
NAMES = [name for name in FAMILIES if name != "fsmt"]
# How `trained`, or another Marian, is entered into a models.toml.
ENTRY = """
[models.{name}]
task = "translate"
family = "marian"
path = "{path}"
pairs = ["de-en"]
licence = "Apache-2.0"
commercial = true
quantization = "float32"
generate = {{ num_beams = 2 }}
"""


@pytest.fixture(scope="session")
def trained(checkpoint: Checkpoint) -> Path:
    return checkpoint("marian_trained")


@dataclass
class Both:
    """The same checkpoint on CTranslate2 and on transformers; each is converted once."""

    checkpoint: Checkpoint
    new_folder: Callable[[str], Path]
    made: dict[tuple[str, str], Path] = field(default_factory=dict)

    def __call__(
        self, name: str, quantization: str = "float32", **fields: Any
    ) -> tuple[CTranslate2Translator, Seq2SeqTranslator]:
        model = self.model(name, quantization, **fields)
        assert model.path
        folder = self.folder(name, quantization)
        fast = CTranslate2Translator(model, folder, device="cpu", threads=2)
        return fast, Seq2SeqTranslator(model, model.path, device="cpu")

    def fast(self, name: str, **fields: Any) -> CTranslate2Translator:
        folder = self.folder(name, "float32")
        return CTranslate2Translator(self.model(name, **fields), folder, device="cpu", threads=2)

    def model(self, name: str, quantization: str = "float32", **fields: Any) -> Entry:
        family, prefix = FAMILIES.get(name, (Family.MARIAN, {}))
        folder = self.checkpoint(name)
        fields = {"prefix": prefix, "quantization": quantization} | fields
        return entry(family, folder, **fields)

    def folder(self, name: str, quantization: str = "float32") -> Path:
        """Where the conversion lies."""
        if (name, quantization) not in self.made:
            out = self.new_folder(f"{name}-{quantization}")
            model = self.model(name, quantization)
            assert model.path
            converting.convert(model, model.path, out)
            self.made[name, quantization] = out
        return self.made[name, quantization]


@pytest.fixture(scope="session")
def both(checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(checkpoint, tmp_path_factory.mktemp)


@dataclass
class Model:
    """In place of ctranslate2.Translator: `answer` makes the translation of a text."""

    translator: CTranslate2Translator
    answer: Callable[[str], str]
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.translator._decoder._model = self

    def translate_batch(self, rows: list[list[str]], **options: Any) -> list[_Handle]:
        self.calls.append({"rows": rows, **options})
        return [_Handle(self, row) for row in rows]

    def hypothesis(self, row: list[str]) -> list[str]:
        codec, vocabulary = self.translator._codec, self.translator._decoder.vocabulary
        text = codec.text([vocabulary.ids[piece] for piece in row])
        ids = [*codec.body(self.answer(text)), vocabulary.end]
        return [vocabulary.pieces[index] for index in ids]


@dataclass
class _Handle:
    model: Model
    row: list[str]

    def result(self) -> _Handle:
        return self

    @property
    def hypotheses(self) -> list[list[str]]:
        return [self.model.hypothesis(self.row)]

    @property
    def scores(self) -> list[float]:
        return [0.0]


def built_in(folder: Path, out: Path) -> Path:
    """A converted Marian as the wheel has it: no note, one SentencePiece model."""
    out.mkdir()
    for path in folder.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    (out / converting.NOTE).unlink()
    (out / "source.spm").rename(out / "sentencepiece.model")
    assert isinstance(json.loads((out / "shared_vocabulary.json").read_text()), list)
    return out


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugging Face home of the test's own; conversions go there."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "hf" / "summarize-ct2"
