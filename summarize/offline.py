"""Whether connections are forbidden."""

from __future__ import annotations

import os

_TRUE = {"1", "ON", "YES", "TRUE"}


def offline() -> bool:
    """Whether the user forbids connections, as huggingface_hub reads it."""
    value = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return value.upper() in _TRUE
