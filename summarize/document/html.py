"""HTML -> blocks: trafilatura finds the article among menus, banners and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from summarize.document import footnotes, inline, numbering, quotations, table
from summarize.document.decode import clean
from summarize.document.model import Block, Kind, count_words
from summarize.errors import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A cell with more words than this holds prose: without headings, the table is for the layout.
_CELL_WORDS = 25

_IN_SENTENCES = (
    "//*[self::time or self::ins or self::label or self::output]"
    "[ancestor::p or ancestor::li or ancestor::td or ancestor::blockquote or ancestor::h1"
    " or ancestor::h2 or ancestor::h3]"
)
_TEASER_CLASS = re.compile(r"teaser|lead|standfirst|vorspann|intro|summary|dek\b|subline", re.I)


def parse(text: str) -> tuple[str | None, list[Block]]:
    """The title (`<h1>`, else `<title>`) and the blocks of the page's main text.

    Raises InputError when the page holds no article.
    """
    page = tree(text)
    footnotes.without_marks(page)
    inline.flatten(page)
    quotations.spell_out(page)
    _keep_words(page)
    _keep_figures(page)
    _number(page)
    _name_code(page)
    for found in page.iter("table"):
        table.spread(found)
    title, teaser = _title(page), _rescue_teaser(page)
    body = _main_text(page)
    blocks = [block for block in _blocks(body, teaser) if block.text != title]
    if not blocks:
        raise _no_article()
    return title, blocks


def tree(text: str) -> HtmlElement:
    """The elements of a page."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        # The text is decoded already: a charset the page declares must not be applied again.
        return document_fromstring(text.encode("utf-8"), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise _no_article() from error


def _no_article() -> InputError:
    return InputError("no article was found in this HTML page", "save the article as plain text")


def _title(page: HtmlElement) -> str | None:
    title = _text(page.find(".//title"))
    headings = [text for tag in ("h1", "h2") for text in map(_text, page.iter(tag)) if text]
    # The name of a newspaper can be a heading, too.
    if named := [text for text in headings if text in title and 2 * len(text) > len(title)]:
        return named[0]
    if first := next(filter(None, map(_text, page.iter("h1"))), None):
        return first
    # "Headline | Newspaper": the longest part is the headline.
    return max(re.split(r"\s+[|–—]\s+", title), key=len) or None


def _rescue_teaser(page: HtmlElement) -> str | None:
    """The paragraph marked as teaser right after the `<h1>`, and its class taken away.

    trafilatura drops every element of a class like "teaser", because elsewhere on a page
    such boxes advertise other articles.
    """
    after_title = page.xpath("//h1[1]/following::p[position() <= 4]")
    for paragraph in after_title:
        marked = paragraph.get("class", "") + " " + (paragraph.getparent().get("class") or "")
        if _TEASER_CLASS.search(marked) and not paragraph.findall(".//a"):
            paragraph.attrib.pop("class", None)
            return _text(paragraph)
    return None


def _keep_words(page: HtmlElement) -> None:
    """Unwrap elements inside sentences, such as `<time>`, that trafilatura drops with their words.

    Outside sentences they are dates of pages, and forms.
    """
    for element in page.xpath(_IN_SENTENCES):
        element.drop_tag()


def _keep_figures(page: HtmlElement) -> None:
    """Unwrap figures of text: trafilatura takes them all for pictures."""
    for figure in page.xpath("//figure[.//blockquote or .//table or .//pre]"):
        figure.tag = "div"
        for caption in figure.iter("figcaption"):
            caption.tag = "p"


def _number(page: HtmlElement) -> None:
    """Give every item of a numbered list its number, where trafilatura will leave it."""
    for listing in page.iter("ol"):
        items = listing.findall("li")
        for item, marker in zip(items, numbering.markers(listing), strict=True):
            item.set("rend", marker)


def _name_code(page: HtmlElement) -> None:
    """Say of every `<pre>` that it is code: trafilatura takes some for quotations.

    And quotations for code, if they name their language.
    """
    from lxml.html import Element

    for quotation in page.iter("blockquote"):
        quotation.attrib.pop("lang", None)
    for block in page.iter("pre"):
        for line_break in block.iter("br"):
            line_break.tail = f"\n{line_break.tail or ''}"
        code = Element("code")
        code.text = block.text_content()
        block.clear(keep_tail=True)
        block.append(code)


def _main_text(page: HtmlElement) -> HtmlElement:
    import trafilatura

    found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    body = getattr(found, "body", None)
    if body is None or not "".join(body.itertext()).strip():
        raise _no_article()
    return body


def _blocks(body: HtmlElement, teaser: str | None) -> Iterator[Block]:
    """The blocks of trafilatura's tree: p, head, list/item, quote, code, table."""
    for element in body:
        text, code = _text(element), _code(element)
        if element.tag == "head":
            level = (element.get("rend") or "h2").removeprefix("h")
            yield Block(Kind.HEADING, text, level=int(level) if level.isdigit() else 2, code=code)
        elif element.tag == "list":
            yield from _items(element, depth=0)
        elif element.tag == "quote":
            yield from (Block(Kind.QUOTE, part, code=code) for part in _paragraphs(element) if part)
        elif element.tag == "code":
            yield Block(Kind.CODE, clean("".join(element.itertext())).strip("\n"))
        elif element.tag == "table":
            yield from _table(element)
        elif text:
            yield Block(Kind.TEASER if text == teaser else Kind.PARAGRAPH, text, code=code)


def _paragraphs(quote: HtmlElement) -> Iterator[str]:
    """The texts of a quotation: its paragraphs, and what stands beside them."""
    loose = [quote.text or ""]
    for part in quote:
        if part.tag in ("p", "list", "head"):
            yield from (_one_line("".join(loose)), _text(part))
            loose = []
        else:
            loose += [" " * (part.tag == "lb"), *part.itertext()]
        loose.append(part.tail or "")
    yield _one_line("".join(loose))


def _items(listing: HtmlElement, depth: int) -> Iterator[Block]:
    for item in listing.findall("item"):
        nested = item.findall("list")
        for inner in nested:
            item.remove(inner)
        rend = item.get("rend") or ""
        marker = rend if rend.endswith(".") else "-"
        if text := _text(item):
            yield Block(Kind.ITEM, text, level=depth, marker=marker, code=_code(item))
        for inner in nested:
            yield from _items(inner, depth + 1)


def _table(element: HtmlElement) -> Iterator[Block]:
    rows = [list(row.iter("cell")) for row in element.iter("row")]
    headings = list(takewhile(_names_columns, rows))
    found = table.block([map(_text, row) for row in rows], len(headings))
    found = replace(found, code=_code(element))
    texts = [text for row in found.rows for text in row]
    if not found.level and any(count_words(text) > _CELL_WORDS for text in texts):
        yield from (Block(Kind.PARAGRAPH, text, code=found.code) for text in texts if text)
    else:
        yield found


def _names_columns(row: list[HtmlElement]) -> bool:
    return all(cell.get("role") == "head" for cell in row if _text(cell))


def _code(element: HtmlElement) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, element.iter("code"))))


def _text(element: HtmlElement | None) -> str:
    """All text inside `element` on one line, cleaned like any other input."""
    if element is None:
        return ""
    for line_break in element.iter("lb", "br"):
        line_break.tail = f" {line_break.tail or ''}"
    # Paragraphs in a cell or a list item follow each other without a blank.
    for paragraph in element.iterdescendants("p"):
        paragraph.text = f" {paragraph.text or ''}"
    return _one_line("".join(element.itertext()))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", clean(text)).strip()
