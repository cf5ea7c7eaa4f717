"""Features of an article's sentences, by which `extractive` chooses among them.

Centrality is how much a sentence shares with every other one (LexRank, Erkan & Radev 2004); its
form tells whether it can stand alone. Everything is linear in the text and plain Python: numpy
would take longer to import than an article takes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from math import sqrt

from summarize.backends.stopwords import BACK_REFERENCES, PRONOUNS, STOP_WORDS
from summarize.document.model import Document, Kind, count_words

# What a form leaves of a sentence's score.
ITEM_FACTOR = 0.7  # a list item depends on the line that introduces the list
TORN_QUOTE_FACTOR = 0.3  # one end of a quotation without the other
BRIEF_FACTOR = 0.7  # "The digger stands on wood." sets a scene, and says little alone
BRIEF_WORDS = 7

_STEMMERS = {"de": "german", "en": "english"}
_WORDS = re.compile(r"\w+")

# From a sentence to its distinct content words, stemmed, in order.
TermFinder = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Features:
    """What choosing sentences needs to know: one entry per sentence, except in two fields."""

    sentences: Sequence[str]
    words: Sequence[int]
    terms: Sequence[frozenset[str]]
    # For each term, the sentences that have it.
    holders: Mapping[str, Sequence[int]]
    # How central each sentence is, from 0 (least) to 1 (most).
    centrality: Sequence[float]
    # Likeness to the title, from 0 to 1.
    title_likeness: Sequence[float]
    # What is left of a sentence's score because of its form, from 0 to 1.
    form: Sequence[float]
    # Whether it depends on the sentence before.
    refers_back: Sequence[bool]
    # The sentences that can stand in a summary, or all of them if none can.
    usable: Sequence[int]


def term_finder(language: str) -> TermFinder:
    """A function that finds the terms of texts in `language`; not to be shared by threads."""
    from Stemmer import Stemmer

    stop_words = STOP_WORDS.get(language, frozenset())
    stem = Stemmer(_STEMMERS[language]).stemWords if language in _STEMMERS else list

    def terms(sentence: str) -> tuple[str, ...]:
        words = _WORDS.findall(sentence.lower())
        return tuple(dict.fromkeys(stem([word for word in words if word not in stop_words])))

    return terms


def measure(document: Document, find: TermFinder) -> Features:
    """The features of every sentence of a document's prose, once for all lengths.

    `find` finds the terms of a text in the document's language.
    """
    language = document.language.code
    sentences, kinds, torn = _sentences(document)
    words = [count_words(sentence) for sentence in sentences]
    bags = [find(sentence) for sentence in sentences]
    sets = [frozenset(bag) for bag in bags]
    title = frozenset(find(document.title or ""))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        for term in bag:
            holders[term].append(i)
    return Features(
        sentences=sentences,
        words=words,
        terms=sets,
        holders=holders,
        centrality=centrality(bags),
        title_likeness=[likeness(bag, title) for bag in sets],
        form=[_form(*sentence) for sentence in zip(words, kinds, torn, strict=True)],
        refers_back=[i > 0 and refers_back(s, language) for i, s in enumerate(sentences)],
        usable=_usable(sentences, kinds, document.title),
    )


def _form(words: int, kind: Kind, torn: bool) -> float:
    """What is left of a sentence's score because of its form, from 0 to 1."""
    factor = ITEM_FACTOR if kind is Kind.ITEM else 1.0
    if torn:
        factor *= TORN_QUOTE_FACTOR
    return factor * BRIEF_FACTOR if words < BRIEF_WORDS else factor


def centrality(bags: Sequence[tuple[str, ...]]) -> list[float]:
    """How much each sentence, given as its distinct terms, shares with all others: 0 to 1.

    The sum of its cosines with every other sentence: degree centrality, LexRank without
    its threshold. (Walking the graph, as LexRank and TextRank do, scored lower.) Because
    the cosine of two sets is the sum over shared terms of 1/sqrt(size * size), one sum
    per term replaces the matrix of sentence pairs.
    """
    pull: defaultdict[str, float] = defaultdict(float)
    for bag in bags:
        for term in bag:
            pull[term] += 1 / sqrt(len(bag))
    # Minus its cosine with itself, which is 1.
    degrees = [sum(pull[t] for t in bag) / sqrt(len(bag)) - 1 if bag else 0.0 for bag in bags]
    low, high = min(degrees, default=0.0), max(degrees, default=0.0)
    # Where all are equal, they differ in the last digits only.
    return [(d - low) / (high - low) if high - low > 1e-9 else 0.0 for d in degrees]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Cosine of two sets of terms, from 0 to 1."""
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0


# -- form -------------------------------------------------------------------------------

_ENDS = re.compile(r"[.!…。！।۔][\"'’”“»«›‹)\]]*(?:\[\d+\])*$")
_POINTER = re.compile(
    r"(?:lesen sie|mehr zum thema|mehr dazu|hier geht es|jetzt abonnieren|read more|read also"
    r"|also read|see also|click here|sign up|subscribe"
    r"|(?:foto|fotos|bild|grafik|quelle|video|photo|image|picture|graphic|source|credit)\s*:)",
    re.IGNORECASE,
)
_QUOTE_MARKS = re.compile(r"[\"„“”«»]")
_MIN_WORDS = 4  # "Berlin (dpa)." and "Von Anna Meier." are not sentences
_MIN_ITEM_WORDS = 6  # "2 firm pears, peeled" is an ingredient


def _sentences(document: Document) -> tuple[list[str], list[Kind], list[bool]]:
    """The prose sentences, the kind of their block, and whether a quotation is torn."""
    sentences, kinds, torn = [], [], []
    for block in document.prose():
        is_open = False
        for sentence in block.sentences or (block.text,):
            # Openers and closers look alike in German and English: count, do not match.
            odd = len(_QUOTE_MARKS.findall(sentence)) % 2 == 1
            torn.append(is_open or odd)
            is_open ^= odd
            sentences.append(sentence.strip())
            kinds.append(block.kind)
    return sentences, kinds, torn


def _usable(sentences: Sequence[str], kinds: Sequence[Kind], title: str | None) -> list[int]:
    """The sentences that can stand alone, or all of them if none can."""
    title = (title or "").lower()
    title_words = _WORDS.findall(title)

    def is_title(sentence: str) -> bool:
        # Few sentences begin like it, and only these need be taken apart.
        return (
            bool(title_words)
            and title_words[0] in sentence[: len(title)].lower()
            and _WORDS.findall(sentence.lower()) == title_words
        )

    usable = [
        i
        for i, (sentence, kind) in enumerate(zip(sentences, kinds, strict=True))
        if stands_alone(sentence, kind) and not is_title(sentence)
    ]
    return usable or list(range(len(sentences)))


def stands_alone(sentence: str, kind: Kind = Kind.PARAGRAPH) -> bool:
    """Whether it is a statement: no fragment, question, pointer, credit or list opener."""
    words = sum(1 for _ in islice(_WORDS.finditer(sentence), _MIN_WORDS))
    if words < _MIN_WORDS or sentence[:1].islower() or _POINTER.match(sentence):
        return False
    if _ENDS.search(sentence):
        return True
    # Items often go without a full stop.
    is_item = kind is Kind.ITEM and sentence[-1] not in "?:"
    return is_item and count_words(sentence) >= _MIN_ITEM_WORDS


_OPENING = 6  # words in which a pronoun has no name before it yet, as a rule
_ARTICLES = {"de": frozenset({"das", "der", "die"})}


def refers_back(sentence: str, language: str) -> bool:
    """Whether it points at the sentence before: "He", "Das ist", "However", "Before that, he"."""
    words = [found[0] for found in islice(_WORDS.finditer(sentence), _OPENING)]
    first, second = [*words, "", ""][:2]
    if first.lower() in _ARTICLES.get(language, ()):
        # "Das Haus" has an article, "Das ist" a pronoun.
        return second in STOP_WORDS[language]
    if first.lower() in BACK_REFERENCES.get(language, ()):
        return True
    if language == "en":  # in German every noun has a capital, so names do not show
        words = list(takewhile(lambda word: word == first or word.islower(), words))
    return any(word in PRONOUNS.get(language, ()) for word in words)
