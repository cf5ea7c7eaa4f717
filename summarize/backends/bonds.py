"""Sentences that mislead, or say nothing, without the one before or after them.

What is claimed and then denied, a question and its answer, a quotation that goes on, and what
stands behind a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from summarize.backends.corrections import goes_on
from summarize.backends.statements import Statement
from summarize.document.model import Kind
from summarize.stopwords import DENIALS, NEGATIONS

REJOINDER_WORDS = 8  # "They were not.", "Das ist falsch."
DENIAL_WORDS = 15  # with a word for it: "He denied this", "Das bestreitet die Firma"
LABEL_WORDS = 3  # "Benefits. They will rise by 2.5%."
LONGEST = 4  # sentences; no more than these are held together

_WORDS = re.compile(r"\w+")
# "Die Firma bestreitet das", "Das bestreitet sie", but not "das Haus", "Das Haus".
_POINTER = re.compile(
    r"(?<=\w )(?:das|dies|es|that|this|it|so)\b(?! [^\W\d_])|\A(?:Das|Dies) (?=[a-zäöü])"
)
_QUOTED = re.compile(r"[\"„“”«»][^\"„“”«»]+[\"“”«»][.!?]?")
_QUOTE_MARK = re.compile(r"[\"„“”«»]")


def spans(statements: Sequence[Statement], language: str) -> list[range]:
    """For each sentence, those that are chosen with it, itself included."""
    starts, ends = list(range(len(statements))), list(range(len(statements)))
    both = [_answers(*pair, language) for pair in pairwise(statements)]
    for i, (before, after) in enumerate(pairwise(statements)):
        if (both[i] or _goes_on(before, after) or _asks_on(before, after)) and i + 1 - starts[
            i
        ] < LONGEST:
            starts[i + 1] = starts[i]
    for i in reversed(range(len(both))):
        if (both[i] or statements[i].turn.asks) and ends[i + 1] - i < LONGEST:
            ends[i] = ends[i + 1]
    return [range(start, ends[i] + 1) for i, start in enumerate(starts)]


def _answers(before: Statement, after: Statement, language: str) -> bool:
    """Whether one denies, corrects or answers the other: neither stands without the other."""
    asked = before.turn.asks or before.turn.said.endswith("?")
    if asked and after.turn.begins and not after.turn.asks:
        return True
    if goes_on(before, after):
        return True
    if after.words > DENIAL_WORDS:
        return False
    points_back = after.refers_back and not after.turn.said.startswith("There ")
    if not (points_back or _POINTER.search(after.turn.said)):
        return False
    words = frozenset(_WORDS.findall(after.turn.said.lower()))
    takes_back = not words.isdisjoint(NEGATIONS.get(language, ()))
    return (takes_back and after.words <= REJOINDER_WORDS) or not words.isdisjoint(
        DENIALS.get(language, ())
    )


def _asks_on(before: Statement, after: Statement) -> bool:
    """Whether it is the end of a question: "You walked there. Is that true?"."""
    return before.block == after.block and before.turn.asks and after.turn.asks


def _goes_on(before: Statement, after: Statement) -> bool:
    """Whether the second hangs on the first, which can do without it."""
    if before.block != after.block:
        return False
    if _QUOTED.fullmatch(after.turn.said):
        return bool(_QUOTE_MARK.search(before.turn.said))
    is_label = before.words <= LABEL_WORDS and before.turn.said.endswith((".", ":"))
    return is_label and (after.kind is Kind.ITEM or after.refers_back)
