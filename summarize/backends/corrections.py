"""What an article itself takes back: "Correction: we reported that two people had died."

A live blog keeps the entry that was wrong, above or below the one that says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarize.backends.statements import Statement

_LABEL = re.compile(r"(?:correction|clarification|korrektur|berichtigung|richtigstellung)\b", re.I)
_OWN_REPORT = re.compile(
    r"(?<!['‘])\bwe (?:had |have )?(?:\w+ly |earlier )?(?:reported|said|wrote|stated)(?: that)?\b"
    r"|\b(?:hatten|haben) wir (?:[\w,]+ ){0,4}?(?:berichtet|gemeldet|geschrieben)(?:, dass)?\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:falsch|irrtum|irrtümlich|fälschlich(?:erweise)?|unzutreffend"
    r"|wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|false(?:ly)?|error|untrue)\b",
    re.IGNORECASE,
)
_REMINDER = re.compile(r"as we\b", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"[\"„“”«»]")
# Of the terms of the shorter of the two, so that other wordings of it are found.
_ALIKE = 0.6
_FEWEST = 3  # terms by which a claim is told


def claim_taken_back(statement: Statement, following: Statement | None) -> str:
    """What a sentence and the one behind it say was reported by mistake; "" if nothing.

    "As we reported on Monday, the bridge is closed" takes nothing back, nor does who is quoted.
    """
    said = statement.turn.said
    label, report = _LABEL.match(said), _OWN_REPORT.search(said)
    if not report or statement.torn or statement.turn.speaker:
        return ""
    if len(_QUOTE_MARK.findall(said, 0, report.start())) % 2:
        return ""
    if _REMINDER.match(said):
        is_wrong = bool(_WRONG.search(report[0]))  # "As we wrongly reported"
    else:
        is_wrong = bool(_WRONG.search(said)) or _says_wrong(statement, following)
    if not (label or is_wrong):
        return ""
    start = label.end() if label else 0
    return max(said[start : report.start()], said[report.end() :], key=len)


def goes_on(statement: Statement, following: Statement) -> bool:
    """Whether the second belongs to what the first takes back: "That was wrong"."""
    if statement.block != following.block or not claim_taken_back(statement, following):
        return False
    return bool(_LABEL.match(statement.turn.said)) or _says_wrong(statement, following)


def _says_wrong(statement: Statement, following: Statement | None) -> bool:
    if following is None or following.block != statement.block:
        return False
    return bool(_WRONG.search(following.turn.said))


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
