"""What HTML and EPUB say of words by elements, and plain text in another way, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.document.model import count_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DELETED = ("del", "s", "strike")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISED, _LOWERED = re.compile("[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿ]+"), re.compile("[₀-₉₊₋₌₍₎]+")
# A browser opens what a reader looks for, as it does a part that is folded.
_FOLDED = "until-found"
_HIDDEN = "descendant::*[not(self::html or self::body)][@hidden or @style]"
_CLOSED = "descendant::*[self::template[not(@shadowrootmode)] or self::dialog[not(@open)]]"
_HIDING = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# The text of a page that is not for finding one's way in it, as menus are.
_RUNNING = (
    "descendant::text()[not(ancestor::*[self::a or self::button or self::footer or self::head or"
    " self::li or self::nav or self::option or self::script or self::style])]"
)


def flatten(root: Element) -> None:
    """Take away what is hidden or deleted, and write digits raised or lowered: 10⁶, H₂O."""
    without_hidden(root)
    for element in list(root.iter(*_DELETED)):
        element.clear(keep_tail=True)
    for element in root.iter("sup", "sub"):
        if element.text and not len(element):
            element.text = shifted(element)


def without_hidden(root: Element) -> None:
    """Take away what no reader of the page sees: templates, closed dialogs, hidden elements.

    What holds most of the page's words stays: an article is hidden only until a script shows it.
    """
    _strip(root, root.xpath(_CLOSED))
    hidden = [element for element in root.xpath(_HIDDEN) if _is_hidden(element)]
    most = _running_words(root) / 2 if hidden else 0
    _strip(root, [element for element in hidden if _running_words(element) <= most])


def _strip(root: Element, elements: list[Element]) -> None:
    from lxml.etree import strip_elements

    for element in elements:
        element.tag = "hidden"
    strip_elements(root, "hidden", with_tail=False)


def _is_hidden(element: Element) -> bool:
    if element.get("hidden", _FOLDED) != _FOLDED:
        return True
    return bool(_HIDING.search(element.get("style", "")))


def _running_words(element: Element) -> int:
    return sum(count_words(text) for text in element.xpath(_RUNNING))


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
