"""Settings of a run: one TOML file read into frozen dataclasses; unknown keys are refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

Direction = Literal["both", "de-en", "en-de"]
# Which side of a pair is the source: 0 German, 1 English.
SIDES: dict[Direction, tuple[int, ...]] = {"both": (0, 1), "de-en": (0,), "en-de": (1,)}


@dataclass(frozen=True)
class Corpus:
    """One file of pairs. A weight is relative to the file's size: 2 draws every pair twice."""

    name: str
    weight: float = 1.0
    final: float = 0.0  # weight in the last phase, while the learning rate falls
    keep: float = 1.0  # share of the pairs that is prepared at all
    strict: bool = False  # drop a pair as soon as one number differs
    noisy: bool = False  # mark the source with a tag: learn from it, do not imitate it
    direction: Direction = "both"


@dataclass(frozen=True)
class Prepare:
    """What becomes of the text before the first step of training."""

    seed: int = 1
    pieces: int = 16000  # a multiple of 64 keeps the output layer fast
    sample_lines: int = 1_500_000  # lines that the SentencePiece model learns from
    max_tokens: int = 150  # longer sides are dropped
    prefix_cap: int = 50  # pairs that begin with the same six words; of three, four times as many
    augment: float = 0.1  # made-up pairs per real pair, all kinds together
    mono_share: float = 1.0


@dataclass(frozen=True)
class Shape:
    """Size of the Marian transformer."""

    width: int = 512
    feed_forward: int = 2048
    encoder_layers: int = 6
    decoder_layers: int = 2
    heads: int = 8
    positions: int = 512
    dropout: float = 0.1
    activation: str = "swish"


@dataclass(frozen=True)
class Train:
    """How the weights are learnt. Shares are shares of the whole run, not of one call."""

    seed: int = 1
    batch_tokens: int = 50_000  # target tokens of a step, padding not counted
    pool_batches: int = 160  # batches sorted by length together
    rate: float = 1e-3
    warmup: float = 0.04
    decay: float = 0.35  # the last share, in which the rate falls to zero
    smoothing: float = 0.1
    drawn: int = 0  # pieces that stand for all rare ones in the softmax of a step; 0: all do
    # For a CPU: each learns its part of every batch, with one core. Two give the same run again;
    # three, which may add up in another order, or two with dropout, do not.
    threads: int = 1
    muon: bool = True  # instead of AdamW for the matrices inside the layers
    weight_decay: float = 0.01
    clip: float = 1.0
    ema: float = 0.999
    bf16: bool = True
    compile: bool = False
    log_every: int = 50  # steps
    eval_every: float = 120.0  # seconds
    eval_sentences: int = 200
    save_every: float = 120.0  # seconds
    min_speed: float = 0.0  # target tokens per second, checked once
    min_speed_after: float = 25.0  # seconds


@dataclass(frozen=True)
class Settings:
    """Everything a run depends on, except the text itself."""

    corpora: tuple[Corpus, ...]
    prepare: Prepare = field(default_factory=Prepare)
    shape: Shape = field(default_factory=Shape)
    train: Train = field(default_factory=Train)

    @property
    def sides(self) -> list[int]:
        """The sources that some corpus is for, as in `SIDES`."""
        used = [corpus.direction for corpus in self.corpora if corpus.weight or corpus.final]
        return sorted(set[int]().union(*(SIDES[direction] for direction in used)))

    def corpus(self, name: str) -> Corpus:
        """The entry of a file, or plain defaults with weight 0 if it has none."""
        known = {corpus.name: corpus for corpus in self.corpora}
        return known.get(name, Corpus(name=name, weight=0.0))


def _build(kind: Any, values: dict[str, Any], where: str) -> Any:
    known = {item.name for item in fields(kind)}
    if unknown := sorted(set(values) - known):
        raise ValueError(
            f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(known))}"
        )
    return kind(**values)


def load(path: Path) -> Settings:
    """Read a settings file."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    corpora = tuple(_build(Corpus, item, f"{path}, corpus") for item in values.pop("corpus", []))
    parts: dict[str, Any] = {"corpora": corpora}
    for name, kind in {"prepare": Prepare, "shape": Shape, "train": Train}.items():
        parts[name] = _build(kind, values.pop(name, {}), f"{path}, [{name}]")
    if values:
        raise ValueError(f"{path}: unknown section {', '.join(sorted(values))}")
    return Settings(**parts)
