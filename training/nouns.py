"""Rare nouns in sentences that were about something else.

A model that has never seen "Schleie" in a sentence has its hint, "tench", and still writes
something that sounds like it: it has learnt the words, not to trust the hint. So every noun of
the dictionary (`training.dictionary`) is put into a few sentences in the place of another of the
same gender and number. They are absurd, and right.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.corpus import Pair
from training.dictionary import Dictionary

NAME = "nouns"  # the corpus that is made of them

_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{3,}")
_BEHIND = re.compile(r"\b([DEdeaibvz][a-zü]{1,5}) ([A-ZÄÖÜ][a-zäöüß]{3,})\b")
# What stands before a noun of one gender, if there is but one of the thing.
_SIGNS: Mapping[str, frozenset[str]] = {
    "feminine": frozenset("Die die eine einer zur".split()),
    "neuter": frozenset("Das das ins".split()),
    "masculine": frozenset("Der den einen".split()),
}
_NOT_FEMININE = frozenset("ein einem Das das ins dem zum im am vom beim einen".split())
_ONE = frozenset("ein eine einen einem einer das ins zum zur im am vom beim dem".split())
_GENITIVE = frozenset(
    "des eines dieses jenes jedes keines meines deines seines ihres unseres eures wegen "
    "trotz während statt".split()
)
_CLEAR = 5  # times as many signs of one gender as of the others
_HEAD = 4  # letters of the last part of a compound, which has its gender
# Masculine nouns that get an ending in all cases but one.
_WEAK = ("e", "ent", "ant", "and", "ist", "at", "oge", "är", "ar")
_PLURAL = re.compile(r"(?<![aiosu])s$")


@dataclass(frozen=True)
class Noun:
    """A German noun, what it is in English, and which others can stand in its place."""

    de: str
    en: str
    kind: str


def words_before(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """How often short words stand before each noun: articles tell its gender."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, noun in _BEHIND.findall(text):
            counts[noun][word] += 1
    return counts


def _gender(seen: Mapping[str, int]) -> str:
    """The gender of a noun that is singular, or nothing if it is not clear."""
    signs = {kind: sum(seen[word] for word in words) for kind, words in _SIGNS.items()}
    kind = max(signs, key=lambda kind: signs[kind])
    others = sum(signs.values()) - signs[kind]
    if kind == "feminine":
        others = sum(seen[word] for word in _NOT_FEMININE)
    return kind if signs[kind] > _CLEAR * others else ""


def nouns(dictionary: Dictionary, before: Mapping[str, Mapping[str, int]]) -> Iterator[Noun]:
    """The nouns of a German dictionary, if their gender or that of their last part is known.

    `before` is what `words_before` has counted.
    """
    for word, (text, *_) in dictionary.items():
        if not _NOUN.fullmatch(word) or text[:1].isupper() or word == text:
            continue
        seen = before.get(word, Counter())
        if _PLURAL.search(text):
            # The others have an ending in the dative.
            if word.endswith(("n", "s")) and not any(seen[sign] for sign in _ONE):
                yield Noun(word, text, "plural")
            continue
        ends = (word, *(word[cut:].capitalize() for cut in range(_HEAD, len(word) - _HEAD + 1)))
        kind = next((kind for end in ends if end in before and (kind := _gender(before[end]))), "")
        if kind and not (kind == "masculine" and word.endswith(_WEAK)):
            yield Noun(word, text, kind)


def placed(
    found: Sequence[Noun], pairs: Sequence[Pair], times: int, random: Random
) -> Iterator[Pair]:
    """Each noun in about `times` of the pairs, in the place of another one."""
    by_word = {noun.de: noun for noun in found}
    places: defaultdict[str, list[tuple[Pair, Noun]]] = defaultdict(list)
    for pair in pairs:
        for noun in _replaceable(pair, by_word):
            places[noun.kind].append((pair, noun))
    for noun in found:
        if hosts := places[noun.kind]:
            for pair, other in random.choices(hosts, k=times):
                yield _replaced(pair, other, noun)


def _replaceable(pair: Pair, known: Mapping[str, Noun]) -> Iterator[Noun]:
    """The nouns that both sides have once."""
    words = pair.de.split()
    for place, word in enumerate(words):
        noun = known.get(word.strip(".,;:!?"))
        if not noun or _GENITIVE.intersection(words[max(0, place - 3) : place]):
            continue
        if pair.de.count(noun.de) == 1 and len(re.findall(_whole(noun.en), pair.en)) == 1:
            yield noun


def _replaced(pair: Pair, old: Noun, new: Noun) -> Pair:
    de = pair.de.replace(old.de, new.de)
    article = "an" if new.en[0] in "aeiou" else "a"
    with_article = re.compile(rf"(?:\b(a|A)n? )?{_whole(old.en)}")

    def english(found: re.Match[str]) -> str:
        return f"{found[1]}{article[1:]} {new.en}" if found[1] else new.en

    return Pair(de, with_article.sub(english, pair.en))


def _whole(text: str) -> str:
    return rf"(?<![\w'’-]){re.escape(text)}(?![\w-]|['’]\w)"
