"""Rare nouns in the places of others: the same gender, the same number, on both sides."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from summarize.backends.hints import Lexicon, write_lexicon
from training import dictionary, spelled
from training.corpus import Pair
from training.nouns import Noun, nouns, placed, words_before

TEXTS = [
    "Der Hund bellt, und eine Katze sieht den Hund.",
    "Wir kaufen ein Haus, und das Haus ist alt.",
    "Zur Katze kam der Arzt.",
    "Die Hunde liegen neben dem Haus.",
]
DICTIONARY = {
    "Hund": ("dog",),
    "Schäferhund": ("Alsatian",),  # with a capital: perhaps a name
    "Wachhund": ("guard dog", "watchdog"),
    "Wildkatze": ("wildcat",),
    "Katze": ("cat",),
    "Affe": ("monkey",),
    "Gewächshaus": ("greenhouse",),
    "Igeln": ("hedgehogs",),
    "Igel": ("hedgehogs",),  # in the dative it is "Igeln"
    "Brücke": ("bridge",),  # no article was seen before it
    "nach wie vor": ("still",),
    "Gratis": ("Gratis",),
}
FOUND = {noun.de: noun for noun in nouns(DICTIONARY, words_before(TEXTS))}


def test_the_gender_of_a_noun_is_that_of_its_articles_or_of_its_last_part() -> None:
    assert {word: noun.kind for word, noun in FOUND.items()} == {
        "Hund": "masculine",
        "Wachhund": "masculine",
        "Katze": "feminine",
        "Wildkatze": "feminine",
        "Gewächshaus": "neuter",
        "Igeln": "plural",
    }
    assert FOUND["Wachhund"].en == "guard dog"


def test_unclear_articles_tell_nothing() -> None:
    texts = ["Das Steuer ist hart.", "Die Steuer ist hart.", "Er zahlt das Steuer."]
    assert not list(nouns({"Steuer": ("tax",)}, words_before(texts)))


def test_nouns_take_the_places_of_others_of_their_kind() -> None:
    pairs = [
        Pair("Ein Hund bellt.", "A dog is barking."),
        Pair("Die Katze schläft.", "The cat sleeps."),
    ]
    made = set(placed(list(FOUND.values()), pairs, 3, Random(1)))
    assert made == {
        Pair("Ein Hund bellt.", "A dog is barking."),
        Pair("Ein Wachhund bellt.", "A guard dog is barking."),
        Pair("Die Katze schläft.", "The cat sleeps."),
        Pair("Die Wildkatze schläft.", "The wildcat sleeps."),
    }


def test_the_english_article_fits_the_noun() -> None:
    found = [Noun("Hund", "dog", "masculine"), Noun("Igel", "hedgehog", "masculine")]
    pairs = [Pair("Ein Aal ist hier.", "An eel is here.")]
    eel = Noun("Aal", "eel", "masculine")
    made = {pair.en for pair in placed([*found, eel], pairs, 1, Random(1))}
    assert made == {"A dog is here.", "A hedgehog is here.", "An eel is here."}
    back = placed([eel, found[0]], [Pair("Ein Hund ist hier.", "A dog is here.")], 1, Random(1))
    assert {pair.en for pair in back} == {"An eel is here.", "A dog is here."}


def test_nothing_is_put_where_it_does_not_fit() -> None:
    found = [FOUND["Hund"], FOUND["Wachhund"]]
    pairs = [
        Pair("Das Fell des Hund glänzt.", "The dog gleams."),  # a genitive has an ending
        Pair("Hund sucht Hund.", "Dog wants dog."),  # which of them?
        Pair("Der Hund bellt.", "The dogs bark."),
        Pair("Der Hund bellt.", "The dog's bark."),
        Pair("Der Hund bellt.", "It barks."),
    ]
    assert not list(placed(found, pairs, 5, Random(1)))


def test_nouns_are_asked_for_in_sentences_and_right_in_any_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"Katze": ("cat",), "Wildkatze": ("wildcat", "wild cat")}, {"wildcat": ("Wildkatze",)}
    monkeypatch.setattr(dictionary, "read", lambda: said)
    write_lexicon(tmp_path / "de", [("Katze", "+cat"), ("Wildkatze", "wildcat")])
    write_lexicon(tmp_path / "en", [("wildcat", "Wildkatze")])
    lexicons = [Lexicon.read(tmp_path / language, language) for language in ("de", "en")]
    # What the model needs no hint for is not asked for.
    ((source, wanted),) = spelled.german_words(FOUND.values(), lexicons[0], 9).items()
    assert "die Wildkatze" in source
    assert wanted == {"wildcat", "wild cat"}
    ((source, wanted),) = spelled.english_words(lexicons[1], 9).items()
    assert "the wildcat" in source
    assert wanted == {"Wildkatze"}
    assert spelled.is_right("Sie lobten die Wildkatzen.", wanted)
    assert not spelled.is_right("Sie lobten die wilde Katze.", wanted)
