"""`summarize models`: which models there are and which are installed; download, check, remove."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from typing import Annotated, Any

import typer

from summarize import registry, store
from summarize.backends import Unsuitable, conversion
from summarize.backends.ct2_decoder import prepare
from summarize.cli import catalogue, talk
from summarize.cli.options import Debug, Json, ModelsFile, Quiet
from summarize.cli.progress import watching, working
from summarize.errors import UsageError
from summarize.registry import Model, Registry, repository

app = typer.Typer(
    help="List, download, check and remove models.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Names = Annotated[
    list[str], typer.Argument(metavar="NAMES", help="Models or profiles.", show_default=False)
]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A model.", show_default=False)]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]


@app.callback()
def models(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_models()


@app.command("list")
def list_models(json: Json = False, models_file: ModelsFile = None, debug: Debug = False) -> None:
    """List all models and profiles, and which are installed."""
    known = _known(models_file)
    if json:
        _print_json(catalogue.as_data(known))
        return
    catalogue.print_tables(known)
    if sys.stdout.isatty():
        talk.note("get one with: summarize models pull NAME")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model or profile.")],
    json: Json = False,
    models_file: ModelsFile = None,
    debug: Debug = False,
) -> None:
    """Show everything about a model or a profile."""
    known = _known(models_file)
    _named(known, [name])
    if name in known.models:
        model = known.models[name]
        data, lines = catalogue.model_data(known, model), catalogue.model_lines(known, model)
    else:
        profile = known.profiles[name]
        data = catalogue.profile_data(known, profile)
        lines = catalogue.profile_lines(known, profile)
    if json:
        _print_json(data)
        return
    print(name)
    width = max(len(field) for field, _ in lines)
    for field, value in lines:
        print(f"  {field:{width}}  {value}")


@app.command()
def pull(
    names: Names,
    yes: Yes = False,
    force: Annotated[
        bool, typer.Option("--force", help="Download again what is damaged or outdated.")
    ] = False,
    quiet: Quiet = False,
    models_file: ModelsFile = None,
    debug: Debug = False,
) -> None:
    """Download models; an interrupted download resumes where it stopped."""
    fetch(_known(models_file), names, yes=yes, force=force, quiet=quiet)


def fetch(known: Registry, names: Sequence[str], *, yes: bool, force: bool, quiet: bool) -> None:
    """Download models and the members of profiles, showing progress."""
    wanted = _named(known, names)
    with watching(quiet=quiet) as watcher:
        fetched = store.pull(wanted, watcher, agree=partial(_agree, yes), again=force)
    for model in filter(catalogue.has_files, wanted):
        _convert(model, quiet)
    repositories = {(model.repo, model.revision) for model in fetched}
    for model in wanted:
        # What is shipped with summarize is worth a note only to somebody who named it.
        named = catalogue.has_files(model) or model.name in names
        if named and (model.repo, model.revision) not in repositories and not quiet:
            talk.note(f"{model.name} is on this machine already")


def _convert(model: Model, quiet: bool) -> None:
    """Convert a model now, as its first run would have to."""
    if model.family not in conversion.FAMILIES:
        return
    location = store.location(model)
    if conversion.converted(model, location):
        return
    try:
        with nullcontext() if quiet else working(f"converting {model.name}"):
            folder = prepare(model, location)
    except Unsuitable as error:
        line = f"{model.name} will run on transformers: {error.message}"
    else:
        size = store.readable(sum(path.stat().st_size for path in folder.iterdir()))
        line = f"{model.name} is converted for CTranslate2 ({model.quantization}, {size})"
    if not quiet:
        talk.note(line)


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAMES", help="Models or profiles. [all installed ones]"),
    ] = None,
    quiet: Quiet = False,
    models_file: ModelsFile = None,
    debug: Debug = False,
) -> None:
    """Check the files of models against their hashes."""
    known = _known(models_file)
    # What was not downloaded came without hashes: it is for those who name it.
    here = [m for m in known.models.values() if m.repo and store.is_installed(m)]
    damaged = False
    for model in _downloaded(known, names) if names else here:
        verdict = store.verify(model)
        damaged |= bool(verdict.damaged)
        if verdict.damaged:
            talk.error(
                f"{model.name} is damaged: {', '.join(verdict.damaged)}",
                f"summarize models pull --force {model.name}",
            )
        elif not quiet:
            talk.note(f"{model.name}: {_praise(verdict)}")
    raise typer.Exit(1 if damaged else 0)


@app.command()
def remove(
    names: Names,
    yes: Yes = False,
    quiet: Quiet = False,
    models_file: ModelsFile = None,
    debug: Debug = False,
) -> None:
    """Delete downloaded models from this machine."""
    known = _known(models_file)
    wanted = _downloaded(known, names)
    # Somebody who removes a profile means its downloads; a single name is taken at its word.
    doomed = [model for model in wanted if model.repo or model.name in names]
    if not doomed:
        raise UsageError(f"{', '.join(names)}: shipped with summarize", "name another model")
    doomed = [model for model in doomed if not model.repo or _is_here(model, quiet)]
    size = store.readable(sum(map(_size, doomed)))
    question = f"Remove {', '.join(_affected(known, doomed))} ({size}) from {store.cache_folder()}?"
    if doomed and not (yes or _asked(question)):
        raise typer.Exit(1)
    for model in doomed:
        freed = store.remove(model) + conversion.remove(model)
        if not quiet:
            talk.note(f"{model.name} is removed: {store.readable(freed)} are free again")


def _size(model: Model) -> int:
    return store.size_on_disk(model) + conversion.size_on_disk(model)


def _is_here(model: Model, quiet: bool) -> bool:
    """Whether there is something to remove, be it a part of a download."""
    if _size(model):
        return True
    if not quiet:
        talk.note(f"{model.name} is not on this machine")
    return False


@app.command()
def path(name: Name = None, models_file: ModelsFile = None, debug: Debug = False) -> None:
    """Print the folder of a model, or the one that all downloads go to."""
    if name is None:
        print(store.cache_folder())
        return
    for model in _downloaded(_known(models_file), [name]):
        print(store.location(model))


def _known(models_file: str | None) -> Registry:
    return registry.load(registry.user_path(models_file))


def _named(known: Registry, names: Sequence[str]) -> list[Model]:
    """The models of these names, and the members of these profiles; each once."""
    found: dict[str, Model] = {}
    for name in names:
        if name in known.models:
            found[name] = known.models[name]
        elif name in known.profiles:
            found |= {m.name: m for m in known.members(known.profiles[name])}
        elif name.count("/") == 1 and not name.startswith((".", "/", "~")):
            found[name] = repository(name)
        else:
            valid = [*known.profiles, *known.models]
            close = difflib.get_close_matches(name, valid, 1)
            guess = f"did you mean {close[0]}? " if close else ""
            raise UsageError(
                f"there is no model or profile “{name}”",
                f"{guess}profiles: {', '.join(known.profiles)}; models: {', '.join(known.models)}",
            )
    return list(found.values())


def _downloaded(known: Registry, names: Sequence[str]) -> list[Model]:
    """Those of them that have files; UsageError if none has."""
    if found := list(filter(catalogue.has_files, _named(known, names))):
        return found
    raise UsageError(
        f"{', '.join(names)}: shipped with summarize, there are no files", "name another model"
    )


def _affected(known: Registry, models: Sequence[Model]) -> list[str]:
    """Names of the models, and of those that are the same download."""
    downloads = {(model.repo, model.revision) for model in models}
    others = [m for m in known.models.values() if m.repo and (m.repo, m.revision) in downloads]
    return list(dict.fromkeys(model.name for model in [*models, *others]))


def _agree(yes: bool, models: Sequence[Model]) -> bool:
    terms = "; ".join(
        f"{model.name} ({catalogue.download(model) or 'size unknown'}): {model.licence}"
        for model in models
    )
    return yes or _asked(f"Not licensed for commercial use: {terms}. Download anyway?")


def _asked(question: str) -> bool:
    """What the person at the terminal answers; UsageError if there is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(f"there is no terminal to ask: {question}", "add --yes to agree")
    return typer.confirm(question, err=True)


def _praise(verdict: store.Verdict) -> str:
    if not verdict.sound:
        return "all files are here, but came without hashes to compare them with"
    return f"{len(verdict.sound)} files are as they must be"


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))
