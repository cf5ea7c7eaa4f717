"""The layout of Markdown: blocks by markdown-it-py, inline markup by where its rules matched.

Front matter, code blocks, link targets and images stay as they are; table cells and footnotes
are translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarize.markup.model import Layout, Reader, Segment

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FOOTNOTE = re.compile(r"^(\[\^[^\]\n]+\]:[ \t]*)(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\n]+\]")
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_SPECIAL = re.compile(r"[\\`*_\[\]<>|]")
_LINE_START = re.compile(r"^(?:#+(?=\s)|[-+](?=\s)|=+$)")
_NUMBER_START = re.compile(r"^\d+(?=[.)]\s)")


def split(text: str) -> Layout:
    found = sorted(_places(text), key=lambda place: place[0])
    parts: list[str | Segment] = []
    cursor = 0
    for start, segment in found:
        if start >= cursor and segment.text:
            parts += [text[cursor:start], segment]
            cursor = start + len(segment.source)
    return Layout((*parts, text[cursor:]), escape)


def escape(text: str) -> str:
    """Text that is no markup anywhere in a line; most text comes out as it is."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\\\g<0>", text)
    return _NUMBER_START.sub(r"\g<0>\\", text)


def _places(text: str) -> Iterator[tuple[int, Segment]]:
    """Every segment with its place in the text."""
    parser, body = _parser(), text
    env: dict[str, Any] = {}  # where links are defined
    if front_matter := _FRONT_MATTER.match(text):
        body = _blank(text, *front_matter.span())
    notes = list(_FOOTNOTE.finditer(body))
    for note in notes:
        # To CommonMark, a footnote is the definition of a link.
        body = _blank(body, *note.span())
    tokens = parser.parse(body, env)
    for note in notes:
        yield note.start(2), _segment(parser, note[2], note[2], env)
    lines = body.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    cursor = 0
    for token in tokens:
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "inline":
            place = _place(token.content, lines, starts, first, max(cursor, starts[first]))
            if place:
                start, cursor = place
                yield start, _segment(parser, token.content, text[start:cursor], env)
        elif token.type == "html_block":
            yield from _between_tags(text, starts[first], min(starts[last], len(text)))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _place(
    content: str, lines: list[str], starts: list[int], line: int, cursor: int
) -> tuple[int, int] | None:
    """From where to where a token's content stands; its lines are behind "> " and blanks."""
    start = end = None
    for offset, part in enumerate(content.split("\n")):
        at = max(0, cursor - starts[line + offset])
        found, length = lines[line + offset].find(part, at), len(part)
        if found < 0:  # in a table, where a bar in a cell has a backslash
            part = part.replace("|", "\\|")
            found, length = lines[line + offset].find(part, at), len(part)
        if found < 0:
            return None
        if start is None:
            start = starts[line + offset] + found
        end = starts[line + offset] + found + length
    return None if start is None or end is None else (start, end)


def _between_tags(text: str, start: int, end: int) -> Iterator[tuple[int, Segment]]:
    cursor = start
    tags = [match.span() for match in _TAG.finditer(text, start, end)]
    for low, high in [*tags, (end, end)]:
        words = text[cursor:low].strip()
        if words:
            at = text.index(words, cursor)
            yield at, Segment(words, " ".join(words.split()))
        cursor = high


# --- inline markup -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markup in a token's content: what it opens or closes, or the text it stands for."""

    start: int
    end: int
    kind: str
    text: str = ""


def _parser() -> MarkdownIt:
    """CommonMark with tables, whose inline rules note where they matched."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import (
        autolink,
        backtick,
        emphasis,
        entity,
        escape,
        html_inline,
        image,
        link,
        newline,
    )

    parser = MarkdownIt("commonmark").enable("table")
    rules: dict[str, Callable[[StateInline, bool], bool]] = {
        "newline": newline, "escape": escape, "backticks": backtick, "link": link,
        "image": image, "autolink": autolink, "html_inline": html_inline, "entity": entity,
        "emphasis": emphasis.tokenize,
    }  # fmt: skip
    for name, rule in rules.items():
        parser.inline.ruler.at(name, _noting(name, rule))
    return parser


def _noting(
    name: str, rule: Callable[[StateInline, bool], bool]
) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:
        # Labels of images are parsed by themselves; the whole image is one piece.
        noted: list[_Piece] | None = state.env.get("pieces")
        start, before = state.pos, len(state.tokens)
        if silent or noted is None or state.src != state.env["content"]:
            return rule(state, silent)
        label_end = state.md.helpers.parseLinkLabel(state, start, True) if name == "link" else 0
        count = len(noted)
        if not rule(state, silent):
            del noted[count:]
            return False
        tokens = state.tokens[before:]
        if name == "emphasis":
            for offset, token in enumerate(tokens[start - state.pos :]):
                token.meta = {"at": start + offset}
        else:
            noted.extend(_pieces(name, state.src, start, state.pos, label_end, tokens))
        return True

    return noting


def _pieces(
    name: str, content: str, start: int, end: int, label_end: int, tokens: list[Token]
) -> Iterator[_Piece]:
    if name == "link":
        yield _Piece(start, start + 1, "open")
        yield _Piece(label_end, end, "close")
    elif name == "autolink":
        yield _Piece(start, start + 1, "open code")
        yield _Piece(end - 1, end, "close")
    elif name == "backticks":
        code = next((token for token in tokens if token.type == "code_inline"), None)
        if code:
            padding = len(code.markup) + (end - start - 2 * len(code.markup) > len(code.content))
            yield _Piece(start, start + padding, "open code")
            yield _Piece(end - padding, end, "close")
    elif name == "newline" or content[start:end].startswith("\\\n"):
        hard = any(token.type == "hardbreak" for token in tokens)
        low = len(content[:start].rstrip(" "))
        yield _Piece(low, end, "break" if hard else "blank", " ")
    elif name in ("escape", "entity"):
        special = next((token.content for token in tokens if token.type == "text_special"), "")
        yield _Piece(start, end, "text", special)
    else:
        yield _Piece(start, end, "point")


def _segment(parser: MarkdownIt, content: str, source: str, env: dict[str, Any]) -> Segment:
    """One token's content as text with marks."""
    env |= {"pieces": [], "content": content}
    tokens = parser.parseInline(content, env)[0].children or []
    pieces: list[_Piece] = [*env["pieces"], *_emphasis(tokens)]
    for note in _FOOTNOTE_MARK.finditer(content):
        pieces.append(_Piece(*note.span(), "point"))
    return _read(content, source, sorted(pieces, key=lambda p: (p.start, -p.end)))


def _emphasis(tokens: list[Token]) -> Iterator[_Piece]:
    for token in tokens:
        if "at" in token.meta and token.type != "text":
            at, kind = token.meta["at"], token.type.rpartition("_")[2]
            # Of two stars, it is the inner one that the token stands for.
            low = at - (token.type == "strong_open")
            yield _Piece(low, low + len(token.markup), kind)


def _read(content: str, source: str, pieces: list[_Piece]) -> Segment:
    """A content's text with marks, from its pieces in order."""
    reader, cursor = Reader(), 0
    opened: list[tuple[tuple[int, int], _Piece]] = []
    for piece in pieces:
        if piece.start < cursor:
            continue
        reader.words(content[cursor : piece.start])
        raw, cursor = content[piece.start : piece.end], piece.end
        if piece.kind.startswith("open"):
            opened.append((reader.open(), piece))
        elif piece.kind == "close" and opened:
            place, opening = opened.pop()
            before, whole = content[opening.start : opening.end], content[opening.start : cursor]
            reader.close(place, before, raw, whole, opening.kind.endswith("code"))
        elif piece.kind == "point":
            reader.point(raw)
        elif piece.kind == "break":
            reader.line_break(_line_break(content, source))
        else:
            reader.words(piece.text)
    reader.words(content[cursor:])
    return reader.segment(source)


def _line_break(content: str, source: str) -> str:
    """A line break with what stands in front of the next line, such as "> "."""
    second = content.partition("\n")[2].partition("\n")[0]
    for line in source.split("\n")[1:]:
        if second and second in line:
            return "\\\n" + line[: line.index(second)]
    return "\\\n"
