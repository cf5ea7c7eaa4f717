"""Inline markup of a sentence, put around the same words of its translation.

Where the words are is known when they are the same in both languages (names, code,
addresses) or when they were also translated by themselves and that translation occurs; else
markup stands at the same share of the sentence, around as many words. It is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_TRAILING = " .,;:!?…"


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup around the words from `start` to `end`: emphasis, a link, code.

    `code` is what stands inside where that is never translated: code, and an address.
    """

    start: int
    end: int
    before: str
    after: str
    code: str = ""

    @property
    def opening(self) -> str:
        return self.before

    def text(self, around: str) -> str:
        return around[self.start : self.end]

    def mapped(self, change: Callable[[str], str]) -> Mark:
        """With its markup changed."""
        before, after, code = map(change, (self.before, self.after, self.code))
        return replace(self, before=before, after=after, code=code)

    def cut(self, start: int, end: int) -> Mark | None:
        """The part of it between two places, counted from the first; None if there is none."""
        low, high = max(self.start, start), min(self.end, end)
        return replace(self, start=low - start, end=high - start) if low < high else None


@dataclass(frozen=True, slots=True)
class Point:
    """Markup between two words: an image, a footnote's number, a line break."""

    start: int
    text: str
    # Whether it takes the place of the blank.
    is_break: bool = False

    @property
    def end(self) -> int:
        return self.start

    @property
    def opening(self) -> str:
        return self.text

    def mapped(self, change: Callable[[str], str]) -> Point:
        return replace(self, text=change(self.text))

    def cut(self, start: int, end: int) -> Point | None:
        inside = start <= self.start <= end
        return replace(self, start=self.start - start) if inside else None


def weave(
    text: str,
    translation: str,
    marks: Sequence[Mark | Point],
    table: Mapping[str, str],
    escape: Callable[[str], str],
) -> str:
    """`translation` of `text`, escaped, with the marks of `text` around the same words."""
    outer = [
        i for i in range(len(marks)) if not any(_holds(marks, j, i) for j in range(len(marks)))
    ]
    places: dict[int, tuple[int, int]] = {}
    wraps = [(i, mark) for i in outer if isinstance(mark := marks[i], Mark)]
    # What is sure comes first, so that what is guessed keeps out of its way.
    for i, mark in wraps:
        if mark.text(text) == text:
            places[i] = 0, len(translation)
        elif found := _find(mark, text, translation, table, places.values()):
            places[i] = found
    for i, mark in wraps:
        if i not in places:
            places[i] = _guess(mark, text, translation, places.values())
    last = 0, 0  # of the points so far: where it stood, and where it stands now
    breaks: list[int] = []
    for i in outer:
        if isinstance(point := marks[i], Point):
            at = _between(point, text, translation, places.values(), breaks)
            if at is None:
                continue
            # Points between the same two words stay in order.
            if not text[last[0] : point.start].strip():
                at = max(at, last[1])
            places[i] = at, at
            last = point.start, at
            breaks += [at] * point.is_break
    out, cursor = "", 0
    for i, (start, end) in sorted(places.items(), key=lambda one: (one[1], one[0])):
        out += escape(translation[cursor:start])
        mark = marks[i]
        # "[^1][here]" would be one link.
        if out.endswith("]") and mark.opening.startswith("["):
            out += " "
        if isinstance(mark, Point):
            out = (out.rstrip() if mark.is_break else out) + mark.text
            cursor = start + (mark.is_break and translation[start : start + 1] == " ")
            continue
        inner = [
            marks[j].cut(mark.start, mark.end) for j in range(len(marks)) if _holds(marks, i, j)
        ]
        inside = [m for m in inner if m]
        words = mark.code or weave(
            mark.text(text), translation[start:end], inside, table, escape
        )  # fmt: skip
        out += mark.before + words + mark.after
        cursor = end
    return out + escape(translation[cursor:])


def _holds(marks: Sequence[Mark | Point], i: int, j: int) -> bool:
    """Whether mark `i` is around mark `j`; of two around the same words, the first is."""
    outer, inner = marks[i], marks[j]
    if i == j or isinstance(outer, Point):
        return False
    if isinstance(inner, Point):
        return outer.start < inner.start < outer.end
    same = (outer.start, outer.end) == (inner.start, inner.end)
    return i < j if same else outer.start <= inner.start and inner.end <= outer.end


def _find(
    mark: Mark,
    text: str,
    translation: str,
    table: Mapping[str, str],
    taken: Collection[tuple[int, int]],
) -> tuple[int, int] | None:
    """Where the words of a mark are in the translation, if they are there.

    Of several such places, the one at the share of the sentence where the mark is.
    """
    words = mark.text(text)
    share = mark.start / len(text) * len(translation)
    for wanted in (words, table.get(words.strip(), "").strip(_TRAILING)):
        wanted = wanted.strip()
        if not wanted:
            continue
        # Words, not parts of words; but code may touch the word behind it.
        anywhere = f"(?=({re.escape(wanted)}))"  # also where the last place has not ended yet
        whole = rf"(?<!\w)(?=({re.escape(wanted)})(?!\w))"
        for pattern in [whole, anywhere] if mark.code else [whole]:
            spans = [match.span(1) for match in re.finditer(pattern, translation, re.IGNORECASE)]
            for span in sorted(spans, key=lambda span: abs(span[0] - share)):
                if not _meets(span, taken):
                    return span
    return None


def _guess(
    mark: Mark, text: str, translation: str, taken: Collection[tuple[int, int]]
) -> tuple[int, int]:
    """As many words as the mark has, after the same share of the words, where there is room."""
    words = [m.span() for m in _WORD.finditer(translation)]
    free = [i for i, span in enumerate(words) if not _meets(span, taken)]
    if not free:
        return len(translation), len(translation)
    before, count, total = (
        len(_WORD.findall(part)) for part in (text[: mark.start], mark.text(text), text)
    )
    wanted = round(before * len(words) / max(1, total))
    first = last = min(free, key=lambda i: abs(i - wanted))
    while last + 1 < first + count and last + 1 in free:
        last += 1
    return words[first][0], words[last][1]


def _between(
    point: Point,
    text: str,
    translation: str,
    taken: Collection[tuple[int, int]],
    breaks: Collection[int],
) -> int | None:
    """A place between two words, at the same share of the sentence, outside what is marked.

    There is none for a line break where there are fewer words than lines.
    """
    if point.start == 0:
        return 0
    if point.start >= len(text):
        return len(translation)
    # Before the full stop, if it stood there.
    if not text[point.start :].strip(_TRAILING):
        return len(translation.rstrip(_TRAILING))
    share = point.start / len(text) * len(translation)
    # In front of a word if it stood in front of one, else behind.
    if point.is_break:
        edges = [m.start() for m in re.finditer(" ", translation) if m.start() not in breaks]
    elif text[point.start - 1].isspace():
        edges = [m.start() for m in re.finditer(r"\S+", translation)]
    else:
        edges = [m.end() for m in _WORD.finditer(translation)]
    edges = [edge for edge in edges if not any(low < edge < high for low, high in taken)]
    nowhere = None if point.is_break else len(translation)
    return min(edges, key=lambda edge: abs(edge - share), default=nowhere)


def _meets(span: tuple[int, int], taken: Collection[tuple[int, int]]) -> bool:
    return any(span[0] < high and low < span[1] for low, high in taken)
