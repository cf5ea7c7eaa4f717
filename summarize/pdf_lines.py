"""PDF -> the lines of its pages, by PDFium: what they say, where they stand, how they look.

PDFium runs in a process of its own with a limit on its memory: a file made to crash it, or to
unpack to gigabytes, is one document that fails. This module is that process, too, so it
imports next to nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from enum import IntEnum
from importlib.util import find_spec
from math import hypot
from pathlib import Path
from statistics import median, mode
from typing import TYPE_CHECKING, Any

from summarize.errors import InputError, missing_library

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

# Far more than any article needs: of the address space, besides the file itself, in bytes.
_MEMORY = 2_000_000_000
_SECONDS = 120

# How PDFium tells a hyphen that divides a word at a line's end.
_DIVIDED = "\ufffe"
_LINE_END = re.compile(rf"\r?\n|\r|{_DIVIDED}\r?\n?")
# Word's bullets come in a symbol font without a standard meaning.
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\u25cf\u25cb", "•"))
_BOLD = re.compile(r"bold|black|heavy|medi\b|cmbx", re.IGNORECASE)
_FIXED = re.compile(r"courier|mono|consol|typewriter|menlo|cmtt", re.IGNORECASE)
_TROUBLES = {
    "locked": (
        "this PDF is locked with a password",
        "save it without a password: qpdf --decrypt --password=… FILE.pdf NEW.pdf",
    ),
    "damaged": (
        "this PDF is damaged and cannot be read",
        "open it in a PDF viewer and print it into a new file",
    ),
    "too much": (
        "this PDF breaks its reader, or takes more time or memory than an article may",
        "print the pages that you need into a new file",
    ),
}
# What PDFium says of a password that is missing, and of encryption it does not know.
_LOCKED = (4, 5)


class Style(IntEnum):
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
    """All pages in reading order; InputError when the file is locked, damaged or too much."""
    if find_spec("pypdfium2") is None:
        raise missing_library("PDF")
    import subprocess

    # This package and nothing from the working folder.
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    answer: dict[str, Any] = {"trouble": "too much"}
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "summarize.pdf_lines"],
            input=data,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": path.rstrip(os.pathsep)},
            timeout=_SECONDS,
        )
        if done.returncode == 0:
            answer = json.loads(done.stdout)
    if trouble := answer.get("trouble"):
        raise InputError(*_TROUBLES[trouble])
    lines = [[_restored(line) for line in page] for page in answer["lines"]]
    return Pages(lines, answer["pictures"], answer["title"])


def _restored(fields: Sequence[Any]) -> Line:
    """A line from the fields that `astuple` made of it."""
    text, page, left, right, baseline, size, style = fields
    return Line(text, page, left, right, baseline, size, Style(style))


def _serve() -> None:
    """The process of its own: a PDF on standard input, its lines as JSON on standard output."""
    data = sys.stdin.buffer.read()
    with suppress(ImportError, ValueError, OSError):
        # Not on Windows; and not where the user has set a lower limit.
        import resource

        limit = _MEMORY + len(data)
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    json.dump(_read(data), sys.stdout)


def _read(data: bytes) -> dict[str, Any]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(data) as document:
            lines = [[astuple(x) for x in _lines(document, n)] for n in range(len(document))]
            pictures = [n for n, page in enumerate(lines) if not page and _drawn(document, n)]
            title = document.get_metadata_value("Title")
            return {"lines": lines, "pictures": pictures, "title": title}
    except PdfiumError as error:
        return {"trouble": "locked" if error.err_code in _LOCKED else "damaged"}


def _lines(document: PdfDocument, number: int) -> Iterator[Line]:
    page = document[number]
    letters = page.get_textpage()
    text = letters.get_text_range()
    start = 0
    for end in [*_LINE_END.finditer(text), None]:
        raw = text[start : end.start() if end else len(text)]
        hyphen = "-" if end and end[0].startswith(_DIVIDED) else ""
        words = " ".join((raw + hyphen).translate(_BULLETS).split())
        if words:
            places = [start + match.start() for match in re.finditer(r"\S", raw)]
            yield _line(letters, words, number, places)
        start = end.end() if end else len(text)
    letters.close()
    page.close()


def _line(letters: PdfTextPage, text: str, page: int, places: Sequence[int]) -> Line:
    """The line of the letters at `places`; a few of them speak for all."""
    from ctypes import c_double

    from pypdfium2 import raw

    asked = [places[0], places[len(places) // 3], places[len(places) * 2 // 3], places[-1]]
    places = [max(0, raw.FPDFText_GetCharIndexFromTextIndex(letters, n)) for n in asked]
    x, y = c_double(), c_double()
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
    """In points on the page: a font of size 1 may be drawn ten times as large.

    A broken file may say anything; what no page has room for counts as ordinary.
    """
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(letters, place, matrix)
    size: float = raw.FPDFText_GetFontSize(letters, place) * (hypot(matrix.c, matrix.d) or 1)
    return size if 1 <= size <= 1000 else 10


def _style(letters: PdfTextPage, place: int) -> Style:
    from ctypes import c_int, create_string_buffer

    from pypdfium2 import raw

    buffer, flags = create_string_buffer(100), c_int()
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


if __name__ == "__main__":
    _serve()
