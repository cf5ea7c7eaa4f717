"""What the command line says to people, on stderr; stdout is for results."""

from __future__ import annotations

import sys

from summarize.document.decode import clean
from summarize.result import Failure


def error(message: str, hint: str = "") -> None:
    _say(f"error: {message}" + (f" → {hint}" if hint else ""))


def note(message: str) -> None:
    _say(f"note: {message}")


def failure(failed: Failure) -> None:
    error(f"{failed.source}: {failed.message}", failed.hint)


def _say(line: str) -> None:
    """One line, whatever a file name or a library's message holds."""
    print(" ".join(clean(line).split()), file=sys.stderr)
