"""Which models exist, which profiles combine them, and which one does a job.

Knows nothing about files in a cache (`store` does) or about running a model (`backends`
does): `choose` is told by its caller what is on this machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from summarize.errors import MissingModel, RegistryError, UsageError


class Task(StrEnum):
    SUMMARIZE = "summarize"
    TRANSLATE = "translate"


class Family(StrEnum):
    """Models that are called the same way; `backends` has one row for each."""

    EXTRACTIVE = "extractive"
    MARIAN = "marian"
    FSMT = "fsmt"


class Model(BaseModel):
    """One entry `[models.NAME]` of models.toml; the fields are explained there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    task: Task
    family: Family
    repo: str | None = None
    path: Path | None = None
    revision: str | None = None
    languages: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    licence: str
    commercial: bool
    download_mb: int
    memory_mb: int
    max_input_tokens: int = 512
    dtype: dict[Literal["cpu", "cuda", "mps"], Literal["float32", "float16", "bfloat16"]] = {}
    prefix: dict[str, str] = {}
    generate: dict[str, Any] = {}

    @model_validator(mode="after")
    def _is_complete(self) -> Model:
        if self.task is Task.TRANSLATE and not self.pairs:
            raise ValueError('a translator needs pairs, e.g. pairs = ["de-en"]')
        if self.task is Task.SUMMARIZE and not self.languages:
            raise ValueError('a summarizer needs languages, e.g. languages = ["de", "en"]')
        for pair in self.pairs:
            source, dash, target = pair.partition("-")
            if not (source and dash and target) or source == target:
                raise ValueError(f'"{pair}" is no language pair; write it as "de-en"')
        if self.repo and self.path:
            raise ValueError("give repo or path, not both")
        if not self.repo and not self.path and self.family is not Family.EXTRACTIVE:
            raise ValueError("give the model's repo on the hub, or its path on this machine")
        return self

    @property
    def signature(self) -> str:
        """Name, revision and settings: what the model's output depends on."""
        revision = f"@{self.revision[:12]}" if self.revision else ""
        settings = "".join(f",{key}={value}" for key, value in sorted(self.generate.items()))
        return f"{self.name}{revision}{settings}"

    def translates(self, source: str, target: str) -> bool:
        return f"{source}-{target}" in self.pairs

    def summarizes(self, language: str) -> bool:
        return language in self.languages or "*" in self.languages


class Profile(BaseModel):
    """One entry `[profiles.NAME]`: a summarizer and the translators that go with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    summarizer: str
    translators: tuple[str, ...] = ()


class Choice(BaseModel):
    """A model, and in a few words why it was taken."""

    model_config = ConfigDict(frozen=True)

    model: Model
    reason: str


class Registry(BaseModel):
    """All models and profiles, by name; profiles in file order, weakest first."""

    model_config = ConfigDict(frozen=True)

    models: dict[str, Model]
    profiles: dict[str, Profile]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Every language that some translator reads or writes, sorted."""
        pairs = (pair.split("-") for model in self.models.values() for pair in model.pairs)
        return tuple(sorted({language for pair in pairs for language in pair}))

    def profile(self, name: str) -> Profile:
        try:
            return self.profiles[name]
        except KeyError:
            raise UsageError(
                f"there is no profile “{name}”", f"choose one of: {', '.join(self.profiles)}"
            ) from None

    def members(self, profile: Profile) -> Iterator[Model]:
        """The profile's models, summarizer first."""
        yield self.models[profile.summarizer]
        yield from (self.models[name] for name in profile.translators)

    def summarizer(
        self, language: str, profile: str | None, installed: Callable[[Model], bool]
    ) -> Choice:
        """The summarizer for articles in `language`; MissingModel if none is here."""
        return self._choose(lambda model: model.summarizes(language), profile, installed, "")

    def translator(
        self, source: str, target: str, profile: str | None, installed: Callable[[Model], bool]
    ) -> Choice:
        """The translator from `source` to `target`; MissingModel if none is here."""
        job = f"{language_name(source)} to {language_name(target)}"
        return self._choose(lambda model: model.translates(source, target), profile, installed, job)

    def _choose(
        self,
        fits: Callable[[Model], bool],
        wanted: str | None,
        installed: Callable[[Model], bool],
        job: str,
    ) -> Choice:
        """The fitting model of the wanted profile, else of the best profile on this machine."""
        profiles = [self.profile(wanted)] if wanted else list(self.profiles.values())
        fitting = [
            (profile, model)
            for profile in profiles
            for model in self.members(profile)
            if fits(model)
        ]
        for profile, model in reversed(fitting):
            if installed(model):
                reason = "asked for" if wanted else "the best on this machine"
                return Choice(model=model, reason=f"profile {profile.name}, {reason}")
        raise self._missing(fitting, wanted, job)

    def _missing(
        self, fitting: list[tuple[Profile, Model]], wanted: str | None, job: str
    ) -> MissingModel:
        if not fitting:
            others = [p.name for p in self.profiles.values() if p.translators and wanted]
            where = f"profile {wanted} has no model" if wanted else "no model is registered"
            return MissingModel(
                f"{where} for translating {job}",
                f"try --profile {others[0]}" if others else "add one to your models.toml",
            )
        profile, _ = fitting[0]
        size = sum(model.download_mb for model in self.members(profile))
        licences = sorted({m.licence for m in self.members(profile) if m.download_mb})
        return MissingModel(
            f"no translator from {job} is on this machine",
            f"summarize models pull {profile.name} ({size} MB, {', '.join(licences)})",
        )


LANGUAGE_NAMES = {
    "de": "German", "en": "English", "fr": "French", "es": "Spanish", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "da": "Danish", "sv": "Swedish",
}  # fmt: skip


def language_name(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def load(path: Path | None = None) -> Registry:
    """The registry from `path`, by default the models.toml that belongs to this package."""
    path = path or shipped_path()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _build(data)
    except OSError as error:
        raise RegistryError(f"{path}: {error.strerror}", "reinstall summarize") from error
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{path}: {error}", "mend the file's syntax") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RegistryError(f"{path}: {where}: {first['msg']}", "mend this entry") from error
    except ValueError as error:
        raise RegistryError(f"{path}: {error}", "mend this entry") from error


def shipped_path() -> Path:
    """models.toml lies in the package once installed, one folder up in a checkout."""
    package = Path(__file__).parent
    inside = package / "models.toml"
    return inside if inside.exists() else package.parent / "models.toml"


def _build(data: dict[str, Any]) -> Registry:
    if unknown := data.keys() - {"models", "profiles"}:
        raise ValueError(f"unknown table [{sorted(unknown)[0]}]; there are models and profiles")
    registry = Registry.model_validate(
        {
            table: {name: {"name": name, **entry} for name, entry in data.get(table, {}).items()}
            for table in ("models", "profiles")
        }
    )
    for profile in registry.profiles.values():
        for name in (profile.summarizer, *profile.translators):
            if name not in registry.models:
                raise ValueError(f"profiles.{profile.name}: there is no model “{name}”")
    return registry
