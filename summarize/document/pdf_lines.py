"""PDF -> the lines of its pages, by PDFium: what they say, where they stand, how they look."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import hypot
from statistics import median, mode
from typing import TYPE_CHECKING

from summarize.document.decode import clean
from summarize.document.extra import files_extra
from summarize.errors import InputError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

# How PDFium tells a hyphen that divides a word at a line's end.
_DIVIDED = "\ufffe"
_LINE_END = re.compile(rf"\r?\n|\r|{_DIVIDED}\r?\n?")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Word's bullets come in a symbol font without a standard meaning.
_LETTERS = str.maketrans(_LIGATURES | dict.fromkeys("\uf0b7\uf0a7\uf0d8\u25cf\u25cb", "•"))
_BOLD = re.compile(r"bold|black|heavy|medi\b|cmbx", re.IGNORECASE)
_FIXED = re.compile(r"courier|mono|consol|typewriter|menlo|cmtt", re.IGNORECASE)
# Error codes of PDFium.
_LOCKED = (4, 5)


class Style(Enum):
    REGULAR = 0
    BOLD = 1
    FIXED = 2  # all letters of one width: code


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; places are in points from the lower left corner of its page."""

    text: str
    page: int
    left: float
    right: float
    baseline: float
    size: float
    style: Style


@dataclass(frozen=True, slots=True)
class Pages:
    lines: list[list[Line]]
    # The numbers, from 0, of pages on which there is something, but no text.
    pictures: list[int]
    title: str


def extract(data: bytes) -> Pages:
    """All pages in reading order; InputError when the file is locked or damaged."""
    with files_extra("PDF"):
        from pypdfium2 import PdfDocument, PdfiumError
    try:
        with PdfDocument(data) as document:
            lines = [list(_lines(document, number)) for number in range(len(document))]
            pictures = [n for n, page in enumerate(lines) if not page and _drawn(document, n)]
            return Pages(lines, pictures, document.get_metadata_value("Title"))
    except PdfiumError as error:
        if error.err_code in _LOCKED:
            hint = "save it without a password: qpdf --decrypt --password=… FILE.pdf NEW.pdf"
            raise InputError("this PDF is locked with a password", hint) from error
        hint = "open it in a PDF viewer and print it into a new file"
        raise InputError("this PDF is damaged and cannot be read", hint) from error


def _lines(document: PdfDocument, number: int) -> Iterator[Line]:
    page = document[number]
    letters = page.get_textpage()
    text = letters.get_text_range()
    start = 0
    for end in [*_LINE_END.finditer(text), None]:
        raw = text[start : end.start() if end else len(text)]
        hyphen = "-" if end and end[0].startswith(_DIVIDED) else ""
        words = " ".join(clean((raw + hyphen).translate(_LETTERS)).split())
        if words:
            places = [start + match.start() for match in re.finditer(r"\S", raw)]
            yield _line(letters, words, number, places)
        start = end.end() if end else len(text)
    letters.close()
    page.close()


def _line(letters: PdfTextPage, text: str, page: int, places: Sequence[int]) -> Line:
    """The line of the letters at `places`; a few of them speak for all."""
    from pypdfium2 import raw

    asked = [places[0], places[len(places) // 3], places[len(places) * 2 // 3], places[-1]]
    places = [max(0, raw.FPDFText_GetCharIndexFromTextIndex(letters, n)) for n in asked]
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(letters, places[0], x, y)
    return Line(
        text,
        page,
        left=letters.get_charbox(places[0], loose=True)[0],
        right=letters.get_charbox(places[-1], loose=True)[2],
        baseline=y.value,
        size=round(2 * median(_size(letters, place) for place in places)) / 2,
        style=mode(_style(letters, place) for place in places),
    )


def _size(letters: PdfTextPage, place: int) -> float:
    """In points on the page: a font of size 1 may be drawn ten times as large."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(letters, place, matrix)
    size: float = raw.FPDFText_GetFontSize(letters, place)
    return size * (hypot(matrix.c, matrix.d) or 1)


def _style(letters: PdfTextPage, place: int) -> Style:
    from pypdfium2 import raw

    buffer, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    raw.FPDFText_GetFontInfo(letters, place, buffer, len(buffer), flags)
    name = buffer.value.decode("utf-8", errors="replace")
    if _FIXED.search(name):
        return Style.FIXED
    return Style.BOLD if _BOLD.search(name) else Style.REGULAR


def _drawn(document: PdfDocument, number: int) -> bool:
    """Whether anything is on a page at all."""
    from pypdfium2 import raw

    page = document[number]
    count: int = raw.FPDFPage_CountObjects(page)
    page.close()
    return count > 0
