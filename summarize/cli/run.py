"""`summarize SOURCES…`: the main command."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import Annotated

import typer

from summarize import __version__, batch, registry
from summarize.backends import ENGINES
from summarize.cli import lineup, models
from summarize.cli.options import chosen, one_of
from summarize.cli.output import Output
from summarize.cli.progress import loading
from summarize.cli.tally import Tally
from summarize.errors import UsageError
from summarize.pipeline import Pipeline
from summarize.registry import Task
from summarize.render import Format
from summarize.request import DEFAULT_LANGUAGES, DEFAULT_LENGTHS, Length, Request
from summarize.source import open_sources

DEVICES = ("auto", "cpu", "cuda", "mps")


def _version(asked: bool) -> None:
    if asked:
        print(f"summarize {__version__}")
        raise typer.Exit


def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCES",
            help="Articles: text, Markdown, HTML or .jsonl files; - is standard input.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(metavar="de|en", help="Languages to write, by commas or repeated. [both]"),
    ] = None,
    length: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LENGTH",
            help="Of the summaries: headline, short, medium, long. [short,medium,long]",
        ),
    ] = None,
    translate: Annotated[
        bool,
        typer.Option(
            "--translate/--no-translate", help="Translate the whole article.", show_default=False
        ),
    ] = True,
    summary: Annotated[
        bool,
        typer.Option("--summary/--no-summary", help="Write summaries.", show_default=False),
    ] = True,
    source_language: Annotated[
        str | None,
        typer.Option("--from", metavar="LANG", help="The articles' language. [found out]"),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT", help="table, text, json, jsonl, markdown. [table; text in a pipe]"
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="PATH", help="A file, or a folder: one file each."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The line-up of models. [the best on this machine]"),
    ] = None,
    summarizer: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="A model's name, hub repository or folder."),
    ] = None,
    translator: Annotated[str | None, typer.Option(metavar="MODEL", help="Likewise.")] = None,
    device: Annotated[
        str | None,
        typer.Option(metavar="DEVICE", help="auto, cpu, cuda, mps. [auto: the fastest there is]"),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="CPU threads. [all cores]")
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="For translators: auto, ct2, transformers. [auto]"),
    ] = None,
    models_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="A models.toml of your own.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Open no connection at all.")] = False,
    pull: Annotated[
        bool, typer.Option("--pull", help="Download the models that are missing first.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("-y", "--yes", help="Agree to licences that --pull asks about.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what supports each sentence of a summary.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where a part is missing, marked or doubtful.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="No notes on stderr, errors only.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Summarize and translate German and English articles, on this machine.

    Other commands: summarize models, summarize schema. A file of such a name is ./models.
    """
    if offline:
        # Read by huggingface_hub when it is imported, so this must come first.
        os.environ["HF_HUB_OFFLINE"] = "1"
    known = registry.load(registry.user_path(models_file))
    for task, name in ((Task.SUMMARIZE, summarizer), (Task.TRANSLATE, translator)):
        known = lineup.with_model(known, task, name)
    request = Request(
        languages=chosen("--lang", lang, known.languages, DEFAULT_LANGUAGES),
        lengths=tuple(map(Length, chosen("--length", length, list(Length), DEFAULT_LENGTHS))),
        summarize=summary,
        translate=translate,
        source_language=one_of("--from", source_language, known.languages),
        profile=one_of("--profile", profile, list(known.profiles)),
        summarizer=summarizer,
        translator=translator,
        device=one_of("--device", device, DEVICES) or "auto",
        threads=threads,
        engine=one_of("--engine", engine, ENGINES) or "auto",
        offline=offline,
    )
    if not (summary or translate):
        raise UsageError("--no-summary and --no-translate leave nothing to do", "drop one of them")
    names = sources or _piped_in()
    into = Output.at(output, one_of("--format", format, list(Format)), names)
    if pull and (needed := lineup.to_pull(known, request.profile)):
        models.fetch(known, [needed], yes=yes, force=False, quiet=quiet)
    pipeline = Pipeline(request, known, watch=nullcontext if quiet else loading)
    tally = Tally(quiet=quiet, strict=strict)
    into = replace(into, explain=explain)
    into.write(tally.watch(batch.run(open_sources(names), request, pipeline, known.languages)))
    if not quiet:
        tally.tell(pipeline.notes)
        if not profile:
            tally.advise(known)
    raise typer.Exit(tally.exit_code)


def _piped_in() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("no article was named", "summarize ARTICLE, or see summarize --help")
    return ["-"]
