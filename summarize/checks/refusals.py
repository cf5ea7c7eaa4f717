"""Answers in which a chat model declines: "I'm sorry, but I cannot summarize this text."

Models that were taught to be careful do so with articles about crime, war or medicine.
"""

from __future__ import annotations

import re

_SOON = r"[^.!?\n]{0,60}?"  # in the same sentence
_SORRY = (
    r"\A\W*(?:(?:(?:I['’]m|I\s+am)\s+(?:(?:very|truly|really)\s+)?(?:sorry|afraid)|sorry|apologies"
    r"|I\s+apologi[sz]e|unfortunately|regrettably)[,.!]?\s+(?:(?:but|that)\s+)?)?"
)
_I_CANNOT = (
    r"I(?:\s+(?:can(?:not|\s+not|['’]t)|won['’]t|will\s+not|must\s+(?:\w+\s+)?decline|refuse)"
    r"|(?:['’]m|\s+am)\s+(?:unable|not\s+(?:able|allowed|comfortable|permitted)))\b"
)
_SERVE = (
    r"\b(?:help|assist|provid|fulfil|compl[yi]|creat|generat|produc|writ|translat|summari|discuss"
    r"|engag|process|do\s+th[ai]|continu)"
)
_LEIDER = (
    r"\A\W*(?:(?:es\s+)?tut\s+mir\s+(?:\w+\s+)?leid[,.!]?\s+(?:(?:aber|doch)\s+)?"
    r"|(?:entschuldigung|verzeihung)[,.!]\s+(?:(?:aber|doch)\s+)?)?"
)
_ICH_KANN = r"\b(?:ich\s+(?:kann|darf|werde|möchte)|(?:kann|darf|werde|möchte)\s+ich)\b"
_DIENEN = (
    r"(?:helfen|übersetzen|zusammenfassen|erstellen|verfassen|schreiben|bearbeiten|beantworten"
    r"|erfüllen|nachkommen|entsprechen|bereitstellen|liefern|unterstützen|generieren|verarbeiten"
    r"|behilflich|dienen)\b"
)
_REFUSAL = re.compile(
    rf"{_SORRY}{_I_CANNOT}{_SOON}{_SERVE}"
    r"|\A\W*as\s+an?\s+(?:AI|artificial\s+intelligence|(?:large\s+)?language\s+model)"
    r"(?:\s+(?:language\s+)?(?:model|assistant))?(?:\s+\w+\s+by\s+\w+)?,?\s+I\b"
    rf"|{_LEIDER}{_SOON}{_ICH_KANN}{_SOON}\b(?:nicht|nichts|kein\w*)\b{_SOON}{_DIENEN}"
    rf"|{_LEIDER}{_SOON}\b(?:ich\s+bin|bin\s+ich)\s+{_SOON}(?:nicht\s+(?:in\s+der\s+Lage|befugt)"
    r"|außerstande)\b"
    rf"|{_LEIDER}{_SOON}\bist\s+es\s+mir\s+(?:\w+\s+)?nicht\s+(?:möglich|erlaubt|gestattet)\b"
    r"|\A\W*als\s+(?:eine?\s+)?(?:KI|künstliche\s+Intelligenz|(?:großes\s+)?Sprachmodell)"
    r"(?:-\w+)?,?\s+\w+\s+ich\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:ich|mich|mir|mein\w*|wir|uns|I|me|my|we|us|our)\b", re.IGNORECASE)


def refused_translation(sentence: str, answer: str) -> bool:
    """Whether an answer declines to translate a sentence, and does not translate a refusal."""
    return bool(_REFUSAL.search(answer)) and not _FIRST_PERSON.search(sentence)


def refused_summary(article: str, answer: str) -> bool:
    """Whether an answer declines to summarise an article, and does not quote it."""
    refusal = _REFUSAL.search(answer)
    return refusal is not None and refusal[0].strip(' "“„') not in article
