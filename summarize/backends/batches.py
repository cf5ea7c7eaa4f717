"""Rows of different lengths in batches that fit in memory, each row with its own end.

For every model on transformers, causal or encoder-decoder. Knows nothing about prompts or text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from summarize.backends.device import Placement, free_memory, out_of_memory
from summarize.backends.loading import broken, quiet
from summarize.registry import Model

# A batch's rows times its longest row, prompt and answer together: what the cache of keys
# and values grows with.
_TOKENS = {"cpu": 8192, "mps": 16384, "cuda": 65536}
_ROWS = {"cpu": 16, "mps": 16, "cuda": 64}

# Settings that would hold for all rows alike, where each has its own.
LENGTHS = frozenset({"max_length", "min_length", "max_new_tokens", "min_new_tokens"})

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Row:
    """An input with all its special tokens, and how many ids its output may and must have."""

    ids: Sequence[int]
    most: int
    least: int = 0


class Batches:
    """The batches of one model; it remembers which size was too large.

    `tokens` and `rows` are the most that a batch may have, by device: its rows times its longest
    row, and its rows alone.
    """

    def __init__(
        self,
        model: Model,
        placement: Placement,
        *,
        tokens: Mapping[str, int] = _TOKENS,
        rows: Mapping[str, int] = _ROWS,
    ) -> None:
        self._model = model
        self._placement = placement
        self._tokens = tokens[placement.device]
        self._rows = rows[placement.device]

    def run(
        self, sizes: Sequence[int], work: Callable[[list[int]], list[_Made]]
    ) -> list[_Made | None]:
        """What `work` makes of each row, in order; it is given the indices of a batch's rows.

        `sizes` are the rows' sizes in tokens, in the same order. None for a row that does not
        fit in memory even alone. Raises ModelError where the model does not run at all.
        """
        made: list[_Made | None] = [None] * len(sizes)
        # Longest first: what does not fit in memory shows at once.
        queue = sorted(range(len(sizes)), key=lambda index: -sizes[index])
        while queue:
            rows = max(1, min(self._rows, self._tokens // max(1, sizes[queue[0]])))
            batch = queue[:rows]
            done = self._attempt(batch, work)
            if done is None and len(batch) > 1:
                self._tokens = len(batch) // 2 * sizes[queue[0]]
                continue
            for index, one in zip(batch, done or [], strict=done is not None):
                made[index] = one
            queue = queue[len(batch) :]
        return made

    def _attempt(
        self, batch: list[int], work: Callable[[list[int]], list[_Made]]
    ) -> list[_Made] | None:
        """None if the batch does not fit in memory."""
        try:
            with quiet():
                return work(batch)
        except Exception as error:
            if not out_of_memory(error):
                hint = "check its generate table in models.toml"
                raise broken(self._model, error, hint) from error
        # Out here the error, and with it every tensor of the failed call, is gone.
        free_memory(self._placement)
        return None


class Limits:
    """A logits processor that ends each row at its own `most` ids, and not before its `least`,
    so that a row comes out of a batch as it would alone.

    `before` is the number of ids in front of the answer: the prompt, or the start token.
    """

    def __init__(
        self, most: Sequence[int], ends: Sequence[int], before: int, least: Sequence[int] = ()
    ) -> None:
        self.most = list(most)
        self.least = list(least) or [0] * len(self.most)
        self.ends = list(ends)
        self._before = before

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        import torch

        length = input_ids.shape[1] - self._before
        beams = scores.shape[0] // len(self.most)
        most, least = (
            torch.tensor(limits, device=scores.device).repeat_interleave(beams)
            for limits in (self.most, self.least)
        )
        over, under = most <= length + 1, least > length
        scores = scores.masked_fill(over[:, None], float("-inf"))
        scores[over, self.ends[0]] = 0
        if length >= max(self.least):
            return scores
        ends = torch.zeros_like(scores, dtype=torch.bool)
        ends[:, self.ends] = True
        return scores.masked_fill(under[:, None] & ends & ~over[:, None], float("-inf"))
