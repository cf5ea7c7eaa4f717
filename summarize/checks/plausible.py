"""Is a translation one: not empty, looping, copied or of an impossible length.

Pure functions on text. They know nothing about models, and not whether a translation is
right: only what no right one looks like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from enum import StrEnum

from summarize.formulas import FORMULA

_WORD = re.compile(r"\w+")
# Loops without blanks: "hahahahahahaha", "-------". Many zeros are a number.
_STUTTER = re.compile(r"([^\s\d]{1,20}?)\1{6,}")
_COMMON_WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")
_WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://\S+|www\.\S+|mailto:\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+"
    r"|(?:[\w-]+\.)+(?:com|org|net|edu|gov|info|io|eu|de|at|ch|uk|fr|us)(?:/\S*)?",
    re.IGNORECASE,
)
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]\w*")
# A key, a checksum or what was packed into letters; the longest words of all have 80 letters, but
# Chinese has no blanks.
_KEY = re.compile(r"(?=\S*\d)[A-Za-z0-9_+/=-]{40,}|[!-~]{100,}")
_PUNCTUATION = " \t\n.,;:!?…\"'“”„‟‘’‚‛«»‹›()[]{}<>*_–—-/|"

# How often words may follow on themselves, by the length of what is repeated ("very, very,
# very"); a repetition of four words and more is a loop the first time.
_REPEATS = {1: 3, 2: 2, 3: 2}


class Reason(StrEnum):
    """Why a text cannot be a translation, in words for a message."""

    EMPTY = "empty"
    LOOP = "repeats itself"
    ENDLESS = "does not end"
    COPIED = "not translated"
    TOO_LONG = "far longer than the source"
    TOO_SHORT = "far shorter than the source"


def passes_through(text: str) -> bool:
    """Whether a segment is the same in every language, so that no model need see it.

    That is so if each of its words has no letters (numbers, dashes, symbols), is a single
    letter ("J." sends opus-mt into a loop), or is an address (web, mail, @handle), a formula or a
    key (a checksum, an encoded file); and for a segment of one word also if that is an abbreviation
    of up to three capitals ("EU"), a code ("COVID-19", "A4") or a brand ("iPhone"). Any other
    single word is translated: the heading "Wirtschaft" looks like a name and is none.
    """
    words = FORMULA.sub("", text).split()
    if len(words) == 1 and _is_code(words[0].strip(_PUNCTUATION)):
        return True
    return all(_is_universal(word) for word in words)


def _is_code(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    if not all(character.isupper() for character in letters):
        return bool(_BRAND.fullmatch(word))
    return len(letters) <= 3 or any(character.isdigit() for character in word)


def _is_universal(word: str) -> bool:
    bare = word.strip(_PUNCTUATION)
    letters = sum(character.isalpha() for character in word)
    if letters == 0 or len(bare) == 1:
        return True
    return bool(_ADDRESS.fullmatch(bare) or _KEY.fullmatch(word))


def degenerate(
    source: str,
    output: str,
    *,
    spoken: Set[str] = frozenset(),
    wanted: Set[str] = frozenset(),
    finished: bool = True,
) -> Reason | None:
    """Why `output` cannot be a translation of `source`; None if it can.

    `spoken` and `wanted` are frequent words of the two languages: they tell a sentence that
    was in the target language already from one that was not translated. `finished` is
    False if the model did not end by itself.
    """
    if not _WORD.search(output):
        return Reason.EMPTY
    if loops(source, output):
        return Reason.LOOP
    if not finished:
        return Reason.ENDLESS
    if _copied(source, output, spoken, wanted):
        return Reason.COPIED
    return _impossible_length(source, output)


def loops(source: str, output: str) -> bool:
    """Whether a text repeats itself more than what it was made from."""
    after = _WORD.findall(output.casefold())
    lengths = [n for n in range(1, 9) if _repeats(after, n) > _REPEATS.get(n, 1)]
    if not lengths and not _STUTTER.search(output) and _sameness(after) <= 0.5:
        return False
    before = _WORD.findall(source.casefold())
    allowed = max(_repeats(before, length) for length in range(1, 9))
    if any(_repeats(after, length) > allowed for length in lengths):
        return True
    if _STUTTER.search(output) and not _STUTTER.search(source):
        return True
    return _sameness(after) > max(0.5, _sameness(before) + 0.25)


def _repeats(words: Sequence[str], length: int) -> int:
    """How many times in a row some `length` words come, at most; 1 for no repetition."""
    most = run = 0
    for index in range(length, len(words)):
        run = run + 1 if words[index] == words[index - length] else 0
        most = max(most, run)
    return most // length + 1


def _sameness(words: Sequence[str]) -> float:
    """The share of three-word sequences that occurred before; 0 for a short text."""
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return 1 - len(set(triples)) / len(triples) if len(triples) >= 12 else 0.0


def _copied(source: str, output: str, spoken: Set[str], wanted: Set[str]) -> bool:
    """Whether the source's ordinary words are still there: names and titles may be."""
    words = [word for word in _COMMON_WORD.findall(source) if word.islower()]
    kept = set(_COMMON_WORD.findall(output))
    if len(words) < 3 or sum(word in kept for word in words) < 0.8 * len(words):
        return False
    native = sum(word in spoken and word not in wanted for word in words)
    foreign = sum(word in wanted and word not in spoken for word in words)
    return foreign <= native


def _impossible_length(source: str, output: str) -> Reason | None:
    """Translations keep 0.6 to 1.8 of the characters; short ones may do as they like."""
    before, after = _size(source), _size(output)
    if after > 3 * before + 30:
        return Reason.TOO_LONG
    if (before >= 60 and after < 0.35 * before) or (before >= 20 and after < 0.2 * before):
        return Reason.TOO_SHORT
    return None


def _size(text: str) -> int:
    """Characters; one that stands for a syllable or a word counts for three."""
    return len(text) + 2 * len(_WIDE.findall(text))
