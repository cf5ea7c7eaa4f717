"""The real command on a tiny checkpoint of every translator family: nothing lost or moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checkpoints import checkpoint
from tests.conftest import SAMPLES, Command
from tests.summarizer_checkpoints import summarizer_checkpoint
from tests.translators import FAMILIES

__all__ = ["checkpoint", "summarizer_checkpoint"]

ARTICLE = SAMPLES / "stadtwerke.txt"


def models_file(name: str, folder: Path) -> str:
    family, prefix = FAMILIES[name]
    prefixes = ", ".join(f'{code} = "{text}"' for code, text in prefix.items())
    return (
        f'[models.{name}]\ntask = "translate"\nfamily = "{family}"\npath = "{folder}"\n'
        f'pairs = ["de-en", "en-de"]\nprefix = {{ {prefixes} }}\n'
        # Random models ramble: beams only make that slower.
        "max_input_tokens = 256\ngenerate = { num_beams = 1 }\n"
    )


@pytest.mark.parametrize("name", FAMILIES)
def test_an_article_comes_through(
    summarize: Command, checkpoint: Callable[[str], Path], cache: Path, name: str
) -> None:
    models = models_file(name, checkpoint(name))
    (summarize.home / "models.toml").write_text(models, encoding="utf-8")
    source, target = ("en", "de") if name == "t5" else ("de", "en")
    lines = ARTICLE.read_text(encoding="utf-8").split("\n\n")
    (summarize.home / "article.txt").write_text("\n\n".join(lines[:3] + lines[-1:]), "utf-8")
    done = summarize(
        "article.txt", "--models-file", "models.toml", "--translator", name,
        "--from", source, "--lang", target, "--length", "short", "--format", "jsonl",
        env={"HF_HOME": str(cache)},
    )  # fmt: skip
    record = json.loads(done.out)
    (translation,) = record["translations"]
    assert translation["model"] == name
    # What a random model writes is nonsense; it is marked, and stands where it belongs.
    assert translation["status"] in ("ok", "incomplete")
    own = summarize("article.txt", "--from", source, "--lang", source, "--format", "jsonl", "-q")
    assert json.loads(own.out)["words"] == record["words"]
    kinds = [paragraph["kind"] for paragraph in translation["paragraphs"]]
    assert kinds == ["title", "paragraph", "paragraph", *["reference"] * 4]
    for paragraph in translation["paragraphs"]:
        assert paragraph["text"].strip()
        assert paragraph["kind"] != "reference" or paragraph["text"] == paragraph["source"]
    assert record["summaries"][0]["text"]
    assert f"{source}-{target}:{name}" in record["signature"]


@pytest.mark.parametrize("name", ["granite", "llama", "bart", "pegasus", "led", "mt5"])
def test_a_summarizer_named_by_its_folder(
    summarize: Command, summarizer_checkpoint: Callable[[str], Path], name: str
) -> None:
    done = summarize(
        ARTICLE, "--summarizer", summarizer_checkpoint(name), "--lang", "de",
        "--length", "short", "--format", "jsonl",
    )  # fmt: skip
    record = json.loads(done.out)
    (summary,) = record["summaries"]
    assert summary["status"] in ("ok", "over_budget", "wrong_language")
    assert summary["text"].strip()
    assert summary["words"] <= record["words"]
    # A random model mostly writes what cannot be delivered, and then the reader is told.
    extracted = summary["model"] == "extractive"
    assert any("stand in" in note for note in record["notes"]) is extracted
    assert f"|summarizer:{summarizer_checkpoint(name)}" in record["signature"]
