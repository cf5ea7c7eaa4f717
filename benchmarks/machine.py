"""What every benchmark reports besides its figures."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path

import summarize


def shape() -> dict[str, object]:
    """The machine and the versions a figure belongs to; no names, no paths."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "summarize": summarize.__version__,
    }


def save(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write figures with the machine's shape as JSON, if a place was given."""
    if path:
        content = {"machine": shape(), **figures}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
