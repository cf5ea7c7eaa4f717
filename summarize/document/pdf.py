"""PDF -> title and blocks, by PDFium: lines put together again as paragraphs and headings.

A PDF knows where each letter stands and nothing of what it belongs to. Paragraphs are told
by gaps, indents and short lines; headings by their size or weight; running headers, footers
and page numbers by standing at the edges of many pages.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from summarize.document import plain, structure
from summarize.document.decode import clean
from summarize.document.extra import files_extra
from summarize.document.model import Block, Kind
from summarize.errors import InputError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

# How PDFium tells a hyphen that divides a word at a line's end.
_DIVIDED = "\ufffe"
_LINE_END = re.compile(rf"\r?\n|\r|{_DIVIDED}\r?\n?")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Word's bullets come in a symbol font without a standard meaning.
_SYMBOLS = str.maketrans(_LIGATURES | dict.fromkeys("\uf0b7\uf0a7\uf0d8\u25cf\u25cb", "•"))

_ITEM = re.compile(r"[•‣◦▪*–—-]\s+\S|\(?\d{1,3}[.)]\s+\S")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”“’»«)\]]*$")
_LONGEST_HEADING = 200
_WRONG_PASSWORD, _ENCRYPTED = 4, 5


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    left: float
    right: float
    # Of the line's box, measured from the bottom of the page.
    bottom: float
    size: float
    bold: bool


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Title, blocks and notes; InputError when there is no text in the file."""
    with files_extra("PDF"):
        from pypdfium2 import PdfDocument, PdfiumError
    try:
        with PdfDocument(data) as document:
            pages = [list(_lines(document, number)) for number in range(len(document))]
            pictures = [n for n, lines in enumerate(pages) if not lines and _drawn(document, n)]
            named = structure.as_title(document.get_metadata_value("Title"))
    except PdfiumError as error:
        if error.err_code in (_WRONG_PASSWORD, _ENCRYPTED):
            hint = "save it without a password: qpdf --decrypt --password=… FILE.pdf NEW.pdf"
            raise InputError("this PDF is locked with a password", hint) from error
        hint = "open it in a PDF viewer and print it into a new file"
        raise InputError("this PDF is damaged and cannot be read", hint) from error
    if not any(pages):
        hint = "let its text be recognised first: ocrmypdf FILE.pdf NEW.pdf"
        raise InputError("this PDF has no text, only pictures (a scan?)", hint)
    title, blocks = _structured([line for page in _without_edges(pages) for line in page])
    return title or named, blocks, tuple(_picture_notes(pictures))


def _picture_notes(pages: Sequence[int]) -> Iterator[str]:
    if pages:
        shown = ", ".join(str(number + 1) for number in pages[:10])
        more = " and more" if len(pages) > 10 else ""
        yield f"pages without text, only pictures, were not read: {shown}{more}"


# --- from letters to lines ------------------------------------------------------------------


def _lines(document: PdfDocument, number: int) -> Iterator[_Line]:
    """The lines of a page in the order in which they were written."""
    page = document[number]
    letters = page.get_textpage()
    text = letters.get_text_range()
    start = 0
    for end in [*_LINE_END.finditer(text), None]:
        raw = text[start : end.start() if end else len(text)]
        hyphen = "-" if end and end[0].startswith(_DIVIDED) else ""
        if raw.strip():
            first = start + len(raw) - len(raw.lstrip())
            last = start + len(raw.rstrip()) - 1
            yield _line(letters, raw + hyphen, number, first, last)
        start = end.end() if end else len(text)
    letters.close()
    page.close()


def _line(letters: PdfTextPage, text: str, page: int, first: int, last: int) -> _Line:
    from pypdfium2 import raw

    first, last = (
        max(0, raw.FPDFText_GetCharIndexFromTextIndex(letters, n)) for n in (first, last)
    )
    left, bottom, _, top = letters.get_charbox(first, loose=True)
    right = letters.get_charbox(last, loose=True)[2]
    bold = _is_bold(letters, first) and _is_bold(letters, last)
    plain_text = " ".join(clean(text.translate(_SYMBOLS)).split())
    return _Line(plain_text, page, left, right, bottom, round(2 * (top - bottom)) / 2, bold)


def _is_bold(letters: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    size = raw.FPDFText_GetFontInfo(letters, index, name, len(name), flags)
    return size > 0 and re.search(rb"bold|black|heavy", name.value, re.IGNORECASE) is not None


def _drawn(document: PdfDocument, number: int) -> bool:
    """Whether anything is on a page at all."""
    from pypdfium2 import raw

    page = document[number]
    count: int = raw.FPDFPage_CountObjects(page)
    page.close()
    return count > 0


def _without_edges(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """The pages without what stands at the top or bottom of many, but for its numbers."""
    filled = [page for page in pages if page]
    counts = Counter(
        edge for page in filled for edge in {_masked(line) for line in (*page[:2], *page[-2:])}
    )
    needed = max(2, len(filled) * 2 // 5)
    running = {edge for edge, count in counts.items() if count >= needed}
    return [
        [
            line
            for place, line in enumerate(page)
            if 2 <= place < len(page) - 2 or _masked(line) not in running
        ]
        for page in filled
    ]


def _masked(line: _Line) -> str:
    """What a running header or footer has in common from page to page."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower())


# --- from lines to blocks -------------------------------------------------------------------


def _structured(lines: Sequence[_Line]) -> tuple[str | None, list[Block]]:
    """The title, if the first page has one that is larger than all else, and the blocks."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    groups = list(_grouped(lines))
    headings = sorted({g[0].size for g in groups if _is_heading(g, body)}, reverse=True)
    hyphens = plain.Dehyphenator("\n".join(line.text for line in lines))
    title: str | None = None
    blocks: list[Block] = []
    for group in groups:
        text = hyphens.join([line.text for line in group])
        if not _is_heading(group, body):
            blocks += plain.blocks_of([text], hyphens)
        elif title is None and not group[0].page and group[0].size == headings[0] > body:
            title = text
        else:
            blocks.append(Block(Kind.HEADING, text, level=1 + headings.index(group[0].size)))
    return title, blocks


def _is_heading(group: Sequence[_Line], body: float) -> bool:
    length = sum(len(line.text) for line in group)
    stands_out = group[0].size > 1.15 * body or (
        group[0].size >= body and group[0].bold and not _SENTENCE_END.search(group[-1].text)
    )
    letters = any(char.isalpha() for line in group for char in line.text)
    return stands_out and letters and 2 < length <= _LONGEST_HEADING


def _grouped(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines of each paragraph, heading or list item."""
    leading = _leading(lines)
    pages = {page: list(of) for page, of in groupby(lines, lambda line: line.page)}
    group: list[_Line] = []
    for line in lines:
        if group and not _flows_on(group[-1], line, leading, _edge(group[-1], pages)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _edge(line: _Line, pages: Mapping[int, Sequence[_Line]]) -> float:
    """How far the column that a line stands in reaches to the right."""
    return max(
        other.right
        for other in pages[line.page]
        if abs(other.left - line.left) < 3 * line.size and other.size == line.size
    )


def _leading(lines: Sequence[_Line]) -> float:
    """The usual distance between two lines of a paragraph, in heights of a line."""
    distances = [
        (above.bottom - below.bottom) / above.size
        for above, below in pairwise(lines)
        if above.page == below.page and above.size == below.size and above.bottom > below.bottom
    ]
    return median(distances) if distances else 1.2


def _flows_on(line: _Line, following: _Line, leading: float, edge: float) -> bool:
    """Whether a paragraph goes on from one line to the next, also into another column or page."""
    if abs(line.size - following.size) > 0.5 or line.bold != following.bold:
        return False
    if _ITEM.match(following.text) and (_SENTENCE_END.search(line.text) or _ITEM.match(line.text)):
        return False
    letter = (line.right - line.left) / len(line.text)
    filled = line.right + letter * (1 + len(following.text.split()[0])) >= edge
    ended = _SENTENCE_END.search(line.text) is not None
    distance = line.bottom - following.bottom
    if line.page != following.page or distance < -0.5 * line.size:
        return not ended and (filled or following.text[0].islower())
    if distance > 1.3 * leading * line.size or following.left > line.left + line.size:
        return False
    return filled or not ended
