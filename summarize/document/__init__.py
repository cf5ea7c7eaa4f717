"""Source -> Document: decode, parse by format, mark what is not prose, split, identify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from summarize.document import structure
from summarize.document.decode import clean, decode
from summarize.document.language import configured, detect
from summarize.document.model import (
    PROSE,
    VERBATIM,
    Block,
    Document,
    Kind,
    Language,
    count_words,
    has_words,
)
from summarize.document.sentences import split_sentences
from summarize.errors import InputError
from summarize.formats import Format, by_content, by_text

if TYPE_CHECKING:
    from summarize.source import Source

__all__ = [
    "PROSE",
    "VERBATIM",
    "Block",
    "Document",
    "Kind",
    "count_words",
    "has_words",
    "read",
    "split_sentences",
]

# Named, not imported: a run loads the code of just the formats it meets. The unpackers read
# bytes, and say themselves what a reader should know of how that went.
_UNPACKERS = {
    Format.PDF: "pdf",
    Format.DOCX: "docx",
    Format.EPUB: "epub",
    Format.MAIL: "mail",
}
_PARSERS = {
    Format.TEXT: "plain.parse",
    Format.MARKDOWN: "markdown.parse",
    Format.HTML: "html.parse",
    Format.SRT: "subtitles.parse_srt",
    Format.VTT: "subtitles.parse_vtt",
}


def read(source: Source, languages: Sequence[str], language: str | None = None) -> Document:
    """The article in `source`.

    `languages` are those it may be written in; `language` settles the question, and so
    does the source's own. Raises InputError when there is nothing to read and
    LanguageError when its language is not one of `languages` or cannot be told.
    """
    raw, format, title, blocks, notes = _parsed(source)
    if source.title:
        title = " ".join(clean(source.title).split())
    blocks = structure.mark([block for block in blocks if block.text], title)
    if title is None and all(block.kind in VERBATIM for block in blocks):
        raise InputError("there is no prose in it, only code or links", "name an article")
    spoken = _language(source, title, blocks, languages, language)
    return Document(
        id=source.id,
        source=source.name,
        title=title,
        blocks=tuple(_with_sentences(block, spoken.code) for block in blocks),
        language=spoken,
        notes=notes,
        raw=raw,
        format=format,
    )


def _parsed(source: Source) -> tuple[str, Format, str | None, list[Block], tuple[str, ...]]:
    """The text where it is one, its format, title and blocks, and what a reader should know.

    What the content shows itself to be counts more than what a name or a server says.
    """
    content, format, charset = _loaded(source)
    notes: tuple[str, ...] = ()
    if isinstance(content, bytes):
        if packed := by_content(content, format):
            title, blocks, notes = _function(f"{_UNPACKERS[packed]}.parse")(content)
            return "", packed, title, blocks, notes
        content, encoding = decode(content, charset)
        if format in _UNPACKERS:
            hint = "give it the name of what it is"
            raise InputError(f"this is no {format.upper()} file, whatever its name says", hint)
        if "damaged" in encoding:
            notes = ("some bytes could not be decoded: shown as �",)
    text = clean(content)
    if not text.strip():
        raise InputError("there is no text in it", "give it an article to read")
    format = format or by_text(text)
    title, blocks = _function(_PARSERS.get(format, "plain.parse"))(text)
    return text, format, title, blocks, notes


def _function(named: str) -> Any:
    module, _, name = named.rpartition(".")
    return getattr(import_module(f"{__name__}.{module}"), name)


def _loaded(source: Source) -> tuple[bytes | str, Format | None, str | None]:
    """The content of a source, its format and its encoding, as far as somebody says them."""
    content = source.load()
    if isinstance(content, bytes | str):
        return content, source.format, None
    return content.data, content.format, content.charset


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
    cells = [cell for row in block.rows for cell in row if has_words(cell)]
    texts = cells if block.kind is Kind.TABLE else [block.text]
    sentences = (sentence for text in texts for sentence in split_sentences(text, language))
    return replace(block, sentences=tuple(sentences))
