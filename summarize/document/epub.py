"""EPUB -> title and blocks: its chapters in reading order, each under its heading."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from summarize.document import archive, footnotes, inline, numbering, quotations, table
from summarize.document.decode import clean
from summarize.document.model import Block, Kind
from summarize.errors import InputError

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol"})
# Elements that begin a block of their own; all others are part of a line.
_CONTAINERS = frozenset(
    "address article aside body center dd details div dl dt fieldset figcaption figure footer "
    "form header hgroup hr li main nav p section summary".split()
)
_BLOCKS = _CONTAINERS | _HEADINGS.keys() | _LISTS | {"blockquote", "pre", "table"}
# XML knows five names; those of HTML are what a file without its DTD cannot tell.
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")
_LEFT_OUT = frozenset({"head", "script", "style", "svg", "math", "img", "rt", "rp"})


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Title, blocks and no notes."""
    with archive.opened(data, "EPUB") as book:
        package_path = _package_path(book)
        package = archive.xml(book.read(package_path))
        chapters = list(_chapters(package, posixpath.dirname(package_path)))
        _refuse_locked(book, chapters)
        named = _chapter_names(book, package, posixpath.dirname(package_path))
        blocks = [b for path in chapters for b in _chapter(book.read(path), named.get(path))]
        title = package.findtext(".//{http://purl.org/dc/elements/1.1/}title") or ""
        return " ".join(clean(title).split()) or None, blocks, ()


def _package_path(book: ZipFile) -> str:
    container = archive.xml(book.read("META-INF/container.xml"))
    for file in container.iter("{*}rootfile"):
        return str(file.get("full-path"))
    raise KeyError("no contents")


def _chapters(package: Element, folder: str) -> Iterator[str]:
    """The paths of what is read from beginning to end, without the table of contents."""
    files = {item.get("id"): item for item in package.iter("{*}item")}
    for entry in package.iter("{*}itemref"):
        item = files.get(entry.get("idref"))
        if item is None or entry.get("linear") == "no":
            continue
        is_contents = "nav" in (item.get("properties") or "").split()
        if "html" in (item.get("media-type") or "") and not is_contents:
            yield _path(folder, item.get("href") or "")


def _path(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _refuse_locked(book: ZipFile, chapters: list[str]) -> None:
    """Fonts are often scrambled, which does not matter here; chapters are not."""
    if "META-INF/encryption.xml" in book.namelist():
        encrypted = archive.xml(book.read("META-INF/encryption.xml"))
        locked = {_path("", unit.get("URI") or "") for unit in encrypted.iter("{*}CipherReference")}
        if locked.intersection(chapters):
            hint = "only the program that it was bought for can open it"
            raise InputError("this EPUB file is locked by its seller (DRM)", hint)


def _chapter_names(book: ZipFile, package: Element, folder: str) -> dict[str, str]:
    """What the table of contents, of EPUB 3 or 2, calls each file."""
    names: dict[str, str] = {}
    for item in package.iter("{*}item"):
        if "nav" in (item.get("properties") or "").split():
            path = _path(folder, item.get("href") or "")
            links = [(link.get("href"), _line(link)) for link in _html(book.read(path)).iter("a")]
        elif item.get("media-type") == "application/x-dtbncx+xml":
            path = _path(folder, item.get("href") or "")
            points = list(archive.xml(book.read(path)).iter("{*}navPoint"))
            links = [
                (content.get("src"), _line(point.find("{*}navLabel")))
                for point in points
                for content in point.iterchildren("{*}content")
            ]
        else:
            continue
        for target, name in links:
            if target and name:
                names.setdefault(_path(posixpath.dirname(path), target), name)
    return names


def _chapter(data: bytes, name: str | None) -> Iterator[Block]:
    """The blocks of one file; one without a heading of its own gets its name."""
    blocks = list(_blocks(_html(data), depth=0))
    if name and blocks and not any(block.kind is Kind.HEADING for block in blocks):
        yield Block(Kind.HEADING, name, level=1)
    yield from blocks


def _html(data: bytes) -> Element:
    """The body of an XHTML file, with plain names of elements; what is wrong in it is forgiven.

    Not by the parser for HTML, to which `<title/>` opens a title that never ends. UTF-8 and
    UTF-16 are the encodings that an EPUB may have.
    """
    from lxml import etree

    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16" if utf16 else "utf-8", errors="replace")
    if not text.strip():
        return etree.Element("body")
    text = _NAMED_ENTITY.sub(lambda match: html.unescape(match[0]), text)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    root = etree.fromstring(text.encode(), parser)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    footnotes.without_marks(root)
    inline.flatten(root)
    quotations.spell_out(root)
    body = root.find(".//body")
    return root if body is None else body


def _blocks(element: Element, depth: int, kind: Kind = Kind.PARAGRAPH) -> Iterator[Block]:
    """The blocks in an element, text between them included."""
    loose: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _flushed(loose, kind)
            yield from _block(child, depth, kind)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            loose.append("\n" if child.tag == "br" else "".join(_words(child)))
        loose.append(child.tail or "")
    yield from _flushed(loose, kind)


def _flushed(loose: list[str], kind: Kind) -> Iterator[Block]:
    if text := _tidy("".join(loose)):
        yield Block(kind, text)
    loose.clear()


def _block(element: Element, depth: int, kind: Kind) -> Iterator[Block]:
    if level := _HEADINGS.get(element.tag):
        if text := _line(element):
            yield Block(Kind.HEADING, text, level=level)
    elif element.tag in _LISTS:
        yield from _items(element, depth)
    elif element.tag == "pre":
        if text := clean("".join(_words(element))).strip("\n"):
            yield Block(Kind.CODE, text)
    elif element.tag == "table":
        table.spread(element)
        rows = list(element.iter("tr"))
        headings = takewhile(lambda row: all(cell.tag == "th" for cell in row), rows)
        yield table.block([map(_line, row) for row in rows], len(list(headings)))
    elif element.tag == "blockquote":
        yield from _blocks(element, depth, Kind.QUOTE)
    else:
        inner = Kind.FOOTNOTE if footnotes.is_note(element) else kind
        yield from _blocks(element, depth, inner)


def _items(listing: Element, depth: int) -> Iterator[Block]:
    items = list(listing.iterchildren("li"))
    numbers = numbering.markers(listing) if listing.tag == "ol" else ["-"] * len(items)
    for item, marker in zip(items, numbers, strict=True):
        for block in _blocks(item, depth + 1, Kind.ITEM):
            if block.kind is Kind.ITEM and not block.level and not block.marker:
                # A second paragraph of the same item has no marker of its own.
                block = Block(Kind.ITEM, block.text, level=depth, marker=marker)
                marker = ""
            yield block


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield "\n" if child.tag == "br" else " " * (child.tag in _BLOCKS)
            yield from _words(child)
        yield child.tail or ""


def _line(element: Element | None) -> str:
    return "" if element is None else _tidy("".join(_words(element)))


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())
