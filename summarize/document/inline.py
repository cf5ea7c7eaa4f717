"""What HTML and EPUB say of words by elements, and plain text in another way, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DELETED = ("del", "s", "strike")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def flatten(root: Element) -> None:
    """Take away what was deleted, and write digits raised or lowered: 10⁶, H₂O."""
    for element in list(root.iter(*_DELETED)):
        element.clear(keep_tail=True)
    for element in root.iter("sup", "sub"):
        if element.text and not len(element):
            write = superscript if element.tag == "sup" else subscript
            element.text = write(element.text)


def superscript(text: str) -> str:
    """The text in raised characters, or as it is where it is none of digits ("1st")."""
    return _written(text, _SUPERSCRIPTS)


def subscript(text: str) -> str:
    """The text in lowered characters, or as it is where it is none of digits."""
    return _written(text, _SUBSCRIPTS)


def _written(text: str, characters: dict[int, int]) -> str:
    bare = text.strip()
    return bare.translate(characters) if all(ord(c) in characters for c in bare) else text
