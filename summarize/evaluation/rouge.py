"""ROUGE-1, -2 and -L (Lin 2004), as F1 in percent.

Words are runs of letters and digits in lower case, reduced to their stem by Snowball in the
language of the text. rouge-score, which everybody uses, knows English only: it splits words
at umlauts and has no German stemmer. On the same words the figures are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarize import __version__
from summarize.document.stemming import stemmer

SIGNATURE = f"f1|case:lc|tok:words|stem:snowball|version:{__version__}"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rouge:
    """Words, pairs of words, and the longest common subsequence."""

    one: float
    two: float
    longest: float


def rouge(reference: str, text: str, language: str) -> Rouge:
    wanted, given = words(reference, language), words(text, language)
    longest = _longest_common(wanted, given)
    return Rouge(
        _overlap(wanted, given),
        _overlap(_pairs(wanted), _pairs(given)),
        _f1(longest, len(wanted), len(given)),
    )


def words(text: str, language: str) -> list[str]:
    """The words of a text, stemmed."""
    stem = stemmer(language)
    return [stem(word) for word in _WORD.findall(text.lower())]


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(words))


def _overlap(wanted: Sequence[object], given: Sequence[object]) -> float:
    common = (Counter(wanted) & Counter(given)).total()
    return _f1(common, len(wanted), len(given))


def _f1(common: int, wanted: int, given: int) -> float:
    return 100 * 2 * common / (wanted + given) if common else 0.0


def _longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence, a row of the table at a time."""
    row = [0] * (len(second) + 1)
    for word in first:
        diagonal = 0
        for i, other in enumerate(second, start=1):
            above = row[i]
            row[i] = diagonal + 1 if word == other else max(above, row[i - 1])
            diagonal = above
    return row[-1]
