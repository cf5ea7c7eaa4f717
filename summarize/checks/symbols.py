"""Symbols and letters of other scripts: what a translation has lost of them, or made up.

A model spells what is not in its vocabulary in bytes, or drops it: "CO₂" becomes "CO", "−" a
sign that nobody knows, or one that cannot be seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Punctuation and units that writers of German and English type, and put for one another.
_USUAL = frozenset("„“”‟‘’‚‛«»‹›–—‑‐…·•°§†‡²³×%‰′″€£¥¢©®™Ωµμ\u00a0\u2009\u202f\u200b\xad\t\n")
# What may stand for a symbol, besides itself and the letters and digits that it is made of.
_ALSO = {
    "−": "- – minus", "±": "+", "≈": "~ about roughly etwa rund", "≠": "!", "÷": "/ :",
    "≤": "< most höchstens", "≥": "> least mindestens", "→": "> to nach",
}  # fmt: skip


def lost_symbols(source: str, text: str) -> Iterator[str]:
    """Symbols of a text, each once, for which its translation has nothing."""
    source, text = (unicodedata.normalize("NFC", part) for part in (source, text))
    for symbol in dict.fromkeys(source):
        if _is_kept(symbol) and not _has(text, symbol, source):
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
    """Whether it belongs into every translation: symbols and subscripts, not punctuation."""
    if character.isascii() or character in _USUAL or _is_fraction(character):
        return False
    return unicodedata.category(character) in ("So", "Sm", "No")


def _is_fraction(character: str) -> bool:
    """Whether it is written out as often: "½", "⅔"."""
    return "⁄" in unicodedata.normalize("NFKC", character)


def _has(text: str, symbol: str, source: str) -> bool:
    """Whether a translation has a symbol, what may stand for it, or the "CO2" of "CO₂"."""
    lower = text.lower()
    if symbol in text or any(also in lower for also in _ALSO.get(symbol, "").split()):
        return True
    words = re.findall(rf"(?<!\w)\w*{re.escape(symbol)}", source)
    return all(unicodedata.normalize("NFKC", word) in text for word in words)


def _script(character: str) -> str:
    """The first word of a letter's name, which is its script; "" of what is no letter."""
    is_letter = character.isalpha() or unicodedata.combining(character)
    return unicodedata.name(character, "").partition(" ")[0] if is_letter else ""
