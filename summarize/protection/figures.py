"""Numbers, symbols and names that a translation has lost: how they are written, and put right.

Only what is surely right is done: digits with separators, in the convention of the other
language, and the names of persons as they are written. Dates, times, numbers in words and
degrees, which may have been converted, are left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from summarize.checks.name_words import TITLES
from summarize.checks.numbers import quantities
from summarize.checks.pairs import names_apart, quantities_apart
from summarize.checks.quantity import Quantity
from summarize.checks.symbols import lost_symbols
from summarize.checks.units import MEASURES
from summarize.protection.notation import PLAIN, in_other_convention, is_part, rewritten
from summarize.protection.terms import Form, Found
from summarize.result import Finding, Severity

_RUN = re.compile(r"\d+(?:[^\w\s]\d+)*")
_OTHERWISE = re.compile(r"[\s-]?(?:°|degree|grad\b|uhr\b|[ap]\.?m\b|o['’]clock)", re.IGNORECASE)
_GERMAN_ORDINAL, _ENGLISH_ORDINAL = re.compile(r"\.\s+\S"), re.compile(r"(?:st|nd|rd|th)\b")
_ARTICLE = re.compile(r"\ban? \Z", re.IGNORECASE)
# What joins emoji and gives them a colour.
_OF_EMOJI = "\ufe0f\u200d\U0001f3fb-\U0001f3ff"
# A wrong number of several digits has at least so much in common with the right one.
_LIKENESS = 0.5


def lost(sentence: str, text: str, languages: tuple[str, str]) -> Iterator[Found]:
    """What a translation has lost that is written alike in both languages, or surely so."""
    if symbols := re.escape("".join(lost_symbols(sentence, text))):
        around = rf"(?<!\w)\w*[{symbols}][\w.,{symbols}{_OF_EMOJI}]*(?<![.,])"
        for match in re.finditer(around, sentence):
            written = in_other_convention(match[0], languages)
            yield Found(*match.span(), match[0], written, Form.FIXED)
    gone, _ = quantities_apart(sentence, text, languages)
    for quantity in gone:
        if span := _digits(quantity, sentence, languages[0]):
            start, end = span
            digits = rewritten(sentence[start:end], languages)
            # "3. März": a stand-in would end the sentence here; "17th": it is no word.
            ordinal = languages[0] == "de" and _GERMAN_ORDINAL.match(sentence, end)
            if digits and not ordinal and not sentence[end : end + 1].isalpha():
                yield Found(start, end, sentence[start:end], digits, Form.FIXED)
    if languages[0] == "en":
        for name in names_apart(sentence, text, languages):
            if name.sure:
                yield from _persons(name.text, sentence, text)


def corrected(sentence: str, text: str, languages: tuple[str, str]) -> tuple[str, Finding] | None:
    """A translation with one wrong number of the model's replaced, and the note that says so.

    That is done if one number is missing and one is not in the original, and both are plain
    digits of the same unit: then the one stands for the other.
    """
    gone, new = quantities_apart(sentence, text, languages)
    if len(gone) != 1 or len(new) != 1 or not _alike(gone[0], new[0]):
        return None
    here = _digits(gone[0], sentence, languages[0])
    there = _digits(new[0], text, languages[1])
    right = rewritten(sentence[slice(*here)], languages) if here else None
    if not right or not there or _measures(sentence, languages[0]) != _measures(text, languages[1]):
        return None
    start, end = there
    wrong = text[start:end]
    if not _similar(wrong, right) or not _fits(text, start, end, right, languages[1]):
        return None
    if right.isdigit() and (ordinal := _ENGLISH_ORDINAL.match(text, end)):
        end = ordinal.end()
        wrong, right = text[start:end], _ordinal(int(right))
    return text[:start] + right + text[end:], put_in(right, wrong)


def put_in(right: str, wrong: str) -> Finding:
    """The note that something was replaced in a translation."""
    message = f"“{right}” was put in for “{wrong}”, which the model had written"
    return Finding(
        kind="number", severity=Severity.NOTE, message=message, text=right, sentence=None
    )


def _digits(quantity: Quantity, text: str, language: str) -> tuple[int, int] | None:
    """Where the digits of a quantity stand, if they are plain ones."""
    runs = list(_RUN.finditer(text, quantity.start, quantity.end))
    if len(runs) != 1:
        return None
    start, end = runs[0].span()
    convention = PLAIN.get(language)
    plain = convention.fullmatch(runs[0][0]) if convention else runs[0][0].isdigit()
    # What follows directly is known: "1960s", "17th", "5km"; or it is not: "4x4".
    inside = is_part(text, start, end)
    unknown = end == quantity.end and text[end : end + 1].isalnum()
    if not plain or inside or unknown or _OTHERWISE.match(text, end):
        return None
    return start, end


def _alike(one: Quantity, other: Quantity) -> bool:
    return (one.of, one.unit, one.factor) == (other.of, other.unit, other.factor)


def _similar(wrong: str, right: str) -> bool:
    """Whether a model that meant one number may have written the other."""
    if len(wrong) == len(right) == 1:
        return True
    return SequenceMatcher(None, wrong, right, autojunk=False).ratio() >= _LIKENESS


def _fits(text: str, start: int, end: int, right: str, language: str) -> bool:
    """Whether the words beside it suit the other number, too: "an 80-year-old", "1 pump"."""
    if "1" in (text[start:end], right):
        return False
    vowels = [re.match(r"8|1[18](?!\d)", digits) is None for digits in (text[start:end], right)]
    return language != "en" or vowels[0] is vowels[1] or not _ARTICLE.search(text[:start])


def _measures(text: str, language: str) -> set[str]:
    """The units in which a text measures: where another text has others, they were converted."""
    return {quantity.unit for quantity in quantities(text, language)} & MEASURES


def _ordinal(number: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else suffix}"


def _persons(name: str, sentence: str, text: str) -> Iterator[Found]:
    """A name after a title, or beside another name that the translation has as it is.

    "Confederate" and "Disorder" are put into German; the "Starmer" of "Keir Starmer" is not.
    """
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)(['’]s(?!\w))?", sentence):
        before = re.search(r"([^\W\d_]+)\.? \Z", sentence[: match.start()])
        beside = before[1] if before else ""
        titled = beside.lower() in TITLES
        known = beside.istitle() and re.search(rf"(?<!\w){re.escape(beside)}(?!\w)", text)
        if titled or known:
            yield Found(
                match.start(), match.end(), name, name, Form.NAME, genitive=match[1] or ""
            )  # fmt: skip
