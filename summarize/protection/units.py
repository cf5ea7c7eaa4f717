"""Right numbers with a wrong unit, or without their currency, put right: "1,240 acres" for
"1.240 Hektar", "96" for "£96".

The number tells which one is meant, so that no model is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarize.checks.numbers import quantities
from summarize.checks.pairs import quantities_apart
from summarize.checks.quantity import Quantity
from summarize.checks.units import CURRENCIES, unit_of, written
from summarize.stopwords import STOP_WORDS

# "acres", "kilowatt hours", the "acre" of "96-acre", "US dollars"; not the "$" before a number.
_UNIT = re.compile(
    r"([\s\u202f-]*)((?:(?:US|U\.S\.)[\s-])?([^\W\d]+(?:[\s-]hours?)?))\Z", re.IGNORECASE
)
_RATE = re.compile(r"\s?/|\s(?:pro|je|per|an)\s")
_SPEEDS = ("mph", "stundenkilometer", "stundenkilometern")
_PLURALS = ("s", "feet")
# A plain number, with its magnitude; and what follows on one that counts nothing.
_NUMBER = re.compile(r"\d[\d.,]{0,30}(?:\s[^\W\d_]+\.?)?")
_ALONE = re.compile(r"\s?(?:\Z|[.,;:!?)](?!\d)|([^\W\d_]+))")
_BEFORE = re.compile(r"([^\W\d_]+|[$€£¥])[\s\u202f-]*\Z")
_SHORTEST = 4  # letters of a word, in English; abbreviations have no plural


def wrong_units(
    sentence: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a translation has a number of its sentence with another unit, and what must stand
    there. Speeds are left alone: "120 km/h" and "120 mph"."""
    gone, new = quantities_apart(sentence, text, languages)
    rights = [right for right in gone if not _is_rate(right, sentence)]
    for wrong in new:
        meant = {
            right.unit
            for right in rights
            if (right.of, right.factor) == (wrong.of, wrong.factor) and right.values & wrong.values
        }
        unit = _UNIT.search(wrong.text, max(0, len(wrong.text) - 40))
        if len(meant) != 1 or not unit or _is_rate(wrong, text):
            continue
        if unit_of(re.sub(r"\W", "", unit[3])) == wrong.unit != "":
            one = _is_one(unit[1], unit[3], wrong, languages[1])
            if right := written(meant.pop(), languages[1], one=one):
                yield wrong.start + unit.start(2), wrong.start + unit.end(2), right


def lost_currencies(
    sentence: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a translation has an amount of money as a mere number, and what must stand there."""
    gone, _ = quantities_apart(sentence, text, languages)
    amounts = [amount for amount in gone if amount.unit in CURRENCIES]
    for bare in quantities(text, languages[1]) if amounts else ():
        alone = _ALONE.match(text, bare.end)
        if bare.unit or not alone or not _NUMBER.fullmatch(bare.text):
            continue
        before = _BEFORE.search(text, max(0, bare.start - 40), bare.start)
        if before and unit_of(before[1]) in CURRENCIES:  # "eight francs 50"
            continue
        if alone[1] and alone[1] not in STOP_WORDS.get(languages[1], ()):
            continue
        meant = {
            amount.unit
            for amount in amounts
            if amount.factor == bare.factor and amount.values & bare.values
        }
        word = written(meant.pop(), languages[1], one=bare.text == "1") if len(meant) == 1 else None
        if word:
            yield bare.start, bare.end, f"{bare.text} {word}"


def _is_rate(quantity: Quantity, text: str) -> bool:
    return quantity.text.lower().endswith(_SPEEDS) or bool(_RATE.match(text, quantity.end))


def _is_one(before: str, word: str, quantity: Quantity, language: str) -> bool:
    """Whether the unit's word there is a singular: "a 96-acre site", "1 Meile"."""
    if language != "en":
        return re.match(r"1(?!\d|[.,]\d)", quantity.text) is not None
    return before == "-" or (len(word) >= _SHORTEST and not word.lower().endswith(_PLURALS))
