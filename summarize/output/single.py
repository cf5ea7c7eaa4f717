"""All results in one place: the terminal, a pipe, or one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from summarize.batch import Outcome
from summarize.output.atomic import replacing, reporting, sync
from summarize.render import Format, writer
from summarize.result import Failure, Result
from summarize.source import Source


@dataclass(frozen=True, slots=True)
class Single:
    """A format, and the file it goes to; None is stdout."""

    format: Format
    path: Path | None = None
    explain: bool = False
    notes: Sequence[str] = ()
    flaws: Set[str] = frozenset()

    def staging(self) -> None:
        """Workers cannot write: all results go into one file, in order."""

    def finished(self, source: Source, key: str) -> bool:
        """Never: what was there is replaced as a whole."""
        return False

    def write(self, outcomes: Iterable[Outcome]) -> None:
        if self.path is None:
            with reporting("the output"):
                writer(self.format, explain=self.explain)(_records(outcomes), sys.stdout)
                sys.stdout.flush()
        else:
            with reporting(self.path), _opened(self.path) as file:
                writer(self.format, explain=self.explain)(_records(outcomes), file)


def _records(outcomes: Iterable[Outcome]) -> Iterator[Result | Failure]:
    return (outcome.record for outcome in outcomes if outcome.record)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """A device or a named pipe is written to as it is; a link stays, its target is replaced."""
    target = path.resolve()
    if str(path).startswith(("/dev/", "/proc/")) or (target.exists() and not target.is_file()):
        with path.open("a", encoding="utf-8", newline="\n") as file:
            yield file
    else:
        with replacing(target) as file:
            yield file
        sync(target.parent)
