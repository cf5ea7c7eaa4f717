"""Result -> what a page shows of it, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from summarize.document import PROSE, VERBATIM, has_words, split_sentences
from summarize.document.table import shared_out
from summarize.render import words
from summarize.render.html.column import Column, Point, Prose
from summarize.result import Cell as TableCell
from summarize.result import Paragraph, Result, Sentence, Summary, Translation

# Lists deeper than this are not indented further.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a table in the article."""

    prose: Prose
    has_words: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in one language."""

    column: Column
    prose: Prose
    # Of a table: its rows instead.
    table: Sequence[Sequence[Field]] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the article: the original first, then its translations."""

    kind: str
    level: int
    marker: str
    # Code and references are the same in every language: they have a text and no cells.
    cells: Sequence[Cell]
    text: str

    @property
    def style(self) -> str:
        """The classes of a block that is neither heading nor quote."""
        if self.kind == "footnote":
            return "item depth-0 footnote"
        if self.marker:
            return f"item depth-{min(self.level, _DEEPEST)}"
        return "teaser" if self.kind == "teaser" else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence of a summary, and the article's sentences that say it, as (id, text)."""

    sentence: str
    sources: Sequence[tuple[str, str]]
    score: float

    @property
    def literal(self) -> bool:
        """Whether the article has this very sentence."""
        return any(text == self.sentence.strip() for _, text in self.sources[:1])


@dataclass(frozen=True, slots=True)
class Short:
    """One summary; `missing` stands in place of a text that could not be made."""

    cell: Cell
    size: str
    state: str
    missing: str
    proofs: Sequence[Proof]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column of the article."""

    column: Column
    role: str
    state: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One document. Its own language is the first column everywhere."""

    id: str
    title: str
    # The title's language; empty where a name stands in for it.
    lang: str
    spoken: str
    source: str
    facts: Sequence[str]
    lengths: Sequence[tuple[str, Sequence[Short]]]
    heads: Sequence[Head]
    rows: Sequence[Row]
    notes: Sequence[str]
    signature: str

    @property
    def compared(self) -> bool:
        """Whether there is a translation beside the original."""
        return any(not head.missing for head in self.heads[1:])

    @property
    def points(self) -> list[Point]:
        """All findings, in the order of the page."""
        cells = [short.cell.column for _, shorts in self.lengths for short in shorts]
        return [p for column in [*cells, *(h.column for h in self.heads)] for p in column.points]


def view(result: Result, number: int) -> View:
    """The `number`-th document of a page."""
    id, spoken = f"d{number}", result.language.code
    article = _article(result)
    original = Column(id, spoken)
    prose = _prose_sentences(article, original)
    own_first = sorted(result.summaries, key=lambda s: (s.length.max_words, s.lang != spoken))
    lengths = []
    for name, made in words.by_length(own_first):
        shorts = []
        for summary in made:
            index = result.summaries.index(summary)
            column = Column(f"{id}-s{index}", summary.lang, summary.findings)
            shorts.append(_short(summary, column, list(_proofs(summary, prose))))
        lengths.append((name.capitalize(), shorts))
    translations = [
        (translation, Column(f"{id}-t{index}", translation.lang, translation.findings))
        for index, translation in enumerate(result.translations)
    ]
    return View(
        id=id,
        title=words.title(result),
        lang=spoken if result.title else "",
        spoken=spoken,
        source=words.source(result),
        facts=words.facts(result),
        lengths=lengths,
        heads=[Head(original, "original"), *(_head(t, column) for t, column in translations)],
        rows=list(_rows(article, original, translations)),
        notes=result.notes,
        signature=result.signature,
    )


# --- summaries ---------------------------------------------------------------------------


def _short(summary: Summary, column: Column, proofs: Sequence[Proof]) -> Short:
    text = summary.text or ""
    sentences = [s.sentence for s in summary.support] or split_sentences(text, summary.lang)
    matches = {n: " ".join(id for id, _ in proof.sources) for n, proof in enumerate(proofs)}
    return Short(
        cell=Cell(column, column.prose(text, sentences, matches)),
        size=words.count(summary.words),
        state=words.STATES.get(summary.status, ""),
        missing=words.missing(summary) if summary.text is None else "",
        proofs=proofs,
    )


def _proofs(summary: Summary, prose: Sequence[tuple[str, str]]) -> Iterator[Proof]:
    for support in summary.support:
        sources = [prose[index] for index in support.sources if index < len(prose)]
        yield Proof(support.sentence, sources, support.score)


def _prose_sentences(article: Sequence[Paragraph], original: Column) -> list[tuple[str, str]]:
    """What `Support.sources` counts, as (id, text)."""
    numbered = enumerate((p.kind, s.source) for p in article for s in p.sentences)
    return [(original.sentence_id(n), text) for n, (kind, text) in numbered if kind in PROSE]


# --- the article -------------------------------------------------------------------------


def _article(result: Result) -> Sequence[Paragraph]:
    """The article's paragraphs, beside a translation or beside nothing."""
    translated = next((t.paragraphs for t in result.translations if t.paragraphs), None)
    return translated or [
        Paragraph(
            kind=block.kind,
            source=block.text,
            text="",
            level=block.level,
            marker=block.marker,
            sentences=tuple(Sentence(source=s.strip(), text="") for s in block.sentences),
            rows=tuple(tuple(TableCell(source=c, text=c) for c in row) for row in block.rows),
        )
        for block in result.article
    ]


def _head(translation: Translation, column: Column) -> Head:
    if translation.text is None:
        return Head(column, "", missing=words.missing(translation))
    made = f"translated by {translation.model}" if translation.model else "translation"
    return Head(column, made, words.STATES.get(translation.status, ""))


def _rows(
    article: Sequence[Paragraph],
    original: Column,
    translations: Sequence[tuple[Translation, Column]],
) -> Iterator[Row]:
    first = 0
    for index, paragraph in enumerate(article):
        own = {n: original.sentence_id(first + n) for n in range(len(paragraph.sentences))}
        cells = [_cell(paragraph, original, own, first, original.lang)]
        for translation, column in translations:
            made = translation.paragraphs[index] if index < len(translation.paragraphs) else None
            found = _cell(made, column, own, first, original.lang) if made else Cell(column, [])
            cells.append(found)
        shared = paragraph.kind in VERBATIM
        yield Row(
            kind=paragraph.kind,
            level=paragraph.level,
            marker=paragraph.marker,
            cells=[] if shared else cells,
            text=paragraph.as_line(paragraph.source) if shared else "",
        )
        first += len(paragraph.sentences)


def _cell(
    paragraph: Paragraph, column: Column, own: dict[int, str], first: int, spoken: str
) -> Cell:
    """A block in the language of its column; `first` is the number of its first sentence."""
    translated, sentences = column.lang != spoken, paragraph.sentences
    texts = [sentence.text if translated else sentence.source for sentence in sentences]
    kept = {n: spoken for n, sentence in enumerate(sentences) if translated and not sentence.ok}

    def prose(text: str, numbers: range) -> Prose:
        start = numbers.start
        return column.prose(
            text,
            texts[start : numbers.stop],
            {n - start: own[n] for n in numbers},
            first=first + start,
            kept={n - start: kept[n] for n in numbers if n in kept},
        )

    if not paragraph.rows:
        text = paragraph.text if translated else paragraph.source
        return Cell(column, prose(text, range(len(texts))))
    fields = [field for row in paragraph.rows for field in row]
    shares = shared_out([field.source for field in fields], [s.source for s in sentences])
    made = (
        Field(prose(field.text if translated else field.source, numbers), has_words(field.source))
        for field, numbers in zip(fields, shares, strict=True)
    )
    return Cell(column, [], [list(islice(made, len(row))) for row in paragraph.rows])
