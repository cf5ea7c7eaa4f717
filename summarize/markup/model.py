"""What an article's markup is made of, and how a translation is put into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from summarize.document.sentences import split_sentences
from summarize.markup.weave import Mark, Point, weave

# From a sentence, without blanks around it, to its translation.
Table = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, heading, list item or table cell."""

    # As it stands in the article, and as a reader reads it: on one line, without markup.
    source: str
    text: str
    marks: tuple[Mark | Point, ...] = ()
    # For lines that are broken at a width: it, and what stands in front of further lines.
    width: int = 0
    indent: str = ""
    # Where that is not done as in the rest of the article.
    escape: Callable[[str], str] | None = None

    @property
    def kept(self) -> tuple[str, ...]:
        """Code inside the text, which no translation may change."""
        return tuple(m.text(self.text) for m in self.marks if isinstance(m, Mark) and m.code)


class Reader:
    """Collects text as a reader reads it, and where the markup in it stands."""

    def __init__(self) -> None:
        self.text = ""
        self._marks: list[Mark | Point] = []

    def words(self, words: str) -> None:
        """Text with its blanks made one; none at the beginning."""
        words = re.sub(r"\s+", " ", words)
        if not self.text or self.text.endswith(" "):
            match self._marks:
                # An image between blanks keeps both.
                case [*_, Point(start, text, is_break=False) as image] if (
                    start == len(self.text) and words[:1] == " "
                ):
                    self._marks[-1] = replace(image, text=f"{text} ")
            words = words.lstrip(" ")
        self.text += words

    def point(self, markup: str) -> None:
        self._marks.append(Point(len(self.text), markup))

    def line_break(self, markup: str) -> None:
        before = (mark.start for mark in self._marks if isinstance(mark, Point))
        start = max(len(self.text.rstrip()), *before, 0)
        self._marks.append(Point(start, markup, is_break=True))
        self.words(" ")

    def open(self) -> tuple[int, int]:
        """Where markup begins that `close` ends."""
        self._marks.append(Point(len(self.text), ""))
        return len(self._marks) - 1, len(self.text)

    def close(
        self, opened: tuple[int, int], before: str, after: str, whole: str, is_code: bool = False
    ) -> None:
        """End markup; around no words it is a point, with all that is in it (`whole`)."""
        index, start = opened
        if not self.text[start:].strip():
            del self._marks[index:]
            self._marks.append(Point(start, whole))
        else:
            code = whole.removeprefix(before).removesuffix(after) if is_code else ""
            self._marks[index] = Mark(start, len(self.text), before, after, code)

    def segment(self, source: str) -> Segment:
        text = self.text.rstrip()
        marks: list[Mark | Point] = []
        for mark in self._marks:
            if isinstance(mark, Mark):
                marks.append(replace(mark, end=min(mark.end, len(text))))
            elif mark.start > len(text) and not mark.is_break:
                marks.append(Point(len(text), f" {mark.text}"))
            else:
                marks.append(replace(mark, start=min(mark.start, len(text))))
        return Segment(source, text, tuple(marks))


@dataclass(frozen=True, slots=True)
class Layout:
    """What is translated of an article, and what stands between."""

    parts: tuple[str | Segment, ...]
    # Makes text of characters that are none in this format.
    escape: Callable[[str], str] = str

    def without(self, texts: Collection[str]) -> Layout:
        """The same, but segments of these texts are not translated."""
        parts = (p.source if isinstance(p, Segment) and p.text in texts else p for p in self.parts)
        return replace(self, parts=tuple(parts))

    @property
    def segments(self) -> Iterator[Segment]:
        return (part for part in self.parts if isinstance(part, Segment))

    def sentences(self, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """All that must be in the table, and the code in each that must stay as it is.

        Besides sentences, these are the words inside links and emphasis: their translation
        tells where in the sentence's translation they are.
        """
        for segment in self.segments:
            for start, sentence in _sentences(segment, language):
                inside = [
                    m for m in segment.marks if isinstance(m, Mark) and _within(m, start, sentence)
                ]
                yield sentence.strip(), tuple(m.text(segment.text) for m in inside if m.code)
                yield from ((m.text(segment.text).strip(), ()) for m in inside if not m.code)

    def render(self, table: Table, language: str) -> str:
        """The article with the translations of `table` in place of its sentences."""
        return "".join(
            part if isinstance(part, str) else self._rendered(part, table, language)
            for part in self.parts
        )

    def _rendered(self, segment: Segment, table: Table, language: str) -> str:
        pieces = list(_sentences(segment, language))
        if all(table[sentence.strip()] == sentence.strip() for _, sentence in pieces):
            return segment.source
        made = []
        for start, sentence in pieces:
            bare = sentence.strip()
            inside = [mark.cut(start, start + len(bare)) for mark in segment.marks]
            marks = [mark for mark in inside if mark]
            escape = segment.escape or self.escape
            made.append(weave(bare, table[bare], marks, table, escape))
        text = " ".join(made)
        for point in segment.marks:
            if isinstance(point, Point) and point.is_break:
                text = text.replace(f"{point.text} ", point.text)
        return _wrapped(text, segment) if segment.width else text


def _sentences(segment: Segment, language: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places in the segment's text; none ends inside code."""
    code = [mark for mark in segment.marks if isinstance(mark, Mark) and mark.code]
    start = end = 0
    for sentence in split_sentences(segment.text, language):
        end += len(sentence)
        whole = segment.text[start:end]
        if whole.strip() and not any(mark.start < end < mark.end for mark in code):
            yield start + len(whole) - len(whole.lstrip()), whole
            start = end


def _within(mark: Mark, start: int, sentence: str) -> bool:
    inside = start <= mark.start and mark.end <= start + len(sentence)
    return inside and 0 < mark.end - mark.start < len(sentence.strip())


def _wrapped(text: str, segment: Segment) -> str:
    from textwrap import wrap

    lines = wrap(
        text, segment.width, subsequent_indent=segment.indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines)
