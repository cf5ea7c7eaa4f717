"""How much something is, in words that models know.

Of "gut neun Prozent" they make "well nine percent", of "knapp 400" "just 400", of "189.9p a litre"
"189,9p Liter", and of "55mph" "55 Meilen".
"""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d|(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b"
    r"|\w*(?:zehn|zig|ßig|hundert|tausend)\b|(?:die|der) Hälfte\b|doppelt\b|(?:zwei|drei)mal\b"
    r"|eine[mnrs]? (?:halbe[mnrs]?|Stunde|Woche|Million|Milliarde)\b|ein halbes\b"
    r"|eine[ms]? (?:Jahr|Monat|Tag|Drittel|Viertel|Fünftel|Dutzend|Meter|Kilometer)(?:[es]|en)?\b"
    r"|ein (?:Jahr|Monat|Tag|Drittel|Viertel|Fünftel|Dutzend|Meter|Kilometer)\b)"
)
# "so gut 20" and "Es geht ihm gut. 20 kamen" are no measures.
_MORE = re.compile(rf"(?<!\w)(?<![Ss]o )(?<!sehr )(?<!wie )(?<!nicht )([Gg])ut (?={_NUMBER})")
_LESS = re.compile(rf"(?<!\w)(?<![Ss]o )(?<!sehr )(?<!zu )([Kk])napp (?={_NUMBER})")


# A price in pence, but not "1080p".
_PENCE = re.compile(r"(?<![\w.,-])(?!(?:240|360|480|720|1080|1440|2160)p)(\d[\d,]*(?:\.\d+)?)p\b")
_EACH = re.compile(
    r"((?:[£$€]\d[\d.,]*(?:m|bn|k)?|\d pence)) an? (?=(?:litre|tonne|ton|share|pint|kilo|kg|gallon"
    r"|barrel|mile|minute|hour|day|week|month|year|unit|head|person)\b"
    r"(?! (?:ago|later|after|before|earlier)\b))"
)
_SPEED = re.compile(r"(?<=\d)\s?mph\b")


def in_plain_measure(sentence: str, language: str) -> str:
    """A sentence with "mehr als" for "gut" and "fast" for "knapp" before a number, with "pence" for
    "p", "per litre" for "a litre" behind a price, and "miles per hour"; any other as it is."""
    if language == "en":
        text = _SPEED.sub(" miles per hour", _PENCE.sub(r"\1 pence", sentence))
        return _EACH.sub(r"\1 per ", text)
    if language != "de":
        return sentence
    text = _MORE.sub(lambda word: "Mehr als " if word[1] == "G" else "mehr als ", sentence)
    return _LESS.sub(lambda word: "Fast " if word[1] == "K" else "fast ", text)
