"""Translators on the tiny checkpoints, with a spy in front of the model."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from summarize.backends.seq2seq import Seq2SeqTranslator
from summarize.registry import Family, Model, Task

Checkpoint = Callable[[str], Path]
Load = Callable[..., Seq2SeqTranslator]

GMW = {"de": ">>deu<< ", "en": ">>eng<< "}
T5 = {"de": "translate English to German: "}
MADLAD = {"de": "<2de> ", "en": "<2en> "}
# Builder, family, prefixes.
FAMILIES = {
    "marian": (Family.MARIAN, {}),
    "marian_tagged": (Family.MARIAN, GMW),
    "fsmt": (Family.FSMT, {}),
    "m2m100": (Family.M2M100, {}),
    "nllb": (Family.NLLB, {}),
    "mbart50": (Family.MBART50, {}),
    "t5": (Family.T5, T5),
    "madlad": (Family.T5, MADLAD),
}


def entry(family: Family, path: Path, **fields: Any) -> Model:
    """A registry entry for a checkpoint, translating both ways between German and English."""
    defaults: dict[str, Any] = {
        "name": f"tiny-{family}", "task": Task.TRANSLATE, "pairs": ("de-en", "en-de"),
        "licence": "Apache-2.0", "commercial": True, "download_mb": 0, "memory_mb": 1,
        "max_input_tokens": 256, "generate": {"num_beams": 2},
    }  # fmt: skip
    return Model(family=family, path=path, **(defaults | fields))


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """These models are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def load(checkpoint: Checkpoint, no_network: None) -> Load:
    def load(name: str, **fields: Any) -> Seq2SeqTranslator:
        family, prefix = FAMILIES.get(name, (Family.MARIAN, {}))
        folder = checkpoint(name)
        return Seq2SeqTranslator(entry(family, folder, **({"prefix": prefix} | fields)), folder)

    return load


@dataclass
class Spy:
    """Stands in front of a translator's generate(); `answer` may take its place."""

    translator: Seq2SeqTranslator
    answer: Callable[..., Any] | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._real = self.translator._model.generate
        self.translator._model.generate = self

    def __call__(self, **arguments: Any) -> Any:
        self.calls.append(arguments)
        return (self.answer or self._real)(**arguments)

    @property
    def rows(self) -> list[list[int]]:
        """All rows of all calls, without padding."""
        return [
            [index for index, keep in zip(row, mask, strict=True) if keep]
            for call in self.calls
            for row, mask in zip(
                call["input_ids"].tolist(), call["attention_mask"].tolist(), strict=True
            )
        ]

    @property
    def tokens(self) -> list[list[str]]:
        tokenizer = self.translator._codec._tokenizer
        return [tokenizer.convert_ids_to_tokens(row) for row in self.rows]


def pair(name: str) -> tuple[str, str]:
    """The original T5 translates from English only."""
    return ("en", "de") if name == "t5" else ("de", "en")


def answering(translator: Seq2SeqTranslator, change: Callable[[str], str]) -> Callable[..., Any]:
    """A generate() that makes of each row's text what `change` makes of it."""
    import torch

    codec = translator._codec
    end = translator._ends[0]
    # T5's prefix is text like any other.
    prefix = {len(text): text for text in translator._entry.prefix.values() if " to " in text}

    def answer(input_ids: Any, attention_mask: Any, **_: Any) -> Any:
        texts = [codec.text(row) for row in input_ids.tolist()]
        for size, words in prefix.items():
            texts = [text[size:] if text.startswith(words.strip()) else text for text in texts]
        rows = [[codec.pad, *codec.body(change(text)), end] for text in texts]
        width = max(map(len, rows))
        return torch.tensor([row + [codec.pad] * (width - len(row)) for row in rows])

    return answer
