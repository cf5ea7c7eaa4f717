"""All models and profiles, and which of them does a job."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from summarize.errors import MissingModel, UsageError
from summarize.languages import language_name
from summarize.registry.model import Model, Profile, pull_command


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

    def with_model(self, model: Model) -> Registry:
        """The same with one model more, which is in no profile."""
        return self.model_copy(update={"models": {**self.models, model.name: model}})

    def summarizer(
        self, language: str, profile: str | None, installed: Callable[[Model], bool]
    ) -> Model:
        """The summarizer for articles in `language`; MissingModel if none is here."""
        job = f"summarizer of {language_name(language)}"
        return self._choose(lambda model: model.summarizes(language), profile, installed, job)

    def translator(
        self, source: str, target: str, profile: str | None, installed: Callable[[Model], bool]
    ) -> Model:
        """The translator from `source` to `target`; MissingModel if none is here."""
        job = f"translator from {language_name(source)} to {language_name(target)}"
        return self._choose(lambda model: model.translates(source, target), profile, installed, job)

    def better_than(
        self, used: Collection[str], installed: Callable[[Model], bool]
    ) -> Profile | None:
        """The next profile above what is on this machine that replaces a model in use.

        How good models are that are in no profile, only those know who named them.
        """
        profiles = list(self.profiles.values())
        graded = {model.name for profile in profiles for model in self.members(profile)}
        replaceable = graded.intersection(used)
        complete = [all(map(installed, self.members(profile))) for profile in profiles]
        best = max((index for index, whole in enumerate(complete) if whole), default=-1)
        for profile in profiles[best + 1 :]:
            if not replaceable.issubset(model.name for model in self.members(profile)):
                return profile
        return None

    def pull_command(self, profile: Profile) -> str:
        """What to type to get a profile, with what it costs."""
        return pull_command(profile.name, list(self.members(profile)))

    def _choose(
        self,
        fits: Callable[[Model], bool],
        wanted: str | None,
        installed: Callable[[Model], bool],
        job: str,
    ) -> Model:
        """The fitting model of the wanted profile, else of the best profile on this machine."""
        fitting = [(name, model) for name, model in self._candidates(wanted) if fits(model)]
        for _, model in reversed(fitting):
            if installed(model):
                return model
        raise self._missing(fitting, wanted, job)

    def _candidates(self, wanted: str | None) -> list[tuple[str, Model]]:
        """Models with the profile they are in, weakest first; "" for those in none.

        A user who adds French need not write a profile for it: a model in no profile serves
        where no profile has one, or only the first, which is shipped.
        """
        if wanted:
            return self._members([self.profile(wanted)])
        profiles = list(self.profiles.values())
        shipped, fetched = self._members(profiles[:1]), self._members(profiles[1:])
        members = {model.name for _, model in shipped + fetched}
        others = [("", model) for name, model in self.models.items() if name not in members]
        return shipped + others + fetched

    def _members(self, profiles: Iterable[Profile]) -> list[tuple[str, Model]]:
        return [(profile.name, model) for profile in profiles for model in self.members(profile)]

    def _missing(
        self, fitting: list[tuple[str, Model]], wanted: str | None, job: str
    ) -> MissingModel:
        if not fitting:
            where = f"in profile {wanted}" if wanted else "in models.toml"
            others = [name for name, p in self.profiles.items() if wanted and p.translators]
            hint = f"try --profile {others[0]}" if others else "add one to your own models.toml"
            return MissingModel(f"there is no {job} {where}", hint)
        # What is in no profile is for those who ask for it.
        profile, model = next((found for found in fitting if found[0]), fitting[0])
        members = list(self.members(self.profiles[profile])) if profile else [model]
        return MissingModel(
            f"no {job} is on this machine",
            pull_command(profile or model.name, members),
        )
