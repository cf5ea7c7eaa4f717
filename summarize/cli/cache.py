"""`summarize cache`: what is stored of earlier runs, and how to delete it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from summarize.cli import talk
from summarize.cli.options import Debug, Json, Quiet
from summarize.store import readable

app = typer.Typer(
    help="Show or delete the cached results of earlier runs.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def cache(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        show()


@app.command("info")
def show(as_json: Json = False, debug: Debug = False) -> None:
    """Show where results are cached, how many, and their size."""
    from summarize.cache import info

    found = info()
    if as_json:
        print(json.dumps(asdict(found) | {"path": str(found.path)}, indent=2, ensure_ascii=False))
        return
    print(f"path     {found.path}")
    print(f"results  {found.entries:,}")
    print(f"size     {readable(found.size)} of at most {readable(found.limit)}")


@app.command("clear")
def delete(
    older_than: Annotated[
        float | None,
        typer.Option(
            metavar="DAYS", min=0, help="Only results that were not used for so many days."
        ),
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Delete the cached results of earlier runs."""
    from summarize.cache import clear

    count = clear(older_than)
    if not quiet:
        talk.note("1 result is deleted" if count == 1 else f"{count:,} results are deleted")
