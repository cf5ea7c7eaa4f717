"""`summarize models pull` converts what it downloads, and `remove` removes both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import checkpoints, lively, summarizer_checkpoints
from tests.conftest import SAMPLES, Command
from tests.fake_hub import FakeHub, marian, serving
from tests.lively import Lively

checkpoint, both = checkpoints.checkpoint, lively.lively
summarizer_checkpoint = summarizer_checkpoints.summarizer_checkpoint

ARTICLE = (SAMPLES / "harbour.txt").read_bytes()
OVERLAY = """
[models.writer]
task = "summarize"
family = "bart"
repo = "someone/writer"
languages = ["en"]
licence = "MIT"
commercial = true
max_input_tokens = 400

[models.translator]
task = "translate"
family = "marian"
repo = "someone/translator"
pairs = ["de-en"]
licence = "MIT"
commercial = true
quantization = "float32"

[models.noise]
task = "translate"
family = "marian"
repo = "someone/noise"
pairs = ["de-en"]
licence = "MIT"
commercial = true
"""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving() as hub:
        yield hub


@pytest.fixture
def command(summarize: Command, hub: FakeHub, tmp_path: Path) -> Command:
    overlay = tmp_path / "models.toml"
    overlay.write_text(OVERLAY)
    summarize.env |= {"HF_ENDPOINT": hub.url, "NO_PROXY": "*", "SUMMARIZE_MODELS": str(overlay)}
    return summarize


def serve(hub: FakeHub, name: str, folder: Path) -> None:
    hub.add(name, {path.name: path.read_bytes() for path in folder.iterdir()})


def conversions(command: Command) -> list[Path]:
    return list((command.home / "cache" / "huggingface" / "summarize-ct2").glob("*/*/model.bin"))


def test_a_summarizer(command: Command, hub: FakeHub, both: Lively) -> None:
    folder = both.model("bart").path
    assert folder
    serve(hub, "someone/writer", folder)
    pulled = command("models", "pull", "writer").err.splitlines()
    assert ", from someone/writer" in pulled[0]
    assert pulled[1].startswith("note: writer is converted for CTranslate2 (int8, ")
    (weights,) = conversions(command)
    made = weights.stat().st_mtime_ns

    # What is here is not made again.
    assert command("models", "pull", "writer").err == "note: writer is on this machine already\n"
    arguments = ("--summarizer", "writer", "--lang", "en", "--no-translate", "--format", "json")
    done = command("-", *arguments, "--length", "short", "--offline", stdin=ARTICLE)
    assert "ct2-int8" in json.loads(done.out)["documents"][0]["signature"]
    assert "runs on transformers" not in done.err
    assert weights.stat().st_mtime_ns == made

    listed = json.loads(command("models", "show", "writer", "--json").out)
    assert listed["converted"] == str(weights.parent)
    assert listed["folder"] == command("models", "path", "writer").out.strip()
    assert f"CTranslate2 in {weights.parent}" in command("models", "show", "writer").out
    removed = command("models", "remove", "writer", "--yes").err
    assert removed.startswith("note: writer is removed: ")
    assert not conversions(command)
    assert "converted" not in command("models", "show", "writer").out


def test_a_translator_and_a_conversion_without_its_model(
    command: Command, hub: FakeHub, checkpoint: Callable[[str], Path]
) -> None:
    serve(hub, "someone/translator", checkpoint("marian"))
    said = command("models", "pull", "translator", "--quiet").err
    assert "converted" not in said
    # Whoever empties the download cache with another tool leaves the conversion to us.
    hub_cache = command.home / "cache" / "huggingface" / "hub"
    hub_cache.rename(hub_cache.with_name("elsewhere"))
    assert len(conversions(command)) == 1
    command("models", "remove", "translator", "--yes")
    assert not conversions(command)


def test_a_conversion_that_fails_is_no_error(command: Command, hub: FakeHub) -> None:
    hub.add("someone/noise", marian())
    done = command("models", "pull", "noise")
    assert "note: noise will run on transformers: not converted (" in done.err
    assert not conversions(command)
    assert json.loads(command("models", "show", "noise", "--json").out)["installed"]
