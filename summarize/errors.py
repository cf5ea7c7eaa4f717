"""Every error that `summarize` raises on purpose.

    SummarizeError            message + hint (what to type next) + exit code
    ├── UsageError        2   an option or a setting that cannot work
    ├── InputError        2   a source that cannot be read or understood
    │   └── LanguageError 2   a text whose language is unknown or not configured
    ├── OutputError       2   a place where the result cannot be written
    ├── RegistryError     2   models.toml, or the user's overlay of it, is wrong
    ├── MissingModel      3   a model that is needed is not on this machine
    └── ModelError        1   a model that is there but does not load or run

The command line catches `SummarizeError` once, at the top; a batch turns it into a
`Failure` and goes on with the next document.
"""

from __future__ import annotations


class SummarizeError(Exception):
    """One line saying what is wrong, and one saying what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SummarizeError):
    exit_code = 2


class InputError(SummarizeError):
    exit_code = 2


def missing_library(what: str) -> InputError:
    """Of a format whose library is in an extra that is not installed."""
    hint = 'pip install "summarize[files]"'
    return InputError(f"{what} files are read by a library that is not here", hint)


class LanguageError(InputError):
    pass


class OutputError(SummarizeError):
    exit_code = 2


class RegistryError(SummarizeError):
    exit_code = 2


class MissingModel(SummarizeError):
    exit_code = 3


class ModelError(SummarizeError):
    pass
