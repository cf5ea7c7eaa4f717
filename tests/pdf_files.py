"""PDF files written by hand: lines of Helvetica at given places, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

TOP, LEFT = 760, 72


class Line(NamedTuple):
    """A line of text, its distance from the line above and its indent, in points."""

    text: str
    size: float = 10
    gap: float = 13
    indent: float = 0
    bold: bool = False
    fixed: bool = False


def pdf(pages: Sequence[Iterable[Line]], title: str | None = None, *, more: bytes = b"") -> bytes:
    """A PDF of one or more pages, whose lines follow each other from the top.

    `more` are instructions that every page begins with; pages are compressed.
    """
    count = len(pages)
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        _font("Courier"),
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font "
            b"<< /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> /Contents %d 0 R >>" % (7 + 2 * number)
        )
        drawn = b"BT\n/F1 1 Tf " + more + b"".join(_shown(lines)) + b"ET"
        content = zlib.compress(drawn)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
            % (len(content), content)
        )
    if title is not None:
        objects.append(b"<< /Title (%s) >>" % _escaped(title))
    return _file(objects, info=title is not None)


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    ).encode()


def _shown(lines: Iterable[Line]) -> Iterable[bytes]:
    height = float(TOP)
    for line in lines:
        height -= line.gap
        yield b"/F%d %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (
            1 + line.bold + 2 * line.fixed,
            line.size, LEFT + line.indent, height, _escaped(line.text),
        )  # fmt: skip


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes], *, info: bool) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R" + (f" /Info {len(objects)} 0 R" * info)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer\n<< {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end
