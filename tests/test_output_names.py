"""Names of outputs: inside the folder, valid everywhere, and never the same twice."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.output.names import Names, Origin, fold
from summarize.source import Source


def names(folder: Path, owners: dict[str, Origin] | None = None) -> Names:
    return Names(folder, ".md", (owners or {}).get)


def file(place: str) -> Source:
    return Source(f"news/{place}", f"news/{place}", bytes, place=place)


def line(id: str, number: int = 1, of: str = "news.jsonl") -> Source:
    return Source(id, f"{of}:{number}", bytes)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (file("a.txt"), "a.txt.summary.md"),
        (file("2024/März/Über uns.html"), "2024/März/Über uns.html.summary.md"),
        (file("x/COM10.txt"), "x/COM10.txt.summary.md"),
        (Source("x/a.txt", "x/a.txt", bytes), "a.txt.summary.md"),
        (Source("stdin", "stdin", bytes), "stdin.summary.md"),
        (line("m-001"), "m-001.summary.md"),
        (line("x/news.jsonl:17", 17, "x/news.jsonl"), "news.jsonl-17.summary.md"),
    ],
)
def test_a_good_name_is_kept(tmp_path: Path, source: Source, expected: str) -> None:
    assert names(tmp_path).of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (file("con.txt"), "_con.txt-????????.summary.md"),
        (file("Aux/a.txt"), "_Aux-????????/a.txt.summary.md"),
        (file("2024. /a.txt"), "2024-????????/a.txt.summary.md"),
        (file("a.txt.summary.md/b.txt"), "a.txt_summary_md-????????/b.txt.summary.md"),
        (file(".summarize/lock"), "_summarize-????????/lock.summary.md"),
        (line("../up"), "_._up-????????.summary.md"),
        (line(".."), "_.-????????.summary.md"),
        (line("/etc/passwd"), "_etc_passwd-????????.summary.md"),
        (line("C:\\x"), "C__x-????????.summary.md"),
        (line("a\x00\n\x1b[m"), "a___[m-????????.summary.md"),
        (line(""), "_-????????.summary.md"),
        (line("x" * 400), "x" * 200 + "-????????.summary.md"),
        (line("ü" * 400), "ü" * 100 + "-????????.summary.md"),
    ],
)
def test_a_bad_name_is_mended_and_marked(tmp_path: Path, source: Source, expected: str) -> None:
    name = names(tmp_path).of(source)
    assert PurePosixPath(name).match(expected.replace("[", "[[]")), name
    assert name.count("/") == expected.count("/")
    # The same on every machine, whatever came before.
    busy = names(tmp_path)
    assert [busy.of(file("a.txt")), busy.of(source)][1] == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (file("a.txt"), file("A.txt")),
        (file("Straße/a.txt"), file("STRASSE/a.txt")),
        (file("Bär.txt"), file(unicodedata.normalize("NFD", "Bär.txt"))),
        (line("7", 1), line("7", 2)),
        (line("7", 1, "jan.jsonl"), line("7", 1, "feb.jsonl")),
        (line("a.txt"), file("a.txt")),
        (Source("x/a.txt", "x/a.txt", bytes), Source("y/a.txt", "y/a.txt", bytes)),
    ],
)
def test_two_sources_never_share_a_name(tmp_path: Path, one: Source, other: Source) -> None:
    given = names(tmp_path)
    first, second = given.of(one), given.of(other)
    assert fold(first) != fold(second)
    assert (given.of(one), given.of(other)) == (first, second)
    # The later one is marked by where it came from, not by how many came before.
    again = names(tmp_path)
    again.of(one)
    again.of(file("b.txt"))
    assert again.of(other) == second


IDS = st.lists(
    st.text(max_size=300)
    | st.text("aAäÄßsS./\\ -_ıİſ\u0308", max_size=6)
    | st.sampled_from(["con", "NUL.txt", "..", ".", "a/../b", "-e3b0c442", "_-e3b0c442"]),
    max_size=30,
)


@given(IDS, IDS)
def test_any_names_give_distinct_valid_outputs(ids: list[str], places: list[str]) -> None:
    taken = names(Path("/nowhere"))
    sources = [line(id, number) for number, id in enumerate(ids)]
    sources += [file(place) for place in dict.fromkeys(places) if place]
    outputs = [taken.of(source) for source in sources]
    flat = {unicodedata.normalize("NFC", output).casefold() for output in outputs}
    assert len(flat) == len({fold(output) for output in outputs}) == len(sources)
    for output in outputs:
        assert output.endswith(".summary.md")
        for part in output.split("/"):
            assert part not in ("", ".", "..")
            assert not part.startswith(".")
            assert not part.endswith((".", " "))
            assert len(part.encode()) <= 255
            assert not set(part) & set('<>:"\\|?*')
            assert all(unicodedata.category(c) not in ("Cc", "Cs") for c in part)
            assert part.partition(".")[0].strip().lower() not in ("con", "nul", "aux", "prn")
        assert not any(".summary." in part.lower() for part in output.split("/")[:-1])


def test_a_name_stays_with_its_source_while_that_exists(tmp_path: Path) -> None:
    for folder in ("x", "y", "out"):
        (tmp_path / folder).mkdir()
    for folder in ("x", "y"):
        (tmp_path / folder / "a.txt").touch()
    first, second = (
        Source(str(tmp_path / folder / "a.txt"), str(tmp_path / folder / "a.txt"), bytes)
        for folder in ("x", "y")
    )
    owners = {"a.txt.summary.md": Origin("../x/a.txt")}
    assert names(tmp_path / "out", owners).of(first) == "a.txt.summary.md"
    assert names(tmp_path / "out", owners).of(second) != "a.txt.summary.md"
    # However it is named, it is the same file.
    named = str(tmp_path / "out/../x/a.txt")
    assert names(tmp_path / "out", owners).of(Source(named, named, bytes)) == "a.txt.summary.md"
    (tmp_path / "x/a.txt").unlink()
    assert names(tmp_path / "out", owners).of(second) == "a.txt.summary.md"
