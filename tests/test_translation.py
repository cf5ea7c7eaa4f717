"""The real command with a real translator: a tiny Marian that has learnt six sentences."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checkpoints import LESSONS, checkpoint
from tests.conftest import ROOT, Command
from tests.converted import ENTRY, trained

__all__ = ["checkpoint", "trained"]

TITLE, *BODY = LESSONS


@pytest.fixture
def lessons(summarize: Command, trained: Path, cache: Path) -> Command:
    """The command with a models file of its own, and an article the model can translate."""
    models = ENTRY.format(name="lessons", path=trained)
    (summarize.home / "models.toml").write_text(models, encoding="utf-8")
    article = f"# {TITLE}\n\n{BODY[0]} {BODY[1]}\n\n- {BODY[2]}\n- {BODY[3]}\n\n{BODY[4]}\n"
    article += "\nQuellen:\n\nhttps://example.org/a\n"
    (summarize.home / "article.md").write_text(article, encoding="utf-8")
    summarize.env |= {"SUMMARIZE_MODELS": "models.toml", "HF_HOME": str(cache)}
    return summarize


def record(out: str) -> dict[str, Any]:
    (line,) = out.splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_an_article_is_translated_block_by_block(lessons: Command) -> None:
    result = record(lessons("article.md", "--from", "de", "--format", "jsonl").out)
    (translation,) = result["translations"]
    assert translation["status"] == "ok"
    assert translation["model"] == "lessons"
    english = [LESSONS[sentence] for sentence in LESSONS]
    assert [(p["kind"], p["text"]) for p in translation["paragraphs"]] == [
        ("title", english[0]),
        ("teaser", f"{english[1]} {english[2]}"),
        ("item", english[3]),
        ("item", english[4]),
        ("paragraph", english[5]),
        ("reference", "Quellen:"),
        ("reference", "https://example.org/a"),
    ]
    assert result["notes"] == []


def test_english_summaries_of_a_german_article(lessons: Command) -> None:
    arguments = ["article.md", "--from", "de", "--lang", "en", "--format", "jsonl"]
    result = record(lessons(*arguments, "--length", "headline,short,long").out)
    own = record(lessons(*arguments[:3], "--lang", "de", "--format", "jsonl").out)
    texts = {s["length"]: s["text"] for s in result["summaries"]}
    assert [s["lang"] for s in result["summaries"]] == ["en"] * 3
    assert texts["headline"] == LESSONS[TITLE]
    german = {s["length"]: s["text"] for s in own["summaries"]}
    for length in ("short", "long"):
        expected = german[length]
        for sentence, translation in LESSONS.items():
            expected = expected.replace(sentence, translation)
        assert " ".join(texts[length].split()) == " ".join(expected.split())
    assert result["signature"].endswith("|de-en:lessons,num_beams=2,ct2-float32")


def test_original_and_translation_stand_side_by_side(lessons: Command) -> None:
    arguments = ["article.md", "--from", "de", "--format", "table", "--length", "headline"]
    lines = lessons(*arguments, env={"COLUMNS": "160"}).out.splitlines()
    row = next(line for line in lines if BODY[4] in line)
    assert row.index(BODY[4]) < 80 <= row.index(LESSONS[BODY[4]]) + 3
    narrow = lessons(*arguments, env={"COLUMNS": "60"}).out
    joined = " ".join(narrow.split())
    assert joined.index(BODY[4]) < joined.index(LESSONS[BODY[4]])


def test_translation_alone_is_a_filter(lessons: Command) -> None:
    text = f"\n{BODY[0]}\n\n\n  * {BODY[1]}\n  * {BODY[2]}\n"
    done = lessons("-", "--from", "de", "--no-summary", "-q", stdin=text.encode())
    english = [LESSONS[sentence] for sentence in BODY[:3]]
    assert done.out == f"\n{english[0]}\n\n\n  * {english[1]}\n  * {english[2]}\n"


def test_a_translated_article_keeps_its_markup(lessons: Command) -> None:
    article = lessons.home / "article.md"
    text = article.read_text(encoding="utf-8").replace(BODY[4], f"> [{BODY[4]}](/a 'b')[^1]\n***")
    article.write_text(text, encoding="utf-8")
    arguments = ["article.md", "--from", "de", "--no-summary", "-q", "--lang", "en"]
    done = lessons(*arguments, "--format", "markdown")
    expected = text
    for german, english in LESSONS.items():
        expected = expected.replace(german, english)
    assert done.out == expected
    assert record(lessons(*arguments, "--format", "jsonl").out)["format"] == "markdown"


def test_beside_summaries_the_translation_has_the_articles_markup(lessons: Command) -> None:
    article = f"---\ntitle: {TITLE}\n---\n\n## {BODY[0]}\n\n{BODY[1]} [{BODY[2]}](/a)[^1]\n"
    for name in ("a.md", "b.md"):
        (lessons.home / name).write_text(f"{article}\n[^1]: {BODY[3]}\n", encoding="utf-8")
    arguments = ["a.md", "b.md", "--from", "de", "--length", "headline", "--format", "markdown"]
    english = [LESSONS[sentence] for sentence in LESSONS]
    written = lessons(*arguments, "-q").out
    assert written.count("## Headline\n") == 2
    for number in ("1", "1-2"):
        assert (
            f"## Translation: English\n\n### {english[0]}\n\n#### {english[1]}\n\n"
            f"{english[2]} [{english[3]}](/a)[^{number}]\n\n[^{number}]: {english[4]}\n"
        ) in written


def test_a_translated_page_keeps_its_markup(lessons: Command) -> None:
    page = f"<html><body><nav>Menü</nav><article><h1>{TITLE}</h1><p class='a'>{BODY[0]} {BODY[1]}"
    page += f"</p><ul><li>{BODY[2]}</li><li>{BODY[3]}</li></ul></article></body></html>"
    (lessons.home / "page.html").write_text(page, encoding="utf-8")
    done = lessons("page.html", "--from", "de", "--no-summary", "-q", "--format", "html")
    english = [LESSONS[sentence] for sentence in LESSONS]
    assert f"<title>{english[0]}</title>" in done.out
    assert done.out.startswith('<!doctype html>\n<html lang="en">')
    assert (
        f'<article><h1>{english[0]}</h1><p class="a">{english[1]} {english[2]}</p>'
        f"<ul><li>{english[3]}</li><li>{english[4]}</li></ul></article>"
    ) in done.out


def test_no_socket_is_opened(lessons: Command) -> None:
    """Everything is on this machine, so the run must work where connecting is an error."""
    (lessons.home / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*args, **kwargs):\n"
        "    raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
    )
    env = {"PYTHONPATH": f"{lessons.home}:{ROOT}"}
    done = lessons("article.md", "--from", "de", "--format", "jsonl", env=env)
    assert record(done.out)["translations"][0]["status"] == "ok"
    assert "socket" not in done.err


def test_both_engines_translate_alike(lessons: Command) -> None:
    arguments = ["article.md", "--from", "de", "--format", "jsonl", "--engine"]
    fast, slow = (record(lessons(*arguments, engine).out) for engine in ("ct2", "transformers"))
    assert fast["translations"] == slow["translations"]
    assert slow["signature"].endswith(",transformers")


def test_a_damaged_checkpoint_is_one_line(lessons: Command) -> None:
    folder = lessons.home / "broken"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "marian"}')
    (lessons.home / "models.toml").write_text(ENTRY.format(name="lessons", path=folder))
    named = ("--translator", "lessons")
    done = lessons("article.md", "--from", "de", "--lang", "en", *named, code=None)
    assert done.code in (1, 3)
    (line,) = done.err.splitlines()
    assert line.startswith("error: ")
    assert " → " in line
    assert sys.executable not in line
