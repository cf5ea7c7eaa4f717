"""Names that a translation or a summary has and its source has not, or the other way round.

German writes every noun with a capital, so the English side of a translation tells what is a
name; the other side need only have something that looks like it: "Merkels" for "Merkel",
"Prager" for "Prague", "Gorbatschow" for "Gorbachev". In German alone, a name is what stands
after a title: "Bürgermeisterin Kessler".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from summarize.checks.name_words import ENDINGS, GERMAN_TITLES, ORDINARY, PLACES, TITLES
from summarize.checks.number_words import MONTHS, WEEKDAYS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A capital means something where no sentence, quotation or title begins.
_INSIDE = re.compile(r"(?:[^\W_]|[,;)%])\s$")
_SHORTEST = 4
_START = 4  # so many first letters alike are enough
_LIKENESS = 0.6
_HEADLINE = 0.5  # from this share of capitalised words on, capitals mean nothing


@dataclass(frozen=True, slots=True)
class Name:
    """A word of an English sentence that is a name, surely or probably."""

    text: str
    sure: bool


def english_names(text: str) -> Iterator[Name]:
    """The words of an English sentence that are names.

    In a row with ordinary words nothing is sure, because "Red Crescent" and "Canary Islands"
    are put into German; after a title it is: "President Kessler".
    """
    words = list(_WORD.finditer(text))
    if sum(word[0][0].isupper() for word in words) > _HEADLINE * len(words):
        return
    for index, word in enumerate(words):
        name = _bare(word)
        inside = _INSIDE.search(text, 0, word.start())
        if inside and name.istitle() and len(name) >= _SHORTEST and not _ordinary(name.lower()):
            row = _beside(words[max(0, index - 1) : index + 2], text)
            yield Name(name, not any(_ordinary(other) for other in row - TITLES - {name.lower()}))


def german_names(text: str) -> Iterator[Name]:
    """The words of a German sentence that are the names of persons with a title."""
    words = list(_WORD.finditer(text))
    for title, word in pairwise(words):
        known = title[0].lower().removesuffix("in").endswith(GERMAN_TITLES)
        if known and text[title.end() : word.start()] in (" ", ". ") and word[0].istitle():
            yield Name(word[0], sure=True)


def _bare(word: re.Match[str]) -> str:
    return re.sub(r"['’]s?$", "", word[0])


def _beside(words: Sequence[re.Match[str]], text: str) -> set[str]:
    """The capitalised words that stand directly before or after each other."""
    row: set[str] = set()
    for left, right in pairwise(words):
        between = text[left.end() : right.start()]
        if between in (" ", "-") and left[0].istitle() and right[0].istitle():
            row |= {_bare(left).lower(), _bare(right).lower()}
    return row


@lru_cache(maxsize=5000)
def _ordinary(word: str) -> bool:
    known = (ORDINARY, PLACES, MONTHS, WEEKDAYS)
    forms = (word, word.removesuffix("s"))
    return word.endswith(ENDINGS) or any(form in table for form in forms for table in known)


class Spelling:
    """The words of a text, to find names in that may be spelt in another way."""

    def __init__(self, text: str) -> None:
        self._text = plain(text)
        self._starts = {word[:_START] for word in _WORD.findall(self._text)}
        words = (plain(word) for word in _WORD.findall(text) if word[0].isupper())
        self._words = {word for word in words if len(word) >= _SHORTEST}

    def has(self, name: str) -> bool:
        name = plain(name)
        if name[:_START] in self._starts or name in self._text:
            return True
        return any(
            abs(len(word) - len(name)) < _SHORTEST
            and SequenceMatcher(None, word, name).ratio() >= _LIKENESS
            for word in self._words
        )


def plain(text: str) -> str:
    """In lower case and without accents: "Erdoğan" and "Erdogan" are one name."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


READERS = {"de": german_names, "en": english_names}
