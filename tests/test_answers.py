"""What is left of a chat model's answer once it is cleaned up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.backends import answers

AGREED, ZU = "The council agreed.", "Der Rat stimmte zu."
DE = "Der Rat hat dem Umbau zugestimmt. Er kostet 12,4 Mio. Euro."
EN = "The council has approved the plan. It costs 12.4 million euros."

# What a model answered -> the summary in it.
SUMMARIES = [
    # nothing to be cleaned
    (DE, DE),
    (EN, EN),
    ("Der Rat sagte: „Wir bauen.“ Dann ging er.", "Der Rat sagte: „Wir bauen.“ Dann ging er."),
    ("„Ja“, sagte sie, und er sagte „Nein“.", "„Ja“, sagte sie, und er sagte „Nein“."),
    ("3. Oktober ist Feiertag in Deutschland.", "3. Oktober ist Feiertag in Deutschland."),
    ("Preis: 12 * 3 * 4 Euro.", "Preis: 12 * 3 * 4 Euro."),
    ("Die Datei my_big_file ist leer.", "Die Datei my_big_file ist leer."),
    ("Sicher ist: Der Bau beginnt.", "Sicher ist: Der Bau beginnt."),
    ("Die Übersetzung des Romans ist erschienen.", "Die Übersetzung des Romans ist erschienen."),
    ("Here in Harbour Town, ferries run late.", "Here in Harbour Town, ferries run late."),
    ("Great Britain votes today.", "Great Britain votes today."),
    ("Der Titel ging an Bayern: 3:1 gegen Köln.", "Der Titel ging an Bayern: 3:1 gegen Köln."),
    # announcements and labels
    (f"Hier ist die Zusammenfassung:\n\n{DE}", DE),
    (f"Hier ist eine kurze Zusammenfassung des Textes auf Deutsch: {DE}", DE),
    (f"Gerne! Hier ist die Zusammenfassung in zwei Sätzen:\n{DE}", DE),
    (f"Natürlich, hier ist eine Zusammenfassung: {DE}", DE),
    (f"Zusammenfassung: {DE}", DE),
    (f"**Zusammenfassung:**\n\n{DE}", DE),
    (f"Zusammenfassung\n\n{DE}", DE),
    (f"Die Zusammenfassung des Textes: {DE}", DE),
    (f"Der Text lässt sich wie folgt zusammenfassen:\n{DE}", DE),
    (f"Nachfolgend die Zusammenfassung des Artikels:\n{DE}", DE),
    (f"Here is a summary of the text:\n\n{EN}", EN),
    (f"Here's a brief summary in two sentences: {EN}", EN),
    (f"Sure! Here is the summary:\n{EN}", EN),
    (f"Certainly. {EN}", EN),
    (f"Summary: {EN}", EN),
    (f"**Summary (2 sentences):** {EN}", EN),
    (f"Final summary: {EN}", EN),
    (f"TL;DR: {EN}", EN),
    (f"The text can be summarized as follows:\n{EN}", EN),
    # quotation marks
    (f"„{DE}“", DE),
    (f"»{DE}«", DE),
    (f'"{EN}"', EN),
    (f"“{EN}”", EN),
    (f'Summary: "{EN}"', EN),
    ('"Yes," she said. "No," he said.', '"Yes," she said. "No," he said.'),
    # Markdown
    (f"# Zusammenfassung\n\n{DE}", DE),
    (f"## Altfährde baut um ##\n{DE}", DE),
    ("- Der Rat stimmt zu\n- Baubeginn ist im März", "Der Rat stimmt zu. Baubeginn ist im März."),
    ("1. The council agreed.\n2. Work starts soon.", "The council agreed. Work starts soon."),
    ("* **Kosten:** 12 Mio. Euro\n* **Beginn:** März", "Kosten: 12 Mio. Euro. Beginn: März."),
    ("Der **Rat** hat _sofort_ `zugestimmt`.", "Der Rat hat sofort zugestimmt."),
    (f"```text\n{EN}\n```", EN),
    ("Siehe [die Seite](https://example.org/a).", "Siehe die Seite."),
    (f"> {DE}", DE),
    (f"---\n{DE}\n---", DE),
    # thoughts
    (f"<think>\nDer Nutzer will …\n</think>\n\n{DE}", DE),
    (f"<think>\n\n</think>\n\n{EN}", EN),
    (f"Okay, the user wants a summary.\n</think>\n{EN}", EN),
    (f"<reasoning>a</reasoning><think>b</think>{DE}", DE),
    ("<think>Okay, the user wants a summary of", ""),
    (f"{DE} <think>War das kurz genug?", DE),
    (f"<summary>{EN}</summary>", EN),
    # remarks behind it
    (f"{DE}\n\nHinweis: Die Zusammenfassung enthält nur Informationen aus dem Text.", DE),
    (f"{DE}\n\n(Anmerkung: 2 Sätze)", DE),
    (f"{DE} (11 Wörter)", DE),
    (f"{DE}\n\nIch hoffe, das hilft!", DE),
    (f"{EN}\n\nNote: This summary uses only the text.", EN),
    (f"{EN}\n\n*Word count: 11*", EN),
    (f"{EN} (11 words)", EN),
    (f"{EN}  ( about 11 words ) ", EN),
    ("Der **neue *Rat*** und __der__ alte*r sagen `ja`.", "Der neue Rat und der alte*r sagen ja."),
    (f"{EN}\n\nLet me know if you need anything else!", EN),
    # what is no text
    ("Der Rat \x1b[31mstimmt\x07 zu.\ufffd", "Der Rat [31mstimmt zu."),
    # form
    ("Der Rat hat zugestimmt", "Der Rat hat zugestimmt."),
    ("Erster Absatz.\n\nZweiter Absatz.", "Erster Absatz. Zweiter Absatz."),
    ("", ""),
    ("  \n ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), SUMMARIES)
def test_summaries(answer: str, expected: str) -> None:
    assert answers.summary(answer) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("start", "again", "end"),
    [
        ("# Der Rat", " ", "stimmt zu"),
        ("Der Rat (", " ", "stimmt zu"),
        ("Der Rat ", "`", "stimmt zu"),
        ("Der Rat ", "**stimmt ", "zu"),
        ("Der Rat ", "_stimmt ", "zu"),
        ("Der Rat ", "*stimmt", "zu"),
        ("Der Rat ", "z", "u"),
    ],
)
def test_an_answer_without_end_takes_linear_time(start: str, again: str, end: str) -> None:
    answer = start + (again * 100_000)[:100_000] + end
    assert answers.summary(answer).startswith("Der Rat")
    assert answers.headline(answer).startswith("Der Rat")
    assert answers.translation(answer, "x").startswith("Der Rat")


def test_an_answer_that_was_stopped_gets_no_full_stop() -> None:
    assert answers.summary("Der Rat hat zu", finished=False) == "Der Rat hat zu"
    assert answers.summary("- Eins\n- Zwei und", finished=False) == "Eins. Zwei und"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Rat stimmt Umbau zu", "Rat stimmt Umbau zu"),
        ("Überschrift: Rat stimmt Umbau zu", "Rat stimmt Umbau zu"),
        ("**Rat stimmt Umbau zu**", "Rat stimmt Umbau zu"),
        ("# Rat stimmt Umbau zu", "Rat stimmt Umbau zu"),
        ("„Rat stimmt Umbau zu“", "Rat stimmt Umbau zu"),
        ("Rat stimmt Umbau zu.", "Rat stimmt Umbau zu"),
        ("Hier ist eine Überschrift:\n\nRat stimmt Umbau zu", "Rat stimmt Umbau zu"),
        ("Rat stimmt Umbau zu\n\nEr kostet 12 Mio. Euro.", "Rat stimmt Umbau zu"),
        ('Headline: "Council Backs Plan"', "Council Backs Plan"),
        ("Sure! Here's a headline:\nCouncil Backs Plan", "Council Backs Plan"),
        ("Title - Council Backs Plan", "Title - Council Backs Plan"),
        ("Streit um Geld, Macht usw. – was nun?", "Streit um Geld, Macht usw. – was nun?"),
        ("<think>x</think>", ""),
    ],
)
def test_headlines(answer: str, expected: str) -> None:
    assert answers.headline(answer) == expected


@pytest.mark.parametrize(
    ("answer", "source", "expected"),
    [
        (AGREED, ZU, AGREED),
        ("Translation: The council agreed.", ZU, AGREED),
        ("Here is the translation:\n\nThe council agreed.", ZU, AGREED),
        (f'"{AGREED}"', ZU, AGREED),
        ("“We agree.”", "„Wir stimmen zu.“", "“We agree.”"),
        ("1. The council agreed.", "1. Der Rat stimmte zu.", "1. The council agreed."),
        ("The council agreed.\n\nNote: formal register.", ZU, AGREED),
        ("Übersetzung: Der Rat stimmte zu.", AGREED, ZU),
    ],
)  # fmt: skip
def test_translations(answer: str, source: str, expected: str) -> None:
    assert answers.translation(answer, source) == expected


def test_tidy() -> None:
    assert answers.tidy(" The plan ,\nthey said , costs 12.5 million . ") == (
        "The plan, they said, costs 12.5 million."
    )


@given(st.text(max_size=300))
def test_any_answer_can_be_cleaned(answer: str) -> None:
    for text in (
        answers.summary(answer),
        answers.headline(answer),
        answers.translation(answer, "x"),
    ):
        assert "\n" not in text
        assert text == text.strip()


@given(st.lists(st.sampled_from(["Der Rat stimmt zu.", "Es kostet 3 Euro!", "Warum?"]), min_size=1))
def test_plain_sentences_stay_as_they_are(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert answers.summary(text) == text
