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
from itertools import zip_longest
from math import sqrt

from summarize.backends.bonds import spans
from summarize.backends.corrections import claim_taken_back, taken_back
from summarize.backends.statements import Statement, read, sections, usable
from summarize.backends.turns import named, stated
from summarize.document.model import Document, Kind, count_words
from summarize.stopwords import STOP_WORDS

# What a form leaves of a sentence's score.
ITEM_FACTOR = 0.7  # a list item depends on the line that introduces the list
TORN_QUOTE_FACTOR = 0.3  # one end of a quotation without the other
BRIEF_FACTOR = 0.7  # "The digger stands on wood." sets a scene, and says little alone
BRIEF_WORDS = 7
NEWS_FACTOR = 2.0  # a correction, and what a meeting has decided, must not be missed

_CORRECTION = re.compile(
    r"(?:anders als|entgegen) (?:zunächst|zuerst|anfangs|ursprünglich|früher|erste)"
    r"|in einer (?:früheren|ersten) (?:version|fassung)"
    r"|(?:contrary to|unlike|despite) (?:earlier|initial|first|previous)|an earlier version",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:carried|lost|defeated|adopted|approved|rejected|unanimous(?:ly)?"
    r"|beschlossen|angenommen|abgelehnt|genehmigt|vertagt|einstimmig)\b",
    re.IGNORECASE,
)

_STEMMERS = {"de": "german", "en": "english"}
_WORDS = re.compile(r"\w+")

# From a sentence to its distinct content words, stemmed, in order.
TermFinder = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Features:
    """What choosing sentences needs to know: one entry per sentence, except in two fields."""

    # As they stand in a summary, and who says them in a conversation.
    sentences: Sequence[str]
    speakers: Sequence[str]
    # With the name of who says it.
    words: Sequence[int]
    terms: Sequence[frozenset[str]]
    # For each term, the sentences that have it.
    holders: Mapping[str, Sequence[int]]
    # How many words a reader can be expected to have read before each sentence.
    before: Sequence[int]
    # How central each sentence is, from 0 (least) to 1 (most).
    centrality: Sequence[float]
    # Likeness to the title, from 0 to 1.
    title_likeness: Sequence[float]
    # What is left of a sentence's score because of its form, from 0 to 1; a correction has more.
    form: Sequence[float]
    # Whether it depends on the sentence before.
    refers_back: Sequence[bool]
    # The sentences that are chosen with each, itself included.
    spans: Sequence[range]
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
    statements = read(document)
    sentences = [stated(statement.text) for statement in statements]
    speakers = [statement.turn.speaker for statement in statements]
    words = [
        count_words(named(sentence, s.turn.speaker)) if s.turn.speaker else s.words
        for sentence, s in zip(sentences, statements, strict=True)
    ]
    bags = [find(statement.turn.said) for statement in statements]
    sets = [frozenset(bag) for bag in bags]
    title = frozenset(find(document.title or ""))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        for term in bag:
            holders[term].append(i)
    claims = [
        frozenset(find(claim_taken_back(statement, following)))
        for statement, following in zip_longest(statements, statements[1:])
    ]
    wrong = taken_back(claims, sets, [statement.block for statement in statements])
    held, good = spans(statements, language), usable(statements, document.title)
    is_meeting = len({s.turn.speaker for s in statements if not s.turn.asks} - {""}) > 1
    return Features(
        sentences=sentences,
        speakers=speakers,
        words=words,
        terms=sets,
        holders=holders,
        # A meeting opens with greetings, and what it decides may come last.
        before=[0] * len(words) if is_meeting else _before(words, sections(statements)),
        centrality=centrality(bags),
        title_likeness=[likeness(bag, title) for bag in sets],
        form=[
            _form(s, is_meeting, bool(claim)) for s, claim in zip(statements, claims, strict=True)
        ],
        refers_back=[statement.refers_back for statement in statements],
        spans=held,
        usable=[i for i in good if wrong.isdisjoint(held[i])] or good,
    )


def _before(words: Sequence[int], order: Sequence[int]) -> list[int]:
    """The words before each sentence, where those of the lowest order are read first."""
    before, total = [0] * len(words), 0
    for i in sorted(range(len(words)), key=order.__getitem__):
        before[i] = total
        total += words[i]
    return before


def _form(statement: Statement, is_meeting: bool, corrects: bool) -> float:
    """What is left of a sentence's score because of its form."""
    factor = ITEM_FACTOR if statement.kind is Kind.ITEM else 1.0
    if statement.torn:
        factor *= TORN_QUOTE_FACTOR
    corrects |= bool(_CORRECTION.match(statement.text))
    if corrects or (is_meeting and _DECISION.search(statement.text)):
        factor *= NEWS_FACTOR
    return factor * BRIEF_FACTOR if statement.words < BRIEF_WORDS else factor


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
