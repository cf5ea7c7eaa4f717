"""One run from its sources to its exit code: batch, output, progress and closing words."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize import batch
from summarize.batch import Outcome
from summarize.cli.batch_progress import showing
from summarize.cli.interrupt import until_interrupted
from summarize.cli.tally import Tally
from summarize.errors import OutputError
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
    # Whether workers of a Ray cluster do it, and the cluster's address if it was given.
    distributed: bool = False
    address: str | None = None

    def run(self) -> int:
        """Carry it out, and give the exit code."""
        tally = Tally(quiet=self.quiet, strict=self.strict, format=self.into.format)
        outcomes = self._on_cluster if self.distributed else self._here
        notes: dict[str, None] = {}
        try:
            with outcomes(tally, notes) as made:
                self.into.write(made)
        except (KeyboardInterrupt, OutputError):
            tally.tell(self.into.notes)
            tally.close(interrupted=True)
            raise
        tally.add(self.into.flaws)
        tally.tell([*self.into.notes, *notes])
        if not self.request.profile:
            tally.advise(self.registry)
        tally.close()
        return tally.exit_code

    @contextmanager
    def _here(self, tally: Tally, notes: dict[str, None]) -> Iterator[Iterator[Outcome]]:
        """What this process makes of the sources; `notes` are complete when it is done."""
        total = None if self.watch or self.quiet else count(self.names, self.selection)
        with (
            self._sources() as sources,
            open_cache(self.use_cache) as memory,
            showing(total, quiet=self.quiet, results_shown=self._shown) as display,
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
            yield display.watch(tally.watch(outcomes))
        notes |= dict.fromkeys([*pipeline.notes, *(memory.notes if memory else ())])

    @contextmanager
    def _on_cluster(self, tally: Tally, notes: dict[str, None]) -> Iterator[Iterator[Outcome]]:
        """The same, made by the workers of a cluster."""
        # pickle and all that Ray needs: not for --help.
        from summarize import cluster, distributed

        plan = distributed.plan(self.names, self.selection)
        task = distributed.Task(
            request=self.request,
            registry=self.registry,
            selection=self.selection,
            staging=self.into.staging(),
            use_cache=self.use_cache,
            debug=self.debug,
        )
        total = None if self.selection.shard else plan.documents
        with (
            cluster.connected(self.address),
            showing(total, quiet=self.quiet, results_shown=self._shown) as display,
        ):
            outcomes = distributed.run(
                plan,
                task,
                finished=self.into.finished,
                note=notes.setdefault,
                fail_fast=self.fail_fast,
            )
            with closing(outcomes):
                yield display.watch(tally.watch(outcomes))

    @property
    def _shown(self) -> bool:
        """Whether results appear on the terminal."""
        return self.into.path is None and sys.stdout.isatty()

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
