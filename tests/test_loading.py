"""Checkpoints that load, and those that must not; devices, dtypes and threads."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import Models, Translated
from summarize.backends.device import place
from summarize.backends.loading import loading
from summarize.backends.seq2seq import Seq2SeqTranslator
from summarize.errors import MissingModel, ModelError, UsageError
from summarize.registry import Family, Model
from tests import checkpoints, translators
from tests.checkpoints import LESSONS
from tests.translators import FAMILIES, Checkpoint, Load, entry

checkpoint = checkpoints.checkpoint
no_network, load, one_thread = translators.no_network, translators.load, translators.one_thread
pytestmark = pytest.mark.usefixtures("one_thread")


def to_bin(folder: Path, target: Path) -> Path:
    """A copy of a checkpoint with `pytorch_model.bin` in place of safetensors."""
    import torch
    from safetensors.torch import load_file

    shutil.copytree(folder, target)
    weights = target / "model.safetensors"
    torch.save(load_file(weights), target / "pytorch_model.bin")
    weights.unlink()
    return target


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("weights", ["safetensors", "bin"])
def test_a_trained_model_translates(
    checkpoint: Checkpoint, tmp_path: Path, weights: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import transformers

    folder = checkpoint("marian_trained")
    if weights == "bin":
        folder = to_bin(folder, tmp_path / "bin")
    before = transformers.logging.get_verbosity()
    capfd.readouterr()
    translator = Models(engine="transformers").translator(entry(Family.MARIAN, folder))
    assert translator.translate(list(LESSONS), "de", "en") == [
        Translated(text) for text in LESSONS.values()
    ]
    for german, english in LESSONS.items():
        assert translator.translate([german], "de", "en") == [Translated(english)]
    assert capfd.readouterr() == ("", "")
    assert transformers.logging.get_verbosity() == before
    assert os.environ["DISABLE_SAFETENSORS_CONVERSION"] == "1"


@pytest.mark.parametrize("name", FAMILIES)
def test_bin_and_safetensors_are_the_same(load: Load, tmp_path: Path, name: str) -> None:
    first = load(name)
    folder = to_bin(first._entry.path or tmp_path, tmp_path / name)
    second = Seq2SeqTranslator(first._entry, folder)
    before, after = (t._model.state_dict() for t in (first, second))
    assert before.keys() == after.keys()
    assert all(bool((before[key] == after[key]).all()) for key in before)


def _damaged(folder: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    from safetensors.torch import load_file, save_file

    shutil.copytree(folder, target)
    tensors = load_file(target / "model.safetensors")
    change(tensors)
    save_file(tensors, target / "model.safetensors", {"format": "pt"})
    return target


@pytest.mark.parametrize("name", FAMILIES)
def test_missing_weights_are_an_error(load: Load, tmp_path: Path, name: str) -> None:
    whole = load(name)
    assert whole._entry.path

    def drop(tensors: dict[str, Any]) -> None:
        del tensors[next(key for key in sorted(tensors) if "decoder" in key and "norm" in key)]

    folder = _damaged(whole._entry.path, tmp_path / name, drop)
    with pytest.raises(ModelError, match=r"is incomplete: .*decoder.* is missing, one of 1 ") as e:
        Seq2SeqTranslator(whole._entry, folder)
    assert e.value.hint == "copy or download its files again"


def test_fsmt_with_untied_embeddings_is_incomplete(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """Its de-duplicated weights load as garbage when the configuration forgets to tie them."""
    folder = shutil.copytree(checkpoint("fsmt"), tmp_path / "fsmt")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["tie_word_embeddings"] = False
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="is incomplete"):
        Seq2SeqTranslator(entry(Family.FSMT, folder), folder)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("name", "family", "damage", "message"),
    [
        ("marian", Family.FSMT, None, "does not work|holds a marian model"),
        ("m2m100", Family.T5, None, "does not work|holds a m2m_100 model"),
        ("marian", Family.MARIAN, "config.json", "does not work"),
        ("marian", Family.MARIAN, "model.safetensors", "does not work"),
        ("marian", Family.MARIAN, "vocab.json", "does not work"),
        ("nllb", Family.NLLB, "tokenizer.json", "tokenizer.json is missing"),
    ],
)
def test_what_cannot_be_loaded(
    checkpoint: Checkpoint, tmp_path: Path,
    name: str, family: Family, damage: str | None, message: str,
) -> None:  # fmt: skip
    folder = shutil.copytree(checkpoint(name), tmp_path / name)
    if damage:
        (folder / damage).unlink()
    with pytest.raises(ModelError, match=message) as caught:
        Seq2SeqTranslator(entry(family, folder), folder)
    assert "\n" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"model_type": "qwen99"}, "type “qwen99”, which transformers", "pip install --upgrade"),
        ({"model_type": "own", "auto_map": {}}, "code of its own, which is never run", "another"),
    ],
)
def test_what_transformers_cannot_run(
    checkpoint: Checkpoint, tmp_path: Path, changes: dict[str, object], message: str, hint: str
) -> None:
    folder = shutil.copytree(checkpoint("marian"), tmp_path / "marian")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")
    with pytest.raises(ModelError, match=message) as caught:
        Seq2SeqTranslator(entry(Family.MARIAN, folder), folder)
    assert hint in caught.value.hint


def test_nothing_is_said_of_how_a_model_runs_that_does_not(checkpoint: Checkpoint) -> None:
    models = Models(lambda _: checkpoint("marian"))
    with pytest.raises(ModelError):
        models.translator(entry(Family.FSMT, checkpoint("marian")))
    assert models.notes == []


def test_cut_off_weights(checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = shutil.copytree(checkpoint("marian"), tmp_path / "marian")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:2000])
    with pytest.raises(ModelError, match="tiny-marian does not work") as caught:
        Seq2SeqTranslator(entry(Family.MARIAN, folder), folder)
    # Nobody knows what the files of a folder must be.
    assert caught.value.hint == "copy or download its files again"


def test_a_download_can_be_verified(tmp_path: Path) -> None:
    model = entry(Family.MARIAN, tmp_path).model_copy(update={"path": None, "repo": "a/b"})
    with pytest.raises(ModelError) as caught, loading(model):
        raise OSError("cut off")
    assert caught.value.hint == "summarize models verify tiny-marian"


def test_languages_and_prefixes_must_be_known(load: Load) -> None:
    for name in ("m2m100", "nllb", "mbart50"):
        with pytest.raises(ModelError, match=r"does not know the language .*tlh"):
            load(name).translate(["Haus und Hof"], "tlh", "en")
    with pytest.raises(ModelError, match="does not know the prefix “>>tlh<<”"):
        load("marian_tagged", prefix={"en": ">>tlh<< "}).translate(["Haus"], "de", "en")


def test_models_without_a_folder_are_missing() -> None:
    model = entry(Family.MARIAN, Path()).model_copy(update={"path": None, "repo": "a/b"})
    with pytest.raises(MissingModel) as caught:
        Models().translator(model)
    assert caught.value.hint.startswith("summarize models pull tiny-marian ")


def test_models_are_located_and_loaded_once(checkpoint: Checkpoint) -> None:
    asked: list[str] = []

    def locate(model: Model) -> Path:
        asked.append(model.name)
        return checkpoint("marian")

    models = Models(locate, device="cpu", threads=1)
    model = entry(Family.MARIAN, Path("elsewhere"))
    assert models.translator(model) is models.translator(model)
    assert asked == ["tiny-marian"]


def test_what_does_not_load_is_tried_once(checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(checkpoint("marian"), folder)
    (folder / "source.spm").write_bytes(b"noise")
    asked: list[str] = []

    def locate(model: Model) -> Path:
        asked.append(model.name)
        return folder if model.name == "tiny-marian" else checkpoint("marian")

    models = Models(locate, device="cpu", engine="transformers")
    model = entry(Family.MARIAN, folder)
    said = []
    for _ in range(3):
        with pytest.raises(ModelError) as caught:
            models.translator(model)
        said.append(caught.value)
    assert asked == ["tiny-marian"]
    assert said[0] is said[1] is said[2]
    assert "copy or download its files again" in said[0].hint
    depth = len(caught.traceback)
    with pytest.raises(ModelError) as caught:
        models.translator(model)
    assert len(caught.traceback) == depth
    assert models.translator(model.model_copy(update={"name": "whole"}))


# --- devices -----------------------------------------------------------------------------


def test_half_precision_files_are_widened_on_a_cpu(checkpoint: Checkpoint, tmp_path: Path) -> None:
    import torch

    def halved(tensors: dict[str, Any]) -> None:
        tensors.update({key: tensor.half() for key, tensor in tensors.items()})

    folder = _damaged(checkpoint("marian"), tmp_path / "marian", halved)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"dtype": "float16"}))
    model = entry(Family.MARIAN, folder)
    assert Seq2SeqTranslator(model, folder, device="cpu")._model.dtype == torch.float32
    model = entry(Family.MARIAN, folder, dtype={"cpu": "bfloat16", "cuda": "float16"})
    assert Seq2SeqTranslator(model, folder, device="cpu")._model.dtype == torch.bfloat16


@pytest.mark.parametrize(
    ("device", "available", "placed"),
    [
        ("auto", ["cpu"], ("cpu", "float32")),
        ("auto", ["cpu", "mps"], ("mps", "float32")),
        ("auto", ["cpu", "cuda"], ("cuda", "float16")),
        ("cpu", ["cpu", "cuda"], ("cpu", "float32")),
        ("cuda", ["cuda"], ("cuda", "float16")),
    ],
)
def test_placement(device: str, available: list[str], placed: tuple[str, str]) -> None:
    model = entry(Family.MARIAN, Path(), dtype={"cuda": "float16"})
    answer = place(model, device, 3, available=lambda: available)
    assert (answer.device, answer.dtype, answer.threads) == (*placed, 3)


@pytest.mark.parametrize(
    ("device", "threads", "message"),
    [
        ("cuda", None, "there is no cuda device on this machine"),
        ("tpu", None, "there is no device “tpu”"),
        ("cpu", 0, "--threads 0 is not possible"),
    ],
)
def test_impossible_placements(device: str, threads: int | None, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        place(entry(Family.MARIAN, Path()), device, threads, available=lambda: ["cpu"])
    assert caught.value.hint


def test_threads_are_set(checkpoint: Checkpoint) -> None:
    import torch

    folder = checkpoint("marian")
    Seq2SeqTranslator(entry(Family.MARIAN, folder), folder, device="cpu", threads=2)
    assert torch.get_num_threads() == 2
    Seq2SeqTranslator(entry(Family.MARIAN, folder), folder, device="cpu", threads=1)
    assert torch.get_num_threads() == 1
