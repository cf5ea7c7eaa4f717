"""What was found, cut into pieces that other processes can read apart from each other.

A piece is a file, or some lines of a JSONL file. To cut a file, its lines are counted and not
understood, so that this costs little more than reading it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from summarize.errors import InputError, UsageError
from summarize.source.files import STDIN, find, roots
from summarize.source.lines import records
from summarize.source.model import LARGEST, Lull, Source, as_text, broken, unreadable
from summarize.source.opening import is_json_lines, open_file
from summarize.source.remote import find as find_remote
from summarize.source.remote import is_remote
from summarize.source.selection import Selection
from summarize.source.stream import chunks, lines
from summarize.source.tree import Found

# Of one piece; what goes beyond is one line that is longer.
_MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or those lines of it that begin at `start`."""

    found: Found
    start: int = 0
    # In bytes; 0 for the whole file.
    size: int = 0
    lines_before: int = 0
    documents: int = 1
    # The name of the one source that is wanted; empty for all.
    only: str = ""


def portion(before: int) -> int:
    """How many documents to read together where so many have been given out already.

    Few at first, so that all workers have something to do; then enough for full batches.
    """
    return min(32, 4 + before // 64)


def cut(names: Iterable[str], selection: Selection) -> Iterator[Piece]:
    """All that was named, in pieces and in order; UsageError for what can be read only here."""
    for remote, group in groupby(names, is_remote):
        if remote:
            for name in group:
                for found in find_remote(name, selection):
                    yield from _pieces(found)
        else:
            for found in find(roots(group, selection)):
                yield from _pieces(found)


def lines_of(piece: Piece, field: str) -> Iterator[Source | Lull]:
    """The sources in some lines of a file."""
    name = as_text(piece.found.path)
    try:
        with open_file(piece.found.path) as file:
            file.seek(piece.start)
            # A line may be longer than any document; its beginning is enough to say so.
            data = file.read(min(piece.size, LARGEST + 2 * _MOST_BYTES))
    except (InputError, OSError) as error:
        reason = error if isinstance(error, InputError) else unreadable(error)
        yield broken(f"{name}:{piece.lines_before + 1}" if piece.size else name, reason)
        return
    yield from records(name, lines(BytesIO(data)), field, piece.lines_before)


def _pieces(found: Found) -> Iterator[Piece]:
    if found.path == STDIN or _is_pipe(found.path):
        raise UsageError(
            f"{'standard input' if found.path == STDIN else found.path} cannot be read by workers",
            "write it to a file, or drop --engine ray",
        )
    is_page = "://" in found.path and not is_remote(found.path)
    if found.error or is_page or not is_json_lines(found):
        yield Piece(found)
        return
    try:
        file = open_file(found.path)
    except InputError:
        # It fails in its turn.
        yield Piece(found)
        return
    with file:
        try:
            yield from _slices(found, chunks(file))
        except OSError as error:
            reason = unreadable(error)
            raise InputError(f"{found.path}: {reason.message}", reason.hint) from error


def _is_pipe(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def _slices(found: Found, chunks: Iterable[bytes]) -> Iterator[Piece]:
    start = size = before = count = documents = given = 0
    begun = False
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            size += len(end) + 1
            count += 1
            documents += begun or bool(end.strip())
            begun = False
            if documents == portion(given) or size >= _MOST_BYTES:
                if documents:
                    yield Piece(found, start, size, before, documents)
                    given += documents
                start, before = start + size, before + count
                size = count = documents = 0
        size += len(rest)
        begun = begun or bool(rest.strip())
    documents += begun
    if documents:
        yield Piece(found, start, size, before, documents)
    elif not given:
        yield Piece(found)
