"""What earlier runs have delivered into a folder: an append-only journal of JSON lines.

A line is written when its output is on the disk, so a run that is killed loses at most lines
of what it has done in its last second, and that is done again.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from summarize.output.atomic import replacing, sync
from summarize.output.names import MARK, Origin, fold

# How often lines are made to last: in seconds, and in lines.
_OFTEN, _MANY = 1.0, 512
_BEGINNING = b"{"
_INSIDE = re.compile(r"(?!/)(?:(?!\.\.?/)[^/:\\]+/)*[^/:\\]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivered document."""

    # Path of the output, from the folder, with "/".
    output: str
    key: str
    format: str
    origin: Origin
    # See `result.flaws`.
    flaws: tuple[str, ...] = ()

    def line(self) -> str:
        fields = {
            "output": self.output, "key": self.key, "format": self.format,
            "path": self.origin.path, "line": self.origin.line, "flaws": self.flaws,
        }  # fmt: skip
        return json.dumps({name: value for name, value in fields.items() if value})

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Entry:
        """KeyError, TypeError or ValueError if it is no entry."""
        texts = [fields[name] for name in ("output", "key", "format")]
        texts += [fields.get(name, "") for name in ("path", "line")]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        output, key, format, path, line = texts
        # Names of files to be replaced or removed: nothing but our outputs in this folder.
        if MARK not in output or not _INSIDE.fullmatch(output):
            raise ValueError
        flaws = tuple(map(sys.intern, fields.get("flaws", ())))
        return cls(output, key, sys.intern(format), Origin(path, line), flaws)


@dataclass
class _Read:
    """What one manifest file holds, by folded output."""

    entries: dict[str, Entry] = field(default_factory=dict)
    # Lines that are no entries; one without an end is what a killed run leaves behind.
    damaged: int = 0
    # Whether the file says no more than its entries do.
    compact: bool = True


class Manifest:
    """The entries of a folder: this part's own, which grow, and those of other parts."""

    def __init__(self, folder: Path, part: str, partial: Path) -> None:
        """Read all manifests, and write our own anew if it has grown; OSError if it cannot.

        The run over the whole folder takes the entries of all parts over.
        """
        self.notes: list[str] = []
        self._folder = folder
        self._path = folder / (f"manifest-{part}.jsonl" if part else "manifest.jsonl")
        self._file: BinaryIO | None = None
        self._pending: list[str] = []
        self._folders: set[Path] = set()
        self._synced = time.monotonic()
        paths = sorted(path for path in folder.glob("manifest*.jsonl") if path != self._path)
        own, others = _read(self._path), [_read(path) for path in paths]
        self._tell_damage(own.damaged + sum(other.damaged for other in others))
        self._own, self._others = own.entries, _united([other.entries for other in others])
        changed = self._stay_apart() if part else self._take_over()
        if changed or not own.compact:
            with replacing(self._path, partial) as file:
                file.writelines(f"{entry.line()}\n" for entry in self._own.values())
            sync(folder)
        if not part:
            for path in paths:
                path.unlink()

    def _tell_damage(self, lines: int) -> None:
        if lines:
            what = "1 line" if lines == 1 else f"{lines:,} lines"
            self.notes.append(
                f"{self._folder}: {what} of the manifest could not be read; "
                "what they told of is done again"
            )

    def _stay_apart(self) -> bool:
        """Where we and another part differ, it is not known who was later: neither counts."""
        ours, theirs = self._own, self._others
        differing = [name for name, entry in ours.items() if theirs.get(name, entry) != entry]
        for name in differing:
            del ours[name], theirs[name]
        return bool(differing)

    def _take_over(self) -> bool:
        """Parts are later than we: each run over the whole folder leaves none behind."""
        taken, self._others = self._others, {}
        self._own |= taken
        return bool(taken)

    def get(self, folded: str) -> Entry | None:
        return self._own.get(folded) or self._others.get(folded)

    def own(self) -> Iterator[Entry]:
        return iter(self._own.values())

    def all(self) -> Iterator[Entry]:
        return chain(self._own.values(), self._others.values())

    def add(self, entry: Entry, folder: Path) -> None:
        """Remember what has just been written into `folder`."""
        self._own[fold(entry.output)] = entry
        self._append(entry.line(), folder)

    def drop(self, entry: Entry, folder: Path) -> None:
        """Forget what has just been removed from `folder`."""
        del self._own[fold(entry.output)]
        self._append(json.dumps({"removed": entry.output}), folder)

    def _append(self, line: str, folder: Path) -> None:
        self._pending.append(line)
        self._folders.add(folder)
        if len(self._pending) >= _MANY or time.monotonic() - self._synced > _OFTEN:
            self.sync()

    def sync(self) -> None:
        """Make all last: first the names of the outputs, then the lines about them."""
        self._synced = time.monotonic()
        if not self._pending:
            return
        lines, self._pending = self._pending, []
        folders, self._folders = self._folders, set()
        for folder in folders:
            sync(folder)
        if self._file is None:
            self._file = self._path.open("ab")
            sync(self._folder)
        self._file.write("".join(f"{line}\n" for line in lines).encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        try:
            self.sync()
        finally:
            if self._file:
                self._file.close()


def _united(parts: Sequence[Mapping[str, Entry]]) -> dict[str, Entry]:
    """The entries of other parts; those that contradict each other count for nothing."""
    united: dict[str, Entry] = {}
    differing = set()
    for part in parts:
        for name, entry in part.items():
            if united.setdefault(name, entry) != entry:
                differing.add(name)
    return {name: entry for name, entry in united.items() if name not in differing}


def _read(path: Path) -> _Read:
    read = _Read()
    if not path.exists():
        return read
    lines = 0
    with path.open("rb") as file:
        for line in file:
            lines += 1
            if not line.endswith(b"\n") and line.startswith(_BEGINNING):
                read.compact = False
            elif not _remember(line, read.entries):
                read.damaged += 1
    read.compact = read.compact and lines == len(read.entries)
    return read


def _remember(line: bytes, entries: dict[str, Entry]) -> bool:
    try:
        fields = json.loads(line)
        if "removed" in fields:
            entries.pop(fold(fields["removed"]), None)
        else:
            entry = Entry.of(fields)
            entries[fold(entry.output)] = entry
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True
