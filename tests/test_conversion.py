"""Conversions for CTranslate2: whole or not there, whoever is killed, full or at work too."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import Unsuitable, conversion, converting
from summarize.backends.ct2 import CTranslate2Translator
from summarize.registry import Family, Model
from tests import checkpoints, converted, translators
from tests.checkpoints import GERMAN
from tests.conftest import ROOT
from tests.translators import Checkpoint, entry

checkpoint, own_cache = checkpoints.checkpoint, converted.own_cache
one_thread = translators.one_thread
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Convert here, where torch is loaded already; the folders that were written to."""
    written: list[Path] = []

    def run(model: Model, location: Path, out: Path) -> str:
        written.append(out)
        try:
            converting.convert(model, location, out)
        except Exception as error:
            return str(error)
        return ""

    monkeypatch.setattr(conversion, "_run", run)
    return written


def _copy(folder: Path, target: Path) -> Path:
    target.mkdir(parents=True)
    for path in folder.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target


def _files(cache: Path) -> list[Path]:
    return [p for p in cache.rglob("*") if p.is_file() and ".locks" not in p.parts]


# --- what is written ---------------------------------------------------------------------


def test_converted_once(checkpoint: Checkpoint, own_cache: Path, in_process: list[Path]) -> None:
    model = entry(Family.MARIAN, checkpoint("marian"), quantization="int8")
    assert model.path
    assert conversion.converted(model, model.path) is None
    folder = conversion.convert(model, model.path)
    assert folder.is_relative_to(own_cache)
    assert conversion.converted(model, model.path) == folder
    assert conversion.convert(model, model.path) == folder
    assert len(in_process) == 1
    assert not list(own_cache.rglob("*.partial-*"))
    note = json.loads((folder / converting.NOTE).read_text())
    assert note["quantization"] == "int8"
    assert note["files"] == {
        path.name: path.stat().st_size for path in folder.iterdir() if path.name != converting.NOTE
    }
    assert {"model.bin", "config.json", "source.spm"} <= note["files"].keys()
    translator = CTranslate2Translator(model, model.path, device="cpu")
    assert len(translator.translate(GERMAN, "de", "en")) == len(GERMAN)
    assert len(in_process) == 1


def test_a_download_is_known_by_its_commit(
    checkpoint: Checkpoint, own_cache: Path, tmp_path: Path, in_process: list[Path]
) -> None:
    commit = "0123456789" * 4
    snapshots = tmp_path / "hf" / "hub" / "models--Helsinki-NLP--opus" / "snapshots"
    location = _copy(checkpoint("marian"), snapshots / commit)
    update = {"path": None, "repo": "Helsinki-NLP/opus"}
    model = entry(Family.MARIAN, location).model_copy(update=update)
    folder = conversion.convert(model, location)
    assert folder == own_cache / "models--Helsinki-NLP--opus" / f"{commit}-marian-int8"
    exact = model.model_copy(update={"quantization": "float32"})
    assert conversion.converted(exact, location) is None
    other = conversion.convert(exact, location)
    assert sorted(folder.parent.iterdir()) == sorted([folder, other])
    assert other.joinpath("model.bin").stat().st_size > folder.joinpath("model.bin").stat().st_size
    size = sum(path.stat().st_size for path in _files(own_cache))
    assert conversion.remove(model) == size
    assert not _files(own_cache)
    assert conversion.converted(model, location) is None
    assert conversion.remove(model) == 0


def test_a_folder_of_the_users_own_may_change(
    checkpoint: Checkpoint, own_cache: Path, tmp_path: Path, in_process: list[Path]
) -> None:
    location = _copy(checkpoint("marian"), tmp_path / "mine")
    model = entry(Family.MARIAN, location)
    first = conversion.convert(model, location)
    os.utime(location / "model.safetensors", (1, 1))
    assert conversion.converted(model, location) is None
    second = conversion.convert(model, location)
    assert [path.name for path in first.parent.iterdir()] == [second.name]
    assert conversion.remove(model) > 0
    assert not _files(own_cache)


@pytest.mark.parametrize("damage", ["cut", "gone", "note", "format"])
def test_what_is_damaged_is_made_again(
    checkpoint: Checkpoint, own_cache: Path, in_process: list[Path], damage: str
) -> None:
    model = entry(Family.MARIAN, checkpoint("marian"))
    assert model.path
    folder = conversion.convert(model, model.path)
    weights, note = folder / "model.bin", folder / converting.NOTE
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:-1])
    elif damage == "gone":
        weights.unlink()
    elif damage == "note":
        note.write_text("{")
    else:
        note.write_text(json.dumps(json.loads(note.read_text()) | {"format": 0}))
    assert conversion.converted(model, model.path) is None
    assert conversion.convert(model, model.path) == folder
    assert conversion.converted(model, model.path) == folder


def test_what_is_in_that_form_already(tmp_path: Path, own_cache: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    model = entry(Family.MARIAN, tmp_path)
    assert conversion.converted(model, tmp_path) == tmp_path
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert conversion.converted(model, tmp_path) is None


# --- what cannot be ----------------------------------------------------------------------


def test_weights_in_a_pickle(
    checkpoint: Checkpoint, own_cache: Path, tmp_path: Path, in_process: list[Path]
) -> None:
    import torch
    from safetensors.torch import load_file

    folder = _copy(checkpoint("marian"), tmp_path / "bin")
    weights = folder / "model.safetensors"
    torch.save(load_file(weights), folder / "pytorch_model.bin")
    weights.unlink()
    model = entry(Family.MARIAN, folder)
    assert conversion.convert(model, folder)


def test_a_family_without_converter(checkpoint: Checkpoint, own_cache: Path) -> None:
    folder = checkpoint("fsmt")
    with pytest.raises(Unsuitable, match="cannot convert fsmt models") as caught:
        conversion.convert(entry(Family.FSMT, folder), folder)
    assert caught.value.hint == "use --engine transformers"
    assert not _files(own_cache)


def test_what_would_start_from_something_else(
    checkpoint: Checkpoint, own_cache: Path, tmp_path: Path, in_process: list[Path]
) -> None:
    from safetensors.torch import load_file, save_file

    folder = _copy(checkpoint("marian"), tmp_path / "padded")
    weights = folder / "model.safetensors"
    tensors = load_file(weights)
    tensors["model.shared.weight"][-1] = 0.5
    save_file(tensors, weights, {"format": "pt"})
    with pytest.raises(Unsuitable, match="embedding of <pad> is not zero"):
        conversion.convert(entry(Family.MARIAN, folder), folder)
    assert not _files(own_cache)


def test_a_wrong_family(checkpoint: Checkpoint, own_cache: Path, in_process: list[Path]) -> None:
    folder = checkpoint("m2m100")
    with pytest.raises(Unsuitable, match="not converted"):
        conversion.convert(entry(Family.MARIAN, folder), folder)
    assert not _files(own_cache)


def test_a_cache_that_cannot_be_written(
    checkpoint: Checkpoint, own_cache: Path, tmp_path: Path
) -> None:
    own_cache.parent.write_text("a file in its place")
    folder = checkpoint("marian")
    with pytest.raises(Unsuitable, match="hf") as caught:
        conversion.convert(entry(Family.MARIAN, folder), folder)
    assert "HF_HOME" in caught.value.hint


# --- processes ---------------------------------------------------------------------------

_CONVERT = """
import sys
from pathlib import Path
from summarize.backends import Unsuitable
from summarize.backends.conversion import convert
from summarize.registry import Model
try:
    folder = convert(Model.model_validate_json(sys.argv[1]), Path(sys.argv[2]))
except Unsuitable as error:
    sys.exit(error.message)
print((folder / "model.bin").stat().st_ino, *sorted({"torch", "transformers"} & set(sys.modules)))
"""


def _start(model: Model, location: Path, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CONVERT, model.model_dump_json(), str(location)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, **options,
    )  # fmt: skip


def test_two_at_once_and_then_one_killed(checkpoint: Checkpoint, own_cache: Path) -> None:
    folder = checkpoint("marian")
    model = entry(Family.MARIAN, folder)
    both = [_start(model, folder) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    # The same file, and no torch in the process that asked.
    assert said[0] == said[1] == (f"{int(said[0][0])}\n", "")
    whole = conversion.converted(model, folder)
    assert whole
    assert [path.name for path in whole.parent.iterdir()] == [whole.name]

    exact = model.model_copy(update={"quantization": "float32"})
    process = _start(exact, folder)
    partial = _wait_for_partial(whole.parent)
    (worker,) = _children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert conversion.converted(exact, folder) is None
    # The converting process does not outlive the one that wanted it.
    _wait_until(lambda: not Path(f"/proc/{worker}").exists())
    assert partial.exists()
    assert conversion.convert(exact, folder)
    assert not partial.exists()
    assert conversion.converted(model, folder) == whole


def _wait_for_partial(folder: Path) -> Path:
    _wait_until(lambda: any(folder.glob(".partial-*")))
    return next(folder.glob(".partial-*"))


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    _wait_until(lambda: bool(listed.read_text().split()))
    return [int(child) for child in listed.read_text().split()]


def _wait_until(condition: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_full_disk(checkpoint: Checkpoint, own_cache: Path) -> None:
    folder = checkpoint("marian_tagged")
    model = entry(Family.MARIAN, folder, quantization="float32")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = _start(model, folder, preexec_fn=limit)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "not converted (OSError: [Errno 27] File too large" in said
    assert not _files(own_cache)
    assert conversion.converted(model, folder) is None
