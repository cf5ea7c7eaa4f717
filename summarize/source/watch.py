"""Files as they come into folders: each when it is complete, and again when it has changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator

from summarize.source.model import LULL, Lull
from summarize.source.tree import Found

# Seconds between two looks, and between two questions whether that is all.
_LOOK, _ASK = 1.0, 0.1


def arrivals(
    look: Callable[[], Iterable[Found]], stopped: Callable[[], bool]
) -> Iterator[Found | Lull]:
    """What `look` finds, as soon as two looks in a row find it the same; until `stopped`.

    Only size and time of a file are looked at: that works on every network share.
    """
    # How each file looked the last time, and whether it has been given like that.
    known: dict[str, tuple[object, bool]] = {}
    while True:
        seen: dict[str, tuple[object, bool]] = {}
        whole = True
        for found in look():
            whole = whole and not found.error
            looks = _looks(found)
            before, given = known.get(found.path, (None, False))
            unchanged = looks == before
            if unchanged and not given:
                yield found
            seen[found.path] = (looks, unchanged)
            if stopped():
                return
        # What is in a folder that is out of reach is not new when it comes back.
        known = seen if whole else known | seen
        yield LULL
        if not _pause(stopped):
            return


def _looks(found: Found) -> object:
    if found.error:
        return found.error.message
    try:
        status = os.stat(found.path)
    except OSError as error:
        return str(error)
    return status.st_size, status.st_mtime_ns


def _pause(stopped: Callable[[], bool]) -> bool:
    """Whether to go on after a while."""
    until = time.monotonic() + _LOOK
    while not stopped():
        if time.monotonic() >= until:
            return True
        time.sleep(_ASK)
    return False
