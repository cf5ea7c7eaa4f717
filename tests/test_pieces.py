"""Sources that are cut into pieces and read apart are those that one process reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.errors import InputError, UsageError
from summarize.source import Lull, Piece, Selection, Shard, Source, cut, open_piece, open_sources

LINES = st.one_of(
    st.builds(
        lambda number, text: json.dumps({"id": number, "text": text, "url": "x"}).encode(),
        st.integers(0, 9), st.text(max_size=9),
    ),
    st.sampled_from([b"", b"  ", b"{", b"\xff", b"\xef\xbb\xbf", b'{"text": 3}', b"\r"]),
)  # fmt: skip


def told(sources: Iterable[Source | Lull]) -> list[tuple[object, ...]]:
    """All there is to know of each source."""
    return [
        (s.id, s.name, s.place, s.format, s.title, s.language, dict(s.extra), content(s))
        for s in sources
        if isinstance(s, Source)
    ]


def content(source: Source) -> object:
    try:
        return source.load()
    except InputError as error:
        return error.message, error.hint


def apart(names: list[str], selection: Selection) -> list[tuple[object, ...]]:
    return [row for piece in cut(names, selection) for row in told(open_piece(piece, selection))]


@given(lines=st.lists(LINES, max_size=40), end=st.sampled_from([b"", b"\n"]))
@settings(max_examples=100, deadline=None)
def test_lines_read_apart_are_the_lines_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes
) -> None:
    path = tmp_path_factory.mktemp("lines") / "in.jsonl"
    path.write_bytes(b"\n".join(lines) + end)
    for selection in (Selection(), Selection(shard=Shard(1, 2))):
        expected = told(open_sources([str(path)], selection=selection))
        assert apart([str(path)], selection) == expected
    pieces = list(cut([str(path)], Selection()))
    assert sum(piece.documents for piece in pieces) == len(told(open_sources([str(path)])))
    assert all(piece.documents <= 4 for piece in pieces)


def test_the_pieces_of_a_large_file_grow(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"text": f"number {n}"}) for n in range(5000)))
    pieces = list(cut([str(path)], Selection()))
    assert [piece.documents for piece in pieces[:20:16]] == [4, 5]
    assert max(piece.documents for piece in pieces) == 32
    assert apart([str(path)], Selection()) == told(open_sources([str(path)]))


def test_a_line_that_is_far_too_long_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "one"}\n')
        for _ in range(120):
            file.write(b"x" * 1_000_000)
        file.write(b'\n{"text": "three"}\n')
    assert apart([str(path)], Selection()) == told(open_sources([str(path)]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Ärzte & 100% C#"
    for name in ("b/c.txt", "a b.md", "b.txt", ".hidden/x.txt", "d.log", "e.csv", "z.summary.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"the text of {name}")
    (folder / "lines.jsonl").write_text('{"id": "1", "text": "eins"}\n\n{"text": "zwei"}')
    (folder / "empty.jsonl").write_text("\n")
    return folder


@pytest.mark.parametrize("selection", [Selection(), Selection(include=("*.log", "b/"))])
def test_a_folder_behind_an_address_is_read_like_one_here(
    folder: Path, selection: Selection
) -> None:
    for address in (folder.as_uri(), f"file://{folder}"):
        remote = apart([address + "/"], selection)
        local = apart([str(folder)], selection)
        # The same but for the ids and names, which are addresses.
        assert [row[2:] for row in remote] == [row[2:] for row in local]
        assert all(str(row[1]).startswith(address) for row in remote)
        assert [str(row[1])[-4:] for row in remote] == [str(row[1])[-4:] for row in local]


def test_one_file_behind_an_address(folder: Path) -> None:
    ((id, name, place, *_, text),) = apart([(folder / "a b.md").as_uri()], Selection())
    assert id == name == (folder / "a b.md").as_uri()
    assert place == "a b.md"
    assert text == b"the text of a b.md"


@pytest.mark.parametrize("address", ["file:///nowhere/at/all.txt", "nosuch://bucket/a.txt"])
def test_an_address_that_leads_nowhere_fails_in_its_turn(address: str) -> None:
    ((_, name, *_, reason),) = apart([address], Selection())
    assert name == address
    assert isinstance(reason, tuple)
    assert "cannot be read" in reason[0] or "there is no such file" in reason[0]


def test_what_only_one_process_can_read_is_refused() -> None:
    with pytest.raises(UsageError, match="standard input"):
        list(cut(["-"], Selection()))


def test_one_source_of_a_piece(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"text": f"number {n}"}) for n in range(9)))
    piece = Piece(next(cut([str(path)], Selection())).found, only=f"{path}:7")
    ((_, name, *_, text),) = told(open_piece(piece))
    assert (name, text) == (f"{path}:7", "number 6")
