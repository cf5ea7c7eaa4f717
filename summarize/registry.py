"""Which models exist, which profiles combine them, and which one does a job.

Knows nothing about files in a cache (`store` does) or about running a model (`backends`
does): `choose` is told by its caller what is on this machine.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from summarize.document.language import language_name
from summarize.errors import MissingModel, RegistryError, UsageError

# Names a user's own models file.
VARIABLE = "SUMMARIZE_MODELS"


class Task(StrEnum):
    SUMMARIZE = "summarize"
    TRANSLATE = "translate"


class Family(StrEnum):
    """Models that are called the same way; `backends` has one row for each."""

    EXTRACTIVE = "extractive"
    MARIAN = "marian"
    FSMT = "fsmt"
    M2M100 = "m2m100"
    NLLB = "nllb"
    MBART50 = "mbart50"
    T5 = "t5"  # also mT5 and umT5
    LONGT5 = "longt5"
    BART = "bart"
    PEGASUS = "pegasus"
    LED = "led"
    CHAT = "chat"  # any causal model with a chat template
    TRANSLATEGEMMA = "translategemma"


# T5 and chat models do either.
_SUMMARIZE_ONLY = frozenset(
    {Family.EXTRACTIVE, Family.LONGT5, Family.BART, Family.PEGASUS, Family.LED}
)
_TRANSLATE_ONLY = frozenset(
    {Family.MARIAN, Family.FSMT, Family.M2M100, Family.NLLB, Family.MBART50, Family.TRANSLATEGEMMA}
)


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
    licence: str = "unknown"
    commercial: bool = False
    download_mb: int = 0
    memory_mb: int = 0
    max_input_tokens: int = 512
    dtype: dict[Literal["cpu", "cuda", "mps"], Literal["float32", "float16", "bfloat16"]] = {}
    quantization: Literal["int8", "float16", "float32"] = "int8"
    prefix: dict[str, str] = {}
    generate: dict[str, Any] = {}
    chat: dict[str, Any] = {}

    @model_validator(mode="after")
    def _is_complete(self) -> Model:
        other = _TRANSLATE_ONLY if self.task is Task.SUMMARIZE else _SUMMARIZE_ONLY
        if self.family in other:
            raise ValueError(f"models of family {self.family} do not {self.task}")
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
        given = self.generate | self.chat
        settings = "".join(f",{key}={value}" for key, value in sorted(given.items()))
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

    def better_than(
        self, used: Collection[str], installed: Callable[[Model], bool]
    ) -> Profile | None:
        """The next profile above what is on this machine that replaces a model in use."""
        profiles = list(self.profiles.values())
        complete = [all(map(installed, self.members(profile))) for profile in profiles]
        best = max((index for index, whole in enumerate(complete) if whole), default=-1)
        for profile in profiles[best + 1 :]:
            if not {model.name for model in self.members(profile)}.issuperset(used):
                return profile
        return None

    def pull_command(self, profile: Profile) -> str:
        """What to type to get a profile, with what it costs."""
        return _pull_command(profile.name, list(self.members(profile)))

    def _choose(
        self,
        fits: Callable[[Model], bool],
        wanted: str | None,
        installed: Callable[[Model], bool],
        job: str,
    ) -> Choice:
        """The fitting model of the wanted profile, else of the best profile on this machine."""
        fitting = [(name, model) for name, model in self._candidates(wanted) if fits(model)]
        for _, model in reversed(fitting):
            if installed(model):
                name = next(name for name, member in fitting if member is model)
                where = f"profile {name}" if name else "in no profile"
                reason = "asked for" if wanted else "the best on this machine"
                return Choice(model=model, reason=f"{where}, {reason}")
        raise self._missing(fitting, wanted, job)

    def _candidates(self, wanted: str | None) -> Iterator[tuple[str, Model]]:
        """Models with the profile they are in, weakest first; "" for those in none.

        A user who adds French need not write a profile for it: a model in no profile serves
        where no profile has one.
        """
        profiles = [self.profile(wanted)] if wanted else list(self.profiles.values())
        if not wanted:
            members = {m.name for profile in profiles for m in self.members(profile)}
            yield from (("", m) for name, m in self.models.items() if name not in members)
        for profile in profiles:
            yield from ((profile.name, model) for model in self.members(profile))

    def _missing(
        self, fitting: list[tuple[str, Model]], wanted: str | None, job: str
    ) -> MissingModel:
        if not fitting:
            where = f"profile {wanted} has no model" if wanted else "no model is registered"
            others = [name for name, p in self.profiles.items() if wanted and p.translators]
            hint = f"try --profile {others[0]}" if others else "add one to your models.toml"
            doing = f"translating {job}" if job else "summarizing in this language"
            return MissingModel(f"{where} for {doing}", hint)
        # What is in no profile is for those who ask for it.
        profile, model = next((found for found in fitting if found[0]), fitting[0])
        members = list(self.members(self.profiles[profile])) if profile else [model]
        return MissingModel(
            f"no translator from {job} is on this machine",
            _pull_command(profile or model.name, members),
        )


def _pull_command(name: str, models: Sequence[Model]) -> str:
    size = sum(model.download_mb for model in models)
    licences = ", ".join(sorted({model.licence for model in models if model.download_mb}))
    return f"summarize models pull {name} ({size:,} MB, {licences})"


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
            entry = _with_absolute_path(entry, path.parent)
            models[name] = _entry(Model, "models", name, entry, path)
        for name, entry in tables["profiles"].items():
            profiles[name] = _entry(Profile, "profiles", name, entry, path)
            _check_members(profiles[name], models, path)
    return Registry(models=models, profiles=profiles)


def shipped_path() -> Path:
    """models.toml lies in the package once installed, one folder up in a checkout."""
    package = Path(__file__).parent
    inside = package / "models.toml"
    return inside if inside.exists() else package.parent / "models.toml"


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


def _with_absolute_path(entry: Any, folder: Path) -> Any:
    """A relative path in a models file is meant from where that file lies."""
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
