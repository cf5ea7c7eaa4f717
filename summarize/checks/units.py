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


def converted(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether two quantities in different units of one dimension are about the same."""
    for sizes in _SIZES:
        if unit in sizes and other_unit in sizes and unit != other_unit:
            here, there = value * Decimal(sizes[unit]), other * Decimal(sizes[other_unit])
            return abs(here - there) <= _ROUNDING * max(here, there)
    return False
