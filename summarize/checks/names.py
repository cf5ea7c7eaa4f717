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

from summarize.checks.name_words import (
    DERIVED,
    ENDINGS,
    GERMAN_TITLES,
    ORDINARY,
    PLACES,
    TITLES,
)
from summarize.checks.number_words import MONTHS, WEEKDAYS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A capital means something where no sentence, quotation or title begins.
_INSIDE = re.compile(r"(?:[^\W_]|[,;)%])\s$|\w-$")
_SHORTEST = 4
_START = 4  # so many first letters alike are enough
_LIKENESS = 0.7
_HEADLINE = 0.5  # from this share of capitalised words on, capitals may mean nothing
_LONG = 6  # letters that no preposition of a headline has
# Letters that stand for the same sound, in turn; at last, twice the same is once.
_FOLDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("dsch", "j"), ("(?<!t)sch|sh", "s"), ("tsch|tch|ch|kh|ck|qu|c|q", "k"),
        ("ph", "f"), ("th", "t"), ("w", "v"), ("[yj]", "i"), ("x", "ks"), ("z", "s"),
        ("([aou])e", r"\1"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip
_CAMEL = re.compile(r"[a-zäöü][A-Z]")


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
    if not text.rstrip().endswith(".") and _is_title_case([word[0] for word in words]):
        return
    for index, word in enumerate(words):
        name = _bare(word)
        if len(name) < _SHORTEST or _ordinary(name.lower()):
            continue
        if _CAMEL.search(name):
            yield Name(name, sure=True)
        elif name.istitle() and _INSIDE.search(text, 0, word.start()):
            row = _beside(words[max(0, index - 1) : index + 2], text) - TITLES - {name.lower()}
            sure = not any(other in PLACES or _ordinary(other) for other in row)
            yield Name(name, sure and not name.endswith(DERIVED))


def german_names(text: str) -> Iterator[Name]:
    """The words of a German sentence that are the names of persons with a title."""
    words = list(_WORD.finditer(text))
    for title, word in pairwise(words):
        known = title[0].lower().removesuffix("in").endswith(GERMAN_TITLES)
        if known and text[title.end() : word.start()] in (" ", ". ") and word[0].istitle():
            yield Name(word[0], sure=True)


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether, as in headlines, all words but the small ones have a capital."""
    small = [word for word in words if word[0].islower()]
    capitals = len(words) - len(small)
    return capitals > _HEADLINE * len(words) and all(len(word) < _LONG for word in small)


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
    known = (ORDINARY, MONTHS, WEEKDAYS)
    forms = (word, word.removesuffix("s"))
    return word.endswith(ENDINGS) or any(form in table for form in forms for table in known)


class Spelling:
    """The words of a text, to find names in that may be spelt in another way."""

    def __init__(self, text: str) -> None:
        self._text = plain(text)
        words = _WORD.findall(text)
        self._spelt = " ".join(["", *_WORD.findall(self._text), *map(folded, words)])
        capitals = (folded(word) for word in words if word[0].isupper())
        self._words = {word for word in capitals if len(word) >= _SHORTEST}

    def has(self, name: str) -> bool:
        """Whether there is something that looks like a name."""
        return self.begins(name) or (plain(name) not in PLACES and self._like(folded(name)))

    def begins(self, name: str) -> bool:
        """Whether a word begins like a name, which may then be spelt in another way."""
        name = plain(name)
        if name in self._text:
            return True
        if german := PLACES.get(name):
            return any(map(self._begins, german))
        return self._begins(name[:_START]) or self._begins(folded(name)[: _START + 1])

    def _begins(self, letters: str) -> bool:
        """Whether a word begins so; so may a later part of a compound: "Nordkalifornien"."""
        return (letters if len(letters) > _START else f" {letters}") in self._spelt

    def _like(self, name: str) -> bool:
        return any(
            word[0] == name[0]
            and abs(len(word) - len(name)) < _SHORTEST
            and SequenceMatcher(None, word, name).ratio() >= _LIKENESS
            for word in self._words
        )


def plain(text: str) -> str:
    """In lower case and without accents: "Erdoğan" and "Erdogan" are one name."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def folded(word: str) -> str:
    """As German and English may both spell it: "Kanada" and "Canada", "Chruschtschow"."""
    word = plain(word)
    for pattern, letter in _FOLDS:
        word = pattern.sub(letter, word)
    return word


READERS = {"de": german_names, "en": english_names}
