"""Weights from a local folder, by transformers: completely, quietly and without a network.

The same for every backend on transformers. Knows nothing about tokenizers or prompts.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from summarize.backends.device import Placement, for_torch
from summarize.errors import ModelError
from summarize.registry import Model


def load_weights(
    model: Model,
    location: Path,
    placement: Placement,
    *,
    loader: str,
    architectures: Collection[str],
) -> Any:
    """The checkpoint in `location`, on its device and ready to generate.

    `loader` is an Auto class of transformers. Raises ModelError when the checkpoint is of
    another architecture or lacks weights, and whatever transformers raises: see `loading`.
    """
    import transformers

    check_kind(model, location, architectures)
    config = transformers.AutoConfig.from_pretrained(
        location, local_files_only=True, trust_remote_code=False
    )
    device, dtype = for_torch(placement)
    # Without a dtype, fp16 weights would stay fp16 on a CPU.
    weights, info = getattr(transformers, loader).from_pretrained(
        location, config=config, dtype=dtype, local_files_only=True, trust_remote_code=False,
        output_loading_info=True,
    )  # fmt: skip
    # transformers would fill the gaps with random numbers and go on.
    if missing := sorted(info["missing_keys"]):
        raise ModelError(
            f"{model.name} is incomplete: {missing[0]} is missing, one of {len(missing)} weights",
            mending(model),
        )
    return weights.to(device).eval()


def check_kind(model: Model, location: Path, architectures: Collection[str]) -> None:
    """Raise ModelError for a checkpoint of another architecture than these, `model_type` in its
    config.json, or of one that transformers cannot run."""
    import transformers

    config, _ = transformers.PreTrainedConfig.get_config_dict(location, local_files_only=True)
    kind = config.get("model_type")
    # Without a type there is no checkpoint, and transformers says why.
    if kind in architectures or kind is None:
        return
    if "auto_map" in config:
        raise ModelError(
            f"{model.name} does not run without code of its own, which is never run here",
            "use another model",
        )
    if kind not in transformers.CONFIG_MAPPING:
        raise ModelError(
            f"{model.name} is of type “{kind}”, which transformers {transformers.__version__} "
            "does not know",
            "pip install --upgrade transformers, or use another model",
        )
    raise ModelError(
        f"{location} holds a {kind} model, which is not of family {model.family}",
        f"mend the family of {model.name} in models.toml",
    )


@contextmanager
def loading(model: Model) -> Iterator[None]:
    """Load parts of a checkpoint in here; what goes wrong becomes a ModelError."""
    # For a .bin checkpoint transformers would ask a server to convert it.
    os.environ["DISABLE_SAFETENSORS_CONVERSION"] = "1"
    try:
        with quiet():
            yield
    except ModelError:
        raise
    except Exception as error:  # a damaged file can raise anything
        raise broken(model, error, mending(model)) from error


def mending(model: Model) -> str:
    """What to do about files that may be damaged: those of a user's own came without hashes."""
    if model.path:
        return "copy or download its files again"
    return f"summarize models verify {model.name}"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers' progress bars and warnings off stderr, for this long."""
    # Half of its functions have no types.
    talk: Any = import_module("transformers.utils.logging")
    level, bars = talk.get_verbosity(), talk.is_progress_bar_enabled()
    talk.set_verbosity(logging.CRITICAL)
    talk.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        talk.set_verbosity(level)
        if bars:
            talk.enable_progress_bar()


def broken(model: Model, error: Exception, hint: str) -> ModelError:
    """A foreign error in one line, with what to do about it."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return ModelError(f"{model.name} does not work: {lines[0]}", hint)
