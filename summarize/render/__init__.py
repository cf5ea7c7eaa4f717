"""Results -> text in one of the output formats, written as the results come.

To add a format: one module here, one row in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib import import_module
from typing import TextIO

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


def writer(format: Format) -> Writer:
    """The function that writes outcomes to an open file, in this format.

    Failures are part of the data formats only; people are told of them on stderr.
    """
    module, _, name = _WRITERS[format].rpartition(".")
    found: Writer = getattr(import_module(f"{__name__}.{module}"), name)
    return found
