"""Batches: which pairs, in which order, padded how. Everything follows from seed and position.

Pairs are drawn a pool at a time (every corpus by its weight, without repeating a pair before
all others of its corpus had their turn), sorted by length, cut into batches of about equal
numbers of target tokens, and the batches shuffled. Nothing here touches the GPU: a thread
keeps a few batches ready in pinned memory.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import torch

from training.settings import SIDES, Settings
from training.store import Index, Tokens
from training.vocabulary import EOS, NOISY, Vocabulary

MULTIPLE = 8  # source lengths are padded to it: attention with a mask is slow otherwise


@dataclass(frozen=True)
class Position:
    """Where the sampler stands; all that a resumed run needs."""

    pool: int = 0
    batch: int = 0
    final: bool = False
    cursors: dict[str, int] = field(default_factory=dict)  # pairs drawn so far, at the pool's start

    def state(self) -> dict[str, Any]:
        """Plain values for a checkpoint."""
        return asdict(self)


@dataclass(frozen=True)
class Batch:
    """One step's text. `real` are the places of target tokens in the flattened target."""

    source: torch.Tensor  # rows x source length, padded
    source_lengths: torch.Tensor  # rows
    target: torch.Tensor  # rows x target length: the decoder's input, beginning with <pad>
    real: torch.Tensor
    labels: torch.Tensor  # the tokens to be predicted, in the order of `real`
    source_tokens: int

    @property
    def target_tokens(self) -> int:
        """Tokens that are learnt from."""
        return len(self.labels)

    @property
    def filled(self) -> float:
        """Share of all places that holds a token, the rest being padding."""
        places = self.source.numel() + self.target.numel()
        return (self.source_tokens + self.target_tokens) / places

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device, without waiting for the copy."""
        moved = {
            name: getattr(self, name).to(device, non_blocking=True)
            for name in ("source", "source_lengths", "target", "real", "labels")
        }
        return replace(self, **moved)

    def split(self, parts: int) -> list[Batch]:
        """The same rows in so many batches of about the same size, if there are enough."""
        parts = min(parts, len(self.source))
        width = self.target.shape[1]
        rows, places = self.real // width, self.real % width
        batches = []
        for part in range(parts):
            mine = rows % parts == part
            lengths = self.source_lengths[part::parts]
            batches.append(
                Batch(
                    source=self.source[part::parts],
                    source_lengths=lengths,
                    target=self.target[part::parts],
                    real=rows[mine] // parts * width + places[mine],
                    labels=self.labels[mine],
                    source_tokens=int(lengths.sum()),
                )
            )
        return batches

    def pinned(self) -> Batch:
        """The same batch in memory that a GPU can read by itself."""
        names = ("source", "source_lengths", "target", "real", "labels")
        return replace(self, **{name: getattr(self, name).pin_memory() for name in names})


@dataclass(frozen=True)
class Rows:
    """Examples (a pair in one direction), as places in the sampler's one long array of ids."""

    source: Index
    source_lengths: Index
    target: Index
    target_lengths: Index
    tags: Index  # id of the target language's tag
    noisy: Index  # 1 if the second tag stands before the text

    def __len__(self) -> int:
        return len(self.tags)

    def take(self, index: Index) -> Rows:
        """Some of the rows."""
        return Rows(**{name: values[index] for name, values in self.columns()})

    def columns(self) -> Iterator[tuple[str, Index]]:
        """Name and values of each column."""
        for name in self.__dataclass_fields__:
            yield name, getattr(self, name)

    @staticmethod
    def join(parts: Sequence[Rows]) -> Rows:
        """All rows of the parts."""
        columns: dict[str, list[Index]] = {name: [] for name in Rows.__dataclass_fields__}
        for part in parts:
            for name, values in part.columns():
                columns[name].append(values)
        return Rows(**{name: np.concatenate(values) for name, values in columns.items()})


class Sampler:
    """Endless batches from prepared corpora."""

    def __init__(self, corpora: Sequence[Tokens], settings: Settings, words: Vocabulary) -> None:
        plan = settings.train
        self.seed, self.batch_tokens = plan.seed, plan.batch_tokens
        self.pool_tokens = plan.batch_tokens * plan.pool_batches
        self.pad = words.pad
        self.tags = np.array([words.target_tag("en"), words.target_tag("de")])
        self.noisy_tag = words.tag(NOISY)
        self.corpora = [tokens for tokens in corpora if len(tokens)]
        self.entries = {tokens.name: settings.corpus(tokens.name) for tokens in self.corpora}
        self.ids = np.concatenate([tokens.ids for tokens in self.corpora])
        bases = np.cumsum([0] + [len(tokens.ids) for tokens in self.corpora])
        self.starts = {
            tokens.name: tokens.starts + base
            for tokens, base in zip(self.corpora, bases[:-1], strict=True)
        }
        self.orders: dict[str, tuple[int, Index]] = {}
        if not any(self.shares(final).sum() > 0 for final in (False, True)):
            known = ", ".join(tokens.name for tokens in self.corpora)
            raise ValueError(f"no corpus has a weight in the settings; prepared: {known}")

    def shares(self, final: bool) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Of the pairs drawn, the share of each corpus."""
        entries = [self.entries[tokens.name] for tokens in self.corpora]
        weights = [entry.final if final else entry.weight for entry in entries]
        sizes = np.array([len(tokens) for tokens in self.corpora]) * np.array(weights)
        return np.asarray(sizes / max(sizes.sum(), 1e-9))

    def order(self, tokens: Tokens, epoch: int) -> Index:
        """The shuffled rows of a corpus for one turn; the last turn asked for is remembered."""
        number = zlib.crc32(tokens.name.encode())
        if self.orders.get(tokens.name, (-1,))[0] != epoch:
            random = np.random.default_rng((self.seed, number, epoch))
            self.orders[tokens.name] = (epoch, random.permutation(len(tokens)))
        return self.orders[tokens.name][1]

    def next_rows(self, tokens: Tokens, cursor: int, count: int) -> Index:
        """The `count` pairs after the first `cursor` ones of an endless shuffled sequence."""
        parts = []
        while count > 0:
            epoch, offset = divmod(cursor, len(tokens))
            part = self.order(tokens, epoch)[offset : offset + count]
            parts.append(part)
            cursor, count = cursor + len(part), count - len(part)
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def draw(self, position: Position) -> tuple[Rows, dict[str, int]]:
        """The examples of a pool, and the cursors after it."""
        shares = self.shares(position.final)
        mean = np.array([tokens.lengths[:, :2].mean() + 1 for tokens in self.corpora])
        sides = [SIDES[self.entries[tokens.name].direction] for tokens in self.corpora]
        per_pair = float((shares * mean * np.array([len(side) for side in sides])).sum())
        cursors, parts = dict(position.cursors), []
        for tokens, share, both in zip(self.corpora, shares, sides, strict=True):
            count = round(self.pool_tokens / per_pair * share)
            cursor = cursors.get(tokens.name, 0)
            rows = self.next_rows(tokens, cursor, count)
            cursors[tokens.name] = cursor + count
            parts += [self.examples(tokens, rows, side) for side in both]
        return Rows.join(parts), cursors

    def examples(self, tokens: Tokens, rows: Index, side: int) -> Rows:
        """Pairs read in one direction; `side` is the source's: 0 German, 1 English."""
        starts, other = self.starts[tokens.name], 1 - side
        read = side + 2 if tokens.lengths.shape[1] > 2 else side  # with hints, if there are any
        noisy = int(self.entries[tokens.name].noisy)
        return Rows(
            source=starts[rows, read],
            source_lengths=tokens.lengths[rows, read],
            target=starts[rows, other],
            target_lengths=tokens.lengths[rows, other],
            tags=np.full(len(rows), self.tags[side]),
            noisy=np.full(len(rows), noisy),
        )

    def cut(self, rows: Rows, random: np.random.Generator) -> list[Index]:
        """Batches of rows of similar lengths, in random order."""
        cell = -(-(rows.source_lengths + rows.noisy + 2) // MULTIPLE)
        # Every second cell runs from long to short targets, so that neighbours are alike.
        inner = np.where(cell % 2, rows.target_lengths, -rows.target_lengths)
        order = np.lexsort((random.random(len(rows)), inner, cell))
        used = np.cumsum(rows.target_lengths[order] + 1)
        count = max(1, round(int(used[-1]) / self.batch_tokens))
        ends = np.searchsorted(used, np.linspace(0, used[-1], count + 1)[1:-1])
        parts = [part for part in np.split(order, ends) if len(part)]
        return [parts[index] for index in random.permutation(len(parts))]

    def fill(
        self, starts: Index, lengths: Index, width: int, prefix: Sequence[Index], end: bool
    ) -> Index:
        """Padded rows: the prefix (ids below 0 are left out), the text, the end token."""
        before = sum(((ids >= 0).astype(np.int64) for ids in prefix), np.zeros_like(lengths))
        inside = np.arange(width) - before[:, None]
        places = np.clip(starts[:, None] + inside, 0, len(self.ids) - 1)
        text = (inside >= 0) & (inside < lengths[:, None])
        filled = np.where(text, self.ids[places], self.pad).astype(np.int64)
        if end:
            filled[inside == lengths[:, None]] = EOS
        for column, ids in enumerate(prefix):
            filled[:, column] = np.where(ids >= 0, ids, filled[:, column])
        return filled

    def make(self, rows: Rows) -> Batch:
        """Tensors of some rows."""
        tagged = rows.source_lengths + rows.noisy + 2
        width = int(-(-tagged.max() // MULTIPLE) * MULTIPLE)
        noisy = np.where(rows.noisy > 0, self.noisy_tag, -1)
        source = self.fill(rows.source, rows.source_lengths, width, (rows.tags, noisy), end=True)
        target_width = int(rows.target_lengths.max()) + 1
        shifted = np.full(len(rows), self.pad)
        target = self.fill(rows.target, rows.target_lengths, target_width, (shifted,), end=False)
        labels = self.fill(rows.target, rows.target_lengths, target_width, (), end=True)
        real = np.flatnonzero(np.arange(target_width) <= rows.target_lengths[:, None])
        return Batch(
            source=torch.from_numpy(source),
            source_lengths=torch.from_numpy(tagged),
            target=torch.from_numpy(target),
            real=torch.from_numpy(real),
            labels=torch.from_numpy(labels.reshape(-1)[real]),
            source_tokens=int(tagged.sum()),
        )

    def batches(self, position: Position) -> Iterator[tuple[Batch, Position]]:
        """Batches from a position on, each with the position after it."""
        while True:
            rows, cursors = self.draw(position)
            cut = self.cut(rows, np.random.default_rng((self.seed, 7, position.pool)))
            for index in range(position.batch, len(cut)):
                position = replace(position, batch=index + 1)
                yield self.make(rows.take(cut[index])), position
            position = Position(position.pool + 1, 0, position.final, cursors)

    def after_pool(self, position: Position) -> dict[str, int]:
        """The cursors once the position's pool is used up or given up."""
        return self.draw(position)[1] if position.batch else dict(position.cursors)


class Feeder:
    """A thread that keeps batches ready; `next` hands them out."""

    def __init__(self, sampler: Sampler, position: Position, pin: bool, ready: int = 6) -> None:
        self.sampler, self.position, self.pin = sampler, position, pin
        self.queue: queue.Queue[tuple[Batch, Position] | BaseException] = queue.Queue(ready)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        try:
            for batch, position in self.sampler.batches(self.position):
                self._put((batch.pinned() if self.pin else batch, position))
                if self.stopped.is_set():
                    return
        except BaseException as error:
            self._put(error)

    def _put(self, item: tuple[Batch, Position] | BaseException) -> None:
        """Wait for a free place, unless nobody will read any more."""
        while not self.stopped.is_set():
            try:
                self.queue.put(item, timeout=0.2)
                return
            except queue.Full:
                continue

    def next(self) -> Batch:
        """The next batch; `position` then says where the run stands."""
        item = self.queue.get()
        if isinstance(item, BaseException):
            raise item
        batch, self.position = item
        return batch

    def close(self) -> Position:
        """Stop the thread; the position after the last batch handed out."""
        self.stopped.set()
        self.thread.join()
        return self.position
