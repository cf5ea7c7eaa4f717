"""The German words that the program knows, to tell names from them.

    python -m training.wordlist --data ../shared/data --out summarize/checks/german.txt

Counts the words of the German text, drops what is used like a name, adds what
`training.dictionary` has, and drops what the program makes of shorter words by itself. The same
data give the same list.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from summarize.checks.german import Words
from training import dictionary
from training.corpus import Pair, read_lines, read_pairs, tidy
from training.dictionary import Dictionary

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")
_TECHNICAL = "mt/train/[mp][dsh]*"  # msdocs, mdn, php_manual: identifiers, and glued words
_SEEN = 2  # fewer are as often mistakes
_SHORTEST = 3
_SAID = 5  # letters of a word from a dictionary: "Brakensiel" is not made of "Siel"
# Beside a noun stands an article or an adjective, sooner or later, beside a name hardly ever.
_BESIDE_NOUNS = re.compile(
    r"""(?: d(?:er|ie|as|en|em|es) | k?ein(?:e[nmrs]?)? | [mds]eine?[nmrs]? | ihre?[nmrs]?
    | unser(?:e[nmrs]?)? | am | ans | beim | im | ins | vom | zum | zur | viel | mehr | etwas
    | zwei | drei | vier | fünf | [a-zäöüß]{2,}(?:e|e[nrsm]) )\Z""",
    re.VERBOSE,
)
_ENOUGH = 3  # uses of a word from which its company says something
_ALONE = 0.05  # share of a name's uses that may be beside what stands beside nouns
_KEPT = 0.7  # share of the translations that have the same word from which on it is a name


@dataclass
class Usage:
    """In how many sentences a word is used, and how; nouns and names by their capital."""

    lowercase: Counter[str] = field(default_factory=Counter)
    capitalized: Counter[str] = field(default_factory=Counter)
    like_a_noun: Counter[str] = field(default_factory=Counter)
    translated: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def take(self, sentence: str, translation: str | None) -> None:
        """Count the words of a sentence; those that begin it have a capital in any case."""
        tokens = _TOKEN.findall(sentence)
        other = set(_TOKEN.findall(translation or ""))
        self.lowercase.update({word for word in tokens if word[0].islower()})
        inside = {
            word: before
            for before, word in pairwise(tokens)
            if word[0].isupper() and before[0].isalpha()
        }
        self.capitalized.update(inside.keys())
        self.like_a_noun.update(w for w, before in inside.items() if _BESIDE_NOUNS.match(before))
        if translation is not None:
            self.translated.update(inside.keys())
            self.kept.update(inside.keys() & other)

    def is_name(self, word: str) -> bool:
        """Whether a word with a capital is used like a name: "Kramer", and not "Wien"."""
        if self.translated[word]:
            return self.kept[word] >= _KEPT * self.translated[word]
        uses = self.capitalized[word]
        return uses >= _ENOUGH and self.like_a_noun[word] < _ALONE * uses

    def _is_address(self, word: str) -> bool:
        """Whether a word without a capital is a name in an address: "merkel"."""
        name = word.capitalize()
        return self.capitalized[name] > self.lowercase[word] and self.is_name(name)

    def words(self) -> Iterator[str]:
        """The words that are no names."""
        found = [
            word
            for word, count in self.lowercase.items()
            if count >= _SEEN and word.islower() and not self._is_address(word)
        ]
        found += [
            word
            for word, count in self.capitalized.items()
            if count >= _SEEN and word.istitle() and not self.is_name(word)
        ]
        return (word for word in found if len(word) >= _SHORTEST and "-" not in word)


def count(pairs: Iterable[Pair], others: Iterable[str]) -> Usage:
    """What pairs and German sentences without translation use, each sentence once."""
    usage, known = Usage(), set[str]()
    translated = ((pair.de, pair.en) for pair in pairs)
    for sentence, translation in (*translated, *((line, None) for line in others)):
        if sentence not in known:
            known.add(sentence)
            usage.take(sentence, translation)
    return usage


def translated(german: Dictionary) -> Iterator[str]:
    """The words of a dictionary that are none in English."""
    for word, (first, *_) in german.items():
        if len(word) >= _SAID and word.isalpha() and word != first and not word.isupper():
            yield word


def shortest(words: Iterable[str]) -> list[str]:
    """Those words, shorter ones first, that do not follow from the ones before."""
    known, listed = Words(), []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        # "heizen" does not make a noun of "Heizen", which compounds end with.
        if not (known.has_noun(word) if word[0].isupper() else known.has_form(word)):
            known.add(word)
            listed.append(word)
    return sorted(listed)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("summarize/checks/german.txt"))
    options = parser.parse_args()
    texts = sorted(set(options.data.glob("mt/train/*.tsv*")) - set(options.data.glob(_TECHNICAL)))
    pairs = (pair for path in texts for pair in read_pairs(path))
    mono = sorted(options.data.glob("mono/*.de.txt*"))
    others = (tidy(line) for path in mono for line in read_lines(path))
    german, _ = dictionary.read()
    usage = count(pairs, others)
    said = (word for word in translated(german) if not usage.is_name(word))
    found = shortest([*usage.words(), *said])
    options.out.write_text("\n".join(found) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(found):,} words, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
