"""What is found in summaries and translations, and how a reader learns of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from summarize.assembly import Plan, assemble
from summarize.backends import Draft, Translated
from summarize.batch import Outcome
from summarize.checks.pairs import findings
from summarize.checks.support import Index
from summarize.cli.tally import Tally
from summarize.document import read
from summarize.registry import Family, Model, Task
from summarize.render import Format, writer
from summarize.request import Length, Request
from summarize.result import Finding, Result, Sentence, Severity, Status
from summarize.source import Source
from tests.conftest import SAMPLES, Command

WARNING, NOTE = Severity.WARNING, Severity.NOTE


def found(source: str, text: str, languages: tuple[str, str] = ("de", "en")) -> set[str]:
    pair = Sentence(source=source, text=text)
    return {f"{f.severity} {f.kind}: {f.message}" for f in findings(pair, languages, 0)}


# -- one sentence beside its translation ------------------------------------------------

RIGHT = [
    ("Das Auto Nr. 4 gewann.", "Car No. 4 won."),
    ("Merkels Besuch in Prag dauerte 3 Tage.", "The visit of Merkel to Prague took three days."),
    ("Der Rat hat am Montag zugestimmt.", "The council agreed on Monday."),
    ("Michail Gorbatschow kam nach München.", "Then Mikhail Gorbachev came to Munich."),
    ("Bürgermeisterin Kessler lehnte ab.", "The motion was refused by Mayor Kessler."),
    ("Das Rote Kreuz half in Österreich.", "Help came from the Red Cross in Austria."),
    ("Die Prager Zeitung berichtet darüber.", "It is reported by a Prague newspaper."),
    ("In Nordkalifornien und Südkorea brennt es.", "Now California and South Korea burn."),
    ("Tschechow traf Scharipow im Punkt.", "It was there that Chekhov met Sharipov."),
    ("Die Kanadier und die Griechen siegten.", "It was won by Canadian and Greek teams."),
    ("Den Markt von Köln kennt jeder.", "Everyone knows the market of Cologne."),
    ("Ministerin greift Brauer an", "Minister Attacks Brewer Over Prices in the North"),
    ("Der Versuch scheiterte.", "The attempt did not succeed."),
    ("Er kam nicht nur zu spät, sondern auch müde.", "He came late, and tired as well."),
    ("Das ist unmöglich.", "It can't be done."),
    ("Er verließ den Saal, ohne zu grüßen.", "He left the hall and did not greet anybody."),
    ("Niemand war da.", "There was nobody."),
    ("Es gilt das Gesetz, Abs. 2.", "It is the law, Para. 2, that rules."),
    ("Es kostet 5, 7 oder 9 Euro.", "It costs €5, €7 or €9."),
    ("Der Preis steigt um 12 auf 221 £.", "The price goes up by £12 to £221."),
    ("Es sind 5 Euro statt bisher 4 Euro.", "It is 5 instead of 4 euros."),
    ("Es sind 2 Millionen Dollar.", "It is two million."),
    ("Es sind 68 Mio. kanadische Dollar.", "It is 68 million Canadian dollars."),
    ("Die EM 2012 war in Polen.", "The Euro 2012 was in Poland."),
    ("ISBN 978-3-16-148410-0", "ISBN 978-3-16-148410-0"),
    ("Angeblich zahlte er.", "He is said to have paid."),
    ("Der mutmaßliche Täter schweigt.", "The suspect is silent."),
    ("Laut Polizei brannte es.", "There was a fire, police confirmed."),
    ("Kritik war laut geworden.", "There was criticism."),
]
WRONG = [
    ("Das kostet 12,4 Mio. Euro.", "It costs 12.4 billion euros.",
     "warning number: “12.4 billion euros” is “12,4 Mio. Euro” in the original"),
    ("Sie wärmt 3.200 Haushalte.", "It heats 3.200 homes.",
     "warning number: “3.200” means something else in English"),
    ("Der Bau dauert.", "Building takes 3 years.",
     "warning number: “3 years” is not in the original"),
    ("Am Montag kamen 300 Gäste.", "Guests came on Monday.",
     "warning number: “300” is missing"),
    ("Wer 300 Euro verdient, bekommt 28 Euro.", "Who earns €300 gets 28.",
     "warning number: “28 Euro” is missing"),
    ("Wählen Sie 0049 30 2000 3000.", "0049 call 30 2000 3000 3000.",
     "warning number: “3000” stands there more often than in the original"),
    ("Am 3. März beginnt der Bau.", "Building begins on May 3.",
     "warning date: “May” is “März” in the original"),
    ("Ab März wird gebaut.", "It will be built.", "warning date: “März” is missing"),
    ("Am Samstag war Markt.", "There was a market.", "note date: “Samstag” is missing"),
    ("Dann kam die Ärztin Kessler.", "Then the doctor Halvorsen came.",
     "warning name: “Halvorsen” is not in the original"),
    ("Das war im letzten Jahr in China.", "Last year this happened in Japan.",
     "warning name: “Japan” is not in the original"),
    ("Alle reden vom Pokal.", "Everybody talks about EasyJet.",
     "warning name: “EasyJet” is not in the original"),
    ("Das sagte Karl Weber in Rom, Wien, Köln.", "In Rome, Vienna, Cologne it was Carl Halvorsen.",
     "warning name: “Halvorsen” is not in the original"),
    ("Es war ein Engländer aus Essen.", "It was a German from Essen.",
     "warning name: “German” is not in the original"),
    ("Die Brücke wird nicht gebaut.", "The bridge will be built.",
     "warning negation: “nicht” is missing"),
    ("Die Brücke wird gebaut.", "The bridge will not be built.",
     "warning negation: “not” is not in the original"),
    ("Er kam nicht vor dem Sommer.", "He only came in summer.",
     "note negation: “nicht” is missing"),
    ("Angeblich zahlte er.", "He recently paid.", "warning hedge: “Angeblich” is missing"),
    ("Laut Polizei brannte es.", "There was a fire.", "warning hedge: “Laut” is missing"),
    ("Es war vermutlich Brandstiftung.", "It was arson.",
     "note hedge: “vermutlich” is missing"),
    ("Die Brücke wird im Sommer neu gebaut.", "Die Brücke wird im Sommer neu gebaut.",
     "warning untranslated: not translated: “Die Brücke wird im Sommer neu gebaut.”"),
    ("Die Brücke wird gebaut.", "…", "warning missing: missing: “Die Brücke wird gebaut.”"),
    ("Die Brücke wird gebaut.", "The bridge bridge bridge bridge bridge.",
     "warning loop: repeats itself: “Die Brücke wird gebaut.”"),
    ("Die Brücke über den Fluss wird nun im Sommer doch noch gebaut, sagt der Rat.", "Bridge.",
     "warning length: far shorter than the source: “Die Brücke über den Fluss wird nun im …”"),
]  # fmt: skip


@pytest.mark.parametrize(("german", "english"), RIGHT)
def test_a_right_translation_is_not_doubted(german: str, english: str) -> None:
    assert not found(german, english)
    assert not found(english, german, ("en", "de"))


@pytest.mark.parametrize(("source", "text", "expected"), WRONG)
def test_a_wrong_translation_is(source: str, text: str, expected: str) -> None:
    assert found(source, text) == {expected}


def test_the_english_side_tells_the_names_also_where_it_is_the_source() -> None:
    assert found(
        "Then the doctor Kessler came.", "Dann kam die Ärztin Halvorsen.", ("en", "de")
    ) == {"warning name: “Kessler” is missing"}


def test_a_sentence_that_was_kept_is_untranslated() -> None:
    pair = Sentence(source="Der Rat tagt.", text="Der Rat tagt.", ok=False)
    (finding,) = findings(pair, ("de", "en"), 4)
    assert (finding.kind, finding.sentence) == ("untranslated", 4)


# -- what supports a sentence -----------------------------------------------------------

SENTENCES = [
    "Der Rat hat am Montag zugestimmt.",
    "Die Pumpe kostet 12,4 Mio. Euro und steht am Hafen.",
    "Ab März wärmt sie 3.200 Haushalte.",
    "Die Angler fürchten um ihre Äschen.",
]


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        (SENTENCES[2], (2,)),
        ("Angler fürchten um die Äschen.", (3,)),
        ("Die Pumpe am Hafen wärmt ab März 3.200 Haushalte.", (2, 1)),
        ("Banken senken Zinsen.", ()),
        ("", ()),
    ],
)
def test_sources_are_the_sentences_with_the_same_words(
    sentence: str, sources: tuple[int, ...]
) -> None:
    assert Index(SENTENCES).find(sentence).sources == sources


def test_the_score_is_how_much_is_covered() -> None:
    index = Index(SENTENCES)
    said, half, other = SENTENCES[3], "Die Angler fürchten um Aktien und Zinsen.", "Zinsen steigen."
    scores = [index.find(sentence).score for sentence in (said, half, other)]
    assert scores[0] == 1
    assert 0.3 < scores[1] < 0.8
    assert scores[2] == 0


# -- whole results ----------------------------------------------------------------------

ARTICLE = f"Wärme aus dem Fluss\n\n{' '.join(SENTENCES)}\n"


def model(task: Task, family: Family, **fields: Any) -> Model:
    return Model(
        name=family.value, task=task, family=family, licence="MIT", commercial=True,
        download_mb=0, memory_mb=0, **fields,
    )  # fmt: skip


WRITER = model(Task.SUMMARIZE, Family.EXTRACTIVE, languages=("*",))
TRANSLATOR = model(Task.TRANSLATE, Family.MARIAN, pairs=("de-en",), path=Path("/nowhere"))
ENGLISH = dict(
    zip(
        ["Wärme aus dem Fluss", *SENTENCES],
        [
            "Heat from the river",
            "The council agreed on Monday.",
            "The pump costs 12.4 million euros and stands in the port.",
            "From March on, it heats 3,200 homes.",
            "The anglers fear for their graylings.",
        ],
        strict=True,
    )
)


def result(text: str, changed: dict[str, str] | None = None, *, extract: bool = False) -> Result:
    """The result for ARTICLE with this summary, and a translation with changes."""
    document = read(Source("a", "a.txt", lambda: ARTICLE, language="de"), ("de", "en"))
    table = ENGLISH | (changed or {})
    table |= {text: table.get(text, text)}
    return assemble(
        Plan(document, WRITER, {"en": TRANSLATOR}),
        {Length.SHORT: Draft(text, Status.OK, (1,) if extract else ())},
        {("de", "en"): {german: Translated(english) for german, english in table.items()}},
        Request(),
        signature="",
        seconds=0,
    )


def messages(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.kind}: {finding.message}" for finding in findings]


def test_a_right_result_has_no_findings_and_all_support() -> None:
    made = result(SENTENCES[1], extract=True)
    german, english = made.summaries
    assert not (*german.findings, *english.findings, *made.translations[0].findings)
    for summary in made.summaries:
        (support,) = summary.support
        assert support.sentence == summary.text
        assert (support.sources, support.score) == ((1,), 1.0)
        assert support.quotes == (SENTENCES[1],)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("Die Pumpe kostet 3,5 Mrd. Euro.", ["number: “3,5 Mrd. Euro” is not in the article"]),
        ("Die Pumpe läuft ab April.", ["date: “April” is not in the article"]),
        ("Das sagte Ministerin Halvorsen.", ["name: “Halvorsen” is not in the article"]),
        ("Die Pumpe für 12.400.000 Euro wärmt ab März.", []),
        ("Der Rat stimmte einer Pumpe am Hafen zu.", []),
        ("Der Rat will" + ", dass der Rat will" * 5 + ".", ["loop: repeats itself"]),
    ],
)
def test_a_summary_is_held_against_the_article(summary: str, expected: list[str]) -> None:
    assert messages(result(summary).summaries[0].findings) == expected


def test_a_summary_in_another_language_and_far_too_long() -> None:
    english = "The council has agreed to the pump, and it will be built at the port with the money."
    assert messages(result(english).summaries[0].findings) == ["language: written in English"]
    words = " ".join(f"Wort{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(80))
    assert messages(result(f"{words}.").summaries[0].findings) == [
        "length: 80 words where 45 were asked for"
    ]


def test_what_was_wrong_before_it_was_translated_is_wrong_in_both_columns() -> None:
    text = "Die Pumpe kostet 3,5 Mrd. Euro."
    made = result(text, {text: "The pump costs 3.6 billion euros."})
    assert messages(made.summaries[1].findings) == [
        "number: “3,5 Mrd. Euro” is not in the article",
        "number: “3.6 billion euros” is “3,5 Mrd. Euro” in the original",
    ]


def test_findings_of_a_translation_name_the_sentence() -> None:
    made = result(SENTENCES[0], {SENTENCES[2]: "From March on, it heats 32,000 homes."})
    (finding,) = made.translations[0].findings
    assert (finding.sentence, finding.text) == (3, "32,000")  # the title is sentence 0


def test_a_translation_into_the_wrong_language() -> None:
    text = "Es ist nicht so, dass die Pumpe mit dem Geld auch noch für das ganze Dorf gebaut wird."
    first, *others = result(SENTENCES[0], dict.fromkeys(SENTENCES, text)).translations[0].findings
    assert (first.message, first.sentence) == ("written in German", None)
    # Names and numbers are not compared with those of another language.
    assert {finding.kind for finding in others} == {"language", "loop"}


# -- what a reader sees -----------------------------------------------------------------

DOUBTFUL = "Die Pumpe kostet 3,5 Mrd. Euro."
CHECK = "check: “3,5 Mrd. Euro” is not in the article"


def written(made: Result, format: Format, *, explain: bool = False) -> str:
    out = io.StringIO()
    writer(format, explain=explain)([made], out)
    return out.getvalue()


@pytest.mark.parametrize("format", [Format.TABLE, Format.TEXT, Format.MARKDOWN])
def test_a_line_below_the_column_says_what_to_check(format: Format) -> None:
    text = " ".join(written(result(DOUBTFUL), format).split())
    assert CHECK in text
    assert "check:" not in written(result(SENTENCES[1]), format)


def test_many_warnings_are_three_lines_and_a_number() -> None:
    changed = {s: f"{english} 77 7{i}" for i, (s, english) in enumerate(ENGLISH.items())}
    text = written(result(SENTENCES[1], changed), Format.TEXT)
    assert text.rstrip().endswith("check: and 2 more, see --format json")


@pytest.mark.parametrize("format", [Format.TABLE, Format.TEXT])
def test_explain_shows_the_sources_of_each_sentence(format: Format) -> None:
    made = result(DOUBTFUL)
    score = made.summaries[0].support[0].score
    line = f"{score:.2f} [1] {SENTENCES[1]}"
    assert line in written(made, format, explain=True)
    assert "[1]" not in written(made, format)


SOURCE = Source("a", "a.txt", lambda: "")


@pytest.mark.parametrize(("summary", "code"), [(DOUBTFUL, 1), (SENTENCES[1], 0)])
def test_strict_fails_where_something_is_probably_wrong(summary: str, code: int) -> None:
    codes = []
    for strict in (True, False):
        tally = Tally(quiet=True, strict=strict, format=Format.TEXT)
        made = result(summary, {DOUBTFUL: "The pump costs 3.5 billion euros."})
        assert list(tally.watch(iter([Outcome(SOURCE, made)])))
        codes.append(tally.exit_code)
    assert codes == [code, 0]


def test_a_note_does_not_fail() -> None:
    made = result(SENTENCES[0], {SENTENCES[0]: "The council agreed."})
    assert {finding.severity for finding in made.translations[0].findings} == {NOTE}
    tally = Tally(quiet=True, strict=True, format=Format.TEXT)
    assert list(tally.watch(iter([Outcome(SOURCE, made)])))
    assert tally.exit_code == 0


@pytest.mark.parametrize("sample", sorted(p for p in SAMPLES.iterdir() if p.name != "README.md"))
def test_extracts_of_the_samples_are_beyond_doubt(summarize: Command, sample: Path) -> None:
    done = summarize(sample, "--profile", "builtin", "--no-translate", "--format", "json")
    for document in json.loads(done.out)["documents"]:
        own = [s for s in document["summaries"] if s["lang"] == document["language"]["code"]]
        assert own
        for made in own:
            assert made["findings"] == []
            assert made["support"]
            assert all(support["score"] == 1 for support in made["support"])


def test_explain_on_the_command_line(summarize: Command) -> None:
    article = SAMPLES / "stadtwerke.txt"
    done = summarize(article, "--explain", "--lang", "de", "--length", "short", "--strict")
    assert "SUPPORT · short · German" in done.out
    assert "1.00 [0] " in done.out
