"""What a batch shows on stderr while it runs, and the line that sums it up."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pexpect
import pytest

from summarize.batch import Outcome
from summarize.cli import batch_progress
from summarize.result import Failure
from summarize.source import Source
from tests.conftest import SAMPLES, Command

ARTICLE = SAMPLES / "stadtwerke.txt"


@pytest.fixture
def articles(tmp_path: Path) -> list[str]:
    """Four articles, by name."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in "abcd":
        (folder / f"{name}.txt").write_bytes(ARTICLE.read_bytes())
    return [str(path) for path in sorted(folder.iterdir())]


def on_terminal(summarize: Command, command: str, *, width: int = 100) -> str:
    """What the terminal saw; `command` runs in a shell, so it can redirect its output."""
    environment = {k: v for k, v in summarize.environment.items() if k != "COLUMNS"}
    terminal = pexpect.spawn(
        "bash", ["-c", command], env=environment, cwd=summarize.home,
        dimensions=(24, width), encoding="utf-8", timeout=60,
    )  # fmt: skip
    terminal.expect(pexpect.EOF)
    terminal.close()
    return str(terminal.before)


def test_a_bar_on_the_terminal_leaves_stdout_alone(summarize: Command, articles: list[str]) -> None:
    out = summarize.home / "out.jsonl"
    names = " ".join(articles)
    shown = on_terminal(
        summarize,
        f"{sys.executable} -m summarize no.txt {names} --lang de --format jsonl > {out}",
    )
    assert "5/5" in shown
    assert "d.txt" in shown
    assert "sentences/s" in shown
    assert "1 failed" in shown
    assert re.search(r"note: 4 done, 1 failed, \d+\.\d s", shown)
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["source"] for record in records] == ["no.txt", *articles]


@pytest.mark.parametrize("out", ["out/", "out.jsonl"])
def test_a_bar_where_results_go_elsewhere(
    summarize: Command, articles: list[str], out: str
) -> None:
    names = " ".join(articles)
    shown = on_terminal(summarize, f"{sys.executable} -m summarize {names} --lang de -o {out}")
    assert "4/4" in shown
    assert "sentences/s" in shown
    # All is there already, or comes from the cache.
    shown = on_terminal(summarize, f"{sys.executable} -m summarize {names} --lang de -o {out}")
    assert "4/4" in shown
    assert "sentences/s" not in shown
    # Results that are shown are progress enough.
    shown = on_terminal(summarize, f"{sys.executable} -m summarize {names} --lang de")
    assert "4/4" not in shown


@pytest.mark.parametrize("width", [20, 40])
def test_a_bar_has_one_line_on_a_narrow_terminal(
    summarize: Command, articles: list[str], width: int
) -> None:
    command = f"{sys.executable} -m summarize {' '.join(articles)} --lang de -o out/"
    shown = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", on_terminal(summarize, command, width=width))
    bars = [line for line in re.split(r"[\r\n]+", shown) if "━" in line]
    assert re.fullmatch("━+ 4/4", bars[-1])
    assert {len(bar.rstrip()) for bar in bars} == {width}
    assert "…" not in shown


def test_a_terminal_that_cannot_draw_gets_lines(summarize: Command, articles: list[str]) -> None:
    summarize.env["TERM"] = "dumb"
    command = f"{sys.executable} -m summarize {' '.join(articles)} --lang de -o out/"
    shown = on_terminal(summarize, command)
    assert "━" not in shown
    assert "note: 4 done" in shown


@pytest.mark.parametrize("silent", ["--quiet", "2> /dev/null"])
def test_no_bar_where_none_is_wanted(summarize: Command, articles: list[str], silent: str) -> None:
    shown = on_terminal(
        summarize,
        f"{sys.executable} -m summarize {' '.join(articles)} --lang de --format jsonl {silent}"
        " > out.jsonl",
    )
    assert shown == ""


def test_one_document_has_neither_bar_nor_sum(summarize: Command) -> None:
    done = summarize(ARTICLE, "--lang", "de")
    assert "done" not in done.err
    shown = on_terminal(summarize, f"{sys.executable} -m summarize {ARTICLE} --lang de > out.txt")
    assert "1/1" not in shown


def test_a_pipe_gets_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch_progress, "_PAUSE", 0.0)
    source = Source("a", "a.txt", lambda: "")
    failed = Failure(id="a", source="a.txt", error="InputError", message="no", hint="")
    with batch_progress.showing(1200, quiet=False, results_shown=False) as display:
        for outcome in display.watch([Outcome(source, None, "", 30), Outcome(source, failed)]):
            assert outcome.source is source
    lines = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"note: 1 of 1,200 documents, [\d,]+ sentences/s, 0 failed", lines[0])
    assert lines[1].startswith("note: 2 of 1,200 documents")
    assert lines[1].endswith("1 failed")
    with batch_progress.showing(None, quiet=False, results_shown=False) as display:
        assert list(display.watch([Outcome(source, None)]))
    assert capsys.readouterr().err == "note: 1 document, 0 failed\n"


def test_the_sum_names_what_failed(summarize: Command, articles: list[str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = summarize(*articles, tmp_path / "empty.txt", "--lang", "de", code=1)
    assert re.search(r"^note: 4 done, 1 failed, \d+\.\d s$", done.err, re.MULTILINE)


def test_fail_fast_stops_at_the_first_failure(summarize: Command) -> None:
    done = summarize(
        ARTICLE, "no.txt", "no2.txt", "--lang", "de", "--fail-fast", "--format", "jsonl", code=1
    )
    assert [json.loads(line).get("error") for line in done.out.splitlines()] == [None, "InputError"]
