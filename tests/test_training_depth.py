"""A model with more encoder layers that still translates as it did."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

for library in ("torch", "sentencepiece", "transformers"):
    pytest.importorskip(library)

import torch  # noqa: E402
from torch.nn.utils.rnn import pad_sequence  # noqa: E402

from training import store  # noqa: E402
from training.convert import load_exported  # noqa: E402
from training.hinting import Hints  # noqa: E402
from training.vocabulary import EOS, Vocabulary  # noqa: E402

ROOT = Path(__file__).parent.parent
RELEASED = ROOT / "training" / "released"
NEWS = (Path(__file__).parent / "news.de-en.tsv").read_text(encoding="utf-8").splitlines()


def cross_entropy(model: Any, words: Vocabulary, pairs: list[list[str]]) -> float:
    """Per token of the English sides."""
    german, english = (words.encode([pair[side] for pair in pairs]) for side in (0, 1))
    source, labels = (
        pad_sequence(
            [torch.tensor([*head, *ids, EOS]) for ids in rows],
            batch_first=True, padding_value=words.pad,
        )
        for rows, head in ((german, [words.target_tag("en")]), (english, []))
    )  # fmt: skip
    mask = (source != words.pad).long()
    with torch.inference_mode():
        logits = model(input_ids=source, attention_mask=mask, labels=labels).logits
    real = labels != words.pad
    return float(torch.nn.functional.cross_entropy(logits[real], labels[real]))


def test_a_deeper_model_begins_where_the_other_ended(tmp_path: Path) -> None:
    words, model = Vocabulary(RELEASED / "source.spm"), load_exported(RELEASED)
    pairs = [line.split("\t") for line in NEWS]
    fitted, others = pairs[:24], pairs[24:]
    columns = [words.encode([pair[side] for pair in fitted]) for side in (0, 1)]
    store.write(
        tmp_path / "train", store.from_lists("newstest_human", list(zip(*columns, strict=True)))
    )
    shutil.copyfile(words.path, tmp_path / "joint.spm")
    subprocess.run(
        [
            sys.executable, "-m", "training.deepen", RELEASED, tmp_path / "deeper",
            "--prepared", tmp_path, "--after", "1", "2",
        ],
        check=True, cwd=ROOT,
    )  # fmt: skip
    deeper = load_exported(tmp_path / "deeper")
    assert deeper.config.encoder_layers == model.config.encoder_layers + 2
    assert Hints(tmp_path / "deeper")
    before = cross_entropy(model, words, others)
    assert before < 2.5
    assert cross_entropy(deeper, words, others) == pytest.approx(before, abs=0.05)
    # The new layers are there to be learnt, and what they say counts.
    with torch.no_grad():
        deeper.model.encoder.layers[2].fc2.weight.normal_()
    assert cross_entropy(deeper, words, others) > before + 0.5
