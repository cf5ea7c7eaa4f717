"""A file that was found, or standard input -> the sources in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from summarize.errors import InputError
from summarize.formats import by_name
from summarize.source import web
from summarize.source.files import STDIN
from summarize.source.lines import count_records, is_record, records
from summarize.source.model import LARGEST, Lull, Source, as_text, broken, too_large, unreadable
from summarize.source.remote import is_remote, open_remote
from summarize.source.stream import chunks, lines
from summarize.source.tree import JSON_LINES, Found

_TABLES = {".csv", ".tsv"}


def sources_in(
    found: Found, stdin: BinaryIO | None, field: str, *, allow_private: bool = False
) -> Iterator[Source | Lull]:
    """One source for a file or web page, one per line for JSONL; `field` holds a line's text."""
    if web.is_address(found.path):
        load = partial(web.fetch, found.path, allow_private=allow_private)
        yield Source(found.path, found.path, load)
    elif found.path == STDIN:
        yield from _standard_input(stdin or (sys.stdin.buffer if sys.stdin else None), field)
    elif found.error or not is_json_lines(found):
        if not found.error and _suffix(found) == ".json":
            yield from _json(found, field)
        else:
            yield source_of(found)
    else:
        yield from _json_lines(found.path, field)


def source_of(found: Found) -> Source:
    """The source for a file that holds one."""
    name = as_text(found.path)
    if found.error:
        return broken(name, found.error)
    if _suffix(found) in _TABLES:
        hint = 'turn its rows into lines like {"text": "…"}, in a .jsonl file'
        return broken(name, InputError("this is a table, not an article", hint))
    load = partial(_read, found.path)
    return Source(name, name, load, by_name(name), place=as_text(found.place))


def is_json_lines(found: Found) -> bool:
    return _suffix(found) in JSON_LINES


def _suffix(found: Found) -> str:
    return os.path.splitext(found.path)[1].lower()


def count_lines(path: str) -> int | None:
    """How many sources are in a JSONL file; None for a pipe, which can be read only once."""
    if os.path.exists(path) and not os.path.isfile(path):
        return None
    try:
        with open_file(path) as file:
            return count_records(chunks(file))
    except InputError:
        return 1


def _read(path: str) -> bytes:
    with open_file(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise too_large("file")
    return data


def open_file(path: str) -> BinaryIO:
    """A file of this machine, or one in a store; InputError if it cannot be opened."""
    try:
        return open_remote(path) if is_remote(path) else open(path, "rb")
    except OSError as error:
        raise unreadable(error) from error


def _json_lines(path: str, field: str) -> Iterator[Source | Lull]:
    name = as_text(path)
    try:
        file = open_file(path)
    except InputError as error:
        yield broken(name, error)
        return
    with file:
        yield from records(name, lines(file), field)


def _json(found: Found, field: str) -> Iterator[Source | Lull]:
    """A record like those of JSONL, or a list of them."""
    name = as_text(found.path)
    try:
        content = json.loads(_read(found.path).decode("utf-8-sig"))
    except InputError as error:
        yield broken(name, error)
        return
    except (ValueError, RecursionError) as error:
        yield broken(name, InputError(f"this is no valid JSON: {error}", "check the file"))
        return
    rows = content if isinstance(content, list) else [content]
    if any(isinstance(row, dict) and field in row for row in rows):
        yield from records(name, (json.dumps(row).encode() for row in rows), field)
    else:
        hint = f'write {{"{field}": "…"}} lines into a .jsonl file'
        yield broken(name, InputError("this JSON holds no articles", hint))


def _standard_input(stream: BinaryIO | None, field: str) -> Iterator[Source | Lull]:
    """One document, or one per line when the first line is a JSONL record."""
    if stream is None:
        yield broken("stdin", InputError("standard input is closed", "name a file"))
        return
    rest = lines(stream)
    first = b""
    try:
        for line in rest:
            if not isinstance(line, Lull):
                first = line
                break
            yield line
    except OSError as error:
        yield broken("stdin", unreadable(error))
        return
    if is_record(first, field):
        yield from records("stdin", chain([first], rest), field)
    else:
        yield Source("stdin", "stdin", partial(_joined, chain([first], rest)))


def _joined(lines: Iterable[bytes | Lull]) -> bytes:
    whole, size = [], 0
    try:
        for line in lines:
            if not isinstance(line, Lull):
                whole.append(line)
                size += len(line)
            if size > LARGEST:
                raise too_large("text")
    except OSError as error:
        raise unreadable(error) from error
    return b"".join(whole)
