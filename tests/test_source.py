"""Files, JSONL lines and standard input -> sources."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from summarize.errors import InputError
from summarize.formats import Format
from summarize.source import Selection, Source, open_sources


def opened(*names: str | Path, stdin: bytes = b"") -> list[Source]:
    sources = list(open_sources(map(str, names), io.BytesIO(stdin)))
    return [source for source in sources if isinstance(source, Source)]


def test_files_keep_their_names_and_formats(tmp_path: Path) -> None:
    names = {"a.txt": None, "b.MD": Format.MARKDOWN, "c.htm": Format.HTML, "d": None}
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    sources = opened(*(tmp_path / name for name in names))
    assert [source.format for source in sources] == list(names.values())
    assert [source.load() for source in sources] == [name.encode() for name in names]
    assert sources[0].id == sources[0].name == str(tmp_path / "a.txt")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        {"id": "x-1", "text": "Größe", "title": "T", "lang": "de", "other": [1]},
        {"id": 7, "text": "two"},
        {"text": "three", "title": ""},
    ]
    path.write_text("\n\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8-sig")
    first, second, third = opened(path)
    assert (first.id, first.title, first.language) == ("x-1", "T", "de")
    assert first.load() == "Größe"
    assert second.id == "7"
    assert (third.id, third.title) == (f"{path}:5", None)


def test_other_fields_are_passed_on_as_they_are(tmp_path: Path) -> None:
    others = {
        "big": 123456789012345678901234567890, "small": 1e-07, "third": 0.1, "minus": -0.0,
        "none": None, "flag": False, "nested": {"ü": [1, {"2": []}]}, "words": "x", "extra": "",
    }  # fmt: skip
    path = tmp_path / "a.jsonl"
    lines = [{"id": 1, "text": "one", **others}, {"id": 2, "txt": "two"}, {"id": 2, "text": "two"}]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    one, bad, same = opened(path)
    assert json.dumps(one.extra) == json.dumps(others)
    # A line that fails is recognised in the output as well; ids may come twice.
    assert (bad.id, bad.name, bad.extra) == ("2", f"{path}:2", {"txt": "two"})
    assert (same.id, same.extra) == ("2", {})


def test_the_text_may_be_in_another_field(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = {"text": "t", "Körper": "k", "title": "T", "text2": 5}
    path.write_text(json.dumps(line) + '\n{"text": "x", "url": "https://x.org"}')
    selection = Selection(field="Körper")
    good, bad = (s for s in open_sources([str(path)], selection=selection) if isinstance(s, Source))
    assert (good.load(), good.title, good.extra) == ("k", "T", {"text": "t", "text2": 5})
    with pytest.raises(InputError, match="Körper: field required") as caught:
        bad.load()
    assert "--field url" in caught.value.hint


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": 1}', "text: field required"),
        ('{"text": 5}', "text: input should be a valid string"),
        ("[1]", "object"),
        ("{broken", "line: invalid json: key must be a string at column 2"),
        ('{"text": "a', "line: invalid json: eof while parsing a string at column 11"),
    ],
)
def test_a_bad_line_does_not_hide_the_good_ones(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "one"}}\n{line}\n{{"text": "three"}}\n', encoding="utf-8")
    one, bad, three = opened(path)
    assert (one.load(), three.load()) == ("one", "three")
    assert bad.name == f"{path}:2"
    with pytest.raises(InputError) as caught:
        bad.load()
    assert message in caught.value.message.lower()


def test_standard_input_is_one_document_or_json_lines() -> None:
    (whole,) = opened("-", stdin=b"one\ntwo\n")
    assert whole.load() == b"one\ntwo\n"
    one, two = opened("-", stdin=b'{"text": "one"}\n{"text": "two"}\n')
    assert (one.load(), two.load(), two.name) == ("one", "two", "stdin:2")
    (prose,) = opened("-", stdin=b'{"a": 1} is JSON.\n')
    assert prose.load() == b'{"a": 1} is JSON.\n'


def test_json_lines_are_read_one_by_one() -> None:
    """An endless producer on standard input is served line by line."""

    class Endless(io.RawIOBase):
        served = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            self.served += 1
            line = b'{"text": "again"}\n'
            buffer[: len(line)] = line
            return len(line)

    stream = Endless()
    opened = open_sources(["-"], stream)  # type: ignore[arg-type]
    sources = (source for source in opened if isinstance(source, Source))
    assert [next(sources).id for _ in range(3)] == ["stdin:1", "stdin:2", "stdin:3"]
    assert stream.served <= 4


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    for name, message in [
        ("no.txt", "no such file"),
        ("no.jsonl", "no such file"),
        ("empty.jsonl", "empty"),
    ]:
        (source,) = opened(tmp_path / name)
        with pytest.raises(InputError, match=message) as caught:
            source.load()
        assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ('{"text": "one", "title": "T"}', ["one"]),
        ('[{"text": "one"},\n {"text": "zwei – drei"}]', ["one", "zwei – drei"]),
    ],
)
def test_json_with_articles_is_read_like_json_lines(
    tmp_path: Path, content: str, texts: list[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8-sig")
    assert [source.load() for source in opened(path)] == texts


def test_a_record_without_text_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "one"}, {"body": "two"}]', encoding="utf-8")
    one, two = opened(path)
    assert (one.load(), two.name) == ("one", f"{path}:2")
    with pytest.raises(InputError, match="text: field required"):
        two.load()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"body": "x"}', "holds no articles"),
        ("[1, 2]", "holds no articles"),
        ('"text"', "holds no articles"),
        ("{broken", "no valid JSON"),
        (b"\xff\xfe\x00", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
    ],
)
def test_json_without_articles(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (source,) = opened(path)
    with pytest.raises(InputError, match=message) as caught:
        source.load()
    assert caught.value.hint


def test_what_is_too_large_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(100_000_001)
    (source,) = opened(huge)
    with pytest.raises(InputError, match="larger than 100 MB"):
        source.load()

    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size < 200_000_000
            return b"a" * size

        def read(self, size: int = -1, /) -> bytes:
            assert 0 <= size < 200_000_000
            return b"a" * size

    (endless,) = open_sources(["-"], Endless())  # type: ignore[arg-type]
    assert isinstance(endless, Source)
    with pytest.raises(InputError, match="larger than 100 MB"):
        endless.load()
