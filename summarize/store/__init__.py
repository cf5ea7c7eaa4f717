"""Which models are on this machine, and how they get there.

needed    which files of a repository a model needs
cache     where files lie; look-ups without a network and without huggingface_hub
hashes    whether a file is what it must be
hub       the connection, and its errors in our words
download  from there to here
upkeep    verify, remove
"""

from __future__ import annotations

from summarize.store.cache import (
    cache_folder,
    is_installed,
    location,
    readable,
    revision,
    size_on_disk,
    state,
)
from summarize.store.download import Watcher, pull
from summarize.store.needed import is_ctranslate2
from summarize.store.upkeep import Verdict, remove, verify

__all__ = [
    "Verdict",
    "Watcher",
    "cache_folder",
    "is_ctranslate2",
    "is_installed",
    "location",
    "pull",
    "readable",
    "remove",
    "revision",
    "size_on_disk",
    "state",
    "verify",
]
