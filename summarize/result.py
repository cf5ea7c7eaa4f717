"""What a run gives back: the typed shape behind every output format.

`SCHEMA` is raised when a field changes its meaning or goes away; new fields do not raise it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

from pydantic import BaseModel, ConfigDict, Field

from summarize.document.model import Block
from summarize.errors import SummarizeError
from summarize.request import Length

SCHEMA = 1


class Status(StrEnum):
    """How a summary or a translation came out."""

    OK = "ok"
    ALREADY_SHORT = "already_short"  # the article fits the length: its own text is given
    OVER_BUDGET = "over_budget"  # no whole sentence was short enough
    WRONG_LANGUAGE = "wrong_language"  # the model kept to another language than the article's
    INCOMPLETE = "incomplete"  # some sentences could not be translated and are kept
    MISSING_MODEL = "missing_model"  # no text: the model for it is not on this machine


class _Record(BaseModel):
    # Built when first used: many a run needs a few of them, or none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Language(_Record):
    """The language an article is written in."""

    code: str = Field(description="ISO 639-1 code")
    confidence: float = Field(description="from 0 to 1; 1 when it was given", ge=0, le=1)


class Severity(StrEnum):
    """How much a reader should care about a finding."""

    NOTE = "note"  # worth a look
    WARNING = "warning"  # probably wrong


class Finding(_Record):
    """Something in a summary or translation that a reader should look at."""

    kind: str = Field(
        description="number, date, name, negation, hedge, symbol, term, missing, untranslated, "
        "language, loop, length"
    )
    severity: Severity
    message: str = Field(description="what is the matter, in one line")
    text: str = Field(description="the words it is about, as they stand; may be empty")
    sentence: int | None = Field(
        description="sentence of the summary or translation it is in, from 0; null for the whole"
    )


class Support(_Record):
    """A summary's sentence, and the article's sentences that say the same."""

    sentence: str
    sources: tuple[int, ...] = Field(
        description="sentences of the article's prose, from 0, the best first; empty if none does"
    )
    score: float = Field(description="how much of the sentence they cover", ge=0, le=1)
    quotes: tuple[str, ...] = Field(default=(), description="how each of the sources begins")


class Summary(_Record):
    """One summary of one length in one language."""

    lang: str = Field(description="language of the summary, ISO 639-1")
    length: Length
    text: str | None = Field(description="null when the status is missing_model")
    words: int = Field(description="words in text")
    status: Status
    model: str | None = Field(description="models that wrote it, joined with ' + '")
    hint: str | None = Field(default=None, description="how to get the model that is missing")
    support: tuple[Support, ...] = Field(default=(), description="one per sentence of text")
    findings: tuple[Finding, ...] = ()


class Sentence(_Record):
    """One sentence beside its translation."""

    source: str
    text: str
    ok: bool = Field(default=True, description="false where the original had to be kept")


class Cue(_Record):
    """What subtitles show at a time, beside its translation."""

    start: int = Field(description="milliseconds from the beginning")
    end: int = Field(description="milliseconds from the beginning")
    source: str
    text: str
    speaker: str = Field(default="", description="of WebVTT: who says it, as the original has it")
    settings: str = Field(default="", description="of WebVTT: where on the screen it is shown")
    id: str = Field(default="", description="of WebVTT: what it is called")


class Cell(_Record):
    """One cell of a table beside its translation."""

    source: str
    text: str = Field(description="its translation; the same text where there are no words")


class Paragraph(_Record):
    """One block of the article beside its translation."""

    kind: str = Field(
        description="title, paragraph, teaser, heading, item, quote, table, footnote, code or"
        " reference"
    )
    source: str = Field(description="the article's own text")
    text: str = Field(description="its translation; the same text for code and references")
    level: int = Field(
        description="heading level from 1, depth of a list item from 0, heading rows of a table"
    )
    marker: str = Field(
        description="what stands in front of a list item or footnote, such as '-', '2.' or '[1]'"
    )
    sentences: tuple[Sentence, ...] = Field(
        default=(),
        description="its sentences in order, of a table those of its cells; none for code and"
        " references",
    )
    rows: tuple[tuple[Cell, ...], ...] = Field(
        default=(), description="of tables only: their cells, row by row"
    )
    cues: tuple[Cue, ...] = Field(default=(), description="of subtitles only: its cues in order")

    def as_line(self, text: str) -> str:
        """`text`, which is this block's own or translated, with its marker."""
        return f"{'  ' * self.level}{self.marker} {text}" if self.marker else text


def join(paragraphs: Iterable[Paragraph]) -> str:
    """The translated article as plain text: lists on lines, a blank line elsewhere."""
    text, before = "", ""
    for paragraph in paragraphs:
        gap = "\n" if before == paragraph.kind in ("item", "footnote", "reference") else "\n\n"
        text += (gap if text else "") + paragraph.as_line(paragraph.text)
        before = paragraph.kind
    return text


class Translation(_Record):
    """The whole article in another language."""

    lang: str = Field(description="language of the translation, ISO 639-1")
    text: str | None = Field(description="null when the status is missing_model")
    paragraphs: tuple[Paragraph, ...]
    status: Status
    model: str | None
    hint: str | None = Field(default=None, description="how to get the model that is missing")
    findings: tuple[Finding, ...] = ()
    markup: str | None = Field(
        default=None,
        description="the article as it was marked up, translated: Markdown always, text and HTML"
        " where no summary is wanted",
    )


class Result(_Record):
    """Everything for one document; unknown fields of its JSONL line are passed through."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="the id given in JSONL, else the path as it was named")
    source: str = Field(description="where the text came from")
    format: str = Field(default="text", description="how the article is marked up")
    title: str | None
    language: Language
    words: int = Field(description="words of prose, without title, code and source lists")
    article: tuple[Block, ...] = Field(
        default=(), description="the article's blocks as they were read, without its title"
    )
    summaries: tuple[Summary, ...]
    translations: tuple[Translation, ...]
    notes: tuple[str, ...] = Field(description="what a reader should know about this result")
    signature: str = Field(description="version, models, revisions and settings that made it")
    # Not written out: the same input and settings give the same record, byte for byte.
    # None where an earlier run made it.
    seconds: float | None = Field(default=None, exclude=True)


# A text that is probably wrong, though its status is well.
DOUBTFUL = "doubtful"
_WELL = {Status.OK, Status.ALREADY_SHORT}


def flaws(result: Result) -> frozenset[str]:
    """What --strict asks for: the statuses of parts that are not well, and DOUBTFUL."""
    parts: list[Summary | Translation] = [*result.summaries, *result.translations]
    findings = chain.from_iterable(part.findings for part in parts)
    doubtful = any(finding.severity is Severity.WARNING for finding in findings)
    states = {part.status.value for part in parts} - _WELL
    return frozenset([*states, DOUBTFUL] if doubtful else states)


class Failure(_Record):
    """A document that could not be done, and why; with the fields of its JSONL line, too."""

    model_config = ConfigDict(extra="allow")

    id: str
    source: str
    error: str = Field(description="kind of error, such as InputError")
    message: str
    hint: str = Field(description="what to do about it; may be empty")
    exit_code: int = Field(exclude=True, default=1)

    @classmethod
    def of(cls, error: SummarizeError, *, id: str, source: str) -> Failure:
        return cls(
            id=id,
            source=source,
            error=type(error).__name__,
            message=error.message,
            hint=error.hint,
            exit_code=error.exit_code,
        )


class Run(_Record):
    """What `--format json` prints: all documents of one run, and all failures."""

    schema_version: int = Field(default=SCHEMA, alias="schema")
    documents: tuple[Result, ...]
    failures: tuple[Failure, ...]
