"""Which model does a job that is wanted: the one that was named, else the best that is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from summarize.backends.device import fits_memory
from summarize.errors import MissingModel
from summarize.languages import language_name
from summarize.registry import Model, Registry
from summarize.request import Request


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses by a request among the registry's models; `installed` tells which are here."""

    request: Request
    registry: Registry
    installed: Callable[[Model], bool]

    def summarizer(self, spoken: str) -> Model:
        """The model for summaries in the language of the article; MissingModel if there is none."""
        if name := self.request.summarizer:
            model = self.registry.models[name]
            if not model.summarizes(spoken):
                raise _unable(model, f"summarize {language_name(spoken)}")
            return model
        return self.registry.summarizer(spoken, self.request.profile, self._is_usable)

    def translator(self, spoken: str, target: str) -> Model | MissingModel:
        """The model for translations, or why there is none: the rest can be done without it."""
        if name := self.request.translator:
            model = self.registry.models[name]
            if not model.translates(spoken, target):
                languages = f"{language_name(spoken)} to {language_name(target)}"
                return _unable(model, f"translate {languages}")
            return model
        profile = self.request.profile
        try:
            return self.registry.translator(spoken, target, profile, self._is_usable)
        except MissingModel as error:
            return error

    def _is_usable(self, model: Model) -> bool:
        """Whether it is here and, unless its profile was asked for, fits into memory."""
        return self.installed(model) and bool(self.request.profile or fits_memory(model))


def _unable(model: Model, job: str) -> MissingModel:
    return MissingModel(f"{model.name} does not {job}", "name another model, or none")
