"""Symbols that models do not know are kept, and what they make of them is found."""

from __future__ import annotations

import pytest

from summarize.checks.pairs import findings
from summarize.result import Sentence

DE_EN = ("de", "en")


def found(source: str, text: str) -> list[str]:
    pair = Sentence(source=source, text=text)
    return [f.message for f in findings(pair, DE_EN, 0) if f.kind == "symbol"]


@pytest.mark.parametrize(
    ("source", "text", "message"),
    [
        ("Die Luft hat viel CO₂ darin.", "The air has a lot of CO in it.", "“₂” is missing"),
        ("Das ist ✓ erledigt und gut.", "That is done and good.", "“✓” is missing"),
        ("Der Pfeil → zeigt dorthin.", "The arrow \ufffd points there.",
         "“U+FFFD” is not in the original"),
        ("Es waren −2 Grad am Morgen.", "It was ∱2 degrees in the morning.",
         "“∱” is not in the original"),
        ("Es ist 5′ lang und schön.", "It is 5\u202d long and nice.",
         "“U+202D” is not in the original"),
        ("Der Wert ¼ ist gut genug.", "The value \x83 is good enough.",
         "“U+0083” is not in the original"),
        ("Foto: © Hans Meier / dpa", "Photo: Section Hans Meier / dpa", "“©” is missing"),
        ("Es fehlen 3¼ Pfund Mehl.", "There are 3µ pounds of flour missing.", "“¼” is missing"),
        ("Der Ausdruck 日本 ist Japan.", "The word traitory means Japan.", "“日”, “本” is missing"),
        ("Der Wert ist 3·10⁵ Ohm heute.", "The value is 3®10⁵ ohms today.",
         "“®” is not in the original"),
        ("Wir lernen heute viele Wörter.", "We learn many ворды today.",
         "“в”, “о”, “р”, … is not in the original"),
    ],
)  # fmt: skip
def test_lost_and_made_up_symbols_are_found(source: str, text: str, message: str) -> None:
    assert found(source, text) == [message]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Die Luft hat viel CO₂ darin.", "The air has a lot of CO2 in it."),
        ("Es waren −2 Grad am Morgen.", "It was -2 degrees in the morning."),
        ("Es sind 5 m² und „mehr“ – viel.", "It is 5 square metres and “more” — a lot."),
        ("Die Leser·innen kamen zu uns.", "The readers came to us."),
        ("Es kostet 5 € und 3 £ dazu…", "It costs €5 and 3 pounds more ..."),
        ("Es waren −2 Grad am Morgen.", "It was minus 2 degrees in the morning."),
        ("Das haben ⅔ der Wähler gesagt.", "Two thirds of the voters said that."),
        ("Er hat 20 Ohm Widerstand.", "It has a resistance of 20 Ω."),
        ("Es sind ≥ 5 Grad im Haus.", "It is at least 5 degrees in the house."),
        ("Es kostet 500 Won am Tag.", "It costs ₩500 a day."),
        ("Das Logo steht © 2024 dort.", "The logo is there, copyright 2024."),
        ("Es fehlen 3¼ Pfund Mehl.", "There are 3.25 pounds of flour missing."),
        ("Es fehlen ¾ der Wähler dort.", "Three quarters of the voters are missing there."),
        ("Es dauert ~5 Tage dorthin.", "It takes about 5 days to get there."),
        ("東京 ist eine große Stadt.", "東京 is a big city."),
        ("日本語で書かれた文章です", "This is a text that is written in Japanese."),
        ("Mit 20 °C und ½ Liter Wasser.", "At 20 degrees and half a litre of water."),
        ("Die Zeitung „Правда“ schrieb es.", "The newspaper “Pravda” wrote it."),
        ("Das Brett ist 3 × 4 Meter groß.", "The board is 3 by 4 metres."),
        ("Señor Nuñez und Frau Łuczak.", "Señor Nuñez and Ms Łuczak."),
        ("Es wurde e\u0301 geschrieben, sagt er.", "It was written é, he says."),
    ],
)
def test_what_may_be_written_in_another_way_is_no_finding(source: str, text: str) -> None:
    assert found(source, text) == []


def test_another_script_is_right_where_the_language_has_it() -> None:
    pair = Sentence(source="Heute ist ein guter Tag für uns.", text="Сегодня хороший день.")
    assert not [f for f in findings(pair, ("de", "ru"), 0) if f.kind == "symbol"]
