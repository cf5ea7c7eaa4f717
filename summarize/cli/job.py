"""One run from its sources to its exit code: batch, output, progress and closing words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize import batch
from summarize.cli.batch_progress import showing
from summarize.cli.interrupt import until_interrupted
from summarize.cli.tally import Tally
from summarize.output import Output
from summarize.pipeline import Pipeline
from summarize.registry import Registry
from summarize.request import Request
from summarize.source import Lull, Selection, Source, count, open_sources, watch_sources

if TYPE_CHECKING:
    from summarize.cache import Cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What was asked for: what to read, what to make of it, and where it goes."""

    names: Sequence[str]
    selection: Selection
    request: Request
    registry: Registry
    into: Output
    use_cache: bool = True
    watch: bool = False
    fail_fast: bool = False
    strict: bool = False
    quiet: bool = False
    debug: bool = False

    def run(self) -> int:
        """Carry it out, and give the exit code."""
        tally = Tally(quiet=self.quiet, strict=self.strict)
        total = None if self.watch or self.quiet else count(self.names, self.selection)
        try:
            with (
                self._sources() as sources,
                open_cache(self.use_cache) as memory,
                showing(total, quiet=self.quiet) as display,
            ):
                pipeline = Pipeline(self.request, self.registry, watch=display.loading)
                outcomes = batch.run(
                    sources,
                    pipeline,
                    finished=self.into.finished,
                    memory=memory,
                    fail_fast=self.fail_fast,
                    debug=self.debug,
                )
                self.into.write(display.watch(tally.watch(outcomes)))
        except KeyboardInterrupt:
            tally.close(interrupted=True)
            raise
        tally.add(self.into.flaws)
        tally.tell([*self.into.notes, *pipeline.notes, *(memory.notes if memory else ())])
        if not self.request.profile:
            tally.advise(self.registry)
        tally.close()
        return tally.exit_code

    def _sources(self) -> AbstractContextManager[Iterator[Source | Lull]]:
        if not self.watch:
            return nullcontext(open_sources(self.names, selection=self.selection))
        return self._arriving()

    @contextmanager
    def _arriving(self) -> Iterator[Iterator[Source | Lull]]:
        with until_interrupted() as stopped:
            yield watch_sources(self.names, stopped, self.selection)


def open_cache(wanted: bool) -> AbstractContextManager[Cache | None]:
    """The results of earlier runs, if they are wanted."""
    if not wanted:
        return nullcontext()
    # Its sqlite3 is not needed for --help.
    from summarize.cache import Cache

    return Cache()
