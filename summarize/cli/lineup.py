"""Which models a run is to use, as its options say."""

from __future__ import annotations

from pathlib import Path

from summarize import store
from summarize.cli import catalogue
from summarize.errors import UsageError
from summarize.registry import Registry, Task, identify, repository


def with_model(known: Registry, task: Task, name: str | None) -> Registry:
    """The registry with the model of this name in it, which may be a folder or a repository.

    A model that is in no models file must be on this machine, because only its files tell
    what it is.
    """
    if name is None:
        return known
    if model := known.models.get(name):
        if model.task is not task:
            raise UsageError(f"{name} does not {task}", "name another model")
        if catalogue.has_files(model):
            store.location(model)
        return known
    folder = Path(name).expanduser()
    if folder.is_dir():
        return known.with_model(identify(name, task, folder, known.languages))
    if name.startswith(("/", ".", "~")) or folder.is_absolute():
        raise UsageError(f"there is no folder {folder}", "name a folder with a checkpoint")
    if name.count("/") != 1:
        names = ", ".join(n for n, m in known.models.items() if m.task is task)
        hint = f"name a folder, a repository on the hub (owner/name), or one of: {names}"
        raise UsageError(f"there is no model “{name}”", hint)
    folder = store.location(repository(name))
    return known.with_model(identify(name, task, folder, known.languages, repo=name))


def to_pull(known: Registry, profile: str | None) -> str | None:
    """The profile that --pull fetches: the one asked for, else the first that translates."""
    if profile:
        return profile
    translating = [p for p in known.profiles.values() if p.translators]
    here = any(all(map(store.is_installed, known.members(p))) for p in translating)
    return translating[0].name if translating and not here else None
