"""JSONL through pipes: results come while the producer is still at work."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.errors import InputError
from summarize.source import LULL, Lull, Source, open_sources
from summarize.source import stream as streaming
from summarize.source.lines import count_records, records
from summarize.source.stream import lines
from tests.conftest import SAMPLES, Command

ARTICLE = (SAMPLES / "harbour.txt").read_text(encoding="utf-8")


@contextmanager
def pipe() -> Iterator[tuple[BinaryIO, int]]:
    """What is read, as standard input is, and the descriptor to write to."""
    end, start = os.pipe()
    with open(end, "rb") as reader:
        try:
            yield reader, start
        finally:
            os.close(start)


@contextmanager
def fed(*chunks: bytes) -> Iterator[BinaryIO]:
    """A pipe that a thread writes these chunks to, and then closes."""
    end, start = os.pipe()

    def feed() -> None:
        with open(start, "wb", buffering=0) as writer:
            for chunk in chunks:
                writer.write(chunk)

    thread = threading.Thread(target=feed)
    thread.start()
    with open(end, "rb") as reader:
        yield reader
    thread.join()


def record(id: object, text: str = ARTICLE, **others: object) -> bytes:
    return json.dumps({"id": id, "text": text, **others}).encode() + b"\n"


def opened(stream: BinaryIO) -> list[Source]:
    return [s for s in open_sources(["-", "-"], stream) if isinstance(s, Source)]


# --- lines -------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=20), max_size=8), st.integers(1, 9))
def test_lines_are_those_of_the_file(parts: list[bytes], size: int) -> None:
    content = b"\n".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "_CHUNK", size)
        given = list(lines(io.BytesIO(content)))
    assert given == list(io.BytesIO(content))


@given(st.text(alphabet=' \n\r\t\x0bx{"', max_size=30), st.integers(1, 9))
def test_as_many_sources_are_counted_as_there_are(text: str, size: int) -> None:
    content = text.encode()
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    assert count_records(chunks) == len(list(records("a", io.BytesIO(content), "text")))


def test_a_lull_stands_where_the_next_line_is_not_there_yet() -> None:
    with pipe() as (reader, start):
        sources = open_sources(["-"], reader)
        assert next(sources) is LULL
        os.write(start, record("one") + b'{"id": "two", "te')
        first = next(sources)
        assert isinstance(first, Source)
        assert first.id == "one"
        assert next(sources) is LULL
        os.write(start, b'xt": "now"}\n')
        second = next(s for s in sources if isinstance(s, Source))
        assert (second.id, second.load()) == ("two", "now")


def test_a_file_has_no_lull(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(record(1) * 3)
    with (tmp_path / "a.jsonl").open("rb") as file:
        threads = threading.active_count()
        sources = list(open_sources(["-", str(tmp_path / "a.jsonl")], file))
        assert threading.active_count() == threads
    assert not any(isinstance(source, Lull) for source in sources)
    assert len(sources) == 6


def test_a_producer_waits_for_us() -> None:
    """However fast it is, no more than a few chunks of it lie ready."""
    with pipe() as (reader, start):
        os.set_blocking(start, False)
        os.write(start, record(1))
        sources = open_sources(["-"], reader)
        while not isinstance(next(sources), Source):
            pass
        written = 0
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < 0.5:
            try:
                written += os.write(start, record(2))
                idle_since = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        assert 0 < written < 3_000_000


def test_a_pipe_that_does_not_block() -> None:
    with pipe() as (reader, start):
        os.set_blocking(reader.fileno(), False)
        sources = open_sources(["-"], reader)
        assert next(sources) is LULL
        os.write(start, record("one"))
        assert next(s for s in sources if isinstance(s, Source)).id == "one"


def test_one_huge_line_and_broken_ones() -> None:
    huge = record("huge", "Wort " * 10_000_000)
    broken = [b"\xff\xfe\n", b'{"id": "cut", "text": "The cou\n', b'{"text": "\xe4"}\n']
    with fed(record("first"), *broken, b"\n", huge, record("last").rstrip()) as stream:
        sources = opened(stream)
    assert [s.id for s in sources] == ["first", "stdin:2", "stdin:3", "stdin:4", "huge", "last"]
    text = sources[-2].load()
    assert isinstance(text, str)
    assert len(text) == 50_000_000
    for source, message in zip(sources[1:4], ["UTF-8", "invalid json", "UTF-8"], strict=True):
        with pytest.raises(InputError, match=message):
            source.load()


def test_what_is_larger_than_any_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails without being held, and costs no line beside it."""
    for module in ("stream", "lines", "opening"):
        monkeypatch.setattr(f"summarize.source.{module}.LARGEST", 100_000)
    with fed(record("first", "x"), b"x" * 250_000, b"\n", record("last", "x")) as stream:
        first, large, last = opened(stream)
        assert (first.id, large.id, last.id) == ("first", "stdin:2", "last")
    (tmp_path / "a.txt").write_bytes(b"x" * 100_001)
    (file,) = open_sources([str(tmp_path / "a.txt")])
    assert isinstance(file, Source)
    with fed(b"x\n" * 60_000) as stream:
        (prose,) = opened(stream)
        for source in (large, file, prose):
            with pytest.raises(InputError, match="is larger than") as caught:
                source.load()
            assert "split" in caught.value.hint
        for _ in stream:
            pass


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (b'{"id": "a", "text": "cut\n{"id": "b", "text": "x"}\n', ["stdin:1", "b"]),
        (b'\xef\xbb\xbf{"id": "a", "text": "x"}', ["a"]),
        (b'{"body": "x", "id": "a"}\n', ["a"]),
        (b'{"text": "\xe4"}\n{"id": "b", "text": "x"}\n', ["stdin:1", "b"]),
        (b'{\n  "text": "x"\n}\n', ["stdin"]),
        (b'["text"]\n', ["stdin"]),
        (b'"text": {"text"}\n', ["stdin"]),
        (b"", ["stdin"]),
    ],
)
def test_the_first_line_tells_whether_it_is_jsonl(content: bytes, ids: list[str]) -> None:
    assert [source.id for source in opened(io.BytesIO(content))] == ids
    with fed(content) as stream:
        assert [source.id for source in opened(stream)] == ids


def test_prose_in_a_pipe_is_one_document() -> None:
    with fed(b"one\n", b"two", b"", b" three\n\n") as stream:
        (prose,) = opened(stream)
        assert prose.load() == b"one\ntwo three\n\n"


def test_standard_input_that_cannot_be_read() -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    (source,) = opened(Broken())  # type: ignore[arg-type]
    with pytest.raises(InputError, match="cannot be read: input/output error"):
        source.load()


# --- the command -------------------------------------------------------------------------


@pytest.fixture
def running(summarize: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The command with a pipe that stays open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "summarize", "-", "--lang", "en", "--format", "jsonl", "-q"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=summarize.environment,
    )  # fmt: skip
    yield process
    process.kill()
    with suppress(BrokenPipeError):
        process.__exit__(None, None, None)


def test_a_result_comes_before_the_next_line_is_written(running: subprocess.Popen[bytes]) -> None:
    assert running.stdin
    assert running.stdout
    for number in range(3):
        running.stdin.write(record(number, url=f"https://example.org/{number}"))
        running.stdin.flush()
        result: dict[str, Any] = json.loads(running.stdout.readline())
        assert (result["id"], result["url"]) == (str(number), f"https://example.org/{number}")
        assert result["summaries"][0]["text"]
    out, err = running.communicate(record("last").rstrip(), timeout=20)
    assert json.loads(out)["id"] == "last"
    assert (running.returncode, err) == (0, b"")


def test_ctrl_c_while_the_producer_is_silent(running: subprocess.Popen[bytes]) -> None:
    assert running.stdin
    assert running.stdout
    running.stdin.write(record("one"))
    running.stdin.flush()
    assert b'"one"' in running.stdout.readline()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=10) == 130
    assert running.stderr
    assert running.stderr.read() == b""


def test_a_reader_that_has_seen_enough(running: subprocess.Popen[bytes]) -> None:
    """`… | summarize - | head -1` ends although the producer never does."""
    assert running.stdin
    assert running.stdout
    running.stdin.write(record("one"))
    running.stdin.flush()
    running.stdout.readline()
    running.stdout.close()
    with suppress(BrokenPipeError):
        while running.poll() is None:
            running.stdin.write(record("more"))
            running.stdin.flush()
    assert running.wait(timeout=10) == 141


def test_a_program_ends_though_the_pipe_is_open() -> None:
    code = (
        "from summarize.source import open_sources\n"
        "print(next(s.id for s in open_sources(['-']) if hasattr(s, 'id')))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        process.stdin.write(record("one") + b'{"id": "tw')
        process.stdin.flush()
        assert process.wait(timeout=20) == 0
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read().strip(), process.stderr.read()) == (b"one", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_standard_input_may_be_closed(summarize: Command) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m summarize - <&-"],
        capture_output=True, text=True, env=summarize.environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        2, "error: stdin: standard input is closed → name a file\n",
    )  # fmt: skip
