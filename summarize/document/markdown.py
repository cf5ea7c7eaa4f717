"""Markdown -> blocks, by markdown-it-py; markup, images and link targets are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarize.document.model import Block, Kind

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_MATTER_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:[ \t]*.*(?:\n(?:[ \t]+\S.*|[ \t]*))*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]]+\]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def parse(text: str) -> tuple[str | None, list[Block]]:
    """The title (first heading of level 1, else the front matter's) and the blocks."""
    from markdown_it import MarkdownIt

    title = None
    if front_matter := _FRONT_MATTER.match(text):
        text = text[front_matter.end() :]
        if match := _FRONT_MATTER_TITLE.search(front_matter[1]):
            title = match[1].strip("\"'")
    notes = [match[0].strip() for match in _FOOTNOTE.finditer(text)]
    text = _FOOTNOTE.sub("", text)
    reader = _Reader(text.split("\n"))
    reader.read(MarkdownIt("commonmark").enable("table").parse(text))
    blocks = reader.blocks + [Block(Kind.REFERENCE, note) for note in notes]
    first = next((i for i, b in enumerate(blocks) if b.kind is Kind.HEADING), None)
    if first is not None and blocks[first].level == 1:
        title = blocks.pop(first).text
    return title, blocks


@dataclass
class _Reader:
    """Walks markdown-it's flat token list, keeping track of lists and quotes."""

    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    # One [next number or None for bullets] per open list.
    lists: list[int | None] = field(default_factory=list)
    marker: str = ""
    quotes: int = 0

    def read(self, tokens: list[Token]) -> None:
        in_table = False
        for position, token in enumerate(tokens):
            if token.type == "table_open" and token.map:
                table = self.lines[token.map[0] : token.map[1]]
                self.blocks.append(Block(Kind.CODE, "\n".join(table).strip()))
            in_table = (in_table or token.type == "table_open") and token.type != "table_close"
            if in_table:
                continue
            if token.type == "inline":
                self._inline(token, tokens[position - 1])
            elif token.type in ("fence", "code_block"):
                self.blocks.append(Block(Kind.CODE, token.content.rstrip("\n")))
            elif token.type == "html_block":
                if text := _tidy(_TAG.sub(" ", _COMMENT.sub("", token.content))):
                    self.blocks.append(Block(Kind.PARAGRAPH, text))
            else:
                self._container(token)

    def _container(self, token: Token) -> None:
        if token.type == "blockquote_open":
            self.quotes += 1
        elif token.type == "blockquote_close":
            self.quotes -= 1
        elif token.type == "bullet_list_open":
            self.lists.append(None)
        elif token.type == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            number = self.lists[-1]
            self.marker = token.markup if number is None else f"{number}{token.markup}"
            if number is not None:
                self.lists[-1] = number + 1

    def _inline(self, token: Token, opening: Token) -> None:
        text = _inline_text(token)
        if not text:
            return
        if opening.type == "heading_open":
            self.blocks.append(Block(Kind.HEADING, text, level=int(opening.tag[1:])))
        elif self.lists:
            # A second paragraph of the same item has no marker of its own.
            depth = len(self.lists) - 1
            self.blocks.append(Block(Kind.ITEM, text, level=depth, marker=self.marker))
            self.marker = ""
        else:
            self.blocks.append(Block(Kind.QUOTE if self.quotes else Kind.PARAGRAPH, text))


def _inline_text(token: Token) -> str:
    """The words a reader sees: no emphasis marks, link targets, images or footnote marks."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return _tidy(_FOOTNOTE_MARK.sub("", "".join(parts)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
