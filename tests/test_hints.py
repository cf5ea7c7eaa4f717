"""Rare words with their translations beside them, for a model that reads such hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.backends.hints import END, GUESSED, LISTED, Lexicon, read_lexicon

GERMAN = """\
Wasser\t+water
Preis\t+price
Fluss\t+river
Haus\t+house
Heizkörper\tradiator
Bund\tfederal government\tCovenant
Kühlschrank\trefrigerator
Becken\tbasin\tpool
Rechen\trakes
rechen\treckon
erhitzt\theats
Wärmepumpe\theat pump
Zähler\tmeter
"""


@pytest.fixture
def german(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.de.txt"
    path.write_text(GERMAN, encoding="utf-8")
    lexicon = read_lexicon(tmp_path, "de")
    assert lexicon
    return lexicon


def listed(*texts: str) -> str:
    return "".join(f"{LISTED} {text}" for text in texts) + END


def guessed(*texts: str) -> str:
    return "".join(f"{GUESSED} {text}" for text in texts) + END


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("Der Heizkörper, kalt.", f"Der Heizkörper{listed('radiator')}, kalt."),
        ("Der Bund.", f"Der Bund{listed('federal government', 'Covenant')}."),
        # Known to the model, and not known to anybody.
        ("Das Wasser der Irmel.", "Das Wasser der Irmel."),
        # At the beginning of a sentence, and in capitals.
        ("Erhitzt wird es.", f"Erhitzt{listed('heats')} wird es."),
        ("HEIZKÖRPER KALT", f"HEIZKÖRPER{listed('radiator')} KALT"),
        ("Rechen und rechen", f"Rechen{listed('rakes')} und rechen{listed('reckon')}"),
        # A form of a listed word, and compounds of two.
        ("des Kühlschranks", f"des Kühlschranks{guessed('refrigerator')}"),
        ("im Flusswasser", f"im Flusswasser{guessed('river water')}"),
        ("Flusswasserpreis", "Flusswasserpreis"),
        ("die Flusswärmepumpe", f"die Flusswärmepumpe{guessed('river heat pump')}"),
        ("Wasserzählers", f"Wasserzählers{guessed('water meter')}"),
        ("Wasser-Zähler", f"Wasser-Zähler{guessed('water meter')}"),
        ("Irmel-Zähler", "Irmel-Zähler"),
        ("des Hauses", "des Hauses"),
        ("", ""),
    ],
)
def test_rare_words_get_hints(german: Lexicon, text: str, hinted: str) -> None:
    assert german.hinted(text) == hinted


@given(st.text(alphabet=st.sampled_from("aäßHeizkörper WasserPreis-.\x02\x03\x04\n“’1")))
def test_without_the_hints_the_text_is_what_it_was(text: str) -> None:
    lexicon = Lexicon("de", dict(line.split("\t", 1) for line in GERMAN.splitlines()))
    plain = text.translate({2: None, 3: None, 4: None})
    hinted = lexicon.hinted(text)
    while LISTED in hinted or GUESSED in hinted:
        first = min(hinted.find(mark) for mark in (LISTED, GUESSED) if mark in hinted)
        hinted = hinted[:first] + hinted[hinted.index(END) + 1 :]
    assert hinted == plain


def test_most_models_have_no_lexicon(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path, "en") is None
