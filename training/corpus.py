"""Pairs of German and English lines: read them, and drop those that would teach mistakes."""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from training.settings import Corpus


class Pair(NamedTuple):
    """The same thing in German and in English."""

    de: str
    en: str


# Words that are frequent in one language and no word (or rare) in the other.
_GERMAN = frozenset(
    "der das und ist nicht ein eine einen einem eines mit auf für von dem den des sich auch als "
    "wird werden zu bei nach wie aus oder aber wenn sie wir ich es im am vom zum zur kann können "
    "haben hat sind wurde wurden über durch dass daß diese dieser dieses noch nur".split()
)
_ENGLISH = frozenset(
    "the and is not of to that this with for are was were it you be as by at from or but if they "
    "we he she have has had which can could would should will been their there his her its "
    "an what when who how your my than then these those".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*")
_DIGIT = re.compile(r"\d")
_MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|\{\{|\}\}|\[\[|\]\]|\\[a-z]+\{|\]\(|:::|\|\|", re.I)
_SPACE_BEFORE = re.compile(r"\w [.,;:!?](?:\s|$)")
_JUNK = re.compile(r"[\u0000-\u001f\u007f-\u009f\ufffd\u200b-\u200f\u2028-\u202e\ufeff\u00ad]")


def corpus_name(path: Path) -> str:
    """`newstest.tsv.xz` -> `newstest`."""
    return path.name.removesuffix(".xz").removesuffix(".tsv").removesuffix(".txt")


def language_of(name: str) -> str:
    """`wikinews.en` -> `en`."""
    language = name.rpartition(".")[2]
    if language not in ("de", "en"):
        raise ValueError(f"{name}: a file of one language is named like wikinews.en.txt.xz")
    return language


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a text file, compressed with xz or not, without their ends."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of a `German<TAB>English` file; malformed lines are left out."""
    for line in read_lines(path):
        cells = line.split("\t")
        if len(cells) == 2:
            yield Pair(tidy(cells[0]), tidy(cells[1]))


def tidy(text: str) -> str:
    """NFC, no invisible characters, single spaces: what the product does to an article."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _JUNK.sub("", text).replace("\u00a0", " "))
    return " ".join(text.split())


def numbers(text: str) -> list[str]:
    """The numbers of a text, without separators, so that 1.000,5 and 1,000.5 agree."""
    return [re.sub(r"\D", "", number) for number in _NUMBER.findall(text)]


def missing_numbers(de: str, en: str) -> int:
    """How many numbers stand on one side only."""
    left, right = Counter(numbers(de)), Counter(numbers(en))
    return sum(((left - right) + (right - left)).values())


def looks_like(text: str) -> int:
    """Positive for German, negative for English, about zero if nobody can say."""
    words = _WORD.findall(text.lower())
    return sum((word in _GERMAN) - (word in _ENGLISH) for word in words)


def fault(pair: Pair, strict: bool = False) -> str:
    """Why a pair is dropped, or the empty string."""
    de, en = pair
    if not de or not en:
        return "empty"
    if len(de) > 700 or len(en) > 700:
        return "long"
    if bad_ratio(len(de), len(en)):
        return "ratio"
    letters = sum(map(str.isalpha, de))
    if letters * 2 < len(de) and len(de) > 20:
        return "few letters"
    if _MARKUP.search(de) or _MARKUP.search(en):
        return "markup"
    if de == en and len(de.split()) > 3:
        return "copy"
    if looks_like(de) < -1 or looks_like(en) > 1:
        return "language"
    if _SPACE_BEFORE.search(de) or _SPACE_BEFORE.search(en):
        return "tokenised"
    lost = missing_numbers(de, en)
    if lost and (strict or lost > 2 + len(numbers(de)) // 4):
        return "numbers"
    return ""


def bad_ratio(left: int, right: int) -> bool:
    """Lengths that no translation has; short texts may differ more."""
    short, long = sorted((left, right))
    return long > 2.0 * short + 15


def clean(
    pairs: Iterable[Pair], corpus: Corpus, prefix_cap: int
) -> tuple[list[Pair], Counter[str]]:
    """The pairs worth learning from, and how many were dropped for which reason."""
    kept: list[Pair] = []
    dropped: Counter[str] = Counter()
    prefixes: Counter[str] = Counter()
    seen: set[Pair] = set()
    for pair in pairs:
        reason = fault(pair, corpus.strict)
        if not reason and pair in seen:
            reason = "twice"
        if not reason and template(pair, prefixes, prefix_cap):
            reason = "template"
        if reason:
            dropped[reason] += 1
            continue
        seen.add(pair)
        kept.append(pair)
    return kept, dropped


def template(pair: Pair, prefixes: Counter[str], cap: int) -> bool:
    """Whether `cap` earlier pairs began with the same six words, or many with the same three."""
    full = False
    for side in pair:
        # Digits vary inside templates ("Example 12 shows"), so they do not tell them apart.
        words = _DIGIT.sub("0", side).split(maxsplit=6)
        for size, limit in ((6, cap), (3, 4 * cap)):
            if len(words) >= max(size, 4):
                prefix = " ".join(words[:size])
                prefixes[prefix] += 1
                full = full or prefixes[prefix] > limit
    return full


def clean_mono(lines: Iterable[str], language: str) -> list[str]:
    """Sentences of one language worth translating back."""
    sign = 1 if language == "de" else -1
    kept: dict[str, None] = {}
    for line in lines:
        text = tidy(line)
        words = text.split()
        if not 4 <= len(words) <= 60 or len(text) > 450 or _MARKUP.search(text):
            continue
        if looks_like(text) * sign < 1 or _SPACE_BEFORE.search(text):
            continue
        kept[text] = None
    return list(kept)
