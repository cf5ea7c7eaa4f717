"""Which words are German: what is none is a name, a foreign word or a mistake.

`german.txt` lists words in their shortest form, nouns with a capital, and no names; endings and
compounds are left to the rules below. `python -m training.wordlist` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

from summarize.checks.number_words import MONTHS, WEEKDAYS

_ENDINGS = ("s", "es", "n", "en", "e", "er", "ns", "em", "in", "innen")
_UMLAUT_ENDINGS = ("e", "er", "en", "ern")
_ABSTRACT = ("ung", "heit", "keit")
_WITHOUT_UMLAUTS = str.maketrans("äöüÄÖÜ", "aouAOU")
_CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
_SHORTEST_NAME = 4
_SHORTEST = 3  # letters of a word, and of what is left without an ending
_MOST_PARTS = 4  # of a compound: with more, names are "words" like "Loh", "Nau" and "Ern"
_LONGEST = 50  # of a word whose parts are looked for, which takes quadratic time


class Words:
    """German words: those listed, their forms, and what is made of them."""

    def __init__(self, listed: Iterable[str] = ()) -> None:
        self._listed = set(listed)

    def add(self, word: str) -> None:
        """List one more."""
        self._listed.add(word)

    def have(self, word: str) -> bool:
        """Whether a word as it stands in a sentence is German, or a part of it between hyphens."""
        parts = [part for part in word.split("-") if len(part) > _SHORTEST]
        return not parts or any(map(self._has, parts))

    def _has(self, word: str) -> bool:
        return (
            len(word) > _LONGEST
            or word.rstrip("ens").endswith(_ABSTRACT)
            or self.has_noun(word)
            or self.has_form(word.lower())
        )

    def has_noun(self, word: str) -> bool:
        """Whether a word with a capital is a noun, alone or made of others."""
        return self.has_form(word) or self._is_compound(word.lower())

    def has_form(self, word: str) -> bool:
        """Whether a word is listed, with or without an ending; a capital makes a noun.

        "Kräne" has the ending of "Kran"; the Swiss write "Füsse".
        """
        return any(
            spelling in self._listed
            or self._is_stem(spelling, _ENDINGS)
            or self._is_stem(spelling.translate(_WITHOUT_UMLAUTS), _UMLAUT_ENDINGS)
            for spelling in {word, word.replace("ss", "ß")}
        )

    def _is_stem(self, word: str, endings: tuple[str, ...]) -> bool:
        """Whether a word is listed without one of the endings."""
        return any(
            len(word) - len(ending) >= _SHORTEST and word[: -len(ending)] in self._listed
            for ending in endings
            if word.endswith(ending)
        )

    def _is_compound(self, letters: str) -> bool:
        """Whether these are a few words in a row, the last of them a noun."""
        # Names end with short words, too: "Niederaue".
        last = len(letters) - _SHORTEST - 1
        parts = {0: 0}  # where parts begin, and how many are before
        for start in range(last + 1):
            before = parts.get(start, _MOST_PARTS)
            if 0 < before < _MOST_PARTS and self.has_form(letters[start:].capitalize()):
                return True
            if before < _MOST_PARTS - 1:
                for end in range(start + _SHORTEST, last + 1):
                    if self._begins(letters[start:end]):
                        parts[end] = min(parts.get(end, _MOST_PARTS), before + 1)
        return False

    def _begins(self, part: str) -> bool:
        """Whether it may be a part but the last: "Straßen", "Heiz", "Arbeits", "Schul"."""
        forms = [part, part + "e", part + "en"]
        if len(part) > _SHORTEST + 1 and part[-1] in "sne":
            forms.append(part[:-1])
        return any(self.has_form(form.capitalize()) or self.has_form(form) for form in forms)


@lru_cache(maxsize=5000)
def is_german(word: str) -> bool:
    """Whether a word, as it stands in a sentence, is a German one."""
    return _words().have(word)


def may_be_name(word: str) -> bool:
    """Whether a word has a capital, as a name has, and is no German one nor one of the calendar."""
    return (
        len(word) >= _SHORTEST_NAME
        and word.istitle()
        and word.lower() not in _CALENDAR
        and not is_german(word)
    )


@cache
def _words() -> Words:
    text = resources.files(__package__).joinpath("german.txt").read_text(encoding="utf-8")
    return Words(text.split())
