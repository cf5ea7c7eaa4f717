"""Lists of words with their translations, from the pairs: what `summarize.backends.hints` reads.

    python -m training.align --data ../shared/data --out work/lexicon

Words are aligned in both directions (eflomal, https://doi.org/10.1515/pralin-2016-0013). What a
word is linked to in both, and the neighbours that are linked to it alone, is its translation
there; those that make up a good part of all are listed. What was translated for
this project (`training.dictionary`) goes before them.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from summarize.backends.hints import KNOWN, WORD, write_lexicon
from training import dictionary
from training.corpus import Pair, clean, corpus_name, fault, language_of, read_pairs
from training.dictionary import Dictionary
from training.hinting import paths
from training.settings import Settings, load

TEXTS = ("pairs.de", "pairs.en")
LINKS = ("forward", "backward")
_TOKEN = re.compile(rf"{WORD}|\d+(?:[.,]\d+)*|[^\w\s]")
_LONGEST = 4  # words of a translation
# How many times as often a word must be written small for its capital to mean nothing.
_RATHER = (10, 2)
# Of all sentences with a word, those that must have its first and its second translation.
_SHARES = (0.2, 0.15)
# Seen so often and still without a usual translation, a word is more than the model can be told.
_VAGUE = 5
_FUNCTION = (
    frozenset("der die das den dem des ein eine einen einer eines einem zu von".split()),
    frozenset("the a an of to".split()),
)

_NOTHING: tuple[Dictionary, Dictionary] = ({}, {})

Pairs = set[tuple[int, int]]


def tokens(text: str) -> list[str]:
    """Words, numbers and other characters, one by one."""
    return _TOKEN.findall(text)


def align(out: Path) -> None:
    """Align the two files of tokens in `out`, line by line; writes the links of both directions."""
    import eflomal

    aligner = eflomal.Aligner(n_samplers=1, rel_iterations=0.3)
    german, english = (out / name for name in TEXTS)
    with german.open(encoding="utf-8") as left, english.open(encoding="utf-8") as right:
        aligner.align(left, right, *(str(out / name) for name in LINKS))


def read_links(line: str) -> Pairs:
    """`0-0 1-2` as places of both sides."""
    return {(int(a), int(b)) for a, _, b in (link.partition("-") for link in line.split())}


def translations(
    sides: Sequence[Sequence[str]], forward: Pairs, backward: Pairs, side: int
) -> Iterator[tuple[str, str]]:
    """The words of one side, each with what it is in the other."""
    source, target = sides[side], sides[1 - side]
    certain: dict[int, list[int]] = defaultdict(list)
    possible: dict[int, set[int]] = defaultdict(set)
    for link in forward & backward:
        certain[link[side]].append(link[1 - side])
    for link in forward | backward:
        possible[link[1 - side]].add(link[side])
    for place, linked in certain.items():
        if not source[place][0].isalpha():
            continue
        first, last = min(linked), max(linked)
        while first and possible[first - 1] == {place} and target[first - 1][0].isalpha():
            first -= 1
        while last + 1 < len(target) and possible[last + 1] == {place}:
            if not target[last + 1][0].isalpha():
                break
            last += 1
        words = list(target[first : last + 1])
        while len(words) > 1 and words[0].lower() in _FUNCTION[1 - side]:
            del words[0]
        while len(words) > 1 and words[-1].lower() in _FUNCTION[1 - side]:
            del words[-1]
        if len(words) <= _LONGEST and all(word[0].isalpha() for word in words):
            yield source[place], " ".join(words)


class Listing:
    """What is known about the words of one language."""

    def __init__(self, rather: int, said: Dictionary) -> None:
        self.rather, self.said = rather, said
        # Expressions by their first two words.
        self._begin: defaultdict[tuple[str, ...], list[tuple[list[str], str]]] = defaultdict(list)
        for entry in said:
            if len(words := tokens(entry)) > 1:
                self._begin[words[0], words[1]].append((words, entry))
        self.seen: Counter[str] = Counter()  # sentences that have the word
        self.found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.inside: Counter[str] = Counter()  # words as written inside sentences
        self._counted: set[int] = set()

    def add(self, text: str, found: Iterable[tuple[str, str]]) -> None:
        """One text, with its words and their translations there.

        What several translators made of the same text is the same evidence, counted once.
        """
        if (key := hash(text)) not in self._counted:
            self._counted.add(key)
            words = text.split()
            self.inside.update(words[1:])
            self.seen.update({*words, *self._said(words)})
        for word, translation in found:
            if (key := hash((text, word, translation))) not in self._counted:
                self._counted.add(key)
                self.found[word][translation] += 1

    def _said(self, words: list[str]) -> Iterator[str]:
        """The expressions of the dictionary that a text has."""
        # What begins a sentence has a capital.
        for first in {words[0], words[0][:1].lower() + words[0][1:]}:
            text = [first, *words[1:]]
            for place, two in enumerate(pairwise(text)):
                for expression, entry in self._begin.get(two, ()):
                    if text[place : place + len(expression)] == expression:
                        yield entry

    def small(self, word: str) -> bool:
        """Whether a word with a capital is one without, at the beginning of a text or in a title.

        German has "Betrug" (fraud) and "betrug" (amounted to).
        """
        low = word.lower()
        return word != low and self.inside[low] > self.rather * self.inside[word]

    def rows(self, known: int, other: Listing) -> Iterator[tuple[str, str]]:
        """What `write_lexicon` writes of each word; `other` is of the other language."""
        merged: defaultdict[str, Counter[str]] = defaultdict(Counter)
        seen: Counter[str] = Counter()
        for word, count in self.seen.items():
            form = word.lower() if self.small(word) else word
            merged[form].update(self.found.get(word, {}))
            seen[form] += count
        for word in sorted(merged, key=lambda word: (-seen[word], word)):
            best = other.written(_best(merged[word], seen[word]))
            if said := self.said.get(word):
                # What often stays as it is may be a name: "Schuster", a shoemaker.
                best = [word, said[0]] if word in best and word not in said else list(said)
            if len(word) > 2 and word[0].isalpha() and (best or seen[word] >= _VAGUE):
                without = not best or seen[word] >= known
                yield word, KNOWN * without + "|".join(best)
        for word, texts in self.said.items():
            if word not in merged:
                yield word, "|".join(texts)

    def written(self, texts: Iterable[str]) -> list[str]:
        """Translations into this language without the capitals of titles."""
        return [
            " ".join(word.lower() if self.small(word) else word for word in text.split())
            for text in texts
        ]


def _best(counts: Counter[str], seen: int) -> list[str]:
    """The one or two translations that are usual, as they are usually written.

    Not "economic" beside "economic crisis": where a part of a word is linked, too.
    """
    ways: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, count in counts.items():
        ways[text.lower()][text] += count
    ranked = sorted(((sum(way.values()), text) for text, way in ways.items()), reverse=True)
    chosen = [
        text
        for (count, text), share in zip(ranked, _SHARES, strict=False)
        if count >= 2 and count >= share * seen
    ]
    if len(chosen) > 1 and set(chosen[1].split()) < set(chosen[0].split()):
        del chosen[1]
    return [max(ways[text].items(), key=lambda item: (item[1], item[0]))[0] for text in chosen]


def run(
    pairs: Sequence[Pair],
    out: Path,
    known: int,
    dictionaries: tuple[Dictionary, Dictionary] = _NOTHING,
) -> dict[str, int]:
    """Align the pairs and write their lexicons; the numbers of words."""
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = [stack.enter_context((out / name).open("w", encoding="utf-8")) for name in TEXTS]
        for pair in pairs:
            if all(sides := [tokens(text) for text in pair]):
                for file, words in zip(files, sides, strict=True):
                    file.write(" ".join(words) + "\n")
    align(out)
    return list_words(out, known, dictionaries)


def list_words(
    out: Path, known: int, dictionaries: tuple[Dictionary, Dictionary] = _NOTHING
) -> dict[str, int]:
    """Write the lexicons, from what the aligner left in `out` and from dictionaries, if any."""
    listings = tuple(map(Listing, _RATHER, dictionaries))
    with ExitStack() as stack:
        names = (*TEXTS, *LINKS)
        files = [stack.enter_context((out / name).open(encoding="utf-8")) for name in names]
        for *texts, forward, backward in zip(*files, strict=True):
            sides = [text.split() for text in texts]
            links = read_links(forward), read_links(backward)
            for side, listing in enumerate(listings):
                listing.add(texts[side], translations(sides, *links, side))
    counts = {}
    for side, path in enumerate(paths(out)):
        rows = listings[side].rows(known, listings[1 - side])
        counts[path.name] = write_lexicon(path, rows)
    return counts


def read_all(data: Path, settings: Settings, most: int) -> list[Pair]:
    """Different clean pairs of all corpora that the settings name, of technical ones `most`, and of
    what was translated for this project."""
    kept: dict[tuple[str, str], Pair] = {}
    for path in sorted(data.glob("mt/train/*.tsv*")):
        corpus = settings.corpus(corpus_name(path))
        if not corpus.weight and not corpus.final:
            continue
        pairs, _ = clean(read_pairs(path), corpus, settings.prepare.prefix_cap)
        if corpus.weight < 1:
            del pairs[most:]
        for pair in pairs:
            kept.setdefault((pair.de.lower(), pair.en.lower()), pair)
    for path in sorted(data.glob("mono/*.txt*")):
        for pair in dictionary.translated(path, language_of(corpus_name(path))):
            if not fault(pair):
                kept.setdefault((pair.de.lower(), pair.en.lower()), pair)
    return list(kept.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=Path("training/configs/full.toml"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("work/lexicon"))
    parser.add_argument("--known", type=int, default=90, help="a word seen so often needs no hint")
    parser.add_argument("--technical", type=int, default=60_000, help="pairs of a technical corpus")
    options = parser.parse_args()
    started = time.monotonic()
    pairs = read_all(options.data, load(options.config), options.technical)
    print(f"{len(pairs):,} pairs read after {time.monotonic() - started:.0f} s", flush=True)
    counts = run(pairs, options.out, options.known, dictionary.read())
    print(counts, f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
