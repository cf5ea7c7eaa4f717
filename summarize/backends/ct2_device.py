"""What CTranslate2 computes with: devices, arithmetic, and threads."""

from __future__ import annotations

import os

from summarize.backends.device import Placement
from summarize.registry import Family, Model

# One thread for each batch wastes nothing on waiting, but many batches at once take memory.
_MOST_WORKERS = 8
# Their activations are too large for float16: they were trained with bfloat16.
_WIDE = frozenset({Family.T5, Family.PEGASUS})


def devices() -> list[str]:
    """What CTranslate2 can run on here."""
    import ctranslate2

    return ["cpu", "cuda"] if ctranslate2.get_cuda_device_count() else ["cpu"]


def compute_type(model: Model, placement: Placement) -> str:
    """The arithmetic on this device, for models quantised or not."""
    import ctranslate2

    known = ctranslate2.get_supported_compute_types(placement.device)
    floating = placement.dtype if placement.device == "cuda" else "float32"
    if placement.device == "cuda" and "cuda" not in model.dtype:
        floating = "bfloat16" if model.family in _WIDE else "float16"
    # Some processors have no int8, and old GPUs no float16 or bfloat16.
    wanted = [floating, "float32"]
    if model.quantization == "int8":
        wanted = [f"int8_{floating}", floating, "int8_float32", "float32"]
    return next((kind for kind in wanted if kind in known), "float32")


def split_threads(placement: Placement) -> tuple[int, int]:
    """How many batches at once, and on how many threads each."""
    if placement.device != "cpu":
        return 1, 1
    threads = placement.threads or _processors()
    workers = min(threads, _MOST_WORKERS)
    return workers, threads // workers


def _processors() -> int:
    """Those this process may use: a container or `taskset` can allow fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
