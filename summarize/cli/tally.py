"""Counts what comes out of a run, and tells on stderr what did not go well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarize import store
from summarize.batch import exit_code
from summarize.cli import talk
from summarize.registry import Registry
from summarize.render import words
from summarize.result import Failure, Result, Status, Summary, Translation


class Tally:
    """Looks at outcomes as they pass."""

    def __init__(self, *, quiet: bool, strict: bool) -> None:
        self._quiet, self._strict = quiet, strict
        self._delivered = 0
        self._failures: list[Failure] = []
        self._states: set[Status] = set()
        self._doubtful = False
        self._told: set[str] = set()
        # The models that were used, in the order of their first use.
        self._models: dict[str, None] = {}

    def watch(self, outcomes: Iterator[Result | Failure]) -> Iterator[Result | Failure]:
        for outcome in outcomes:
            # Passed on first, so that a note stands below the result it is about.
            yield outcome
            if isinstance(outcome, Failure):
                self._failures.append(outcome)
                talk.failure(outcome)
            else:
                self._remember(outcome)
                self.tell(outcome.notes, outcome.source)

    def _remember(self, result: Result) -> None:
        self._delivered += 1
        parts: list[Summary | Translation] = [*result.summaries, *result.translations]
        self._states |= {part.status for part in parts}
        self._doubtful |= any(words.warnings(part) for part in parts)
        self._models |= dict.fromkeys(words.models(result))

    def tell(self, notes: Iterable[str], about: str = "") -> None:
        """Each note once: a thousand articles that lack the same translator are one fact."""
        for note in notes:
            if note not in self._told and not self._quiet:
                talk.note(f"{about}: {note}" if about else note)
            self._told.add(note)

    def advise(self, known: Registry) -> None:
        """One line: what was used, and the one command that would give better results."""
        better = known.better_than(self._models, store.is_installed)
        # Where a model was missing, its note has named the command already.
        if self._models and better and Status.MISSING_MODEL not in self._states:
            used = " + ".join(self._models)
            talk.note(f"made with {used}; for better results: {known.pull_command(better)}")

    @property
    def exit_code(self) -> int:
        code = exit_code(self._delivered, self._failures)
        if code or not self._strict:
            return code
        if Status.MISSING_MODEL in self._states:
            return 3
        marked = self._states - {Status.OK, Status.ALREADY_SHORT}
        return 1 if marked or self._doubtful else 0
