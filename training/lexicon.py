"""German words and their English ones, found in the pairs themselves.

A model that has only seen sentences does not know what to do with "Quellen" alone, a heading or
the cell of a table, and copies it; and it forgets what it sees seldom. Words that keep company
belong together: their Dice coefficient, 2 * pairs with both / (pairs with one + pairs with the
other), is close to 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from training.corpus import Pair

NAME = "words"  # the corpus that is made of them

# Not what begins a sentence: it has a capital in any case.
_GERMAN = re.compile(r"(?<=[\wäöüß,;] )[A-ZÄÖÜa-zäöüß][a-zäöüß]{2,}\b")
_ENGLISH = re.compile(r"\b[a-z]{3,}\b")


def words(
    pairs: Iterable[Pair], *, seen: int = 4, common: float = 0.02, dice: float = 0.4
) -> list[Pair]:
    """Each German word with the English one that is its best company, if it is that one's best,
    too.

    Both must be in at least `seen` pairs, and in no more than a share of `common` of all. Beside
    a noun, the English word gets a capital, as a heading has.
    """
    sides = [
        (set(_GERMAN.findall(de)), set(_ENGLISH.findall(en.lower())))
        for de, en in _different(pairs)
    ]
    most = common * len(sides)
    german, english = (
        Counter({word: count for word, count in counted.items() if seen <= count <= most})
        for counted in (Counter(word for side in sides for word in side[i]) for i in (0, 1))
    )
    together: Counter[tuple[str, str]] = Counter()
    for de, en in sides:
        known = en & english.keys()
        for word in de & german.keys():
            together.update((word, other) for other in known)
    best: tuple[dict[str, tuple[float, str]], ...] = ({}, {})
    for both, count in together.items():
        if count >= seen / 2:
            score = 2 * count / (german[both[0]] + english[both[1]])
            for found, word, other in zip(best, both, both[::-1], strict=True):
                found[word] = max(found.get(word, (0.0, "")), (score, other))
    return sorted(
        Pair(word, other.capitalize() if word.istitle() else other)
        for word, (score, other) in best[0].items()
        if score >= dice and best[1][other][1] == word
    )


def _different(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Pairs of which neither side was there before: many are one text by several translators."""
    known: set[str] = set()
    for pair in pairs:
        if known.isdisjoint(pair):
            known.update(pair)
            yield pair
