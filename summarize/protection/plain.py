"""Sentences as a model is given them: in plain words, and only those that it is to translate.

What is in the other language already stays as it is. Capitals alone, German words for women and
men at once, "gut" and "knapp" before numbers, and times such as "halb neun" are translated as the
plain words and figures that they stand for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from summarize.backends import Translated
from summarize.checks.native import native
from summarize.checks.spoken_hours import in_figures
from summarize.protection.capitals import without_capitals
from summarize.protection.gender import in_one_gender
from summarize.protection.measures import in_plain_measure


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence, the text that is translated for it, and what of that must stay."""

    sentence: str
    text: str
    kept: tuple[str, ...]
    in_capitals: bool = False

    def restored(self, made: Translated) -> Translated:
        """The translation of `text` as one of `sentence`."""
        if not made.ok:
            return replace(made, text=self.sentence)
        return replace(made, text=made.text.upper()) if self.in_capitals else made


def plain(
    sentence: str, code: Sequence[str], languages: tuple[str, str], known: Collection[str] = ()
) -> Plain | None:
    """A sentence with this code in it for a translator; None for one that needs no translation.

    `known` are the abbreviations of its article.
    """
    stays = native(sentence, languages)
    if sentence.strip() in stays:
        return None
    small = sentence if code or stays else without_capitals(sentence, languages[0], known)
    text = small
    for in_other_words in (in_one_gender, in_plain_measure, in_figures):
        text = in_other_words(text, languages[0])
    return Plain(sentence, text, (*code, *stays), in_capitals=small != sentence)
