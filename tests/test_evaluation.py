"""`summarize eval`: figures that others compute, too, of what the product really makes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from summarize.document import Document, count_words, read
from summarize.errors import InputError
from summarize.evaluation import Made, Reference, from_json_lines, score
from summarize.evaluation.measures import measure
from summarize.evaluation.rouge import rouge, words
from summarize.evaluation.scores import coverage
from summarize.request import Length
from summarize.result import (
    Failure,
    Finding,
    Language,
    Result,
    Severity,
    Status,
    Summary,
    Translation,
)
from summarize.source import Source
from tests.checkpoints import LESSONS, checkpoint
from tests.conftest import SAMPLES, Command
from tests.converted import ENTRY, trained
from tests.test_cache import sql
from tests.translators import Checkpoint

__all__ = ["checkpoint", "trained"]

GERMAN = list(LESSONS)
# What people would say: not always what the model has learnt.
ENGLISH = [*list(LESSONS.values())[:4], "The children play outdoors.", "She reads her old book."]


def json_lines(path: Path, lines: Sequence[Mapping[str, object]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def lessons(summarize: Command, trained: Path, checkpoint: Checkpoint, cache: Path) -> Command:
    """The command, a translator that has learnt six sentences, and one that has learnt none."""
    models = {"pupil": trained, "beginner": checkpoint("marian")}
    text = "".join(ENTRY.format(name=name, path=path) for name, path in models.items())
    (summarize.home / "models.toml").write_text(text, encoding="utf-8")
    summarize.env |= {"SUMMARIZE_MODELS": "models.toml", "HF_HOME": str(cache)}
    pairs = zip(GERMAN, ENGLISH, strict=True)
    lines = [{"text": german, "lang": "de", "translation": english} for german, english in pairs]
    json_lines(summarize.home / "refs.jsonl", lines)
    return summarize


def data(command: Command, *arguments: str, code: int = 0) -> dict[str, Any]:
    out = command("eval", *arguments, "--format", "json", code=code).out
    parsed: dict[str, Any] = json.loads(out)
    return parsed


def made_of(command: Command, texts: list[str]) -> list[str]:
    """What a run makes of texts, each in one line."""
    lines = "".join(json.dumps({"text": text, "lang": "de"}) + "\n" for text in texts)
    options = ("--lang", "en", "--no-summary", "--translator", "pupil", "--format", "jsonl")
    records = command("-", *options, "--no-cache", stdin=lines.encode()).out.splitlines()
    return [json.loads(record)["translations"][0]["text"] for record in records]


# --- translations ------------------------------------------------------------------------


def test_translators_side_by_side(lessons: Command) -> None:
    found = data(lessons, "refs.jsonl", "--translator", "pupil", "--translator", "beginner")
    pupil, beginner = found["translations"]
    assert (pupil["asked"], pupil["source"], pupil["target"]) == ("pupil", "de", "en")
    assert (pupil["texts"], pupil["failed"], pupil["models"]) == (6, 0, ["pupil"])
    said = made_of(lessons, GERMAN)
    bleu, chrf = BLEU(), CHRF()
    assert pupil["bleu"] == round(bleu.corpus_score(said, [ENGLISH]).score, 2)
    assert pupil["chrf"] == round(chrf.corpus_score(said, [ENGLISH]).score, 2)
    assert 60 < pupil["bleu"] < 100
    assert beginner["bleu"] < 5
    assert beginner["states"]["incomplete"] > 3
    assert pupil["bleu_confidence"] is None
    assert found["signatures"] == {
        "bleu": str(bleu.get_signature()), "chrf": str(chrf.get_signature())
    }  # fmt: skip
    assert found["summaries"] == []


def test_the_table_in_a_pipe(lessons: Command) -> None:
    done = lessons("eval", "refs.jsonl", "--translator", "pupil", "--translator", "beginner")
    head, pupil, beginner, empty, *signatures = done.out.splitlines()
    assert head.split() == ["translations", "languages", "texts", "BLEU", "chrF", "remarks"]
    assert re.fullmatch(r"pupil +de → en +6 +\d+\.\d +\d+\.\d +-", pupil)
    assert re.fullmatch(r"beginner +de → en +6 +\d+\.\d +\d+\.\d +.*incomplete \d.*", beginner)
    assert empty == ""
    assert [line.split()[0] for line in signatures] == ["bleu", "chrf"]
    assert "tok:13a" in signatures[0]
    assert "\x1b" not in done.out


def test_confidence(lessons: Command) -> None:
    options = ("refs.jsonl", "--translator", "pupil", "--confidence")
    (row,) = data(lessons, *options)["translations"]
    said = made_of(lessons, GERMAN)
    for name, metric in (("bleu", BLEU()), ("chrf", CHRF())):
        expected = metric.corpus_score(said, [ENGLISH], n_bootstrap=1000)
        assert row[f"{name}_confidence"] == round(expected._ci, 2)
        assert row[name] == round(expected.score, 2)
    table = lessons("eval", *options).out
    assert f"{row['bleu']:.1f} ± {row['bleu_confidence']:.1f}" in table
    assert "|bs:1000|seed:" in table


def test_models_are_told_from_the_first_of_them(lessons: Command) -> None:
    """Its twin says the same; the beginner is worse on any texts."""
    text = (lessons.home / "models.toml").read_text(encoding="utf-8")
    twin = text.split("[models.beginner]")[0].replace("pupil", "twin")
    (lessons.home / "models.toml").write_text(text + twin, encoding="utf-8")
    names = ("pupil", "twin", "beginner")
    options = ("refs.jsonl", *(f"--translator={name}" for name in names))
    found = data(lessons, *options, "--confidence")
    pupil, twin_row, beginner = found["translations"]
    assert (pupil["bleu_p"], pupil["chrf_p"]) == (None, None)
    assert (twin_row["bleu_p"], twin_row["chrf_p"]) == (1, 1)
    assert 0 < beginner["bleu_p"] < 0.05
    assert found["signatures"]["p"] == "paired bootstrap against pupil, * below 0.05"
    rows = lessons("eval", *options, "--confidence").out.splitlines()[1:4]
    assert [len(re.findall(r"± \d+\.\d\*", row)) for row in rows] == [0, 0, 2]
    without = data(lessons, *options)
    assert without["translations"][2]["bleu_p"] is None
    assert "p" not in without["signatures"]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5])
def test_p_is_that_of_sacrebleu_and_lone_differences_are_chance(share: float) -> None:
    wanted = [
        f"The {a} fox {b} over the {c} dog and sleeps."
        for a, b, c in product("xyz", "pqr", "abcdef")
    ]
    first = [text.replace("over", "under") for text in wanted]
    given = [
        text.replace("fox ", "") if n < share * len(first) else text for n, text in enumerate(first)
    ]
    p = measure(BLEU(), given, wanted, first, confidence=True).p
    if share:
        systems: list[tuple[str, Sequence[str]]] = [("", first), ("", given)]
        _, found = PairedTest(systems, {"bleu": BLEU()}, [wanted], "bs", 1000)()
        assert p == found["BLEU"][1].p_value  # type: ignore[union-attr]
    assert p is not None
    assert (p < 0.05) == (share > 0.1)


def test_a_terminal_sees_how_far_it_is_and_what_was_told_of_the_models(
    lessons: Command, checkpoint: Checkpoint
) -> None:
    pytest.importorskip("pexpect", reason="pseudo-terminals are for Unix")
    from tests.test_progress import on_terminal

    slow = ENTRY.format(name="slow", path=checkpoint("fsmt")).replace("marian", "fsmt")
    with (lessons.home / "models.toml").open("a", encoding="utf-8") as file:
        file.write(slow)
    command = f"{sys.executable} -m summarize eval refs.jsonl --translator pupil --translator slow"
    shown = on_terminal(lessons, command)
    bar, _, table = shown.rpartition("translations")
    assert "6/12" in bar
    assert "12/12" in bar
    assert "loading slow" in bar
    assert re.search(r"refs\.jsonl:\d", bar)
    assert "note: slow runs on transformers: CTranslate2 cannot convert fsmt models" in table
    assert "loading" not in table
    # The second time nothing is left to be loaded, and --quiet shows the table alone.
    assert on_terminal(lessons, f"{command} --quiet").startswith("\x1b[1mtranslations")


def test_two_files_line_by_line(lessons: Command) -> None:
    one = data(lessons, "refs.jsonl", "--translator", "pupil")
    (lessons.home / "de.txt").write_text("\n".join(GERMAN) + "\n\n", encoding="utf-8")
    (lessons.home / "en.txt").write_text("\r\n".join(ENGLISH) + "\r\n\r\n", encoding="utf-8")
    files = ("--source", "de.txt", "--reference", "en.txt")
    other = data(lessons, *files, "--from", "de", "--to", "en", "--translator", "pupil")
    assert other == one


def test_a_direction_is_a_row(lessons: Command) -> None:
    lines = [
        {"text": GERMAN[0], "lang": "de", "translation": {"en": ENGLISH[0]}},
        {"text": ENGLISH[1], "lang": "en", "translation": {"de": GERMAN[1]}},
        {"text": GERMAN[1], "lang": "de", "translation": {"en": ENGLISH[1]}},
    ]
    json_lines(lessons.home / "refs.jsonl", lines)
    done = lessons("eval", "refs.jsonl", "--translator", "pupil", "--format", "json", code=1)
    there, back = json.loads(done.out)["translations"]
    assert (there["source"], there["texts"], there["bleu"]) == ("de", 2, 100)
    # What it cannot do counts, and is told.
    assert (back["source"], back["texts"], back["failed"], back["bleu"]) == ("en", 1, 1, 0)
    assert "error: refs.jsonl:2: pupil does not translate English to German" in done.err
    assert json.loads(done.out)["failures"][0]["source"] == "refs.jsonl:2"


def test_what_was_made_before_is_not_made_again(lessons: Command) -> None:
    options = ("refs.jsonl", "--translator", "pupil")
    first = data(lessons, *options)
    kept = Path(json.loads(lessons("cache", "info", "--json").out)["path"])
    sql(kept, "UPDATE results SET value = (SELECT value FROM results LIMIT 1)")
    assert sql(kept, "SELECT count(*) FROM results") == [(len(GERMAN),)]
    assert data(lessons, *options)["translations"][0]["bleu"] < 40
    assert data(lessons, *options, "--no-cache") == first


# --- summaries ---------------------------------------------------------------------------

SUMMARY = "Seit Montag heizt das Wasser der Irmel 4.600 Haushalte. Die Angler sorgen sich."


class Words:
    """rouge-score's own tokenizer takes letters of English only."""

    def __init__(self, language: str) -> None:
        self._language = language

    def tokenize(self, text: str) -> list[str]:
        return words(text, self._language)


def by_rouge_score(reference: str, text: str, language: str) -> list[float]:
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Words(language))
    return [100 * found.fmeasure for found in scorer.score(reference, text).values()]


def test_summaries_of_what_a_run_writes(summarize: Command) -> None:
    article = (SAMPLES / "stadtwerke.txt").read_text(encoding="utf-8")
    lines = [
        {"text": article, "summary": SUMMARY, "length": "short"},
        {"text": article, "summary": f"{SUMMARY} Es kostet 31,8 Mio. Euro. " * 5},
    ]
    json_lines(summarize.home / "refs.jsonl", lines)
    found = data(summarize, "refs.jsonl", "--summarizer", "extractive", "--profile", "builtin")
    assert [(row["asked"], row["length"]) for row in found["summaries"]] == [
        ("builtin", "short"), ("builtin", "medium"),
        ("extractive", "short"), ("extractive", "medium"),
    ]  # fmt: skip
    run = summarize(SAMPLES / "stadtwerke.txt", "--lang", "de", "--format", "jsonl").out
    written = {summary["length"]: summary for summary in json.loads(run)["summaries"]}
    for row, line in zip(found["summaries"][:2], lines, strict=True):
        text = written[row["length"]]["text"]
        expected = by_rouge_score(str(line["summary"]), text, "de")
        assert [row["rouge1"], row["rouge2"], row["rouge_l"]] == [round(x, 2) for x in expected]
        assert row["words"] == written[row["length"]]["words"]
        assert row["compression"] == round(100 * row["words"] / json.loads(run)["words"], 2)
    short, medium = found["summaries"][:2]
    assert 0 < short["coverage"] < medium["coverage"] < 100
    assert found["signatures"].keys() == {"rouge"}
    assert "stem:snowball" in found["signatures"]["rouge"]


def test_the_table_on_a_narrow_screen_keeps_its_figures(summarize: Command) -> None:
    pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals are for Unix")
    article = (SAMPLES / "stadtwerke.txt").read_text(encoding="utf-8")
    json_lines(
        summarize.home / "refs.jsonl", [{"text": article, "summary": f"{SUMMARY} So ist es."}]
    )
    child = pexpect.spawn(
        sys.executable, ["-m", "summarize", "eval", "refs.jsonl"], dimensions=(50, 80),
        env={k: v for k, v in summarize.environment.items() if k != "COLUMNS"},
        cwd=str(summarize.home), timeout=60,
    )  # fmt: skip
    lines = re.sub(r"\x1b\[[\d;]*m", "", child.read().decode()).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == [
        "summaries", "length", "texts", "R-1", "R-2", "R-L", "coverage", "size", "remarks",
    ]  # fmt: skip
    assert re.match(r"extractive +de, short +1( +\d+\.\d){3}( +\d+ %){2} +-", lines[1])


@pytest.mark.parametrize(
    ("one", "other", "language", "expected"),
    [
        ("Die Häuser am Fluss", "das Haus am Fluss", "de", (75.0, 2 / 3 * 100, 75.0)),
        ("He crossed the bridges.", "the BRIDGE, crossing", "en", (600 / 7, 40.0, 400 / 7)),
        ("ein Satz", "", "de", (0.0, 0.0, 0.0)),
        ("Übergröße", "übergröße", "xx", (100.0, 0.0, 100.0)),
        ("Wort Wort", "Wort", "de", (200 / 3, 0.0, 200 / 3)),
    ],
)
def test_rouge(one: str, other: str, language: str, expected: tuple[float, ...]) -> None:
    found = rouge(one, other, language)
    assert (found.one, found.two, found.longest) == pytest.approx(expected)


@given(*[st.lists(st.sampled_from("Häuser Haus gebaut Bau und die the runs".split()))] * 2)
def test_rouge_is_that_of_rouge_score(one: list[str], other: list[str]) -> None:
    found = rouge(" ".join(one), " ".join(other), "de")
    expected = by_rouge_score(" ".join(one), " ".join(other), "de")
    assert [found.one, found.two, found.longest] == pytest.approx(expected)


def document(text: str, language: str = "de") -> Document:
    return read(Source("id", "name", lambda: text), ("de", "en"), language)


def reference(text: str, **fields: Any) -> Reference:
    given: dict[str, Any] = {"translations": {}, "summaries": {}, "length": Length.SHORT}
    return Reference(Source("id", "name", lambda: text), document(text), **(given | fields))


def test_coverage_is_of_content_words_by_how_often_they_stand_there() -> None:
    # Stems: brück 3, fluss 1, angl 1; the rest are function words.
    text = reference("Die Brücke ist die Brücke über dem Fluss. Und die Brücken der Angler.")
    assert coverage(text, "Die Brücke.") == pytest.approx(60)
    assert coverage(text, "Die und der über dem Wasser.") == 0
    assert coverage(text, "Angler am Fluss unter der Brücke") == 100


def test_what_the_checks_found_is_counted() -> None:
    found = [
        Finding(kind=kind, severity=Severity.WARNING, message="", text="", sentence=0)
        for kind in ("number", "name", "number")
    ]
    translation = Translation(
        lang="en", text="He paid 3 euros.", paragraphs=(), status=Status.INCOMPLETE,
        model="a", findings=tuple(found),
    )  # fmt: skip
    summary = Summary(
        lang="de", length=Length.SHORT, text="Er zahlte.", words=2, status=Status.OVER_BUDGET,
        model="b", findings=tuple(found[:1]),
    )  # fmt: skip
    record = Result(
        id="", source="name", title=None, language=Language(code="de", confidence=1), words=4,
        summaries=(summary,), translations=(translation,), notes=(), signature="",
    )  # fmt: skip
    failure = Failure(id="", source="other", error="", message="too large", hint="", exit_code=3)
    text = reference(
        "Er zahlte vier Euro.",
        translations={"en": "He paid 4 euros."}, summaries={"de": "Er zahlte."},
    )  # fmt: skip
    made = [Made(text, record), Made(text, record), Made(text, failure)]
    evaluation = score({"m": made}, {"m": made, "n": made})
    (translations,), (summaries, _) = evaluation.translations, evaluation.summaries
    assert (translations.texts, translations.failed) == (3, 1)
    assert translations.states == {"incomplete": 2}
    assert translations.findings == {"number": 4, "name": 2}
    assert (summaries.states, summaries.findings) == ({"over_budget": 2}, {"number": 2})
    assert summaries.words == pytest.approx(4 / 3)
    assert summaries.rouge1 == pytest.approx(200 / 3)
    assert evaluation.failures == (failure,)
    assert evaluation.exit_code == 1
    assert score({"m": made[2:]}, {}).exit_code == 3
    assert score({"m": made[:1]}, {}).exit_code == 0


def test_a_summary_without_a_length_is_compared_with_the_shortest_it_fits(
    summarize: Command,
) -> None:
    article = (SAMPLES / "stadtwerke.txt").read_text(encoding="utf-8")
    sizes = {14: "headline", 45: "short", 46: "medium", 250: "long", 251: "long"}
    lines = [{"text": article, "lang": "de", "summary": "Wort " * size} for size in sizes]
    assert count_words(str(lines[0]["summary"])) == 14
    json_lines(summarize.home / "refs.jsonl", lines)
    rows = data(summarize, "refs.jsonl")["summaries"]
    assert [(row["length"], row["texts"]) for row in rows] == [
        ("headline", 1), ("short", 1), ("medium", 1), ("long", 2),
    ]  # fmt: skip


# --- what is wrong is said before any model is loaded ---------------------------------------

TEXT = "Der Stadtrat hat am Montag entschieden, dass die Brücke im Mai gebaut werden soll."
GOOD = {"text": TEXT, "translation": "The council has decided on it."}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "refs.jsonl is empty"),
        ("{", "refs.jsonl:2: line: invalid json"),
        ({"translation": "x"}, "refs.jsonl:2: text: field required"),
        ({"text": TEXT}, "refs.jsonl:2: there is neither translation nor summary"),
        ({"text": " ", "translation": "x"}, "refs.jsonl:2: there is no text in it"),
        ({"text": TEXT, "translation": " "}, "refs.jsonl:2: the translation is empty"),
        ({"text": TEXT, "summary": {"de": ""}}, "refs.jsonl:2: the summary is empty"),
        ({"text": TEXT, "translation": {"xx": "x"}}, "translation: no language “xx”"),
        ({"text": TEXT, "translation": {"de": "x"}}, "text and translation are both de"),
        ({"text": TEXT, "summary": "x", "length": "tiny"}, "refs.jsonl:2: length: input should"),
        ({"text": "Nein danke", "translation": "x"}, "too short to tell its language → name it"),
        ({"text": TEXT, "translation": 7}, "refs.jsonl:2: translation: input should be a"),
    ],
)
def test_a_reference_that_cannot_be_used(tmp_path: Path, line: object, message: str) -> None:
    path = tmp_path / "refs.jsonl"
    lines = [json.dumps(GOOD), line if isinstance(line, str) else json.dumps(line)]
    path.write_text("\n".join(lines) if line else "\n\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        from_json_lines(path, ("de", "en"))
    told = f"{raised.value.message} → {raised.value.hint}"
    assert message in told.replace(f"{tmp_path}/", "")
    assert raised.value.hint


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the texts in one way"),
        (["refs.jsonl", "--source", "a", "--reference", "b"], "name the texts in one way"),
        (["--source", "de.txt"], "name the texts in one way"),
        (["--source", "de.txt", "--reference", "en.txt"], "de.txt has 2 lines and en.txt 1"),
        (["--source", "de.txt", "--reference", "gap.txt"], "de.txt:2: the translation is empty"),
        (["--source", "gap.txt", "--reference", "de.txt"], "gap.txt:2 is empty"),
        (["two.jsonl"], "two.jsonl:2: there is neither translation nor summary →"),
        (["nosuch.jsonl"], "nosuch.jsonl: no such file"),
        (["latin.jsonl"], "latin.jsonl is not UTF-8"),
        (["refs.jsonl", "--translator", "nosuch"], "there is no model “nosuch”"),
        (["refs.jsonl", "--translator", "extractive"], "extractive does not translate"),
        (["refs.jsonl", "--summarizer", "extractive"], "--summarizer: nothing is left"),
        (["refs.jsonl", "--no-translate"], "nothing is left to compare with"),
        (["refs.jsonl", "--profile", "nosuch"], "--profile: there is no “nosuch”"),
        (["refs.jsonl", "--format", "csv"], "choose from table, json"),
        (["refs.jsonl", "--to", "fr"], "--to: there is no “fr”"),
    ],
)
def test_a_wrong_command(summarize: Command, arguments: list[str], message: str) -> None:
    home = summarize.home
    json_lines(home / "refs.jsonl", [GOOD])
    json_lines(home / "two.jsonl", [GOOD, {"text": TEXT}])
    (home / "de.txt").write_text(f"{TEXT}\n{TEXT}\n", encoding="utf-8")
    (home / "en.txt").write_text("One line.\n")
    (home / "gap.txt").write_text(f"{TEXT}\n \n", encoding="utf-8")
    (home / "latin.jsonl").write_bytes(json.dumps(GOOD, ensure_ascii=False).encode("latin-1"))
    done = summarize("eval", *arguments, code=2)
    assert message in done.err
    assert done.out == ""


def test_a_profile_that_is_not_here_names_the_command_that_gets_it(summarize: Command) -> None:
    json_lines(summarize.home / "refs.jsonl", [GOOD])
    done = summarize("eval", "refs.jsonl", "--profile", "tiny", code=3)
    assert "summarize models pull tiny" in done.err
