"""Dates that a model has copied from English: "Jan. 1" is "1. Januar"."""

from __future__ import annotations

import re

from summarize.checks.number_words import MONTHS

_GERMAN = """Januar Februar März April Mai Juni Juli August September Oktober November
Dezember""".split()
_DATE = re.compile(
    rf"\b({'|'.join(sorted(map(str.capitalize, MONTHS), key=len, reverse=True))})\b\.? "
    r"([0-3]?\d)(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)(?:[.,](?= \d{4}\b))?"
)


def in_german_order(sentence: str, text: str, languages: tuple[str, str]) -> str:
    """A German text in which the dates that stand as in its English sentence are German."""

    def rewritten(date: re.Match[str]) -> str:
        copied = date[0].rstrip(".,") in sentence
        return f"{date[2]}. {_GERMAN[MONTHS[date[1].lower()] - 1]}" if copied else date[0]

    return _DATE.sub(rewritten, text) if languages == ("en", "de") else text
