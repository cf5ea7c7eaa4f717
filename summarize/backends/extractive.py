"""Summaries made of whole sentences of the article, so nothing in them is invented.

A sentence's score is made of its position (news puts the point first; the lead is the baseline
to beat), its centrality and its likeness to the title: see `features`. Sentences are taken
greedily under a word budget, each charged for what the ones before it already say (MMR,
Carbonell & Goldstein 1998). `python -m benchmarks.summaries` measures it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import sqrt

from summarize.backends import Draft
from summarize.backends.features import Features, measure, term_finder
from summarize.backends.ready import ready
from summarize.backends.turns import named
from summarize.document.model import Document
from summarize.registry import Model
from summarize.request import Length
from summarize.result import Status

# These and the factors in `features` were chosen on half of the BBC articles and on Klexikon;
# round numbers from wide plateaus.
POSITION_WORDS = 100  # the budget at which position and centrality count the same
TITLE_WEIGHT = 0.1
# A lower factor reads no better and costs ROUGE; 0.7 costs 0.3 points of R-2.
BACK_REFERENCE_FACTOR = 0.7  # "He also ..." without the sentence that says who
# Better a summary below its budget than one filled up with whatever is short enough; but one
# that leaves more than a third of it unused gives too little.
FLOOR = 0.4


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
        measured = ((d, measure(d, finders[d.language.code])) for d in documents)
        return [
            {length: _draft(document, features, length) for length in lengths}
            for document, features in measured
        ]


def _draft(document: Document, features: Features, length: Length) -> Draft:
    if draft := ready(document, length):
        return draft
    headline, title = length is Length.HEADLINE, (document.title or "").strip()
    budget = length.budget(document.words)
    chosen = _headline(features, budget, title) if headline else select(features, budget)
    status = Status.OK if chosen else Status.OVER_BUDGET
    if headline and title and not chosen:
        return Draft(title, status)
    chosen = chosen or _shortest(features, budget)
    made = tuple(pieces(features, chosen))
    return Draft(" ".join(made), status, chosen, made)


def pieces(features: Features, chosen: Sequence[int]) -> Iterator[str]:
    """The chosen sentences, with the name of who says one where another spoke before."""
    speaker = ""
    for i in chosen:
        before, speaker = speaker, features.speakers[i]
        yield features.sentences[i] if speaker == before else named(features.sentences[i], speaker)


# -- choosing ---------------------------------------------------------------------------


def rank(features: Features, budget: int) -> list[float]:
    """A score per sentence for a summary of `budget` words, from 0 to 1.1; higher is better.

    Position is measured in budgets: a sentence with a whole budget of words before it is
    not in a lead of that length any more, and gets half of what the first one gets. A
    short summary is mostly lead (0.69 of the score at 45 words); a long one, 0.29 at 250,
    has room for the rest of the text.
    """
    weight = POSITION_WORDS / (POSITION_WORDS + budget)
    scores = []
    for i, before in enumerate(features.before):
        position = budget / (budget + before) if budget else 0.0
        mix = weight * position + (1 - weight) * features.centrality[i]
        scores.append((mix + TITLE_WEIGHT * features.title_likeness[i]) * features.form[i])
    return scores


def select(features: Features, budget: int) -> tuple[int, ...]:
    """The sentences of a summary of at most `budget` words, in the article's order.

    Empty if no sentence that can stand in a summary is short enough.
    """
    scores = rank(features, budget)
    said = [0.0] * len(scores)  # likeness to the chosen sentence that is most like it
    chosen: set[int] = set()

    def gain(i: int) -> float:
        depends = features.refers_back[i] or features.spans[i].start < i
        alone = depends and i - 1 not in chosen
        # The cube lets sentences on one topic through and stops those that say the same.
        return scores[i] * (BACK_REFERENCE_FACTOR if alone else 1.0) - said[i] ** 3

    costs = [_length(features, i) for i in range(len(scores))]
    held = [i for i in features.usable if len(features.spans[i]) > 1]
    bar, whole = float("-inf"), budget
    rest = [i for i in features.usable if costs[i] <= budget]
    while rest:
        best = max(rest, key=gain)  # the first of equals
        if gain(best) < bar and 3 * budget < whole:
            break
        # What must not be missed leaves no less room for the rest.
        bar = max(bar, FLOOR * gain(best) / max(1.0, features.form[best]))
        new = [i for i in features.spans[best] if i not in chosen]
        budget -= costs[best]
        chosen.update(new)
        for i in held:
            costs[i] = sum(features.words[j] for j in features.spans[i] if j not in chosen)
        rest = [i for i in rest if costs[i] <= budget and i not in chosen]
        for one in new:
            shared = Counter(chain.from_iterable(features.holders[t] for t in features.terms[one]))
            for i, count in shared.items():
                alike = count / sqrt(len(features.terms[i]) * len(features.terms[one]))
                said[i] = max(said[i], alike)
    return tuple(sorted(chosen))


def _headline(features: Features, budget: int, title: str) -> tuple[int, ...]:
    """The best sentence that is short enough; one that says little only if there is no title."""
    scores = rank(features, budget)
    short = [i for i in features.usable if _length(features, i) <= budget]
    good = set(_good(features, scores))
    for likely in (
        [i for i in short if i in good and not features.refers_back[i]],
        [] if title else [i for i in short if not features.refers_back[i]],
        [] if title else short,
    ):
        if likely:
            return tuple(features.spans[max(likely, key=lambda i: scores[i])])
    return ()


def _shortest(features: Features, budget: int) -> tuple[int, ...]:
    """Where nothing fits: the shortest of the sentences that matter."""
    good = _good(features, rank(features, budget))
    return tuple(features.spans[min(good, key=lambda i: _length(features, i))])


def _length(features: Features, i: int) -> int:
    """The words of a sentence and of those that are chosen with it."""
    span = features.spans[i]
    return features.words[i] if len(span) == 1 else sum(features.words[j] for j in span)


def _good(features: Features, scores: Sequence[float]) -> list[int]:
    """The usable sentences with at least half the score of the best one."""
    bar = max(scores[i] for i in features.usable) / 2
    return [i for i in features.usable if scores[i] >= bar]
