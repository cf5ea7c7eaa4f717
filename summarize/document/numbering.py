"""The numbers of a list in HTML and EPUB, as a browser writes them: "3.", "c.", "iii."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_INTEGER = re.compile(r"\s*([-+]?\d{1,6})")


def markers(listing: Element) -> list[str]:
    """What stands in front of each `<li>` of an `<ol>`, by its start, type and direction."""
    items = list(listing.iterchildren("li"))
    step = 1 if listing.get("reversed") is None else -1
    number = _integer(listing.get("start"), 1 if step > 0 else len(items))
    made = []
    for item in items:
        number = _integer(item.get("value"), number)
        made.append(f"{_written(number, item.get('type') or listing.get('type') or '1')}.")
        number += step
    return made


def _integer(given: str | None, otherwise: int) -> int:
    match = _INTEGER.match(given or "")
    return int(match[1]) if match else otherwise


def _written(number: int, style: str) -> str:
    if style in ("a", "A") and number > 0:
        written = _letters(number)
    elif style in ("i", "I") and 0 < number < 4000:
        written = _roman(number)
    else:
        return str(number)
    return written if style.islower() else written.upper()


def _letters(number: int) -> str:
    """a to z, then aa, ab and so on."""
    rest, last = divmod(number - 1, 26)
    return (_letters(rest) if rest else "") + chr(ord("a") + last)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written
