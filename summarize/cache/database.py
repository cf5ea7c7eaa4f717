"""The SQLite file: where it is, how it is opened, and how it stays within its limit.

Several processes may use it at once; the journal is a rollback journal, because a
write-ahead log does not work on network folders.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

VARIABLE = "SUMMARIZE_CACHE"
LIMIT = 2_000_000_000  # bytes
PATIENCE = 5.0  # seconds to wait for another process

# Raised when the table changes; one of another layout is emptied.
_LAYOUT = 1
_TABLE = """
CREATE TABLE results (key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX results_by_use ON results (used);
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def location() -> Path:
    """The file: in the folder that SUMMARIZE_CACHE names, else in the platform's for caches."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser() / "results.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("summarize", appauthor=False) / "results.sqlite"


def connect(path: Path, patience: float) -> sqlite3.Connection:
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
    return number(database, "PRAGMA user_version")


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


def evict(database: sqlite3.Connection, limit: int) -> None:
    """Drop what was not used for longest, some at a time; the file keeps its size, and what
    comes next takes the room."""
    while _room_taken(database) > limit:
        with database:
            database.execute("BEGIN IMMEDIATE")
            some = number(database, "SELECT count(*) / 20 + 1 FROM results")
            oldest = "SELECT key FROM results ORDER BY used, rowid LIMIT ?"
            dropped = database.execute(f"DELETE FROM results WHERE key IN ({oldest})", (some,))
            if not dropped.rowcount:
                return


def _room_taken(database: sqlite3.Connection) -> int:
    pages = number(database, "PRAGMA page_count") - number(database, "PRAGMA freelist_count")
    return pages * number(database, "PRAGMA page_size")


def number(database: sqlite3.Connection, query: str) -> int:
    number: int = database.execute(query).fetchone()[0]
    return number


def is_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def told(path: Path, error: Exception) -> str:
    return f"{path}: {str(getattr(error, 'strerror', None) or error).lower()}"


def delete(path: Path) -> None:
    for suffix in ("", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
