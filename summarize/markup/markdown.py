"""The layout of Markdown: blocks by markdown-it-py, and the markup in their lines.

Code blocks, link targets and images stay as they are; table cells, footnotes, and of the front
matter what readers see of it, are translated.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from summarize.document.markdown import RAW_HTML, TASK
from summarize.markup import inline
from summarize.markup.model import Layout, Segment

_CELLS = frozenset({"th_open", "td_open"})
# A block of HTML may end before its tags do.
_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|{RAW_HTML}|</?[a-z!?][^<>]*(?:>|\Z)", re.DOTALL | re.IGNORECASE
)
# An underscore inside a word is one, and so is a backslash in front of a letter.
_SPECIAL = re.compile(r"\\(?![A-Za-z])|[`*\[\]<>|]|(?<!\w)_|_(?!\w)|^~|~(?=~|$)|&(?=#|\w+;)")
_LINE_START = re.compile(r"^(?:#+(?=\s|$)|[-+](?=\s|$)|=+\s*$|-{2,}\s*$|~{3})")
_NUMBER_START = re.compile(r"^\d{1,9}(?=[.)](?:\s|$))")


# Fields of front matter that are shown to readers, with values on their lines.
_SHOWN = re.compile(
    r"^(?:title|subtitle|description|summary)[ \t]*:[ \t]+"
    r"(?:\"(?P<double>[^\"\\\n]+)\"|'(?P<single>(?:[^'\n]|'')+)'|(?P<plain>[^\W_][^\n]*?))[ \t]*$",
    re.MULTILINE,
)
# How a text becomes one in YAML; without quotes, a colon would begin a value.
_YAML: dict[str | None, Callable[[str], str]] = {
    "double": lambda text: text.replace("\\", "\\\\").replace('"', '\\"'),
    "single": lambda text: text.replace("'", "''"),
    "plain": lambda text: re.sub(r": | #", " – ", text),
}


def split(text: str) -> Layout:
    parts: list[str | Segment] = []
    cursor = 0
    for start, segment in sorted(_places(text), key=lambda place: place[0]):
        if start >= cursor and segment.text:
            parts += [text[cursor:start], segment]
            cursor = start + len(segment.source)
    return Layout((*parts, text[cursor:]), escape)


def escape(text: str) -> str:
    """Text that is no markup anywhere in a line; most text comes out as it is."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\\\g<0>", text)
    return _NUMBER_START.sub(r"\g<0>\\", text)


@dataclass
class _Lines:
    """An article's lines; what is looked for in them is found in the order of the text."""

    text: str
    cursor: int = 0

    def __post_init__(self) -> None:
        self._lines = self.text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def enter(self, line: int) -> None:
        self.cursor = max(self.cursor, self._starts[line])

    def skip(self, markup: str) -> None:
        """Go behind something that stands in the current line."""
        self.cursor = self.text.index(markup, self.cursor) + len(markup)

    def find(self, content: str, line: int) -> tuple[int, str] | None:
        """Where a token's content stands, and how; its lines are behind "> " and blanks."""
        start = end = None
        for offset, part in enumerate(content.split("\n")):
            # Tabs in front of it may have become blanks; a bar in a cell had a backslash.
            part = part.strip()
            at = max(self.cursor, self._starts[line + offset])
            stop = self._starts[line + offset + 1]
            for written in (part, part.replace("|", "\\|")):
                if (found := self.text.find(written, at, stop)) >= 0:
                    start, end = found if start is None else start, found + len(written)
                    break
            else:
                return None
        if start is None or end is None:
            return None
        self.cursor = end
        return start, self.text[start:end]


def _places(text: str) -> Iterator[tuple[int, Segment]]:
    """Every segment with its place in the text."""
    parser = inline.parser(text)
    env: dict[str, Any] = {}  # where links are defined
    tokens = parser.parse(text, env)
    lines = _Lines(text)
    for position, token in enumerate(tokens):
        if token.map is None:
            continue
        line = token.map[0]
        lines.enter(line)
        if token.type == "footnote_reference_open":
            lines.skip(f"[^{token.meta['label']}]:")
        elif token.type == "front_matter":
            end = text.index(token.content) + len(token.content)
            for field in _SHOWN.finditer(text, 0, end):
                style = field.lastgroup
                source = field[style or 0]
                read = source.replace("''", "'") if style == "single" else source
                segment = Segment(source, " ".join(read.split()), escape=_YAML[style])
                yield field.start(style or 0), segment
        elif token.type == "html_block":
            yield from _between_tags(token.content, lines, line)
        elif token.type == "inline":
            content, opening = token.content, tokens[position - 1].type
            in_item = opening == "paragraph_open" and tokens[position - 2].type == "list_item_open"
            if in_item and (task := TASK.match(content)):
                content = content[task.end() :]
                lines.skip(task[0])
            if found := lines.find(content, line):
                segment = inline.segment(parser, content, found[1], env)
                yield found[0], _in_cell(segment) if opening in _CELLS else segment


def _between_tags(block: str, lines: _Lines, line: int) -> Iterator[tuple[int, Segment]]:
    """The words in a block of HTML, which need not be whole elements."""
    cursor = 0
    for tag in [*_TAG.finditer(block), None]:
        start, end = tag.span() if tag else (len(block), len(block))
        words = block[cursor:start].strip()
        at = line + block.count("\n", 0, block.index(words, cursor))
        if words and (found := lines.find(words, at)):
            read = " ".join(html.unescape(words).split())
            yield found[0], Segment(found[1], read, escape=_escape_html)
        if tag:
            lines.find(tag[0], line + block.count("\n", 0, start))
        cursor = end


def _escape_html(text: str) -> str:
    return html.escape(text, quote=False)


def _in_cell(segment: Segment) -> Segment:
    """In a table, a bar has a backslash even in code."""
    marks = tuple(mark.mapped(lambda part: part.replace("|", "\\|")) for mark in segment.marks)
    return replace(segment, marks=marks)
