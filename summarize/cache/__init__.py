"""Results of earlier runs, in one SQLite file that all runs of a user share."""

from __future__ import annotations

from summarize.cache.memory import Cache
from summarize.cache.upkeep import clear, info

__all__ = ["Cache", "clear", "info"]
