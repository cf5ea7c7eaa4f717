"""What the command line says to people, on stderr; stdout is for results."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from summarize.document.decode import clean
from summarize.result import Failure


def error(message: str, hint: str = "") -> None:
    _say(f"error: {message}" + (f" → {hint}" if hint else ""))


def note(message: str) -> None:
    _say(f"note: {message}")


def failure(failed: Failure) -> None:
    error(f"{failed.source}: {failed.message}", failed.hint)


def _say(line: str) -> None:
    """One line, whatever a file name or a library's message holds.

    Where it cannot be written, the work goes on without it.
    """
    try:
        print(" ".join(clean(line).split()), file=sys.stderr)
    except OSError:
        abandon(sys.stderr)


def abandon(stream: TextIO) -> None:
    """Let what is written to a stream vanish: a full disk is behind it, or nobody reads it.

    Python flushes it once more on its way out, and would fail there.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
