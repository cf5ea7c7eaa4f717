"""Units of measure and currencies in German and English, and what one is in another."""

from __future__ import annotations

from decimal import Decimal

_NAMES = {
    "percent": "% prozent percent pct prozentpunkte prozentpunkten percentage prozentig",
    "euro": "€ eur euro euros",
    "dollar": "$ usd dollar dollars",
    "pound": "£ gbp pfund pound pounds lb lbs",  # money or weight
    "franc": "chf franken francs",
    "yen": "¥ yen jpy",
    "cent": "cent cents ct",
    "km": "km kilometer kilometern kilometre kilometres kilometers stundenkilometer",
    "mile": "meile meilen mile miles mph",
    "m": "meter metern metre metres meters",
    "yard": "yard yards",
    "cm": "cm zentimeter zentimetern centimetre centimetres centimeter centimeters",
    "mm": "mm millimeter millimetern millimetre millimetres millimeters",
    "foot": "ft foot feet fuß",
    "inch": "inch inches zoll",
    "km²": "quadratkilometer quadratkilometern",
    "hectare": "ha hektar hectare hectares",
    "acre": "acre acres",
    "kg": "kg kilo kilos kilogramm kilogram kilograms",
    "g": "gramm gram grams",
    "ounce": "ounce ounces unze unzen",
    "tonne": "tonne tonnen tonnes ton tons",
    "litre": "liter litern litre litres liters",
    "gallon": "gallon gallons gallone gallonen",
    "year": "jahr jahre jahren jahres year years jährig",
    "month": "monat monate monaten monats month months monatig",
    "week": "woche wochen week weeks wöchig",
    "day": "tag tage tagen tages day days tägig",
    "hour": "stunde stunden hour hours stündig",
    "minute": "minute minuten minutes minütig",
    "second": "sekunde sekunden second seconds",
    "kW": "kw kilowatt kilowatts",
    "MW": "mw megawatt megawatts",
    "GW": "gw gigawatt gigawatts",
    "kWh": "kwh kilowattstunde kilowattstunden kilowatthour kilowatthours",
    "MWh": "mwh megawattstunde megawattstunden megawatthour megawatthours",
    "GWh": "gwh gigawattstunde gigawattstunden gigawatthour gigawatthours",
}
_NAMED = {word: unit for unit, words in _NAMES.items() for word in words.split()}

# How they are written out: one and more in English, one and more in German. No time: "3-tägig".
_WRITTEN = {
    unit: tuple(words.split())
    for unit, words in {
        "euro": "euro euros Euro Euro",
        "dollar": "dollar dollars Dollar Dollar",
        "pound": "pound pounds Pfund Pfund",
        "franc": "franc francs Franken Franken",
        "km": "kilometre kilometres Kilometer Kilometer",
        "mile": "mile miles Meile Meilen",
        "m": "metre metres Meter Meter",
        "cm": "centimetre centimetres Zentimeter Zentimeter",
        "mm": "millimetre millimetres Millimeter Millimeter",
        "foot": "foot feet Fuß Fuß",
        "inch": "inch inches Zoll Zoll",
        "hectare": "hectare hectares Hektar Hektar",
        "acre": "acre acres Acre Acres",
        "kg": "kilogram kilograms Kilogramm Kilogramm",
        "g": "gram grams Gramm Gramm",
        "tonne": "tonne tonnes Tonne Tonnen",
        "litre": "litre litres Liter Liter",
        "kW": "kilowatt kilowatts Kilowatt Kilowatt",
        "MW": "megawatt megawatts Megawatt Megawatt",
        "GW": "gigawatt gigawatts Gigawatt Gigawatt",
        "kWh": "kilowatt-hour kilowatt-hours Kilowattstunde Kilowattstunden",
        "MWh": "megawatt-hour megawatt-hours Megawattstunde Megawattstunden",
        "GWh": "gigawatt-hour gigawatt-hours Gigawattstunde Gigawattstunden",
    }.items()
}

CURRENCIES = frozenset({"euro", "dollar", "pound", "franc", "yen"})

# By dimension: how many metres, square metres, kilograms or litres it is.
_SIZES = (
    {"km": "1000", "mile": "1609", "m": "1", "yard": "0.914", "cm": "0.01", "mm": "0.001",
     "foot": "0.305", "inch": "0.0254"},
    {"km²": "1000000", "hectare": "10000", "acre": "4047"},
    {"kg": "1", "g": "0.001", "ounce": "0.0283", "tonne": "1000", "pound": "0.454"},
    {"litre": "1", "gallon": "3.785"},
)  # fmt: skip
# What somebody may have converted.
MEASURES = frozenset(unit for sizes in _SIZES for unit in sizes)
# "80 feet" becomes "25 Meter": whoever converts also rounds.
_ROUNDING = Decimal("0.2")


def unit_of(word: str) -> str:
    """The unit that a word or sign names, by one name in both languages; "" for none.

    English ones of two words are looked up as one: "kilowatthours".
    """
    word = word.lower()
    if word in _NAMED:
        return _NAMED[word]
    stem = word.rstrip("enrsm")  # "20-jähriger"
    return _NAMED.get(stem, "") if stem.endswith("ig") else ""


def written(unit: str, language: str, *, one: bool) -> str | None:
    """A unit's word in English or German, of one or of more; None where we have none."""
    words = _WRITTEN.get(unit)
    if words is None or language not in ("en", "de"):
        return None
    return words[(0 if language == "en" else 2) + (not one)]


def converted(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether two quantities in different units of one dimension are about the same."""
    for sizes in _SIZES:
        if unit in sizes and other_unit in sizes and unit != other_unit:
            here, there = value * Decimal(sizes[unit]), other * Decimal(sizes[other_unit])
            return abs(here - there) <= _ROUNDING * max(here, there)
    return False
