"""Who is quoted in HTML and EPUB: elements say so there, and words and marks in plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.document.model import count_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The marks of quotations and of those inside them; of other languages, whatever is understood.
_MARKS = {"de": (("„", "“"), ("‚", "‘")), "en": (("“", "”"), ("‘", "’"))}
_STRAIGHT = (('"', '"'), ("'", "'"))
_LANG = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")
_MARKED = re.compile(r"\s*[\"'„“”‚‘’«»‹›]")
# What a name stands behind; a work that is quoted stands in a sentence.
_SENTENCE_END = re.compile(r"[.!?…\"'“”‘’«»‹›—–]\s*$")
# Behind a word, or behind an element that may end with one.
_WORD_END = re.compile(r"(?:^|(?<=[\w,;:)]))$")
_DASHES = "—–- \t\n"
_LINES = frozenset({"br", "p", "div", "blockquote", "ul", "ol"})
# More words than that tell more than who said it.
_SPEAKER_WORDS = 15


def spell_out(root: Element) -> None:
    """Write the marks of `<q>`, and who is quoted before it: "Anna Krug: „…“"."""
    for element in list(root.iter("q")):
        _mark(element, inner=sum(1 for _ in element.iterancestors("q")) % 2 == 1)
    for element in list(root.iter("q")):
        element.tag = "span"
    for quote in list(root.iter("blockquote")):
        named = _named_within(quote)
        if named is None:
            named = _caption(quote)
        if named is not None:
            _attribute(quote, named)
    for element in root.iter("cite", "footer"):
        quote = next(element.iterancestors("blockquote"), None)
        if quote is not None and _is_last(element, quote):
            _set_apart(element)


def _attribute(quote: Element, named: Element) -> None:
    name = " ".join("".join(named.itertext()).split()).strip(f":{_DASHES}")
    if not name or count_words(name) > _SPEAKER_WORDS:
        named.tag = "p"
        return
    _remove(named)
    paragraphs = [p for p in quote.iter("p") if "".join(p.itertext()).strip()]
    for paragraph in paragraphs or [quote]:
        _mark(paragraph, inner=False)
    first = (paragraphs or [quote])[0]
    first.text = f"{name}: {(first.text or '').lstrip()}"


def _remove(named: Element) -> None:
    """Take it away with the dash, blanks and line breaks in front of it; nothing is behind it."""
    line = named.getparent()
    line.remove(named)
    while len(line):
        line[-1].tail = (line[-1].tail or "").rstrip(_DASHES)
        if line[-1].tail or line[-1].tag != "br":
            return
        line.remove(line[-1])
    line.text = (line.text or "").rstrip(_DASHES)


def _named_within(quote: Element) -> Element | None:
    """The last of a quotation, if that is an element or a line that names its source."""
    paragraphs = list(quote.iterchildren("p"))
    if len(paragraphs) > 1:
        last = paragraphs[-1]
        if _is_last(last, quote) and (last.text or "").lstrip()[:1] in ("—", "–"):
            return last
    for element in quote.iter("footer", "cite"):
        inside = next(element.iterancestors("blockquote")) is quote
        if inside and _is_last(element, quote) and (element.tag == "footer" or _is_apart(element)):
            return element
    return None


def _is_last(element: Element, within: Element) -> bool:
    while element is not within:
        after = [element.tail or "", *("".join(e.itertext()) for e in element.itersiblings())]
        if "".join(after).strip():
            return False
        element = element.getparent()
    return True


def _is_apart(element: Element) -> bool:
    """Whether it has a line of its own, or stands behind a sentence."""
    before = element.getprevious()
    text = (element.getparent().text if before is None else before.tail) or ""
    if text.strip():
        return bool(_SENTENCE_END.search(text))
    return before is None or before.tag in _LINES


def _set_apart(element: Element) -> None:
    """Put a blank behind a word in front of it; a page shows it on a line of its own."""
    line, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = _WORD_END.sub(" ", before.tail or "")
    else:
        line.text = _WORD_END.sub(" ", line.text or "")


def _caption(quote: Element) -> Element | None:
    """The caption of a figure that shows nothing but this quotation."""
    figure = next(quote.iterancestors("figure"), None)
    if figure is None or sum(1 for _ in figure.iter("blockquote", "img", "table")) != 1:
        return None
    return next(figure.iter("figcaption"), None)


def _mark(element: Element, inner: bool) -> None:
    """Put quotation marks around an element's text, if there are none."""
    if _MARKED.match("".join(element.itertext())):
        return
    opening, closing = _MARKS.get(_language(element), _STRAIGHT)[inner]
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _language(element: Element) -> str:
    """The language a browser takes an element's text for, as far as the page says."""
    for around in (element, *element.iterancestors()):
        for name in _LANG:
            if said := around.get(name):
                return str(said)[:2].lower()
    return ""
