"""The command as people and programs use it: output, stderr, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from summarize.result import Failure, Result
from tests.conftest import SAMPLES, Command

GERMAN = SAMPLES / "stadtwerke.txt"
ENGLISH = SAMPLES / "harbour.txt"
PULL = "summarize models pull tiny"
# A profile whose translators are not on this machine.
NOT_HERE = ("--profile", "tiny")


def documents(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# --- what comes out ----------------------------------------------------------------------


def test_a_pipe_gets_plain_text(summarize: Command) -> None:
    done = summarize(GERMAN, "--lang", "de")
    first, facts, *_ = done.out.splitlines()
    assert first == GERMAN.read_text(encoding="utf-8").splitlines()[0]
    assert facts.startswith("German · ")
    assert [line.split(" · ")[0] for line in done.out.splitlines() if line[:4].isupper()] == [
        "SHORT", "MEDIUM", "LONG",
    ]  # fmt: skip
    assert "\x1b" not in done.out
    note = "note: made with extractive; for better results: summarize models pull small (1,138 MB"
    assert done.err.startswith(note)
    assert len(done.err.splitlines()) == 1


def test_a_model_of_ones_own_that_is_not_there_is_told(summarize: Command, tmp_path: Path) -> None:
    overlay, folder = tmp_path / "mine.toml", tmp_path / "nowhere"
    entry = '[models.mine]\ntask = "translate"\nfamily = "marian"\npairs = ["de-en"]\n'
    overlay.write_text(f'{entry}path = "{folder}"\n')
    command = (GERMAN, "--no-summary", "--lang", "en", "--models-file", overlay)
    done = summarize(*command)
    assert "made with builtin-de-en" in done.err
    assert f"note: mine is not used: {folder} holds no complete model\n" in done.err
    assert summarize(*command, "--quiet").err == ""


def test_plain_text_is_the_same_in_every_terminal(summarize: Command) -> None:
    narrow = summarize(GERMAN, env={"COLUMNS": "40"})
    wide = summarize(GERMAN, env={"COLUMNS": "200", "FORCE_COLOR": "1", "LC_ALL": "C"})
    assert narrow.out == wide.out


def test_json_is_one_typed_object(summarize: Command) -> None:
    done = summarize(GERMAN, ENGLISH, "nosuch.txt", "--format", "json", code=1)
    run = json.loads(done.out)
    assert list(run) == ["schema", "documents", "failures"]
    assert run["schema"] == 1
    german, english = (Result.model_validate(document) for document in run["documents"])
    assert (german.language.code, english.language.code) == ("de", "en")
    assert german.source == str(GERMAN)
    texts = {(s.lang, s.length.value): s.text for s in german.summaries}
    assert set(texts) == {(lang, n) for lang in ("de", "en") for n in ("short", "medium", "long")}
    assert texts["de", "short"]
    assert [failure["message"] for failure in run["failures"]] == ["there is no such file"]


def test_jsonl_is_one_record_per_line_in_order(summarize: Command) -> None:
    done = summarize(SAMPLES / "meldungen.jsonl", "nosuch.txt", "--format", "jsonl", code=1)
    records = documents(done.out)
    given = documents((SAMPLES / "meldungen.jsonl").read_text(encoding="utf-8"))
    assert [record["id"] for record in records] == [line["id"] for line in given] + ["nosuch.txt"]
    TypeAdapter(list[Result]).validate_python(records[:-1])
    Failure.model_validate(records[-1])
    assert records[-1]["error"] == "InputError"


def test_all_samples_can_be_summarised(summarize: Command) -> None:
    samples = sorted(SAMPLES.iterdir())
    done = summarize(*samples, "--format", "jsonl", "--length", "headline,short,medium,long")
    records = [Result.model_validate(record) for record in documents(done.out)]
    assert len(records) == len(samples) - 1 + 10
    for record in records:
        own = [s for s in record.summaries if s.lang == record.language.code]
        assert len(own) == 4, record.id
        assert all(summary.text and summary.words <= max(14, record.words) for summary in own)


def test_schema_describes_the_json(summarize: Command) -> None:
    schema = json.loads(summarize("schema").out)
    assert set(schema["properties"]) == {"schema", "documents", "failures"}
    for name in ("Result", "Failure", "Summary", "Translation", "Paragraph"):
        assert name in schema["$defs"]
    done = summarize(GERMAN, "nosuch.txt", "--format", "json", code=1)
    run = json.loads(done.out)
    for kind, record in {"Result": run["documents"][0], "Failure": run["failures"][0]}.items():
        assert set(schema["$defs"][kind]["properties"]) == set(record)


def test_markdown_keeps_markup_of_the_article_harmless(summarize: Command) -> None:
    article = (
        "Titel *mit* <script>\n\nEin Satz mit [Link](x) und `Code` der hier in der Mitte steht."
    )
    done = summarize("-", "--format", "markdown", "--lang", "de", stdin=article.encode())
    assert done.out.startswith("# Titel \\*mit\\* \\<script\\>\n")
    assert "\\[Link\\](x)" in done.out


# --- what is asked for -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], [("de", "short"), ("de", "medium"), ("de", "long")]),
        (["--length", "headline"], [("de", "headline")]),
        (["--length", "long,short"], [("de", "long"), ("de", "short")]),
        (["--length", "SHORT", "--length", "headline"], [("de", "short"), ("de", "headline")]),
    ],
)
def test_lengths(summarize: Command, arguments: list[str], expected: list[object]) -> None:
    done = summarize(GERMAN, "--lang", "de", "--format", "jsonl", *arguments)
    (record,) = documents(done.out)
    assert [(s["lang"], s["length"]) for s in record["summaries"]] == expected


def test_a_translated_summary_has_the_paragraphs_of_what_it_is_made_of(summarize: Command) -> None:
    text = (
        "Suppe\n\nDie Suppe ist fertig. Sie schmeckt auch kalt.\n\n- ein Liter Wasser\n- Salz\n\n"
    )
    (summarize.home / "a.txt").write_text(text + "Alles wird gekocht.", encoding="utf-8")
    done = summarize("a.txt", "--profile", "builtin", "--length", "long", "--format", "json")
    summaries = json.loads(done.out)["documents"][0]["summaries"]
    german, english = (summary["text"].split("\n\n") for summary in summaries)
    assert german[1:] == ["ein Liter Wasser", "Salz", "Alles wird gekocht."]
    assert len(english) == 4
    assert english[1].startswith("A lit")


def test_one_word_is_no_words(summarize: Command) -> None:
    (summarize.home / "a.txt").write_text("Titel\n\nWort.\n", encoding="utf-8")
    done = summarize("a.txt", "--from", "de", "--lang", "de", "--no-translate")
    assert "German · 1 word · 1 min read" in done.out


def test_standard_input(summarize: Command) -> None:
    named = summarize("-", "--lang", "de", "--format", "jsonl", stdin=GERMAN.read_bytes())
    unnamed = summarize("--lang", "de", "--format", "jsonl", stdin=GERMAN.read_bytes())
    record, same = documents(named.out)[0], documents(unnamed.out)[0]
    assert record["source"] == "stdin"
    assert record["summaries"] == same["summaries"]


def test_from_settles_the_language(summarize: Command) -> None:
    record = documents(summarize("-", "--from", "de", "--format", "jsonl", stdin=b"Ja.").out)[0]
    assert record["language"] == {"code": "de", "confidence": 1.0}


def test_the_file_decides_nothing_but_the_text_does(summarize: Command) -> None:
    """Windows-1252 with CRLF reads like any other article."""
    record = documents(summarize(SAMPLES / "gemeinderat-cp1252.txt", "--format", "jsonl").out)[0]
    text = " ".join(s["text"] for s in record["summaries"] if s["text"])
    assert any(umlaut in text for umlaut in "äöüß")
    assert "\r" not in text
    assert "�" not in text


# --- without a translator ----------------------------------------------------------------


def test_a_missing_translator_is_named_in_place_and_once_on_stderr(summarize: Command) -> None:
    copy = summarize.home / "copy.txt"
    copy.write_bytes(GERMAN.read_bytes())
    done = summarize(GERMAN, copy, "--length", "short", *NOT_HERE)
    assert done.out.count(f"SHORT · English\nneeds a translator: {PULL}") == 2
    assert done.out.count(f"TRANSLATION · English\nneeds a translator: {PULL}") == 2
    assert done.err.count(PULL) == 1
    assert summarize(GERMAN, "--quiet", *NOT_HERE).err == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--strict"], 3),
        (["--lang", "en"], 3),
        (["--no-summary"], 3),
        (["--lang", "de", "--strict"], 0),
    ],
)
def test_exit_code_without_a_translator(
    summarize: Command, arguments: list[str], code: int
) -> None:
    done = summarize(GERMAN, *NOT_HERE, *arguments, code=code)
    assert (PULL in done.err) == (arguments != ["--lang", "de", "--strict"])


# --- where it goes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", '{"schema": 1'),
        ("a.jsonl", '{"id":'),
        ("a.md", "# "),
        ("a.htm", "<!doctype html>"),
        ("a.txt", "Stadt"),
        ("a", "Stadt"),
    ],
)
def test_output_file_by_its_name(summarize: Command, name: str, start: str) -> None:
    done = summarize(GERMAN, "-o", name, "--lang", "de")
    assert done.out == ""
    text = (summarize.home / name).read_text(encoding="utf-8")
    assert text.startswith(start) or name in ("a.txt", "a")
    assert list(summarize.home.iterdir()) == [summarize.home / name]


def test_no_file_is_written_that_is_not_what_its_name_says(summarize: Command) -> None:
    done = summarize(GERMAN, "-o", "a.docx", "--lang", "de", code=2)
    assert done.err == "error: a.docx: .docx files are read, not written → end it in .html or .md\n"
    assert not list(summarize.home.iterdir())
    summarize(GERMAN, "-o", "a.docx", "--format", "json", "--lang", "de")


def test_output_folder_has_a_file_per_document(summarize: Command) -> None:
    summarize(SAMPLES / "meldungen.jsonl", GERMAN, "-o", "out/", "--format", "json", "-q")
    names = sorted(path.name for path in (summarize.home / "out").glob("*.summary.*"))
    assert len(names) == 11
    assert {"m-001.summary.json", "stadtwerke.txt.summary.json"} <= set(names)


def test_hostile_ids_stay_in_the_output_folder(summarize: Command) -> None:
    ids = ["../up", "/etc/x", "a/b", "..", "", "A/B", "x" * 400, "nul\u0000\n"]
    text = "Der Rat hat am Dienstag der Sache zugestimmt und das Geld ist nun da."
    lines = [json.dumps({"id": id, "text": text}) for id in ids]
    (summarize.home / "in.jsonl").write_text("\n".join(lines))
    summarize("in.jsonl", "-o", "out/", "--lang", "de")
    assert len(list((summarize.home / "out").glob("*.summary.*"))) == len(ids)
    assert {path.name for path in summarize.home.iterdir()} == {"in.jsonl", "out"}


def test_output_is_replaced_only_when_complete(summarize: Command) -> None:
    (summarize.home / "a.json").write_text("before")
    summarize("nosuch.txt", "-o", "a.json", "--profile", "nosuch", code=2)
    assert (summarize.home / "a.json").read_text() == "before"


def test_a_private_file_stays_private(summarize: Command) -> None:
    place = summarize.home / "private.txt"
    place.touch(mode=0o600)
    summarize(GERMAN, "-o", place, "--lang", "de", "-q")
    assert place.stat().st_mode & 0o777 == 0o600
    assert "SHORT" in place.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_a_file_name_that_is_no_text(summarize: Command) -> None:
    names = [os.fsdecode(b"bad\xe4.txt"), os.fsdecode(b"bad\xf6.txt")]
    for name in names:
        (summarize.home / name).write_bytes(GERMAN.read_bytes())
    done = summarize(*names, GERMAN, "--lang", "de", "--format", "json", "-q")
    shown = [r"bad\xe4.txt", r"bad\xf6.txt", str(GERMAN)]
    assert [d["source"] for d in json.loads(done.out)["documents"]] == shown
    summarize(*names, "-o", "out/", "--lang", "de", "-q")
    texts = [path.read_text() for path in (summarize.home / "out").glob("bad*.summary.txt")]
    assert sorted(text.splitlines()[1].rpartition(" · ")[2] for text in texts) == shown[:2]


def test_a_redirected_file_is_not_replaced(summarize: Command) -> None:
    log = summarize.home / "log.txt"
    log.write_text("before\n")
    with log.open("ab") as file:
        subprocess.run(
            [sys.executable, "-m", "summarize", str(GERMAN), "-q", "-o", "/dev/stdout"],
            stdout=file, env=summarize.environment, check=True,
        )  # fmt: skip
    text = log.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert "SHORT" in text


def test_the_source_is_never_overwritten(summarize: Command) -> None:
    copy = summarize.home / "a.txt"
    copy.write_bytes(GERMAN.read_bytes())
    done = summarize("a.txt", "-o", "a.txt", code=2)
    assert "is one of the sources" in done.err
    assert copy.read_bytes() == GERMAN.read_bytes()
    summarize("a.txt", "-o", ".", "--lang", "de")
    assert copy.read_bytes() == GERMAN.read_bytes()


# --- what goes wrong ---------------------------------------------------------------------


def error_line(err: str) -> str:
    (line,) = err.splitlines()
    assert line.startswith("error: ")
    assert " → " in line
    return line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch.txt"], ["nosuch.txt: there is no such file"]),
        (["void"], ["void: there is nothing to read in this folder", ".md", "--include"]),
        ([".", "--include", "*.md"], [".: no file in this folder is wanted", "--include"]),
        (["void/*.txt"], ["void/*.txt: there is no file that fits this pattern"]),
        (["table.csv"], ["table.csv: this is a table", ".jsonl"]),
        (["tongue.jsonl"], ["tongue.jsonl:1", "“fr-CA”", "German and English", "--from: de, en"]),
        (["fields.jsonl"], ["fields.jsonl:1: text: field required", "--field body"]),
        (["ok.txt", "--shard", "4/3"], ["--shard: “4/3”", "2/8"]),
        (["ok.txt", "--watch"], ["--watch needs a folder"]),
        (["-", "void", "--watch"], ["--watch does not go with standard input"]),
        (["empty.txt"], ["empty.txt: there is no text"]),
        (["binary.txt"], ["binary.txt: this is a binary file"]),
        (["paper.pdf"], ["paper.pdf: this PDF is damaged", "print it"]),
        (["french.txt"], ["French", "--from"]),
        (["short.txt"], ["short.txt", "--from de"]),
        (["ok.txt", "--lang", "xx"], ["--lang", "“xx”", "de, en"]),
        (["ok.txt", "--length", "tiny"], ["--length", "headline, short, medium, long"]),
        (["ok.txt", "--format", "xml"], ["--format", "table, text, json, jsonl, markdown, html"]),
        (["ok.txt", "--from", "xx"], ["--from", "de, en"]),
        (["ok.txt", "--profile", "huge"], ["--profile", "builtin, tiny, small, base"]),
        (["ok.txt", "--no-summary", "--no-translate"], ["nothing to do"]),
        (["ok.txt", "--keep", ""], ["--keep: the term is empty"]),
        (["ok.txt", "--nosuch"], ["no such option", "summarize --help"]),
        (["ok.txt", "-o", "ok.txt/x.json"], ["ok.txt"]),
    ],
)
def test_errors_are_one_line_with_a_next_step(
    summarize: Command, arguments: list[str], says: list[str]
) -> None:
    for name, content in {
        "empty.txt": b"\n",
        "binary.txt": bytes(range(256)) * 9,
        "paper.pdf": b"%PDF-1.7",
        "french.txt": "Le conseil municipal a voté mardi soir pour la construction de la "
        "nouvelle école, qui sera ouverte dans deux ans près de la rivière.".encode(),
        "short.txt": b"OK",
        "ok.txt": GERMAN.read_bytes(),
        "table.csv": b"name;text\n",
        "tongue.jsonl": b'{"text": "Oui.", "lang": "fr-CA"}',
        "fields.jsonl": b'{"url": "https://x.org", "body": "A longer text than the address has."}',
    }.items():
        (summarize.home / name).write_bytes(content)
    (summarize.home / "void").mkdir()
    done = summarize(*arguments, code=2)
    line = error_line(done.err)
    assert all(part in line for part in says), line
    assert done.out == ""


def test_nothing_named_and_nothing_piped(summarize: Command) -> None:
    done = summarize(stdin=b"", code=2)
    assert "there is no text" in error_line(done.err)


def test_one_bad_file_does_not_stop_the_others(summarize: Command) -> None:
    done = summarize(GERMAN, "nosuch.txt", ENGLISH, "--format", "jsonl", "-q", code=1)
    assert [d.get("error") for d in documents(done.out)] == [None, "InputError", None]
    assert "nosuch.txt" in error_line(done.err)


def test_debug_shows_the_traceback(summarize: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "summarize", "x.txt", "--lang", "xx", "--debug"],
        capture_output=True, text=True, env=summarize.environment, cwd=summarize.home,
    )  # fmt: skip
    assert "Traceback" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(summarize: Command) -> None:
    done = summarize(GERMAN, "-o", "/dev/full", "--lang", "de", code=2)
    assert "/dev/full" in error_line(done.err)
    with open("/dev/full", "w") as full:
        piped = subprocess.run(
            [sys.executable, "-m", "summarize", str(GERMAN), "--lang", "de"],
            stdout=full, stderr=subprocess.PIPE, text=True, env=summarize.environment,
        )  # fmt: skip
    assert piped.returncode == 2
    assert "no space left" in error_line(piped.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["--help", "--version", "models", "schema", "cache info"])
def test_a_full_disk_behind_any_command(summarize: Command, arguments: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "summarize", *arguments.split()],
            stdout=full, stderr=subprocess.PIPE, text=True, env=summarize.environment,
        )  # fmt: skip
    assert done.returncode == 2
    assert "the output cannot be written: no space left" in error_line(done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_notes_that_cannot_be_written_stop_nothing(summarize: Command, tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "summarize", str(missing), str(GERMAN), str(ENGLISH)],
            stdout=subprocess.PIPE, stderr=full, text=True, env=summarize.environment,
        )  # fmt: skip
    assert done.returncode == 1
    titles = ["Warm aus dem Fluss", "Port Skerrow"]
    assert all(title in done.stdout for title in titles), done.stdout


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(f"{GERMAN} >&-", 2), (f"{GERMAN} -o out.txt >&-", 0), ("none.txt 2>&-", 2)],
)
def test_streams_may_be_closed(summarize: Command, arguments: str, code: int) -> None:
    command = f"{sys.executable} -m summarize {arguments}"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=summarize.environment,
        cwd=summarize.home,
    )  # fmt: skip
    assert done.returncode == code, done
    assert "unexpected" not in done.stderr
    if code == 0:
        written = (summarize.home / "out.txt").read_text(encoding="utf-8")
        assert "Seit Montag wärmt das Wasser" in written


def test_a_closed_pipe_is_silent(summarize: Command) -> None:
    articles = " ".join([str(SAMPLES / "meldungen.jsonl"), *map(str, SAMPLES.glob("*.txt"))])
    command = f"({sys.executable} -m summarize {articles} -q; echo $? >&2) | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=summarize.environment
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "141\n"


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_is_silent_and_130(summarize: Command) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "summarize", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=summarize.environment,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("begun", "code"), [("", -signal.SIGINT), ("ignored", 0)])
def test_ctrl_c_while_modules_are_loaded_is_silent(begun: str, code: int) -> None:
    """Also at once after Enter; a background job, which ignores it, goes on."""
    program = f"""
import os, signal, sys
from summarize.cli import main

class Pressed:
    def find_spec(self, name, *_):
        if name == "summarize.cli.commands":
            os.kill(os.getpid(), signal.SIGINT)

if {begun!r}:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.meta_path.insert(0, Pressed())
sys.argv = ["summarize", "--version"]
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("summarize ") == (code == 0)


def test_version_and_both_names(summarize: Command) -> None:
    from summarize import __version__

    assert summarize("--version").out == f"summarize {__version__}\n"
    assert "Usage: " in summarize("--help").out
