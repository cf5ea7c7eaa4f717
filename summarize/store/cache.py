"""What lies in the cache that all tools on the Hugging Face hub share: look-ups of paths.

Nothing here imports huggingface_hub, which a run without a download does not need. The
layout is its own: `models--ORG--NAME/` with `refs/main` (a commit), `snapshots/COMMIT/`
(the files, as links) and `blobs/DIGEST` (their contents). We add one file to it,
`summarize/REVISION.json`: which commit was pulled and what its files must be. It is written
last, so a model is here as a whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from summarize.errors import MissingModel
from summarize.registry import Model, pull_command
from summarize.store.needed import is_complete, needed


@dataclass(frozen=True, slots=True)
class File:
    """A file as the hub describes it; `digest` is a SHA-256 or, of a small one, a git id."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a model consists of at one commit of its repository."""

    commit: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on this machine; a folder of the user's own has neither commit nor record."""

    folder: Path
    commit: str | None = None
    record: Record | None = None


def cache_folder() -> Path:
    """Where downloads go: what huggingface_hub 2.4 makes of the environment."""
    home = os.environ.get("XDG_CACHE_HOME", os.path.join(os.path.expanduser("~"), ".cache"))
    home = _expanded(os.environ.get("HF_HOME", os.path.join(home, "huggingface")))
    older_name = os.environ.get("HUGGINGFACE_HUB_CACHE", os.path.join(home, "hub"))
    return Path(_expanded(os.environ.get("HF_HUB_CACHE", older_name)))


def is_installed(model: Model) -> bool:
    """Whether the model can run without a download."""
    return (model.repo is None and model.path is None) or find(model) is not None


def location(model: Model) -> Path:
    """The folder with the model's files; MissingModel if they are not all here."""
    if found := find(model):
        return found.folder
    raise missing(model)


def revision(model: Model) -> str | None:
    """The commit that a run would use; None if the model is not here or has none."""
    found = find(model)
    return found.commit if found else None


def state(folder: Path) -> str:
    """Other with every change of the files in a folder, as far as sizes and times tell."""
    files = ((path, path.stat()) for path in folder.glob("*") if path.is_file())
    known = sorted((path.name, file.st_size, file.st_mtime_ns) for path, file in files)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def size_on_disk(model: Model) -> int:
    """Bytes that the model's files take, or those of an unfinished download of it."""
    if found := find(model):
        return sum(path.stat().st_size for path in found.folder.iterdir() if path.is_file())
    repo = repo_folder(model)
    # Whole files that no snapshot links to are an unfinished download's, too.
    unused = "*.incomplete" if any(repo.glob("snapshots/*")) else "*"
    return sum(path.lstat().st_size for path in repo.glob(f"blobs/{unused}")) if model.repo else 0


def readable(size: int) -> str:
    """A number of bytes in the units of models.toml: "51 MB", "1.1 GB"."""
    megabytes = size / 1e6
    if megabytes < 1:
        return f"{size / 1e3:.0f} kB"
    return f"{megabytes:.0f} MB" if megabytes < 999.5 else f"{megabytes / 1e3:.1f} GB"


def missing(model: Model) -> MissingModel:
    if model.path is not None:
        return MissingModel(
            f"{model.name}: {model.path} holds no complete model",
            "it needs config.json, tokenizer files and weights; or mend path in models.toml",
        )
    return MissingModel(f"{model.name} is not on this machine", pull_command(model.name, [model]))


def find(model: Model) -> Installed | None:
    """The model's files if all are here: as we pulled them, else as another tool did."""
    if model.path is not None:
        folder = model.path.expanduser()
        return Installed(folder) if is_complete(folder, model.family) else None
    if model.repo is None:
        return None
    repo = repo_folder(model)
    record = read_record(model)
    if record and _holds(snapshot_folder(model, record.commit), record):
        return Installed(snapshot_folder(model, record.commit), record.commit, record)
    commit = _commit(repo, model.revision or "main")
    if commit is None or (record and record.commit == commit):
        return None
    folder, listed = snapshot_folder(model, commit), _listing(repo, commit)
    here = _holds(folder, listed) if listed else is_complete(folder, model.family)
    return Installed(folder, commit, listed) if here else None


def repo_folder(model: Model) -> Path:
    return cache_folder() / "--".join(["models", *(model.repo or "").split("/")])


def snapshot_folder(model: Model, commit: str) -> Path:
    return repo_folder(model) / "snapshots" / commit


def record_path(model: Model) -> Path:
    name = (model.revision or "main").replace("/", "--")
    return repo_folder(model) / "summarize" / f"{name}.json"


def read_record(model: Model) -> Record | None:
    data = _read_json(record_path(model))
    try:
        return Record(data["commit"], tuple(File(**file) for file in data["files"]))
    except (LookupError, TypeError):
        return None


def write_record(model: Model, record: Record) -> None:
    """Say that the model is here now: atomically, and as the last step of a download."""
    path = record_path(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"repo": model.repo, **asdict(record)}, indent=1))


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that it exists with all of its text or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _holds(folder: Path, record: Record) -> bool:
    """Sizes only: reading gigabytes before each run would be too slow, so `verify` does it."""
    try:
        return all((folder / file.name).stat().st_size == file.size for file in record.files)
    except OSError:
        return False


def _commit(repo: Path, revision: str) -> str | None:
    if os.path.isdir(repo / "snapshots" / revision):
        return revision
    try:
        return (repo / "refs" / revision).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _listing(repo: Path, commit: str) -> Record | None:
    """What huggingface_hub's snapshot_download noted about a commit, of the files we need."""
    files = _read_json(repo / "trees" / f"{commit}.json").get("files")
    if not isinstance(files, dict):
        return None
    try:
        wanted = tuple(
            File(name, files[name]["size"], files[name].get("lfs_sha256") or files[name]["blob_id"])
            for name in needed(files)
        )
    except (LookupError, TypeError, AttributeError):
        return None
    return Record(commit, wanted) if wanted else None


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _expanded(path: str) -> str:
    return os.path.expandvars(os.path.expanduser(path))
