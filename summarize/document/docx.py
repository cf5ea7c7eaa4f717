"""DOCX -> title and blocks, by python-docx: styles, lists, tables, text boxes and footnotes.

python-docx opens the package and knows its styles; the text is read from the XML itself, so
that also what was inserted while changes were tracked, and what stands in form fields, is
there. What was deleted, struck out or hidden is not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from summarize.document import archive, inline, structure, table
from summarize.document.decode import clean
from summarize.document.model import Block, Kind, count_words, has_words
from summarize.errors import missing_library

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}notes"
# Not, or no longer, part of the text; text boxes are read on their own.
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", _FALLBACK}
_INSTEAD = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
# How the words of a run look.
_NOT_READ = ("strike", "dstrike", "vanish")
_WRITTEN = {"superscript": inline.superscript, "subscript": inline.subscript}
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\b", re.IGNORECASE)
_NUMBERED_STYLE = re.compile(r"list number", re.IGNORECASE)

# A cell with more words than this holds prose: the table is there for the layout.
_CELL_WORDS = 25


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Title, blocks and no notes."""
    try:
        import docx
    except ModuleNotFoundError as error:
        raise missing_library("Word") from error
    with archive.opened(data, "Word"), _explaining():
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(document, frozenset(_bullets(document)))
        blocks = [*reader.blocks(document.element.body), *reader.footnotes()]
        title = reader.title
        if title is None and blocks and (blocks[0].kind, blocks[0].level) == (Kind.HEADING, 1):
            title = blocks.pop(0).text
        return title or structure.as_title(document.core_properties.title), blocks, ()


@contextmanager
def _explaining() -> Iterator[None]:
    from docx.exceptions import PythonDocxError

    try:
        yield
    except PythonDocxError as error:
        raise archive.damaged("Word", error) from error


@dataclass
class _Reader:
    """Walks a document's XML, keeping count of its lists."""

    document: Document
    # (list, depth) of those with bullets.
    bullets: frozenset[tuple[str, int]]
    title: str | None = None
    # The last number of each level, per list.
    counters: dict[str, list[int]] = field(default_factory=dict)

    def blocks(self, container: Element) -> Iterator[Block]:
        """The blocks of a body, cell or text box; what wraps some of them is looked into."""
        for element in container:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag not in _LEFT_OUT:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        text, style = _text(paragraph), self._style(paragraph)
        name = style.name or "" if style is not None else ""
        if text and name == "Title" and self.title is None:
            self.title = text
        elif text and not _CONTENTS.match(name):
            yield self._block(paragraph, style, name, text)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)

    def _block(self, paragraph: Element, style: Any, name: str, text: str) -> Block:
        if level := self._heading_level(paragraph, style):
            return Block(Kind.HEADING, text, level=level)
        if name.endswith("Quote"):
            return Block(Kind.QUOTE, text)
        if listed := self._list(paragraph, style):
            depth, marker = listed
            return Block(Kind.ITEM, text, level=depth, marker=marker)
        if name.startswith("List") and name != "List Paragraph":
            return Block(Kind.ITEM, text, marker="1." if _NUMBERED_STYLE.match(name) else "-")
        return Block(Kind.PARAGRAPH, text)

    def _style(self, paragraph: Element) -> Any:
        from docx.text.paragraph import Paragraph

        return Paragraph(paragraph, self.document._body).style

    def _heading_level(self, paragraph: Element, style: Any) -> int:
        """From 1; 0 for what is no heading. Styles of one's own build upon Word's."""
        outline = _property(paragraph, style, "outlineLvl")
        if outline is not None and outline.get(f"{_W}val") != "9":
            return min(6, _number(outline) + 1)
        while style is not None:
            if match := _HEADING.fullmatch(style.name or ""):
                return min(6, int(match[1]))
            style = style.base_style
        return 0

    def _list(self, paragraph: Element, style: Any) -> tuple[int, str] | None:
        """Depth and marker of a list item."""
        properties = _property(paragraph, style, "numPr")
        number = properties.find(f"{_W}numId") if properties is not None else None
        if properties is None or number is None or number.get(f"{_W}val") == "0":
            return None
        depth, name = _number(properties.find(f"{_W}ilvl")), number.get(f"{_W}val") or ""
        counter = self.counters.setdefault(name, [0] * 9)
        counter[depth] += 1
        counter[depth + 1 :] = [0] * (8 - depth)
        return depth, "-" if (name, depth) in self.bullets else f"{counter[depth]}."

    def _table(self, element: Element) -> Iterator[Block]:
        """Row by row as a table; cell by cell where its cells hold prose."""
        rows = list(element.iterchildren(f"{_W}tr"))
        texts = [
            [text for cell in row.iter(f"{_W}tc") for text in _across(cell, _cell(cell))]
            for row in rows
        ]
        nested = next(element.iterdescendants(f"{_W}tbl"), None) is not None
        if nested or any(count_words(text) > _CELL_WORDS for row in texts for text in row):
            for row in rows:
                for cell in row.iterchildren(f"{_W}tc"):
                    yield from self.blocks(cell)
        else:
            repeated = takewhile(lambda row: row.find(f"{_W}trPr/{_W}tblHeader") is not None, rows)
            yield table.block(texts, len(list(repeated)) or _first_row_names(element, texts))

    def footnotes(self) -> Iterator[Block]:
        """Footnotes, and what Word puts at the end of a document instead."""
        for kind in ("foot", "end"):
            for notes in _parts(self.document, _NOTES.format(kind)):
                for note in notes.iter(f"{_W}{kind}note"):
                    if text := _cell(note):
                        yield Block(Kind.FOOTNOTE, text, marker=f"[{note.get(f'{_W}id')}]")


def _across(cell: Element, text: str) -> Iterator[str]:
    """The cell's text, and an empty one for each further column that it runs over."""
    yield text
    for _ in range(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")) - 1):
        yield ""


def _first_row_names(element: Element, texts: list[list[str]]) -> bool:
    """Whether the first row looks like one of headings: set apart by its style, and in words."""
    look = element.find(f"{_W}tblPr/{_W}tblLook")
    set_apart = look is not None and look.get(f"{_W}firstRow") == "1"
    return set_apart and len(texts) > 1 and all(has_words(text) for text in texts[0] if text)


def _property(paragraph: Element, style: Any, name: str) -> Element | None:
    """A property of a paragraph: its own, or that of its style and what this is based on."""
    own = paragraph.find(f"{_W}pPr/{_W}{name}")
    while own is None and style is not None:
        own = style.element.find(f"{_W}pPr/{_W}{name}")
        style = style.base_style
    return own


def _bullets(document: Document) -> Iterator[tuple[str, int]]:
    """The levels of the document's lists, as (list, depth), that have bullets for numbers."""
    bulleted: dict[str | None, list[int]] = {}
    for numbering in _parts(document, _NUMBERING):
        for abstract in numbering.iter(f"{_W}abstractNum"):
            bulleted[abstract.get(f"{_W}abstractNumId")] = [
                _number(level, "ilvl")
                for level in abstract.iterchildren(f"{_W}lvl")
                if level.find(f"{_W}numFmt[@{_W}val='bullet']") is not None
            ]
        for listing in numbering.iter(f"{_W}num"):
            for kind in listing.iterchildren(f"{_W}abstractNumId"):
                for depth in bulleted.get(kind.get(f"{_W}val"), ()):
                    yield listing.get(f"{_W}numId") or "", depth


def _parts(document: Document, kind: str) -> Iterator[Element]:
    """What lies beside the text in the package: numbering, footnotes."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            yield archive.xml(relation.target_part.blob)


def _number(element: Element | None, name: str = "val") -> int:
    """A small number in an attribute; 0 for anything else."""
    value = "" if element is None else element.get(f"{_W}{name}") or ""
    return int(value) if re.fullmatch("[0-8]", value) else 0


def _is_on(switch: Element | None) -> bool:
    """Whether a property that is there or not, or says so, holds."""
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "off")


def _cell(cell: Element) -> str:
    """All paragraphs of a cell or note on one line."""
    return " ".join(filter(None, map(_text, cell.iter(f"{_W}p"))))


def _text(paragraph: Element) -> str:
    return " ".join(clean("".join(_pieces(paragraph))).split())


def _pieces(element: Element) -> Iterator[str]:
    look = element.find(f"{_W}rPr")
    if look is not None and any(_is_on(look.find(f"{_W}{name}")) for name in _NOT_READ):
        return
    raised = look.find(f"{_W}vertAlign") if look is not None else None
    write = _WRITTEN.get("" if raised is None else raised.get(f"{_W}val") or "", str)
    for child in element:
        if child.tag == f"{_W}t":
            yield write(child.text or "")
        elif child.tag in _INSTEAD:
            yield _INSTEAD[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)
