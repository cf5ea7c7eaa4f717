"""Encoder-decoders that summarise, on both engines: tiny ones that say something else for
every text and come to an end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import converting
from summarize.backends.ct2_summarizer import CTranslate2Summarizer
from summarize.backends.seq2seq_summarizer import Seq2SeqSummarizer
from summarize.registry import Family, Model
from tests.summarizer_checkpoints import entry

# Family, how far weights are spread, and how much they are drawn to the end.
NAMES = {
    "bart": (Family.BART, 0.3, 3.0),
    "pegasus": (Family.PEGASUS, 0.5, 8.0),
    "mt5": (Family.T5, 0.5, 3.0),
}
PREFIX = {"de": "summarize: ", "en": "summarize: "}


def enliven(folder: Path, spread: float, drawn: float) -> None:
    import torch
    from transformers import AutoModelForSeq2SeqLM

    model = AutoModelForSeq2SeqLM.from_pretrained(folder)
    torch.manual_seed(3)
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1 and "embed_positions" not in name:
            torch.nn.init.normal_(parameter, std=spread)
    end = model.config.eos_token_id
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias[0, end] = drawn
    else:
        model.lm_head.weight.data[end] *= drawn
    model.save_pretrained(folder)


def prescribe(folder: Path, **settings: Any) -> None:
    """Settings for decoding in the checkpoint itself."""
    path = folder / "generation_config.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(given | settings), encoding="utf-8")


@dataclass
class Lively:
    """The same checkpoint on CTranslate2 and on transformers; each is converted once."""

    checkpoint: Callable[[str], Path]
    new_folder: Callable[[str], Path]
    made: dict[str, Path] = field(default_factory=dict)

    def __call__(
        self, name: str, quantization: str = "float32", **fields: Any
    ) -> tuple[CTranslate2Summarizer, Seq2SeqSummarizer]:
        model = self.model(name, quantization=quantization, **fields)
        fast = CTranslate2Summarizer(model, self.folder(model), device="cpu", threads=2)
        assert model.path
        return fast, Seq2SeqSummarizer(model, model.path, device="cpu")

    def model(self, name: str, *, changed: dict[str, Any] | None = None, **fields: Any) -> Model:
        """An entry for the checkpoint, with `changed` settings in its generation_config.json."""
        family, spread, drawn = NAMES[name]
        key = f"{name}-{json.dumps(changed)}"
        if key not in self.made:
            self.made[key] = self.new_folder(name)
            shutil.copytree(self.checkpoint(name), self.made[key], dirs_exist_ok=True)
            enliven(self.made[key], spread, drawn)
            prescribe(self.made[key], **(changed or {}))
        prefix = {} if name == "bart" else PREFIX
        return entry(family, self.made[key], **({"prefix": prefix} | fields))

    def folder(self, model: Model) -> Path:
        """Where the conversion lies."""
        key = f"{model.path}-{model.quantization}"
        if key not in self.made:
            self.made[key] = self.new_folder("converted")
            assert model.path
            converting.convert(model, model.path, self.made[key])
        return self.made[key]


@pytest.fixture(scope="session")
def lively(
    summarizer_checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Lively:
    return Lively(summarizer_checkpoint, tmp_path_factory.mktemp)
