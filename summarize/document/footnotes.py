"""Footnotes in HTML and EPUB: the small numbers behind words that lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_MARKS = frozenset({"noteref", "doc-noteref"})


def is_note(element: Element) -> bool:
    return not _NOTES.isdisjoint(_roles(element))


def is_mark(element: Element) -> bool:
    """Whether it is the number of a footnote, as a link or with a link in it."""
    if element.tag == "a":
        raised = [child.tag for child in element] == ["sup"]
        return not _MARKS.isdisjoint(_roles(element)) or (raised and _leads_on(element))
    return element.tag == "sup" and len(element) == 1 and _leads_on(element[0])


def without_marks(root: Element) -> None:
    """Empty them: a reader of text alone would take them for a part of the word in front."""
    for element in list(root.iter("sup", "a")):
        if is_mark(element):
            element.clear(keep_tail=True)


def _leads_on(element: Element) -> bool:
    return element.tag == "a" and "#" in (element.get("href") or "")


def _roles(element: Element) -> list[str]:
    return f"{element.get(_TYPE) or ''} {element.get('role') or ''}".split()
