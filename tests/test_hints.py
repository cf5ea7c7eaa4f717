"""Rare words with their translations beside them, for a model that reads such hints."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.backends.hints import END, GUESSED, LISTED, Entry, Lexicon, write_lexicon

GERMAN = """\
gehen\t+
Jens\tJens
Oliver\tOliver
Sand\tsand
rechnet\treckons
Wasser\t+water
Preis\t+price
Fluss\t+river
Haus\t+house
Heizkörper\tradiator
Bund\tfederal government|Covenant
Kühlschrank\trefrigerator
Becken\tbasin|pool
Rechen\trakes
rechen\treckon
erhitzt\theats
Wärmepumpe\theat pump
Zähler\tmeter
"""


def lexicon(folder: Path, language: str, text: str) -> Lexicon:
    """A lexicon with the lines, written and read again."""
    path = folder / "lexicon.txt"
    rows = [(word, row) for word, row in (line.split("\t") for line in text.splitlines())]
    assert write_lexicon(path, rows) == len(rows)
    return Lexicon.read(path, language)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon(tmp_path_factory.mktemp("german"), "de", GERMAN)


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
        ("Das Wasser und ein Fisch.", "Das Wasser und ein Fisch."),
        # A name: no German word.
        ("Das Wasser der Irmel.", f"Das Wasser der Irmel{listed('Irmel')}."),
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
        (
            "HEIZKÖRPERS IM FLUSSWASSER",
            f"HEIZKÖRPERS{guessed('radiator')} IM FLUSSWASSER{guessed('river water')}",
        ),
        # A verb or an adjective is no first part of a compound, and names are not put together.
        ("Der Rechnetzähler", "Der Rechnetzähler"),
        ("Jens-Oliver Sandbank", f"Jens-Oliver{listed('Jens-Oliver')} Sandbank"),
        # No hints in addresses nor behind them, nor to parts of words.
        ("an Irmgard@Xylo.Org", "an Irmgard@Xylo.Org"),
        (
            "rechen@heizkörper.org www.rechen.de/rechen",
            "rechen@heizkörper.org www.rechen.de/rechen",
        ),
        (
            "https://example.org/rechen (Rechen)",
            f"https://example.org/rechen (Rechen{listed('rakes')})",
        ),
        ("3D-Zähler, Zähler2 und Zähler’m", f"3D-Zähler{listed('meter')}, Zähler2 und Zähler’m"),
        ("_Zähler_’s Zähler’s", f"_Zähler{listed('meter')}_’s Zähler{listed('meter')}’s"),
        ("", ""),
    ],
)
def test_rare_words_get_hints(german: Lexicon, text: str, hinted: str) -> None:
    assert german.hinted(text) == hinted


@pytest.mark.parametrize(
    ("usual", "rare", "hint"),
    [
        ("Wach\tguard\nStube\troom\n", "Wachs\twax\nTube\ttube\n", "guard room"),
        ("Wachs\twax\nTube\ttube\n", "Wach\tguard\nStube\troom\n", "wax tube"),
    ],
)
def test_a_compound_is_made_of_the_more_usual_words(
    tmp_path: Path, usual: str, rare: str, hint: str
) -> None:
    german = lexicon(tmp_path, "de", usual + rare)
    assert german.hinted("Wachstube") == f"Wachstube{guessed(hint)}"


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("The Calder, a river.", f"The Calder{listed('Calder')}, a river{listed('Fluss')}."),
        # What begins a sentence has a capital anyway, and what is listed is known.
        ("Calder is. Moreover London.", "Calder is. Moreover London."),
        ("“Calder,” said Ann-May.", f"“Calder,” said Ann-May{listed('Ann-May')}."),
        ("the FBI, at Irmgard@Xylo.Org", "the FBI, at Irmgard@Xylo.Org"),
    ],
)
def test_english_names_are_their_own_hints(tmp_path: Path, text: str, hinted: str) -> None:
    english = lexicon(tmp_path, "en", "river\tFluss\nLondon\t+London\n")
    assert english.hinted(text) == hinted


EXPRESSIONS = """\
tie\tKrawatte
tie up\tanlegen|festbinden
tie up loose ends\talles regeln
loose\tlose
by and large\tim Großen und Ganzen
as far as I'm concerned\twas mich betrifft
ice cream\t+Eis
cream\tSahne
magistrates' court\tAmtsgericht
collector's item\tSammlerstück
"""


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("They tie up here.", f"They tie up{listed('anlegen', 'festbinden')} here."),
        # The longest one, with no hints inside, and nothing less than whole words.
        ("to tie up loose ends.", f"to tie up loose ends{listed('alles regeln')}."),
        ("to tie up loose", f"to tie up{listed('anlegen', 'festbinden')} loose{listed('lose')}"),
        ("a tie upstairs", f"a tie{listed('Krawatte')} upstairs"),
        ("by and largely by and large-scale", "by and largely by and large-scale"),
        ("a tie, up", f"a tie{listed('Krawatte')}, up"),
        ("By and large, yes", f"By and large{listed('im Großen und Ganzen')}, yes"),
        ("as far as I’m concerned", f"as far as I’m concerned{listed('was mich betrifft')}"),
        # Also behind the first word.
        ("the magistrates’ court", f"the magistrates’ court{listed('Amtsgericht')}"),
        ("a collector's item", f"a collector's item{listed('Sammlerstück')}"),
        ("a collector's items and collector", "a collector's items and collector"),
        # What the model knows as a whole needs no hints for its parts.
        ("ice cream and cream", f"ice cream and cream{listed('Sahne')}"),
    ],
)
def test_an_entry_of_several_words_has_one_hint(tmp_path: Path, text: str, hinted: str) -> None:
    assert lexicon(tmp_path, "en", EXPRESSIONS).hinted(text) == hinted


@pytest.mark.parametrize(
    ("terms", "text", "hinted"),
    [
        (
            {"loose ends": "Enden"},
            "tie up loose ends",
            f"tie up{listed('anlegen', 'festbinden')} loose ends{listed('Enden')}",
        ),
        # One that begins inside an expression and goes on behind it; one that is only letters.
        (
            {"large farms": "Höfe"},
            "by and large farms",
            f"by and large farms{listed('Höfe')}",
        ),
        ({"an": "x", "arg": "y"}, "by and large", f"by and large{listed('im Großen und Ganzen')}"),
    ],
)
def test_what_the_user_says_goes_before_an_expression(
    tmp_path: Path, terms: dict[str, str], text: str, hinted: str
) -> None:
    assert lexicon(tmp_path, "en", EXPRESSIONS).told(terms).hinted(text) == hinted


_ANY_WORD = st.text(st.characters(codec="utf-8", exclude_characters="\t\n|"), min_size=1)


@given(st.lists(_ANY_WORD, unique=True))
def test_every_word_of_a_lexicon_is_found_and_no_other(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.txt"
        write_lexicon(path, [(word, f"+{word}x") for word in words])
        read = Lexicon.read(path, "de")
    for rank, word in enumerate(words):
        assert read.entry(word) == Entry(word, rank, known=True, translations=(f"{word}x",))
        assert word + "x" in words or read.entry(word + "x") is None
        assert word[:-1] in words or read.entry(word[:-1]) is None


_WORDS = ["Heizkörper", "HEIZKÖRPER", "Flusswasser", "Kühlschranks", "Bund", "rechen", "gehen"]
_OTHERS = ["ä", "-", "x@Rechen.de", "https://", "“", "’s", "1", ".", "\n", LISTED, GUESSED, END]
_PIECES = st.sampled_from([*_WORDS, *_OTHERS])


@given(st.lists(_PIECES | st.just(" ")).map("".join))
def test_without_the_hints_the_text_is_what_it_was(german: Lexicon, text: str) -> None:
    plain = text.translate({ord(mark): None for mark in (LISTED, GUESSED, END)})
    hint = f"(?:[{LISTED}{GUESSED}] [^{LISTED}{GUESSED}{END}]+)+{END}"
    assert re.sub(hint, "", german.hinted(text)) == plain


def test_what_the_user_says_goes_before_the_lexicon(german: Lexicon) -> None:
    told = german.told({"Heizkörper": "heater", "Stadtwerke Altfährde": "city works"})
    text = "Die Stadtwerke Altfährde zahlen den HEIZKÖRPER, des Heizkörpers und Rechen."
    assert told.hinted(text) == (
        f"Die Stadtwerke Altfährde{listed('city works')} zahlen den"
        f" HEIZKÖRPER{listed('heater')}, des Heizkörpers{listed('heater')}"
        f" und Rechen{listed('rakes')}."
    )
    assert german.hinted("Heizkörper") == f"Heizkörper{listed('radiator')}"
    assert german.told({"a.b": f"x{END}y"}).hinted("a.b") == f"a.b{listed('xy')}"


def test_a_damaged_lexicon_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.de-en.txt"
    for text in (
        "Heizkörper\t0\tradiator\nRechen\t1\n",
        "Heizkörper\t0\tradiator\nRechen\t1\trake",
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"lexicon\.de-en\.txt is no lexicon"):
            Lexicon.read(path, "de")
