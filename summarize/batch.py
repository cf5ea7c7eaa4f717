"""Many sources -> a stream of results and failures; one bad document never stops the rest."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from summarize.document import read
from summarize.errors import SummarizeError
from summarize.pipeline import Pipeline
from summarize.request import Request
from summarize.result import Failure, Result
from summarize.source import Source


def run(
    sources: Iterable[Source], request: Request, pipeline: Pipeline, languages: tuple[str, ...]
) -> Iterator[Result | Failure]:
    """One outcome per source, in order, each as soon as it is there.

    `languages` are those an article may be written in. An error that we know becomes a
    Failure; an unknown one is a bug and is passed on.
    """
    for source in sources:
        started = time.perf_counter()
        try:
            document = read(source, languages, request.source_language)
            outcome = pipeline.process([document])[0]
        except SummarizeError as error:
            yield Failure.of(error, id=source.id, source=source.name)
            continue
        if isinstance(outcome, Result):
            seconds = round(time.perf_counter() - started, 3)
            outcome = outcome.model_copy(update={"seconds": seconds})
        yield outcome


def exit_code(delivered: int, failures: list[Failure]) -> int:
    """0 when nothing failed, 1 when only some did, else what all failures have in common."""
    codes = {failure.exit_code for failure in failures}
    if not failures:
        return 0
    return codes.pop() if not delivered and len(codes) == 1 else 1
