"""Files that take the place of another when they are complete, and not before."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from summarize.errors import OutputError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextmanager
def reporting(place: Path | str) -> Iterator[None]:
    """Failed writes as OutputError; a closed pipe is no failure, and passes."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(place, error) from error


def unwritable(place: Path | str, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    if isinstance(error, FileExistsError):
        reason = "it is a file, not a folder"
    # One file in a folder may be what is in the way.
    if os.path.isdir(place) and isinstance(error.filename, str) and os.path.lexists(error.filename):
        place = error.filename
    full = error.errno in _FULL
    hint = "make room there and run it again" if full else "name another place for --output"
    return OutputError(f"{place} cannot be written: {reason}", hint)


@contextmanager
def replacing(
    target: Path, temporary: Path | None = None, *, like: Path | None = None
) -> Iterator[TextIO]:
    """A file that is at `target` from one moment to the next, with all its content.

    What is written first goes to `temporary`, on the same file system, or else to a file
    beside the target. Nobody else may read it if they may not read `like`, or else the target.
    `sync` makes the new name last, too.
    """
    like = like or target
    temporary = temporary or target.with_name(f".summarize-{os.urandom(4).hex()}.tmp")
    with suppress(FileNotFoundError):
        temporary.unlink()
    # A private file stays private.
    mode = like.stat().st_mode & 0o777 if like.exists() else None
    try:
        with open(
            temporary, "x", encoding="utf-8", newline="\n",
            opener=lambda path, flags: os.open(path, flags, 0o666 if mode is None else 0o600),
        ) as file:  # fmt: skip
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def put_in_place(written: Path, target: Path) -> None:
    """Let a complete file take the place of another, as `replacing` does."""
    if target.exists():
        written.chmod(target.stat().st_mode & 0o777)
    written.replace(target)


def sync(folder: Path) -> None:
    """Make the names in a folder, if it is still there, survive a loss of power."""
    if os.name == "nt" or not folder.exists():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems do it by themselves, and refuse to be told.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
