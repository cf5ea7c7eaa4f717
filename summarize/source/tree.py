"""What is taken of a folder, or below the fixed part of a glob, and in which order.

Names only: no file is opened, and of all names only those of the folders that lead to the
one at hand are held.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from stat import S_ISREG

from summarize.errors import InputError
from summarize.formats import SUFFIXES
from summarize.source.model import unreadable
from summarize.source.selection import Selection, fits

JSON_LINES = frozenset({".jsonl", ".ndjson"})

# Taken of a folder by themselves; --include takes others, and so does naming a file.
_READABLE = frozenset({".txt", ".text", *SUFFIXES, *JSON_LINES})
# Hidden files, results of earlier runs, and what a program has locked or is still writing.
_PASSED_OVER = re.compile(
    r"\.|~\$|.*~$|.*\.summary(-\d+)?\.\w+$|.*\.(tmp|temp|part|partial|crdownload|download)$",
    re.IGNORECASE | re.DOTALL,
)
# What an output folder of ours holds besides results.
_OUTPUT_MARK = ".summarize"
_OUTPUT_FAILURES = "failures.jsonl"

_MAGIC = re.compile(r"[*?[]")

# The names that lead from a root down to a file or folder.
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is a source or holds some, or what stood in the way of finding it."""

    path: str
    # Of the path below what was named; the last one is the file's.
    names: Names
    error: InputError | None = None

    @property
    def place(self) -> str:
        return "/".join(self.names)


class Tree:
    """A folder and all below it, or what fits the `parts` of a glob there.

    Links to files are followed and links to folders are not, so that none leads in circles.
    """

    def __init__(self, name: str, folder: str, parts: Sequence[str], selection: Selection) -> None:
        self.name = name
        # "." is not shown; and plain strings, because paths are slow where there are a million.
        self._shown = "" if Path(folder) == Path() else str(Path(folder))
        self.real = os.path.realpath(folder)
        self._parts = parts
        self._selection = selection
        self._output = self._below(os.path.realpath(selection.output)) if selection.output else None

    @classmethod
    def at(cls, name: str, selection: Selection) -> Tree | None:
        """The tree that a folder's name or a glob stands for; None for any other name."""
        if os.path.isdir(name):
            return cls(name, name, (), selection)
        # What is there is a file of that name; and in an address "?" is no glob.
        if not _MAGIC.search(name) or "://" in name or os.path.lexists(name):
            return None
        parts = PurePath(name).parts
        fixed = next(n for n, part in enumerate(parts) if _MAGIC.search(part))
        folder, parts = parts[:fixed], parts[fixed:]
        # All that is in a folder is the folder.
        while parts and parts[-1] == "**":
            parts = parts[:-1]
        return cls(name, os.path.join(os.curdir, *folder), parts, selection)

    def files(self) -> Iterator[Found]:
        """In the order of their paths, whatever order the file system has."""
        above: Names = ()
        levels = [self._entries(above)]
        while levels:
            entry = next(levels[-1], None)
            if entry is None:
                levels.pop()
                above = above[:-1]
            elif isinstance(entry, Found):
                yield entry
            else:
                name, is_folder = entry
                names = (*above, name)
                if is_folder:
                    above = names
                    levels.append(self._entries(above))
                else:
                    yield Found(os.path.join(self._shown, *names), names)

    def holds(self, real: str) -> bool:
        """Whether the file at this real path is one that `files` gives."""
        names = self._below(real)
        return self.wants(names) if names else False

    def wants(self, names: Names) -> bool:
        """Whether a file at this path below the root is one to be taken."""
        if not self._takes(names):
            return False
        return all(self._enters(names[:depth]) for depth in range(1, len(names)))

    @property
    def emptiness(self) -> InputError:
        """What to say where there is no file at all."""
        if self._parts:
            return InputError("there is no file that fits this pattern", "check the pattern")
        if self._selection.include or self._selection.exclude:
            return InputError("no file in this folder is wanted", "check --include and --exclude")
        hint = f"name a file, or take others than {', '.join(sorted(_READABLE))} with --include"
        return InputError("there is nothing to read in this folder", hint)

    def _entries(self, above: Names) -> Iterator[tuple[str, bool] | Found]:
        """Wanted names in a folder, sorted, each with whether it is a folder."""
        wanted = []
        try:
            with os.scandir(os.path.join(self.real, *above)) as entries:
                for entry in entries:
                    names = (*above, entry.name)
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if self._enters(names) if is_folder else self._takes(names) and _is_file(entry):
                        wanted.append((entry.name, is_folder))
        except OSError as error:
            # Gone since it was seen, or the fixed part of a glob that fits nothing.
            gone = isinstance(error, FileNotFoundError | NotADirectoryError)
            if not gone or not (above or self._parts):
                shown = os.path.join(self._shown, *above) or os.curdir
                yield Found(shown, above, unreadable(error, "folder"))
            return
        wanted.sort()
        yield from wanted

    def _enters(self, folder: Names) -> bool:
        name = folder[-1]
        if name.startswith(".") or folder == self._output or self._selection.excludes(folder):
            return False
        return self._leads_on(folder) and not self._holds_output(folder)

    def _takes(self, file: Names) -> bool:
        name = file[-1]
        if _PASSED_OVER.match(name) or file == self._output or self._selection.excludes(file):
            return False
        if name == _OUTPUT_FAILURES and self._holds_output(file[:-1]):
            return False
        if fits(file, self._parts):
            return not self._selection.include or self._selection.includes(file)
        if not any(fits(file[:depth], self._parts) for depth in range(len(file))):
            return False
        if self._selection.include:
            return self._selection.includes(file)
        return os.path.splitext(name)[1].lower() in _READABLE

    def _leads_on(self, folder: Names) -> bool:
        """Whether files below this folder may fit the glob, or the folder itself does."""
        for name, part in zip(folder, self._parts, strict=False):
            if part == "**":
                return True
            if not fnmatchcase(name, part):
                return False
        return True

    def _holds_output(self, folder: Names) -> bool:
        return folder == self._output or os.path.lexists(
            os.path.join(self.real, *folder, _OUTPUT_MARK)
        )

    def _below(self, real: str) -> Names | None:
        """The names that lead from the root to `real`; None if it is elsewhere."""
        if real == self.real:
            return ()
        start = os.path.join(self.real, "")
        return tuple(real[len(start) :].split(os.sep)) if real.startswith(start) else None


def _is_file(entry: os.DirEntry[str]) -> bool:
    """No pipe, device or folder. A link that leads nowhere is one, and fails in its turn."""
    if not entry.is_symlink():
        return entry.is_file()
    try:
        return S_ISREG(entry.stat().st_mode)
    except OSError:
        return True
