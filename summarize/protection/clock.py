"""Times of day with the wrong hour, put right: "7 a.m." for "7 Uhr", and not "7 p.m.".

German counts the hours to 24, English twice to 12, and models mix them up: "19 a.m.", "2:30 Uhr"
for "2:30 p.m.", "19.15 Uhr" for "9.15 p.m.". Which hour is meant is known, so that no model is
asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarize.checks.pairs import quantities_apart
from summarize.checks.quantity import Quantity

_ENGLISH = re.compile(r"(\d\d?)((?:[:.]\d\d)?\s?)([ap])(\.?\s?m\b)", re.IGNORECASE)
# Where one is named, the hour may have been converted.
_ZONE = re.compile(r"\b(?:GMT|UTC|BST|MEZ|MESZ|[CEMPW]E?[SD]?T|Ortszeit|local time)\b")
_TWICE = re.compile(
    r"(?<![\d.,:$£€])(1[3-9]|2[0-3])((?:[:.]\d\d)?\s?)([ap])(\.?\s?m\b)", re.IGNORECASE
)
# Also "240 Uhr", for 2.40.
_GERMAN = re.compile(r"(\d\d?)([:.]?)((?:\d\d)?\s?Uhr)\b")
_GERMAN_RANGE = re.compile(
    r"(?<![\d.,:])(\d\d?)(?:[.:](\d\d))?(?:\sUhr)?\s?(?:bis|und|[-–])\s?"
    r"(\d\d?)(?:[.:](\d\d))?\sUhr\b"
)
_ENGLISH_RANGE = re.compile(
    r"(?<![\d.,:])(\d\d?)(?:[.:]\d\d)?(?:\s?([ap])\.?\s?m\b\.?)?(\s?(?:to|and|until|till|[-–])\s?)"
    r"(\d\d?)(?:[.:]\d\d)?(?P<half>(?P<blank>\s?)([ap])(?P<stop>\.?\s?)m\b)",
    re.IGNORECASE,
)


def wrong_hours(
    sentence: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a translation has a time that its sentence has not, and what must stand there: the
    one that is missing, or of several the one that is twelve hours off."""
    if _ZONE.search(sentence) or _ZONE.search(text):
        return
    gone, new = ([q for q in found if _is_time(q)] for found in quantities_apart(
        sentence, text, languages
    ))  # fmt: skip
    alone = len(gone) == len(new) == 1
    for wrong in new:
        meant = {
            hour for right in gone if alone or _twelve_off(right, wrong) for hour in _hours(right)
        }
        if len(meant) == 1 and (written := _written(wrong.text, meant.pop(), languages[1])):
            yield wrong.start, wrong.end, written


def in_twelve_hours(text: str, language: str) -> str:
    """An English text with "8 p.m." for "20 p.m." and "20 a.m.", which mean nothing else."""
    if language != "en":
        return text
    return _TWICE.sub(
        lambda time: f"{int(time[1]) - 12}{time[2]}{'P' if time[3].isupper() else 'p'}{time[4]}",
        text,
    )


def in_both_halves(sentence: str, text: str, languages: tuple[str, str]) -> str:
    """An English text with "8 a.m. to 8 p.m." for "8 bis 20 Uhr", where a model writes "8 to 20
    a.m." or "8 to 8 p.m."; of one half of the day, "2 to 4 p.m." is right."""
    if languages != ("de", "en") or _ZONE.search(sentence) or _ZONE.search(text):
        return text
    meant, made = (
        list(pattern.finditer(where))
        for pattern, where in ((_GERMAN_RANGE, sentence), (_ENGLISH_RANGE, text))
    )
    if len(meant) != len(made):
        return text
    for right, wrong in reversed(list(zip(meant, made, strict=True))):
        hours = int(right[1]), int(right[3])
        if [hour % 12 for hour in hours] == [int(wrong[1]) % 12, int(wrong[4]) % 12]:
            text = text[: wrong.start()] + _range(right, wrong, hours) + text[wrong.end() :]
    return text


def _range(right: re.Match[str], wrong: re.Match[str], hours: tuple[int, int]) -> str:
    """A German range as the English one is written."""
    halves = ["p" if 12 <= hour < 24 else "a" for hour in hours]
    letters = [half.upper() if wrong[7].isupper() else half for half in halves]
    m = "M" if wrong["half"].endswith("M") else "m"
    written = [
        f"{hour % 12 or 12}{minutes and f':{minutes}'}"
        for hour, minutes in zip(hours, (right[2] or "", right[4] or ""), strict=True)
    ]
    begin, end = (
        f"{time}{wrong['blank']}{letter}{wrong['stop']}{m}"
        for time, letter in zip(written, letters, strict=True)
    )
    stop = "." if "." in wrong["stop"] else ""
    return f"{written[0] if halves[0] == halves[1] else begin + stop}{wrong[3]}{end}"


def _is_time(quantity: Quantity) -> bool:
    return bool(_GERMAN.match(quantity.text) or _ENGLISH.match(quantity.text))


def _hours(time: Quantity) -> set[int]:
    """Several of "7 Uhr" in the evening; midnight is one."""
    return {int(value) % 24 for value in time.values if value <= 24}


def _twelve_off(right: Quantity, wrong: Quantity) -> bool:
    return any(abs(one - other) == 12 for one in _hours(right) for other in _hours(wrong))


def _written(time: str, hour: int, language: str) -> str | None:
    """A time as it is written, with another hour."""
    if language == "de" and (german := _GERMAN.fullmatch(time)):
        has_minutes = german[3][0].isdigit()
        return f"{hour}{german[2] or '.' * has_minutes}{german[3]}"
    if language == "en" and (english := _ENGLISH.match(time)):
        half = "p" if 12 <= hour < 24 else "a"
        half = half.upper() if english[3].isupper() else half
        return f"{hour % 12 or 12}{english[2]}{half}{time[english.end(3) :]}"
    return None
