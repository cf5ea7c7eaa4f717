"""Right numbers with a wrong unit, put right: "1,240 acres" for "1.240 Hektar".

The number tells which one is meant, so that no model is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from summarize.checks import quantities_apart
from summarize.checks.units import unit_of, written

# "acres", "kilowatt hours", the "acre" of "96-acre"; not the "$" before a number.
_UNIT = re.compile(r"([\s\u202f-]*)([^\W\d]+(?:[\s-]hours?)?)\Z")


def wrong_units(
    sentence: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a translation has a number of its sentence with another unit, and what must stand
    there."""
    gone, new = quantities_apart(sentence, text, languages)
    for wrong in new:
        meant = {
            right.unit
            for right in gone
            if (right.of, right.factor) == (wrong.of, wrong.factor) and right.values & wrong.values
        }
        unit = _UNIT.search(wrong.text)
        if len(meant) == 1 and unit and unit_of(re.sub(r"\W", "", unit[2])) == wrong.unit != "":
            one = unit[1] == "-" or wrong.values == {Decimal(1)}
            if right := written(meant.pop(), languages[1], one=one):
                yield wrong.start + unit.start(2), wrong.start + unit.end(2), right
