"""Sentences as a model is given them: only those that it is to translate.

What is in the other language already stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarize.checks.native import native


@dataclass(frozen=True, slots=True)
class Plain:
    """The text that is translated, and what of it must stay."""

    text: str
    kept: tuple[str, ...]


def plain(sentence: str, code: Sequence[str], languages: tuple[str, str]) -> Plain | None:
    """A sentence with this code in it for a translator; None for one that needs no translation."""
    stays = native(sentence, languages)
    return None if sentence.strip() in stays else Plain(sentence, (*code, *stays))
