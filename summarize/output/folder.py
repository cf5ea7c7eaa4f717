"""A folder with one output per document, laid out like the sources, that a run continues.

    OUT/2024/a.txt.summary.md      the output of 2024/a.txt
    OUT/failures.jsonl             what could not be done in the last run; else it is not there
    OUT/.summarize/                manifest, lock, and the file that is being written

Only files called "….summary.…" are written or replaced, and none is removed but the output of
a source that has been renamed. What else is in the folder is the user's own.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from summarize.batch import Outcome
from summarize.errors import OutputError
from summarize.output.atomic import put_in_place, replacing, reporting, sync
from summarize.output.lock import Lock
from summarize.output.manifest import Entry, Manifest
from summarize.output.names import Names, Origin, fold
from summarize.output.staging import Staging, whole_key
from summarize.render import Format, writer
from summarize.result import Failure, Result, flaws
from summarize.source import Source
from summarize.source.model import as_path

# Where the folder keeps what is about it; no source, and the name of no output.
OWN = ".summarize"


class Folder:
    """The output of one run, or of one part of it; held until all is written."""

    def __init__(
        self,
        path: Path,
        format: Format,
        *,
        explain: bool = False,
        force: bool = False,
        part: str = "",
    ) -> None:
        """OutputError if another run is there, or nothing can be written."""
        # Outputs of sources that are gone, and of those that have another name now.
        self.gone = self.renamed = 0
        self.flaws: set[str] = set()
        self.path, self.format, self._force = path, format, force
        self._explain = explain
        # What the manifest calls the form of an output.
        self._form = f"{format}, explained" if explain else str(format)
        own = path / OWN
        with reporting(path):
            path.mkdir(parents=True, exist_ok=True)
            # Sources are looked up from here, whatever links lead to it.
            self._real = path.resolve()
            self._checked = {path}
            self._make(own)
            self._lock = Lock(own, part)
            suffix = f"-{part}" if part else ""
            self._partial = own / f"partial{suffix}"
            self._partial.unlink(missing_ok=True)
            self._staged = own / f"staged{suffix}"
            self._clear()
            self._failures = _Failures(path / f"failures{suffix}.jsonl")
            if not part:
                for other in path.glob("failures-*-of-*.jsonl"):
                    _Failures(other)
            self._manifest = Manifest(own, part, self._partial)
        self.notes = self._manifest.notes
        self._names = Names(self._real, format.suffix, self._owner)

    def _owner(self, folded: str) -> Origin | None:
        entry = self._manifest.get(folded)
        return entry.origin if entry else None

    def finished(self, source: Source, key: str) -> bool:
        """Whether this text was delivered under this name, in this format, and is still there."""
        name = self._names.of(source)
        entry = self._manifest.get(fold(name))
        if self._force or not entry or not self._at(name).is_file():
            return False
        if (entry.output, entry.key, entry.format) != (name, whole_key(source, key), self._form):
            return False
        self.flaws.update(entry.flaws)
        return True

    def staging(self) -> Staging:
        """For workers in other processes, which write while this run gives names."""
        with reporting(self._staged):
            self._staged.mkdir()
        entries = () if self._force else self._manifest.all()
        keys = frozenset(entry.key for entry in entries if entry.format == self._form)
        return Staging(self._staged.resolve(), self.format, keys, explain=self._explain)

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write each as it comes; when all are there, put away what has been renamed."""
        try:
            for outcome in outcomes:
                self.deliver(outcome)
            with reporting(self.path):
                self._put_away()
        finally:
            self.close()

    def deliver(self, outcome: Outcome) -> None:
        if isinstance(outcome.record, Failure):
            self._failures.add(outcome.record)
        elif isinstance(outcome.record, Result):
            self._deliver(outcome, outcome.record)

    def _deliver(self, outcome: Outcome, result: Result) -> None:
        source = outcome.source
        name = self._names.of(source)
        target = self._at(name)
        before = self._manifest.get(fold(name))
        with reporting(target):
            self._make(target.parent)
            if outcome.written:
                put_in_place(outcome.written, target)
            else:
                with replacing(target, self._partial) as file:
                    writer(self.format, explain=self._explain)([result], file)
            if before and before.output != name:
                self._remove(before.output, unless=target)
        with reporting(self.path):
            origin = Origin.of(source, self._real)
            key = whole_key(source, outcome.key)
            entry = Entry(name, key, self._form, origin, tuple(sorted(flaws(result))))
            self._manifest.add(entry, target.parent)

    def _at(self, output: str) -> Path:
        return self.path / as_path(output)

    def _make(self, folder: Path) -> None:
        """Make a folder below the output folder; a link must not lead out of it."""
        if folder in self._checked:
            return
        self._make(folder.parent)
        if not folder.is_dir():
            folder.mkdir()
            sync(folder.parent)
        if not folder.resolve().is_relative_to(self._real):
            hint = "remove the link, or name another folder for --output"
            raise OutputError(f"{folder} is a link that leads out of {self.path}", hint)
        self._checked.add(folder)

    def _put_away(self) -> None:
        """Remove an output whose source has moved and is delivered under its new name."""
        left = [entry for entry in self._manifest.own() if self._is_left(entry)]
        wanted = {(entry.key, entry.format) for entry in left}
        moved = {
            (entry.key, entry.format) for entry in self._manifest.own()
            if (entry.key, entry.format) in wanted and self._names.given(entry.output)
        }  # fmt: skip
        for entry in left:
            is_there = self._at(entry.output).is_file()
            if is_there and (entry.key, entry.format) not in moved:
                self.gone += 1
                continue
            self.renamed += is_there
            self._remove(entry.output)
            self._manifest.drop(entry, self.path)
        if self.gone:
            outputs = "1 output is" if self.gone == 1 else f"{self.gone:,} outputs are"
            self.notes.append(f"{self.path}: {outputs} of sources that are no longer there")

    def _is_left(self, entry: Entry) -> bool:
        """Whether the source of an output was a file that is no longer there."""
        if self._names.given(entry.output) or not entry.origin.path or entry.origin.line:
            return False
        return not entry.origin.exists(self._real)

    def _remove(self, output: str, unless: Path | None = None) -> None:
        """Remove an output, and the folders that this leaves empty."""
        path = self._at(output)
        if not path.parent.resolve().is_relative_to(self._real):
            return
        if path.is_file() and not (unless and path.samefile(unless)):
            path.unlink()
        with suppress(OSError):
            for folder in path.parents:
                if folder == self.path:
                    break
                folder.rmdir()
                self._checked.discard(folder)

    def _clear(self) -> None:
        """Remove what workers have written for nothing."""
        shutil.rmtree(self._staged, ignore_errors=True)

    def close(self) -> None:
        """Make all that is written last, and let other runs in."""
        try:
            with reporting(self.path):
                self._clear()
                self._failures.close()
                self._manifest.close()
        finally:
            self._lock.release()


class _Failures:
    """failures.jsonl: begun by the first failure, so that it is there only if there are some."""

    def __init__(self, path: Path) -> None:
        """Remove that of the run before."""
        self._path = path
        self._file: TextIO | None = None
        if path.exists():
            if not _is_ours(path):
                hint = "move it, or name another folder for --output"
                raise OutputError(f"{path} is there and was not written by summarize", hint)
            path.unlink()

    def add(self, failure: Failure) -> None:
        with reporting(self._path):
            self._file = self._file or self._path.open("w", encoding="utf-8", newline="\n")
            writer(Format.JSONL)([failure], self._file)

    def close(self) -> None:
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline()
    try:
        return not first or {"id", "source", "error", "message"} <= set(json.loads(first))
    except (ValueError, TypeError):
        # A killed run may have left the beginning of a line.
        return first.startswith(b'{"id":') and not first.endswith(b"\n")
