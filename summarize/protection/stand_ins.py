"""A sentence with stand-ins, which models tend to copy, for what must be kept.

A translation counts only if each stand-in came through just once and no trace of another is
left: not doubled, in other letters, or with blanks inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, islice

from summarize.protection.terms import Form, Found, genitive, pieces

StandIn = Callable[[int], str]

# Tried in turn: like a product's name, and like a number.
STAND_INS: tuple[StandIn, ...] = (
    lambda number: f"XQ{number + 1}Z",
    lambda number: f"{7301 + number}",
)
# What all of the first kind begin with, and nothing else does.
_BEGINNING = "xq"
_SUFFIX = r"((?:['’]?s)?)"


@dataclass(frozen=True, slots=True)
class Masked:
    """The sentence with its stand-ins, and what each stands for."""

    text: str
    found: Sequence[Found]
    names: Sequence[str]
    sentence: str

    def lifted(self, made: str, language: str) -> str | None:
        """A translation of `text` with what the stand-ins stand for; None if it is not one."""
        spans = []
        for name, found in zip(self.names, self.found, strict=True):
            match = re.search(rf"(?<!\w){name}{_SUFFIX}(?!\w)", made)
            if not match or len(_trace(name).findall(made)) != 1:
                return None
            text = _with_suffix(found, match[1], language)
            if text is None:
                return None
            spans.append((*match.span(), text))
        lifted, rest, cursor = "", "", 0
        for start, end, text in sorted(spans):
            lifted += made[cursor:start] + text
            rest += made[cursor:start]
            cursor = end
        lifted, rest = lifted + made[cursor:], rest + made[cursor:]
        left_over = _BEGINNING in rest.lower() and _BEGINNING not in self.sentence.lower()
        return None if left_over else lifted


def mask(sentence: str, found: Sequence[Found], stand_in: StandIn) -> Masked:
    """The sentence with stand-ins that do not occur in it."""
    free = (n for n in map(stand_in, count()) if not _trace(n).search(sentence))
    names = list(islice(free, len(found)))
    written = [name + one.genitive for name, one in zip(names, found, strict=True)]
    parts = zip(pieces(sentence, found), [*written, ""], strict=True)
    return Masked("".join(part + name for part, name in parts), found, names, sentence)


def _trace(name: str) -> re.Pattern[str]:
    """The stand-in as a model may mangle it: "xq1z", "XQ 1 Z", "7,301", "XQ1Zen"."""
    return re.compile(r"\W{0,2}".join(name), re.IGNORECASE)


def _with_suffix(found: Found, suffix: str, language: str) -> str | None:
    """What is put in for a stand-in to which the model gave a genitive's s."""
    apostrophe = suffix[:1] in ("'", "’")
    if not suffix:
        return found.target
    if found.form is Form.NAME and (apostrophe or language == "de" or found.genitive):
        return genitive(found.target, suffix, language)
    if found.form is Form.WORD and apostrophe and language != "de":
        return found.target + suffix
    return None
