"""What no translation looks like, and what needs none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.checks.plausible import degenerate, passes_through
from summarize.stopwords import STOP_WORDS

SOURCE = "Die Regierung hat am Montag nach langer Debatte ein neues Gesetz beschlossen."
GOOD = "On Monday, after a long debate, the government passed a new law."


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "42", "12 – 15 %", "—", "***", "1.234,56 €", "2 + 2 = 4", "😀", "§ 5", "3:2",
        "J", "J.", "„J“", "A", "https://example.org/a?b=c", "www.example.org.",
        "anna.muster@example.org", "(https://example.org)", "example.org", "@tagesschau",
        "https://example.org x@example.org", "EU", "USA.", "U.S.", "COVID-19", "A4", "B2B",
        "MH370", "iPhone", "eBay",
        "sha256-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c", "ab/+" * 99,
    ],
)  # fmt: skip
def test_the_same_in_every_language(text: str) -> None:
    assert passes_through(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wirtschaft", "Wirtschaft.", "Merkel", "wichtig", "Nein!", "BürgerInnen", "ACHTUNG",
        "2G-Regel", "10-jährige", "3 Tage", "10 km", "Er geht.", "Herr J. geht", "EU und USA",
        "NEUE STEUER", "DAS IST GUT", "siehe https://example.org", "漢字", "漢字" * 99,
        "Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    ],
)  # fmt: skip
def test_to_be_translated(text: str) -> None:
    assert not passes_through(text)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", "empty"),
        (" . ", "empty"),
        ("The government the government the government passed a law.", "repeats itself"),
        ("On Monday on on on on the government passed a new law.", "repeats itself"),
        ("The government passed a new law. " * 2, "repeats itself"),
        ("The government passed aaaaaaaaaaaaaaaaa new law.", "repeats itself"),
        ("The government lalalalalalalalalala passed a law.", "repeats itself"),
        ("the cat a dog " + "the cat and a cow saw the cat and a dog so " * 3, "repeats itself"),
        (SOURCE, "not translated"),
        (SOURCE.replace("Montag", "Monday"), "not translated"),
        ("A law.", "far shorter than the source"),
        (" ".join(f"word{index}" for index in range(60)), "far longer than the source"),
        (GOOD, None),
        ("The government has passed a law very, very, very late, on Monday.", None),
    ],
)
def test_reasons(output: str, reason: str | None) -> None:
    assert degenerate(SOURCE, output) == reason


def test_an_output_that_was_cut_off_is_degenerate() -> None:
    assert degenerate(SOURCE, GOOD, finished=False) == "does not end"


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Nein, nein, nein, nein, nein!", "No, no, no, no, no!"),
        ("Hahahahahahahahaha, sagte er.", "Hahahahahahahahaha, he said."),
        ("Inhalt .................... 5", "Contents .................... 5"),
        ("Es sind 10000000000 Euro.", "It is 10000000000 euros."),
        ("Anna Maria, Olaf Klein und Max Groß", "Anna Maria, Olaf Klein and Max Groß"),
        ("Pink Floyd: Wish You Were Here", "Pink Floyd: Wish You Were Here"),
        ("Berlin (dpa)", "Berlin (dpa)"),
        ("Ja.", "Yes, that is right."),
        ("Wirtschaft", "Economy"),
        ("The quick brown fox jumps over the dog.", "敏捷的棕色狐狸跳过了那只狗。"),
        ("Rhabarber, Rhabarber, sagte der Rabe.", "Rhubarb, rhubarb, said the raven."),
        ("Geld, Geld, Geld: Er hat keines.", "Money, money, money: he has none."),
    ],
)  # fmt: skip
def test_what_the_source_does_a_translation_may_do(source: str, output: str) -> None:
    assert degenerate(source, output) is None


def test_a_sentence_in_the_target_language_may_stay() -> None:
    def copied(text: str) -> str | None:
        return degenerate(text, text, spoken=STOP_WORDS["de"], wanted=STOP_WORDS["en"])

    assert copied("I have a dream that we will all be there.") is None
    assert copied(SOURCE) == "not translated"
    assert copied("Buna ziua tuturor celor prezenti aici.") == "not translated"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_an_answer(source: str, output: str) -> None:
    assert passes_through(source) in (True, False)
    reason = degenerate(source, output)
    assert reason is None or reason


@pytest.mark.parametrize("unit", ["a", "ab ", "a-", "1.", "x@", "_ ", "Wort "])
def test_time_is_linear(unit: str) -> None:
    long = unit * (50_000 // len(unit))
    started = time.perf_counter()
    assert degenerate(SOURCE, long) is not None
    passes_through(long)
    assert time.perf_counter() - started < 5  # it takes 0.01 s
