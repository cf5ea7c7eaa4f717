"""What a model can do for us, and the code that runs each family of models.

Two protocols, lists in and lists out, so that the sentences of many documents share a
batch. To add a family: one module here, one row in `_CLASSES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from summarize import store
from summarize.errors import ModelError, UsageError
from summarize.registry import Family, Model, Task
from summarize.request import ENGINES, Length

# A translator is loaded sooner without what it does not need.
if TYPE_CHECKING:
    from summarize.document import Document
    from summarize.result import Finding, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary as a model wrote it, in the document's own language."""

    text: str
    status: Status
    # Which sentences of the document's prose it is made of, for an extract.
    sentences: tuple[int, ...] = ()
    # These as they stand in the summary, where that is not as they stand in the document.
    pieces: tuple[str, ...] = ()
    # In how many parts the article was read, and how many sentences these had together.
    parts: int = 1
    read: int = 0
    # The model that wrote it, where that is not the one that was asked.
    model: str = ""
    # What a reader should know about how it came about.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """One sentence in the other language; `ok` is False where the original was kept."""

    text: str
    ok: bool = True
    # What a reader should know about how it came about.
    findings: tuple[Finding, ...] = ()


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


@runtime_checkable
class HasAlternatives(Protocol):
    """A translator that can say more than one thing."""

    def alternatives(
        self, sentences: Sequence[str], source: str, target: str
    ) -> list[Sequence[str]]:
        """Other translations of each sentence, in order, the best first; maybe none."""
        ...


@runtime_checkable
class TakesTerms(Protocol):
    """A translator that can be told how to translate words; it need not obey."""

    def translate_with(
        self,
        sentences: Sequence[str],
        terms: Sequence[Mapping[str, str]],
        source: str,
        target: str,
    ) -> list[Translated]:
        """Like `translate`; `terms` has for each sentence its words, and what they become."""
        ...


class Unsuitable(ModelError):
    """A model that is well, but that this engine cannot run; another one may."""


# Family and task -> module here and class in it. Named, not imported: a run loads the code
# (and the torch) of just those families it uses. The class takes the Model, the folder it
# lies in, the device and the number of threads; one without weights takes the Model alone.
_CLASSES = {
    (Family.EXTRACTIVE, Task.SUMMARIZE): "extractive.Extractive",
    (Family.CHAT, Task.SUMMARIZE): "chat.ChatSummarizer",
    (Family.T5, Task.SUMMARIZE): "seq2seq_summarizer.Seq2SeqSummarizer",
    (Family.LONGT5, Task.SUMMARIZE): "seq2seq_summarizer.Seq2SeqSummarizer",
    (Family.BART, Task.SUMMARIZE): "seq2seq_summarizer.Seq2SeqSummarizer",
    (Family.PEGASUS, Task.SUMMARIZE): "seq2seq_summarizer.Seq2SeqSummarizer",
    (Family.LED, Task.SUMMARIZE): "seq2seq_summarizer.Seq2SeqSummarizer",
    (Family.MARIAN, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.FSMT, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.M2M100, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.NLLB, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.MBART50, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.T5, Task.TRANSLATE): "seq2seq.Seq2SeqTranslator",
    (Family.CHAT, Task.TRANSLATE): "chat_translator.ChatTranslator",
    (Family.TRANSLATEGEMMA, Task.TRANSLATE): "chat_translator.ChatTranslator",
}
_WEIGHTLESS = frozenset({Family.EXTRACTIVE})

# What runs encoder-decoders with `auto`, where it can.
_FAST = {
    "seq2seq.Seq2SeqTranslator": "ct2.CTranslate2Translator",
    "seq2seq_summarizer.Seq2SeqSummarizer": "ct2_summarizer.CTranslate2Summarizer",
}


class Models:
    """The models in use, each loaded once; `locate` knows the folder of each.

    One that does not load is not tried again: its error is raised for all who ask.

    `engine` is one of `ENGINES`. `notes` collects what a user should know about the choice.
    `watch` gives a context that a model with weights is loaded in, to show that it takes time.
    """

    def __init__(
        self,
        locate: Callable[[Model], Path] = store.location,
        *,
        device: str = "auto",
        threads: int | None = None,
        engine: str = "auto",
        watch: Callable[[Model], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        if engine not in ENGINES:
            raise UsageError(
                f"there is no engine “{engine}”", f"choose one of: {', '.join(ENGINES)}"
            )
        self.notes: list[str] = []
        self._engine = engine
        self._watch = watch
        self._locate = locate
        self._device = device
        self._threads = threads
        self._loaded: dict[str, Any] = {}
        self._failed: dict[str, Exception] = {}

    def summarizer(self, model: Model) -> Summarizer:
        summarizer: Summarizer = self._load(model)
        return summarizer

    def translator(self, model: Model) -> Translator:
        translator: Translator = self._load(model)
        return translator

    def engine(self, model: Model) -> str:
        """What runs a loaded model, for signatures: "ct2-int8"; empty where there is no choice."""
        return getattr(self._loaded.get(model.name), "engine", "")

    def _load(self, model: Model) -> Any:
        if error := self._failed.get(model.name):
            # Each of a thousand documents asks, and would else add to its traceback.
            raise error.with_traceback(None)
        if model.name not in self._loaded:
            try:
                self._loaded[model.name] = self._make(model)
            except Exception as error:
                self._failed[model.name] = error
                raise
        return self._loaded[model.name]

    def _make(self, model: Model) -> Any:
        named = _CLASSES[model.family, model.task]
        if model.family in _WEIGHTLESS:
            return _backend(named)(model)
        with self._watch(model):
            return self._load_weights(model, named)

    def _load_weights(self, model: Model, named: str) -> Any:
        location = self._locate(model)
        options: dict[str, Any] = {"device": self._device, "threads": self._threads}
        if named in _FAST and self._engine != "transformers":
            try:
                return _backend(_FAST[named])(model, location, **options)
            except Unsuitable as error:
                if self._engine == "ct2" or store.is_ctranslate2(location):
                    raise
                loaded = _backend(named)(model, location, **options)
                self.notes.append(f"{model.name} runs on transformers: {error.message}")
                return loaded
        if store.is_ctranslate2(location):
            raise ModelError(
                f"{model.name} has weights for CTranslate2 alone",
                "leave out --engine transformers, or use another model",
            )
        return _backend(named)(model, location, **options)


def _backend(named: str) -> Any:
    module, _, name = named.rpartition(".")
    return getattr(import_module(f"{__name__}.{module}"), name)
