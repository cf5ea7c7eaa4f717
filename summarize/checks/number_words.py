"""What German and English say in words where they mean a number, a month or a weekday.

One table for both languages: the few words that both have mean the same, "Billion" apart.
"""

from __future__ import annotations

from decimal import Decimal

Values = frozenset[Decimal]

_CARDINALS = {
    "de": """null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn
          fünfzehn sechzehn siebzehn achtzehn neunzehn""".split(),
    "en": """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
          fifteen sixteen seventeen eighteen nineteen""".split(),
}
_ORDINALS = {
    "de": """nullte erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte
          zwölfte dreizehnte vierzehnte fünfzehnte sechzehnte siebzehnte achtzehnte
          neunzehnte""".split(),
    "en": """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh
          twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth
          nineteenth""".split(),
}
_TENS = {
    "zwanzig": "twenty", "dreißig": "thirty", "vierzig": "forty", "fünfzig": "fifty",
    "sechzig": "sixty", "siebzig": "seventy", "achtzig": "eighty", "neunzig": "ninety",
}  # fmt: skip

# Values -> words that may stand for any of them: "half" for 0.5, 50 % and "6:30".
_OTHERS = {
    "0": "kein keine keinen none no without ohne",
    "1": "eins eine einen einem einer eines a an einmal once single einzig",
    "1.5": "anderthalb eineinhalb",
    "2": """zwo beide beiden beider beides both zweimal twice doppelt doppelte doppelten double
         doubled doubling doubles verdoppelt verdoppelte verdoppeln paar pair pairs couple duo twin
         twins zwilling zwillinge""",
    "2 14": "fortnight",
    "2.5": "zweieinhalb",
    "3": "dreimal triple tripled verdreifacht trio hattrick drilling",
    "3 33": "drittel thirds",
    "4": "quartet quartett quadruple vervierfacht",
    "0.25 3 4 15 25": "viertel quarter quarters",
    "4 8": "viertelfinale viertelfinals viertelfinal",
    "8 16": "achtelfinale achtelfinals achtelfinal",
    "0.5 6 30 50": "halb halbe halber halbes halben hälfte half halves",
    "10": "jahrzehnt jahrzehnte jahrzehnten decade decades",
    "12": "mittag noon midday",
    "0 12 24": "mitternacht midnight",
    "100": "jahrhundert jahrhunderte century centuries centenary centennial",
    "1000 2000": "jahrtausend jahrtausends millennium",
}
_FACTORS = {
    12: "dutzend dutzende dutzenden dozen dozens",
    10**2: "hundert hunderte hunderten hundred hundreds",
    10**3: "tausend tausende tausenden tsd thousand thousands k",
    10**5: "lakh lakhs",
    10**6: "mio million millionen millions mill mn mln",
    10**7: "crore crores",
    10**9: "mrd mia milliarde milliarden bn",
    10**12: "trillion trillions tn billion billionen billions bio",
}
_FACTOR_OF = {word: factor for factor, words in _FACTORS.items() for word in words.split()}


def magnitude(word: str, language: str) -> int | None:
    """What a number is multiplied with if `word` follows it: 10⁹ for "Mrd" and "bn"."""
    word = word.lower()
    if language == "en" and word in ("billion", "billions"):
        return 10**9
    if language == "de" and word in ("trillion", "trillionen"):
        return 10**18
    return _FACTOR_OF.get(word)


def _values(*numbers: str | int) -> Values:
    return frozenset(map(Decimal, numbers))


def _words() -> dict[str, Values]:
    found = {w: _values(*v.split()) for v, words in _OTHERS.items() for w in words.split()}
    for names in (*_CARDINALS.values(), *_ORDINALS.values()):
        found |= {name: _values(number) for number, name in enumerate(names)}
    for ten, (german, english) in enumerate(_TENS.items(), 2):
        stem, value = english.removesuffix("y"), _values(10 * ten)
        found |= dict.fromkeys((german, english, f"{german}ste", f"{stem}ieth"), value)
        decade = _values(10 * ten, 1900 + 10 * ten)
        found |= dict.fromkeys((f"{german}er", f"{stem}ies"), decade)
        for one in range(1, 10):
            both = f"{_CARDINALS['de'][one]}und{german}"
            others = (f"{english}-{names['en'][one]}" for names in (_CARDINALS, _ORDINALS))
            found |= dict.fromkeys((both, f"{both}ste", *others), _values(10 * ten + one))
    for number, name in enumerate(_CARDINALS["de"]):
        found[f"{name}hundert"] = _values(100 * number)
        found[f"{name}tausend"] = _values(1000 * number)
    return found


_WORDS = _words()
# "dreijährig", "zweimal", "vierköpfig" begin with a number; "Tabellenvierten" ends with one.
_COMPOUNDS = """jährig tägig stündig minütig wöchig monatig fach mal köpfig teilig stellig stöckig
prozentig zimmer kampf eck sprachig motorig sitzer türig spurig gleisig seitig mann""".split()
_LAST = {f"{name}n": _WORDS[name] for name in _ORDINALS["de"][1:13]}


def spelled(word: str) -> Values:
    """The numbers that a word may stand for; none if it stands for no number."""
    word = word.lower()
    for form in (word, word[:-1] if word.endswith(("n", "r", "s", "m")) else ""):
        if form in _WORDS:
            return _WORDS[form]
    first, dash, _ = word.partition("-")
    if dash:
        return spelled(first)
    if word.endswith("ten"):
        return next((_LAST[name] for name in _LAST if word.endswith(name)), frozenset())
    for ending in _COMPOUNDS:
        start = word.find(ending)
        if start > 2 and word[:start] in _WORDS:
            return _WORDS[word[:start]]
    return frozenset()


def _numbered(names: str) -> dict[str, int]:
    groups = enumerate(names.split("|"), 1)
    return {name: number for number, group in groups for name in group.split()}


MONTHS = _numbered(
    """januar january jänner jan|februar february feber feb|märz march mar mär|april apr|mai may
    |juni june jun|juli july jul|august aug|september sep sept|oktober october okt oct
    |november nov|dezember december dez dec"""
)
WEEKDAYS = _numbered(
    """montag monday|dienstag tuesday|mittwoch wednesday|donnerstag thursday|freitag friday
    |samstag sonnabend saturday|sonntag sunday"""
)
