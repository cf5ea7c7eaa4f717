"""Times of day: which hours what is written may stand for, in German and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from summarize.checks.quantity import Of, Quantity

SPACE = " \u00a0\u2009\u202f"
_HALF_DAY = re.compile(rf"[{SPACE}]?([ap])\.?[{SPACE}]?m\b\.?", re.IGNORECASE)
_GERMAN_HALF_DAY = re.compile(rf"[{SPACE}]?([ap])\.[{SPACE}]?m\.", re.IGNORECASE)  # "15 am Tag"
OCLOCK = re.compile(rf"[{SPACE}]?(?:Uhr\b|o['’]clock)", re.IGNORECASE)
_AFTER_NOON = re.compile(r"p\.?[ ]?m\b", re.IGNORECASE)
# A day's second half, in which "um acht" is 20 Uhr.
_LATE = re.compile(r"(?<!vor)mittag|abend|(?<!weih)(?<!fast)(?<!be)nacht", re.IGNORECASE)
# What may stand before and behind an hour, and not around what is counted.
_BEFORE_HOUR = re.compile(
    r"\b(?:um|gegen|bis|ab|von|und|nach|vor|at|by|until|till|from|around|to|and|past)[ ]\Z",
    re.IGNORECASE,
)
_BEHIND_HOUR = re.compile(
    r"\Z|[.,;:!?)]|[ ](?:Uhr|o['’]clock|am|abends|nachts|mittags|nachmittags|heute|und|bis|in|on"
    r"|and|to|or|when|until|this|today|tonight|tomorrow)\b",
    re.IGNORECASE,
)


def in_the_second_half(found: Iterable[Quantity], text: str, language: str) -> Iterator[Quantity]:
    """The quantities of a text, of which hours may be after noon where the text allows that."""
    # English has no other hours.
    possible = language != "de" or _LATE.search(text)
    yield from (late(one) if possible and _is_hour(one, text) else one for one in found)


def is_after_noon(quantity: Quantity) -> bool:
    """Whether it is an hour with "p.m."."""
    return _AFTER_NOON.search(quantity.text) is not None


def _is_hour(quantity: Quantity, text: str) -> bool:
    """Whether a quantity may be an hour."""
    start, end = quantity.start, quantity.end
    alone = _BEFORE_HOUR.search(text, max(0, start - 10), start) and _BEHIND_HOUR.match(text, end)
    return bool(alone or OCLOCK.search(quantity.text))


def late(quantity: Quantity) -> Quantity:
    """The same, which may be an hour after noon."""
    if quantity.unit or quantity.factor > 1 or quantity.of is not Of.NUMBER:
        return quantity
    hours = {value + 12 for value in quantity.values if value in range(1, 13)}
    return quantity if _HALF_DAY.search(quantity.text) else quantity.also(hours)


def hours_of(hour: Decimal, half: str, language: str) -> set[Decimal]:
    """What a clock with 24 hours may show; German counts to 24, English only with "a" or "p"."""
    if half.lower() == "p":
        return {hour + 12 if hour < 12 else hour}
    if half and hour > 12:  # "19 a.m." is neither the one nor the other
        return {hour - 12}
    if hour in (0, 24) or (half and hour == 12):
        return {Decimal(0), Decimal(24)}
    return {hour} if half or language == "de" or hour > 12 else {hour, hour + 12}


def half_day(text: str, end: int, language: str) -> re.Match[str] | None:
    """The "a.m." or "p.m." behind a number; "am" is a German word."""
    return (_GERMAN_HALF_DAY if language == "de" else _HALF_DAY).match(text, end)


def time_of_day(token: str, text: str, start: int, end: int, language: str) -> Iterator[Quantity]:
    """Hours and minutes as two numbers, which also suits scores ("3:1"); or "0230"."""
    hour, minutes = (Decimal(part) for part in re.split("[:.]", token))
    half = half_day(text, end, language)
    behind = half or OCLOCK.match(text, end)
    hours = hours_of(hour, half[1] if half else "", language)
    both = set() if half or not hour else {100 * hour + minutes}
    written = text[start : behind.end() if behind else end]
    yield Quantity(Of.NUMBER, frozenset(hours | both), written, start, start + len(written))
    yield Quantity(Of.NUMBER, frozenset({minutes} | both), token, start, end, firm=minutes != 0)
