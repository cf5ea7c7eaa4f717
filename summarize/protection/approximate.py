"""German words for "a little more" and "a little less" than a number, as models know them.

Of "gut neun Prozent" they make "well nine percent", of "knapp 400" "just 400".
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


def in_plain_measure(sentence: str, language: str) -> str:
    """A German sentence with "mehr als" for "gut", and "fast" for "knapp", before a number; any
    other as it is."""
    if language != "de":
        return sentence
    text = _MORE.sub(lambda word: "Mehr als " if word[1] == "G" else "mehr als ", sentence)
    return _LESS.sub(lambda word: "Fast " if word[1] == "K" else "fast ", text)
