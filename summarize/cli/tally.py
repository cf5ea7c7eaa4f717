"""Counts what comes out of a run, and tells on stderr what did not go well."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import chain

from summarize import store
from summarize.batch import Outcome, exit_code
from summarize.cli import talk
from summarize.registry import Registry
from summarize.render import Format, bare, words
from summarize.result import Failure, Result, Status, flaws


class Tally:
    """Looks at outcomes as they pass."""

    def __init__(self, *, quiet: bool, strict: bool, format: Format) -> None:
        self._quiet, self._strict, self._format = quiet, strict, format
        self._started = time.monotonic()
        # Skipped is what an earlier run has finished.
        self._delivered = self._skipped = self._failed = 0
        self._exit_codes: set[int] = set()
        self._flaws: set[str] = set()
        self._told: set[str] = set()
        # The models that were used, in the order of their first use.
        self._models: dict[str, None] = {}

    def watch(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            # Passed on first, so that a note stands below the result it is about.
            yield outcome
            record = outcome.record
            if record is None:
                self._skipped += 1
            elif isinstance(record, Failure):
                self._failed += 1
                self._exit_codes.add(record.exit_code)
                talk.failure(record)
            else:
                self._remember(record)
                self.tell(record.notes, record.source)

    def add(self, flaws: Iterable[str]) -> None:
        """What was wrong with skipped documents."""
        self._flaws.update(flaws)

    def _remember(self, result: Result) -> None:
        self._delivered += 1
        self._flaws |= flaws(result)
        self._models |= dict.fromkeys(words.models(result))
        if bare(result, self._format) and not self._quiet:
            for line in chain.from_iterable(map(words.checks, result.translations)):
                talk.note(f"{result.source}: {line}")

    def tell(self, notes: Iterable[str], about: str = "") -> None:
        """Each note once: a thousand articles that lack the same translator are one fact."""
        for note in notes:
            if note not in self._told and not self._quiet:
                talk.note(f"{about}: {note}" if about else note)
            self._told.add(note)

    def advise(self, known: Registry) -> None:
        """What was used, and the one command that would give better results.

        And first, which folders of the user's own models file are of no use as they are.
        """
        if self._quiet or not self._models:
            return
        for model in known.models.values():
            if model.path is not None and not store.is_installed(model):
                talk.note(f"{model.name} is not used: {model.path} holds no complete model")
        better = known.better_than(self._models, store.is_installed)
        # Where a model was missing, its note has named the command already.
        if better and Status.MISSING_MODEL not in self._flaws:
            used = " + ".join(_with_terms(known, name) for name in self._models)
            talk.note(f"made with {used}; for better results: {known.pull_command(better)}")

    def close(self, *, interrupted: bool = False) -> None:
        """One line that sums up; a single document needs none."""
        if self._quiet or self._delivered + self._skipped + self._failed < 2:
            return
        parts = [f"{self._delivered:,} done"]
        if self._skipped:
            parts.append(f"{self._skipped:,} there already")
        if self._failed:
            parts.append(f"{self._failed:,} failed")
        seconds = time.monotonic() - self._started
        parts.append(f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.1f} min")
        talk.note(("interrupted: " if interrupted else "") + ", ".join(parts))

    @property
    def exit_code(self) -> int:
        code = exit_code(self._delivered + self._skipped, self._exit_codes)
        if code or not self._strict:
            return code
        if Status.MISSING_MODEL in self._flaws:
            return 3
        return 1 if self._flaws else 0


def _with_terms(known: Registry, name: str) -> str:
    """The name of a model, and its licence where that does not allow every use."""
    model = known.models.get(name)
    if model is None or model.terms == model.licence:
        return name
    return f"{name} ({model.terms})"
