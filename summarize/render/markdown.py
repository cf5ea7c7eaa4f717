"""Markdown to paste into a wiki: one heading per document, length and language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from summarize.languages import language_name
from summarize.markup.markdown import escape
from summarize.markup.nested import nested
from summarize.render import words
from summarize.result import Failure, Paragraph, Result, Summary, Translation

# The level of an article's title, below that of the document and "Translation".
_TITLE = 3


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    first = True
    taken: set[str] = set()  # names of footnotes and links
    for outcome in outcomes:
        if isinstance(outcome, Result):
            out.write("" if first else "\n---\n\n")
            out.write("\n\n".join(_blocks(outcome, taken)) + "\n")
            out.flush()
            first = False


def _blocks(result: Result, taken: set[str]) -> Iterator[str]:
    markdown = result.format == "markdown"
    if markdown and (translated := words.filtered(result)):
        yield translated
        return
    yield f"# {escape(words.title(result))}"
    yield f"*{escape(' · '.join([*words.facts(result), words.source(result)]))}*"
    for name, summaries in words.by_length(result.summaries):
        yield f"## {name.capitalize()}"
        for summary in summaries:
            text = escape(summary.text or words.missing(summary))
            yield f"**{language_name(summary.lang)}:** {text}"
            yield from _checks(summary)
    for translation in result.translations:
        yield f"## Translation: {language_name(translation.lang)}"
        if translation.text is None:
            yield escape(words.missing(translation))
        if markdown and translation.markup:
            yield from _article(translation, translation.markup, taken)
        else:
            yield from _paragraphs(translation.paragraphs)
        yield from _checks(translation)


def _checks(part: Summary | Translation) -> Iterator[str]:
    if lines := words.checks(part):
        yield "\n".join(f"- *{escape(line)}*" for line in lines)


def _article(translation: Translation, markup: str, taken: set[str]) -> Iterator[str]:
    """In the article's own markup, below its title."""
    article = nested(markup, _TITLE - 1, taken)
    title = [p for p in translation.paragraphs if p.kind == "title"]
    if title and not re.match(rf"{'#' * _TITLE}\s", article):
        yield _block(title[0])
    yield article


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """The translated article in its own structure, list items joined into lists."""
    items: list[str] = []
    for paragraph in paragraphs:
        if paragraph.kind == "item":
            indent = "   " * paragraph.level
            items.append(f"{indent}{_marker(paragraph)} {escape(paragraph.text)}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield _block(paragraph)
    if items:
        yield "\n".join(items)


def _marker(paragraph: Paragraph) -> str:
    return paragraph.marker if re.fullmatch(r"\d+[.)]", paragraph.marker) else "-"


def _block(paragraph: Paragraph) -> str:
    if paragraph.rows:
        return _table(paragraph)
    if paragraph.kind == "code":
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", paragraph.text))])
        return f"{fence}\n{paragraph.text}\n{fence}"
    # A footnote's number; items are lists already.
    marked = paragraph.marker.startswith("[")
    text = escape(paragraph.as_line(paragraph.text) if marked else paragraph.text)
    if paragraph.kind == "title":
        return f"{'#' * _TITLE} {text}"
    if paragraph.kind == "heading":
        return f"{'#' * min(6, paragraph.level + _TITLE - 1)} {text}"
    if paragraph.kind == "quote":
        return f"> {text}"
    return f"*{text}*" if paragraph.kind == "teaser" else text


def _table(paragraph: Paragraph) -> str:
    """Markdown has no table without headings, so that they may be empty."""
    rows = [[escape(cell.text) for cell in row] for row in paragraph.rows]
    if not paragraph.level:
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
