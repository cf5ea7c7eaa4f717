"""The shape of a source: where one text is, what form it has, and how it is got."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from summarize.errors import InputError
from summarize.formats import Format
from summarize.source.web import Page

# Far more bytes than any article has; what is larger is something else, or should be split.
LARGEST = 100_000_000
# A byte of a file name that is no text, as `as_text` shows it.
_BYTE = re.compile(rb"\\x([89a-f][0-9a-f])")


@dataclass(frozen=True, slots=True)
class Source:
    """One text to be read.

    `load` gives its bytes (its text, where the encoding is settled; a web page with what its
    server says of it) and raises InputError when it cannot; `format` is None where only the
    content can tell.
    """

    id: str
    name: str
    load: Callable[[], bytes | str | Page]
    format: Format | None = None
    title: str | None = None
    language: str | None = None
    # Where its result belongs in an output folder: the file's path below the folder that
    # was named, with its suffix; empty for what is no file of its own.
    place: str = ""
    # Fields of a JSONL line that are not ours; they are passed on to its result.
    extra: Mapping[str, object] = field(default_factory=dict)


class Lull:
    """Stands in a stream of sources where the next one is not there yet."""


LULL = Lull()


def broken(
    name: str, error: InputError, id: str | None = None, extra: Mapping[str, object] | None = None
) -> Source:
    """A source that is known not to be readable; it fails in its turn, not ahead of it."""

    def load() -> bytes:
        raise error

    return Source(id or name, name, load, extra=extra or {})


def unreadable(error: OSError, what: str = "file") -> InputError:
    if isinstance(error, FileNotFoundError):
        if isinstance(error.filename, str) and os.path.islink(error.filename):
            return InputError(f"this link leads to no {what}", "check where it leads")
        return InputError(f"there is no such {what}", "check the name")
    reason = (error.strerror or str(error)).lower()
    return InputError(f"cannot be read: {reason}", "check its permissions")


def too_large(what: str) -> InputError:
    hint = "split it into articles"
    return InputError(f"this {what} is larger than {LARGEST // 10**6} MB", hint)


def as_text(name: str) -> str:
    """A file name as text: it may hold bytes that are none, ids and names of sources may not.

    Different names stay different.
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def as_path(text: str) -> str:
    """The name of the file that `as_text` has given this text for, for the system.

    On the disk it is UTF-8, whatever encoding the locale says that names are in.
    """
    data = text.encode("utf-8", "surrogatepass")
    literal = os.fsdecode(data)
    if b"\\x" not in data or os.path.lexists(literal):
        return literal
    return os.fsdecode(_BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), data))
