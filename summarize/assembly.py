"""A document, its drafts and what became of its sentences -> a Result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarize.backends import Draft, Translated
from summarize.checks.review import Article, inherited, translated
from summarize.cues import timed
from summarize.document import VERBATIM, Block, Document, Kind, count_words, split_sentences
from summarize.document.table import as_text, shared_out
from summarize.errors import MissingModel
from summarize.languages import language_name
from summarize.markup import Layout
from summarize.protection import in_other_convention
from summarize.registry import Model
from summarize.request import Length, Request
from summarize.result import (
    Cell,
    Finding,
    Language,
    Paragraph,
    Result,
    Sentence,
    Status,
    Summary,
    Translation,
)
from summarize.result import join as join_paragraphs

# English takes more words than German to say the same. Without room, what just keeps to its
# length is marked in the other column: 7 of the 17 summaries of our German samples.
ROOM_IN_TRANSLATION = 1.15

Drafts = Mapping[Length, Draft]
# What became of each sentence, per (source, target) language pair.
Tables = dict[tuple[str, str], dict[str, Translated]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A document, and the model for each thing that is wanted of it."""

    document: Document
    summarizer: Model | None
    # Per target language: the translator, or why there is none.
    translators: Mapping[str, Model | MissingModel]
    # The article's own markup, where the translation is to have it.
    layout: Layout | None = None

    @property
    def spoken(self) -> str:
        return self.document.language.code


def assemble(
    plan: Plan,
    drafts: Drafts,
    tables: Tables,
    request: Request,
    *,
    signature: str,
    seconds: float,
) -> Result:
    """The result of one document: its drafts, and its sentences' translations in place."""
    document = plan.document
    article = Article(document)
    own = {length: _own_summary(plan, length, draft, article) for length, draft in drafts.items()}
    summaries = [
        summary if target == plan.spoken else _in_other_language(plan, summary, target, tables)
        for target in request.languages
        for summary in own.values()
    ]
    translations = [
        _translation(plan, target, model, tables)
        for target, model in plan.translators.items()
        if request.translate
    ]
    return Result(
        id=document.id,
        source=document.source,
        format=document.format,
        title=document.title,
        language=Language(code=plan.spoken, confidence=round(document.language.confidence, 4)),
        words=document.words,
        article=document.blocks,
        summaries=tuple(summaries),
        translations=tuple(translations),
        notes=(*document.notes, *_notes(plan, translations), *_reading_notes(drafts)),
        signature=signature,
        seconds=round(seconds, 3),
    )


def _own_summary(plan: Plan, length: Length, draft: Draft, article: Article) -> Summary:
    assert plan.summarizer is not None
    sentences, stated = sources(draft, plan.document), pieces(draft, plan.document)
    support = zip(article.support(sentences), stated, strict=True)
    return Summary(
        lang=plan.spoken, length=length, text=draft.text, words=count_words(draft.text),
        status=draft.status, model=draft.model or plan.summarizer.name,
        support=tuple(s.model_copy(update={"sentence": piece}) for s, piece in support),
        findings=article.findings(sentences, length),
    )  # fmt: skip


def _in_other_language(plan: Plan, own: Summary, target: str, tables: Tables) -> Summary:
    """A summary, translated sentence by sentence; each keeps the support it had."""
    translator = plan.translators[target]
    if isinstance(translator, MissingModel):
        return Summary(
            lang=target, length=own.length, text=None, words=0,
            status=Status.MISSING_MODEL, model=None, hint=translator.hint,
        )  # fmt: skip
    sentences = _paired((s.sentence for s in own.support), tables[plan.spoken, target])
    text, status = _in_paragraphs(sentences, own.text or ""), own.status
    if not all(sentence.ok for sentence in sentences):
        status = Status.INCOMPLETE
    elif status is Status.OK and count_words(text) > own.length.max_words * ROOM_IN_TRANSLATION:
        status = Status.OVER_BUDGET
    return Summary(
        lang=target, length=own.length, text=text, words=count_words(text), status=status,
        model=f"{own.model} + {translator.name}",
        support=tuple(
            support.model_copy(update={"sentence": sentence.text})
            for support, sentence in zip(own.support, sentences, strict=True)
        ),
        findings=(*inherited(own.findings), *_findings(plan, target, sentences, tables)),
    )  # fmt: skip


def _in_paragraphs(sentences: Iterable[Sentence], own: str) -> str:
    """Translated sentences as one text, in the paragraphs of the text that they are made of."""
    text, end = "", 0
    for sentence in sentences:
        start = own.find(sentence.source, end)
        between = own[end:start] if start >= 0 else ""
        text += between if "\n" in between else " " * bool(text)
        text += sentence.text
        end = max(end, start + len(sentence.source))
    return text


def _translation(
    plan: Plan, target: str, model: Model | MissingModel, tables: Tables
) -> Translation:
    if isinstance(model, MissingModel):
        return Translation(
            lang=target, text=None, paragraphs=(),
            status=Status.MISSING_MODEL, model=None, hint=model.hint,
        )  # fmt: skip
    languages = plan.spoken, target
    table = tables[languages]
    paragraphs = tuple(
        _paragraph(kind, block, table, languages) for kind, block in _with_title(plan.document)
    )
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph.sentences]
    return Translation(
        lang=target,
        text=join_paragraphs(paragraphs),
        paragraphs=paragraphs,
        status=Status.OK if all(s.ok for s in sentences) else Status.INCOMPLETE,
        model=model.name,
        markup=_markup(plan, table),
        findings=_findings(plan, target, sentences, tables),
    )


def _findings(
    plan: Plan, target: str, sentences: Sequence[Sentence], tables: Tables
) -> tuple[Finding, ...]:
    """What is wrong with translated sentences, and what is known of how they were made."""
    languages = plan.spoken, target
    known = [
        finding.model_copy(update={"sentence": position})
        for position, sentence in enumerate(sentences)
        for finding in tables[languages][sentence.source].findings
    ]
    return (*translated(sentences, languages), *known)


def _markup(plan: Plan, table: Mapping[str, Translated]) -> str | None:
    if plan.layout is None:
        return None
    texts = {sentence: made.text for sentence, made in table.items()}
    return plan.layout.render(texts, plan.spoken)


def pieces(draft: Draft, document: Document) -> list[str]:
    """A summary's sentences, which are translated one by one."""
    return list(draft.pieces) or sources(draft, document)


def sources(draft: Draft, document: Document) -> list[str]:
    """What a summary's sentences are in the article: an extract's are its own."""
    if draft.sentences:
        prose = [sentence for block in document.prose() for sentence in block.sentences]
        return list(stripped([prose[index] for index in draft.sentences]))
    return list(stripped(split_sentences(draft.text, document.language.code)))


def stripped(sentences: Sequence[str]) -> Iterator[str]:
    return filter(None, (sentence.strip() for sentence in sentences))


def _paired(sentences: Iterable[str], table: Mapping[str, Translated]) -> list[Sentence]:
    made = [(sentence, table[sentence]) for sentence in sentences]
    return [Sentence(source=sentence, text=t.text, ok=t.ok) for sentence, t in made]


def _with_title(document: Document) -> Iterator[tuple[str, Block]]:
    if document.title:
        title = Block(Kind.HEADING, document.title, (document.title,))
        yield "title", title
    yield from ((block.kind.value, block) for block in document.blocks)


def _paragraph(
    kind: str, block: Block, table: Mapping[str, Translated], languages: tuple[str, str]
) -> Paragraph:
    text, sentences = block.text, []
    if block.kind not in VERBATIM:
        sentences = _paired(stripped(block.sentences), table)
        text = " ".join(sentence.text for sentence in sentences)
    rows = tuple(_rows(block, sentences, languages))
    if rows:
        text = as_text([[cell.text for cell in row] for row in rows])
    return Paragraph(
        kind=kind, source=block.text, text=text, level=block.level, marker=block.marker,
        sentences=tuple(sentences), rows=rows, cues=timed(block, sentences),
    )  # fmt: skip


def _rows(
    block: Block, sentences: Sequence[Sentence], languages: tuple[str, str]
) -> Iterator[tuple[Cell, ...]]:
    """A table's cells beside their translations; those without words need no model."""
    cells = [cell for row in block.rows for cell in row]
    made = iter(shared_out(cells, [sentence.source for sentence in sentences]))
    for row in block.rows:
        texts = [" ".join(sentences[number].text for number in next(made)) for _ in row]
        yield tuple(
            Cell(source=cell, text=text or _without_words(cell, block, languages))
            for cell, text in zip(row, texts, strict=True)
        )


def _without_words(cell: str, block: Block, languages: tuple[str, str]) -> str:
    return cell if cell in block.code else in_other_convention(cell, languages)


def _notes(plan: Plan, translations: Sequence[Translation]) -> Iterator[str]:
    spoken = language_name(plan.spoken)
    if not plan.document.words:
        yield "the article has no prose besides its title"
    if not (plan.summarizer or plan.translators):
        yield f"the article is in {spoken} already: nothing to translate"
    for model in plan.translators.values():
        if isinstance(model, MissingModel):
            yield f"{model.message}: {model.hint}"
        elif model.note:
            yield model.note
    for translation in translations:
        if translation.status is Status.INCOMPLETE:
            target = language_name(translation.lang)
            yield f"some sentences could not be translated into {target} and are kept in {spoken}"


def _reading_notes(drafts: Drafts) -> Iterator[str]:
    """How a long article was read, and which summaries the model did not write."""
    longest = max(drafts.values(), key=lambda draft: draft.parts, default=None)
    if longest and longest.parts > 1:
        yield f"read in {longest.parts} parts, {longest.read} sentences"
    notes: dict[str, list[str]] = {}
    for length, draft in drafts.items():
        if draft.note:
            notes.setdefault(draft.note, []).append(length)
    for note, lengths in notes.items():
        yield f"{', '.join(lengths)}: {note}"
