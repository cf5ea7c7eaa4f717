"""A batch over Ray Data: pieces of the sources -> actors that hold the models -> outcomes.

This process lists what there is, and reads no document. An actor runs `batch.run` over a
block of documents at a time; a block whose actor is lost is done again by another one. What
comes back is the same as from `batch.run`, in the same order.
"""

from __future__ import annotations

import logging
import os
import pickle
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn

from summarize import batch
from summarize.batch import Finished, Outcome
from summarize.cluster import first_line, imported
from summarize.errors import ModelError, SummarizeError
from summarize.output.staging import Staging
from summarize.pipeline import Pipeline
from summarize.registry import Registry
from summarize.request import Request
from summarize.result import Failure
from summarize.source import Piece, Selection, Source, cut, open_piece, portion

if TYPE_CHECKING:
    import pyarrow as pa

# CPU cores of an actor, unless --threads says how many: more of them need more memory.
_CORES = 4
# Of all that Ray handles one by one; each takes it some milliseconds.
_MOST_TASKS = 10_000
# How often a block is done again when its worker dies, before it is taken to be the reason.
_RETRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What workers have to know of a run; it travels to them once."""

    request: Request
    registry: Registry
    selection: Selection
    staging: Staging | None = None
    use_cache: bool = True
    debug: bool = False


@dataclass(slots=True)
class Plan:
    """All that is to be read, in blocks of pieces, and how many documents that is."""

    blocks: list[bytes] = field(default_factory=list)
    documents: int = 0

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Plan:
        plan, block, size = cls(), [], 0
        for piece in pieces:
            block.append(piece)
            size += piece.documents
            if size >= portion(plan.documents):
                plan._add(block, size)
                block, size = [], 0
        if block:
            plan._add(block, size)
        return plan

    def _add(self, block: Sequence[Piece], size: int) -> None:
        self.blocks.append(pickle.dumps(block))
        self.documents += size


def plan(names: Iterable[str], selection: Selection) -> Plan:
    """What there is to do; UsageError for what can be read only by this process."""
    return Plan.of(cut(names, selection))


def run(
    plan: Plan,
    task: Task,
    *,
    finished: Finished,
    note: Callable[[str], object],
    fail_fast: bool = False,
) -> Generator[Outcome, None, None]:
    """One outcome per source, as from `batch.run`; notes of workers go to `note`."""
    again: list[Piece] = []
    for piece, outcome, notes in _reports(plan, task):
        for told in notes:
            note(told)
        if outcome.record is None and not finished(outcome.source, outcome.key):
            # Delivered it was, but for another source.
            again.append(replace(piece, documents=1, only=outcome.source.name))
            continue
        yield outcome
        if fail_fast and isinstance(outcome.record, Failure):
            return
    if again and task.staging:
        anew = replace(task, staging=replace(task.staging, keys=frozenset()))
        yield from run(Plan.of(again), anew, finished=finished, note=note, fail_fast=fail_fast)


# What a worker tells of one document: where it is from, and what became of it.
_Report = tuple[Piece, Outcome, Sequence[str]]


class Worker:
    """Makes reports of a block's documents; lives in an actor, and keeps its models."""

    def __init__(self, folder: str, task: Task, cores: int) -> None:
        if task.request.offline:
            # Read by huggingface_hub when it is imported, so this must come first.
            os.environ["HF_HUB_OFFLINE"] = "1"
        # Names of files are meant from where the run was started.
        with suppress(OSError):
            os.chdir(folder)
        self._task = task
        self._pipeline = Pipeline(replace(task.request, threads=cores), task.registry)

    def __call__(self, blocks: pa.Table) -> Iterator[pa.Table]:
        import pyarrow as pa

        for block in blocks["block"].to_pylist():
            for report in self._reports(pickle.loads(block)):
                yield pa.table({"report": pa.array([pickle.dumps(report)], pa.large_binary())})

    def _reports(self, block: Sequence[Piece]) -> Iterator[_Report]:
        origins: dict[str, Piece] = {}

        def sources() -> Iterator[Source]:
            for piece in block:
                for source in open_piece(piece, self._task.selection):
                    origins[source.name] = piece
                    yield source

        staging = self._task.staging
        with ExitStack() as stack:
            # Closed after each block, because nobody says when an actor ends.
            memory = stack.enter_context(_cache()) if self._task.use_cache else None
            for outcome in batch.run(
                sources(),
                self._pipeline,
                finished=staging.finished if staging else None,
                memory=memory,
                debug=self._task.debug,
                window=batch.LARGEST_WINDOW,
            ):
                if staging:
                    outcome = staging.write(outcome)
                notes = [*self._pipeline.notes, *(memory.notes if memory else ())]
                source = replace(outcome.source, load=_elsewhere)
                yield origins[source.name], replace(outcome, source=source), notes


def _reports(plan: Plan, task: Task) -> Iterator[_Report]:
    """What workers tell, in the order of the plan."""
    ray = imported()
    from ray.data import ActorPoolStrategy, DataContext

    context = DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.enable_auto_log_stats = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    # Of max_task_retries, which Ray has no other way to say yet.
    warnings.filterwarnings("ignore", "`ray_remote_args` is deprecated")
    actors, needs = pool(ray.nodes(), task.request)
    tasks = min(len(plan.blocks), _MOST_TASKS)
    try:
        blocks = ray.data.from_items(
            [{"block": block} for block in plan.blocks], override_num_blocks=tasks
        )
        reports = blocks.map_batches(
            Worker,
            fn_constructor_args=(os.getcwd(), task, needs["num_cpus"]),
            compute=ActorPoolStrategy(size=min(actors, tasks)),
            batch_size=1,
            batch_format="pyarrow",
            max_task_retries=_RETRIES,
            **needs,
        )
        for row in reports.iter_rows():
            yield pickle.loads(row["report"])
    except ray.exceptions.RayError as error:
        _explain(error, debug=task.debug)


def pool(nodes: Sequence[dict[str, Any]], request: Request) -> tuple[int, dict[str, int]]:
    """How many actors there is room for, and what each of them takes."""
    alive = [node["Resources"] for node in nodes if node["Alive"]]
    cores = [int(resources.get("CPU", 0)) for resources in alive]
    gpus = int(sum(resources.get("GPU", 0) for resources in alive))
    each = max(1, min(request.threads or _CORES, max(cores, default=1)))
    if gpus and request.device in ("auto", "cuda"):
        return gpus, {"num_cpus": 1, "num_gpus": 1}
    return max(1, sum(count // each for count in cores)), {"num_cpus": each}


def _explain(error: Exception, *, debug: bool) -> NoReturn:
    """Raise what a worker has raised, or a line about what has become of the workers."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, SummarizeError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    if cause:
        raise cause from error
    if debug:
        raise error
    hint = "see Ray's logs; what is in an output folder is not done again"
    if isinstance(error, imported().exceptions.RayActorError):
        message = f"{_RETRIES + 1} workers have died over the same documents"
        hint = f"if it is for lack of memory, more --threads make fewer workers; {hint}"
    else:
        message = f"the workers cannot go on: {first_line(error)}"
    raise ModelError(message, hint) from error


def _cache() -> Any:
    from summarize.cache import Cache

    return Cache()


def _elsewhere() -> bytes:
    raise AssertionError("a worker has read this source")
