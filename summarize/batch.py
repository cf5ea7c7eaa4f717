"""Many sources -> a stream of outcomes, in order; one bad document never stops the rest.

Documents are processed a window at a time, so that their sentences share batches while
memory depends on the window and not on how many documents there are.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from summarize.document import Document, read
from summarize.errors import SummarizeError
from summarize.pipeline import Pipeline
from summarize.result import Failure, Result
from summarize.source import Lull, Source
from summarize.source.web import Page

# A window grows while it takes less than this, in seconds, and shrinks when it takes more:
# large enough for full batches, small enough that results keep coming.
_BRIEF, _LONG = 4.0, 16.0
_FIRST_WINDOW, LARGEST_WINDOW = 1_000, 64_000  # words
_MOST_DOCUMENTS = 512


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: Source
    # None where the result was there already (`Finished`).
    record: Result | Failure | None
    # Of the content and of all that decides the result; empty if it could not be read.
    key: str = ""
    # Of the document, where it had to be read.
    sentences: int = 0
    # The output, where a worker has written it already; the record is without its texts then.
    written: Path | None = None


class Memory(Protocol):
    """Results of earlier runs, by key."""

    def get(self, key: str) -> Result | None: ...

    def put(self, key: str, result: Result) -> None: ...


# Whether the result of a source with this key has been delivered by an earlier run.
Finished = Callable[[Source, str], bool]


def run(
    sources: Iterable[Source | Lull],
    pipeline: Pipeline,
    *,
    finished: Finished | None = None,
    memory: Memory | None = None,
    fail_fast: bool = False,
    debug: bool = False,
    window: int = _FIRST_WINDOW,
) -> Iterator[Outcome]:
    """One outcome per source, in order; documents of `window` words are processed at first.

    Every error becomes a Failure of the document that caused it, and the rest goes on;
    `fail_fast` ends the run with the first one, `debug` raises what is no SummarizeError.
    """
    for outcome in _outcomes(sources, pipeline, finished, memory, debug, window):
        yield outcome
        if fail_fast and isinstance(outcome.record, Failure):
            return


def _outcomes(
    sources: Iterable[Source | Lull],
    pipeline: Pipeline,
    finished: Finished | None,
    memory: Memory | None,
    debug: bool,
    most: int,
) -> Iterator[Outcome]:
    # In order: what is settled, and documents whose turn it is in this window.
    window: list[Outcome | _Pending] = []
    words = 0
    for source in sources:
        if not isinstance(source, Lull):
            opened = _open(source, pipeline, finished, memory, debug)
            window.append(opened)
            words += opened.document.words if isinstance(opened, _Pending) else 0
            # Nothing waits behind a document that needs no model; else, until it is full.
            if words and words < most and len(window) < _MOST_DOCUMENTS:
                continue
        started = time.perf_counter()
        yield from _close(window, pipeline, memory, debug)
        if words >= most:
            seconds = time.perf_counter() - started
            most = most * 2 if seconds < _BRIEF else most // 2 if seconds > _LONG else most
            most = min(max(most, _FIRST_WINDOW), LARGEST_WINDOW)
        window, words = [], 0
    yield from _close(window, pipeline, memory, debug)


@dataclass(frozen=True, slots=True)
class _Pending:
    source: Source
    document: Document
    key: str


def _open(
    source: Source,
    pipeline: Pipeline,
    finished: Finished | None,
    memory: Memory | None,
    debug: bool,
) -> Outcome | _Pending:
    key = ""
    try:
        content = source.load()
        key = _key(source, content, pipeline.signature)
        if finished is not None and finished(source, key):
            return Outcome(source, None, key)
        if memory is not None and (result := memory.get(key)):
            return Outcome(source, _named(result, source), key)
        held = replace(source, load=lambda: content)
        document = read(held, pipeline.languages, pipeline.request.source_language)
    except Exception as error:
        if debug and not isinstance(error, SummarizeError):
            raise
        return Outcome(source, _named(_failure(error, source), source), key)
    return _Pending(source, document, key)


def _key(source: Source, content: bytes | str | Page, signature: str) -> str:
    """SHA-256 of everything a result depends on; its name and place are no part of that."""
    told = json.dumps([signature, source.format, source.title, source.language])
    if isinstance(content, Page):
        content = content.data
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(told.encode() + b"\n" + data).hexdigest()


def _close(
    window: Sequence[Outcome | _Pending],
    pipeline: Pipeline,
    memory: Memory | None,
    debug: bool,
) -> Iterator[Outcome]:
    """Outcomes of a window, in order."""
    pending = [entry for entry in window if isinstance(entry, _Pending)]
    made = iter(_process([entry.document for entry in pending], pipeline, debug))
    for entry in window:
        if isinstance(entry, Outcome):
            yield entry
            continue
        record = next(made)
        if memory is not None and isinstance(record, Result):
            memory.put(entry.key, record)
        sentences = sum(len(block.sentences) for block in entry.document.blocks)
        yield Outcome(entry.source, _named(record, entry.source), entry.key, sentences)


def _process(
    documents: Sequence[Document], pipeline: Pipeline, debug: bool
) -> list[Result | Failure]:
    """One record per document. What fails together is tried again in halves, down to the
    one document that cannot be done; so is what does not fit into memory."""
    if not documents:
        return []
    try:
        return pipeline.process(documents)
    except Exception as error:
        if debug and not isinstance(error, SummarizeError):
            raise
        if len(documents) == 1:
            return [_failure(error, documents[0])]
    middle = len(documents) // 2
    first = _process(documents[:middle], pipeline, debug)
    return first + _process(documents[middle:], pipeline, debug)


def _failure(error: Exception, about: Source | Document) -> Failure:
    name = about.name if isinstance(about, Source) else about.source
    if not isinstance(error, SummarizeError):
        kind = type(error).__name__
        return Failure(
            id=about.id, source=name, error=kind,
            message=f"unexpected {kind}: {error}", hint="add --debug and report this",
        )  # fmt: skip
    return Failure.of(error, id=about.id, source=name)


def _named(record: Result | Failure, source: Source) -> Result | Failure:
    """The record with the source's names, and with the fields its JSONL line has besides ours.

    A field that is called like one of ours is kept as "input_…", whatever has become of the
    line: a program tells documents from failures by their fields.
    """
    ours = Result.model_fields.keys() | Failure.model_fields.keys()
    extra = {f"input_{k}" if k in ours else k: v for k, v in source.extra.items()}
    return record.model_copy(update={"id": source.id, "source": source.name} | extra)


def exit_code(delivered: int, failures: Collection[int]) -> int:
    """0 when nothing failed, 1 when only some did, else what all failures have in common.

    `failures` are the exit codes of what failed.
    """
    if not failures:
        return 0
    return next(iter(failures)) if not delivered and len(set(failures)) == 1 else 1
