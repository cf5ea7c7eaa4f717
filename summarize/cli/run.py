"""`summarize SOURCES…`: the main command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from summarize import __version__, batch, registry, store
from summarize.batch import exit_code
from summarize.cli import models, talk
from summarize.cli.options import chosen, one_of
from summarize.cli.output import Output
from summarize.errors import UsageError
from summarize.pipeline import Pipeline
from summarize.registry import Registry
from summarize.render import Format, words
from summarize.request import DEFAULT_LANGUAGES, DEFAULT_LENGTHS, Length, Request
from summarize.result import Failure, Result, Status
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
    device: Annotated[
        str | None,
        typer.Option(metavar="DEVICE", help="auto, cpu, cuda, mps. [auto: the fastest there is]"),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="CPU threads. [all cores]")
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
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where a part is missing or marked.")
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
    request = Request(
        languages=chosen("--lang", lang, known.languages, DEFAULT_LANGUAGES),
        lengths=tuple(map(Length, chosen("--length", length, list(Length), DEFAULT_LENGTHS))),
        summarize=summary,
        translate=translate,
        source_language=one_of("--from", source_language, known.languages),
        profile=one_of("--profile", profile, list(known.profiles)),
        device=one_of("--device", device, DEVICES) or "auto",
        threads=threads,
        offline=offline,
    )
    if not (summary or translate):
        raise UsageError("--no-summary and --no-translate leave nothing to do", "drop one of them")
    names = sources or _piped_in()
    into = Output.at(output, one_of("--format", format, list(Format)), names)
    if pull and (needed := _to_pull(known, request.profile)):
        models.fetch(known, [needed], yes=yes, force=False, quiet=quiet)
    outcomes = batch.run(open_sources(names), request, Pipeline(request, known), known.languages)
    tally = Tally(quiet=quiet, strict=strict)
    into.write(tally.watch(outcomes))
    if not (quiet or profile):
        tally.advise(known)
    raise typer.Exit(tally.exit_code)


def _to_pull(known: Registry, profile: str | None) -> str | None:
    """The profile that --pull fetches: the one asked for, else the first that translates."""
    if profile:
        return profile
    translating = [p for p in known.profiles.values() if p.translators]
    here = any(all(map(store.is_installed, known.members(p))) for p in translating)
    return translating[0].name if translating and not here else None


def _piped_in() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("no article was named", "summarize ARTICLE, or see summarize --help")
    return ["-"]


class Tally:
    """Counts outcomes as they pass, and tells on stderr what did not go well."""

    def __init__(self, *, quiet: bool, strict: bool) -> None:
        self._quiet, self._strict = quiet, strict
        self._delivered = 0
        self._failures: list[Failure] = []
        self._states: set[Status] = set()
        self._told: set[str] = set()
        # The models that were used, in the order of their first use.
        self._models: dict[str, None] = {}

    def watch(self, outcomes: Iterator[Result | Failure]) -> Iterator[Result | Failure]:
        for outcome in outcomes:
            # Passed on first, so that a note stands below the result it is about.
            yield outcome
            if isinstance(outcome, Failure):
                self._failures.append(outcome)
                talk.failure(outcome)
            else:
                self._delivered += 1
                self._states |= {summary.status for summary in outcome.summaries}
                self._states |= {translation.status for translation in outcome.translations}
                self._models |= dict.fromkeys(words.models(outcome))
                self._tell(outcome)

    def _tell(self, result: Result) -> None:
        """Each note once: a thousand articles that lack the same translator are one fact."""
        for note in result.notes:
            if note not in self._told and not self._quiet:
                talk.note(f"{result.source}: {note}")
            self._told.add(note)

    def advise(self, known: Registry) -> None:
        """One line: what was used, and the one command that would give better results."""
        better = known.better_than(self._models, store.is_installed)
        # Where a model was missing, its note has named the command already.
        if self._models and better and Status.MISSING_MODEL not in self._states:
            used = " + ".join(self._models)
            talk.note(f"made with {used}; for better results: {known.pull_command(better)}")

    @property
    def exit_code(self) -> int:
        code = exit_code(self._delivered, self._failures)
        if code == 0 and self._strict and self._states - {Status.OK, Status.ALREADY_SHORT}:
            return 3 if Status.MISSING_MODEL in self._states else 1
        return code
