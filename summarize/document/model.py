"""The shape of an article once it has been read: title, blocks, sentences, language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from summarize.formats import Format


class Kind(StrEnum):
    """What a block is, which decides whether it is summarised and translated."""

    PARAGRAPH = "paragraph"
    TEASER = "teaser"  # the editor's opening summary of a news article
    HEADING = "heading"
    ITEM = "item"  # one entry of a list
    QUOTE = "quote"
    TABLE = "table"
    FOOTNOTE = "footnote"
    CODE = "code"  # kept as it is
    REFERENCE = "reference"  # links, sources, bylines and credits, kept as they are


PROSE = frozenset({Kind.PARAGRAPH, Kind.TEASER, Kind.ITEM, Kind.QUOTE})
VERBATIM = frozenset({Kind.CODE, Kind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Cue:
    """What is on the screen from `start` to `end`, in milliseconds; its text is one line.

    Of WebVTT also who says it, where it is shown, and what it is called; the text of who begins
    to speak has the name in front.
    """

    start: int
    end: int
    text: str
    speaker: str = ""
    settings: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, quote, table, footnote, piece of code or source list entry.

    `text` is NFC, without line breaks (except in code and tables) and without markup; joining
    `sentences` gives `text` back. Those of a table are the sentences of its cells.
    """

    kind: Kind
    text: str
    sentences: tuple[str, ...] = ()
    # Heading level from 1, depth of a list item from 0, or number of a table's heading rows.
    level: int = 0
    # What stood in front of a list item or footnote: "-", "3.", "[1]".
    marker: str = ""
    # The cells of a table, row by row; every row has as many.
    rows: tuple[tuple[str, ...], ...] = ()
    # Code inside the text, which no translation may change.
    code: tuple[str, ...] = ()
    # Of subtitles: when each part is shown; their texts joined by spaces are `text`.
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """A language as ISO 639-1 code, and how sure we are of it, from 0 to 1."""

    code: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Document:
    """One article, ready to be summarised and translated."""

    id: str
    source: str
    title: str | None
    blocks: tuple[Block, ...]
    language: Language
    notes: tuple[str, ...] = field(default=())
    # The article as it came, and how it is marked up.
    raw: str = field(default="", repr=False)
    format: Format = Format.TEXT

    def prose(self) -> Iterator[Block]:
        """The blocks a summary is made from, in reading order."""
        return (block for block in self.blocks if block.kind in PROSE)

    @cached_property
    def words(self) -> int:
        """Words of the article's prose; the title, code and source lists do not count."""
        return sum(count_words(block.text) for block in self.prose())


def has_words(text: str) -> bool:
    """Whether there is anything to translate in it: numbers and signs say the same everywhere."""
    return any(map(str.isalpha, text))


_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")


def count_words(text: str) -> int:
    """Words as a reader counts them: "U-Bahn", "3.200" and "don't" are one each."""
    return len(_WORD.findall(text))
