"""An article in its own markup -> the same markup around a translation.

`split` takes an article apart into what is translated (`Segment`) and what stands around it;
put together again with the same text, it is the article, character by character. To add a
format: one module here, one row in `_SPLITTERS`.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from summarize.formats import Format
from summarize.markup.model import Layout, Segment

__all__ = ["Layout", "Segment", "split"]

_SPLITTERS = {Format.TEXT: "plain", Format.MARKDOWN: "markdown", Format.HTML: "html"}


def split(
    text: str, format: Format, verbatim: Collection[str] = (), source: str = ""
) -> Layout | None:
    """The layout of an article; None for a format whose markup cannot be kept.

    Paragraphs that are in `verbatim`, such as lists of sources, are not translated. `source` is
    what the links of a page from the web are relative to.
    """
    if format not in _SPLITTERS:
        return None
    module = import_module(f"{__name__}.{_SPLITTERS[format]}")
    layout: Layout = module.split(text, source) if format is Format.HTML else module.split(text)
    return layout.without(verbatim)
