"""What the numbers of a range or a list have in common: half of the day, magnitude, unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from summarize.checks.hours import is_after_noon, late
from summarize.checks.quantity import Quantity

_RANGE = re.compile(
    r"\s*(?:-|–|—|bis|to|und|and|oder|or|beziehungsweise|bzw\.)\s*"
    r"(?:zu|auf|up to|even|sogar|about|etwa|rund|from|[$€£])?\s*",
    re.IGNORECASE,
)
# "5, 7 und 9 Euro", "um 12 auf 221 Pfund".
_LISTED = re.compile(
    rf"\s*(?:,|/|auf|from|(?:an)?statt(?: bisher)?|instead of)\s*|{_RANGE.pattern}", re.IGNORECASE
)


def in_ranges(found: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """The quantities of a text, but "2" may be two million in "2 bis 3 Millionen", 14 in "2 to 4
    p.m.", and money in "2 bis 3 Euro"."""
    for this, after in zip_longest(_with_units(found, text), found[1:]):
        if after and this.factor == 1 and _RANGE.fullmatch(text, this.end, after.start):
            this = this.also({value * after.factor for value in this.values})
            this = late(this) if is_after_noon(after) else this
        yield this


def _with_units(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Each with the unit that the next one lends it."""
    lent: list[Quantity] = []
    for this in reversed(found):
        after = lent[-1] if lent else None
        if after and not this.unit and _LISTED.fullmatch(text, this.end, after.start):
            this = replace(this, lent=after.unit or after.lent)
        lent.append(this)
    return lent[::-1]
