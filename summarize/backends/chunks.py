"""Split a long article into parts that a model can take whole. Nothing is dropped.

Pure: what a token is, the caller's counter says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarize.backends.sentences import halve

Counter = Callable[[str], int]
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the article; `sentences` is how many of its sentences begin in it."""

    text: str
    sentences: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stays together: a paragraph, a sentence, or a piece of a sentence too long."""

    text: str
    block: int
    sentences: int
    size: int


def pack(blocks: Sequence[Sequence[str]], limit: int, count: Counter) -> list[Part]:
    """Parts of at most `limit` tokens, as few and as even as can be, in order.

    `blocks` are the sentences of each paragraph, with the blanks between them. Paragraphs
    stay whole; one that is too long is split at sentences, a sentence at clauses, then
    words, then anywhere. Only a single character may be longer than the limit.
    """
    aim = limit
    while True:
        parts = _pack(blocks, aim, count)
        # Tokens of a whole are not the sum of those of its pieces.
        if aim <= 1 or all(count(part.text) <= limit for part in parts):
            return parts
        aim = aim * 9 // 10


def _pack(blocks: Sequence[Sequence[str]], limit: int, count: Counter) -> list[Part]:
    units = [unit for i, block in enumerate(blocks) for unit in _units(block, i, limit, count)]
    gap = count(_GAP)
    fewest = len(_fill(units, limit, gap))
    low, high = max((unit.size for unit in units), default=0), limit
    # An even split: the smallest parts that are as few.
    while low < high:
        middle = (low + high) // 2
        if len(_fill(units, middle, gap)) > fewest:
            low = middle + 1
        else:
            high = middle
    return [_part(group) for group in _fill(units, max(low, high), gap)]


def _units(block: Sequence[str], index: int, limit: int, count: Counter) -> Iterator[_Unit]:
    text = "".join(block)
    size = count(text)
    if size <= limit:
        if text.strip():
            yield _Unit(text, index, len(block), size)
        return
    for sentence in block:
        begins = 1
        for piece in _pieces(sentence, limit, count):
            yield _Unit(piece, index, begins, count(piece))
            begins = 0


def _pieces(text: str, limit: int, count: Counter) -> Iterator[str]:
    """Pieces of at most `limit` tokens that joined are `text`."""
    if len(text) < 2 or count(text) <= limit:
        yield text
        return
    for half in halve(text):
        yield from _pieces(half, limit, count)


def _fill(units: Sequence[_Unit], limit: int, gap: int) -> list[list[_Unit]]:
    groups: list[list[_Unit]] = []
    size = 0
    for unit in units:
        joint = gap if groups and groups[-1][-1].block != unit.block else 0
        if groups and size + joint + unit.size <= limit:
            groups[-1].append(unit)
            size += joint + unit.size
        else:
            groups.append([unit])
            size = unit.size
    return groups


def _part(units: Sequence[_Unit]) -> Part:
    text = units[0].text
    for before, unit in pairwise(units):
        text = text + unit.text if before.block == unit.block else text.rstrip() + _GAP + unit.text
    return Part(text.strip(), sum(unit.sentences for unit in units))
