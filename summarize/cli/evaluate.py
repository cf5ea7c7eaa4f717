"""`summarize eval`: how good models are on a user's own texts, one row per model."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from summarize import registry
from summarize.cli import lineup, talk
from summarize.cli.options import Debug, ModelsFile, NoCache, Quiet, Threads, one_of
from summarize.cli.progress import working
from summarize.errors import UsageError
from summarize.registry import Task
from summarize.request import DEVICES, ENGINES, Request

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def evaluate(
    references: Annotated[
        str | None,
        typer.Argument(
            metavar="REFERENCES",
            help='A .jsonl file with "text", "translation" and/or "summary" on each line.',
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="FILE", help="Instead: a file of texts, one per line,")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="FILE", help="and a file of their translations.")
    ] = None,
    source_language: Annotated[
        str | None, typer.Option("--from", metavar="LANG", help="Language of the texts. [detected]")
    ] = None,
    target_language: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="LANG", help="Language of the translations. [the other of two]"
        ),
    ] = None,
    translate: Annotated[
        bool,
        typer.Option(
            "--translate/--no-translate",
            help="Compare translations, if there are any.",
            show_default=False,
        ),
    ] = True,
    summary: Annotated[
        bool,
        typer.Option(
            "--summary/--no-summary",
            help="Compare summaries, if there are any.",
            show_default=False,
        ),
    ] = True,
    translator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL",
            help="A model to compare: a name, hub repository or folder; repeatable.",
        ),
    ] = None,
    summarizer: Annotated[
        list[str] | None, typer.Option(metavar="MODEL", help="The same for summaries; repeatable.")
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A set of models to compare; repeatable."),
    ] = None,
    confidence: Annotated[
        bool,
        typer.Option(
            "--confidence",
            help="95 % intervals for BLEU and chrF; * differs significantly from the first.",
        ),
    ] = False,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="table or json. [table]")
    ] = None,
    device: Annotated[
        str | None, typer.Option(metavar="DEVICE", help="auto, cpu, cuda, mps. [auto]")
    ] = None,
    threads: Threads = None,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="auto, ct2, transformers. [auto]")
    ] = None,
    models_file: ModelsFile = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Compare models on texts that people have translated or summarised.

    Every --translator, --summarizer and --profile is a row of the table.
    """
    # What --help does not need.
    from summarize import evaluation
    from summarize.cli import scoreboard
    from summarize.cli.batch_progress import showing
    from summarize.cli.job import open_cache
    from summarize.evaluation import Maker
    from summarize.pipeline import Pipeline

    known = registry.load(registry.user_path(models_file))
    for task, names in ((Task.SUMMARIZE, summarizer), (Task.TRANSLATE, translator)):
        for name in names or ():
            known = lineup.with_model(known, task, name)
    show = scoreboard.FORMATS[one_of("--format", format, list(scoreboard.FORMATS)) or "table"]
    base = Request(
        device=one_of("--device", device, DEVICES) or "auto",
        threads=threads,
        engine=one_of("--engine", engine, ENGINES) or "auto",
    )
    lineups = {
        name: replace(base, profile=one_of("--profile", name, list(known.profiles)))
        for name in profile or ()
    }
    translators = lineups | {name: replace(base, translator=name) for name in translator or ()}
    summarizers = lineups | {name: replace(base, summarizer=name) for name in summarizer or ()}
    spoken = one_of("--from", source_language, known.languages)
    target = one_of("--to", target_language, known.languages)
    if references and not (source or reference):
        texts = evaluation.from_json_lines(Path(references), known.languages, spoken, target)
    elif source and reference and not references:
        paths = Path(source), Path(reference)
        texts = evaluation.from_lines(*paths, known.languages, spoken, target)
    else:
        hint = "summarize eval REFERENCES, or --source FILE --reference FILE"
        raise UsageError("name the texts in one way", hint)
    translate = translate and any(text.translations for text in texts)
    summary = summary and any(text.summaries for text in texts)
    for option, unused in (
        ("--translator", translator and not translate),
        ("--summarizer", summarizer and not summary),
        ("--no-translate, --no-summary", not (translate or summary)),
    ):
        if unused:
            raise UsageError(f"{option}: nothing is left to compare with", "leave it out")
    translators = (translators or {"": base}) if translate else {}
    summarizers = (summarizers or {"": base}) if summary else {}
    total = len(translators) * sum(bool(text.translations) for text in texts)
    total += len(summarizers) * sum(bool(text.summaries) for text in texts)
    with (
        open_cache(not no_cache) as memory,
        showing(total, quiet=quiet, results_shown=False) as display,
    ):
        pipeline = partial(Pipeline, registry=known, watch=display.loading)
        maker = Maker(pipeline, memory, debug, display.watch)
        translated = maker.translations(texts, translators)
        summarized = maker.summaries(texts, summarizers)
    # Only resampling takes long.
    with working("resampling") if confidence and not quiet else nullcontext():
        found = evaluation.score(translated, summarized, confidence=confidence)
    show(found)
    for failure in found.failures:
        talk.failure(failure)
    for note in () if quiet else [*maker.notes, *(memory.notes if memory else ())]:
        talk.note(note)
    raise typer.Exit(found.exit_code)
