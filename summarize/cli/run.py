"""`summarize SOURCES…`: the main command."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from summarize import __version__
from summarize.cli.options import Debug, ModelsFile, NoCache, Quiet, Threads, chosen, one_of
from summarize.errors import UsageError
from summarize.request import (
    DEFAULT_LANGUAGES,
    DEFAULT_LENGTHS,
    DEVICES,
    ENGINES,
    Length,
    Request,
    Term,
)

# A value of --engine that says where the whole run is done, not what runs a model.
RAY = "ray"


def _version(asked: bool) -> None:
    if asked:
        print(f"summarize {__version__}")
        raise typer.Exit


def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCES",
            help="Articles: files, folders, '*' patterns, .jsonl files, web addresses, "
            "or - for standard input.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(
            metavar="de|en", help="Languages to write, comma-separated or repeated. [both]"
        ),
    ] = None,
    length: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LENGTH",
            help="Of summaries: headline, short, medium, long. [short,medium,long]",
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
        typer.Option("--from", metavar="LANG", help="Language of the articles. [detected]"),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="table, text, json, jsonl, markdown, html, srt, vtt. [table; text in a pipe]",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="Write to one file, or to a folder ('out/'): one file per article.",
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="In folders, read these files only: by name '*.log', by path below the folder "
            "'2024/**/*.txt', or all in 'news/'; repeatable. [all readable formats]",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="In folders, skip these files and folders; repeatable."),
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The field of .jsonl lines that holds the text. [text]"),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Process only part I of N, one per machine: 1/8 to 8/8."),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Keep processing new files in the folders, until Ctrl-C."),
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The set of models to use. [the best on this machine]"),
    ] = None,
    summarizer: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="The model for summaries: a name, hub repository or folder."
        ),
    ] = None,
    translator: Annotated[
        str | None, typer.Option(metavar="MODEL", help="The model for translations, likewise.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="TERM", help="Keep this term unchanged in translations; repeatable."),
    ] = None,
    glossary: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV or TSV of terms: source,target[,de-en]. Targets are inserted as written, "
            "without German endings; of a|b, a is inserted, and b is accepted as well.",
        ),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(metavar="DEVICE", help="auto, cpu, cuda, mps. [auto: the fastest available]"),
    ] = None,
    threads: Threads = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="For encoder-decoders: auto, ct2, transformers. [auto] Or ray: distribute the "
            "whole run over a Ray cluster.",
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="The Ray cluster, or auto. [a new one on this machine]"
        ),
    ] = None,
    models_file: ModelsFile = None,
    no_cache: NoCache = False,
    allow_private: Annotated[
        bool,
        typer.Option(
            "--allow-private", help="Allow web pages on this machine and its private network."
        ),
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Open no network connection.")] = False,
    pull: Annotated[bool, typer.Option("--pull", help="Download missing models first.")] = False,
    yes: Annotated[
        bool, typer.Option("-y", "--yes", help="Accept the licences that --pull asks about.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Redo what is already in the output folder.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show which sentences of the article support each sentence of a summary.",
        ),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail if anything is missing, marked or doubtful.")
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first document that fails.")
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Summarize and translate German and English articles, on this machine.

    Other commands: summarize models, cache, eval and schema. For a file of that name, write
    ./models.
    """
    # What --help does not need.
    from summarize import registry
    from summarize.cli import lineup, models
    from summarize.cli.job import Job
    from summarize.output import settle
    from summarize.protection import read_glossary
    from summarize.registry import Task
    from summarize.render import Format
    from summarize.source import STDIN, Selection, Shard

    if offline:
        # Read by huggingface_hub when it is imported, so this must come first.
        os.environ["HF_HUB_OFFLINE"] = "1"
    known = registry.load(registry.user_path(models_file))
    for task, name in ((Task.SUMMARIZE, summarizer), (Task.TRANSLATE, translator)):
        known = lineup.with_model(known, task, name)
    engine = one_of("--engine", engine, (*ENGINES, RAY)) or "auto"
    distributed = engine == RAY
    if address and not distributed:
        raise UsageError("--address is that of a Ray cluster", "add --engine ray, or drop it")
    if watch and distributed:
        raise UsageError("--watch does not go with --engine ray", "drop one of them")
    request = Request(
        languages=chosen("--lang", lang, known.languages, DEFAULT_LANGUAGES),
        lengths=tuple(map(Length, chosen("--length", length, list(Length), DEFAULT_LENGTHS))),
        summarize=summary,
        translate=translate,
        source_language=one_of("--from", source_language, known.languages),
        profile=one_of("--profile", profile, list(known.profiles)),
        summarizer=summarizer,
        translator=translator,
        terms=(*map(Term, keep or ()), *(read_glossary(glossary) if glossary else ())),
        device=one_of("--device", device, DEVICES) or "auto",
        threads=threads,
        # Each worker chooses the best engine that it has.
        engine="auto" if distributed else engine,
        offline=offline,
    )
    if not (summary or translate):
        raise UsageError("--no-summary and --no-translate leave nothing to do", "drop one of them")
    if any(not term.strip() for term in keep or ()):
        raise UsageError("--keep: the term is empty", "write --keep TERM, or drop it")
    names = sources or _piped_in()
    part = Shard.parse(shard) if shard is not None else None
    into = settle(
        output,
        one_of("--format", format, list(Format)),
        names,
        explain=explain,
        force=force,
        fail_fast=fail_fast,
        part=f"{part.number}-of-{part.of}" if part else "",
    )
    if into.format in (Format.SRT, Format.VTT):
        request = replace(request, summarize=False)
    wanted = Selection(
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        field=field or "text",
        shard=part,
        allow_private=allow_private,
        output=Path(output) if output and output != STDIN else None,
    )
    if pull and (needed := lineup.to_pull(known, request.profile)):
        models.fetch(known, [needed], yes=yes, force=False, quiet=quiet)
    job = Job(
        names=names,
        selection=wanted,
        request=request,
        registry=known,
        into=into,
        use_cache=not (no_cache or force),
        watch=watch,
        fail_fast=fail_fast,
        strict=strict,
        quiet=quiet,
        debug=debug,
        distributed=distributed,
        address=address,
    )
    raise typer.Exit(job.run())


def _piped_in() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("no article was named", "summarize ARTICLE, or see summarize --help")
    return ["-"]
