"""What `batch` asks for results of earlier runs, and gives new ones to.

It may forget, but never fails a run: what cannot be opened, read or written is told in
`notes` and done without.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from summarize.cache.database import (
    LIMIT,
    PATIENCE,
    connect,
    delete,
    evict,
    is_damage,
    location,
    told,
)
from summarize.result import Result

# In seconds: how long a result may wait to be written, and how exactly the last use of one
# is known, so that most hits write nothing.
_DELAY, _GRAIN = 1.0, 3600


class Cache:
    """A `batch.Memory`; to be closed, or used in a `with`, so that nothing waits to be written.

    A result is stored without the names of its source: the same text under another name is
    the same result. Whatever is put is on the disk a second later, also if the process is
    killed then.
    """

    def __init__(
        self, path: Path | None = None, *, limit: int = LIMIT, patience: float = PATIENCE
    ) -> None:
        # What a user should know about how it went.
        self.notes: list[str] = []
        self._path = path or location()
        self._limit, self._patience = limit, patience
        self._database: sqlite3.Connection | None = None
        self._usable = self._writable = True
        # What is to be written: values, and keys whose value was used.
        self._pending: dict[bytes, bytes] = {}
        self._touched: set[bytes] = set()
        self._timer: Timer | None = None
        # The timer's thread writes, too.
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def get(self, key: str) -> Result | None:
        own = _own(key)
        with self._lock:
            value = self._pending.get(own) or self._read(own)
        return _unpacked(value) if value else None

    def put(self, key: str, result: Result) -> None:
        with self._lock:
            if self._writable:
                self._pending[_own(key)] = _packed(result)
                self._write_soon()

    def close(self) -> None:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._flush()
            if self._database:
                self._database.close()
            self._database, self._usable = None, False

    # --- reading and writing -----------------------------------------------------------

    def _read(self, own: bytes) -> bytes | None:
        row = None
        if self._usable:
            with self._forgiving():
                query = "SELECT value, used FROM results WHERE key = ?"
                row = self._opened().execute(query, (own,)).fetchone()
        if row is None:
            return None
        value, used = row
        if self._writable and used < time.time() - _GRAIN:
            self._touched.add(own)
            self._write_soon()
        return bytes(value)

    def _write_soon(self) -> None:
        if self._timer is None:
            self._timer = Timer(_DELAY, self._flush)
            self._timer.daemon = True
            self._timer.start()

    def _flush(self) -> None:
        """Write all that waits, in one short transaction."""
        with self._lock:
            self._timer = None
            if self._writable and (self._pending or self._touched):
                with self._forgiving(writing=True):
                    self._write(self._opened())
                    evict(self._opened(), self._limit)
            self._pending.clear()
            self._touched.clear()

    def _write(self, database: sqlite3.Connection) -> None:
        now = int(time.time())
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "UPDATE results SET used = ? WHERE key = ?", [(now, own) for own in self._touched]
            )
            database.executemany(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                [(own, now, value) for own, value in self._pending.items()],
            )

    # --- what can go wrong -------------------------------------------------------------

    @contextmanager
    def _forgiving(self, *, writing: bool = False) -> Iterator[None]:
        """Errors of the database end here, as a note.

        After one that is no damage it is left alone: waiting for it again would cost the
        run more than it gains.
        """
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            if is_damage(error):
                self._begin_anew()
            elif writing:
                self._writable = False
                self.notes.append(f"results are not kept for later runs: {told(self._path, error)}")
            else:
                self._usable = self._writable = False
                self.notes.append(f"the cache is not used: {told(self._path, error)}")

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = connect(self._path, self._patience)
        return self._database

    def _begin_anew(self) -> None:
        self.notes.append(f"the cache was damaged and is begun anew: {self._path}")
        if self._database:
            self._database.close()
            self._database = None
        try:
            delete(self._path)
        except OSError:
            self._usable = self._writable = False


# --- keys and values ---------------------------------------------------------------------


def _own(key: str) -> bytes:
    return hashlib.sha256(f"{_edition()}{key}".encode()).digest()


@cache
def _edition() -> str:
    """Other with every change of the code, so that who works on it sees what a change does."""
    package = Path(__file__).parent.parent
    files = ((path, path.stat()) for path in sorted(package.rglob("*.py")))
    states = [(str(path), state.st_size, state.st_mtime_ns) for path, state in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def _packed(result: Result) -> bytes:
    """Without what belongs to the source: its names, and the fields of its JSONL line."""
    nameless = result.model_copy(update={"id": "", "source": ""})
    return zlib.compress(nameless.model_dump_json(exclude=set(result.model_extra or ())).encode())


def _unpacked(value: bytes) -> Result | None:
    """None for what is no result, or is not one any more."""
    try:
        result = Result.model_validate_json(zlib.decompress(value))
    except (zlib.error, ValidationError):
        return None
    # A field that was taken away since would pass for one of a JSONL line.
    return None if result.model_extra else result
