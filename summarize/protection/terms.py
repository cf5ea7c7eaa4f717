"""Where a sentence has something that must be kept, and whether its translation has it.

Names that are kept may have the genitive's s of either language ("Altfährdes", "Altfährde's")
and stand before a hyphen ("Altfährde-Nord"); words of a glossary may have any form, told by
the stem, and in German be part of a compound ("Großwärmepumpe"). What the user keeps is told by
the stem in German sentences, too: of "den Stadtwerken" stays "Stadtwerke", as the user wrote it.
Capitals that the user wrote must be there; more do no harm: sentences, titles and names have them.

What this cannot do: a word that is put into German has the form the glossary gives it, in
whatever case and number the sentence asks for ("der Wärmepumpe", "den Wärmepumpen"); its
article and adjectives are left as they are. In the source, a term in a compound without a
hyphen ("Irmelwasser", "Wärmepumpenbau") or in a derived word ("Altfährder") is not seen;
of a glossary's word, another one with the same stem ("Posten" for "Post") is taken for a form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from summarize.checks.names import plain
from summarize.document.stemming import stemmer
from summarize.formulas import FORMULA
from summarize.protection.citations import citations, cited
from summarize.protection.identifiers import identifiers
from summarize.protection.opening_hours import opening_hours
from summarize.request import Term
from summarize.result import Finding, Severity

# Web and mail addresses, @handles and #hashtags: the same in every language. A mail address
# is looked for where a word begins, so that an endless word takes linear time.
_FIXED = re.compile(
    r"https?://[^\s<>\"“”«»]+|www\.[^\s<>\"“”«»]+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w&])[#@][^\W\d_][\w-]*"
)
_TRAILING = ".,;:!?)]}'’\"…"
_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_GROUPED = re.compile(r"\d \d+\Z")
_GENITIVE = r"['’]?s"
# A shorter word is part of too many others.
_SHORTEST = 5


class Form(StrEnum):
    """What may become of something in a translation."""

    FIXED = "fixed"  # nothing: an address, code, a number
    NAME = "name"  # a genitive's s
    WORD = "word"  # any form of its words
    CITATION = "citation"  # other words between its numbers


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
    found += [_fixed(match[0], match.start()) for match in FORMULA.finditer(sentence)]
    found += [_fixed(match[0], match.start()) for match in identifiers(sentence)]
    found += [
        Found(start, end, sentence[start:end], text, Form.CITATION)
        for start, end, text in citations(sentence, languages)
    ]
    if languages == ("de", "en"):
        found += [
            Found(start, end, sentence[start:end], text, Form.FIXED)
            for start, end, text in opening_hours(sentence)
        ]
    for text in code:
        found += [_fixed(text, match.start()) for match in _whole(text).finditer(sentence)]
    direction = "-".join(languages)
    applicable = [term for term in terms if term.pair in ("", direction)]
    places = [one for term in applicable for one in _places(term, sentence, languages[0])]

    def rank(one: Found) -> tuple[int, bool]:
        written = sentence[one.start : one.end]
        return -len(written), written.lower() != one.source.lower()

    return apart([*sorted(found, key=rank), *sorted(places, key=rank)])


def apart(found: Iterable[Found]) -> list[Found]:
    """From left to right, without those that meet an earlier one of the list."""
    chosen: list[Found] = []
    for one in found:
        if not any(one.meets(other) for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def missing(text: str, found: Iterable[Found], language: str) -> Iterator[Found]:
    """What a translation does not have in a form that it may have, or not as often."""
    alike: dict[tuple[Form, str], list[Found]] = {}
    for one in found:
        alike.setdefault((one.form, one.target), []).append(one)
    for (form, target), wanted in alike.items():
        targets = {target}.union(*(one.others for one in wanted))
        yield from wanted[_count(targets, form, text, language) :]


def unkept(text: str, found: Sequence[Found], language: str) -> Iterator[Finding]:
    """What is said of the terms that a translation does not have, once for each."""
    wanted = Counter(one.target for one in found)
    gone = list(missing(text, found, language))
    for target, count in Counter(one.target for one in gone).items():
        one = next(one for one in gone if one.target == target)
        message = f"“{one.source}” was not kept"
        if one.form is Form.WORD:
            message = f"“{one.source}” was not translated as “{target}”"
        message += " every time" * (count < wanted[target])
        yield Finding(
            kind="term", severity=Severity.WARNING, message=message, text=target, sentence=None
        )


def _count(targets: Iterable[str], form: Form, text: str, language: str) -> int:
    """How often a text has one of these; what overlaps is one."""
    suffix = f"(?:{_GENITIVE})?" if form in (Form.NAME, Form.WORD) else ""
    spans: list[tuple[int, int]] = []
    for target in targets:
        # "0130 00" is not in "0130 00 00".
        ending = suffix + r"(?! \d)" if _GROUPED.search(target) else suffix
        spans += [match.span() for match in _whole(target, ending).finditer(text)]
        if form is Form.WORD:
            spans += _inflected(target, text, language)
        elif form is Form.CITATION:
            spans += cited(target, text)
    count = last = 0
    for start, end in sorted(spans):
        count += start >= last
        last = max(last, end)
    return count


def as_written(name: str, sentence: str) -> Iterator[Found]:
    """Where a sentence has a name that is to be kept, but for a genitive's s."""
    if name not in sentence:  # much faster than a pattern
        return
    for match in _whole(name, f"({_GENITIVE})?").finditer(sentence):
        yield Found(*match.span(), name, name, Form.NAME, genitive=match[1] or "")


def places(sentence: str, names: Sequence[str]) -> list[Found]:
    """Where a sentence has these names; the longest wins."""
    found = [one for name in names for one in as_written(name, sentence)]
    return apart(sorted(found, key=lambda one: one.start - one.end))


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


def joined(
    parts: Sequence[str], terms: Sequence[Found], table: Mapping[str, str], language: str
) -> Iterator[str]:
    """The translations of the pieces, with the blanks that they had, and the terms between."""
    for number, part in enumerate(parts):
        bare = part.strip()
        yield part.replace(bare, table[bare].strip()) if bare else part
        if number < len(terms):
            term = terms[number]
            suffix = term.genitive
            yield genitive(term.target, suffix, language) if suffix else term.target


def _fixed(text: str, start: int) -> Found:
    return Found(start, start + len(text), text, text, Form.FIXED)


def _whole(text: str, suffix: str = "") -> re.Pattern[str]:
    """It, but not within a word."""
    return re.compile(rf"(?<!\w){re.escape(text)}{suffix}(?!\w)")


def _places(term: Term, sentence: str, language: str) -> Iterator[Found]:
    """Where a term stands, in any of its forms."""
    if term.target is None:
        yield from as_written(term.source, sentence)
        # English names have no forms, but share stems: "Universal" and "University".
        if language == "de":
            yield from _declined(term.source, sentence)
        return
    for start, end in _occurrences(term.source, sentence, language):
        yield Found(start, end, term.source, term.target, Form.WORD, term.others)


def _declined(name: str, sentence: str) -> Iterator[Found]:
    """Where a German sentence has a name with endings that may be left off, or kept."""
    for start, end in _occurrences(name, sentence, "de"):
        form = sentence[start:end]
        # "C++" is not "C".
        same_signs = _WORD.sub("", form) == _WORD.sub("", name)
        if same_signs and _has_capitals(form, name) and _is_form(form.lower(), name.lower()):
            yield Found(start, end, name, name, Form.NAME, (form,))


def _is_form(form: str, name: str) -> bool:
    """Whether it is one of a name that has the same stem. Short names share it with other words:
    "Posten" is none of "Post", nor "Bilder" of "Bild"; "Grünen" is one of "Grüne"."""
    short, long = sorted((form, name), key=len)
    is_short = len(short) <= _SHORTEST and short[-1] not in "aeiou"
    return not is_short or long.removeprefix(short) in ("", "s", "es")


def _inflected(target: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where a text has the target in any of its forms, or in a German compound."""
    for start, end in _occurrences(target, text, language):
        if _has_capitals(text[start:end], target):
            yield start, end
    stem = _stem(target, language)
    if language != "de" or len(stem) < _SHORTEST or not target.isalpha():
        return
    for word in _WORD.finditer(text):
        is_compound = plain(word[0]).startswith(stem) or _stem(word[0], language).endswith(stem)
        if is_compound and (word[0][0].isupper() or target[0].islower()):
            yield word.span()


def _has_capitals(form: str, words: str) -> bool:
    """Whether a form of some words has all capitals that they have."""
    pairs = zip(_WORD.findall(form), _WORD.findall(words), strict=True)
    letters = (both for pair in pairs for both in zip(*pair, strict=False))
    return all(a.isupper() or not b.isupper() for a, b in letters)


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
    stem = stemmer(language)(word.lower())
    # Snowball leaves the endings of words as short as "Freie" and "Freien".
    return re.sub(r"(?<=ei)e[mnrs]?$", "", stem) if language == "de" else stem
