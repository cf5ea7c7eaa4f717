"""Options that several commands share, and values from a list: checked here, so that an error
names the whole list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from summarize.errors import UsageError

Threads = Annotated[int | None, typer.Option(metavar="N", min=1, help="CPU threads. [all cores]")]
ModelsFile = Annotated[
    str | None, typer.Option("--models-file", metavar="FILE", help="Your own models.toml.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor store cached results.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Only errors on stderr, no notes.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def one_of(option: str, value: str | None, valid: Sequence[str]) -> str | None:
    """`value` as spelt in `valid`, None if it was not given; UsageError if it is not in it."""
    if value is None:
        return None
    for candidate in valid:
        if value.strip().lower() == candidate:
            return candidate
    raise UsageError(f"{option}: there is no “{value}”", f"choose from {', '.join(valid)}")


def chosen(
    option: str, values: Sequence[str] | None, valid: Sequence[str], default: Sequence[str]
) -> tuple[str, ...]:
    """Repeated or comma-separated values in the order given, each once; UsageError as above."""
    if not values:
        return tuple(default)
    parts = [part for value in values for part in value.split(",") if part.strip()]
    if not parts:
        raise UsageError(f"{option} is empty", f"choose from {', '.join(valid)}")
    return tuple(dict.fromkeys(filter(None, (one_of(option, part, valid) for part in parts))))
