"""A Markdown article as a part of another document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import TYPE_CHECKING, Any

from summarize.document.markdown import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

# From where to where, and what stands there then.
_Edit = tuple[int, int, str]
_DEEPEST = 6


def nested(article: str, under: int, taken: set[str]) -> str:
    """`article` without its front matter, its headings `under` levels further down.

    Names of footnotes and links that the document has already, which are `taken`, get a
    number; those of this article are added.
    """
    renamed = _edited(article, lambda parsed: _renamed(parsed, taken))
    return _edited(renamed, lambda parsed: _lowered(parsed, under)).strip("\n")


def _edited(article: str, edits: Callable[[_Parsed], Iterable[_Edit]]) -> str:
    made, cursor = "", 0
    for start, end, text in sorted(edits(_parsed(article))):
        made += article[cursor:start] + text
        cursor = end
    return made + article[cursor:]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """An article, what it consists of, and where each of its lines begins."""

    text: str
    tokens: Sequence[Token]
    # Where links are defined, among others.
    env: Mapping[str, Any]
    starts: Sequence[int]

    def span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return self.starts[first], min(self.starts[last], len(self.text))


def _parsed(article: str) -> _Parsed:
    env: dict[str, Any] = {}
    tokens = parser(article).parse(article, env)
    starts = [0, *accumulate(len(line) + 1 for line in article.split("\n"))]
    return _Parsed(article, tokens, env, starts)


def _lowered(article: _Parsed, under: int) -> Iterator[_Edit]:
    for position, token in enumerate(article.tokens):
        start, end = article.span(token)
        if token.type == "front_matter":
            yield start, end, ""
        elif token.type == "heading_open":
            signs = "#" * min(_DEEPEST, int(token.tag[1:]) + under)
            if token.markup.startswith("#"):
                at = article.text.index(token.markup, start)
                yield at, at + len(token.markup), signs
            else:  # underlined: on one line, where there is no line break
                content = article.tokens[position + 1].content
                lines = [line.strip() for line in content.split("\n")]
                text = re.sub("(#+)$", r"\\\1", re.sub(r"\\?\s*\n\s*", " ", content))
                at = article.text.index(lines[0], start)
                yield at, end - article.text[start:end].endswith("\n"), f"{signs} {text}"


def _renamed(article: _Parsed, taken: set[str]) -> Iterator[_Edit]:
    """The names of footnotes and links, where they are defined and where they are used."""
    notes = [token for token in article.tokens if token.type == "footnote_reference_open"]
    places = {f"^{note.meta['label']}".upper(): article.span(note)[0] for note in notes}
    for name, link in article.env.get("references", {}).items():
        places[name] = article.starts[link["map"][0]]
    suffix = next(s for s in _suffixes() if taken.isdisjoint(name + s for name in places))
    taken.update(name + suffix for name in places)
    if not (suffix and places):
        return
    names = "|".join(map(re.escape, places))
    defined = re.compile(rf"\[({names})(?=\]:)", re.IGNORECASE)
    found = [defined.search(article.text, place) for place in places.values()]
    definitions = {match.span() for match in found if match}
    yield from ((end, end, suffix) for _, end in definitions)
    beginnings = {start for start, _ in definitions}
    # A footnote's mark or a link's name; or "[here]", whose text is its name.
    used = re.compile(
        r"(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)"
        rf"|(?:(?=\[\^)|(?<=\]))\[(?P<name>{names})\]"
        rf"|(?<!\\)\[(?P<shown>{names})\](?:\[\]|(?![\[(]))",
        re.IGNORECASE | re.DOTALL,
    )
    for span in {article.span(token) for token in article.tokens if token.type == "inline"}:
        for match in used.finditer(article.text, *span):
            if not match["code"] and match.start() not in beginnings:
                shown = f"[{match['shown']}]" if match["shown"] else ""
                yield *match.span(), f"{shown}[{match['name'] or match['shown']}{suffix}]"


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))
