"""A text and its findings -> sentences that can be pointed at, the doubtful words marked.

Ids are made of numbers alone, so that nothing an article says can become one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from summarize.languages import language_name
from summarize.result import Finding, Severity


@dataclass(frozen=True, slots=True)
class Point:
    """A finding, numbered within its column."""

    id: str
    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a sentence; with a severity where a finding is about these very words."""

    text: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as it stands in a text."""

    id: str
    runs: Sequence[Run]
    # Ids of the article's sentences that say the same, with blanks between.
    matches: str
    # The language it was kept in because it could not be translated.
    kept: str
    points: Sequence[Point]


# What stands between sentences is plain text.
Prose = Sequence[Span | str]


@dataclass(frozen=True)
class Column:
    """What a page shows in one language: a summary, or the article."""

    id: str
    lang: str
    findings: Sequence[Finding] = ()
    # The numbers of its sentences that are on the page.
    _shown: set[int] = field(default_factory=set)

    @property
    def language(self) -> str:
        return language_name(self.lang)

    @cached_property
    def points(self) -> list[Point]:
        return [Point(f"{self.id}-p{n}", n, f) for n, f in enumerate(self.findings, 1)]

    @cached_property
    def _points_of(self) -> dict[int | None, list[Point]]:
        """By the number of the sentence they are in."""
        found: dict[int | None, list[Point]] = {}
        for point in self.points:
            found.setdefault(point.finding.sentence, []).append(point)
        return found

    def place(self, point: Point) -> str:
        """The id of the sentence a finding is in; empty where the page has no such sentence."""
        number = point.finding.sentence
        return self.sentence_id(number) if number in self._shown and number is not None else ""

    def sentence_id(self, number: int) -> str:
        return f"{self.id}-{number}"

    def prose(
        self,
        text: str,
        sentences: Sequence[str],
        matches: Mapping[int, str],
        *,
        first: int = 0,
        kept: Mapping[int, str] | None = None,
    ) -> Prose:
        """`text` in spans; `first` is the number of its first sentence within the column."""
        cut: list[Span | str] = []
        for place, words in _placed(text, sentences):
            if place is None:
                cut.append(words)
                continue
            number = first + place
            self._shown.add(number)
            points = self._points_of.get(number, [])
            cut.append(
                Span(
                    id=self.sentence_id(number),
                    runs=_runs(words, [point.finding for point in points]),
                    matches=matches.get(place, ""),
                    kept=(kept or {}).get(place, ""),
                    points=points,
                )
            )
        return cut


def _placed(text: str, sentences: Sequence[str]) -> Iterator[tuple[int | None, str]]:
    """All of `text`, cut into its sentences, by number, and what stands between them."""
    end = 0
    for number, sentence in enumerate(map(str.strip, sentences)):
        start = text.find(sentence, end) if sentence else -1
        if start >= 0:
            yield None, text[end:start]
            end = start + len(sentence)
            yield number, sentence
    yield None, text[end:]


def _runs(sentence: str, findings: Sequence[Finding]) -> list[Run]:
    """The words that findings name are marked; the whole sentence where they name none."""
    cut: list[Run] = []
    end = 0
    named = [(sentence.find(f.text), len(f.text), f.severity) for f in findings if f.text]
    for start, size, severity in sorted(named):
        if start >= end:
            cut += [Run(sentence[end:start]), Run(sentence[start : start + size], severity)]
            end = start + size
    unmarked = findings[0].severity if findings and not cut else None
    return [run for run in [*cut, Run(sentence[end:], unmarked)] if run.text]
