"""Numbers that are no quantities: each digit of them is in the translation, or missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarize.backends import Translated
from summarize.protection import ProtectedTranslator
from summarize.protection.identifiers import identifiers

IBAN = "Die IBAN ist DE89 3704 0044 0532 0130 00."


class Model:
    """Copies everything, but for what `change` makes of it."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        return [Translated(self._change(sentence)) for sentence in sentences]


def english(text: str) -> str:
    return text.replace("Die", "The").replace("ist", "is")


@pytest.mark.parametrize(
    "wrong",
    [
        "DE89 3704 0044 0532 0130 000",
        "DE89 3704 0044 0532 0130 00 00",
        "DE89 3704 0044 532 0130 00",
        "DE89 3704",
    ],
)
def test_an_identifier_keeps_its_digits(wrong: str) -> None:
    model = Model(lambda text: english(text).replace(IBAN[13:-1], wrong))
    (made,) = ProtectedTranslator(model).translate([IBAN], "de", "en")
    assert (made.text, made.findings) == (english(IBAN), ())


@pytest.mark.parametrize(
    "identifier",
    """AT61 1904 3002 3457 3201 00|GB82 WEST 1234 5698 7654 32|7700 0000 1200 00|000123000
    |0049 30 2000 3000|+49 (0)30 / 2000-3000|(030) 123456|030/123 45 67|0800 111 0 111
    |123-456-7890|978-3-16-148410-0|ISRCTN00000000|DE123456789|CVE-2024-3094""".split("|"),
)
def test_identifiers_are_told(identifier: str) -> None:
    identifier = identifier.strip()
    for sentence in (f"Die Nummer ist {identifier}.", f"The number, {identifier}, is no quantity"):
        assert [match[0] for match in identifiers(sentence)] == [identifier]


@pytest.mark.parametrize(
    "text",
    """1 234 567|10 000-20 000|10 000 - 12 000|1 000 000 000|2024-05-17|03/04/2024|24 12 2024
    |1939-1945|2019/2020|1939–1945|08.00-09.00|0.12345|0,123456|1.000.000|In 2019 12 000|EUR50000
    |3-6 7-6 6-4 6-4|Q3/2024|COVID-19|A320|UN2030|00:15:30.123456|2 400,00|19.30""".split("|"),
)
def test_quantities_and_dates_are_none(text: str) -> None:
    assert not list(identifiers(f"Das ist {text.strip()} hier."))
