"""The formats articles come in, and how each is recognised: by name, media type or content."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    """How a text is marked up, or packed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    SRT = "srt"
    VTT = "vtt"
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    MAIL = "mail"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".srt": Format.SRT,
    ".vtt": Format.VTT,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".epub": Format.EPUB,
    ".eml": Format.MAIL,
}
_MEDIA_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "text/vtt": Format.VTT,
    "application/x-subrip": Format.SRT,
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/epub+zip": Format.EPUB,
    "message/rfc822": Format.MAIL,
}

_HEAD = 100_000  # bytes in which a header ends
# Possessive: comments could otherwise be grouped in exponentially many ways.
_HTML_START = re.compile(
    r"\s*(?:(?>(?:<!--.*?-->|<\?xml.*?\?>))\s*+)*+<(?:!doctype html|html|head|body|article)\b",
    re.DOTALL | re.IGNORECASE,
)
# The header of a mail that may have to be decoded; others are text.
_MAIL_START = re.compile(
    rb"(?:(?!mime-version:|content-type:)[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*+)*+"
    rb"(?:mime-version|content-type):",
    re.IGNORECASE,
)
# What feeds and databases store of a page. A README may begin so, but does not end so.
_HTML_PART = re.compile(
    r"\s*<(?:p|div|section|h[1-6]|[uo]l|table|blockquote)\b.*</\w+>\s*\Z", re.DOTALL | re.IGNORECASE
)
_MARKDOWN_START = re.compile(r"\s*(?:---\n.*?\n---\n\s*)?#{1,3} \S", re.DOTALL)
_VTT_START = re.compile(r"WEBVTT(?:[ \t\n]|\Z)")
_SRT_START = re.compile(r"\s*\d+[ \t]*\n\d+:\d\d:\d\d[,.]\d+[ \t]+-->")


def by_name(name: str) -> Format | None:
    """The format that a file's suffix promises; None where only the content can tell."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def by_media_type(media_type: str) -> Format | None:
    return _MEDIA_TYPES.get(media_type)


def by_content(data: bytes, expected: Format | None = None) -> Format | None:
    """The packed format that `data` is in; None for text, and for what we cannot unpack.

    A broken archive is what it is `expected` to be.
    """
    if data.startswith(b"%PDF-"):
        return Format.PDF
    if expected is Format.MAIL or (expected is None and _MAIL_START.match(data[:_HEAD])):
        return Format.MAIL
    if data.startswith(b"PK\x03\x04"):
        import io
        import zipfile

        try:
            names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return expected if expected in (Format.DOCX, Format.EPUB) else None
        if "META-INF/container.xml" in names:
            return Format.EPUB
        if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
            return Format.DOCX
    return None


def by_text(text: str) -> Format:
    """The format of a text that neither a name nor a server tells."""
    if _HTML_START.match(text) or _HTML_PART.match(text):
        return Format.HTML
    if _VTT_START.match(text):
        return Format.VTT
    if _SRT_START.match(text):
        return Format.SRT
    return Format.MARKDOWN if _MARKDOWN_START.match(text) else Format.TEXT
