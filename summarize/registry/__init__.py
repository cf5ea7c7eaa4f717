"""Which models exist, which profiles combine them, and which one does a job.

model    one entry of models.toml
choice   all entries, and the best one for a job
files    where the entries come from
identify an entry for a model that has none

Knows nothing about files in a cache (`store` does) or about running a model (`backends`
does): what is on this machine, its caller says.
"""

from __future__ import annotations

from summarize.registry.choice import Registry
from summarize.registry.files import load, read, shipped_path, user_path
from summarize.registry.identify import identify, repository
from summarize.registry.model import Family, Model, Profile, Task, pull_command

__all__ = [
    "Family",
    "Model",
    "Profile",
    "Registry",
    "Task",
    "identify",
    "load",
    "pull_command",
    "read",
    "repository",
    "shipped_path",
    "user_path",
]
