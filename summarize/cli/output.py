"""Where results go: the terminal or pipe, one file, or a folder with a file per document."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from summarize.errors import OutputError, UsageError
from summarize.render import Format, writer
from summarize.result import Failure, Result
from summarize.source import STDIN


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file or folder it goes to; None is stdout."""

    format: Format
    path: Path | None = None
    # Whether to show what supports each sentence of a summary.
    explain: bool = False

    @classmethod
    def at(cls, path: str | None, format: str | None, sources: Sequence[str]) -> Output:
        """Settle format and place before any work is done; OutputError if it cannot work."""
        if path is None or path == STDIN:
            default = Format.TABLE if sys.stdout.isatty() else Format.TEXT
            return cls(Format(format) if format else default)
        place = Path(path)
        folder = place.is_dir() or path.endswith(("/", os.sep))
        if any(Path(s).exists() and place.exists() and place.samefile(s) for s in sources):
            raise UsageError(f"{path} is one of the sources", "name another file for --output")
        by_suffix = {format.suffix: format for format in Format if format is not Format.TABLE}
        by_suffix[".txt"] = Format.TEXT
        default = Format.TEXT if folder else by_suffix.get(place.suffix.lower(), Format.TEXT)
        parent = place if folder else place.parent
        try:
            parent.mkdir(parents=folder, exist_ok=True)
        except OSError as error:
            raise _unwritable(parent, error) from error
        if not os.access(parent, os.W_OK):
            raise OutputError(f"{parent}: no permission to write there", "name another place")
        return cls(Format(format) if format else default, place)

    def write(self, outcomes: Iterable[Result | Failure]) -> None:
        """Write all outcomes as they come; OutputError when the place does not take them."""
        if self.path is None:
            with _reporting("the output"):
                writer(self.format, explain=self.explain)(outcomes, sys.stdout)
                sys.stdout.flush()
        elif self.path.is_dir():
            self._write_each(outcomes, self.path)
        else:
            with _replacing(self.path) as file:
                writer(self.format, explain=self.explain)(outcomes, file)

    def _write_each(self, outcomes: Iterable[Result | Failure], folder: Path) -> None:
        taken: set[str] = set()
        for outcome in outcomes:
            if isinstance(outcome, Result):
                name = _file_name(outcome, self.format.suffix, taken)
                with _replacing(folder / name) as file:
                    writer(self.format, explain=self.explain)([outcome], file)


def _file_name(result: Result, suffix: str, taken: set[str]) -> str:
    """A name of its own for each document, also where a file system ignores case.

    An id may be any string: what could leave the folder or is no file name is replaced.
    """
    stem = Path(result.id).name if result.id == result.source else result.id
    stem = "".join(c if c.isalnum() or c in "-_. " else "_" for c in stem).strip(". ")[:150]
    stem = f"{stem or 'document'}.summary"
    name, number = f"{stem}{suffix}", 2
    while name.casefold() in taken:
        name, number = f"{stem}-{number}{suffix}", number + 1
    taken.add(name.casefold())
    return name


@contextmanager
def _reporting(place: Path | str) -> Iterator[None]:
    """Failed writes as OutputError; a closed pipe is no failure, and passes."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(place, error) from error


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A file that takes the place of `path` when it is complete, and not before.

    A device or a named pipe is written to as it is; a link stays and its target is replaced.
    """
    target = path.resolve()
    with _reporting(path):
        if str(path).startswith(("/dev/", "/proc/")) or (target.exists() and not target.is_file()):
            with path.open("a", encoding="utf-8", newline="\n") as file:
                yield file
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix="~")
        temporary = Path(name)
        try:
            with open(handle, "w", encoding="utf-8", newline="\n") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            # A private file stays private.
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            temporary.chmod(mode)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path | str, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{path} cannot be written: {reason}", "name another place for --output")
