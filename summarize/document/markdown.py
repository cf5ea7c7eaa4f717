"""Markdown -> blocks, by markdown-it-py; markup, images and link targets are left out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from summarize.document import table
from summarize.document.model import Block, Kind
from summarize.formulas import MATH

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*(?:>|\Z)")
# A line between three dashes is no front matter if a sentence follows it.
_FRONT_MATTER = re.compile(r"\A-{3,}[ \t]*\n(?:\s*|#.*\n)*(?:[\w-]+[ \t]*:|---|\.\.\.)")
_HIGHLIGHT = re.compile(r"(?<![\w=])==(?![\s=])(?:(?!==).)+(?<!\s)==(?![\w=])")
# The box in front of a task.
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
# Elements of HTML whose text is none.
RAW_HTML = r"<(script|style|pre|textarea)\b.*?(?:</\1\s*>|\Z)"
_RAW_HTML = re.compile(RAW_HTML, re.DOTALL | re.IGNORECASE)


def parser(text: str) -> MarkdownIt:
    """For `text`: CommonMark and what is often added to it.

    Tables, footnotes, ~~deleted~~ and ==marked== words, formulas, definitions, ":::" around
    blocks, front matter.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    # What is nested deeper than that is left out: a mail that was answered to and fro is not.
    made = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    made.inline.ruler.before("escape", "math", math)
    made.inline.ruler.before("link", "highlight", highlight)
    made.use(deflist_plugin)
    made.use(container_plugin, name="named", validate=lambda name, *_: bool(name.strip()))
    made.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return made.use(front_matter_plugin) if _FRONT_MATTER.match(text) else made


def math(state: StateInline, silent: bool) -> bool:
    """An inline rule: formulas are code, dollars and all; "_" means something else in them."""
    match = MATH.match(state.src, state.pos)
    if match and not silent:
        state.push("code_inline", "code", 0).content = match[0]
    state.pos = match.end() if match else state.pos
    return match is not None


def highlight(state: StateInline, silent: bool) -> bool:
    """An inline rule: "==words==" are marked, but "a == b" says what it says."""
    match = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        end, state.posMax = state.posMax, match.end() - 2
        state.pos += 2
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = end
    state.pos = match.end()
    return True


def parse(text: str) -> tuple[str | None, list[Block]]:
    """The title (first heading of level 1, else the front matter's) and the blocks."""
    reader = _Reader()
    reader.read(parser(text).parse(text))
    title, blocks = reader.title, reader.blocks + reader.footnotes
    first = next((i for i, b in enumerate(blocks) if b.kind is Kind.HEADING), None)
    if first is not None and blocks[first].level == 1:
        title = blocks.pop(first).text
    return title, blocks


@dataclass
class _Reader:
    """Walks markdown-it's flat token list, keeping track of lists, quotes and tables."""

    title: str | None = None
    blocks: list[Block] = field(default_factory=list)
    # They stand at the end, wherever they are defined.
    footnotes: list[Block] = field(default_factory=list)
    # One [next number or None for bullets] per open list.
    lists: list[int | None] = field(default_factory=list)
    marker: str = ""
    quotes: int = 0
    in_footnote: bool = False
    rows: list[list[str]] = field(default_factory=list)
    code_in_rows: tuple[str, ...] = ()

    def read(self, tokens: list[Token]) -> None:
        for position, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token, tokens[position - 1])
            elif token.type in ("fence", "code_block"):
                self._add(Block(Kind.CODE, token.content.rstrip("\n")))
            elif token.type == "html_block":
                if text := _html_text(token.content):
                    self._add(Block(Kind.PARAGRAPH, text))
            elif token.type == "front_matter":
                if match := _TITLE.search(token.content):
                    self.title = match[1].strip("\"'")
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
        elif token.type == "footnote_reference_open":
            self.in_footnote, self.marker = True, f"[{token.meta['label']}]"
        elif token.type == "footnote_reference_close":
            self.in_footnote, self.marker = False, ""
        elif token.type == "table_open":
            self.rows, self.code_in_rows = [], ()
        elif token.type == "tr_open":
            self.rows.append([])
        elif token.type == "table_close":
            self._add(replace(table.block(self.rows, headings=1), code=self.code_in_rows))

    def _inline(self, token: Token, opening: Token) -> None:
        text, code = _inline_text(token)
        if opening.type in ("th_open", "td_open"):
            self.rows[-1].append(text)
            self.code_in_rows += code
        elif not text:
            return
        elif opening.type == "heading_open":
            self._add(Block(Kind.HEADING, text, level=int(opening.tag[1:]), code=code))
        elif self.in_footnote:
            self._add(Block(Kind.FOOTNOTE, text, marker=self._marker(), code=code))
        elif self.lists:
            task = TASK.match(text)
            marker = self._marker()
            if task and marker:
                text, marker = text[task.end() :], "☐" if task[1] == " " else "☑"
            depth = len(self.lists) - 1
            self._add(Block(Kind.ITEM, text, level=depth, marker=marker, code=code))
        else:
            kind = Kind.QUOTE if self.quotes else Kind.PARAGRAPH
            self._add(Block(kind, text, code=code))

    def _marker(self) -> str:
        """A second paragraph of the same item or footnote has no marker of its own."""
        marker, self.marker = self.marker, ""
        return marker

    def _add(self, block: Block) -> None:
        (self.footnotes if self.in_footnote else self.blocks).append(block)


def _inline_text(token: Token) -> tuple[str, tuple[str, ...]]:
    """The words a reader sees, and the code among them.

    No emphasis marks, link targets, images or footnote marks, and nothing deleted.
    """
    parts: list[str] = []
    code: list[str] = []
    deleted = 0
    for child in token.children or []:
        deleted += (child.type == "s_open") - (child.type == "s_close")
        if deleted:
            continue
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        if child.type == "code_inline":
            code.append(_tidy(child.content))
    return _tidy("".join(parts)), tuple(code)


def _html_text(block: str) -> str:
    for markup in (_COMMENT, _RAW_HTML, _TAG):
        block = markup.sub(" ", block)
    return _tidy(html.unescape(block))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
