"""How a download is shown, on stderr: a bar on a terminal, a line per model elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from summarize.cli import talk
from summarize.registry import Model
from summarize.store import Watcher, readable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """A watcher for one pull; its bar is taken off the terminal at the end, come what may."""
    if quiet or not sys.stderr.isatty():
        yield Lines()
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


def loading(model: Model) -> AbstractContextManager[None]:
    """Shows that a model is being loaded."""
    size = f" ({model.memory_mb:,} MB)" if model.memory_mb else ""
    return working(f"loading {model.name}{size}")


@contextmanager
def working(what: str) -> Iterator[None]:
    """A spinner on the terminal while something is done; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False).status(what):
        yield


class Lines:
    """One line per model, before its download."""

    def begins(self, model: Model, commit: str, size: int, present: int) -> None:
        talk.note(_announcement(model, commit, size, present))

    def advances(self, amount: int) -> None: ...

    def ends(self, model: Model) -> None: ...


class Bar:
    """The same line, and below it how far the download is, how fast, and how long to go."""

    def __init__(self) -> None:
        # Begun with the first download, so that a question can be asked before.
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def begins(self, model: Model, commit: str, size: int, present: int) -> None:
        self.close()
        talk.note(_announcement(model, commit, size, present))
        self._progress = _progress()
        self._progress.start()
        self._task = self._progress.add_task(model.name, total=size, completed=present)

    def advances(self, amount: int) -> None:
        if self._progress and self._task is not None:
            self._progress.advance(self._task, amount)

    def ends(self, model: Model) -> None:
        self.close()

    def close(self) -> None:
        if self._progress:
            self._progress.stop()
        self._progress = None


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        expand=True,
    )


def _announcement(model: Model, commit: str, size: int, present: int) -> str:
    here = f", {readable(present)} of that here already" if present else ""
    source = f"{model.repo} at {commit[:12]}"
    return f"{model.name}: {readable(size)}, {model.licence}, from {source}{here}"
