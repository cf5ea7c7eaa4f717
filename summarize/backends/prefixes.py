"""Prompts that begin alike are read once: the cache of keys and values behind generate().

Rows lie in the cache as they would in a batch that is padded on the left, so that nothing
but the time it takes depends on what was shared.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import torch
from transformers import DynamicCache
from transformers.cache_utils import Cache, DynamicLayer, DynamicSlidingWindowLayer

Prompts = Sequence[Sequence[int]]


def groups(prompts: Prompts) -> list[list[int]]:
    """Indices of neighbours that have at least half of their ids in common with the first."""
    found: list[list[int]] = []
    for index, prompt in enumerate(prompts):
        if found and _alike(prompts[found[-1][0]], prompt):
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _alike(one: Sequence[int], other: Sequence[int]) -> bool:
    return 2 * _shared([one, other]) >= max(len(one), len(other))


def _shared(prompts: Prompts) -> int:
    columns = zip(*prompts, strict=False)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))


def prepared(model: Any, prompts: Prompts, room: int) -> Cache | None:
    """A cache for these prompts and `room` tokens more; what they share is in it already.

    None where a model keeps more of a text than keys and values: its states cannot be cut.
    """
    usual = DynamicCache(config=model.config).layers
    if any(type(layer) not in (DynamicLayer, DynamicSlidingWindowLayer) for layer in usual):
        return None
    width = max(map(len, prompts))
    layers: list[Any] = [_Layer(len(prompts), width + room) for _ in usual]
    together = groups(prompts)
    # The columns that are left must hold the longest end that is not shared.
    columns = width - max(_end([prompts[i] for i in group]) for group in together)
    if len(together) < len(prompts) and columns > 0:
        for group in together:
            _read(model, prompts, group, layers, columns)
    return Cache(layers=layers)


def cache_argument(model: Any) -> str:
    """What the model calls the cache: `cache`, or `past_key_values` before transformers 5.24."""
    taken = inspect.signature(type(model.base_model).forward).parameters
    return "cache" if "cache" in taken else "past_key_values"


def _end(prompts: Prompts) -> int:
    """How many ids behind what they share the longest has, at least one."""
    shared = min(_shared(prompts), min(map(len, prompts)) - 1)
    return max(map(len, prompts)) - shared


def _read(
    model: Any, prompts: Prompts, group: Sequence[int], layers: Sequence[_Layer], columns: int
) -> None:
    """Fill the first columns of the group's rows, which stand at their right end."""
    padded = max(map(len, prompts)) - columns
    sizes = {row: max(0, len(prompts[row]) - padded) for row in group}
    longest = max(group, key=lambda row: sizes[row])
    if not sizes[longest]:
        return
    read: Any = DynamicCache()
    ids = torch.tensor([prompts[longest][: sizes[longest]]], device=model.device)
    model.base_model(input_ids=ids, use_cache=True, **{cache_argument(model): read})
    for layer, made in zip(layers, read.layers, strict=True):
        for row, size in sizes.items():
            layer.put(row, columns, made.keys[0, :, :size], made.values[0, :, :size])


class _Layer(DynamicLayer):  # type: ignore[no-untyped-call]
    """Has room for all tokens from the start: its parent copies everything at every token.

    One that sees only a window keeps all as well, and leaves it to the mask.
    """

    def __init__(self, rows: int, tokens: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._shape = rows, tokens

    def put(self, row: int, end: int, keys: torch.Tensor, values: torch.Tensor) -> None:
        """The keys and values of one row, up to the column `end`."""
        if not self.is_initialized:
            self.lazy_initialization(keys[None], values[None])
        for room, states in zip(self._room, (keys, values), strict=True):
            room[row, :, end - states.shape[1] : end] = states
        self._show(end)

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        super().lazy_initialization(key_states, value_states)
        rows, tokens = self._shape
        # Zeros, as padding spreads from behind its mask where it is no number.
        self._room = [
            states.new_zeros(rows, states.shape[1], tokens, states.shape[3])
            for states in (key_states, value_states)
        ]

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.get_seq_length()
        end = start + key_states.shape[2]
        for room, states in zip(self._room, (key_states, value_states), strict=True):
            room[:, :, start:end] = states
        return self._show(end)

    def _show(self, end: int) -> tuple[torch.Tensor, torch.Tensor]:
        keys, values = (room[:, :, :end] for room in self._room)
        self.keys, self.values = keys, values
        return keys, values
