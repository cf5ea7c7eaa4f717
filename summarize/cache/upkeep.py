"""What the cache holds, and how to be rid of it; here errors are raised."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from summarize.cache.database import (
    LIMIT,
    PATIENCE,
    VARIABLE,
    connect,
    delete,
    is_damage,
    location,
    number,
    told,
)
from summarize.errors import OutputError


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
            with closing(connect(path, PATIENCE)) as database:
                entries = number(database, "SELECT count(*) FROM results")
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
            with closing(connect(path, PATIENCE)) as database:
                database.execute("PRAGMA secure_delete = ON")
                deleted = database.execute("DELETE FROM results WHERE used < ?", (before,))
                database.execute("VACUUM")
                return deleted.rowcount
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            delete(path)
            return 0


@contextmanager
def _reporting(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        hint = f"name another folder in {VARIABLE}, or use --no-cache"
        if is_damage(error):
            hint = "summarize cache clear"
        raise OutputError(f"the cache cannot be used: {told(path, error)}", hint) from error
