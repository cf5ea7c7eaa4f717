"""What a person sees: the real command in a real pseudo-terminal, at three widths."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.checkpoints import checkpoint
from tests.conftest import SAMPLES, Command
from tests.converted import trained

__all__ = ["checkpoint", "trained"]

pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals are for Unix")
pyte = pytest.importorskip("pyte")

LABELS = ("short,", "medium,", "long")
ARTICLE = SAMPLES / "stadtwerke.txt"


def screen(summarize: Command, width: int, *arguments: str | Path) -> list[str]:
    """The lines on the terminal after the command has run, without trailing blanks."""
    environment = {k: v for k, v in summarize.environment.items() if k != "COLUMNS"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "summarize", *map(str, arguments)],
        dimensions=(500, width),
        env=environment | {"TERM": "xterm-256color"},
        cwd=str(summarize.home),
        timeout=60,
    )
    output = child.read().decode()
    child.close()
    assert child.exitstatus == 0, output
    display = pyte.Screen(width, 500)
    pyte.Stream(display).feed(output)
    return "\n".join(line.rstrip() for line in display.display).rstrip().split("\n")


def column(line: str, word: str) -> int:
    assert word in line, line
    return line.index(word)


@pytest.mark.parametrize("width", [100, 160])
def test_languages_stand_side_by_side(summarize: Command, width: int) -> None:
    lines = screen(summarize, width, ARTICLE, "--profile", "tiny")
    head = next(i for i, line in enumerate(lines) if "German" in line and "English" in line)
    german, english = column(lines[head], "German"), column(lines[head], "English")
    assert german < width / 2 < english + 4
    short = next(line for line in lines[head:] if line.strip().startswith("short"))
    assert short[german - 1] == " "
    assert short[english:].startswith("needs a translator")


@pytest.mark.parametrize("width", [60, 99])
def test_a_narrow_terminal_is_stacked(summarize: Command, width: int) -> None:
    lines = screen(summarize, width, ARTICLE, "--profile", "tiny")
    heads = [line.split("─")[0].strip() for line in lines if " · " in line and "──" in line]
    assert heads == [
        "short · German",
        "medium · German",
        "long · German",
        # The same for all: a translator is needed.
        "short, medium, long · English",
    ]
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize("width", [60, 120])
def test_a_text_that_fits_all_lengths_is_shown_once(
    summarize: Command, tmp_path: Path, width: int
) -> None:
    article = tmp_path / "short.txt"
    article.write_text("Im Moor sollen 1.240 Hektar wieder nass werden. Für das Klima ist das gut.")
    shown = screen(summarize, width, article, "--no-translate", "--length", "short,medium,long")
    text = "\n".join(shown)
    assert text.count("1.240 Hektar") == 1
    labels = " ".join(text.split())
    assert ("short, medium, long · German" in labels) == (width < 100)
    if width > 100:
        assert [line.split()[0] for line in shown if line[:10].strip() in LABELS] == list(LABELS)


@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_panel_names_title_language_words_time_and_models(
    summarize: Command, width: int
) -> None:
    title = ARTICLE.read_text(encoding="utf-8").splitlines()[0]
    panel = " ".join(screen(summarize, width, ARTICLE)[:6]).replace("│", " ")
    panel = " ".join(panel.split())
    assert title in panel
    for fact in ("German", " words", "min read", "extractive", " s"):
        assert fact in panel


@pytest.mark.parametrize("width", [60, 100, 160])
def test_no_word_is_lost_on_the_way_to_the_screen(summarize: Command, width: int) -> None:
    lines = screen(summarize, width, ARTICLE, "--lang", "de", "--length", "medium")
    plain = summarize(ARTICLE, "--lang", "de", "--length", "medium").out.split("\n\n")[1]
    text = plain.split("\n", 1)[1].split()
    seen = " ".join(lines).split()
    start = next(i for i in range(len(seen)) if seen[i : i + 3] == text[:3])
    assert [word for word in seen[start:] if word != "─" * len(word)][: len(text)] == text


def test_no_color(summarize: Command) -> None:
    summarize.env["NO_COLOR"] = "1"
    child = pexpect.spawn(
        sys.executable, ["-m", "summarize", str(ARTICLE)], dimensions=(300, 100),
        env=summarize.environment | {"TERM": "xterm-256color"}, timeout=60,
    )  # fmt: skip
    output = child.read().decode()
    assert not re.search(r"\x1b\[[34][0-9]", output)
    assert "\x1b[9" not in output


def test_an_article_cannot_write_to_the_terminal(summarize: Command) -> None:
    hostile = summarize.home / "hostile\x1b[31m.txt"
    hostile.write_text(
        "Titel \x1b]0;gekapert\x07 mit [red]Klammern[/red]\n\n"
        "Der Rat hat am Dienstag \x1b[2J zugestimmt, und das Geld ist damit da. :smile:\n"
    )
    text = "\n".join(screen(summarize, 100, hostile, "--lang", "de"))
    assert "[red]Klammern[/red]" in text
    assert ":smile:" in text
    assert "\x1b" not in text
    assert "hostile[31m.txt" in text


def test_loading_a_model_is_shown(summarize: Command, trained: Path, cache: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "summarize", "-", "--from", "de", "--translator", str(trained), "--no-summary"],
        dimensions=(50, 100),
        env=summarize.environment | {"TERM": "xterm-256color", "HF_HOME": str(cache)},
        cwd=str(summarize.home),
        timeout=60,
    )
    child.sendline("Viele Menschen warten seit Stunden auf Hilfe.")
    child.sendeof()
    output = child.read().decode()
    assert f"loading {trained}"[:40] in output
    assert "Many people have been waiting for hours." not in output.split("loading")[0]
