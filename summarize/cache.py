"""Results of earlier runs, in one SQLite file that all runs of a user share.

It fits `batch.Memory`. A cache may forget, but never fails a run: what cannot be opened, read
or written is told in `notes` and done without. Several processes may use it at once; the
journal is a rollback journal, because a write-ahead log does not work on network folders.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from summarize.errors import OutputError
from summarize.result import Result

VARIABLE = "SUMMARIZE_CACHE"
LIMIT = 2_000_000_000  # bytes

# Raised when the table changes; one of another layout is emptied.
_LAYOUT = 1
_TABLE = """
CREATE TABLE results (key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX results_by_use ON results (used);
"""
# In seconds: how long to wait for another process, how long a result may wait to be written,
# and how exactly the last use of one is known, so that most hits write nothing.
_PATIENCE, _DELAY, _GRAIN = 5.0, 1.0, 3600
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def location() -> Path:
    """The file: in the folder that SUMMARIZE_CACHE names, else in the platform's for caches."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser() / "results.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("summarize", appauthor=False) / "results.sqlite"


class Cache:
    """A `batch.Memory`; to be closed, or used in a `with`, so that nothing waits to be written.

    A result is stored without the names of its source: the same text under another name is
    the same result. Whatever is put is on the disk a second later, also if the process is
    killed then.
    """

    def __init__(
        self, path: Path | None = None, *, limit: int = LIMIT, patience: float = _PATIENCE
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
                    _evict(self._opened(), self._limit)
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
            if _is_damage(error):
                self._begin_anew()
            elif writing:
                self._writable = False
                self.notes.append(
                    f"results are not kept for later runs: {_told(self._path, error)}"
                )
            else:
                self._usable = self._writable = False
                self.notes.append(f"the cache is not used: {_told(self._path, error)}")

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = _connect(self._path, self._patience)
        return self._database

    def _begin_anew(self) -> None:
        self.notes.append(f"the cache was damaged and is begun anew: {self._path}")
        if self._database:
            self._database.close()
            self._database = None
        try:
            _delete(self._path)
        except OSError:
            self._usable = self._writable = False


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    """The database, made private and given its table if need be; OSError or sqlite3.Error."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = "rw"
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        if not path.exists():
            raise
        mode = "ro"
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=patience,
        isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    try:
        # The disk is waited for, but a power cut in the wrong moment may damage the file.
        database.execute("PRAGMA synchronous = NORMAL")
        if _layout(database) != _LAYOUT:
            _lay_out(database)
    except BaseException:
        database.close()
        raise
    return database


def _layout(database: sqlite3.Connection) -> int:
    return _number(database, "PRAGMA user_version")


def _lay_out(database: sqlite3.Connection) -> None:
    with database:
        database.execute("BEGIN IMMEDIATE")
        # Another process may have come first.
        if _layout(database) == _LAYOUT:
            return
        database.execute("DROP TABLE IF EXISTS results")
        for statement in filter(str.strip, _TABLE.split(";")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_LAYOUT}")


def _evict(database: sqlite3.Connection, limit: int) -> None:
    """Drop what was not used for longest, some at a time; the file keeps its size, and what
    comes next takes the room."""
    while _room_taken(database) > limit:
        with database:
            database.execute("BEGIN IMMEDIATE")
            some = _number(database, "SELECT count(*) / 20 + 1 FROM results")
            oldest = "SELECT key FROM results ORDER BY used, rowid LIMIT ?"
            dropped = database.execute(f"DELETE FROM results WHERE key IN ({oldest})", (some,))
            if not dropped.rowcount:
                return


def _room_taken(database: sqlite3.Connection) -> int:
    pages = _number(database, "PRAGMA page_count") - _number(database, "PRAGMA freelist_count")
    return pages * _number(database, "PRAGMA page_size")


def _number(database: sqlite3.Connection, query: str) -> int:
    number: int = database.execute(query).fetchone()[0]
    return number


def _is_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _told(path: Path, error: Exception) -> str:
    return f"{path}: {str(getattr(error, 'strerror', None) or error).lower()}"


def _delete(path: Path) -> None:
    for suffix in ("", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


# --- keys and values ---------------------------------------------------------------------


def _own(key: str) -> bytes:
    return hashlib.sha256(f"{_edition()}{key}".encode()).digest()


@cache
def _edition() -> str:
    """Other with every change of the code, so that who works on it sees what a change does."""
    package = Path(__file__).parent
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


# --- for people --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Info:
    """What a cache holds; sizes in bytes."""

    path: Path
    entries: int
    size: int
    limit: int


def info() -> Info:
    """What there is; OutputError if it cannot be read."""
    path, entries, size = location(), 0, 0
    with _reporting(path):
        if path.exists():
            with closing(_connect(path, _PATIENCE)) as database:
                entries = _number(database, "SELECT count(*) FROM results")
            size = path.stat().st_size
    return Info(path, entries, size, LIMIT)


def clear(unused_days: float | None = None) -> int:
    """Forget what was not used for so many days, or everything; how many results that were.

    The file stays, because other processes may have it open, but without the texts.
    OutputError if it cannot be done.
    """
    path = location()
    if not path.exists():
        return 0
    before = float("inf") if unused_days is None else time.time() - unused_days * 86_400
    with _reporting(path):
        try:
            with closing(_connect(path, _PATIENCE)) as database:
                database.execute("PRAGMA secure_delete = ON")
                deleted = database.execute("DELETE FROM results WHERE used < ?", (before,))
                database.execute("VACUUM")
                return deleted.rowcount
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _delete(path)
            return 0


@contextmanager
def _reporting(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        hint = f"name another folder in {VARIABLE}, or use --no-cache"
        if _is_damage(error):
            hint = "summarize cache clear"
        raise OutputError(f"the cache cannot be used: {_told(path, error)}", hint) from error
