"""References + Requests -> what the models make of the texts, by the code of any other run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from summarize import batch
from summarize.batch import Memory, Outcome
from summarize.evaluation.references import Reference
from summarize.pipeline import Pipeline
from summarize.request import Length, Request
from summarize.result import Failure, Result


@dataclass(frozen=True, slots=True)
class Made:
    """A reference, and what became of its text."""

    reference: Reference
    record: Result | Failure


@dataclass(frozen=True, slots=True)
class Maker:
    """Runs models on references; what has no reference to compare it with is not made."""

    pipeline: Callable[[Request], Pipeline]
    memory: Memory | None = None
    debug: bool = False
    # Sees each text as it is done.
    watch: Callable[[Iterator[Outcome]], Iterator[Outcome]] = iter
    # What a user should know about how the models were run, each once.
    notes: dict[str, None] = field(default_factory=dict)

    def translations(
        self, references: Sequence[Reference], requests: Mapping[str, Request]
    ) -> dict[str, list[Made]]:
        """What each request makes of the texts that have translations."""
        return {
            name: [
                made
                for languages, group in _grouped((r, r.translations) for r in references)
                for made in self._run(group, request, languages=languages, summarize=False)
            ]
            for name, request in requests.items()
        }

    def summaries(
        self, references: Sequence[Reference], requests: Mapping[str, Request]
    ) -> dict[str, list[Made]]:
        """The same for those that have summaries, in the lengths of these."""
        wanted = {reference.length for reference in references}
        lengths = tuple(length for length in Length if length in wanted)
        return {
            name: [
                made
                for languages, group in _grouped((r, r.summaries) for r in references)
                for made in self._run(
                    group, request, languages=languages, lengths=lengths, translate=False
                )
            ]
            for name, request in requests.items()
        }

    def _run(
        self, references: Sequence[Reference], request: Request, **wanted: object
    ) -> Iterator[Made]:
        pipeline = self.pipeline(replace(request, **wanted))  # type: ignore[arg-type]
        sources = (reference.source for reference in references)
        outcomes = batch.run(sources, pipeline, memory=self.memory, debug=self.debug)
        for reference, outcome in zip(references, self.watch(outcomes), strict=True):
            assert outcome.record is not None
            yield Made(reference, outcome.record)
        # The pipeline itself is not kept: it holds the models.
        self.notes.update(dict.fromkeys(pipeline.notes))


def _grouped(
    wanted: Iterator[tuple[Reference, Mapping[str, str]]],
) -> list[tuple[tuple[str, ...], list[Reference]]]:
    """References by the languages in which somebody has written something of them."""
    groups: dict[tuple[str, ...], list[Reference]] = {}
    for reference, written in wanted:
        if written:
            groups.setdefault(tuple(sorted(written)), []).append(reference)
    return list(groups.items())
