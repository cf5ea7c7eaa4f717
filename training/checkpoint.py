"""A run on disk: everything needed to continue as if nothing had happened."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from training.batches import Position
from training.model import Average

NAME = "checkpoint.pt"


def generator_states() -> dict[str, Any]:
    """The random number generators that dropout draws from."""
    states: dict[str, Any] = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return states


def restore_generators(states: dict[str, Any]) -> None:
    """Put the generators back."""
    torch.set_rng_state(states["cpu"].cpu())
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"].cpu())


def save(
    folder: Path,
    model: Any,
    optimisers: Sequence[torch.optim.Optimizer],
    average: Average,
    position: Position,
    counts: dict[str, float],
) -> None:
    """Write a checkpoint; a kill in the middle leaves the previous one."""
    state = {
        "model": model.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in optimisers],
        "average": average.mean,
        "generators": generator_states(),
        "position": position.state(),
        "counts": counts,
    }
    part = folder / (NAME + ".part")
    torch.save(state, part)
    os.replace(part, folder / NAME)


def load(folder: Path, device: torch.device) -> dict[str, Any] | None:
    """The last checkpoint of a folder, if it has one."""
    path = folder / NAME
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    return state


def load_average(folder: Path, model: Any) -> dict[str, float]:
    """Give a model the averaged weights of a run; the run's counts."""
    state = load(folder, torch.device("cpu"))
    if state is None:
        raise FileNotFoundError(f"{folder / NAME}: train first")
    model.load_state_dict(state["model"])
    average = Average(model, 0.0)
    for mean, saved in zip(average.mean, state["average"], strict=True):
        mean.copy_(saved)
    average.load(average.mean)
    counts: dict[str, float] = state["counts"]
    return counts


def append(path: Path, record: dict[str, Any]) -> None:
    """One line of a JSONL log."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
