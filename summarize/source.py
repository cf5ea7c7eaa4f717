"""What the user named on the command line -> a stream of sources, nothing read ahead.

Knows where a text is and what form it has; what the text says is for `document`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, StrictStr, ValidationError, field_validator

from summarize import web
from summarize.errors import InputError
from summarize.formats import Format, by_name

STDIN = "-"


_JSON_LINES = {".jsonl", ".ndjson"}

# Far more than any article; what is larger is something else, or should be split.
_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One text to be read.

    `load` gives its bytes (its text, where the encoding is settled; a web page with what its
    server says of it) and raises InputError when it cannot; `format` is None where only the
    content can tell.
    """

    id: str
    name: str
    load: Callable[[], bytes | str | web.Page]
    format: Format | None = None
    title: str | None = None
    language: str | None = None


class _Line(BaseModel):
    """One line of a JSONL source; other fields are allowed."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str | None = None
    text: StrictStr
    title: str | None = None
    lang: str | None = None

    @field_validator("id", "title", "lang")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None


def open_sources(
    names: Iterable[str], stdin: BinaryIO | None = None, *, allow_private: bool = False
) -> Iterator[Source]:
    """A source for every file, web address, JSONL line and "-" (standard input), in order.

    Addresses may lead to this machine or its network only with `allow_private`.
    """
    for name in names:
        if name == STDIN:
            yield from _from_stdin(stdin or sys.stdin.buffer)
        elif web.is_address(name):
            yield Source(name, name, partial(web.fetch, name, allow_private=allow_private))
        elif Path(name).suffix.lower() in _JSON_LINES:
            yield from _from_json_lines(name)
        elif Path(name).suffix.lower() == ".json":
            yield from _from_json(name)
        else:
            yield _from_file(name)


def _from_file(name: str) -> Source:
    path = Path(name)
    # A file name may hold bytes that are no text; ids and names of sources are text.
    shown = name.encode("utf-8", "replace").decode("utf-8")
    return Source(shown, shown, lambda: _read(path), by_name(name))


def _read(path: Path) -> bytes:
    with _opened(path) as file:
        return _whole(file)


def _whole(file: BinaryIO, start: bytes = b"") -> bytes:
    """All of a file after its `start`; InputError before it gets too large for memory."""
    data = start + file.read(_LARGEST + 1 - len(start))
    if len(data) > _LARGEST:
        raise InputError(f"this is larger than {_LARGEST // 10**6} MB", "split it into articles")
    return data


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError("there is no such file", "check the name") from None
    except IsADirectoryError:
        hint = f"name the files in it: summarize {path}/*.txt"
        raise InputError("this is a folder, not a file", hint) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be read: {reason}", "check the file's permissions") from error


def _from_stdin(stream: BinaryIO) -> Iterator[Source]:
    """One document, or one per line when the first line is a JSONL record."""
    first = stream.readline(_LARGEST + 1)
    if _is_record(first):
        yield from _records("stdin", _chained(first, stream))
    else:
        yield Source("stdin", "stdin", lambda: _whole(stream, first))


def _chained(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _is_record(line: bytes) -> bool:
    if not line.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    try:
        return "text" in json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False


def _from_json_lines(name: str) -> Iterator[Source]:
    try:
        file = _opened(Path(name))
    except InputError as error:
        yield _broken(name, error)
        return
    with file:
        yield from _records(name, file)


def _records(name: str, lines: Iterable[bytes]) -> Iterator[Source]:
    empty = True
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            empty = False
            yield _record(f"{name}:{number}", raw)
    if empty:
        yield _broken(name, InputError("this file is empty", 'write {"text": "…"} lines into it'))


def _record(where: str, raw: bytes) -> Source:
    """The source for one JSONL line, named file:line; its id is the line's own if it has one."""
    try:
        line = _Line.model_validate_json(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _broken(where, InputError("this line is not UTF-8", "save the file as UTF-8"))
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"])) or "line"
        hint = 'each line is an object: {"id": "…", "text": "…", "title": "…", "lang": "de"}'
        return _broken(where, InputError(f"{field}: {problem['msg'].lower()}", hint))
    text = line.text
    return Source(line.id or where, where, lambda: text, None, line.title, line.lang)


def _from_json(name: str) -> Iterator[Source]:
    """A record like those of JSONL, or a list of them."""
    try:
        records = json.loads(_read(Path(name)).decode("utf-8-sig"))
    except InputError as error:
        yield _broken(name, error)
        return
    except (ValueError, RecursionError) as error:
        yield _broken(name, InputError(f"this is no valid JSON: {error}", "check the file"))
        return
    if isinstance(records, dict) and "text" in records:
        yield _record(name, json.dumps(records).encode())
    elif isinstance(records, list) and any(isinstance(r, dict) and "text" in r for r in records):
        for number, record in enumerate(records, start=1):
            yield _record(f"{name}:{number}", json.dumps(record).encode())
    else:
        hint = 'write an object {"text": "…"}, a list of them, or one per line into a .jsonl file'
        yield _broken(name, InputError("this JSON holds no articles", hint))


def _broken(name: str, error: InputError) -> Source:
    """A source that is known not to be readable; it fails in its turn, not ahead of it."""

    def load() -> bytes:
        raise error

    return Source(name, name, load)
