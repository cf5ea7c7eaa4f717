"""What a reader learns of each way in which a translation goes wrong: through the whole command,
with a translator that says what it is told to."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import Models, Translated
from summarize.cli.commands import main
from tests.conftest import Finished

MODELS = """
[models.parrot]
task = "translate"
family = "marian"
path = "{path}"
pairs = ["de-en"]
licence = "Apache-2.0"
commercial = true
"""
Changed = Mapping[str, str | Translated]
RIGHT = {
    "Wärme aus dem Fluss": "Heat from the river",
    "Der Rat hat am Montag zugestimmt.": "The council agreed on Monday.",
    "Die Pumpe kostet 12,4 Mio. Euro und steht am Hafen.":
        "The pump costs 12.4 million euros and stands in the port.",
    "Ab März wärmt sie 3.200 Haushalte, die bisher mit Gas geheizt haben.":
        "From March on, it heats 3,200 homes that used gas until now.",
    "Die Angler fürchten um ihre Äschen, und sie haben Klage eingereicht.":
        "The anglers fear for their graylings, and they have gone to court.",
    "Der Fluss wird dadurch im Winter um ein halbes Grad kälter, sagen die Planer.":
        "In winter this makes the river half a degree colder, the planners say.",
}  # fmt: skip
TITLE, COUNCIL, PUMP, HOMES, ANGLERS, RIVER = RIGHT
QUOTE = "“Ab März wärmt sie 3.200 Haushalte, die …”"
FRENCH = [
    "La chaleur du fleuve",
    "Le conseil municipal a donné son accord.",
    "La pompe coûte 12,4 millions d'euros et se trouve dans le port.",
    "Elle chauffe 3 200 foyers qui utilisaient jusqu'ici du gaz.",
    "Les pêcheurs craignent pour leurs ombres et ont porté plainte.",
    "En hiver, le fleuve sera ainsi plus froid, disent les urbanistes.",
]
GERMAN = [
    "Hitze von dem Strom",
    "Die Stadt war nach langem Streit einverstanden.",
    "Das neue Gerät ist mit seinem Preis von 12,4 Mio. Euro nicht billig.",
    "Vom Frühjahr an werden damit 3.200 Wohnungen warm.",
    "Auch die Fischer haben sich vor Gericht gegen diese Anlage gestellt.",
    "Das Wasser ist dann im Winter nur noch kälter als sonst.",
]

# What the translator says, and the finding: kind, message, sentence.
FLAWS: dict[str, tuple[Changed, tuple[str, str, int | None]]] = {
    "copied": ({HOMES: HOMES}, ("untranslated", f"not translated: {QUOTE}", 3)),
    "given up": (
        {HOMES: Translated(HOMES, ok=False)}, ("untranslated", f"not translated: {QUOTE}", 3)
    ),
    "empty": ({HOMES: ""}, ("missing", f"missing: {QUOTE}", 3)),
    "cut": ({HOMES: "From March on."}, ("length", f"far shorter than the source: {QUOTE}", 3)),
    "babbling": (
        {HOMES: RIGHT[HOMES] + "".join(f" Or {n:b} miles on foot." for n in range(256, 280))},
        ("length", f"far longer than the source: {QUOTE}", 3),
    ),
    "looping": (
        {HOMES: "From March on it heats homes homes homes homes homes."},
        ("loop", f"repeats itself: {QUOTE}", 3),
    ),
    "stuck": (
        {ANGLERS: RIGHT[RIVER]},
        ("loop", "“Der Fluss wird dadurch im Winter um ein …” has the translation of "
         "“Die Angler fürchten um ihre Äschen, und …”", 5),
    ),
    "one in German": (
        {HOMES: GERMAN[3]},
        ("language", "written in German: “Vom Frühjahr an werden damit 3.200 …”", 3),
    ),
    "all in German": (
        dict(zip(RIGHT, GERMAN, strict=True)), ("language", "written in German", None)
    ),
    "all in French": (
        dict(zip(RIGHT, FRENCH, strict=True)), ("language", "written in French", None)
    ),
    "its number": (
        {PUMP: RIGHT[PUMP].replace("12.4 million", "13.9 billion")},
        ("number", "“13.9 billion euros” is “12,4 Mio. Euro” in the original", 2),
    ),
}  # fmt: skip


@dataclass
class Parrot:
    """A translator that says what it is told to, and otherwise what is right.

    When it is asked again in other words, it knows nothing.
    """

    changed: Changed

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        table: Changed = {**RIGHT, **self.changed}
        said = [table.get(sentence, Translated(sentence, ok=False)) for sentence in sentences]
        return [s if isinstance(s, Translated) else Translated(s) for s in said]


@dataclass
class Run:
    """The command in this process, with a parrot for its translator."""

    home: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, changed: Changed, *options: str) -> Finished:
        self.monkeypatch.setattr(Models, "translator", lambda *_: Parrot(changed))
        arguments = ("article.txt", "--from", "de", "--translator", "parrot", "--no-cache")
        self.monkeypatch.setattr(sys, "argv", ["summarize", *arguments, *options])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Finished(out, err, ended.value.code)

    def document(self, changed: Changed, *options: str) -> dict[str, Any]:
        out = self(changed, "--format", "json", *options).out
        document: dict[str, Any] = json.loads(out)["documents"][0]
        return document


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    model = tmp_path / "parrot"
    model.mkdir()
    for name in ("config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json"):
        (model / name).write_text("{}")
    (tmp_path / "models.toml").write_text(MODELS.format(path=model))
    article = f"{TITLE}\n\n{' '.join([COUNCIL, PUMP, HOMES, ANGLERS, RIVER])}\n"
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUMMARIZE_MODELS", "models.toml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    return Run(tmp_path, monkeypatch, capsys)


def column(table: str, number: int) -> str:
    """What stands in a column of the summaries' table, in one line."""
    head, _, rows = table.partition("English")
    start = len(head.rpartition("\n")[2])
    lines = re.split(r"\n ─+ ?\n", rows)[1].splitlines()
    return " ".join(" ".join(line[start:] if number else line[:start] for line in lines).split())


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_in_the_data_and_fails_with_strict(run: Run, flaw: str) -> None:
    changed, (kind, message, sentence) = FLAWS[flaw]
    done = run(changed, "--format", "json", "--length", "long", "--strict")
    assert done.code == 1
    document = json.loads(done.out)["documents"][0]
    (translation,) = document["translations"]
    first = translation["findings"][0]
    assert (first["severity"], first["kind"]) == ("warning", kind)
    assert (first["message"], first["sentence"]) == (message, sentence)
    german, english = document["summaries"]
    assert german["findings"] == []
    # The summary has no title, so it counts from one sentence later.
    (found, *_) = english["findings"]
    place = sentence if sentence is None else sentence - 1
    assert (found["message"], found["sentence"]) == (message, place)


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_told_where_people_read(run: Run, flaw: str) -> None:
    changed, (_, message, _) = FLAWS[flaw]
    done = run(changed, "--length", "long", "--format", "table")
    assert done.code == 0
    assert f"check: {message}" in column(done.out, 1)
    assert "check:" not in column(done.out, 0)
    assert f"\ncheck: {message}"[:100] in done.out  # below the translation
    page = html.unescape(run(changed, "--length", "long", "--format", "html").out)
    page = re.sub(r"\s+", " ", page)
    assert page.count(f"<strong>Probably wrong:</strong> <bdi>{message}</bdi>") == 2


def test_what_is_right_is_not_doubted(run: Run) -> None:
    done = run({}, "--format", "json", "--strict")
    assert done.code == 0
    (document,) = json.loads(done.out)["documents"]
    assert not any(part["findings"] for part in document["summaries"] + document["translations"])
    # What the article says twice, or says much alike, may be said twice.
    alike = PUMP.replace("steht am Hafen", "steht am neuen Hafen")
    monday = {PUMP: RIGHT[PUMP], alike: RIGHT[PUMP]}
    text = f"{PUMP} {alike} {PUMP}"
    (run.home / "article.txt").write_text(text, encoding="utf-8")
    assert run(monday, "--format", "json", "--strict").code == 0


def test_a_rerun_over_a_finished_folder_ends_as_the_first_run_did(run: Run) -> None:
    changed, _ = FLAWS["looping"]
    options = ("-o", "out/", "--strict")
    assert [run(changed, *options).code, run({}, *options).code] == [1, 1]
    assert run({}, *options, "--force").code == 0
    assert run(changed, *options).code == 0  # nothing was left to be done


def test_a_translating_filter_tells_on_stderr(run: Run) -> None:
    changed, (_, message, _) = FLAWS["looping"]
    options = ("--no-summary", "--lang", "en", "--format", "text", "--strict")
    done = run(changed, *options)
    assert "check" not in done.out
    assert f"note: article.txt: check: {message}" in done.err.splitlines()
    assert done.code == 1
    assert "check" not in run({}, *options).err
    assert "check" not in run(changed, *options, "--quiet").err
    # Other formats have a place for it.
    assert "check" not in run(changed, *options[:3], "--format", "json").err


def test_sentences_of_a_translated_summary_show_what_supports_them(run: Run) -> None:
    (english,) = run.document({}, "--lang", "en", "--length", "short")["summaries"]
    assert english["support"]
    for support in english["support"]:
        (source,) = support["sources"]
        german = support["quotes"][0].removesuffix(" …")
        assert support["score"] == 1
        assert [COUNCIL, PUMP, HOMES, ANGLERS, RIVER][source].startswith(german)
        assert support["sentence"] in RIGHT.values()
        table = run({}, "--lang", "en", "--length", "short", "--explain", "--format", "table").out
        explained = table[table.index("what supports short · English") :]
        assert re.search(
            rf"{re.escape(support['sentence'])}\s+1\.00 \[{source}\] {re.escape(german)}", explained
        )
        page = run({}, "--lang", "en", "--length", "short", "--format", "html").out
        proof = page[page.index("Where the article says so") :]
        assert support["sentence"] in proof
        # The title is the page's first sentence.
        assert f'<a href="#d1-{source + 1}">{german}' in proof
