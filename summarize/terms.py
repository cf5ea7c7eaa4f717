"""Terms that a translation must use, whatever model writes it.

A translation is made, and looked at: where it has every term, nothing more is done. Where it
has not, the sentence is translated again with the term replaced by something that models tend
to copy, and, if that is lost too, in pieces around the term. Addresses and hashtags are terms
of their own accord.

What this cannot do: a term that is put into German keeps the form the glossary gives it,
whatever case the sentence asks for; forms that a model chose itself are recognised by stem.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from summarize.backends import Translated, Translator
from summarize.document.decode import decode
from summarize.errors import UsageError
from summarize.request import Term

_KEEP = frozenset({"", "=", "keep"})
_HEADER = ("source", "target")
_PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")

# Web and mail addresses, @handles and #hashtags: the same in every language.
_FIXED = re.compile(
    r"https?://[^\s<>\"“”«»]+|www\.[^\s<>\"“”«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w&])[#@][^\W\d_][\w-]*"
)
_TRAILING = ".,;:!?)]}'’\"…"

# Stand-ins for a term, tried in turn: like a product's name, and like a number. "{}" is a count.
_STAND_INS: tuple[Callable[[int], str], ...] = (
    lambda number: f"XQ{number + 1}Z",
    lambda number: f"{7301 + number}",
)


# --- the glossary ------------------------------------------------------------------------


def read_glossary(path: Path) -> tuple[Term, ...]:
    """The terms of a CSV or TSV file with the columns source, target and, if wanted, pair.

    A target that is empty, "=" or "keep" leaves the source as it is; a pair such as "de-en"
    restricts a term to that direction. A header, empty lines and lines with "#" in front are
    passed over. Raises UsageError when the file cannot be read or a line is wrong.
    """
    try:
        text, _ = decode(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"--glossary {path}: {reason}", "name a CSV or TSV file") from error
    text = text.removeprefix("\ufeff")
    delimiter = max("\t;,", key=text.partition("\n")[0].count)
    terms = []
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), start=1):
        cells = [cell.strip() for cell in row]
        first = number == 1 and tuple(cell.lower() for cell in cells[:2]) == _HEADER
        if not any(cells) or cells[0].startswith("#") or first:
            continue
        terms.append(_term(cells, f"--glossary {path}, line {number}"))
    return tuple(terms)


def _term(cells: Sequence[str], where: str) -> Term:
    source, target, pair = [*cells, "", ""][:3]
    if not source:
        raise UsageError(f"{where}: there is no source term", "write: source,target")
    if len(cells) > 3 or (pair and not _PAIR.fullmatch(pair)):
        raise UsageError(f"{where}: “{','.join(cells)}”", "write: source,target or …,de-en")
    return Term(source, None if target.lower() in _KEEP else target, pair)


# --- translating with them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermTranslator:
    """A translator whose translations have the terms."""

    translator: Translator
    terms: tuple[Term, ...]
    # For some sentences, what else must stay: the code in them.
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; a failed one keeps the original."""
        wanted = [self._wanted(sentence, source, target) for sentence in sentences]
        made = self.translator.translate(sentences, source, target)

        def lacking() -> list[int]:
            return [
                i
                for i, found in enumerate(wanted)
                if made[i].ok and not all(_has(made[i].text, one, target) for one in found)
            ]

        for stand_in in _STAND_INS:
            left = lacking()
            masked = [_masked(sentences[i], wanted[i], stand_in) for i in left]
            again = self.translator.translate(masked, source, target) if left else []
            for i, new in zip(left, again, strict=True):
                if (text := _unmasked(new, wanted[i], stand_in)) is not None:
                    made[i] = Translated(text)
        left = lacking()
        around = self._in_pieces(left, sentences, wanted, source, target)
        for i, whole in zip(left, around, strict=True):
            made[i] = whole or made[i]
        return made

    def _wanted(self, sentence: str, source: str, target: str) -> list[_Found]:
        """The terms in a sentence, from left to right, none inside another."""
        found = [
            _Found(match.start(), match.start() + len(text), text, exact=True)
            for match in _FIXED.finditer(sentence)
            for text in [match[0].rstrip(_TRAILING)]
        ]
        # The longest term wins: "Deutsche Bahn AG" before "Deutsche Bahn".
        terms = [*map(Term, self.kept.get(sentence, ())), *self.terms]
        for term in sorted(terms, key=lambda term: -len(term.source)):
            if term.pair in ("", f"{source}-{target}"):
                for start, end in _places(term, sentence, source):
                    text = term.target or term.source
                    new = _Found(start, end, text, exact=term.target is None)
                    if not any(new.start < old.end and old.start < new.end for old in found):
                        found.append(new)
        return sorted(found, key=lambda one: one.start)

    def _in_pieces(
        self,
        left: Sequence[int],
        sentences: Sequence[str],
        wanted: Sequence[list[_Found]],
        source: str,
        target: str,
    ) -> Iterator[Translated | None]:
        """The sentences translated around their terms; None where a piece failed."""
        cut = [_pieces(sentences[i], wanted[i]) for i in left]
        pool = [piece for pieces in cut for piece in pieces if piece.strip()]
        made = iter(self.translator.translate(pool, source, target) if pool else [])
        for i, pieces in zip(left, cut, strict=True):
            text, ok = "", True
            for number, piece in enumerate(pieces):
                if piece.strip():
                    new = next(made)
                    ok &= new.ok
                    before = piece[: len(piece) - len(piece.lstrip())]
                    text += before + new.text.strip() + piece[len(piece.rstrip()) :]
                else:
                    text += piece
                text += wanted[i][number].target if number < len(wanted[i]) else ""
            yield Translated(text) if ok else None


@dataclass(frozen=True, slots=True)
class _Found:
    """A term in a sentence, and what must stand in its translation."""

    start: int
    end: int
    target: str
    exact: bool  # in no other form


def _places(term: Term, sentence: str, language: str) -> Iterator[tuple[int, int]]:
    """Where a term stands: as it is written if it is to be kept, else in any of its forms."""
    if term.target is None:
        for match in re.finditer(rf"(?<!\w){re.escape(term.source)}(?!\w)", sentence):
            yield match.span()
        return
    words = [(match.span(), _stem(match[0], language)) for match in _WORD.finditer(sentence)]
    stems = [_stem(word, language) for word in _WORD.findall(term.source)]
    for i in range(len(words) - len(stems) + 1):
        if stems and [stem for _, stem in words[i : i + len(stems)]] == stems:
            yield words[i][0][0], words[i + len(stems) - 1][0][1]


_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


def _has(text: str, found: _Found, language: str) -> bool:
    """Whether a translation has a term, as it is or in another form of its words."""
    if re.search(rf"(?<!\w){re.escape(found.target)}(?!\w)", text):
        return True
    term = Term(found.target, found.target)
    return not found.exact and next(_places(term, text, language), None) is not None


def _masked(sentence: str, found: Sequence[_Found], stand_in: Callable[[int], str]) -> str:
    pieces = _pieces(sentence, found)
    names = [stand_in(number) for number in range(len(found))]
    return "".join(piece + name for piece, name in zip(pieces, [*names, ""], strict=True))


def _unmasked(
    made: Translated, found: Sequence[_Found], stand_in: Callable[[int], str]
) -> str | None:
    """The translation with its terms; None unless each stand-in came through just once."""
    text = made.text
    for number in reversed(range(len(found))):
        name = stand_in(number)
        if not made.ok or len(re.findall(rf"(?<!\w){name}(?!\w)", text)) != 1:
            return None
        text = text.replace(name, found[number].target)
    return text


def _pieces(sentence: str, found: Sequence[_Found]) -> list[str]:
    """What stands before, between and after the terms."""
    starts = [0, *(one.end for one in found)]
    ends = [*(one.start for one in found), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True)]


@cache
def _stem(word: str, language: str) -> str:
    return _stemmer(language)(word.lower())


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from Stemmer import Stemmer

    try:
        stem: Callable[[str], str] = Stemmer(language).stemWord
    except KeyError:  # a language it does not know
        return str
    return stem
