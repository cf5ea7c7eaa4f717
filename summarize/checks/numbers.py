"""Reads numbers and dates in German and English text.

Every number is read as the values it may stand for: "1.234,5" and "1,234.5" are one value,
"3,5 Mrd." and "3.5 bn" another. What is written in words ("zwölf", "a dozen") may explain a
number and needs no explanation: translators put words for numbers as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from summarize.checks.hours import (
    OCLOCK,
    SPACE,
    half_day,
    hours_of,
    in_the_second_half,
    time_of_day,
)
from summarize.checks.number_words import MONTHS, WEEKDAYS, magnitude, spelled
from summarize.checks.quantity import Of, Quantity
from summarize.checks.ranges import in_ranges
from summarize.checks.spoken_hours import in_words
from summarize.checks.units import CURRENCIES, unit_of

_TOKEN = re.compile(
    rf"""
    (?P<date>(?<![\d-])\d{{4}}-\d\d-\d\d(?![\d-])
        |(?<![\d.,/])\d\d?(?P<dot>[./])[{SPACE}]?\d\d?(?P=dot)[{SPACE}]?(?:\d{{4}}|\d\d)(?![\d/]|\.\d)
        |(?<![\d.,/])[0-3]?\d\.[{SPACE}]?[01]?\d\.(?![\d.,]))
    |(?P<time>(?<![\d:.,])\d\d?
        (?::\d\d(?![\d:])|\.\d\d(?=(?:[{SPACE}]?(?:[-–—]|bis)[{SPACE}]?\d\d?(?:[.:]\d\d)?)?
            [{SPACE}]?(?:Uhr\b|[apAP]\.?[mM]\b))))
    # Not the 2 of "km2", nor the 19 of "Covid-19", which people also leave out.
    |(?P<number>(?<!\d)(?<![kcm]m)(?!19(?<=[Oo][Vv][Ii][Dd]-19))
        (?:\d{{1,3}}(?:[{SPACE}'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*))
    |(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"(?:['’]?s|er|ern)\b")
_LETTER = re.compile(r"[mbk]\b", re.IGNORECASE)
_LETTERS = {"m": 10**6, "b": 10**9, "k": 10**3}
_NEXT = re.compile(
    rf"[{SPACE}-]?(?:US[{SPACE}-]|U\.S\.[{SPACE}]|(?:US|[AC])(?=\$))?([^\W\d_]+|[%€$£¥])(²)?"
)
_SECOND = re.compile(rf"[{SPACE}-]([^\W\d_]+)")
_ADJECTIVE = 5  # letters of the "Swiss" of "Swiss francs", and no "pro"
_CURRENCY = re.compile(rf"([$€£¥]|\b(?:EUR|USD|GBP|CHF|Euro|Dollar|Pfund|Franken))[{SPACE}]?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
# The "50" of "8 Franken 50", and of no "50-Jährige".
_HUNDREDTHS = re.compile(rf"[{SPACE}](\d\d)(?!\w|[.,:/]\d|-[^\W\d_])")
_GROUPS = {
    "de": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
}
_DAY_NAMES = re.compile("|".join(WEEKDAYS))
_MONTH_NAMES = re.compile("|".join(name for name in MONTHS if len(name) > 4))
# Months only beside a number: "may", "March on Rome", "Dez".
_DOUBTFUL = frozenset(name for name in MONTHS if len(name) < 4) - {"mai"} | {"march", "sept"}


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Everything in `text` that stands for a number or date, in its order."""
    found = in_ranges(list(_quantities(text, language)), text)
    return (*in_the_second_half(found, text, language), *in_words(text, language))


def _quantities(text: str, language: str) -> Iterator[Quantity]:
    done, year = 0, None  # where the last number ended, and the last year
    for match in _TOKEN.finditer(text):
        token, start, end = match[0], match.start(), match.end()
        if start < done:
            continue
        if match["word"]:
            if known := _meaning(token, language):
                yield from _word(known, text, start, end, language)
        elif match["date"] and (dated := _date(token, start, language)):
            yield from dated
        elif match["time"]:
            yield from time_of_day(token, text, start, end, language)
        elif match["number"] and (values := readings(token, language)):
            found = _number(values, token, text, start, end, language)
            if year and len(token) == 2 and year.end == start - 1 and text[start - 1] in "/-–":
                century = max(year.values) // 100 * 100  # 2019/20
                found = found.also({century + value for value in found.values})
            if len(token) == 4 and token.isdigit():
                year = found
            done = found.end
            yield found
            if not token.isdigit() and any(space in token for space in SPACE):
                yield from _digits(token, start, firm=False)
        elif token.endswith(".") and language == "en":  # "8.08" at the end of a sentence
            values, end = readings(token[:-1], language), end - 1
            yield _number(values, token[:-1], text, start, end, language)
            yield from _digits(token, start, firm=False)  # "Abbildung 1.1." in German
        else:  # a version, a paragraph, a phone number
            yield from _digits(token, start)


# -- numbers ----------------------------------------------------------------------------


def readings(token: str, language: str) -> frozenset[Decimal]:
    """The values of a number as it stands in a text; none for "1.2.3", which is no number.

    In German a stop before three digits groups, in English it parts the decimals; in a
    language that we do not know it may do either.
    """
    token = re.sub(rf"[{SPACE}'’]", "", token)
    if token.isdigit():
        return frozenset({Decimal(token)})
    conventions = [language] if language in _GROUPS else list(_GROUPS)
    found = [_plain(token, c) for c in conventions if _GROUPS[c].fullmatch(token)]
    separators = re.sub(r"\d", "", token)
    if len(separators) == 1 and len(found) < len(conventions):
        found.append(Decimal(token.replace(",", ".")))
    elif not found:  # the other language's convention, where it cannot be misread
        found = [_plain(token, c) for c in _GROUPS if _GROUPS[c].fullmatch(token)]
    return frozenset(found)


def _plain(token: str, convention: str) -> Decimal:
    group, point = (".", ",") if convention == "de" else (",", ".")
    return Decimal(token.replace(group, "").replace(point, "."))


def _number(
    values: frozenset[Decimal], token: str, text: str, start: int, end: int, language: str
) -> Quantity:
    """A number with what stands around it: "$", "Mrd.", "%", "p.m.", "er Jahre"."""
    if half := half_day(text, end, language):
        hours = frozenset(hour for value in values for hour in hours_of(value, half[1], language))
        return Quantity(Of.NUMBER, hours, text[start : half.end()], start, half.end())
    if oclock := OCLOCK.match(text, end):
        hours = frozenset(hour for value in values for hour in hours_of(value, "", language))
        return Quantity(Of.NUMBER, hours, text[start : oclock.end()], start, oclock.end())
    if len(token) in (2, 4) and (decade := _DECADE.match(text, end)):
        values |= {1900 + value for value in values if value < 100}
        return Quantity(Of.NUMBER, values, text[start : decade.end()], start, decade.end())
    if ordinal := _ORDINAL.match(text, end):
        end = ordinal.end()
    factor, end = _factor(text, end, language)
    currency = _CURRENCY.search(text, max(0, start - 12), start)
    if currency and currency[1] == "Euro" and _YEAR.fullmatch(token):  # a championship
        currency = None
    letter = _LETTER.match(text, end)
    if letter and currency:  # "£5m" is five million, "5m" may be five metres
        factor *= _LETTERS[letter[0].lower()]
    values = frozenset(value * factor for value in values)
    if letter:
        values |= set() if currency else {value * _LETTERS[letter[0].lower()] for value in values}
        end = letter.end()
    if currency:
        unit, start = unit_of(currency[1]), currency.start()
    else:
        unit, end = _unit(text, end)
        whole = unit in CURRENCIES and factor == 1 and token.isdigit()
        if whole and (part := _hundredths(text, end, language)):
            values = frozenset(value + Decimal(part[1]) / 100 for value in values)
            end = part.end()
    return Quantity(Of.NUMBER, values, text[start:end], start, end, unit, factor)


def _factor(text: str, end: int, language: str) -> tuple[int, int]:
    """What "Mio.", "billion" or "dozen" after a number multiplies it with, and its end."""
    after = _NEXT.match(text, end)
    factor = magnitude(after[1], language) if after else None
    if not after or not factor:
        return 1, end
    end = after.end()
    abbreviated = len(after[1]) <= 4 and text.startswith(".", end)
    return factor, end + abbreviated


def _unit(text: str, end: int) -> tuple[str, int]:
    after = _NEXT.match(text, end)
    if not after:
        return "", end
    second = _SECOND.match(text, after.end())
    if second and (unit := unit_of(after[1] + second[1])):  # "kilowatt hours", "per cent"
        return unit, second.end()
    if second and len(after[1]) >= _ADJECTIVE and (unit := unit_of(second[1])) in CURRENCIES:
        return unit, second.end()
    unit = unit_of(after[1])
    if unit == "km" and (after[2] or text.startswith("2", after.end())):
        unit = "km²"
    return unit, after.end() if unit else end


def _hundredths(text: str, end: int, language: str) -> re.Match[str] | None:
    """The cents behind a currency, where they are not the number of something that follows."""
    part = _HUNDREDTHS.match(text, end)
    after = part and _NEXT.match(text, part.end())
    if not part or not after:
        return part
    word = after[1]
    counted = word[0].isupper() or unit_of(word) or magnitude(word, language)
    return None if counted or half_day(text, part.end(), language) else part


# -- dates ------------------------------------------------------------------------------


def _date(token: str, start: int, language: str) -> list[Quantity]:
    """Day, month and year of a date in digits; empty if it is none."""
    parts = [int(part) for part in re.findall(r"\d+", token)]
    if "-" in token:
        parts.reverse()
    if len(parts) < 3 and language != "de":  # "12.2." ends an English sentence
        return []
    first, second, *years = parts
    pairs = [(first, second), (second, first)] if "/" in token else [(first, second)]
    pairs = [(day, month) for day, month in pairs if 1 <= day <= 31 and 1 <= month <= 12]
    if not pairs:
        return []
    found: list[tuple[Of, Iterable[int]]] = [
        (Of.NUMBER, (day for day, _ in pairs)),
        (Of.MONTH, (month for _, month in pairs)),
    ]
    for year in years:
        found.append((Of.NUMBER, [year] if year > 99 else [year, 1900 + year, 2000 + year]))
    end = start + len(token)
    dated = [
        Quantity(
            of, frozenset(map(Decimal, values)), token, start, end,
            firm=of is Of.NUMBER or bool(years),
        )
        for of, values in found
    ]  # fmt: skip
    if years:
        return dated
    section = Decimal(f"{first}.{second}")  # "Abbildung 1.1."
    return [*dated, Quantity(Of.NUMBER, frozenset({section}), token, start, end, firm=False)]


def _digits(token: str, start: int, *, firm: bool = True) -> Iterator[Quantity]:
    for part in re.finditer(r"\d+", token):
        values = frozenset({Decimal(part[0])})
        yield Quantity(
            Of.NUMBER, values, part[0], start + part.start(), start + part.end(), firm=firm
        )


# -- words ------------------------------------------------------------------------------

# What a word may stand for; the last is whether it must be in another text, too.
_Meaning = tuple[Of, frozenset[Decimal], bool]


@lru_cache(maxsize=20_000)
def _meaning(word: str, language: str) -> tuple[_Meaning, ...]:
    parts = [word] if "-" not in word or spelled(word) else word.split("-")
    return tuple(meaning for part in parts for meaning in _part(part, language))


def _part(word: str, language: str) -> Iterator[_Meaning]:
    if values := spelled(word):
        yield Of.NUMBER, values, False
    if factor := magnitude(word, language):
        yield Of.NUMBER, frozenset({Decimal(factor)}), False
    lower = word.lower()
    for of, table, names in (
        (Of.MONTH, MONTHS, _MONTH_NAMES),
        (Of.WEEKDAY, WEEKDAYS, _DAY_NAMES),
    ):
        number = table.get(lower) or (len(lower) > 4 and table.get(lower.removesuffix("s")))
        if number:
            yield of, frozenset({Decimal(number)}), word[0].isupper()
        elif begin := names.match(lower):  # "Montagabend"
            yield of, frozenset({Decimal(table[begin[0]])}), False


def _word(
    known: Iterable[_Meaning], text: str, start: int, end: int, language: str
) -> Iterator[Quantity]:
    for of, values, firm in known:
        factor, behind = 1, end
        if of is Of.NUMBER:
            factor, behind = _factor(text, end, language)
            values = frozenset(value * factor for value in values)
            if text.startswith((" and a half", "-and-a-half"), end):
                values |= {value + Decimal("0.5") for value in values}
        elif firm and text[start:end].lower() in _DOUBTFUL:
            firm = bool(
                re.search(r"\d\W{0,2}$", text[max(0, start - 4) : start])
                or re.match(r"\W{0,2}\d", text[end : end + 4])
            )
        yield Quantity(of, values, text[start:behind], start, behind, factor=factor, firm=firm)
