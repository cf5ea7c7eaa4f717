"""Which models are on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from summarize.registry import Family, Model


def is_installed(model: Model) -> bool:
    """Whether the model can run without a download."""
    if model.family is Family.EXTRACTIVE:
        return True
    return False
