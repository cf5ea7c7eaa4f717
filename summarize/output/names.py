"""What the output of each source is called: never outside the folder, never the same twice.

A name depends on its source alone, so that every run, shard and worker finds the same one:
the source's place in the tree with its suffix, or its id. What cannot be a file's name on
every system is replaced, and a hash of the name as it was is added. Only where two sources
still want one name does the later one get a hash of where it came from.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from summarize.source import Source
from summarize.source.model import as_path, as_text

# What all outputs have in their names, and nothing else.
MARK = ".summary."
# File systems take 255 bytes; two hashes and ".summary.jsonl" have to fit behind a name.
_LONGEST = 200
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
# Controls, invisible signs, halves of a character, line and paragraph separators.
_NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Windows gives these to devices, also with a suffix.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
_LINE = re.compile(r":(\d+)$")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source came from, as later runs can look it up."""

    # The file, from the output folder; empty for what is no file, such as stdin.
    path: str
    # The id of a JSONL line, or its number; empty where the file is one document.
    line: str = ""

    @classmethod
    def of(cls, source: Source, folder: Path) -> Origin:
        path, number = _file(source)
        line = source.id if number and source.id != source.name else number
        return cls(_from(folder, path), line if len(line) <= _LONGEST else _digest(line))

    def exists(self, folder: Path) -> bool:
        return bool(self.path) and os.path.exists(self._at(folder))

    def same(self, other: Origin, folder: Path) -> bool:
        """Also where a file system ignores case, or a link leads to the file."""
        if self == other:
            return True
        if self.line != other.line or not (self.path and other.path):
            return False
        try:
            return os.path.samefile(self._at(folder), other._at(folder))
        except (OSError, ValueError):
            return False

    def _at(self, folder: Path) -> str:
        return as_path(os.path.join(as_text(str(folder)), self.path))


def _file(source: Source) -> tuple[str, str]:
    """The file a source is in, and the number of its line if it is a line of it."""
    number = _LINE.search(source.name)
    if number and not source.place and not os.path.exists(as_path(source.name)):
        return source.name[: number.start()], number[1]
    return source.name, ""


def _from(folder: Path, path: str) -> str:
    if path == "stdin" or "://" in path:
        return ""
    above, name = os.path.split(path)
    real = os.path.join(as_text(os.path.realpath(as_path(above))), name)
    try:
        return Path(os.path.relpath(real, as_text(str(folder)))).as_posix()
    except ValueError:  # on another drive
        return Path(real).as_posix()


class Names:
    """Gives each source of a run a name of its own.

    `owner` says who has a name from an earlier run; it stays with that source while its
    file exists.
    """

    def __init__(self, folder: Path, suffix: str, owner: Callable[[str], Origin | None]) -> None:
        self._folder = folder
        self._suffix = f"{MARK[:-1]}{suffix}"
        self._owner = owner
        # By folded name: a hash of the source that has it.
        self._taken: dict[str, str] = {}

    def of(self, source: Source) -> str:
        """The path of the source's output in the folder; the same whenever it is asked for."""
        origin = Origin.of(source, self._folder)
        _, number = _file(source)
        # Lines may share an id; their numbers differ.
        where = f"{origin.path or source.name}:{number}"
        name, tries = _stem(source), 0
        while not self._take(name + self._suffix, origin, _digest(where)):
            tries += 1
            name = f"{_stem(source)}-{_digest(where if tries == 1 else f'{where}:{tries}')}"
        return name + self._suffix

    def _take(self, name: str, origin: Origin, where: str) -> bool:
        folded = fold(name)
        if folded not in self._taken:
            owner = self._owner(folded)
            if owner and not owner.same(origin, self._folder) and owner.exists(self._folder):
                return False
            self._taken[folded] = where
        return self._taken[folded] == where

    def given(self, name: str) -> bool:
        """Whether a source of this run has this name."""
        return fold(name) in self._taken


def fold(name: str) -> str:
    """The same for all names that some file system takes for one."""
    if name.isascii():
        folded = name.lower()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
    # There are millions of them: one object where there is one name.
    return name if folded == name else folded


def _stem(source: Source) -> str:
    if source.place:
        *folders, file = source.place.replace(os.sep, "/").split("/")
        return "/".join([*map(_folder, folders), _safe(file)])
    if source.id != source.name:
        return _safe(source.id)
    return _safe(_LINE.sub(r"-\1", Path(source.name).name))


def _folder(part: str) -> str:
    """A folder must not be called like an output."""
    wanted = re.sub(r"\.summary\.", "_summary_", part, flags=re.IGNORECASE).rstrip(". ")
    return _safe(wanted) if wanted == part else f"{_safe(wanted)}-{_digest(part)}"


def _safe(part: str) -> str:
    """`part` as one name that every system takes; with a hash where it had to be changed."""
    safe = _NOT_IN_NAMES.sub("_", part)
    safe = "".join("_" if unicodedata.category(c) in _NO_TEXT else c for c in safe)
    if safe.partition(".")[0].rstrip().casefold() in _DEVICES or not safe:
        safe = f"_{safe}"
    if safe.startswith("."):
        safe = f"_{safe[1:]}"
    safe = safe.encode()[:_LONGEST].decode(errors="ignore")
    return safe if safe == part else f"{safe}-{_digest(part)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
