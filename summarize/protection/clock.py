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
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|MEZ|MESZ|[CEMPW]E?[SD]?T|Ortszeit|local time|Eastern|Pacific"
    r"|(?:deutscher|unserer|britischer|amerikanischer) Zeit)\b"
)
_TWICE = re.compile(
    r"(?<![\d.,:$£€])(1[3-9]|2[0-3])((?:[:.]\d\d)?\s?)([ap])(\.?\s?m\b)", re.IGNORECASE
)
_COMMA = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4]),([0-5]\d)"
    r"(?=(?:\s?(?:bis|und|oder|[-–])\s?\d\d?[.,:]\d\d)?\s?Uhr\b)"
)
# Also "240 Uhr", for 2.40.
_GERMAN = re.compile(r"(\d\d?)([:.]?)((?:\d\d)?\s?Uhr)\b")
# No dash with blanks: "Auf BBC 2 – 21 Uhr". Of "8 Uhr abends", 12 hours are counted already.
_GERMAN_RANGE = re.compile(
    r"(?<![\d.,:])(?P<first>\d\d?)(?:[.:](?P<first_minutes>\d\d))?"
    r"(?P<to>(?:\sUhr)?(?:\s(?:bis|und)\s|[-–]))"
    r"(?P<last>\d\d?)(?:[.:](?P<last_minutes>\d\d))?(?P<behind>\sUhr\b)"
    r"(?!\s(?:(?:vor|nach)?mittags|abends|nachts|morgens|früh|am\s(?:Abend|(?:Nachm|M)ittag)))"
)
_ENGLISH_RANGE = re.compile(
    r"(?<![\d.,:])(?P<first>\d\d?)(?:[.:](?P<first_minutes>\d\d))?"
    r"(?:\s?(?P<first_half>[ap])\.?\s?m\b\.?)?(?P<to>\s(?:to|and|until|till)\s|[-–])"
    r"(?P<last>\d\d?)(?:[.:](?P<last_minutes>\d\d))?"
    r"(?P<behind>(?P<blank>\s?)(?P<half>[ap])(?P<stop>\.?\s?)m\b)",
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


def well_formed(text: str, language: str) -> str:
    """An English text with "8 p.m." for "20 p.m." and "20 a.m.", which mean nothing else, and a
    German one with "11.20 Uhr" for "11,20 Uhr"."""
    if language == "de":
        return _COMMA.sub(r"\1.\2", text)
    if language != "en":
        return text
    return _TWICE.sub(
        lambda time: f"{int(time[1]) - 12}{time[2]}{'P' if time[3].isupper() else 'p'}{time[4]}",
        text,
    )


def in_both_halves(sentence: str, text: str, languages: tuple[str, str]) -> str:
    """A text with "8 a.m. to 8 p.m." for "8 bis 20 Uhr", where a model writes "8 to 20 a.m." or "8
    to 8 p.m.", and with "14.30 bis 17.30 Uhr" for "2:30 to 5:30 p.m.", not "2.30 bis 15.30 Uhr"."""
    if languages not in (("de", "en"), ("en", "de")) or any(map(_ZONE.search, (sentence, text))):
        return text
    ranges = _GERMAN_RANGE, _ENGLISH_RANGE
    read, other = ranges if languages[0] == "de" else ranges[::-1]
    meant, made = list(read.finditer(sentence)), list(other.finditer(text))
    # Of "6 to 9 a.m. and 6 to 9 p.m." it is not sure which is which.
    if len(meant) != len(made) or len({*map(_hands, meant)}) < len(meant):
        return text
    write, alike = (
        (_english_range, _same_hands) if languages[0] == "de" else (_german_range, _one_hand)
    )
    for right, wrong in reversed(list(zip(meant, made, strict=True))):
        if alike(right, wrong):
            text = text[: wrong.start()] + write(right, wrong) + text[wrong.end() :]
    return text


def _hands(times: re.Match[str]) -> tuple[int, int]:
    """Where the hour hand of a clock stands at both ends of a range."""
    return int(times["first"]) % 12, int(times["last"]) % 12


def _same_hands(right: re.Match[str], wrong: re.Match[str]) -> bool:
    return _hands(right) == _hands(wrong)


def _one_hand(right: re.Match[str], wrong: re.Match[str]) -> bool:
    """Whether one end of the range is right; an hour more or less is a slip of the model."""
    return any(map(int.__eq__, _hands(right), _hands(wrong)))


def _english_range(right: re.Match[str], wrong: re.Match[str]) -> str:
    """A German range as the English one is written."""
    hours = int(right["first"]), int(right["last"])
    halves = ["p" if 12 <= hour < 24 else "a" for hour in hours]
    letters = [half.upper() if wrong["half"].isupper() else half for half in halves]
    m = "M" if wrong["behind"].endswith("M") else "m"
    minutes = right["first_minutes"] or "", right["last_minutes"] or ""
    written = [
        f"{hour % 12 or 12}{minute and f':{minute}'}"
        for hour, minute in zip(hours, minutes, strict=True)
    ]
    begin, end = (
        f"{time}{wrong['blank']}{letter}{wrong['stop']}{m}"
        for time, letter in zip(written, letters, strict=True)
    )
    stop = "." if "." in wrong["stop"] else ""
    # "8 to 2 p.m." would begin in the morning.
    in_one_half = halves[0] == halves[1] and hours[0] < hours[1] < 24
    return f"{written[0] if in_one_half else begin + stop}{wrong['to']}{end}"


def _german_range(right: re.Match[str], wrong: re.Match[str]) -> str:
    """An English range as the German one is written, which stays if it says the same."""
    first, last = _hands(right)
    minutes = right["first_minutes"] or "", right["last_minutes"] or ""
    ends_late = right["half"].lower() == "p"
    # "11 to 2 p.m." begins before noon.
    begins_late = ends_late == ((first, minutes[0]) < (last, minutes[1]))
    if half := right["first_half"]:
        begins_late = half.lower() == "p"
    hours = [first + 12 * begins_late, last + 12 * ends_late]
    if hours == [int(wrong[end]) % 24 for end in ("first", "last")]:
        return wrong[0]
    mark = ":" if ":" in wrong[0] else "."
    begin, end = (
        f"{hour}{minute and mark + minute}" for hour, minute in zip(hours, minutes, strict=True)
    )
    return f"{begin}{wrong['to']}{end}{wrong['behind']}"


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
