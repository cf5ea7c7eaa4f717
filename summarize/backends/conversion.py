"""Checkpoints in CTranslate2's form: converted once, kept beside the Hugging Face cache.

`<cache>/models--ORG--NAME/COMMIT-FAMILY-QUANTIZATION/`, where the cache is the folder
`summarize-ct2` next to the hub's own (`$HF_HOME/summarize-ct2`): the same disk as the
download. A checkpoint in a folder of the user's own is known by its path and its files' sizes
and times. A conversion appears by a rename and only as a whole; the work is done by
`converting`, in another process. Needs neither torch nor transformers itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import summarize
from summarize import store
from summarize.backends import Unsuitable
from summarize.backends.converting import FORMAT, NOTE
from summarize.registry import Family, Model

# Those for which CTranslate2 4.8 has a converter, and `tokenizing` a tokenizer.
FAMILIES = frozenset(
    {Family.MARIAN, Family.M2M100, Family.NLLB, Family.MBART50, Family.T5}
    | {Family.BART, Family.PEGASUS}
)

# What to do about a model that cannot be converted.
OTHER = "use --engine transformers"

_PARTIAL = ".partial-"


def cache_folder() -> Path:
    return store.cache_folder().parent / "summarize-ct2"


def converted(model: Model, location: Path) -> Path | None:
    """The folder to run: `location` itself if that is one, else its whole conversion if any."""
    if store.is_ctranslate2(location):
        return location
    folder = _target(model, location)
    return folder if _is_whole(folder) else None


def read_note(folder: Path) -> Mapping[str, Any] | None:
    """What was noted when the folder was made; None for one that we did not make."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and note.get("format") == FORMAT else None


def convert(model: Model, location: Path) -> Path:
    """The conversion of the checkpoint in `location`, made now unless it is there.

    Of several processes one converts and the others wait for it. Raises Unsuitable saying
    why it cannot be converted; nothing is left behind then.
    """
    if model.family not in FAMILIES:
        raise Unsuitable(f"CTranslate2 cannot convert {model.family} models", OTHER)
    target = _target(model, location)
    try:
        with _lock(target):
            if (folder := converted(model, location)) is None:
                folder = _make(model, location, target)
            return folder
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unsuitable(
            f"{error.filename or target}: {reason}", "set HF_HOME to a folder that can be written"
        ) from error


def size_on_disk(model: Model) -> int:
    """Bytes that all conversions of a model's repository or folder take."""
    return sum(path.stat().st_size for path in _home(model).rglob("*") if path.is_file())


def remove(model: Model) -> int:
    """Delete all conversions of a model's repository or folder; the bytes that frees."""
    size = size_on_disk(model)
    shutil.rmtree(_home(model), ignore_errors=True)
    return size


def _home(model: Model) -> Path:
    return cache_folder() / _owner(model, model.path or Path())


def _lock(target: Path) -> Any:
    """Held against other processes; the system frees it if the holder dies."""
    path = cache_folder() / ".locks" / f"{target.parent.name}--{target.name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    return WeakFileLock(path)


def _make(model: Model, location: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Their makers are dead, or they would hold the lock.
    for left in target.parent.glob(f"{_PARTIAL}{target.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{_PARTIAL}{target.name}-", dir=target.parent))
    try:
        if reason := _run(model, location, partial):
            raise Unsuitable(f"not converted ({reason})", OTHER)
        if not _is_whole(partial):
            raise Unsuitable("the conversion is incomplete", OTHER)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    if model.repo is None:
        _forget_older(target)
    return target


def _run(model: Model, location: Path, out: Path) -> str:
    """Convert in a process of its own; why it failed, or nothing."""
    # Where this package lies, should it not be installed; and no talk of transformers'.
    source = str(Path(summarize.__file__).parent.parent)
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
    command = [
        sys.executable, "-m", "summarize.backends.converting",
        model.model_dump_json(), str(location.absolute()), str(out),
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,  # its end tells the process that we are gone
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"},
    )
    assert process.stdin
    assert process.stderr
    try:
        said = process.stderr.read().decode(errors="replace").strip().splitlines()
        code = process.wait()
    finally:
        # Also when we are interrupted.
        process.kill()
        process.wait()
        process.stdin.close()
        process.stderr.close()
    return "" if code == 0 else (said or [f"exit code {code}"])[-1]


def _forget_older(target: Path) -> None:
    """Conversions of what the user's folder held before."""
    kind = target.name.partition("-")[2]
    for other in target.parent.glob(f"*-{kind}"):
        if other != target and not other.name.startswith("."):
            shutil.rmtree(other, ignore_errors=True)


def _target(model: Model, location: Path) -> Path:
    snapshot = location.parent.name == "snapshots"
    state = location.name if snapshot else store.state(location)
    name = f"{state}-{model.family}-{model.quantization}"
    return cache_folder() / _owner(model, location) / name


def _owner(model: Model, location: Path) -> str:
    if model.repo:
        return "--".join(["models", *model.repo.split("/")])
    place = location.expanduser().resolve()
    return f"local--{place.name}--{_digest(str(place))}"


def _digest(text: str) -> str:
    return hashlib.sha256(repr(text).encode()).hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    """The note is written last; files may have been damaged since."""
    note = read_note(folder)
    if note is None:
        return False
    try:
        return all((folder / name).stat().st_size == size for name, size in note["files"].items())
    except OSError:
        return False
