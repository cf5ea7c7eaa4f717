"""How much something is, in words that models know.

Of "gut neun Prozent" they make "well nine percent", of "knapp 400" "just 400", of "189.9p a litre"
"189,9p Liter", and of "55mph" "55 Meilen".
"""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d|(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b"
    r"|\w*(?:zehn|zig|ßig|hundert|tausend)\b|(?:die|der) Hälfte\b|doppelt\b|(?:zwei|drei)mal\b"
    r"|anderthalb\b|\w+einhalb\b"
    r"|eine[mnrs]? (?:halbe[mnrs]?|Stunde|Woche|Million|Milliarde)\b|ein halbes\b"
    r"|eine[ms]? (?:Jahr|Monat|Tag|Drittel|Viertel|Fünftel|Dutzend|Meter|Kilometer)(?:[es]|en)?\b"
    r"|ein (?:Jahr|Monat|Tag|Drittel|Viertel|Fünftel|Dutzend|Meter|Kilometer)\b)"
)
# A noun or a unit, without which "gut 2024" is a year and "gut 1,7" a mark.
_COUNTED = r"[\s-]?(?:[A-ZÄÖÜ%€$]|(?:[ckm]?m|kg|ha|mal|t|bis)\b)"
# Not in "so gut 20", "wie gut 100 Ordner gehen", "Trainer Peter Gut 2019" and "knapp 2:3".
_ABOUT = re.compile(
    r'(?:^|(?<=["„“»«‚(])|(?<=[:–—]\s)'
    r"|(?<!\w)(?<![Ss]o )(?<!sehr )(?<![Ww]ie )(?<!nicht )(?=[gk]))([Gg]ut|[Kk]napp) "
    rf"(?=(?!\d+:\d)(?!(?:(?:19|20)\d\d|\d,\d)\b(?!{_COUNTED})){_NUMBER})"
)
_PLAIN = {"gut": "mehr als ", "Gut": "Mehr als ", "knapp": "fast ", "Knapp": "Fast "}


# A price in pence, but not "1080p", "24p film", "Room 12p", "3p.m." and "10p-a-litre".
_PENCE = re.compile(
    r"(?<![\w.,-])(?<![Pp]age )(?<![Rr]oom )(?<!\bp\. )"
    r"(?!(?:240|360|480|576|720|1080|1440|2160|4320)p)"
    r"(\d[\d,]*(?:\.\d+)?)p\b(?![.-]\w| (?:film|video)s?\b)"
)
_EACH = re.compile(
    r"((?:[£$€]\d[\d.,]*(?:m|bn|k)?|\d pence)) an? (?=(?:litre|tonne|ton|share|pint|kilo|kg|gallon"
    r"|barrel|mile|minute|hour|day|week|month|year|unit|head|person)\b"
    r"(?! (?:ago|later|after|before|earlier|early|on|into|and a half|to the day)\b))"
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
    return _ABOUT.sub(lambda word: _PLAIN[word[1]], sentence)
