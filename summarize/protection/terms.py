"""Where a sentence has something that must be kept, and whether its translation has it.

Names that are kept may have the genitive's s of either language ("Altfährdes", "Altfährde's")
and stand before a hyphen ("Altfährde-Nord"); words of a glossary may have any form, told by
the stem, and in German be part of a compound ("Großwärmepumpe").

What this cannot do: a word that is put into German has the form the glossary gives it, in
whatever case and number the sentence asks for ("der Wärmepumpe", "den Wärmepumpen"); its
article and adjectives are left as they are. In the source, a term in a compound without a
hyphen ("Irmelwasser", "Wärmepumpenbau") or in a derived word ("Altfährder") is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from summarize.checks.names import plain
from summarize.document.stemming import stemmer
from summarize.request import Term

# Web and mail addresses, @handles and #hashtags: the same in every language. A mail address
# is looked for where a word begins, so that an endless word takes linear time.
_FIXED = re.compile(
    r"https?://[^\s<>\"“”«»]+|www\.[^\s<>\"“”«»]+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w&])[#@][^\W\d_][\w-]*"
)
_TRAILING = ".,;:!?)]}'’\"…"
_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_GENITIVE = r"['’]?s"
# A shorter word is part of too many others.
_SHORTEST = 5


class Form(StrEnum):
    """What may become of something in a translation."""

    FIXED = "fixed"  # nothing: an address, code, a number
    NAME = "name"  # a genitive's s
    WORD = "word"  # any form of its words


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a sentence, and what must stand for it in the translation."""

    start: int
    end: int
    source: str
    target: str
    form: Form
    # What will do as well.
    others: tuple[str, ...] = ()
    # The genitive's s with which it stands in the sentence, before `end`.
    genitive: str = ""

    def meets(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end


def wanted(
    sentence: str, terms: Iterable[Term], code: Iterable[str], languages: tuple[str, str]
) -> list[Found]:
    """What must be kept of a sentence, from left to right, none inside another.

    The longest wins, "Deutsche Bahn AG" before "Deutsche Bahn"; of two of the same length
    the one that is written as in the sentence.
    """
    found = [
        _fixed(text, match.start())
        for match in _FIXED.finditer(sentence)
        for text in [match[0].rstrip(_TRAILING)]
    ]
    for text in code:
        found += [_fixed(text, match.start()) for match in _whole(text).finditer(sentence)]
    direction = "-".join(languages)
    applicable = [term for term in terms if term.pair in ("", direction)]
    places = [one for term in applicable for one in _places(term, sentence, languages[0])]

    def rank(one: Found) -> tuple[int, bool]:
        written = sentence[one.start : one.end]
        return -len(written), written.lower() != one.source.lower()

    return apart([*found, *sorted(places, key=rank)])


def apart(found: Iterable[Found]) -> list[Found]:
    """From left to right, without those that meet an earlier one of the list."""
    chosen: list[Found] = []
    for one in found:
        if not any(one.meets(other) for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def has(text: str, found: Found, language: str) -> bool:
    """Whether a translation has it, in a form that it may have."""
    targets = (found.target, *found.others)
    suffix = "" if found.form is Form.FIXED else f"(?:{_GENITIVE})?"
    if any(_whole(target, suffix).search(text) for target in targets):
        return True
    return found.form is Form.WORD and any(_inflected(t, text, language) for t in targets)


def genitive(name: str, suffix: str, language: str) -> str:
    """A name in the genitive of a language; `suffix` tells which apostrophe is used."""
    if language == "de":
        return f"{name}’" if name[-1] in "sßxz" else f"{name}s"
    return f"{name}’s" if "’" in suffix else f"{name}'s"


def pieces(sentence: str, found: Sequence[Found]) -> list[str]:
    """What stands before, between and after."""
    starts = [0, *(one.end for one in found)]
    ends = [*(one.start for one in found), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True)]


def _fixed(text: str, start: int) -> Found:
    return Found(start, start + len(text), text, text, Form.FIXED)


def _whole(text: str, suffix: str = "") -> re.Pattern[str]:
    """It, but not within a word."""
    return re.compile(rf"(?<!\w){re.escape(text)}{suffix}(?!\w)")


def _places(term: Term, sentence: str, language: str) -> Iterator[Found]:
    """Where a term stands: as it is written if it is to be kept, else in any of its forms."""
    if term.target is None:
        if term.source not in sentence:  # much faster than a pattern
            return
        for match in _whole(term.source, f"({_GENITIVE})?").finditer(sentence):
            yield Found(
                match.start(), match.end(), term.source, term.source, Form.NAME,
                genitive=match[1] or "",
            )  # fmt: skip
        return
    for start, end in _occurrences(term.source, sentence, language):
        yield Found(start, end, term.source, term.target, Form.WORD, term.others)


def _inflected(target: str, text: str, language: str) -> bool:
    """Whether a text has the target in another form, or in a German compound."""
    if any(True for _ in _occurrences(target, text, language)):
        return True
    stem = _stem(target, language)
    if language != "de" or len(stem) < _SHORTEST or not target.isalpha():
        return False
    return any(
        plain(word).startswith(stem) or _stem(word, language).endswith(stem)
        for word in _WORD.findall(text)
    )


def _occurrences(words: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where a text has these words, in any of their forms."""
    _, stems = _stems(words, language)
    spans, there = _stems(text, language)
    if not stems or stems[0] not in there:
        return
    for i in range(len(there) - len(stems) + 1):
        if there[i : i + len(stems)] == stems:
            yield spans[i][0], spans[i + len(stems) - 1][1]


# A glossary has many terms, which are all looked for in one sentence after the other.
@lru_cache(maxsize=10_000)
def _stems(text: str, language: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Where the words of a text are, and their stems."""
    words = list(_WORD.finditer(text))
    return [word.span() for word in words], [_stem(word[0], language) for word in words]


@cache
def _stem(word: str, language: str) -> str:
    return stemmer(language)(word.lower())
