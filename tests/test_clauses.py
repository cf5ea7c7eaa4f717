"""Main clauses that a small translator gets one by one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize import registry
from summarize.backends import Models
from summarize.backends.clauses import clauses
from summarize.backends.sentences import SentenceTranslator

SENTENCE = (
    "The trains are often very late, but the people in town like them; nobody knows why that is."
)
CUT = [
    "The trains are often very late.", "But the people in town like them.",
    "Nobody knows why that is.",
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        (SENTENCE, CUT),
        (
            "His worry is the pier: 17 boats lie there in a storm.",
            ["His worry is the pier.", "17 boats lie there in a storm."],
        ),
        (
            "It was a good year – nobody had expected that.",
            ["It was a good year.", "Nobody had expected that."],
        ),
        (
            "The port is small, and Tri-Lakes has agreed to that.",
            ["The port is small.", "And Tri-Lakes has agreed to that."],
        ),
    ],
)
def test_clauses_become_sentences(sentence: str, texts: list[str]) -> None:
    cut = clauses(sentence)
    assert list(cut.texts) == texts
    assert cut.joined(cut.texts, "en").casefold() == sentence.casefold()


@pytest.mark.parametrize(
    "sentence",
    [
        "He owns a sink in the room, a window, and a door that locks well.",
        "She came home in the evening, and left again at once.",
        "The rule (it is old; nobody likes it there) is still in force.",
        "At 2:40 the bus stopped, and nobody got out.",
        "It came by the well-known ferry from the mainland.",
        "They named it: Gary.",
        "He served in the Second World War from 1939 – 1945 in the army.",
        "The film Star Wars: The Empire Strikes Back came out in 1980.",
        "If the rain stops soon, and the wind drops, we will go there.",
        "one two three four; " * 101,  # and it takes no time
    ],
)
def test_what_is_no_clause_stays(sentence: str) -> None:
    assert clauses(sentence).texts == (sentence,)


def test_german_nouns_keep_their_capitals() -> None:
    cut = clauses("It is about one thing only: money that nobody has seen. ")
    assert cut.joined(["Es geht um eine Sache.", "Geld, das keiner sah."], "de") == (
        "Es geht um eine Sache: Geld, das keiner sah."
    )
    assert cut.joined(["Es geht um eine Sache!", "Das Geld ist weg."], "de") == (
        "Es geht um eine Sache: das Geld ist weg."
    )


def test_polite_german_keeps_its_capital() -> None:
    cut = clauses("Please wait in the hall; you will be called; I have to leave now.")
    assert cut.joined(["Bitte warten Sie.", "Sie werden gerufen.", "Ich muss gehen."], "de") == (
        "Bitte warten Sie; Sie werden gerufen; ich muss gehen."
    )


words = st.sampled_from(
    "the a he of it boats Skerrow 5.2 and, and but ; : – , . (so) Äschen £5m ... well; it:".split()
)


@given(st.lists(words, max_size=40).map(" ".join) | st.text(max_size=80))
def test_no_word_is_lost(sentence: str) -> None:
    cut = clauses(sentence)
    assert letters(cut.joined(cut.texts, "en")) == letters(sentence)
    assert len(cut.texts) == len(cut.seams) + 1
    if len(cut.texts) > 1:
        assert all(len(text.split()) >= 4 for text in cut.texts)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


@pytest.fixture
def translator() -> SentenceTranslator:
    model = registry.load().models["builtin-de-en"]
    found = Models(device="cpu", engine="ct2").translator(model)
    assert isinstance(found, SentenceTranslator)
    return found


def test_the_built_in_translator_gets_clauses_of_english(
    translator: SentenceTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = translator.translate([SENTENCE], "en", "de")
    alone = [made.text for made in translator.translate(CUT, "en", "de")]
    assert whole.text == clauses(SENTENCE).joined(alone, "de")
    asked, decode = list[str](), translator._decode

    def spy(texts: list[str], *given: Any) -> Any:
        asked.extend(texts)
        return decode(texts, *given)

    monkeypatch.setattr(translator, "_decode", spy)
    german = "Die Züge sind oft zu spät; niemand weiß genau, warum."
    translator.translate([german], "de", "en")
    assert asked == [german]


def test_a_sentence_whose_clause_fails_is_tried_whole(
    translator: SentenceTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = list[list[str]]()

    def translate(texts: list[str], job: object) -> list[str | None]:
        calls.append(list(texts))
        return [None if text == CUT[1] else text.upper() for text in texts]

    monkeypatch.setattr(translator, "_translate", translate)
    made = translator.translate(["It is late.", SENTENCE], "en", "de")
    assert [one.text for one in made] == ["IT IS LATE.", SENTENCE.upper()]
    assert calls == [["It is late.", *CUT], [SENTENCE]]
