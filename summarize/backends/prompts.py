"""The words of prompts.toml around a text. Pure: knows nothing about models or tokens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from summarize.backends.writing import Order
from summarize.languages import language_name


@cache
def _tables() -> dict[str, Any]:
    content = files("summarize.backends").joinpath("prompts.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


def summary(order: Order, text: str) -> str:
    """What a chat model is told so that it fulfils `order`, whose text is given apart."""
    tables = _tables()["summarize"]
    words = tables.get(order.language, tables["other"])
    count = max(1, order.words // words["words_per_sentence"])
    facts = {
        "language": language_name(order.language),
        "words": order.words,
        "sentences": words["one_sentence"]
        if count == 1
        else words["sentences"].format(count=count),
    }
    parts = [text, words[order.length].format(**facts)]
    if order.firm:
        parts.append(words["firm"].format(**facts))
    return "\n\n".join(parts)


def translation(text: str, source: str, target: str, *, terms: str = "", firm: bool = False) -> str:
    """What a chat model is told so that it translates `text`, with `terms` if there are any."""
    words = _tables()["translate"]
    # Values are not looked at for braces, so the text cannot act here either.
    filled: str = words["firm" if firm else "prompt"].format(
        source=language_name(source), target=language_name(target), text=text
    )
    return words["terms"].format(terms=terms) + "\n" + filled if terms else filled


def terms(words: Mapping[str, str]) -> str:
    """Words and what they become, for `translation`."""
    return "; ".join(f"{word} = {wanted}" for word, wanted in words.items())
