"""Times of day in words, as figures: a model takes "half past nine" for "halb neun", an hour early.

German counts on to the next hour ("halb neun" is 8.30), English from the last one, and "half nine"
is 9.30 in Britain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from summarize.checks.quantity import Of, Quantity

_HOURS = {
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(),
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
}
_DE = "|".join(_HOURS["de"])
_EN = "|".join(_HOURS["en"])
_BEFORE = r"(?:um|gegen|ab|seit|bis|vor|nach|kurz|auf|zwischen|und|bereits|schon|erst)"
# "viertel neun" is 8.15 in the east and the south.
_GERMAN = re.compile(
    rf"(?P<before>(?i:\b{_BEFORE}) )?"
    # "Ein Viertel vor acht Häusern" and "im Viertel" are no times.
    r"\b(?<![Ee]in )(?<![Ee]inem )(?<![Dd]as )(?<![Dd]em )(?<![Ii]m )(?<![Aa]m )"
    r"(?P<part>[Hh]alb|[Dd]rei ?[Vv]iertel|[Vv]iertel(?: (?P<way>vor|nach))?) "
    rf"(?P<hour>{_DE}|1[0-2]|[1-9])\b(?P<clock> Uhr\b)?(?![.:,]\d|-| Prozent| Jahre| Millionen)"
    r"(?P<day> (?:früh|morgens|vormittags|mittags|nachmittags|abends|nachts)\b)?"
)
_ENGLISH = re.compile(
    r"(?P<before>(?i:\b(?:at|by|until|till)) )?"
    r"\b(?P<part>[Hh]alf(?: past)?|(?:[Aa] )?[Qq]uarter (?P<way>past|after|to)) "
    rf"(?P<hour>{_EN}|1[0-2]|[1-9])\b(?![.:,]\d|-)(?: o['’]clock\b)?"
    r"(?P<day> in the (?:morning|afternoon|evening)\b| at night\b)?"
)

_NOTHING = re.compile(r"(?!)")


class Spoken(NamedTuple):
    """A time of day in words: where it stands, and what it is in figures."""

    start: int
    end: int
    hour: int
    minutes: int
    # Whether it is told which half of the day it is in; `hour` is one of 24 then.
    sure: bool


def spoken_hours(text: str, language: str) -> Iterator[Spoken]:
    """The times of a German or English text that are in words, in order."""
    pattern, read = {"de": (_GERMAN, _german), "en": (_ENGLISH, _english)}.get(
        language, (_NOTHING, _english)
    )
    for match in pattern.finditer(text):
        if found := read(match):
            hour, minutes = found
            day = match["day"]
            yield Spoken(
                match.start("part"), match.end(), _on_the_day(hour, day), minutes, bool(day)
            )


def in_words(text: str, language: str) -> Iterator[Quantity]:
    """What explains the figures that stand in another text for times in words."""
    for time in spoken_hours(text, language):
        hours = [time.hour] if time.sure else [time.hour, (time.hour + 12) % 24]
        for values in (hours, [time.minutes, *(100 * hour + time.minutes for hour in hours)]):
            yield Quantity(
                Of.NUMBER, frozenset(map(Decimal, values)), text[time.start : time.end],
                time.start, time.end, firm=False,
            )  # fmt: skip


def in_figures(text: str, language: str) -> str:
    """A text with "8:30" for "halb neun" and "half past eight", and where it tells the half of
    the day "20.30 Uhr" or "8:30 p.m." with that."""
    for time in reversed(list(spoken_hours(text, language))):
        text = text[: time.start] + _written(time, language) + text[time.end :]
    return text


def _written(time: Spoken, language: str) -> str:
    if not time.sure:  # "8.30 Uhr" would be in the morning
        return f"{time.hour}:{time.minutes}"
    if language == "de":
        return f"{time.hour}.{time.minutes} Uhr"
    return f"{time.hour % 12 or 12}:{time.minutes} {'p' if time.hour >= 12 else 'a'}.m."


def _german(time: re.Match[str]) -> tuple[int, int] | None:
    part, way = time["part"].lower(), time["way"]
    # "viertel zwei" may be a part of something, and "halb acht" half of it.
    if not (way or time["before"] or time["clock"] or time["day"]):
        return None
    hour = _hour(time["hour"], "de")
    if way == "nach":
        return hour, 15
    return hour - 1, 45 if way == "vor" else {"halb": 30, "viertel": 15}.get(part, 45)


def _english(time: re.Match[str]) -> tuple[int, int] | None:
    part = time["part"].lower()
    if part == "half" and not time["before"]:
        return None
    hour = _hour(time["hour"], "en")
    if time["way"] == "to":
        return hour - 1, 45
    return hour, 30 if part.startswith("half") else 15


def _on_the_day(hour: int, day: str | None) -> int:
    """An hour of twelve as one of 24, if the part of the day is told; 12 for one that is not."""
    hour %= 12
    if not day:
        return hour or 12
    part = day.split()[-1].lower()
    later = {"mittags": hour < 3, "nachts": hour > 8, "night": hour > 5}
    afternoon = ("nachmittags", "abends", "afternoon", "evening", "p.m.", "pm")
    return hour + 12 * (part in afternoon or later.get(part, False))


def _hour(word: str, language: str) -> int:
    names = _HOURS[language]
    return names.index(word) + 1 if word in names else int(word)
