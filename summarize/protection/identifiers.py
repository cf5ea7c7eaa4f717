"""Digits that are no quantities: account, phone, serial and registration numbers.

Their value says nothing, so that comparing values finds no fault with "0532 0130 000" for
"0532 0130 00": each digit must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IBAN = r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?!\w)"
# "ISRCTN48211907", "CVE-2024-30078"; an amount may be written "EUR50000".
_CODE = (
    r"(?<![\w-])(?!(?:EUR|USD|GBP|CHF)\d)[A-Z]{2,10}(?:-\d{4}-\d{4,}|-?\d{5,}[A-Z\d]*)(?![\w-]|,\d)"
)
_SPACE = r"[ \u00a0\u202f]"
_BETWEEN = rf"\)?(?:{_SPACE}?[/-]{_SPACE}?|{_SPACE})\(?"
_GROUPS = rf"(?<![\w.,:/-])(?<!\d )\(?\+?\d+(?:(?:{_BETWEEN}|\))\d+)*(?![\w/:-]|[.,]\d)"
_IDENTIFIER = re.compile(rf"(?P<code>{_IBAN}|{_CODE})|{_GROUPS}")
_THOUSANDS = re.compile(rf"(?<!\d)\d{{1,3}}{_SPACE}\d{{3}}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d?([/ -])\d\d?\1\d{4})(?!\d)")
# Digits of the shortest that is told from amounts, years and scores.
_SHORTEST, _SHORTEST_OF_ZERO = 8, 6


def identifiers(sentence: str) -> Iterator[re.Match[str]]:
    """Where a sentence has some."""
    for match in _IDENTIFIER.finditer(sentence):
        digits = re.sub(r"\D", "", match[0])
        is_code = match["code"] and len(digits) >= _SHORTEST_OF_ZERO
        if is_code or _is_no_quantity(match[0], digits):
            yield match


def _is_no_quantity(text: str, digits: str) -> bool:
    """Whether digits, in groups or not, count nothing: "0800 111 0 111", "7700 0000 1200 00"."""
    if _DATE.search(text):
        return False
    if text.lstrip("(")[0] in "+0":
        return len(digits) >= _SHORTEST_OF_ZERO
    groups = re.findall(r"\d+", text)
    long = len(groups) > 2 and max(map(len, groups)) > 2 and len(digits) >= _SHORTEST
    return long and not _THOUSANDS.search(text)
