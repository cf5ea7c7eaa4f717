"""German nouns and their English words, found in the pairs themselves.

A model that has only seen sentences does not know what to do with "Quellen" alone, a heading or
the cell of a table, and copies it. Words that keep company belong together: their Dice
coefficient, 2 * pairs with both / (pairs with one + pairs with the other), is close to 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from training.corpus import Pair

NAME = "nouns"  # the corpus that is made of them

# Not what begins a sentence: it has a capital in any case.
_NOUN = re.compile(r"(?<=[\wäöüß,;] )[A-ZÄÖÜ][a-zäöüß]{2,}\b")
_WORD = re.compile(r"\b[a-z]{3,}\b")


def nouns(
    pairs: Iterable[Pair], *, seen: int = 6, common: float = 0.02, dice: float = 0.4
) -> list[Pair]:
    """Each noun with the word that is its best company, if it is that word's best, too.

    A noun must be in at least `seen` pairs and its word in no more than a share of `common` of
    all; the English word gets a capital, as a heading has.
    """
    sides = [
        (set(_NOUN.findall(de)), set(_WORD.findall(en.lower()))) for de, en in _different(pairs)
    ]
    german = Counter(word for words, _ in sides for word in words)
    english = Counter(word for _, words in sides for word in words)
    kept_german = {word for word, count in german.items() if count >= seen}
    most = common * len(sides)
    kept_english = {word for word, count in english.items() if seen <= count <= most}
    together: Counter[tuple[str, str]] = Counter()
    for de, en in sides:
        words = en & kept_english
        for noun in de & kept_german:
            together.update((noun, word) for word in words)
    scores = {
        (noun, word): 2 * count / (german[noun] + english[word])
        for (noun, word), count in together.items()
        if count >= seen / 2
    }
    of_noun: dict[str, tuple[float, str]] = {}
    of_word: dict[str, tuple[float, str]] = {}
    for (noun, word), score in scores.items():
        of_noun[noun] = max(of_noun.get(noun, (0.0, "")), (score, word))
        of_word[word] = max(of_word.get(word, (0.0, "")), (score, noun))
    return sorted(
        Pair(noun, word.capitalize())
        for noun, (score, word) in of_noun.items()
        if score >= dice and of_word[word][1] == noun
    )


def _different(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Pairs of which neither side was there before: many are one text by several translators."""
    known: set[str] = set()
    for pair in pairs:
        if known.isdisjoint(pair):
            known.update(pair)
            yield pair
