"""Documents + Request -> Results. The only file that knows the order of the steps.

Summaries are written in the article's own language and then translated sentence by
sentence, so that every column says the same. The article itself is translated from the same
pool of sentences: none is translated twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarize import __version__, store
from summarize.backends import Draft, Models, Translated
from summarize.document import VERBATIM, Block, Document, Kind, count_words, split_sentences
from summarize.document.language import language_name
from summarize.errors import MissingModel, SummarizeError
from summarize.registry import Model, Registry
from summarize.request import Length, Request
from summarize.result import Failure, Language, Paragraph, Result, Status, Summary, Translation
from summarize.result import join as join_paragraphs

_Drafts = Mapping[Length, Draft]
# What became of each sentence, per (source, target) language pair.
_Tables = dict[tuple[str, str], dict[str, Translated]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A document, and the model for each thing that is wanted of it."""

    document: Document
    summarizer: Model | None
    # Per target language: the translator, or why there is none.
    translators: Mapping[str, Model | MissingModel]

    @property
    def spoken(self) -> str:
        return self.document.language.code


class Pipeline:
    """Makes results of documents; loads each model once, when it is first needed."""

    def __init__(
        self,
        request: Request,
        registry: Registry,
        installed: Callable[[Model], bool] = store.is_installed,
    ) -> None:
        self._request = request
        self._registry = registry
        self._installed = installed
        self._models = Models(store.location, device=request.device, threads=request.threads)

    def process(self, documents: Sequence[Document]) -> list[Result | Failure]:
        """One outcome per document, in order; their sentences share batches.

        A Failure stands for a document none of whose wanted parts could be made.
        `seconds` of a result is its share, by words, of the time the whole call took.
        """
        started = time.perf_counter()
        outcomes = [self._plan(document) for document in documents]
        plans = [outcome for outcome in outcomes if isinstance(outcome, _Plan)]
        drafts = self._summarize(plans)
        tables = self._translate(plans, drafts)
        seconds = (time.perf_counter() - started) / (sum(p.document.words for p in plans) or 1)
        made = iter(
            [
                self._result(plan, draft, tables, seconds * plan.document.words)
                for plan, draft in zip(plans, drafts, strict=True)
            ]
        )
        return [next(made) if isinstance(o, _Plan) else o for o in outcomes]

    # --- which models ------------------------------------------------------------------

    def _plan(self, document: Document) -> _Plan | Failure:
        request, spoken = self._request, document.language.code
        targets = [language for language in request.languages if language != spoken]
        try:
            translators = {target: self._translator(spoken, target) for target in targets}
            missing = [error for error in translators.values() if isinstance(error, MissingModel)]
            own_summary = request.summarize and spoken in request.languages
            if missing and len(missing) == len(targets) and not own_summary:
                raise missing[0]
            summarizer = None
            if request.summarize:
                choice = self._registry.summarizer(spoken, request.profile, self._installed)
                summarizer = choice.model
        except SummarizeError as error:
            return Failure.of(error, id=document.id, source=document.source)
        return _Plan(document, summarizer, translators)

    def _translator(self, spoken: str, target: str) -> Model | MissingModel:
        profile = self._request.profile
        try:
            return self._registry.translator(spoken, target, profile, self._installed).model
        except MissingModel as error:
            return error

    # --- the steps ---------------------------------------------------------------------

    def _summarize(self, plans: Sequence[_Plan]) -> list[_Drafts]:
        drafts: dict[int, _Drafts] = {}
        by_model: dict[str, list[int]] = {}
        for index, plan in enumerate(plans):
            if plan.summarizer:
                by_model.setdefault(plan.summarizer.name, []).append(index)
        for name, indices in by_model.items():
            summarizer = self._models.summarizer(self._registry.models[name])
            documents = [plans[index].document for index in indices]
            made = summarizer.summarize(documents, self._request.lengths)
            drafts.update(zip(indices, made, strict=True))
        return [drafts.get(index, {}) for index in range(len(plans))]

    def _translate(self, plans: Sequence[_Plan], drafts: Sequence[_Drafts]) -> _Tables:
        """Translate every wanted sentence of all documents, in one call per language pair."""
        pools: dict[tuple[str, str], tuple[Model, dict[str, None]]] = {}
        for plan, draft in zip(plans, drafts, strict=True):
            for target, model in plan.translators.items():
                if isinstance(model, Model):
                    _, pool = pools.setdefault((plan.spoken, target), (model, {}))
                    pool.update(dict.fromkeys(self._sentences(plan, draft)))
        tables: _Tables = {}
        for (spoken, target), (model, pool) in pools.items():
            translator = self._models.translator(model)
            translated = translator.translate(list(pool), spoken, target)
            tables[spoken, target] = dict(zip(pool, translated, strict=True))
        return tables

    def _sentences(self, plan: _Plan, drafts: _Drafts) -> Iterator[str]:
        """Every sentence of a document that is wanted in another language."""
        for draft in drafts.values():
            yield from _pieces(draft, plan.document)
        if self._request.translate:
            yield from filter(None, [plan.document.title])
            for block in plan.document.blocks:
                if block.kind not in VERBATIM:
                    yield from _stripped(block.sentences)

    # --- putting it together -----------------------------------------------------------

    def _result(self, plan: _Plan, drafts: _Drafts, tables: _Tables, seconds: float) -> Result:
        document = plan.document
        summaries = [
            self._summary(plan, length, draft, target, tables)
            for target in self._request.languages
            for length, draft in drafts.items()
        ]
        translations = [
            self._translation(plan, target, model, tables)
            for target, model in plan.translators.items()
            if self._request.translate
        ]
        return Result(
            id=document.id,
            source=document.source,
            title=document.title,
            language=Language(code=plan.spoken, confidence=round(document.language.confidence, 4)),
            words=document.words,
            summaries=tuple(summaries),
            translations=tuple(translations),
            notes=(*document.notes, *_notes(plan, translations), *_reading_notes(drafts)),
            signature=self._signature(plan),
            seconds=round(seconds, 3),
        )

    def _summary(
        self, plan: _Plan, length: Length, draft: Draft, target: str, tables: _Tables
    ) -> Summary:
        assert plan.summarizer is not None
        text, status, model = draft.text, draft.status, draft.model or plan.summarizer.name
        if target != plan.spoken:
            translator = plan.translators[target]
            if isinstance(translator, MissingModel):
                return Summary(
                    lang=target, length=length, text=None, words=0,
                    status=Status.MISSING_MODEL, model=None, hint=translator.hint,
                )  # fmt: skip
            text, complete = _render(_pieces(draft, plan.document), tables[plan.spoken, target])
            if not complete:
                status = Status.INCOMPLETE
            elif status is Status.OK and count_words(text) > length.max_words:
                status = Status.OVER_BUDGET
            model = f"{model} + {translator.name}"
        return Summary(
            lang=target, length=length, text=text, words=count_words(text),
            status=status, model=model,
        )  # fmt: skip

    def _translation(
        self, plan: _Plan, target: str, model: Model | MissingModel, tables: _Tables
    ) -> Translation:
        if isinstance(model, MissingModel):
            return Translation(
                lang=target, text=None, paragraphs=(),
                status=Status.MISSING_MODEL, model=None, hint=model.hint,
            )  # fmt: skip
        table = tables[plan.spoken, target]
        pairs = [_paragraph(block, table) for block in _with_title(plan.document)]
        complete = all(done for _, done in pairs)
        paragraphs = tuple(paragraph for paragraph, _ in pairs)
        return Translation(
            lang=target,
            text=join_paragraphs(paragraphs),
            paragraphs=paragraphs,
            status=Status.OK if complete else Status.INCOMPLETE,
            model=model.name,
        )

    def _signature(self, plan: _Plan) -> str:
        """Everything the result depends on besides the article, after sacrebleu's example."""
        parts = [f"summarize:{__version__}"]
        if plan.summarizer:
            parts.append(f"summarizer:{_signature(plan.summarizer)}")
        for target, model in plan.translators.items():
            if isinstance(model, Model):
                parts.append(f"{plan.spoken}-{target}:{_signature(model)}")
        return "|".join(parts)


def _signature(model: Model) -> str:
    """The model's signature, with the revision that is on this machine if none is pinned."""
    if not model.revision and (revision := store.revision(model)):
        model = model.model_copy(update={"revision": revision})
    return model.signature


def _pieces(draft: Draft, document: Document) -> list[str]:
    """A summary's sentences: an extract's are the article's own, translated with it."""
    if draft.sentences:
        prose = [sentence for block in document.prose() for sentence in block.sentences]
        return list(_stripped([prose[index] for index in draft.sentences]))
    return list(_stripped(split_sentences(draft.text, document.language.code)))


def _stripped(sentences: Sequence[str]) -> Iterator[str]:
    return filter(None, (sentence.strip() for sentence in sentences))


def _render(sentences: Sequence[str], table: Mapping[str, Translated]) -> tuple[str, bool]:
    """The sentences' translations as one text, and whether all of them succeeded."""
    translated = [table[sentence] for sentence in sentences]
    return " ".join(t.text for t in translated), all(t.ok for t in translated)


def _with_title(document: Document) -> Iterator[tuple[str, Block]]:
    if document.title:
        title = Block(Kind.HEADING, document.title, (document.title,))
        yield "title", title
    yield from ((block.kind.value, block) for block in document.blocks)


def _paragraph(named: tuple[str, Block], table: Mapping[str, Translated]) -> tuple[Paragraph, bool]:
    kind, block = named
    text, complete = block.text, True
    if block.kind not in VERBATIM:
        text, complete = _render(list(_stripped(block.sentences)), table)
    paragraph = Paragraph(
        kind=kind, source=block.text, text=text, level=block.level, marker=block.marker
    )
    return paragraph, complete


def _notes(plan: _Plan, translations: Sequence[Translation]) -> Iterator[str]:
    spoken = language_name(plan.spoken)
    if not plan.document.words:
        yield "the article has no prose besides its title"
    if not (plan.summarizer or plan.translators):
        yield f"the article is in {spoken} already: nothing to translate"
    for model in plan.translators.values():
        if isinstance(model, MissingModel):
            yield f"{model.message}: {model.hint}"
    for translation in translations:
        if translation.status is Status.INCOMPLETE:
            target = language_name(translation.lang)
            yield f"some sentences could not be translated into {target} and are kept in {spoken}"


def _reading_notes(drafts: _Drafts) -> Iterator[str]:
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
