"""What a model can do for us, and the code that runs each family of models.

Two protocols, lists in and lists out, so that the sentences of many documents share a
batch. To add a family: one module here, one row in `_CLASSES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from summarize.document import Document
from summarize.registry import Family, Model
from summarize.request import Length
from summarize.result import Status


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary as a model wrote it, in the document's own language."""

    text: str
    status: Status
    # Which sentences of the document's prose it is made of, for an extract.
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """One sentence in the other language; `ok` is False where the original was kept."""

    text: str
    ok: bool = True


class Summarizer(Protocol):
    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One mapping per document, in order, with every one of `lengths`."""
        ...


class Translator(Protocol):
    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; a failed one keeps the original."""
        ...


# Family -> module here and class in it, whose only argument is the Model. Named, not
# imported: a run loads the code (and the torch) of just those families it uses.
_CLASSES = {
    Family.EXTRACTIVE: "extractive.Extractive",
}


class Models:
    """The models in use, each loaded once."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def summarizer(self, model: Model) -> Summarizer:
        summarizer: Summarizer = self._load(model)
        return summarizer

    def translator(self, model: Model) -> Translator:
        translator: Translator = self._load(model)
        return translator

    def _load(self, model: Model) -> Any:
        if model.name not in self._loaded:
            module, _, name = _CLASSES[model.family].rpartition(".")
            self._loaded[model.name] = getattr(import_module(f"{__name__}.{module}"), name)(model)
        return self._loaded[model.name]
