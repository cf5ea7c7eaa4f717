"""One run at a time in a folder; the system frees the place when a run ends, however it ends."""

from __future__ import annotations

import errno
import json
import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from summarize.errors import OutputError

if TYPE_CHECKING:
    from filelock import FileLock

# Parts of one job may start at the same moment: each looks for a run over the whole folder.
_PATIENCE = 10.0
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}


class Lock:
    """Held by the run over the whole folder, or by one of the parts that share it.

    Parts do not block each other; the whole folder and a part of it do.
    """

    def __init__(self, folder: Path, part: str = "") -> None:
        """OutputError if another run is there; it names the process."""
        self._folder, self._part = folder, part
        self._held: FileLock | None = None
        whole = self._taken("", patience=_PATIENCE if part else 0)
        try:
            if part:
                self._held = self._taken(part)
            else:
                for other in sorted(folder.glob("lock-*")):
                    _release(self._taken(other.name.removeprefix("lock-")))
                self._held, whole = whole, None
        finally:
            _release(whole)
        told = {"pid": os.getpid(), "host": platform.node()}
        _told(folder, part).write_text(json.dumps(told), encoding="utf-8")

    def release(self) -> None:
        if self._held:
            _told(self._folder, self._part).unlink(missing_ok=True)
            _release(self._held)
            self._held = None

    def _taken(self, part: str, patience: float = 0) -> FileLock | None:
        """None where the file system knows no locks."""
        from filelock import FileLock, Timeout

        name = f"lock-{part}" if part else "lock"
        lock = FileLock(self._folder / name, timeout=patience, thread_local=False)
        try:
            lock.acquire(poll_interval=0.02)
        except Timeout:
            holder = _holder(self._folder, part)
            raise OutputError(
                f"another run is writing into {self._folder.parent}{holder}",
                "wait until it is done, or name another folder for --output",
            ) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            return None
        return lock


def _release(lock: FileLock | None) -> None:
    if lock:
        lock.release()


def _told(folder: Path, part: str) -> Path:
    return folder / (f"running-{part}.json" if part else "running.json")


def _holder(folder: Path, part: str) -> str:
    """ " (process 4711 on host)", if it can be known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(_told(folder, part).read_text(encoding="utf-8"))
        return f" (process {told['pid']} on {told['host']})"
    return ""
