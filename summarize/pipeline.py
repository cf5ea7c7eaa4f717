"""Documents + Request -> Results. The only file that knows the order of the steps.

Summaries are written in the article's own language and then translated sentence by
sentence, so that every column says the same. The article itself is translated from the same
pool of sentences: none is translated twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property

from summarize import signatures, store
from summarize.assembly import Drafts, Plan, Tables, assemble, pieces, sources, stripped
from summarize.backends import Draft, Models, Translated, Translator
from summarize.choosing import Chooser
from summarize.document import VERBATIM, Document, Kind, has_words
from summarize.document.language import detect
from summarize.errors import LanguageError, MissingModel, SummarizeError
from summarize.formats import Format
from summarize.languages import language_name
from summarize.markup import split
from summarize.protection import ProtectedTranslator, Shown, in_other_convention, shown
from summarize.registry import Model, Registry
from summarize.request import Request
from summarize.result import Failure, Result, Status


@dataclass(frozen=True, slots=True)
class _Pool:
    """Sentences of several documents for one translator."""

    model: Model
    # The code in each sentence.
    code: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # What its document shows of words, for each sentence.
    shown: dict[str, Shown] = field(default_factory=dict)


class Pipeline:
    """Makes results of documents; loads each model once, when it is first needed."""

    def __init__(
        self,
        request: Request,
        registry: Registry,
        installed: Callable[[Model], bool] = store.is_installed,
        watch: Callable[[Model], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.request = request
        self._chooser = Chooser(request, registry, installed)
        self._models = Models(
            device=request.device,
            threads=request.threads,
            engine=request.engine,
            watch=watch,
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that articles may be written in."""
        return self._chooser.registry.languages

    @property
    def notes(self) -> Sequence[str]:
        """What a user should know about how models were run."""
        return self._models.notes

    def process(self, documents: Sequence[Document]) -> list[Result | Failure]:
        """One outcome per document, in order; their sentences share batches.

        A Failure stands for a document none of whose wanted parts could be made.
        `seconds` of a result is its share, by words, of the time the whole call took.
        """
        started = time.perf_counter()
        outcomes = [self._plan(document) for document in documents]
        plans = [outcome for outcome in outcomes if isinstance(outcome, Plan)]
        drafts = [
            {length: self._in_own_language(plan, draft) for length, draft in made.items()}
            for plan, made in zip(plans, self._summarize(plans), strict=True)
        ]
        tables = self._translate(plans, drafts)
        seconds = (time.perf_counter() - started) / (sum(p.document.words for p in plans) or 1)
        made = iter(
            [
                assemble(
                    plan,
                    draft,
                    tables,
                    self.request,
                    signature=signatures.of_result(plan, self.request.terms, self._models.engine),
                    seconds=seconds * plan.document.words,
                )
                for plan, draft in zip(plans, drafts, strict=True)
            ]
        )
        return [next(made) if isinstance(o, Plan) else o for o in outcomes]

    @cached_property
    def signature(self) -> str:
        """All that decides a result besides the article."""
        return signatures.of_run(self._chooser)

    # --- the steps ---------------------------------------------------------------------

    def _plan(self, document: Document) -> Plan | Failure:
        request, spoken = self.request, document.language.code
        targets = [language for language in request.languages if language != spoken]
        try:
            translators = {target: self._chooser.translator(spoken, target) for target in targets}
            missing = [error for error in translators.values() if isinstance(error, MissingModel)]
            own_summary = request.summarize and spoken in request.languages
            if missing and len(missing) == len(targets) and not own_summary:
                raise missing[0]
            summarizer = self._chooser.summarizer(spoken) if request.summarize else None
        except SummarizeError as error:
            return Failure.of(error, id=document.id, source=document.source)
        # Without summaries this is a translating filter, and what comes out is the article.
        keeping = document.format is Format.MARKDOWN or not request.summarize
        wanted = request.translate and len(missing) < len(targets)
        layout = None
        if wanted and keeping:
            layout = split(document.raw, document.format, _verbatim(document), document.source)
        return Plan(document, summarizer, translators, layout)

    def _summarize(self, plans: Sequence[Plan]) -> list[Drafts]:
        drafts: dict[int, Drafts] = {}
        by_model: dict[str, list[int]] = {}
        for index, plan in enumerate(plans):
            if plan.summarizer:
                by_model.setdefault(plan.summarizer.name, []).append(index)
        for name, indices in by_model.items():
            summarizer = self._models.summarizer(self._chooser.registry.models[name])
            documents = [plans[index].document for index in indices]
            made = summarizer.summarize(documents, self.request.lengths)
            drafts.update(zip(indices, made, strict=True))
        return [drafts.get(index, {}) for index in range(len(plans))]

    def _in_own_language(self, plan: Plan, draft: Draft) -> Draft:
        """A summary that its model wrote in another language, translated if that can be done."""
        if draft.status is not Status.WRONG_LANGUAGE:
            return draft
        try:
            written = detect(draft.text, self.languages).code
            model = self._chooser.translator(written, plan.spoken)
        except LanguageError:
            return draft
        if written == plan.spoken or isinstance(model, MissingModel):
            return draft
        sentences = pieces(draft, plan.document)
        translator = self._protected(_Pool(model), written, plan.spoken)
        translated = translator.translate(sentences, written, plan.spoken)
        if not all(sentence.ok for sentence in translated):
            return draft
        return replace(
            draft,
            text=" ".join(sentence.text for sentence in translated),
            status=Status.OK,
            model=f"{draft.model or self._chooser.summarizer(plan.spoken).name} + {model.name}",
            note=f"written in {language_name(written)} and translated",
        )

    def _translate(self, plans: Sequence[Plan], drafts: Sequence[Drafts]) -> Tables:
        """Translate every wanted sentence of all documents, in one call per language pair."""
        pools: dict[tuple[str, str], _Pool] = {}
        for plan, draft in zip(plans, drafts, strict=True):
            for target, model in plan.translators.items():
                if isinstance(model, Model):
                    pool = pools.setdefault((plan.spoken, target), _Pool(model))
                    sentences = dict(self._sentences(plan, draft))
                    pool.code.update(sentences)
                    pool.shown.update(dict.fromkeys(sentences, shown(sentences, plan.spoken)))
        tables: Tables = {}
        for (spoken, target), pool in pools.items():
            translator = self._protected(pool, spoken, target)
            texts = list(filter(has_words, pool.code))
            translated = translator.translate(texts, spoken, target) if texts else []
            made = dict(zip(texts, translated, strict=True))
            for text, code in pool.code.items():
                if text not in made:
                    numbers = text if code else in_other_convention(text, (spoken, target))
                    made[text] = Translated(numbers)
            tables[spoken, target] = made
        return tables

    def _protected(self, pool: _Pool, spoken: str, target: str) -> Translator:
        translator = self._models.translator(pool.model)
        both_ways = pool.model.translates(target, spoken)
        terms = self.request.terms
        return ProtectedTranslator(translator, terms, pool.code, both_ways, pool.shown)

    def _sentences(self, plan: Plan, drafts: Drafts) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every sentence of a document that is wanted in another language, and its code."""
        article = dict(_article(plan.document))
        for draft in drafts.values():
            made = zip(pieces(draft, plan.document), sources(draft, plan.document), strict=True)
            yield from ((piece, article.get(source, ())) for piece, source in made)
        if self.request.translate:
            yield from article.items()
        if plan.layout:
            yield from plan.layout.sentences(plan.spoken)


def _article(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every sentence that an article's translation has, and its code."""
    yield from ((title, ()) for title in filter(None, [document.title]))
    for block in document.blocks:
        if block.kind not in VERBATIM:
            for sentence in stripped(block.sentences):
                yield sentence, tuple(code for code in block.code if code in sentence)


def _verbatim(document: Document) -> frozenset[str]:
    """Paragraphs that no model sees: lists of sources and links."""
    return frozenset(block.text for block in document.blocks if block.kind is Kind.REFERENCE)
