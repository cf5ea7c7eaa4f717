"""Answers in which a model declines: "I'm sorry, but I cannot summarize this text."

Chat models that were taught to be careful do so with articles about crime, war or medicine.
"""

from __future__ import annotations

import re

_SOON = r"[^.!?\n]{0,60}?"  # in the same sentence
_I_CANNOT = (
    r"\b(?:I\s+(?:can(?:not|\s+not|['’]t)|won['’]t|will\s+not|must\s+decline)"
    r"|I(?:['’]m|\s+am)\s+(?:unable|not\s+able))\b"
)
_THAT = (
    r"\b(?:translat\w+|summari[sz]e|summary|headline|(?:this|that)\s+(?:text|content|article|request)"
    r"|your\s+request|(?:help|assist)\s+(?:you\s+)?with\s+(?:that|this))\b"
)
_ICH_KANN = r"\b(?:ich\s+(?:kann|darf|werde|bin)|(?:kann|darf|werde|bin)\s+ich)\b"
_NICHT = r"\b(?:nicht|keine)\b"
_DAS = (
    r"\b(?:übersetz(?:en|ung)|zusammen(?:zu)?fass(?:en|ung)|schlagzeile"
    r"|diese[nmrs]?\s+(?:text|inhalt|artikel|anfrage)|(?:ihre|deine)r?\s+anfrage)\b"
)
_REFUSAL = re.compile(
    rf"{_I_CANNOT}{_SOON}{_THAT}|{_ICH_KANN}{_SOON}(?:{_NICHT}{_SOON}{_DAS}|{_DAS}{_SOON}{_NICHT})"
    rf"|{_ICH_KANN}{_SOON}\b(?:dabei|damit|dazu)\b{_SOON}{_NICHT}\s+(?:helfen|behilflich|dienen)\b"
    r"|\bas\s+an?\s+(?:AI|(?:large\s+)?language\s+model)\b[\w\s]{0,20},\s+I\b"
    r"|\bals\s+(?:KI|künstliche\s+Intelligenz|(?:großes\s+)?Sprachmodell)\b[\w\s-]{0,20}\bich\b",
    re.IGNORECASE,
)
_BEGINNING = 200  # characters


def refused(source: str, answer: str) -> bool:
    """Whether an answer about a text begins with a refusal that the text itself has not.

    “I cannot translate this” may be the translation of a sentence, and as an AI people speak in
    articles about it.
    """
    return bool(_REFUSAL.search(answer[:_BEGINNING])) and not _REFUSAL.search(source)
