"""Files that come into a folder while the command runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from summarize.cli.interrupt import end_as_by_ctrl_c, until_interrupted
from summarize.errors import UsageError
from summarize.source import Lull, Selection, Source, watch_sources
from summarize.source import watch as watching
from tests.conftest import SAMPLES, Command

ARTICLE = (SAMPLES / "harbour.txt").read_bytes()


class Looks:
    """What each look at a folder gives, without the time between them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str, **wanted: object) -> None:
        monkeypatch.setattr(watching, "_LOOK", 0.0)
        selection = Selection(**wanted)  # type: ignore[arg-type]
        self.sources = watch_sources(names, lambda: False, selection)

    def __next__(self) -> list[str]:
        found = []
        while isinstance(source := next(self.sources), Source):
            try:
                found.append(f"{source.name} {source.load()!r}")
            except Exception as error:
                found.append(f"{source.name} {error}")
        assert isinstance(source, Lull)
        return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_a_file_comes_when_it_has_stayed_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch, "in")
    assert next(looks) == []
    for part in ("one", "one, two", "one, two, three"):
        (folder / "a.txt").write_text(part)
        assert next(looks) == []
    assert next(looks) == ["in/a.txt b'one, two, three'"]
    assert next(looks) == []
    # The same size, another time.
    (folder / "a.txt").write_text("one, two, tree!")
    os.utime(folder / "a.txt", (1, 1))
    (folder / "b").mkdir()
    (folder / "b/c.txt").write_text("c")
    (folder / "b/d.txt.part").write_text("d")
    assert next(looks) == []
    assert next(looks) == ["in/a.txt b'one, two, tree!'", "in/b/c.txt b'c'"]
    (folder / "b/d.txt.part").rename(folder / "b/d.txt")
    (folder / "a.txt").unlink()
    assert [next(looks) for _ in range(3)] == [[], ["in/b/d.txt b'd'"], []]
    # Gone and there again: a new file.
    (folder / "a.txt").write_text("one, two, tree!")
    assert [next(looks) for _ in range(3)] == [[], ["in/a.txt b'one, two, tree!'"], []]


def test_a_failure_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks(monkeypatch, "in", "no.txt", exclude=("no.txt",))
    os.symlink("nowhere", folder / "link.txt")
    gone = ["in/link.txt this link leads to no file", "no.txt there is no such file"]
    assert [next(looks) for _ in range(4)] == [[], gone, [], []]
    (folder / "nowhere").write_text("here")
    assert [next(looks) for _ in range(3)] == [[], ["in/link.txt b'here'"], []]


def test_the_folder_may_go_away_for_a_while(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text("a")
    looks = Looks(monkeypatch, "in")
    assert [next(looks) for _ in range(3)] == [[], ["in/a.txt b'a'"], []]
    folder.rename("away")
    assert [next(looks) for _ in range(3)] == [[], ["in there is no such folder"], []]
    Path("away").rename("in")
    (folder / "b.txt").write_text("b")
    assert [next(looks) for _ in range(3)] == [[], ["in/b.txt b'b'"], []]


def test_what_cannot_be_watched(folder: Path) -> None:
    for names in (["a.txt"], ["-"], ["in", "-"], []):
        with pytest.raises(UsageError) as caught:
            watch_sources(names, lambda: False)
        assert "--watch" in caught.value.message
        assert caught.value.hint


def test_the_first_interrupt_asks_and_the_second_insists() -> None:
    before = signal.getsignal(signal.SIGINT)
    with until_interrupted() as stopped:
        assert not stopped()
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_request_to_end_that_is_ignored_stays_so() -> None:
    """As behind nohup."""
    before = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        exit_code = end_as_by_ctrl_c()
        os.kill(os.getpid(), signal.SIGHUP)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        assert exit_code() == 143
        # The second one is for the system.
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_stop_ends_the_stream_after_the_source_at_hand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LOOK", 0.0)
    for number in range(5):
        (folder / f"{number}.txt").write_text("x")
    names: list[str] = []
    for source in watch_sources(["in"], lambda: len(names) == 2):
        if isinstance(source, Source):
            names.append(source.name)
    assert names == ["in/0.txt", "in/1.txt"]


# --- the command -------------------------------------------------------------------------


@pytest.fixture
def started(summarize: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The command, watching the folder "in"."""
    (summarize.home / "in").mkdir()
    (summarize.home / "in/first.txt").write_bytes(ARTICLE)
    arguments = ["in", "--watch", "--lang", "en", "--length", "headline", "--format", "jsonl", "-q"]
    process = subprocess.Popen(
        [sys.executable, "-m", "summarize", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=summarize.environment, cwd=summarize.home,
    )  # fmt: skip
    with process:
        yield process
        process.kill()


def test_articles_are_done_as_they_come_and_never_by_halves(
    started: subprocess.Popen[bytes], summarize: Command
) -> None:
    assert started.stdout
    line = partial(lambda out: json.loads(out.readline()), started.stdout)
    first = line()
    assert first["id"] == "in/first.txt"
    with (summarize.home / "in/slow.txt").open("wb") as file:
        for start in range(0, len(ARTICLE), len(ARTICLE) // 25):
            file.write(ARTICLE[start : start + len(ARTICLE) // 25])
            file.flush()
            time.sleep(0.1)
    slow = line()
    assert (slow["id"], slow["words"]) == ("in/slow.txt", first["words"])
    (summarize.home / "in/first.txt").write_bytes((SAMPLES / "night-trains.txt").read_bytes())
    (summarize.home / "in/empty.txt").touch()
    records = {record["id"]: record for record in (line(), line())}
    assert records["in/empty.txt"]["message"] == "there is no text in it"
    assert records["in/first.txt"]["words"] != first["words"]
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=20)
    # One failed, so it is not 0; and nobody was interrupted.
    assert (started.returncode, out) == (1, b"")
    assert err.decode().startswith("error: in/empty.txt: there is no text in it")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_to_be_stopped_is_the_normal_end(
    started: subprocess.Popen[bytes], number: signal.Signals
) -> None:
    assert started.stdout
    assert b"in/first.txt" in started.stdout.readline()
    started.send_signal(number)
    assert started.communicate(timeout=20) == (b"", b"")
    assert started.returncode == 0
