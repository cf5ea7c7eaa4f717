"""The lines of a file or pipe, with a Lull wherever a slow producer keeps us waiting."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from io import UnsupportedOperation
from queue import Empty, Queue
from stat import S_ISREG
from threading import Thread
from typing import Any, BinaryIO

from summarize.source.model import LARGEST, LULL, Lull

_CHUNK = 1 << 16
# So much may lie ready while documents are being made; then the producer has to wait.
_CHUNKS_AHEAD = 16
_PATIENCE = 0.05  # seconds


def lines(stream: BinaryIO) -> Iterator[bytes | Lull]:
    """Each line with its end. Of one that is larger than a document may be, only the start
    is given, LARGEST bytes and some, as soon as it is there."""
    begun: list[bytes] = []
    size, given = 0, False
    for chunk in _waiting(stream) if _may_wait(stream) else chunks(stream):
        if isinstance(chunk, Lull):
            yield chunk
            continue
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            if not given:
                yield b"".join([*begun, end, b"\n"])
            begun, size, given = [], 0, False
        if given:
            continue
        begun.append(rest)
        size += len(rest)
        if size > LARGEST:
            yield b"".join(begun)
            begun, size, given = [], 0, True
    if size:
        yield b"".join(begun)


def _may_wait(stream: BinaryIO) -> bool:
    """Whether this is a pipe or a terminal, and no file."""
    try:
        return not S_ISREG(os.fstat(stream.fileno()).st_mode)
    except UnsupportedOperation:
        return False


def _waiting(stream: BinaryIO) -> Iterator[bytes | Lull]:
    """Chunks as a thread reads them. It may wait in `read` for ever, so it is a daemon."""
    ready: Queue[bytes | OSError] = Queue(_CHUNKS_AHEAD)

    def read() -> None:
        try:
            for chunk in chunks(stream):
                ready.put(chunk)
            ready.put(b"")
        except OSError as error:
            ready.put(error)
        except ValueError:  # it was closed: nobody reads on
            ready.put(b"")

    Thread(target=read, daemon=True).start()
    patience = _PATIENCE
    while True:
        try:
            chunk = ready.get(timeout=patience)
        except Empty:
            yield LULL
            # Not for ever: on Windows, Ctrl-C does not get through to a thread that waits.
            patience = 1.0
            continue
        if isinstance(chunk, OSError):
            raise chunk
        if not chunk:
            return
        patience = _PATIENCE
        yield chunk


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """All that is in a stream, in pieces as they come."""
    # Past the buffer: its lock, held by a thread, would stop the interpreter from ending.
    raw: Any = getattr(stream, "raw", stream)
    while (chunk := raw.read(_CHUNK)) != b"":
        if chunk is None:  # somebody has set the pipe to non-blocking
            time.sleep(_PATIENCE)
        else:
            yield chunk
