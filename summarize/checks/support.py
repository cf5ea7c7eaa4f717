"""Which sentences of an article say what a sentence of its summary says.

By the words they share, weighed by how rare these are in the article. A word counts by its
first letters, which is what inflection leaves alone.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"\w+")
_STEM = 6
# Words in more than this share of a long article's sentences say nothing about one of them.
_EVERYWHERE, _LONG = 0.2, 20

_MOST = 3  # sources named for one sentence
_LEAST = 0.3  # a first source covers at least this much of the sentence,
_MORE = 0.12  # and a further one at least this much that no other does


@dataclass(frozen=True, slots=True)
class Found:
    """Positions of sentences, the best first, and how much of the words they cover."""

    sources: tuple[int, ...]
    score: float


class Index:
    """Sentences to be found by what they say; looking one up is linear in their number."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._sentences = sentences
        self._exact: dict[str, int] = {}
        for position, sentence in enumerate(sentences):
            self._exact.setdefault(sentence.strip(), position)

    @cached_property
    def _where(self) -> Mapping[str, Sequence[int]]:
        """The sentences that have a word; an extract is found without."""
        where: dict[str, list[int]] = defaultdict(list)
        for position, sentence in enumerate(self._sentences):
            for term in _terms(sentence):
                where[term].append(position)
        return dict(where)

    def find(self, sentence: str) -> Found:
        """The article's sentences that support this one; none if too little is shared."""
        if (exact := self._exact.get(sentence.strip())) is not None:
            return Found((exact,), 1.0)
        weights = {term: weight for term in _terms(sentence) if (weight := self._weight(term))}
        shared: dict[int, set[str]] = defaultdict(set)
        for term in weights:
            for position in self._where.get(term, ()):
                shared[position].add(term)
        total = sum(weights.values())
        chosen: list[int] = []
        covered: set[str] = set()
        while shared and len(chosen) < _MOST:
            gains = {p: _sum(weights, terms - covered) for p, terms in shared.items()}
            best = max(gains, key=lambda position: (gains[position], -position))
            if gains[best] < (_MORE if chosen else _LEAST) * total:
                break
            chosen.append(best)
            covered |= shared.pop(best)
        score = _sum(weights, covered) / total if total else 0.0
        return Found(tuple(chosen), round(min(1.0, score), 3))

    def _weight(self, term: str) -> float:
        """Nothing for a word that is everywhere, most for one that is nowhere."""
        count = len(self._where.get(term, ()))
        size = len(self._sentences)
        if size >= _LONG and count > _EVERYWHERE * size:
            return 0.0
        return math.log(1 + size / max(count, 0.5))


def _sum(weights: dict[str, float], terms: Iterable[str]) -> float:
    return math.fsum(weights[term] for term in terms)


def _terms(sentence: str) -> dict[str, None]:
    """In the order of the text, so that the same input gives the same sums."""
    return dict.fromkeys(word[:_STEM] for word in _WORD.findall(sentence.lower()))
