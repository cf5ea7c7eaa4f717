"""All results in one place: the terminal, a pipe, or one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from summarize.batch import Outcome
from summarize.output.atomic import put_in_place, replacing, reporting, sync
from summarize.render import FAILURES_TOO, Format, Writer, writer
from summarize.result import Failure, Result
from summarize.source import Source


@dataclass(frozen=True, slots=True)
class Single:
    """A format, and the file it goes to; None is stdout."""

    format: Format
    path: Path | None = None
    explain: bool = False
    # Whether the run ends with the first failure, so that what there is then may not be all.
    fail_fast: bool = False
    notes: list[str] = field(default_factory=list)
    flaws: Set[str] = frozenset()

    def staging(self) -> None:
        """Workers cannot write: all results go into one file, in order."""

    def finished(self, source: Source, key: str) -> bool:
        """Never: what was there is replaced as a whole."""
        return False

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write all outcomes; of a run that ends before, what is done is put beside the file."""
        write = writer(self.format, explain=self.explain)
        if self.path is None:
            with reporting("the output"):
                write(_records(outcomes), sys.stdout)
                sys.stdout.flush()
        elif is_device(self.path):
            with reporting(self.path), self.path.open("a", encoding="utf-8", newline="\n") as file:
                write(_records(outcomes), file)
        else:
            records = _begun(_records(outcomes), self.format)
            if records is None:
                self.notes.append(f"{self.path} is not written: nothing could be done")
                return
            with reporting(self.path):
                # A link stays, its target is replaced.
                self._replace(self.path.resolve(), write, _Records(records))

    def _replace(self, target: Path, write: Writer, records: _Records) -> None:
        """An earlier file stays until the new one has everything."""
        part = target.with_name(f"{target.name}.part")
        with replacing(part, like=target) as file:
            write(records, file)
        if records.interrupt:
            self.notes.append(f"what was done is in {part}; for the rest, run it again")
            raise records.interrupt
        if self.fail_fast and records.failed and target.exists():
            self.notes.append(
                f"{target} is as it was; what was done up to the failure is in {part}"
            )
            return
        put_in_place(part, target)
        sync(target.parent)


class _Records:
    """Records up to Ctrl-C, so that the output comes to its end, and what became of them."""

    def __init__(self, records: Iterable[Result | Failure]) -> None:
        self._records = records
        self.interrupt: KeyboardInterrupt | None = None
        self.failed = False

    def __iter__(self) -> Iterator[Result | Failure]:
        try:
            for record in self._records:
                self.failed = self.failed or isinstance(record, Failure)
                yield record
        except KeyboardInterrupt as interrupt:
            self.interrupt = interrupt


def _records(outcomes: Iterable[Outcome]) -> Iterator[Result | Failure]:
    return (outcome.record for outcome in outcomes if outcome.record)


def _begun(
    records: Iterator[Result | Failure], format: Format
) -> Iterator[Result | Failure] | None:
    """The records from the first one on that the format has a place for; None if there are only
    others.

    A mistyped name must not cost the report of an earlier run; an empty shard has an empty file.
    """
    record = None
    for record in records:
        if isinstance(record, Result) or format in FAILURES_TOO:
            return chain([record], records)
    return iter(()) if record is None else None


def is_device(path: Path) -> bool:
    """Whether it is a device, a named pipe or an open file, which is written to as it is."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        return True
    return str(path).startswith(("/dev/std", "/dev/fd/", "/proc/"))
