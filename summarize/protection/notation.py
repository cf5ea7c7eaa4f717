"""How German and English write numbers and money: "1.234,5" and "1,234.5", "12 £" and "£12".

Models copy what they see. What a translation has in the other language's form is put into its
own, where that is surely a number, and none of a version, a section or a time.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from summarize.checks.number_words import magnitude
from summarize.checks.numbers import readings
from summarize.checks.units import unit_of

# A number as each language writes it.
PLAIN = {
    "de": re.compile(r"(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:,\d+)?"),
    "en": re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"),
}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*")
# They are part of a word, a version, a time; or mean another number in the other language.
_PART_BEFORE, _PART_AFTER = re.compile(r"(?:\w|\d[.,:/])\Z"), re.compile(r"[.,:/]\d")
_SWAPPED = str.maketrans(".,", ",.")
# What is counted, behind a number or a range, and before one; "8.30 p.m." counts nothing.
_OF_SOMETHING = re.compile(
    r"(?:\s?[–-]\s?[\d.,]{1,20})?\s?(?:[%‰€$£¥]|(?![ap]\.?\s?m\b)[^\W\d_])", re.IGNORECASE
)
_CURRENCY = re.compile(r"[€$£¥]\s?(?:[\d.,]{1,20}\s?[–-]\s?)?\Z")
_PHONE = re.compile(r"\+\d{1,3}[\s/(]|\(?0\d{2,}")
# What only stands before a number.
_SIGNED = re.compile(r"(?:[=<>≤≥≈±−]|(?<![^\s(])[+-])\s?\Z")
_RANGE_TO = re.compile(r"\s?(?:to|[–-])\s[-−+]?|[–-]")
_WORD = re.compile(r"[\s-]?([^\W\d_]+|[%‰€$£¥])")
# "£5", "US$5bn", "£5–6 million" in German; "5 €", "5 million €" in English.
_AMOUNT = r"\d[\d.,]{0,30}(?<=\d)(?:\s?[–-]\s?\d[\d.,]{0,30}(?<=\d))?"
_MAGNITUDE = r"(?:(?:Tsd|Mio|Mrd)\b\.?|Tausend|Million(?:en)?|Milliarden?|Billion(?:en)?)"
_ENGLISH_MONEY = re.compile(
    rf"(?<![\w$€£¥])(?<!\d\s)((?:US|[AC])?\$|[€£¥])\s?({_AMOUNT})(\s?{_MAGNITUDE}|(?:tn|bn|m|k)\b)?"
    rf"(?![\w$€£¥]|[-–][^\W\d_]|[.,:/]\d|\s{_MAGNITUDE})"
)
_HAS_NUMBER = re.compile(rf"\d\s{_MAGNITUDE}\s?\Z")
_GERMAN_LETTER = re.compile(rf"(?<![\w.,])({_AMOUNT})(tn|bn|m|k)(?=\s[€$£¥](?!\w))")
_GERMAN_MONEY = re.compile(
    rf"(?<![\w.,$€£¥])(?<!\d\s)({_AMOUNT})(\s(?:thousand|million|billion|trillion))?\s?([€$£¥])"
    r"(?![\w$€£¥]|\s?\d)"
)
_LETTERS = {
    "k": ("Tausend", "Tausend"),
    "m": ("Million", "Millionen"),
    "bn": ("Milliarde", "Milliarden"),
    "tn": ("Billion", "Billionen"),
}


def in_other_convention(text: str, languages: tuple[str, str]) -> str:
    """A text that needs no model, with its numbers as the other language writes them.

    "2.250 m" would be two metres in English. "3.12" in English may be a version or a section,
    and is a number for sure only beside what it counts; addresses stay.
    """
    if set(languages) != set(PLAIN) or _PHONE.match(text):
        return text

    def swapped(match: re.Match[str]) -> str:
        digits, start, end = match[0], *match.span()
        before = text[max(0, start - 30) : start]
        inside = _PART_BEFORE.search(before) or _PART_AFTER.match(text, end)
        fraction = languages[0] == "en" and "." in digits and "," not in digits
        counted = _OF_SOMETHING.match(text, end) or _CURRENCY.search(before)
        if inside or _is_ip_address(digits) or (fraction and not counted):
            return digits
        return digits.translate(_SWAPPED)

    return PLAIN[languages[0]].sub(swapped, text)


def _is_ip_address(digits: str) -> bool:
    """Whether it is "192.168.100.200", and not "1.234.567.890"."""
    parts = digits.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)


def in_own_notation(sentence: str, text: str, languages: tuple[str, str]) -> str:
    """A translation with its numbers and amounts of money as its language writes them.

    A number of the sentence's that has decimals which it has not there, "2,400.000" for
    "2.400,00", gets those of the sentence.
    """
    if set(languages) != set(PLAIN):
        return text
    forms = _forms(sentence, languages)

    def own(match: re.Match[str]) -> str:
        token = match[0]
        values = readings(token, languages[1])
        right = forms.get(next(iter(values))) if len(values) == 1 else None
        if not right or is_part(text, *match.span()):
            return token
        plain = PLAIN[languages[1]].fullmatch(token)
        longer = _decimals(token, languages[1]) > _decimals(right, languages[1])
        return right if longer or not plain else token

    return _money(_TOKEN.sub(own, text), languages[1])


def is_part(text: str, start: int, end: int) -> bool:
    """Whether digits there are part of a word, a version or a time."""
    before = _PART_BEFORE.search(text[max(0, start - 2) : start])
    return bool(before or _PART_AFTER.match(text, end))


def rewritten(digits: str, languages: tuple[str, str]) -> str | None:
    """Plain digits as the other language writes them: "1.234,5" as "1,234.5"."""
    if digits.isdigit() or languages[0] == languages[1]:
        return digits
    return digits.translate(_SWAPPED) if set(languages) == set(PLAIN) else None


def _forms(sentence: str, languages: tuple[str, str]) -> dict[Decimal, str]:
    """How the other language writes the numbers with separators of a sentence, if that is sure."""
    found = [
        match for match in PLAIN[languages[0]].finditer(sentence)
        if not is_part(sentence, *match.span())
        and not match[0].isdigit() and not _is_ip_address(match[0])
    ]  # fmt: skip
    sure = [languages[0] == "de" or _is_number(match) for match in found]
    for i, (one, other) in enumerate(pairwise(found)):
        if _RANGE_TO.fullmatch(sentence, one.end(), other.start()):
            sure[i] = sure[i + 1] = sure[i] or sure[i + 1]
    forms: dict[Decimal, str] = {}
    unsure = set()
    for match, known in zip(found, sure, strict=True):
        (value,) = readings(match[0], languages[0])
        forms.setdefault(value, match[0].translate(_SWAPPED))
        if not known or forms[value] != match[0].translate(_SWAPPED):
            unsure.add(value)
    return {value: form for value, form in forms.items() if value not in unsure}


def _is_number(match: re.Match[str]) -> bool:
    """Whether what looks like an English number is one, and no version, section or time."""
    digits, text = match[0], match.string
    if "." not in digits or "," in digits:
        return True
    before = text[max(0, match.start() - 30) : match.start()]
    if _SIGNED.search(before) or _CURRENCY.search(before):
        return True
    behind = _WORD.match(text, match.end())
    return bool(behind and (unit_of(behind[1]) or magnitude(behind[1], "en")))


def _decimals(number: str, language: str) -> int:
    return len(number.partition("," if language == "de" else ".")[2])


def _money(text: str, language: str) -> str:
    if language == "en":
        return _GERMAN_MONEY.sub(r"\3\1\2", text)

    def german(match: re.Match[str]) -> str:
        sign, amount, word = match.groups()
        if _HAS_NUMBER.search(text, 0, match.start()):  # "9 Millionen $ 2012"
            return match[0]
        return f"{amount}{_word(amount, word)} {sign}"

    written = _ENGLISH_MONEY.sub(german, text)
    return _GERMAN_LETTER.sub(lambda match: match[1] + _word(match[1], match[2]), written)


def _word(amount: str, word: str | None) -> str:
    """A magnitude in German: " Milliarden" for "bn"."""
    letters = _LETTERS.get(word or "")
    return " " + letters[amount != "1"] if letters else (word or "")
