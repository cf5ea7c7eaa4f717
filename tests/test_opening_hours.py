"""Opening hours in English, whatever a model makes of "Mo–Fr"."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from summarize.backends import Translated
from summarize.protection import ProtectedTranslator
from summarize.protection.opening_hours import opening_hours


class Confused:
    """Translates "Helfer gesucht:", and everything else into the hours of another shop."""

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        known = {"Helfer gesucht:": "Helpers wanted:", ",": ","}
        return [Translated(known.get(s, "Mo–Fr 8–6 PM, Sa 9–13")) for s in sentences]


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Mo–Fr 8–18 Uhr, Sa 9–13 Uhr", "Mon–Fri 8 a.m.–6 p.m., Sat 9 a.m.–1 p.m."),
        ("Helfer gesucht: Di 14-17 Uhr.", "Helpers wanted: Tue 2-5 p.m."),
        ("Mo. bis Mi. von 8 bis 12 Uhr", "Mon to Wed from 8 a.m. to 12 p.m."),
        ("Mo, Di u. Do: 9–12 Uhr", "Mon, Tue and Thu: 9 a.m.–12 p.m."),
        ("Fr 8.30–12.00 und 14–18.15 Uhr", "Fri 8:30 a.m.–12 p.m. and 2–6:15 p.m."),
        ("Do 22 Uhr–2 Uhr, So 0–24 Uhr", "Thu 10 p.m.–2 a.m., Sun 12 a.m.–12 a.m."),
        ("Mo–Sa 10–20 Uhr, So geschlossen", "Mon–Sat 10 a.m.–8 p.m., Sun closed"),
    ],
)
def test_opening_hours_are_english(german: str, english: str) -> None:
    (made,) = ProtectedTranslator(Confused()).translate([german], "de", "en")
    assert (made.text, made.findings) == (english, ())


@pytest.mark.parametrize(
    "sentence",
    ["So geschlossen war der Rat nie.", "Do. 8–18", "Um 8 bis 18 Uhr", "SoSa 8–18 Uhr", "So 8 Uhr"],
)
def test_other_sentences_have_none(sentence: str) -> None:
    assert not list(opening_hours(sentence))
