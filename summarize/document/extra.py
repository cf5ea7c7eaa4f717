"""Formats whose libraries are installed only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from summarize.errors import InputError


@contextmanager
def files_extra(what: str) -> Iterator[None]:
    """Around the import of a library of the extra `files`, without which `what` is not read."""
    try:
        yield
    except ModuleNotFoundError as error:
        hint = 'pip install "summarize[files]"'
        raise InputError(f"{what} files are read by a library that is not here", hint) from error
