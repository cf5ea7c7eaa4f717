"""Models that are here: are they undamaged, and how to be rid of them."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from summarize.errors import UsageError
from summarize.registry import Model
from summarize.store.cache import (
    File,
    find,
    missing,
    read_record,
    record_path,
    repo_folder,
    snapshot_folder,
)
from summarize.store.hashes import matches
from summarize.store.hub import delete_revision


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comparing a model's files with their hashes gave; file names."""

    sound: tuple[str, ...]
    damaged: tuple[str, ...]
    # Here, but nobody noted what they must be.
    unknown: tuple[str, ...]


def verify(model: Model) -> Verdict:
    """Read and compare all files of a model; MissingModel if it is not here."""
    found = find(model)
    record = found.record if found else read_record(model)
    if record and (found or snapshot_folder(model, record.commit).is_dir()):
        folder = snapshot_folder(model, record.commit)
        return _verdict({folder / file.name: file for file in record.files})
    if found:
        paths = sorted(path for path in found.folder.iterdir() if path.is_file())
        return _verdict({path: _linked(path) for path in paths})
    raise missing(model)


def remove(model: Model) -> int:
    """Delete the model's revision, and what a broken download left; the bytes that frees.

    Files that another revision in the cache shares stay. UsageError for what is not ours to
    delete, or may not be deleted.
    """
    if model.repo is None:
        where = f"lies in {model.path}" if model.path else "comes with summarize"
        raise UsageError(f"{model.name} {where} and was not downloaded", "leave it out")
    try:
        return _remove(model)
    except OSError as error:
        raise UsageError(
            f"{error.filename} cannot be deleted: {(error.strerror or str(error)).lower()}",
            "mend its permissions",
        ) from error


def _remove(model: Model) -> int:
    repo, found, record = repo_folder(model), find(model), read_record(model)
    commit = found.commit if found else record.commit if record else None
    # First, so that the model counts as removed from here on.
    record_path(model).unlink(missing_ok=True)
    freed = sum(_delete(part) for part in repo.glob("blobs/*.incomplete"))
    if commit:
        freed += delete_revision(model, commit)
        if (snapshot := snapshot_folder(model, commit)).exists():
            # The rest of the cache's copy is so damaged that huggingface_hub leaves it alone.
            shutil.rmtree(snapshot)
    if repo.exists() and not any(repo.glob("snapshots/*")):
        freed += sum(_size(path) for path in repo.rglob("*"))
        shutil.rmtree(repo)
    return freed


def _delete(path: Path) -> int:
    size = _size(path)
    path.unlink(missing_ok=True)
    return size


def _size(path: Path) -> int:
    """Links take no space."""
    return path.stat().st_size if path.is_file() and not path.is_symlink() else 0


def _verdict(expected: dict[Path, File | None]) -> Verdict:
    found = {path.name: file and matches(path, file) for path, file in expected.items()}
    return Verdict(
        *(tuple(n for n, good in found.items() if good is want) for want in (True, False, None))
    )


def _linked(path: Path) -> File | None:
    """In the cache a file is a link to its content, whose name is its hash."""
    if not path.is_symlink():
        return None
    # One step only: the content may itself be a link into a store that repositories share.
    digest = Path(os.readlink(path)).name
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", digest):
        return None
    return File(path.name, path.stat().st_size, digest)
