"""How far a batch is, on stderr: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from summarize.batch import Outcome
from summarize.cli import talk
from summarize.cli.progress import loading
from summarize.registry import Model
from summarize.result import Failure

if TYPE_CHECKING:
    from rich.progress import Progress, Task
    from rich.text import Text

# Seconds between two lines where there is no terminal, or one that cannot draw over a line.
_PAUSE = 5.0
_CANNOT_DRAW = {"dumb", "unknown"}
# Columns that a bar with all that is told beside it needs.
_ROOMY = 72


class Display:
    """Shows nothing; what the others have in common."""

    def watch(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes, each shown when it has been dealt with."""
        for outcome in outcomes:
            yield outcome
            self.advance(outcome)

    def advance(self, outcome: Outcome) -> None: ...

    def loading(self, model: Model) -> AbstractContextManager[object]:
        """A context to load a model in, which may take long."""
        return nullcontext()


@contextmanager
def showing(total: int | None, *, quiet: bool, results_shown: bool) -> Iterator[Display]:
    """The display for a run over `total` documents; None if nobody knows how many there are.

    One document needs no bar, and neither do results that appear on the terminal themselves.
    """
    if quiet:
        yield Display()
    elif total == 1 or (results_shown and sys.stderr.isatty()):
        yield _Spinner()
    elif not sys.stderr.isatty() or os.environ.get("TERM") in _CANNOT_DRAW:
        yield _Lines(total)
    else:
        with _progress() as progress:
            yield _Bar(progress, total)


class _Spinner(Display):
    def loading(self, model: Model) -> AbstractContextManager[object]:
        return loading(model)


class _Lines(Display):
    def __init__(self, total: int | None) -> None:
        self._total = f" of {total:,}" if total else ""
        self._documents = self._sentences = self._failures = 0
        self._started = self._told = time.monotonic()

    def advance(self, outcome: Outcome) -> None:
        self._documents += 1
        self._sentences += outcome.sentences
        self._failures += isinstance(outcome.record, Failure)
        now = time.monotonic()
        if now - self._told >= _PAUSE:
            self._told = now
            pace = self._sentences / (now - self._started)
            one = self._documents == 1 and not self._total
            told = [f"{self._documents:,}{self._total} document{'' if one else 's'}"]
            # None are made where all is there already.
            told += [f"{pace:,.0f} sentences/s"] * bool(self._sentences)
            talk.note(", ".join([*told, f"{self._failures:,} failed"]))


class _Bar(Display):
    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total, sentences=0, failures=0)

    def advance(self, outcome: Outcome) -> None:
        task = self._progress.tasks[0]
        self._progress.update(
            self._task,
            advance=1,
            description=outcome.source.name,
            sentences=task.fields["sentences"] + outcome.sentences,
            failures=task.fields["failures"] + isinstance(outcome.record, Failure),
        )

    @contextmanager
    def loading(self, model: Model) -> Iterator[None]:
        self._progress.update(self._task, description=f"loading {model.name}")
        yield


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column
    from rich.text import Text

    class Pace(ProgressColumn):
        """Sentences per second, and what failed so far."""

        def render(self, task: Task) -> Text:
            sentences, failed = task.fields["sentences"], task.fields["failures"]
            # None are made where all is there already.
            elapsed = task.elapsed or 0
            pace = [f"{sentences / elapsed:,.0f} sentences/s "] if sentences and elapsed else []
            return Text.assemble(*pace, *([(f"{failed:,} failed", "red")] if failed else []))

    class Current(ProgressColumn):
        """The end of the document's name, which tells it from its neighbours."""

        def render(self, task: Task) -> Text:
            name = " ".join(task.description.split())
            return Text("…" + name[-29:] if len(name) > 30 else name, "dim")

    console = Console(stderr=True, highlight=False)
    columns = [BarColumn(bar_width=None, table_column=Column(ratio=1)), MofNCompleteColumn()]
    if console.width >= _ROOMY:
        columns += [Pace(), TimeRemainingColumn(), Current(table_column=Column(no_wrap=True))]
    # Results go through stdout: the bar must leave it alone.
    return Progress(*columns, redirect_stdout=False, console=console, expand=True)
