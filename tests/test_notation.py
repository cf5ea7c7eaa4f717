"""Numbers and money in a translation, as its language writes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from summarize.backends import Translated
from summarize.protection import ProtectedTranslator

DE_EN, EN_DE = ("de", "en"), ("en", "de")


class Says:
    """Says the same of everything."""

    def __init__(self, text: str) -> None:
        self._text = text

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        return [Translated(self._text) for _ in sentences]


def translated(source: str, made: str, languages: tuple[str, str]) -> str:
    (result,) = ProtectedTranslator(Says(made)).translate([source], *languages)
    return result.text


@pytest.mark.parametrize(
    ("source", "made", "right", "languages"),
    [
        ("Es geht um 2.400,00 €.", "It is about €2,400.000.", "It is about €2,400.00.", DE_EN),
        ("Es geht um 2.400,00 €.", "It is about 2.400,00 €.", "It is about €2,400.00.", DE_EN),
        ("Er ist 12,6 Meter lang.", "It is 12,6 metres long.", "It is 12.6 metres long.", DE_EN),
        ("Sie kostet 5 Mio. €.", "It costs 5 million €.", "It costs €5 million.", DE_EN),
        ("It is 1,234.50 metres.", "Es sind 1,234.50 Meter.", "Es sind 1.234,50 Meter.", EN_DE),
        ("It was 2.5% then.", "Es waren da 2.50 %.", "Es waren da 2,5 %.", EN_DE),
        ("It fell (−0.4; p = 0.03).", "Es fiel (−0.4; p = 0.03).", "Es fiel (−0,4; p = 0,03).",
         EN_DE),
        ("It is -6.4 to 12.6 there.", "Es sind -6,4 bis 12.6 da.", "Es sind -6,4 bis 12,6 da.",
         EN_DE),
        ("The book costs £12 now.", "Das Buch kostet jetzt £12.", "Das Buch kostet jetzt 12 £.",
         EN_DE),
        ("It is worth $3tn there.", "Es ist da 3tn $ wert.", "Es ist da 3 Billionen $ wert.",
         EN_DE),
        ("It got US$5m or £2–3bn.", "Es bekam US$5m oder £2–3bn.",
         "Es bekam 5 Millionen US$ oder 2–3 Milliarden £.", EN_DE),
        ("It is about £4.5 million.", "Es geht um £4.5 Mio. dabei.", "Es geht um 4,5 Mio. £ dabei.",
         EN_DE),
    ],
)  # fmt: skip
def test_numbers_and_money_are_written_as_in_the_language(
    source: str, made: str, right: str, languages: tuple[str, str]
) -> None:
    assert translated(source, made, languages) == right


@pytest.mark.parametrize(
    ("source", "made", "languages"),
    [
        ("Version 2.10 costs £2.10 now.", "Version 2.10 kostet jetzt 2,10 £.", EN_DE),
        ("It is Python 0.9 and section 3.2.", "Es ist Python 0.9 und Abschnitt 3.2.", EN_DE),
        ("Version 0.6 and 0.5 read it.", "Version 0.6 und 0.5 lesen es.", EN_DE),
        ("It is 2.1 and 2.5% of it.", "Es sind 2.1 und 2,5 % davon.", EN_DE),
        ("It begins at 9.30 there.", "Es beginnt da um 9.30 Uhr.", EN_DE),
        ("Es kamen um 11 Uhr 11 Gäste.", "There came 11 guests at 11.00 a.m. then.", DE_EN),
        ("Es sind 700 000 und 700.", "It is 700,000 and 700.", DE_EN),
        ("Es kostet 50 000 $ im Jahr.", "It costs 50 000 $ a year.", DE_EN),
        ("Der Rechner hat 192.168.100.200.", "The computer has 192.168.100.200.", DE_EN),
        ("It was $9m in 2012 there.", "Es waren da 9 Millionen $ 2012.", EN_DE),
        ("It is a $2bn deal there.", "Es ist ein $2bn-Deal dort.", EN_DE),
        ("Es sind 2,50 Meter.", "It is 2.5 metres.", DE_EN),
        ("It is 2.5 metres.", "Il y a 2.5 mètres.", ("en", "fr")),
    ],
)
def test_what_may_be_right_is_left_to_the_model(
    source: str, made: str, languages: tuple[str, str]
) -> None:
    assert translated(source, made, languages) == made
