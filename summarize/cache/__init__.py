"""Results of earlier runs, in one SQLite file that all runs of a user share."""

from __future__ import annotations

from summarize.cache.database import LIMIT, VARIABLE, location
from summarize.cache.memory import Cache
from summarize.cache.upkeep import Info, clear, info

__all__ = ["LIMIT", "VARIABLE", "Cache", "Info", "clear", "info", "location"]
