"""From the hub to the cache: resumed, verified, and visible only when complete.

A file grows as `blobs/DIGEST.incomplete`, is hashed as it lies on the disk, and only then
gets its name. When all files of a model are there they are linked into its snapshot, and
last the record is written. Killed at any point, the model is not installed, and the next
attempt goes on from there.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from summarize.errors import MissingModel, UsageError
from summarize.offline import offline
from summarize.registry import Model
from summarize.store.cache import (
    File,
    Record,
    cache_folder,
    is_installed,
    missing,
    readable,
    repo_folder,
    snapshot_folder,
    write_record,
    write_whole,
)
from summarize.store.hashes import matches
from summarize.store.hub import DISK_FULL, CutOff, Hub
from summarize.store.needed import CONFIG

# Seconds before each further attempt; begun anew whenever something has arrived.
_PAUSES = (0.5, 1.0, 2.0)

_T = TypeVar("_T")


class Watcher(Protocol):
    """Told how a pull goes; sizes in bytes."""

    def begins(self, model: Model, commit: str, size: int, present: int) -> None: ...

    def advances(self, amount: int) -> None:
        """So much more is here; negative if something had to be thrown away."""
        ...

    def ends(self, model: Model) -> None: ...


def pull(
    models: Iterable[Model],
    watcher: Watcher,
    *,
    agree: Callable[[Sequence[Model]], bool] = lambda models: False,
    again: bool = False,
) -> list[Model]:
    """Bring models to this machine, and return those that were not here before.

    `agree` is asked once if some of them may not be used commercially. With `again` the hub
    is asked about those that are here, too: for a newer version, or to mend damaged files.
    Raises MissingModel with the next step when a model cannot be had.
    """
    wanted = [model for model in _distinct(models) if again or not is_installed(model)]
    if not wanted:
        return []
    for model in wanted:
        if model.repo is None:
            raise missing(model)
    if offline():
        raise MissingModel(
            f"{wanted[0].name} cannot be downloaded in offline mode",
            "drop --offline and unset HF_HUB_OFFLINE, or copy the cache of another machine",
        )
    restricted = [model for model in wanted if not model.commercial]
    if restricted and not agree(restricted):
        raise UsageError(
            f"{restricted[0].name} may not be used commercially ({restricted[0].licence}), "
            "and nobody agreed to that; nothing was downloaded",
            "add --yes to agree",
        )
    _fetch_all(Hub(), wanted, watcher)
    return wanted


def _distinct(models: Iterable[Model]) -> list[Model]:
    """Without what needs no files; entries that share a repository are one download."""
    first: dict[tuple[str, str | None], Model] = {}
    for model in models:
        if model.repo or model.path:
            first.setdefault((model.repo or str(model.path), model.revision), model)
    return list(first.values())


def _fetch_all(hub: Hub, models: Sequence[Model], watcher: Watcher) -> None:
    downloads = []
    for model in models:
        with hub.explaining(model):
            record = _persistently(partial(hub.describe, model), hub.is_busy)
            downloads.append(_Download(hub, model, record, watcher))
    _check_space(downloads)
    for download in downloads:
        with hub.explaining(download.model):
            download.run()


def _persistently(
    attempt: Callable[[], _T],
    passes: Callable[[Exception], bool],
    arrived: Callable[[], int] = lambda: 0,
) -> _T:
    """Try again after troubles that pass, while pauses are left or something arrives."""
    pauses = iter(_PAUSES)
    while True:
        before = arrived()
        try:
            return attempt()
        except Exception as error:
            if arrived() > before:
                pauses = iter(_PAUSES)
            pause = next(pauses, None)
            if pause is None or not passes(error):
                raise
        time.sleep(pause)


def _check_space(downloads: Sequence[_Download]) -> None:
    need = sum(download.size - download.present for download in downloads)
    folder = cache_folder().absolute()
    while not os.path.exists(folder):
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if need > free:
        names = ", ".join(download.model.name for download in downloads)
        raise MissingModel(
            f"{names}: {readable(need)} are needed and {readable(free)} are free "
            f"for {cache_folder()}",
            "free some space, or set HF_HOME to a folder with more",
        )


@dataclass(frozen=True, slots=True)
class _Download:
    """One model on its way."""

    hub: Hub
    model: Model
    record: Record
    watcher: Watcher

    @property
    def size(self) -> int:
        return sum(file.size for file in self.record.files)

    @property
    def present(self) -> int:
        """How much of it seems to be here already, going by sizes."""
        return sum(self._present(file) for file in self.record.files)

    def run(self) -> None:
        self.watcher.begins(self.model, self.record.commit, self.size, self.present)
        for file in self.record.files:
            with self.hub.lock(self.model, file.digest):
                self._obtain(file)
        self._publish()
        self.watcher.ends(self.model)

    def _obtain(self, file: File) -> None:
        """Have the whole file in one of its places, from the network if need be."""
        part = self._part(file)
        part.parent.mkdir(parents=True, exist_ok=True)
        if any(matches(place, file) for place in self._places(file)):
            part.unlink(missing_ok=True)
            return
        if any(_size(place) == file.size for place in self._places(file)):
            # Counted as present, but it is damaged.
            self.watcher.advances(-file.size)
            part.unlink(missing_ok=True)
        resumed = part.exists()
        if not self._fetch(file, part) and not (resumed and self._fetch(file, part)):
            raise MissingModel(
                f"{self.model.name}: {file.name} arrived damaged (its hash is wrong)",
                "run this again; if it stays so, check the proxy and HF_ENDPOINT",
            )

    def _fetch(self, file: File, part: Path) -> bool:
        """Whether the file arrived undamaged."""
        try:
            _persistently(
                partial(self._receive, file, part), self.hub.is_passing, partial(_size, part)
            )
        except OSError as error:
            if error.errno in DISK_FULL:
                # A part that fills the disk would be in everybody's way.
                self._discard(part)
            raise
        if matches(part, file):
            part.replace(self._blob(file))
            return True
        self._discard(part)
        return False

    def _receive(self, file: File, part: Path) -> None:
        """Append to the part what is missing of it."""
        if _size(part) > file.size:
            part.unlink()
        here = _size(part)
        if here == file.size and part.exists():
            return
        with self.hub.read(self.model, self.record.commit, file.name, here) as stream:
            if stream.start != here:
                self.watcher.advances(-here)
            with part.open("ab" if stream.start else "wb") as output:
                for chunk in stream.chunks:
                    output.write(chunk)
                    self.watcher.advances(len(chunk))
                output.flush()
                os.fsync(output.fileno())
        if _size(part) < file.size:
            raise CutOff

    def _discard(self, part: Path) -> None:
        self.watcher.advances(-_size(part))
        part.unlink(missing_ok=True)

    def _publish(self) -> None:
        """Let the model appear, in an order in which no step shows an incomplete one."""
        snapshot_folder(self.model, self.record.commit).mkdir(parents=True, exist_ok=True)
        for file in sorted(self.record.files, key=lambda file: file.name == CONFIG):
            self._link(file)
        revision = self.model.revision or "main"
        if not re.fullmatch(r"[0-9a-f]{40}", revision):
            reference = repo_folder(self.model) / "refs" / revision
            reference.parent.mkdir(parents=True, exist_ok=True)
            write_whole(reference, self.record.commit)
        write_record(self.model, self.record)

    def _link(self, file: File) -> None:
        blob, target = self._places(file)
        if not blob.exists():
            return
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        temporary.unlink(missing_ok=True)
        try:
            temporary.symlink_to(os.path.relpath(blob, target.parent))
        except OSError:
            # Windows without its developer mode; huggingface_hub moves the file, too.
            blob.replace(target)
        else:
            temporary.replace(target)

    def _places(self, file: File) -> tuple[Path, Path]:
        """Where the whole file may lie: the second where there are no symbolic links."""
        snapshot = snapshot_folder(self.model, self.record.commit)
        return self._blob(file), snapshot / file.name

    def _blob(self, file: File) -> Path:
        return repo_folder(self.model) / "blobs" / file.digest

    def _part(self, file: File) -> Path:
        return self._blob(file).with_name(f"{file.digest}.incomplete")

    def _present(self, file: File) -> int:
        if any(_size(place) == file.size for place in self._places(file)):
            return file.size
        part = _size(self._part(file))
        return part if part <= file.size else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
