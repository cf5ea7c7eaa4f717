"""Translations of rare words, put into a source beside them: what a small model cannot remember.

A model of eleven million weights forgets a word that it has seen ten times in a million
sentences, and then "Heizkörper" is a body of heat. A list of words forgets nothing. So a model
that has learnt to read them is given the list's translations (arXiv 2010.05997; put in as in
arXiv 1906.01105), and decides by the sentence what to make of them, here with "␂" and "␃" for the
marks:

    Der Heizkörper␂ radiator␃ bleibt kalt.

A name is its own hint: a German word with a capital that is no German word, an English one inside
a sentence that is not listed.

Control characters are the marks because SentencePiece turns each into a byte token of its own,
and no article has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from summarize.checks.german import may_be_name

LISTED, GUESSED, END = "\x02", "\x04", "\x03"
KNOWN = "+"  # before the translations of a word that needs no hint, but helps to read compounds

WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
# An address, which gets no hint inside; or a word, but no part of "MP3" and "don't".
_FOUND = rf"(?<!\S)\S*(?:://|@|www\.)\S*|(?<![^\W_]){WORD}(?![^\W_]|['’](?!s\b)\w)"
_MARKS = {ord(mark): None for mark in (LISTED, GUESSED, END)}
_INSIDE = re.compile(r"[\w,;]['’)]?[ -]$")  # what is before a word inside a sentence
_SHORTEST = 3  # letters of a word that gets a hint
_PART = 4  # letters of a part of a compound
_ENDINGS = ("s", "es", "n", "en", "e", "er", "ern", "in", "innen")
_LINKS = ("s", "es")  # between the parts of a German compound, if the word itself has none


@dataclass(frozen=True)
class Lexicon:
    """Words of one language with their translations.

    `entries` has them from frequent to rare: where a compound can be read in two ways, the more
    usual words are right.
    """

    language: str
    entries: Mapping[str, str]  # as in the file
    terms: Mapping[str, str] = field(default_factory=dict)  # what the user says, for one text

    @classmethod
    def read(cls, path: Path, language: str) -> Lexicon:
        """From a file of words of a language, each with a tab and its translations: `a` or `a|b`.

        Raises OSError, and ValueError for a file that is none.
        """
        text = path.read_text(encoding="utf-8")
        if text.count("\t") != text.count("\n"):
            raise ValueError(f"{path.name} has lines without a translation")
        # Faster than line by line, and the first translation waits for it.
        cells = text.replace("\n", "\t").split("\t")
        return cls(language, dict(zip(cells[::2], cells[1::2], strict=False)))

    def told(self, terms: Mapping[str, str]) -> Lexicon:
        """The same with terms that go before all entries; they may be several words."""
        return replace(self, terms=terms)

    @cached_property
    def _wanted(self) -> re.Pattern[str]:
        ending = f"(?:{'|'.join(_ENDINGS)})?" if self.language == "de" else ""
        terms = (re.escape(term) for term in sorted(self.terms, key=len, reverse=True))
        told = (rf"(?<!\w)(?i:{term}){ending}(?!\w)" for term in terms)
        return re.compile("|".join([*told, _FOUND]))

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {word: rank for rank, word in enumerate(self.entries)}

    def hinted(self, text: str) -> str:
        """The text with a hint behind each word that needs one."""
        text = text.translate(_MARKS)
        return self._wanted.sub(
            lambda found: found[0] + (self.hint(found[0]) or self._name(found)), text
        )

    def hint(self, word: str) -> str:
        """What is put behind a word, perhaps nothing."""
        if told := self._told(word):
            return f"{LISTED} {told}{END}"
        if len(word) < _SHORTEST or not _is_word(word):
            return ""
        if form := self._listed(word):
            return self._note(LISTED, form)
        if self.language != "de":
            return ""
        form = word.capitalize() if word.isupper() else word
        if base := self._base(form):
            return self._note(GUESSED, base)
        if "-" in word:
            parts = [self._exact(part) for part in word.split("-")]
        else:
            parts = self._parts(form) if word[0].isupper() else []
        made = [self._translation(part) for part in parts]
        # "Jens-Oliver" is not put together from two words.
        return f"{GUESSED} {' '.join(made)}{END}" if all(made) and made != parts else ""

    def _name(self, found: re.Match[str]) -> str:
        """A word without an entry that is a name, as its own hint."""
        word = found[0]
        if not _is_word(word):  # "Besuch@Example.Org" has its capitals, too
            return ""
        if self.language == "de":
            name = may_be_name(word)
        else:
            before = found.string[max(0, found.start() - 3) : found.start()]
            name = word.istitle() and bool(_INSIDE.search(before))
        return f"{LISTED} {word}{END}" if name and not self._listed(word) else ""

    def _told(self, word: str) -> str:
        """What the user says about a word, which may have an ending."""
        found = (
            target
            for term, target in self.terms.items()
            if word.lower().startswith(term.lower()) and word[len(term) :] in ("", *_ENDINGS)
        )
        return next(found, "").translate(_MARKS)

    def _note(self, mark: str, form: str) -> str:
        """The hint that an entry makes."""
        row = self.entries[form]
        if not row or row.startswith(KNOWN):
            return ""
        return "".join(f"{mark} {text}" for text in row.split("|")) + END

    def _translation(self, form: str) -> str:
        """The usual translation of an entry; it may have none."""
        return self.entries.get(form, "").removeprefix(KNOWN).partition("|")[0]

    def _listed(self, word: str) -> str:
        """The entry of a word; what begins a sentence or a title may be listed without capital."""
        forms = [word, word.lower(), word.capitalize()] if word.isupper() else [word, word.lower()]
        return next((form for form in forms if form in self.entries), "")

    def _base(self, word: str) -> str:
        """The entry of the word that a word is a form of."""
        bases = (word[: -len(end)] for end in _ENDINGS if word.endswith(end))
        return next((base for base in bases if len(base) >= _PART and base in self.entries), "")

    def _exact(self, word: str) -> str:
        return word if word in self.entries else self._base(word)

    def _parts(self, word: str) -> list[str]:
        """The entries of the two words that a noun is made of; none if it is no compound."""
        best, found = len(self.entries), list[str]()
        for cut in range(_PART, len(word) - _PART + 1):
            parts = [self._first(word[:cut]), self._exact(word[cut:].capitalize())]
            # "Kingsway" is not made of "King" and "Sway", which are English here, too.
            if all(self._translation(part) not in ("", part) for part in parts):
                rank = max(self._ranks[part] for part in parts)
                if rank < best:
                    best, found = rank, parts
        return found

    def _first(self, part: str) -> str:
        """The entry of the noun that a compound begins with."""
        cut = [part[: -len(link)] for link in _LINKS if part.endswith(link)]
        return next((form for form in (part, *cut, part + "e") if form in self.entries), "")


def _is_word(text: str) -> bool:
    """Whether it is no address."""
    return text.replace("-", "").isalpha()


def lexicon_path(folder: Path, source: str, target: str) -> Path:
    """Where a model's lexicon for one direction is, if it has one."""
    return folder / f"lexicon.{source}-{target}.txt"
