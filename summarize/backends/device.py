"""Where a model runs, in which precision and on how many threads: one answer for all backends.

Knows nothing about models beyond their entry in the registry. torch is imported only to ask
what it can run on, and only when nothing else can tell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from summarize.errors import UsageError
from summarize.registry import Model

if TYPE_CHECKING:
    import torch

Device = Literal["cpu", "cuda", "mps"]
# Fastest first: `auto` takes the first that is there.
DEVICES: tuple[Device, ...] = ("cuda", "mps", "cpu")


# Of all memory; the rest is for activations and for everything else that runs.
_SHARE_FOR_WEIGHTS = 0.6


@dataclass(frozen=True, slots=True)
class Placement:
    """`dtype` is a name such as "float32"; `threads` is None for the library's own choice."""

    device: Device
    dtype: str
    threads: int | None


def torch_devices() -> list[Device]:
    """What torch can run on here."""
    import torch

    found: list[Device] = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return found


def place(
    model: Model,
    device: str = "auto",
    threads: int | None = None,
    *,
    available: Callable[[], Collection[str]] = torch_devices,
) -> Placement:
    """Where and how to run `model`.

    `available` is asked only when the answer depends on it: a backend that does without
    torch gives its own. The dtype is the model's for that device, else float32, in which
    every model works. Raises UsageError for a device that is unknown or not there.
    """
    if threads is not None and threads < 1:
        raise UsageError(f"--threads {threads} is not possible", "give a number from 1 up")
    if device not in ("auto", *DEVICES):
        known = ", ".join(("auto", *DEVICES))
        raise UsageError(f"there is no device “{device}”", f"choose one of: {known}")
    here = {"cpu"} if device == "cpu" else {"cpu", *available()}
    wanted = [name for name in DEVICES if device in ("auto", name) and name in here]
    if not wanted:
        raise UsageError(f"there is no {device} device on this machine", "use --device auto")
    return Placement(wanted[0], model.dtype.get(wanted[0], "float32"), threads)


def for_torch(placement: Placement) -> tuple[torch.device, torch.dtype]:
    """The placement in torch's terms; limits torch to its threads on the way."""
    import torch

    if placement.threads is not None:
        torch.set_num_threads(placement.threads)
    dtype: torch.dtype = getattr(torch, placement.dtype)
    return torch.device(placement.device), dtype


def out_of_memory(error: BaseException) -> bool:
    """Whether a smaller batch may help: CUDA has its own class, CPU and MPS only words."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or any(
        sign in words for sign in ("out of memory", "defaultcpuallocator", "can't allocate memory")
    )


def free_memory(placement: Placement) -> None:
    """Give back what torch keeps for reuse, after an out-of-memory error."""
    import gc

    import torch

    gc.collect()
    if placement.device == "cuda":
        torch.cuda.empty_cache()
    elif placement.device == "mps":
        torch.mps.empty_cache()


def fits_memory(model: Model) -> bool:
    """Whether the weights leave room for the rest of the machine's work in its memory.

    Where the operating system does not tell how much there is, they do.
    """
    try:
        total: int = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return True
    return model.memory_mb * 1_000_000 <= _SHARE_FOR_WEIGHTS * total
