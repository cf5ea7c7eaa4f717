"""A line of Markdown -> its words with marks, by where markdown-it-py's inline rules matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from summarize.document.markdown import highlight, math
from summarize.document.markdown import parser as plain_parser
from summarize.markup.model import Reader, Segment
from summarize.markup.weave import Point

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_Rule = Callable[["StateInline", bool], bool]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markup in a token's content: what it opens or closes, or the text it stands for."""

    start: int
    end: int
    kind: str
    text: str = ""


def parser(text: str) -> MarkdownIt:
    """The parser for an article, whose inline rules note where they matched."""
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
        strikethrough,
    )
    from mdit_py_plugins.footnote.index import footnote_ref

    noting = plain_parser(text)
    rules: dict[str, _Rule] = {
        "math": math, "newline": newline, "escape": escape, "backticks": backtick,
        "highlight": highlight, "link": link, "image": image, "autolink": autolink,
        "html_inline": html_inline, "entity": entity,
        "emphasis": emphasis.tokenize, "strikethrough": strikethrough.tokenize,
        "footnote_ref": partial(footnote_ref, always_match=True),
    }  # fmt: skip
    for name, rule in rules.items():
        noting.inline.ruler.at(name, _noting(name, rule))
    return noting


def segment(parser: MarkdownIt, content: str, source: str, env: dict[str, Any]) -> Segment:
    """One token's content as text with marks; `source` is how it stands in the article."""
    env |= {"pieces": [], "content": content}
    tokens = parser.parseInline(content, env)[0].children or []
    pieces: list[_Piece] = [*env["pieces"], *_delimiters(tokens)]
    return _read(content, source, sorted(pieces, key=lambda p: (p.start, -p.end)))


def _noting(name: str, rule: _Rule) -> _Rule:
    def noting(state: StateInline, silent: bool) -> bool:
        # Labels of images are parsed by themselves; the whole image is one piece.
        noted: list[_Piece] | None = state.env.get("pieces")
        start, before = state.pos, len(state.tokens)
        if silent or noted is None or state.src != state.env["content"]:
            return rule(state, silent)
        # Only at a bracket: looking for the label's end reads all that follows.
        is_link = name == "link" and state.src[start] == "["
        label_end = state.md.helpers.parseLinkLabel(state, start, True) if is_link else 0
        count = len(noted)
        if not rule(state, silent):
            del noted[count:]
            return False
        tokens = state.tokens[before:]
        if name in ("emphasis", "strikethrough"):
            at = state.pos
            # In front of them, text may have become a token.
            for token in reversed(tokens):
                at -= len(token.content)
                if at >= start:
                    token.meta = {"at": at}
        else:
            noted.extend(_pieces(name, state.src, start, state.pos, label_end, tokens))
        return True

    return noting


def _pieces(
    name: str, content: str, start: int, end: int, label_end: int, tokens: list[Token]
) -> Iterator[_Piece]:
    if name == "link":
        yield _Piece(start, start + 1, "open")
        # "[here]" names its definition, which a translation does not.
        named = content[label_end:end] in ("]", "][]")
        label = content[start + 1 : label_end]
        yield _Piece(label_end, end, "close", f"][{label}]" if named else "")
    elif name == "highlight":
        yield _Piece(start, start + 2, "open")
        yield _Piece(end - 2, end, "close")
    elif name == "autolink":
        yield _Piece(start, start + 1, "open code")
        yield _Piece(end - 1, end, "close")
    elif name == "math":
        yield _Piece(start, start, "open code")
        yield _Piece(end, end, "close")
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


def _delimiters(tokens: list[Token]) -> Iterator[_Piece]:
    """Emphasis, which is known only when the whole line has been read."""
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
        raw, cursor = _flat(content[piece.start : piece.end]), piece.end
        if piece.kind.startswith("open"):
            opened.append((reader.open(), piece))
        elif piece.kind == "close" and opened:
            place, opening = opened.pop()
            before = content[opening.start : opening.end]
            whole = _flat(content[opening.start : cursor])
            is_code = opening.kind.endswith("code")
            reader.close(place, before, piece.text or raw, whole, is_code)
        elif piece.kind == "point":
            reader.point(raw)
        elif piece.kind == "break":
            reader.line_break(_line_break(content, source))
        else:
            reader.words(piece.text)
    reader.words(content[cursor:])
    segment = reader.segment(source)
    marks = list(segment.marks)
    # With nothing behind it, a line break would be a backslash.
    while marks and isinstance(mark := marks[-1], Point) and mark.is_break:
        if mark.start < len(segment.text):
            break
        marks.pop()
    return replace(segment, marks=tuple(marks))


def _flat(markup: str) -> str:
    """On one line, since nothing stands in front of further ones."""
    return re.sub(r"\s*\n\s*", " ", markup)


def _line_break(content: str, source: str) -> str:
    """A line break with what stands in front of the next line, such as "> "."""
    second = content.partition("\n")[2].partition("\n")[0]
    for line in source.split("\n")[1:]:
        if second and second in line:
            return "\\\n" + line[: line.index(second)]
    return "\\\n"
