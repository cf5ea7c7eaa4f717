"""Models named on the command line: by name, folder or repository."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from summarize.errors import RegistryError
from summarize.registry import Family, Task, identify
from tests.checkpoints import LESSONS, checkpoint
from tests.conftest import Command
from tests.fake_hub import serving
from tests.summarizer_checkpoints import summarizer_checkpoint

__all__ = ["checkpoint", "summarizer_checkpoint"]

SENTENCE = list(LESSONS)[2]
TRANSLATE = ("-", "--from", "de", "--lang", "en", "--no-summary", "-q")


@pytest.mark.parametrize(
    ("name", "family", "pairs", "prefix"),
    [
        ("marian", Family.MARIAN, ("de-en", "en-de"), {}),
        (
            "marian_tagged",
            Family.MARIAN,
            ("de-en", "en-de"),
            {"de": ">>deu<< ", "en": ">>eng<< "},
        ),
        ("fsmt", Family.FSMT, ("de-en", "en-de"), {}),
        ("m2m100", Family.M2M100, ("de-en", "en-de"), {}),
        ("nllb", Family.NLLB, ("de-en", "en-de"), {}),
        ("mbart50", Family.MBART50, ("de-en", "en-de"), {}),
    ],
)
def test_a_checkpoint_tells_its_family(
    checkpoint: Callable[[str], Path],
    name: str,
    family: Family,
    pairs: tuple[str, ...],
    prefix: dict[str, str],
) -> None:
    model = identify(name, Task.TRANSLATE, checkpoint(name), ("de", "en"))
    assert (model.family, model.pairs, model.prefix) == (family, pairs, prefix)
    assert model.path == checkpoint(name)


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("opus-mt-de-en", ("de-en",)),
        ("owner/opus-mt_tiny_eng-deu", ("en-de",)),
        ("wmt19-de-en/", ("de-en",)),
        ("opus-mt-de-fr", ("de-en", "en-de")),
        ("tc-big-gmw-gmw", ("de-en", "en-de")),
    ],
)
def test_a_name_tells_the_language_pair(
    checkpoint: Callable[[str], Path], name: str, pairs: tuple[str, ...]
) -> None:
    assert identify(name, Task.TRANSLATE, checkpoint("marian"), ("de", "en")).pairs == pairs


def test_a_chat_model_reads_as_much_as_is_good(
    summarizer_checkpoint: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(summarizer_checkpoint("qwen3"), tmp_path / "chat")
    # As of a model that reads pictures, too.
    nested = {"model_type": "gemma3", "text_config": {"max_position_embeddings": 131072}}
    (folder / "config.json").write_text(json.dumps(nested))
    model = identify("x", Task.SUMMARIZE, folder, ("de", "en"))
    assert (model.family, model.max_input_tokens) == (Family.CHAT, 8192)
    assert set(model.dtype.values()) == {"bfloat16"}
    assert set(model.dtype) == {"cpu", "cuda", "mps"}


def test_translategemma_is_known_by_its_template(
    summarize: Command, summarizer_checkpoint: Callable[[str], Path]
) -> None:
    folder = summarizer_checkpoint("translategemma")
    assert identify("x", Task.TRANSLATE, folder, ("de", "en")).family is Family.TRANSLATEGEMMA
    done = summarize(*TRANSLATE, "--translator", folder, stdin=SENTENCE.encode())
    assert "Error" not in done.err


def test_what_cannot_be_made_out(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    for task, folder, message in [
        (Task.TRANSLATE, tmp_path, "models of type “bert” are not known"),
        (Task.TRANSLATE, tmp_path / "nosuch", "cannot be read"),
        (Task.SUMMARIZE, checkpoint("marian"), "does not summarize"),
        (Task.TRANSLATE, checkpoint("t5"), "in front of a text"),
    ]:
        with pytest.raises(RegistryError, match=message) as caught:
            identify("x", task, folder, ("de", "en"))
        assert caught.value.hint


def test_a_folder_is_a_translator(summarize: Command, checkpoint: Callable[[str], Path]) -> None:
    folder = shutil.copytree(checkpoint("marian_trained"), summarize.home / "lessons-de-en")
    done = summarize(*TRANSLATE, "--translator", folder.name, stdin=SENTENCE.encode())
    assert done.out == f"{LESSONS[SENTENCE]}\n"
    assert "better results" not in done.err
    other = summarize("-", "--from", "en", "--lang", "de", "--translator", folder.name,
                      stdin=b"The train to Cologne.", code=3)  # fmt: skip
    assert "lessons-de-en does not translate English to German" in other.err


def test_a_repository_is_pulled_and_used_by_its_name(
    summarize: Command, checkpoint: Callable[[str], Path]
) -> None:
    name = "someone/lessons-de-en"
    files = {p.name: p.read_bytes() for p in checkpoint("marian_trained").iterdir()}
    with serving() as hub:
        hub.add(name, files)
        summarize.env |= {"HF_ENDPOINT": hub.url, "NO_PROXY": "*"}
        done = summarize(*TRANSLATE, "--translator", name, stdin=SENTENCE.encode(), code=3)
        # Neither its size nor its licence is known, and so nothing is said about them.
        assert done.err.endswith(f" → summarize models pull {name}\n")
        summarize("models", "pull", name, "--yes")
    done = summarize(*TRANSLATE, "--translator", name, "--format", "jsonl", stdin=SENTENCE.encode())
    record = json.loads(done.out)
    assert record["translations"][0]["text"] == LESSONS[SENTENCE]
    assert f"de-en:{name}@" in record["signature"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--translator", "nosuch"], "there is no model “nosuch”"),
        (["--translator", "/nope"], "there is no folder /nope → name a folder with a checkpoint"),
        (["--translator", "./nope"], "there is no folder nope"),
        (["--summarizer", "/not/here"], "there is no folder /not/here"),
        (["--translator", "extractive"], "extractive does not translate"),
        (["--summarizer", "opus-mt-big"], "opus-mt-big does not summarize"),
    ],
)
def test_wrong_names(summarize: Command, arguments: list[str], says: str) -> None:
    done = summarize(*TRANSLATE, *arguments, stdin=SENTENCE.encode(), code=2)
    assert says in done.err


def test_a_registered_model_that_is_not_here(summarize: Command) -> None:
    done = summarize(*TRANSLATE, "--translator", "opus-mt-big", stdin=SENTENCE.encode(), code=3)
    assert "summarize models pull opus-mt-big" in done.err
