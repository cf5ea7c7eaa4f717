"""What HTML and EPUB say of words by elements, and plain text in another way, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DELETED = ("del", "s", "strike")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISED, _LOWERED = re.compile("[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿ]+"), re.compile("[₀-₉₊₋₌₍₎]+")
# A browser opens what a reader looks for ("until-found"), as it does a part that is folded.
_HIDDEN = (
    "descendant::*[self::template[not(@shadowrootmode)] or self::dialog[not(@open)]"
    " or (@hidden[. != 'until-found'] or @style)"
    # The article itself is hidden only until a script shows it.
    " and not(self::html or self::body or descendant-or-self::*[self::h1 or self::article or"
    " self::main])]"
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def flatten(root: Element) -> None:
    """Take away what is hidden or deleted, and write digits raised or lowered: 10⁶, H₂O."""
    without_hidden(root)
    for element in list(root.iter(*_DELETED)):
        element.clear(keep_tail=True)
    for element in root.iter("sup", "sub"):
        if element.text and not len(element):
            element.text = shifted(element)


def without_hidden(root: Element) -> None:
    """Take away what no reader of the page sees: templates, closed dialogs, hidden elements."""
    from lxml.etree import strip_elements

    for element in root.xpath(_HIDDEN):
        shown = element.get("hidden") is None and element.tag not in ("template", "dialog")
        if not shown or _HIDING.search(element.get("style") or ""):
            element.tag = "hidden"
    strip_elements(root, "hidden", with_tail=False)


def shifted(element: Element) -> str:
    """The text of a `<sup>` or `<sub>`."""
    write = superscript if element.tag == "sup" else subscript
    return write(element.text or "")


def unshifted(text: str) -> str:
    """Raised and lowered characters as the elements that they may have been."""
    text = _RAISED.sub(lambda match: f"<sup>{_plain(match[0], _SUPERSCRIPTS)}</sup>", text)
    return _LOWERED.sub(lambda match: f"<sub>{_plain(match[0], _SUBSCRIPTS)}</sub>", text)


def superscript(text: str) -> str:
    """The text in raised characters, or as it is where it is none of digits ("1st")."""
    return _written(text, _SUPERSCRIPTS)


def subscript(text: str) -> str:
    """The text in lowered characters, or as it is where it is none of digits."""
    return _written(text, _SUBSCRIPTS)


def _written(text: str, characters: dict[int, int]) -> str:
    bare = text.strip()
    return bare.translate(characters) if all(ord(c) in characters for c in bare) else text


def _plain(text: str, characters: dict[int, int]) -> str:
    return text.translate({written: plain for plain, written in characters.items()})
