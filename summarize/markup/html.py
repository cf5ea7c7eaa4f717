"""The layout of an HTML page: its article as it is marked up, and nothing that runs.

What stays is made safe first: no scripts, styles, forms, frames, handlers of events or links
that run something. Text, images, media, tables, classes, names and all other links are kept.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from summarize.document import inline
from summarize.document.decode import clean
from summarize.document.footnotes import is_mark
from summarize.markup.model import Layout, Reader, Segment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp "
    "small span strike strong sub sup time tt u var".split()
)
_CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
_POINTS = frozenset({"br", "img", "picture", "svg", "math", "audio", "video"})
# What lxml would take away besides what is unsafe.
_HARMLESS = frozenset({"controls", "loading", "open", "reversed"})
_VERBATIM = frozenset({"pre", "textarea"})
# Stands for a segment while its page is written out, in characters that are none.
_HOLDER = "\ufdd0{}\ufdd1"
# What could be taken for one; and a tag that lxml takes for one around all that follows.
_NO_TEXT = re.compile("[\ufdd0\ufdd1]|<wbr */?>", re.IGNORECASE)
_HOLDERS = re.compile(_HOLDER.format(r"(\d+)"))


def split(text: str, source: str = "") -> Layout:
    from lxml.html import tostring

    article = _article(_NO_TEXT.sub("", text), source)
    segments: list[Segment] = []
    _take(article, segments)
    written = tostring(article, encoding="unicode")
    parts: list[str | Segment] = []
    for index, part in enumerate(_HOLDERS.split(written)):
        parts.append(segments[int(part)] if index % 2 else part)
    return Layout(tuple(parts), html.escape)


def _article(text: str, source: str) -> HtmlElement:
    """The page's one article, or all of its body, without anything active."""
    from lxml.html import HTMLParser, defs, document_fromstring
    from lxml_html_clean import Cleaner

    page = document_fromstring(text.encode("utf-8"), parser=HTMLParser(encoding="utf-8"))
    base = page.find(".//base[@href]")
    cleaner = Cleaner(
        style=True, inline_style=True, page_structure=False, safe_attrs_only=True, forms=True,
        remove_unknown_tags=False, remove_tags=["font"],
        safe_attrs=defs.safe_attrs | _HARMLESS,
    )  # fmt: skip
    inline.without_hidden(page)  # which the cleaner would show
    cleaner(page)
    _leave(page, source if base is None else urljoin(source, base.get("href")))
    for tag in ("article", "main"):
        found = page.findall(f".//{tag}")
        if len(found) == 1 and found[0].text_content().strip():
            found[0].tail = None
            return found[0]
    body: HtmlElement = page.find("body")
    return page if body is None else body


def _leave(page: HtmlElement, address: str) -> None:
    """What a page from the web needs elsewhere and in another language.

    Its links still lead where they led, and it no longer says which language it is in.
    """
    for link in page.iter("a"):
        if not link.get("href", " "):  # it ran something
            del link.attrib["href"]
    if address.startswith(("http://", "https://")):
        page.rewrite_links(
            lambda link: link if link.startswith("#") else urljoin(address, link),
            resolve_base_href=False,
        )
    for element in [page, *page.iter("body", "main", "article")]:
        element.attrib.pop("lang", None)


def _take(element: HtmlElement, segments: list[Segment]) -> None:
    """Replace each run of words in a block by a holder, and collect the runs."""
    if not isinstance(element.tag, str) or element.tag in _VERBATIM:
        return
    run = _Run(element, None)
    for child in list(element):
        if _is_inline(child):
            run.add(child)
        else:
            run.close(segments)
            _take(child, segments)
            run = _Run(element, child)
    run.close(segments)


def _is_inline(element: HtmlElement) -> bool:
    """Whether it is part of a line; a comment is, an emphasis around paragraphs is not."""
    if not isinstance(element.tag, str) or element.tag in _POINTS:
        return True
    return element.tag in _INLINE and all(_is_inline(child) for child in element)


class _Run:
    """Text and inline elements that follow each other in a block."""

    def __init__(self, block: HtmlElement, after: HtmlElement | None) -> None:
        self._block, self._after = block, after
        self._children: list[HtmlElement] = []

    def add(self, child: HtmlElement) -> None:
        self._children.append(child)

    def close(self, segments: list[Segment]) -> None:
        """Put a holder in place of the run, if there are words in it."""
        from lxml.html import Element, tostring

        first = (self._block.text if self._after is None else self._after.tail) or ""
        reader = Reader()
        reader.words(clean(first))
        for child in self._children:
            _read(reader, child)
        if not re.search(r"\w", reader.text):
            return
        # Written out by itself, a run looks as it does in its page.
        alone = Element("p")
        alone.text = first
        alone.extend(self._children)
        source = tostring(alone, encoding="unicode").removeprefix("<p>").removesuffix("</p>")
        holder = _HOLDER.format(len(segments))
        if self._after is None:
            self._block.text = holder
        else:
            self._after.tail = holder
        segment = reader.segment(source)
        if any(_is_shifted(child) for child in alone.iter("sub", "sup")):
            segment = replace(segment, escape=_escape_shifted)
        segments.append(segment)


def _read(reader: Reader, element: HtmlElement) -> None:
    """One inline element and the text behind it."""
    from lxml.html import tostring

    tail, element.tail = element.tail, None
    whole = tostring(element, encoding="unicode")
    if element.tag == "br":
        reader.line_break(whole)
    elif not isinstance(element.tag, str) or element.tag in _POINTS or is_mark(element):
        reader.point(whole)
    elif _is_shifted(element) and _touches(reader.text, tail or ""):
        # A part of a word or number, which no translation shows the place of: "CO₂", "1st".
        reader.words(clean(inline.shifted(element)))
    else:
        opened = reader.open()
        reader.words(clean(element.text or ""))
        for child in element:
            _read(reader, child)
        reader.close(opened, *_tags(element), whole, element.tag in _CODE)
    element.tail = tail
    reader.words(clean(tail or ""))


def _is_shifted(element: HtmlElement) -> bool:
    return element.tag in ("sub", "sup") and not len(element) and bool(element.text)


def _touches(before: str, after: str) -> bool:
    return bool(before[-1:].strip()) or after[:1].isalnum()


def _escape_shifted(text: str) -> str:
    return inline.unshifted(html.escape(text))


def _tags(element: HtmlElement) -> tuple[str, str]:
    given = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items())
    return f"<{element.tag}{given}>", f"</{element.tag}>"
