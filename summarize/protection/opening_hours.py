"""Opening hours, which have no words for a model to go by: "Mo–Fr 8–18 Uhr" in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAYS = {"Mo": "Mon", "Di": "Tue", "Mi": "Wed", "Do": "Thu", "Fr": "Fri", "Sa": "Sat", "So": "Sun"}
_WORDS = {"von": "from", "bis": "to", "und": "and", "u": "and", "geschlossen": "closed"}
_ENGLISH = _DAYS | _WORDS
_WORD = re.compile(rf"\b({'|'.join(_ENGLISH)})\b\.?")
_DAY = rf"\b(?:{'|'.join(_DAYS)})\b\.?"
_TIME = r"(\d\d?)(?:[.:](\d\d))?"
_SPAN = re.compile(rf"{_TIME}(?: ?Uhr)?( ?[-–—] ?| bis ){_TIME}(?: ?Uhr\b)?")
# The stop behind "Uhr" is that of "p.m.", too; "so geschlossen" is also "so united".
_OPEN = re.compile(
    rf"{_DAY}(?:(?: ?[-–—/&+] ?|, ?| bis | und | u\. ){_DAY})*[:,]? "
    rf"(?:(?:von )?{_SPAN.pattern}(?:(?:, ?| ?/ ?| und | u\. ){_SPAN.pattern})*(?<=Uhr)\.?"
    r"|geschlossen(?=[.,;)]|$))"
)


def opening_hours(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Where a German sentence has some, and what they are in English."""
    for entry in _OPEN.finditer(sentence):
        text = _SPAN.sub(_on_twelve_hours, entry[0].removesuffix("."))
        yield *entry.span(), _WORD.sub(lambda word: _ENGLISH[word[1]], text)


def _on_twelve_hours(span: re.Match[str]) -> str:
    """ "8–18 Uhr" as "8 a.m.–6 p.m.", "14–17 Uhr" as "2–5 p.m."."""
    begin, end = (int(span[group]) % 24 for group in (1, 4))
    first, last = (
        f"{hour % 12 or 12}" + (f":{minutes}" if minutes and int(minutes) else "")
        for hour, minutes in ((begin, span[2]), (end, span[5]))
    )
    halves = ["p.m." if hour >= 12 else "a.m." for hour in (begin, end)]
    if halves[0] != halves[1] or begin >= end:
        first = f"{first} {halves[0]}"
    return f"{first}{span[3]}{last} {halves[1]}"
