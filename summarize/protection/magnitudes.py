"""Right digits of the wrong magnitude, put right: "5,2 Millionen £" for "5,2 £".

Models lose the "m" of "£5.2m", and take "Milliarden" for "million".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from summarize.checks.pairs import quantities_apart
from summarize.checks.quantity import Quantity

# As they are written behind a number; in German behind "1", and behind any other.
_WORDS = {
    "de": {
        10**3: ("Tausend", "Tausend"),
        10**6: ("Million", "Millionen"),
        10**9: ("Milliarde", "Milliarden"),
        10**12: ("Billion", "Billionen"),
    },
    "en": {
        10**3: ("thousand", "thousand"),
        10**6: ("million", "million"),
        10**9: ("billion", "billion"),
        10**12: ("trillion", "trillion"),
    },
}
_NUMBER = re.compile(r"\d[\d.,]{0,30}(?<=\d)")
# "Millionen", the "m" of "£5m"; "Mio." with its stop, but for the one that ends the sentence.
_WORD = re.compile(r"([\s\u202f-]?)(?:[^\W\d_]{1,4}\.(?=\s*\S)|[^\W\d_]+)")
# "5m" may be five metres.
_DOUBTFUL = re.compile(r"\d[mbk]\Z", re.IGNORECASE)


def wrong_magnitudes(
    sentence: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a translation has the digits of a number of its sentence, and of its unit, but a
    thousand times as little or as much, and what must stand there."""
    gone, new = map(_sure, quantities_apart(sentence, text, languages))
    known = _WORDS.get(languages[1], {})
    for wrong in new:
        meant = {right.factor for right in gone if _same_digits(right, wrong)}
        number = _NUMBER.search(text, wrong.start, wrong.end)
        if len(meant) != 1 or not number or not {wrong.factor, *meant} <= {1, *known}:
            continue
        factor, end, gap = meant.pop(), number.end(), " "
        if wrong.factor > 1 and (word := _WORD.match(text, end)):
            end, gap = word.end(), word[1] or gap
        words = gap + known[factor][number[0] != "1"] if factor > 1 else ""
        yield number.start(), end, number[0] + words


def _sure(found: Iterable[Quantity]) -> list[Quantity]:
    return [one for one in found if one.factor > 1 or not _DOUBTFUL.search(one.text)]


def _same_digits(one: Quantity, other: Quantity) -> bool:
    return (
        (one.of, one.unit) == (other.of, other.unit)
        and one.factor != other.factor
        and any(value * other.factor / one.factor in other.values for value in one.values)
    )
