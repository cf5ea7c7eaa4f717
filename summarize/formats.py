"""The formats articles come in, and how each is recognised."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    """How a text is marked up."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
}


def by_name(name: str) -> Format | None:
    """The format that a file's suffix promises; None where only the content can tell."""
    return SUFFIXES.get(PurePath(name).suffix.lower())
