"""models.toml and a user's own file -> a validated Registry."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from summarize.errors import RegistryError
from summarize.registry.choice import Registry
from summarize.registry.model import Model, Profile, Task

# Names a user's own models file.
VARIABLE = "SUMMARIZE_MODELS"

_PACKAGE = Path(__file__).parents[1]


def load(overlay: Path | None = None) -> Registry:
    """The registry of this package, with a user's entries added or put in place."""
    return read(shipped_path(), *([overlay] if overlay else []))


def read(*paths: Path) -> Registry:
    """The entries of all files, later ones taking the place of earlier ones of that name.

    Raises RegistryError naming the file, the entry and what to mend.
    """
    models: dict[str, Model] = {}
    profiles: dict[str, Profile] = {}
    for path in paths:
        tables = _tables(path)
        for name, entry in tables["models"].items():
            entry = _with_absolute_path(entry, _folder(path))
            models[name] = _entry(Model, "models", name, entry, path)
        for name, entry in tables["profiles"].items():
            profiles[name] = _entry(Profile, "profiles", name, entry, path)
            _check_members(profiles[name], models, path)
    return Registry(models=models, profiles=profiles)


def shipped_path() -> Path:
    """models.toml lies in the package once installed, one folder up in a checkout."""
    inside = _PACKAGE / "models.toml"
    return inside if inside.exists() else _PACKAGE.parent / "models.toml"


def user_path(named: str | None = None) -> Path | None:
    """The user's own models.toml: the one named, SUMMARIZE_MODELS, the configuration folder.

    A file that was named must exist; RegistryError if it does not.
    """
    for origin, name in (("--models-file", named), (VARIABLE, os.environ.get(VARIABLE))):
        if name:
            path = Path(name).expanduser()
            if not path.is_file():
                raise RegistryError(f"{origin}: there is no file {path}", "check the name")
            return path
    from platformdirs import user_config_path

    path = user_config_path("summarize", appauthor=False) / "models.toml"
    return path if path.is_file() else None


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    """The two tables of a models file, each a mapping of names to entries."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RegistryError(f"{path}: {reason}", "check the file's permissions") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise RegistryError(f"{path}: {error}", "mend the file's syntax") from error
    known = ("models", "profiles")
    for name, table in data.items():
        if name not in known or not isinstance(table, dict):
            raise RegistryError(
                f"{path}: there is no table [{name}]", "write [models.NAME] or [profiles.NAME]"
            )
    return {name: data.get(name, {}) for name in known}


def _folder(path: Path) -> Path:
    """What a relative path in a models file is meant from: the file's own folder, or the package
    for the file that is shipped with it."""
    return _PACKAGE if path == shipped_path() else path.parent


def _with_absolute_path(entry: Any, folder: Path) -> Any:
    if isinstance(entry, dict) and isinstance(entry.get("path"), str):
        return entry | {"path": folder / Path(entry["path"]).expanduser()}
    return entry


_Entry = TypeVar("_Entry", Model, Profile)


def _entry(kind: type[_Entry], table: str, name: str, entry: Any, path: Path) -> _Entry:
    where = f"{path}: [{table}.{name}]"
    if not isinstance(entry, dict):
        raise RegistryError(f"{where} is no table", f"write [{table}.{name}] and keys below it")
    try:
        return kind(name=name, **entry)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            known = ", ".join(field for field in kind.model_fields if field != "name")
            raise RegistryError(f"{where}: unknown key {key}", f"known keys: {known}") from None
        message = problem["msg"].removeprefix("Value error, ")
        place = f"{where} {key}".rstrip()
        raise RegistryError(f"{place}: {message}", "mend this entry") from None


def _check_members(profile: Profile, models: Mapping[str, Model], path: Path) -> None:
    wanted = {profile.summarizer: Task.SUMMARIZE} | dict.fromkeys(
        profile.translators, Task.TRANSLATE
    )
    for name, task in wanted.items():
        where = f"{path}: [profiles.{profile.name}]"
        if name not in models:
            raise RegistryError(
                f"{where}: there is no model “{name}”", f"known models: {', '.join(models)}"
            )
        if models[name].task is not task:
            raise RegistryError(f"{where}: “{name}” does not {task}", "name another model")
