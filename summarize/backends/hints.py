"""Translations of rare words, put into a source beside them: what a small model cannot remember.

A model of eleven million weights forgets a word that it has seen ten times in a million
sentences, and then "Heizkörper" is a body of heat. A list of words forgets nothing. So a model
that has learnt to read them is given the list's translations (arXiv 2010.05997; put in as in
arXiv 1906.01105), and decides by the sentence what to make of them, here with "␂" and "␃" for the
marks:

    Der Heizkörper␂ radiator␃ bleibt kalt.

An entry of several words, such as "tie up", has its hint behind the last of them. A name is its own
hint: a German word with a capital that is no German word, an English one inside a sentence that is
not listed.

Control characters are the marks because SentencePiece turns each into a byte token of its own,
and no article has them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from summarize.checks.german import may_be_name

LISTED, GUESSED, END = "\x02", "\x04", "\x03"
KNOWN = "+"  # before the translations of a word that needs no hint, but helps to read compounds

WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
# An address, which gets no hint inside; or a word, but no part of "MP3" and "don't".
_FOUND = rf"(?<!\S)\S*(?:://|@|www\.)\S*|(?<![^\W_]){WORD}(?![^\W_]|['’](?!s\b)\w)"
_SECOND = re.compile(rf"(?:['’]s?)? {WORD}")  # of an entry, with what is before it
_GOES_ON = re.compile(r"[^\W_]|-\w|['’](?!s\b)\w")  # a word that does not end here
_APOSTROPHE = {ord("’"): "'"}
_MARKS = {ord(mark): None for mark in (LISTED, GUESSED, END)}
_INSIDE = re.compile(r"[\w,;]['’)]?[ -]$")  # what is before a word inside a sentence
_SHORTEST = 3  # letters of a word that gets a hint
_PART = 4  # letters of a part of a compound
_ENDINGS = ("s", "es", "n", "en", "e", "er", "ern", "in", "innen")
_REMEMBERED = 50_000  # words and their parts, and what the lexicon says about them
_LINKS = ("s", "es")  # between the parts of a German compound, if the word itself has none


@dataclass(frozen=True)
class Entry:
    """The line of a word, or of several, in a lexicon."""

    word: str
    rank: int  # its place when words are sorted from frequent to rare
    known: bool  # whether it needs no hint, because the model knows it or nobody does
    translations: tuple[str, ...]  # the usual one first; a word may have none

    @property
    def translation(self) -> str:
        """The usual translation."""
        return self.translations[0] if self.translations else ""

    @property
    def is_translated(self) -> bool:
        """Not so "King", which is English, too: "Kingsway" is not made of "King" and "Sway"."""
        return self.translation not in ("", self.word)


@dataclass(frozen=True)
class Lexicon:
    """Words of one language with their translations.

    `lines` are those of the file, in the order of their bytes: a word is found by bisection, and
    only what is found is read, because the first translation waits for it.
    """

    language: str
    lines: Sequence[bytes]
    terms: Mapping[str, str] = field(default_factory=dict)  # what the user says, for one text

    @classmethod
    def read(cls, path: Path, language: str) -> Lexicon:
        """From a file of words of a language, as `write_lexicon` makes it.

        Raises OSError, and ValueError for a file that is none.
        """
        data = path.read_bytes()
        if data.count(b"\t") != 2 * data.count(b"\n") or data[-1:] not in (b"\n", b""):
            raise ValueError(f"{path.name} is no lexicon, or damaged")
        return cls(language, data.split(b"\n")[:-1])

    def told(self, terms: Mapping[str, str]) -> Lexicon:
        """The same with terms that go before all entries; they may be several words."""
        return replace(self, terms=terms)

    def entry(self, word: str) -> Entry | None:
        """What the lexicon has about a word as it is written."""
        start = word.encode() + b"\t"
        place = bisect_left(self.lines, start)
        line = self.lines[place] if place < len(self.lines) else b""
        return _entry(line) if line.startswith(start) else None

    @cached_property
    def _find(self) -> Callable[[str], Entry | None]:
        """`entry` with a memory: a word and its parts come back, in a text and in the next."""
        return lru_cache(maxsize=_REMEMBERED)(self.entry)

    @cached_property
    def _wanted(self) -> re.Pattern[str]:
        ending = f"(?:{'|'.join(_ENDINGS)})?" if self.language == "de" else ""
        terms = (re.escape(term) for term in sorted(self.terms, key=len, reverse=True))
        told = (rf"(?<!\w)(?i:{term}){ending}(?!\w)" for term in terms)
        return re.compile("|".join([*told, _FOUND]))

    def hinted(self, text: str) -> str:
        """The text with a hint behind each word that needs one."""
        text = text.translate(_MARKS)
        words = list(self._wanted.finditer(text))
        told = [word.start() for word in words if self._told(word[0])]
        parts: list[str] = []
        done = 0
        for found in words:
            if found.start() < done:  # inside an entry of several words
                continue
            if phrase := self._phrase(found, told):
                end, hint = found.start() + len(phrase.word), _note(LISTED, phrase)
            else:
                end, hint = found.end(), self.hint(found[0]) or self._name(found)
            parts += [text[done:end], hint]
            done = end
        return "".join([*parts, text[done:]])

    def hint(self, word: str) -> str:
        """What is put behind a word, perhaps nothing."""
        if told := self._told(word):
            return f"{LISTED} {told}{END}"
        if len(word) < _SHORTEST or not _is_word(word):
            return ""
        if entry := self._listed(word):
            return _note(LISTED, entry)
        if self.language != "de":
            return ""
        form = word.capitalize() if word.isupper() else word
        if entry := self._base(form):
            return _note(GUESSED, entry)
        if "-" in word:
            parts = [entry for part in word.split("-") if (entry := self._exact(part))]
            whole = len(parts) == word.count("-") + 1
        else:
            parts = self._parts(form) if word[0].isupper() else []
            whole = bool(parts)
        made = [part.translation for part in parts]
        # "Jens-Oliver" is not put together from two words.
        if not whole or not all(made) or made == [part.word for part in parts]:
            return ""
        return f"{GUESSED} {' '.join(made)}{END}"

    def _phrase(self, found: re.Match[str], told: Sequence[int]) -> Entry | None:
        """The longest entry of several words that begins here, and in which nothing begins that
        the user says something about."""
        text, start = found.string, found.start()
        if not (second := _SECOND.match(text, found.end())):
            return None
        for entry in self._beginning((found[0] + second[0]).translate(_APOSTROPHE)):
            end = start + len(entry.word)
            rest = text[second.end() : end].translate(_APOSTROPHE)
            if rest == entry.word[second.end() - start :] and not _GOES_ON.match(text, end):
                place = bisect_left(told, start)
                if place == len(told) or told[place] >= end:
                    return entry
        return None

    @cached_property
    def _beginning(self) -> Callable[[str], list[Entry]]:
        """`phrases` with a memory."""
        return lru_cache(maxsize=_REMEMBERED)(self.phrases)

    def phrases(self, start: str) -> list[Entry]:
        """The entries of several words that begin so, the longest first; what begins a sentence
        has a capital that they lack."""
        found = []
        for form in {start, start[:1].lower() + start[1:]}:
            first = form.encode()
            place = bisect_left(self.lines, first)
            while place < len(self.lines) and self.lines[place].startswith(first):
                found.append(_entry(self.lines[place]))
                place += 1
        return sorted(found, key=lambda entry: (-len(entry.word), entry.word))

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

    def _listed(self, word: str) -> Entry | None:
        """The entry of a word; what begins a sentence or a title may be listed without capital."""
        forms = [word, word.lower(), word.capitalize()] if word.isupper() else [word, word.lower()]
        return self._first_of(forms)

    def _base(self, word: str) -> Entry | None:
        """The entry of the word that a word is a form of."""
        bases = (word[: -len(end)] for end in _ENDINGS if word.endswith(end))
        return self._first_of(base for base in bases if len(base) >= _PART)

    def _exact(self, word: str) -> Entry | None:
        return self._find(word) or self._base(word)

    def _parts(self, word: str) -> list[Entry]:
        """The entries of the two words that a noun is made of; none if it is no compound."""
        readings = (
            (self._begins(word[:cut]), self._exact(word[cut:].capitalize()))
            for cut in range(_PART, len(word) - _PART + 1)
        )
        found = [
            [first, last]
            for first, last in readings
            if first and last and first.is_translated and last.is_translated
        ]
        # Where a compound can be read in two ways, the more usual words are right.
        return min(found, key=lambda parts: max(part.rank for part in parts), default=[])

    def _begins(self, part: str) -> Entry | None:
        """The entry of the noun that a compound begins with."""
        cut = [part[: -len(link)] for link in _LINKS if part.endswith(link)]
        return self._first_of((part, *cut, part + "e"))

    def _first_of(self, forms: Iterable[str]) -> Entry | None:
        return next((entry for form in forms if (entry := self._find(form))), None)


def _entry(line: bytes) -> Entry:
    """What a line says."""
    word, rank, row = line.decode().split("\t")
    texts = row.removeprefix(KNOWN)
    known = not texts or texts != row
    return Entry(word, int(rank), known, tuple(texts.split("|")) if texts else ())


def _note(mark: str, entry: Entry) -> str:
    """The hint that an entry makes."""
    if entry.known:
        return ""
    return "".join(f"{mark} {text}" for text in entry.translations) + END


def _is_word(text: str) -> bool:
    """Whether it is no address."""
    return text.replace("-", "").isalpha()


def lexicon_path(folder: Path, source: str, target: str) -> Path:
    """Where a model's lexicon for one direction is, if it has one."""
    return folder / f"lexicon.{source}-{target}.txt"


def write_lexicon(path: Path, rows: Iterable[tuple[str, str]]) -> int:
    """Write words, from frequent to rare, each with `a` or `a|b`, its translations, after `KNOWN`
    if it needs no hint. Lines have a word, its rank and those; returns how many there are."""
    lines = sorted(f"{word}\t{rank}\t{row}\n".encode() for rank, (word, row) in enumerate(rows))
    path.write_bytes(b"".join(lines))
    return len(lines)
