"""The layout of plain text: blank lines, indents, list markers and quote signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarize.document.plain import GAP, Dehyphenator, grouped, is_table, runs
from summarize.markup.model import Layout, Segment

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)*")


def split(text: str) -> Layout:
    hyphens = Dehyphenator(text)
    parts: list[str | Segment] = []
    for chunk in re.split(r"(\n(?:[ \t]*\n)+)", text):
        lines = chunk.split("\n")
        # Blank lines at the beginning of the text, and between its chunks.
        if not chunk.strip():
            parts.append(chunk)
            continue
        for line in list(lines):
            if line.strip():
                break
            parts += [line, "\n"]
            lines.remove(line)
        for number, run in enumerate(runs(lines)):
            parts += ["\n"] if number else []
            parts += _rows(run) if is_table(run) else _chunk(run, hyphens)
    return Layout(tuple(parts))


def _chunk(lines: list[str], hyphens: Dehyphenator) -> Iterator[str | Segment]:
    """Lines without a blank one between them, equally often quoted."""
    quotes = [_indent(line) for line in lines]
    bare = [line[len(quote) :] for line, quote in zip(lines, quotes, strict=True)]
    number = 0
    for group, item in grouped([" " * len(q) + b for q, b in zip(quotes, bare, strict=True)]):
        first, last = number, number + len(group)
        number = last
        marker = item.end() if item else 0
        start = len(quotes[first]) + marker
        source = "\n".join(lines[first:last])
        words = source[start:].rstrip()
        yield source[:start]
        if words:
            flowing = [bare[first][marker:], *bare[first + 1 : last]]
            text = hyphens.join([line for line in flowing if line.strip()])
            wrapped = last - first > 1
            yield Segment(
                words,
                " ".join(text.split()),
                width=max(len(line) for line in lines[first:last]) - start if wrapped else 0,
                indent=quotes[first + 1] if wrapped else "",
            )
        yield source[start + len(words) :] + ("\n" if last < len(lines) else "")


def _rows(lines: list[str]) -> Iterator[str | Segment]:
    """The cells of a table, and as it stands what is between them."""
    for number, line in enumerate(lines):
        indent, words = _indent(line), line.rstrip()
        yield ("\n" if number else "") + indent
        for index, part in enumerate(re.split(f"({GAP.pattern})", words[len(indent) :])):
            yield part if index % 2 else Segment(part, " ".join(part.split()))
        yield line[len(words) :]


def _indent(line: str) -> str:
    found = _QUOTE.match(line)
    return found[0] if found else ""
