"""Source -> Document: decode, parse by format, mark what is not prose, split, identify."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from summarize.document import html, markdown, plain, structure
from summarize.document.decode import clean, decode
from summarize.document.language import configured, detect
from summarize.document.model import PROSE, VERBATIM, Block, Document, Kind, Language, count_words
from summarize.document.sentences import split_sentences
from summarize.errors import InputError
from summarize.source import Format, Source

__all__ = [
    "PROSE",
    "VERBATIM",
    "Block",
    "Document",
    "Kind",
    "Language",
    "count_words",
    "read",
    "split_sentences",
]

_PARSERS = {Format.TEXT: plain.parse, Format.MARKDOWN: markdown.parse, Format.HTML: html.parse}
_HTML_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article)\b", re.I)
_MARKDOWN_START = re.compile(r"\s*(?:---\n.*?\n---\n\s*)?#{1,3} \S", re.DOTALL)


def read(source: Source, languages: Sequence[str], language: str | None = None) -> Document:
    """The article in `source`.

    `languages` are those it may be written in; `language` settles the question, and so
    does the source's own. Raises InputError when there is nothing to read and
    LanguageError when its language is not one of `languages` or cannot be told.
    """
    content = source.load()
    text, encoding = decode(content) if isinstance(content, bytes) else (content, "utf-8")
    text = clean(text)
    if not text.strip():
        raise InputError("there is no text in it", "give it an article to read")
    format = source.format or _sniff(text)
    title, blocks = _PARSERS[format](text)
    if source.title:
        title = " ".join(clean(source.title).split())
    blocks = structure.mark([block for block in blocks if block.text], title)
    if title is None and all(block.kind in VERBATIM for block in blocks):
        raise InputError("there is no prose in it, only code or links", "name an article")
    spoken = _language(source, title, blocks, languages, language)
    notes = () if "damaged" not in encoding else ("some bytes could not be decoded: shown as �",)
    return Document(
        id=source.id,
        source=source.name,
        title=title,
        blocks=tuple(_with_sentences(block, spoken.code) for block in blocks),
        language=spoken,
        notes=notes,
        raw=text,
        format=format,
    )


def _sniff(text: str) -> Format:
    """The format of a text that no file name tells."""
    if _HTML_START.match(text):
        return Format.HTML
    return Format.MARKDOWN if _MARKDOWN_START.match(text) else Format.TEXT


def _language(
    source: Source,
    title: str | None,
    blocks: Sequence[Block],
    languages: Sequence[str],
    given: str | None,
) -> Language:
    if named := given or source.language:
        return configured(named, languages)
    prose = [block.text for block in blocks if block.kind not in VERBATIM]
    return detect("\n".join([title or "", *prose]), languages)


def _with_sentences(block: Block, language: str) -> Block:
    if block.kind in VERBATIM:
        return block
    return replace(block, sentences=tuple(split_sentences(block.text, language)))
