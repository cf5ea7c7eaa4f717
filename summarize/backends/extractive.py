"""Summaries made of whole sentences of the article, so nothing in them is invented.

A sentence scores by its position (news puts the point first; the lead is the baseline to
beat), by its centrality (LexRank, Erkan & Radev 2004: how much it shares with every other
sentence) and by its likeness to the title. Sentences are taken greedily under a word
budget, each charged for what the ones before it already say (MMR, Carbonell & Goldstein
1998). Everything is linear in the text and plain Python: numpy would cost more to import
than an article takes. `python -m benchmarks.summaries` measures it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from math import sqrt

from summarize.backends import Draft
from summarize.backends.ready import ready
from summarize.backends.stopwords import BACK_REFERENCES, PRONOUNS, STOP_WORDS
from summarize.document.model import Document, Kind, count_words
from summarize.registry import Model
from summarize.request import Length
from summarize.result import Status

# Chosen on half of the BBC articles and on Klexikon; round numbers from wide plateaus.
POSITION_WORDS = 100  # the budget at which position and centrality count the same
TITLE_WEIGHT = 0.1
ITEM_FACTOR = 0.7  # a list item leans on the line that introduces the list
TORN_QUOTE_FACTOR = 0.3  # one end of a quotation without the other
BRIEF_FACTOR = 0.7  # "The digger stands on wood." sets a scene, and says little alone
BRIEF_WORDS = 7
# A lower factor reads no better and costs ROUGE; 0.7 costs 0.3 points of R-2.
BACK_REFERENCE_FACTOR = 0.7  # "He also ..." without the sentence that says who
# Better a summary below its budget than one topped up with whatever is short enough.
FLOOR = 0.4

# From a sentence to its distinct content words, stemmed, in order.
TermFinder = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Article:
    """What choosing sentences needs to know; one entry a sentence, but for two fields."""

    sentences: Sequence[str]
    words: Sequence[int]
    terms: Sequence[frozenset[str]]
    # Not one a sentence: for each term, the sentences that have it.
    holders: Mapping[str, Sequence[int]]
    # How central each sentence is, from 0 (least) to 1 (most).
    centrality: Sequence[float]
    # Likeness to the title, from 0 to 1.
    title_likeness: Sequence[float]
    # What is left of a sentence's score because of its form, from 0 to 1.
    form: Sequence[float]
    # Whether it leans on the sentence before.
    refers_back: Sequence[bool]
    # Not one a sentence: those that can stand in a summary, or all of them if none can.
    usable: Sequence[int]


class Extractive:
    """The built-in summariser: needs no weights, no download and no accelerator."""

    model = "extractive"

    def __init__(self, model: Model | None = None) -> None:
        """An entry of the registry has nothing to set here."""

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One draft per document and length, in the order of `documents`."""
        finders = {code: term_finder(code) for code in {d.language.code for d in documents}}
        articles = (prepare(d, finders[d.language.code]) for d in documents)
        return [
            {length: _draft(document, article, length) for length in lengths}
            for document, article in zip(documents, articles, strict=True)
        ]


def _draft(document: Document, article: Article, length: Length) -> Draft:
    if draft := ready(document, length):
        return draft
    headline, title = length is Length.HEADLINE, (document.title or "").strip()
    budget = length.budget(document.words)
    chosen = _headline(article, budget, title) if headline else select(article, budget)
    status = Status.OK if chosen else Status.OVER_BUDGET
    if headline and title and not chosen:
        return Draft(title, status)
    chosen = chosen or _shortest(article, budget)
    return Draft(" ".join(article.sentences[i] for i in chosen), status, chosen)


# -- choosing ---------------------------------------------------------------------------


def rank(article: Article, budget: int) -> list[float]:
    """A score per sentence for a summary of `budget` words, from 0 to 1.1; higher is better.

    Position is measured in budgets: a sentence with a whole budget of words before it is
    not in a lead of that length any more, and gets half of what the first one gets. A
    short summary is mostly lead (0.69 of the score at 45 words); a long one, 0.29 at 250,
    has room for the rest of the text.
    """
    weight = POSITION_WORDS / (POSITION_WORDS + budget)
    scores = []
    before = 0
    for i, words in enumerate(article.words):
        position = budget / (budget + before) if budget else 0.0
        mix = weight * position + (1 - weight) * article.centrality[i]
        scores.append((mix + TITLE_WEIGHT * article.title_likeness[i]) * article.form[i])
        before += words
    return scores


def select(article: Article, budget: int) -> tuple[int, ...]:
    """The sentences of a summary of at most `budget` words, in the article's order.

    Empty if no sentence that can stand in a summary is short enough.
    """
    scores = rank(article, budget)
    said = [0.0] * len(scores)  # likeness to the chosen sentence that is most like it
    chosen: set[int] = set()

    def gain(i: int) -> float:
        alone = article.refers_back[i] and i - 1 not in chosen
        # The cube lets sentences on one topic through and stops those that say the same.
        return scores[i] * (BACK_REFERENCE_FACTOR if alone else 1.0) - said[i] ** 3

    bar = float("-inf")
    rest = [i for i in article.usable if article.words[i] <= budget]
    while rest:
        best = max(rest, key=gain)  # the first of equals
        if gain(best) < bar:
            break
        bar = max(bar, FLOOR * gain(best))
        chosen.add(best)
        budget -= article.words[best]
        rest = [i for i in rest if article.words[i] <= budget and i != best]
        shared = Counter(chain.from_iterable(article.holders[t] for t in article.terms[best]))
        for i, count in shared.items():
            alike = count / sqrt(len(article.terms[i]) * len(article.terms[best]))
            said[i] = max(said[i], alike)
    return tuple(sorted(chosen))


def _headline(article: Article, budget: int, title: str) -> tuple[int, ...]:
    """The best sentence that is short enough; one that says little only if there is no title."""
    scores = rank(article, budget)
    short = [i for i in article.usable if article.words[i] <= budget]
    good = set(_good(article, scores))
    for likely in (
        [i for i in short if i in good and not article.refers_back[i]],
        [] if title else [i for i in short if not article.refers_back[i]],
        [] if title else short,
    ):
        if likely:
            return (max(likely, key=lambda i: scores[i]),)
    return ()


def _shortest(article: Article, budget: int) -> tuple[int]:
    """Where nothing fits: the shortest of the sentences that matter."""
    good = _good(article, rank(article, budget))
    return (min(good, key=lambda i: article.words[i]),)


def _good(article: Article, scores: Sequence[float]) -> list[int]:
    """The usable sentences with at least half the score of the best one."""
    bar = max(scores[i] for i in article.usable) / 2
    return [i for i in article.usable if scores[i] >= bar]


# -- measuring --------------------------------------------------------------------------

_STEMMERS = {"de": "german", "en": "english"}
_WORDS = re.compile(r"\w+")


def term_finder(language: str) -> TermFinder:
    """Finds terms in any number of texts of one language; not to be shared by threads."""
    from Stemmer import Stemmer

    stop_words = STOP_WORDS.get(language, frozenset())
    stem = Stemmer(_STEMMERS[language]).stemWords if language in _STEMMERS else list

    def terms(sentence: str) -> tuple[str, ...]:
        words = _WORDS.findall(sentence.lower())
        return tuple(dict.fromkeys(stem([word for word in words if word not in stop_words])))

    return terms


def prepare(document: Document, terms: TermFinder | None = None) -> Article:
    """Measure every sentence of a document's prose, once for all lengths."""
    language = document.language.code
    find = terms or term_finder(language)
    sentences, kinds, torn = _sentences(document)
    words = [count_words(sentence) for sentence in sentences]
    bags = [find(sentence) for sentence in sentences]
    sets = [frozenset(bag) for bag in bags]
    title = frozenset(find(document.title or ""))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        for term in bag:
            holders[term].append(i)
    return Article(
        sentences=sentences,
        words=words,
        terms=sets,
        holders=holders,
        centrality=centrality(bags),
        title_likeness=[likeness(bag, title) for bag in sets],
        form=[_form(*of_one) for of_one in zip(words, kinds, torn, strict=True)],
        refers_back=[i > 0 and refers_back(s, language) for i, s in enumerate(sentences)],
        usable=_usable(sentences, kinds, document.title),
    )


def _form(words: int, kind: Kind, torn: bool) -> float:
    """What is left of a sentence's score because of its form, from 0 to 1."""
    item = ITEM_FACTOR if kind is Kind.ITEM else 1.0
    return (
        item * (TORN_QUOTE_FACTOR if torn else 1.0) * (BRIEF_FACTOR if words < BRIEF_WORDS else 1)
    )


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
