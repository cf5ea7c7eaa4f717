"""Symbols and letters of other scripts: what a translation has lost of them, or made up.

A model spells what is not in its vocabulary in bytes, or drops it: "CO₂" becomes "CO", "−" a
sign that nobody knows, or one that cannot be seen. Where it made up a sign, it may have made it
from any rare one of the sentence that is not there any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Punctuation and units that writers of German and English type, and put for one another.
_PUNCTUATION = frozenset("„“”‟‘’‚‛«»–—‑‐…°§‰€£¥¢\u00a0\u2009\u202f\u200b\xad")
_USUAL = _PUNCTUATION | frozenset("‹›•·†‡²³×′″©™Ωµμ\t\n")
# They are kept, too: what is no punctuation of prose, and not in every vocabulary.
_TECHNICAL = frozenset("©®™^{|}~")
# What may stand for a symbol, besides itself and the letters and digits that it is made of.
_ALSO = {
    "−": "- – minus", "±": "+", "≈": "~ about roughly etwa rund", "≠": "!", "÷": "/ :",
    "≤": "< most höchstens", "≥": "> least mindestens", "→": "> to nach",
    "©": "(c) copyright", "®": "(r)", "™": "(tm)", "{": "(", "}": ")",
    "~": "about approx around roughly some etwa rund ungefähr circa ca.",
}  # fmt: skip
# The parts of a whole in words, by their number.
_PARTS = {
    "2": "half halb halves", "3": "third drittel", "4": "quarter fourth viertel",
    "5": "fifth fünftel", "6": "sixth sechstel", "8": "eighth achtel", "10": "tenth zehntel",
}  # fmt: skip
# What no model means: half characters, and control characters.
_DEBRIS = re.compile(r" ?([\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd])")


def lost_symbols(source: str, text: str) -> Iterator[str]:
    """Symbols of a text, each once, for which its translation has nothing."""
    source, text = (unicodedata.normalize("NFC", part) for part in (source, text))
    rare = [symbol for symbol in dict.fromkeys(source) if _is_rare(symbol)]
    if not rare:
        return
    made_up = any(made_up_symbols(source, text))
    # A text may be written in Chinese; if it is not, a word in it is.
    foreign = sum(map(_is_foreign, source)) * 2 > sum(map(str.isalpha, source))
    for symbol in rare:
        kept = _is_kept(symbol) and not (foreign and _is_foreign(symbol))
        if symbol not in text if made_up else kept and not _has(text, symbol, source):
            yield symbol


def made_up_symbols(source: str, text: str) -> Iterator[str]:
    """Characters of a German or English translation, each once, that nothing in the source
    stands for."""
    source, text = (unicodedata.normalize("NFC", part) for part in (source, text))
    # "Москва" may be Moscow, and its letters other ones.
    there = set(map(_script, source))
    for character in dict.fromkeys(text):
        if character in source or not _is_unusual(character):
            continue
        if not (character.isalpha() and _script(character) in there):
            yield character


def without_debris(source: str, text: str) -> str:
    """A translation without the characters that only a mistake can have put there."""
    bare = _DEBRIS.sub(lambda match: match[0] if match[1] in source else "", text)
    return text if bare == text else bare.strip(" ")


def shown(symbol: str) -> str:
    """A symbol for a message: by its number where it cannot be seen."""
    return symbol if symbol.isprintable() and symbol != "\ufffd" else f"U+{ord(symbol):04X}"


@lru_cache(maxsize=4096)
def _is_unusual(character: str) -> bool:
    if character.isascii():
        return not character.isprintable() and character not in "\t\n"
    if unicodedata.category(character) == "Sc" or _is_fraction(character):
        return False
    return character not in _USUAL and character != "−" and _script(character) != "LATIN"


@lru_cache(maxsize=4096)
def _is_kept(character: str) -> bool:
    """Whether it belongs into every translation: symbols, subscripts and letters of a foreign
    script, not punctuation."""
    if character.isascii() or character in _USUAL:
        return character in _TECHNICAL
    return unicodedata.category(character) in ("So", "Sm", "No") or _is_foreign(character)


@lru_cache(maxsize=4096)
def _is_rare(character: str) -> bool:
    """Whether a model may make something else of it."""
    known = character.isascii() or character in _PUNCTUATION or _script(character) == "LATIN"
    return _is_kept(character) or not known


@lru_cache(maxsize=4096)
def _is_foreign(character: str) -> bool:
    """Whether it is a letter of a script without capitals, such as Chinese or Arabic."""
    return character >= "\u0590" and unicodedata.category(character) == "Lo"


def _is_fraction(character: str) -> bool:
    return "⁄" in unicodedata.normalize("NFKC", character)


def _also(symbol: str) -> list[str]:
    """What may stand for a symbol; for "¼" that is "1/4", the "25" of "3.25", and "quarter"."""
    if not _is_fraction(symbol):
        return _ALSO.get(symbol, "").split()
    above, _, below = unicodedata.normalize("NFKC", symbol).partition("⁄")
    decimals = str(unicodedata.numeric(symbol))[2:4]
    return [f"{above}/{below}", f".{decimals}", f",{decimals}", *_PARTS.get(below, "").split()]


def _has(text: str, symbol: str, source: str) -> bool:
    """Whether a translation has a symbol, what may stand for it, or the "CO2" of "CO₂"."""
    lower = text.lower()
    if symbol in text or any(also in lower for also in _also(symbol)):
        return True
    words = re.findall(rf"(?<!\w)\w*{re.escape(symbol)}", source)
    return all(unicodedata.normalize("NFKC", word) in text for word in words)


def _script(character: str) -> str:
    """The first word of a letter's name, which is its script; "" of what is no letter."""
    is_letter = character.isalpha() or unicodedata.combining(character)
    return unicodedata.name(character, "").partition(" ")[0] if is_letter else ""
