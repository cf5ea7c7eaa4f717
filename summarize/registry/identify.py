"""A model that is in no models.toml -> an entry for it, read from its own configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

from summarize.errors import RegistryError
from summarize.registry.model import Family, Model, Task

_FAMILIES = {
    "marian": Family.MARIAN,
    "fsmt": Family.FSMT,
    "m2m_100": Family.M2M100,
    "mbart": Family.MBART50,
    "t5": Family.T5,
    "mt5": Family.T5,
    "umt5": Family.T5,
    "longt5": Family.LONGT5,
    "bart": Family.BART,
    "pegasus": Family.PEGASUS,
    "led": Family.LED,
}
# Helsinki-NLP writes "opus-mt-de-en" and "opus-mt_tiny_deu-eng", facebook "wmt19-de-en".
_PAIR = re.compile(r"[-_](?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})$")
_SHORT = {"deu": "de", "ger": "de", "eng": "en", "fra": "fr", "spa": "es", "ita": "it"}
_TAGS = {"de": ">>deu<<", "en": ">>eng<<"}


def repository(name: str) -> Model:
    """A stand-in for a repository of which nothing is known yet, to download or to find it."""
    return Model(
        name=name, task=Task.SUMMARIZE, family=Family.CHAT, repo=name, languages=("*",)
    )  # fmt: skip


def identify(
    name: str, task: Task, folder: Path, languages: tuple[str, ...], repo: str | None = None
) -> Model:
    """The entry for the checkpoint in `folder`; RegistryError when it cannot be made out.

    A translator whose name does not end in a language pair is taken to translate between
    all of `languages`, and a summarizer to write each of them.
    """
    config = _read(folder / "config.json")
    family = _family(config, folder)
    if family is None:
        raise RegistryError(
            f"{name}: models of type “{config.get('model_type')}” are not known here",
            f"known types: {', '.join(_FAMILIES)}, and any model with a chat template",
        )
    prefix = _prefix(task, family, folder, languages)
    if prefix is None:
        raise RegistryError(
            f"{name}: what this model wants in front of a text cannot be seen from its files",
            "write an entry with a prefix into your models.toml",
        )
    try:
        return Model(
            name=name, task=task, family=family, prefix=prefix,
            repo=repo, path=None if repo else folder.absolute(),
            languages=languages if task is Task.SUMMARIZE else (),
            pairs=_pairs(name, folder, languages) if task is Task.TRANSLATE else (),
            **_longest_input(config, family),
        )  # fmt: skip
    except ValueError as error:
        raise RegistryError(f"{name}: it does not {task}", "name another model") from error


def _read(path: Path) -> Mapping[str, Any]:
    try:
        read: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegistryError(f"{path} cannot be read", "name a folder with a checkpoint") from error
    return read


def _family(config: Mapping[str, Any], folder: Path) -> Family | None:
    tokenizer_path = folder / "tokenizer_config.json"
    tokenizer = _read(tokenizer_path) if tokenizer_path.is_file() else {}
    template = folder / "chat_template.jinja"
    told = template.read_text("utf-8", "replace") if template.is_file() else ""
    if told := told or str(tokenizer.get("chat_template") or ""):
        return Family.TRANSLATEGEMMA if "source_lang_code" in told else Family.CHAT
    # NLLB and M2M100 share an architecture, not their language tokens.
    if "nllb" in str(tokenizer.get("tokenizer_class", "")).lower():
        return Family.NLLB
    return _FAMILIES.get(str(config.get("model_type")))


def _prefix(
    task: Task, family: Family, folder: Path, languages: tuple[str, ...]
) -> dict[str, str] | None:
    """What stands in front of the text, by target language; None if that cannot be seen."""
    if family is Family.MARIAN and (folder / "vocab.json").is_file():
        vocabulary = _read(folder / "vocab.json")
        tags = {code: tag for code, tag in _TAGS.items() if tag in vocabulary}
        return {code: f"{tag} " for code, tag in tags.items() if code in languages}
    if family is Family.T5:
        # T5's paper and every fine-tuned mT5 for summaries that we know of.
        return dict.fromkeys(languages, "summarize: ") if task is Task.SUMMARIZE else None
    return {}


def _pairs(name: str, folder: Path, languages: tuple[str, ...]) -> tuple[str, ...]:
    for candidate in (name, folder.name):
        if match := _PAIR.search(candidate.rstrip("/")):
            source, target = (_SHORT.get(code, code) for code in match.groups())
            if source in languages and target in languages:
                return (f"{source}-{target}",)
    return tuple(f"{source}-{target}" for source, target in permutations(languages, 2))


def _longest_input(config: Mapping[str, Any], family: Family) -> dict[str, Any]:
    """What the configuration says, in tokens; chat models can take more than is good."""
    keys = ("max_position_embeddings", "max_encoder_position_embeddings", "n_positions")
    longest = next((int(config[key]) for key in keys if config.get(key)), 0)
    if not longest or family in (Family.CHAT, Family.TRANSLATEGEMMA):
        return {}
    return {"max_input_tokens": min(longest, 16_384)}
