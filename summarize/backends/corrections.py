"""What an article itself takes back: "Correction: we reported that two people had died."

A live blog keeps the entry that was wrong, above or below the one that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_LABEL = re.compile(r"(?:correction|clarification|korrektur|berichtigung|richtigstellung)\b", re.I)
_OWN_REPORT = re.compile(
    r"\bwe (?:had |have )?(?:\w+ly |earlier )?(?:reported|said|wrote|stated)(?: that)?\b"
    r"|\b(?:hatten|haben) wir (?:[\w,]+ ){0,4}?(?:berichtet|gemeldet|geschrieben)(?:, dass)?\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:falsch|irrtum|irrtümlich|fälschlich(?:erweise)?|unzutreffend"
    r"|wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|false(?:ly)?|error|untrue)\b",
    re.IGNORECASE,
)
# Of the terms of the shorter of the two, so that other wordings of it are found.
_ALIKE = 0.6
_FEWEST = 3  # terms by which a claim is told


def claim_taken_back(sentence: str, following: str) -> str:
    """What a sentence and the one behind it say was reported by mistake; "" if nothing.

    "As we reported on Monday, the bridge is closed" takes nothing back.
    """
    label, report = _LABEL.match(sentence), _OWN_REPORT.search(sentence)
    if not report or not (label or _WRONG.search(sentence) or _WRONG.search(following)):
        return ""
    start = label.end() if label else 0
    return max(sentence[start : report.start()], sentence[report.end() :], key=len)


def claims_taken_back(sentences: Iterable[str]) -> Iterator[str]:
    """For each sentence of a text, what it says was reported by mistake."""
    for sentence, following in pairwise([*sentences, ""]):
        yield claim_taken_back(sentence, following)


def taken_back(
    claims: Sequence[frozenset[str]], terms: Sequence[frozenset[str]], blocks: Sequence[int]
) -> set[int]:
    """The sentences that say what a sentence of another block takes back.

    For each sentence its claim that is taken back, as terms, all of its terms, and its block.
    """
    return {
        i
        for corrected, claim in enumerate(claims)
        if len(claim) >= _FEWEST
        for i, own in enumerate(terms)
        if blocks[i] != blocks[corrected]
        and len(own) >= _FEWEST
        and len(own & claim) >= _ALIKE * min(len(own), len(claim))
    }
