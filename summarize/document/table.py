"""Tables: their cells, also where one is wider than others; cells as text, and in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from summarize.document.model import Block, Kind, has_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# A table whose lines are longer than this is not set in columns.
_WIDEST = 100
# A cell that says it is wider is a mistake, or an attack.
_MOST_SPANNED = 50


def block(rows: Iterable[Iterable[str]], headings: int = 0) -> Block:
    """A table of these cells, the first `headings` rows of which name its columns.

    Empty rows and columns are left out, and missing cells are empty ones.
    """
    kept = [(list(row), number < headings) for number, row in enumerate(rows)]
    kept = [(row, is_heading) for row, is_heading in kept if any(row)]
    columns = list(zip_longest(*(row for row, _ in kept), fillvalue=""))
    cells = tuple(zip(*(column for column in columns if any(column)), strict=True))
    level = sum(is_heading for _, is_heading in kept)
    return Block(Kind.TABLE, as_text(cells), level=level, rows=cells)


def spread(table: Element) -> None:
    """Give a table of HTML empty cells where one runs over several columns or rows."""
    below: Counter[int] = Counter()  # rows that a cell above still takes, by column
    for row in table.iter("tr"):
        column = 0
        for cell in [*row.iterchildren("td", "th"), None]:
            while below[column]:
                below[column] -= 1
                row.insert(len(row) if cell is None else row.index(cell), _empty(row))
                column += 1
            if cell is None:
                break
            across, down = (_span(cell, name) for name in ("colspan", "rowspan"))
            for number in range(across):
                below[column + number] = down - 1
                if number:
                    row.insert(row.index(cell) + 1, _empty(cell))
            column += across


def _span(cell: Element, name: str) -> int:
    value = cell.attrib.pop(name, "1").strip()
    return min(int(value), _MOST_SPANNED) if value.isascii() and value.isdigit() else 1


def _empty(like: Element) -> Element:
    return like.makeelement("td" if like.tag == "tr" else like.tag)


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """A row per line, with bars between its cells; in columns where that is not too wide."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 3 * len(widths) > _WIDEST:
        widths = [0] * len(widths)
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def shared_out(cells: Sequence[str], sentences: Sequence[str]) -> Iterator[range]:
    """For each cell, in order, the numbers of those sentences that it consists of.

    A cell without words has none.
    """
    first = 0
    for cell in cells:
        last, end = first, 0
        for sentence in sentences[first:] if has_words(cell) else ():
            at = cell.find(sentence.strip(), end)
            if at < 0:
                break
            last, end = last + 1, at + len(sentence.strip())
        yield range(first, last)
        first = last
