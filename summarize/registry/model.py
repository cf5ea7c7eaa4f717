"""One entry of models.toml: what a model is, and which jobs it can do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator


class Task(StrEnum):
    SUMMARIZE = "summarize"
    TRANSLATE = "translate"


class Family(StrEnum):
    """Models that are called the same way; `backends` has one row for each."""

    EXTRACTIVE = "extractive"
    MARIAN = "marian"
    FSMT = "fsmt"
    M2M100 = "m2m100"
    NLLB = "nllb"
    MBART50 = "mbart50"
    T5 = "t5"  # also mT5 and umT5
    LONGT5 = "longt5"
    BART = "bart"
    PEGASUS = "pegasus"
    LED = "led"
    CHAT = "chat"  # any causal model with a chat template
    TRANSLATEGEMMA = "translategemma"


# T5 and chat models do either.
_SUMMARIZE_ONLY = frozenset(
    {Family.EXTRACTIVE, Family.LONGT5, Family.BART, Family.PEGASUS, Family.LED}
)
_TRANSLATE_ONLY = frozenset(
    {Family.MARIAN, Family.FSMT, Family.M2M100, Family.NLLB, Family.MBART50, Family.TRANSLATEGEMMA}
)


_BFLOAT16 = {"cpu": "bfloat16", "cuda": "bfloat16", "mps": "bfloat16"}
# What an entry leaves open. Chat models can take more; but small ones lose the thread in longer
# texts, and memory and time grow with every token that is read at once.
_DEFAULTS: dict[str, dict[str, Any]] = {
    Family.CHAT: {"max_input_tokens": 8192, "dtype": _BFLOAT16},
    Family.TRANSLATEGEMMA: {"max_input_tokens": 2048, "dtype": _BFLOAT16},
    Family.BART: {"max_input_tokens": 1024},
    Family.PEGASUS: {"max_input_tokens": 1024},
    Family.LED: {"max_input_tokens": 16384},
    Family.LONGT5: {"max_input_tokens": 16384},
}


class Model(BaseModel):
    """One entry `[models.NAME]` of models.toml; the fields are explained there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    task: Task
    family: Family
    repo: str | None = None
    path: Path | None = None
    revision: str | None = None
    languages: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    round_trip: tuple[str, ...] = ()
    note: str = ""
    licence: str = "unknown"
    commercial: bool = False
    download_mb: int = 0
    memory_mb: int = 0
    max_input_tokens: int = 512
    dtype: dict[Literal["cpu", "cuda", "mps"], Literal["float32", "float16", "bfloat16"]] = {}
    quantization: Literal["int8", "float16", "float32"] = "int8"
    prefix: dict[str, str] = {}
    generate: dict[str, Any] = {}
    chat: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _as_its_family(cls, entry: dict[str, Any]) -> dict[str, Any]:
        return _DEFAULTS.get(str(entry.get("family")), {}) | entry

    @model_validator(mode="after")
    def _is_complete(self) -> Model:
        other = _TRANSLATE_ONLY if self.task is Task.SUMMARIZE else _SUMMARIZE_ONLY
        if self.family in other:
            raise ValueError(f"models of family {self.family} do not {self.task}")
        if self.task is Task.TRANSLATE and not self.pairs:
            raise ValueError('a translator needs pairs, e.g. pairs = ["de-en"]')
        if self.task is Task.SUMMARIZE and not self.languages:
            raise ValueError('a summarizer needs languages, e.g. languages = ["de", "en"]')
        for pair in self.pairs:
            source, dash, target = pair.partition("-")
            if not (source and dash and target) or source == target:
                raise ValueError(f'"{pair}" is no language pair; write it as "de-en"')
        if self.round_trip and self.family in (Family.CHAT, Family.TRANSLATEGEMMA):
            raise ValueError(f"models of family {self.family} make no round_trip")
        for pair in self.round_trip:
            source, _, target = pair.partition("-")
            if not self.translates(source, target) or not self.translates(target, source):
                raise ValueError(f'round_trip needs "{pair}" and its way back among the pairs')
        if self.repo and self.path:
            raise ValueError("give repo or path, not both")
        if not self.repo and not self.path and self.family is not Family.EXTRACTIVE:
            raise ValueError("give the model's repo on the hub, or its path on this machine")
        return self

    @property
    def signature(self) -> str:
        """Name, revision and settings: what the model's output depends on."""
        revision = f"@{self.revision[:12]}" if self.revision else ""
        ways = {"clauses": self.clauses, "round_trip": self.round_trip}
        given = {name: "+".join(pairs) for name, pairs in ways.items() if pairs}
        given |= self.generate | self.chat
        settings = "".join(f",{key}={value}" for key, value in sorted(given.items()))
        return f"{self.name}{revision}{settings}"

    @property
    def terms(self) -> str:
        """The licence, and what it does not allow as far as that is known."""
        if self.commercial or self.licence == "unknown":
            return self.licence
        return f"{self.licence}, non-commercial use only"

    def translates(self, source: str, target: str) -> bool:
        return f"{source}-{target}" in self.pairs

    def summarizes(self, language: str) -> bool:
        return language in self.languages or "*" in self.languages


def pull_command(name: str, models: Sequence[Model]) -> str:
    """What to type to get models by one name, with what that costs as far as it is known."""
    size = sum(model.download_mb for model in models)
    fetched = [model for model in models if model.repo or model.download_mb]
    licences = sorted({model.licence for model in fetched} - {"unknown"})
    costs = ", ".join([f"{size:,} MB"] * bool(size) + licences)
    return f"summarize models pull {name}" + (f" ({costs})" if costs else "")


class Profile(BaseModel):
    """One entry `[profiles.NAME]`: a summarizer and the translators that go with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    summarizer: str
    translators: tuple[str, ...] = ()
