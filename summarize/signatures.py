"""What results depend on besides the article, as one line: after sacrebleu's example.

A result names what made it. A run names what may make any of its results, by which later runs
know what they need not do again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from summarize import __version__, store
from summarize.assembly import Plan
from summarize.choosing import Chooser
from summarize.errors import MissingModel, SummarizeError
from summarize.registry import Model
from summarize.request import Term


def of_run(chooser: Chooser) -> str:
    """Of all results of a request, known before any model is loaded; with models for every
    language that an article may be in.

    The device is no part of it: a run may be continued on another.
    """
    request = chooser.request
    settings = [
        request.languages, request.lengths, request.summarize, request.translate,
        request.source_language, request.engine, request.terms,
    ]  # fmt: skip
    parts = [f"summarize:{__version__}", *map(str, settings)]
    for spoken in chooser.registry.languages:
        if request.summarize:
            parts.append(_chosen(partial(chooser.summarizer, spoken)))
        for target in request.languages:
            if target != spoken:
                choose = partial(chooser.translator, spoken, target)
                parts.append(f"{spoken}-{target}:{_chosen(choose)}")
    return "|".join(parts)


def of_result(plan: Plan, terms: tuple[Term, ...], engine: Callable[[Model], str]) -> str:
    """Of one result; `engine` tells what has run a model."""
    parts = [f"summarize:{__version__}"]
    if plan.summarizer:
        parts.append(f"summarizer:{_signed(plan.summarizer, engine)}")
    for target, model in plan.translators.items():
        if isinstance(model, Model):
            parts.append(f"{plan.spoken}-{target}:{_signed(model, engine)}")
    if terms:
        parts.append(f"terms:{hashlib.sha256(repr(terms).encode()).hexdigest()[:12]}")
    return "|".join(parts)


def _signed(model: Model, engine: Callable[[Model], str]) -> str:
    """The model's signature, with the revision that is here and what has run it."""
    return ",".join(filter(None, [_revised(model).signature, engine(model)]))


def _chosen(choose: Callable[[], Model | MissingModel]) -> str:
    """What a choice depends on, or why there is none."""
    try:
        model = choose()
    except SummarizeError as error:
        return error.message
    return _identity(model) if isinstance(model, Model) else model.message


def _identity(model: Model) -> str:
    """All of a model's entry that its output depends on, and the state of its own folder.

    Of two models files, both may have an entry of this name. A folder whose entry has a
    revision is the same everywhere.
    """
    aside = {"licence", "commercial", "download_mb", "memory_mb"}
    if model.revision or not model.path:
        return _revised(model).model_dump_json(exclude={*aside, "path"})
    return model.model_dump_json(exclude=aside) + store.state(model.path.expanduser())


def _revised(model: Model) -> Model:
    """The model with the revision that is on this machine, where its entry pins none."""
    if not model.revision and (revision := store.revision(model)):
        return model.model_copy(update={"revision": revision})
    return model
