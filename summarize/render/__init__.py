"""Results -> text in one of the output formats, written as the results come.

To add a format: one module here, one row in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import partial
from importlib import import_module
from typing import Any, TextIO

from summarize.render import words
from summarize.result import Failure, Result

Writer = Callable[[Iterable[Result | Failure], TextIO], None]


class Format(StrEnum):
    TABLE = "table"
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    HTML = "html"
    SRT = "srt"
    VTT = "vtt"

    @property
    def suffix(self) -> str:
        """What a file of this format is called."""
        return {"table": ".txt", "text": ".txt", "markdown": ".md"}.get(self, f".{self}")


_WRITERS = {
    Format.TABLE: "terminal.write",
    Format.TEXT: "text.write",
    Format.JSON: "data.write_json",
    Format.JSONL: "data.write_jsonl",
    Format.MARKDOWN: "markdown.write",
    Format.HTML: "html.write",
    Format.SRT: "subtitles.write_srt",
    Format.VTT: "subtitles.write_vtt",
}
# Formats that tell what could not be done; people are told of it on stderr.
FAILURES_TOO = {Format.JSON, Format.JSONL}
_EXPLAINING = {Format.TABLE, Format.TEXT}
_SUBTITLES = {Format.SRT, Format.VTT}


def writer(format: Format, *, explain: bool = False) -> Writer:
    """The function that writes outcomes to an open file, in this format.

    Failures are part of `FAILURES_TOO` only. `explain` adds what supports each sentence of a
    summary; data formats always have it.
    """
    module, _, name = _WRITERS[format].rpartition(".")
    found: Any = getattr(import_module(f"{__name__}.{module}"), name)
    chosen: Writer = partial(found, explain=True) if explain and format in _EXPLAINING else found
    return chosen


def bare(result: Result, format: Format) -> bool:
    """Whether the translated article alone is written, with no place for what is doubtful."""
    return format in _SUBTITLES or (format == result.format and words.filtered(result) is not None)
