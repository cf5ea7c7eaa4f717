"""Folders, globs and shards: which files are taken, in which order, each once."""

from __future__ import annotations

import glob
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.errors import InputError, SummarizeError, UsageError
from summarize.source import Selection, Shard, Source, count, open_sources
from summarize.source.selection import fits
from tests.conftest import SAMPLES, Command

TREE = (
    "a/z.txt", "a.txt", "b.md", "c.html", "d.TXT", "2024/05/one.txt", "2024/two.txt",
    "2024/05/feed.jsonl", "drafts/x.txt", "ü/größe „neu“.txt", "notes.log", "picture.png",
    "LICENSE",
)  # fmt: skip
# What is taken of it by default, in order.
TAKEN = [
    "2024/05/feed.jsonl:1", "2024/05/feed.jsonl:3", "2024/05/one.txt", "2024/two.txt", "a/z.txt",
    "a.txt", "b.md", "c.html", "d.TXT", "drafts/x.txt", "ü/größe „neu“.txt",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a folder "in" in it."""
    monkeypatch.chdir(tmp_path)
    write("in", TREE)
    (tmp_path / "in/2024/05/feed.jsonl").write_text('{"text": "one"}\n\n{"text": "two"}')
    return tmp_path


def write(folder: str, names: Sequence[str]) -> None:
    for name in random.Random(folder).sample(names, len(names)):
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def opened(*names: str, **wanted: object) -> list[Source]:
    selection = Selection(**wanted)  # type: ignore[arg-type]
    sources = [s for s in open_sources(names, selection=selection) if isinstance(s, Source)]
    assert count(names, selection) in (len(sources), None)
    return sources


def taken(*names: str, **wanted: object) -> list[str]:
    """Names of the sources below "in"."""
    return [s.name.replace(os.sep, "/").removeprefix("in/") for s in opened(*names, **wanted)]


def failure(source: Source) -> InputError:
    with pytest.raises(InputError) as caught:
        source.load()
    return caught.value


# --- what is taken -----------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_paths(folder: Path) -> None:
    assert taken("in") == TAKEN
    assert [str(source.load()) for source in opened("in")[:2]] == ["one", "two"]
    os.chdir("in")
    assert taken(".") == TAKEN


def test_places_are_below_what_was_named(folder: Path) -> None:
    places = {source.name: source.place for source in opened("in", "in/2024/two.txt")}
    assert places["in/2024/05/one.txt"] == "2024/05/one.txt"
    assert places["in/2024/two.txt"] == "two.txt"
    assert places["in/2024/05/feed.jsonl:1"] == ""
    assert [s.place for s in opened("in/2024/*/*.txt")] == ["05/one.txt"]
    assert [s.place for s in opened("in/20*/05/*.txt")] == ["2024/05/one.txt"]
    assert [s.place for s in opened(str(folder / "in" / "ü"))] == ["größe „neu“.txt"]


OURS = (
    ".hidden.txt", ".git/a.txt", "a.txt~", "~$b.md", "x.txt.part", "y.tmp", "z.crdownload",
    "a.txt.summary.txt", "a.txt.summary-2.md", "m.summary.jsonl",
    "out/.summarize/manifest", "out/a.txt", "out/failures.jsonl", "late/b.txt",
)  # fmt: skip


def test_hidden_files_temporary_files_and_results_are_passed_over(folder: Path) -> None:
    write("in", OURS)
    assert taken("in", output=Path("in/late")) == taken("in", exclude=("late",))
    assert not {*taken("in", output=Path("in/late"))} & {*OURS}
    assert not {*taken("in", "in/**/*", include=("*",), output=folder / "in/late")} & {*OURS}
    # What is named is wanted.
    assert taken("in/.hidden.txt", "in/.git", "in/a.txt~") == [
        ".hidden.txt",
        ".git/a.txt",
        "a.txt~",
    ]


def test_a_run_does_not_read_what_it_writes(folder: Path) -> None:
    write("in", ["all.jsonl"])
    assert "all.jsonl:1" in taken("in")
    assert taken("in", output=Path("in/all.jsonl")) == [n for n in taken("in") if "all" not in n]
    # A folder whose results lie in it.
    write("in", ["failures.jsonl"])
    assert "failures.jsonl:1" in taken("in")
    assert "failures.jsonl:1" not in taken("in", output=Path("in"))
    write("in", [".summarize/manifest"])
    assert "failures.jsonl:1" not in taken("in")
    assert "a.txt" in taken("in", output=Path("in"))


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["*.log"], [], ["notes.log"]),
        (["*.log", "*.png"], [], ["notes.log", "picture.png"]),
        (["LICENSE"], [], ["LICENSE"]),
        (["*"], ["*.*"], ["LICENSE"]),
        (["2024/*.txt"], [], ["2024/two.txt"]),
        (["2024/**/*.txt"], [], ["2024/05/one.txt", "2024/two.txt"]),
        (["/*.txt"], [], ["a.txt"]),
        (["drafts/"], [], ["drafts/x.txt"]),
        (["05/"], ["*.jsonl"], ["2024/05/one.txt"]),
        (["**/05/**"], ["feed.*"], ["2024/05/one.txt"]),
        (["?.txt"], [], ["a/z.txt", "a.txt", "drafts/x.txt"]),
        (["[b-d].*"], [], ["b.md", "c.html", "d.TXT"]),
        (["größe*"], [], ["ü/größe „neu“.txt"]),
        ([], ["2024", "*.txt"], ["b.md", "c.html", "d.TXT"]),
        ([], ["2024/", "/drafts", "a", "ü/**"], ["a.txt", "b.md", "c.html", "d.TXT"]),
        (["*.txt"], ["2024/05", "??", "ü", "drafts/x*"], ["2024/two.txt", "a/z.txt", "a.txt"]),
    ],
)
def test_include_and_exclude(
    folder: Path, include: list[str], exclude: list[str], expected: list[str]
) -> None:
    assert taken("in", include=tuple(include), exclude=tuple(exclude)) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "in/*.txt", "in/**/*.txt", "in/*/*.txt", "in/**/05/*", "in/[ab]*", "in/2024/**/t*",
        "*/a.txt", "**/z.txt", "in/?/*", "in/**/**/*.md", "i*/**/o*.*", "in/20*", "in/*",
    ],
)  # fmt: skip
def test_globs_are_those_of_the_shell(folder: Path, pattern: str) -> None:
    expanded = glob.glob(pattern, recursive=True)
    assert expanded
    assert {*taken(pattern)} == {*taken(*expanded)}


def test_a_glob_that_fits_a_folder_takes_what_is_in_it(folder: Path) -> None:
    assert taken("in/20*") == taken("in/2024")
    assert taken("in/**") == taken("i*") == taken("in")
    assert "notes.log" in taken("in/*")


def test_what_is_there_is_no_glob(folder: Path) -> None:
    write("in", ["b[1].txt", "b1.txt", "c*/x.txt"])
    assert taken("in/b[1].txt") == ["b[1].txt"]
    assert taken("in/c*") == ["c*/x.txt"]
    (address,) = opened("https://example.org/a?b=*")
    assert address.name == "https://example.org/a?b=*"


@given(st.lists(st.sampled_from(["a", "b", "ab"])), st.lists(st.sampled_from(["a", "?b", "**"])))
def test_two_stars_stand_for_any_number_of_folders(names: list[str], parts: list[str]) -> None:
    without = [part for part in parts if part != "**"]
    if fits(names, parts):
        assert len(names) >= len(without)
        assert "**" in parts or len(names) == len(without)
    assert not fits(names, without) or fits(names, parts)
    assert fits(names, ["**", *names, "**"])


# --- each once ---------------------------------------------------------------------------


def test_what_is_named_twice_comes_once(folder: Path) -> None:
    everything = taken("in")
    others = [name for name in everything if name != "a.txt"]
    assert taken("in", "in", "./in/", "in/../in/a.txt", "in/a.txt") == [*others, "../in/a.txt"]
    assert taken("in/2024", "in", "in/a") == [
        *(name for name in everything if name.startswith("2024")),
        *(name for name in everything if not name.startswith("2024")),
    ]
    os.symlink("in", "link")
    assert len(opened("in", "link", "in/*.md", "link/b.md")) == len(everything)


def test_a_file_that_is_named_is_taken_whatever_is_excluded(folder: Path) -> None:
    assert taken("in/2024/two.txt", "in", exclude=("*.txt", "2024")) == [
        "2024/two.txt", "b.md", "c.html", "d.TXT",
    ]  # fmt: skip
    assert taken("in", "in/notes.log", include=("b.*",)) == ["b.md", "notes.log"]


# --- what stands in the way --------------------------------------------------------------


def test_folders_without_any_file(folder: Path) -> None:
    Path("void").mkdir()
    for names, wanted, message in [
        (["void"], {}, "there is nothing to read in this folder"),
        (["in"], {"exclude": ("*",)}, "no file in this folder is wanted"),
        (["in/*.xyz"], {}, "there is no file that fits this pattern"),
        (["nowhere/*.txt"], {}, "there is no file that fits this pattern"),
        (["in/a.txt/*.txt"], {}, "there is no file that fits this pattern"),
    ]:
        (source,) = opened(*names, **wanted)
        assert source.name == names[0]
        assert failure(source).message == message
        assert failure(source).hint
    assert ".md" in failure(opened("void")[0]).hint


def test_links_lead_to_files_and_never_in_circles(folder: Path) -> None:
    os.symlink("..", "in/a/up")
    os.symlink(folder / "in", "in/whole")
    os.symlink("../2024/two.txt", "in/a/linked.txt")
    os.symlink("nowhere.txt", "in/broken.txt")
    os.symlink("self.txt", "in/self.txt")
    links = {s.name: s for s in opened("in") if os.path.islink(s.name)}
    assert list(links) == ["in/a/linked.txt", "in/broken.txt", "in/self.txt"]
    assert links["in/a/linked.txt"].load() == b"2024/two.txt"
    assert failure(links["in/broken.txt"]).message == "this link leads to no file"
    assert "cannot be read" in failure(links["in/self.txt"]).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_no_article(folder: Path) -> None:
    os.mkfifo("in/pipe.txt")
    os.mkfifo("in/pipe.jsonl")
    assert "pipe" not in "".join(taken("in"))


def test_a_folder_that_cannot_be_read_costs_no_other(folder: Path) -> None:
    """One whose path is too long, so that it cannot be read by root either."""
    name, here = "x" * 250, os.open("in/drafts", os.O_RDONLY)
    for _ in range(20):
        os.mkdir(name, dir_fd=here)
        here, above = os.open(name, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    sources = opened("in")
    (bad,) = (source for source in sources if name in source.name)
    assert failure(bad).message == "cannot be read: file name too long"
    assert len(sources) == len(TAKEN) + 1


@pytest.mark.parametrize("name", ["a.csv", "b.TSV"])
def test_tables_are_told_how_to_become_articles(folder: Path, name: str) -> None:
    write("in", [name])
    assert taken("in") == taken("in", exclude=(name,))
    (source,) = opened(f"in/{name}")
    assert "a table" in failure(source).message
    assert ".jsonl" in failure(source).hint


# --- many --------------------------------------------------------------------------------


def test_names_are_read_when_it_is_their_turn(folder: Path) -> None:
    sources = open_sources(["in"])
    next(sources)
    write("in/ü", ["later.txt"])
    write("in/new", ["later.txt"])
    names = [source.name for source in sources if isinstance(source, Source)]
    assert "in/ü/later.txt" in names
    assert "in/new/later.txt" not in names


def test_many_files(folder: Path) -> None:
    names = [f"{n % 50:02}/{n}.txt" for n in range(5000)]
    write("many", names)
    found = opened("many")
    assert [s.place for s in found] == sorted(names)
    assert len(opened("many", "many/0*", "many/**/*.txt")) == len(names)


# --- shards ------------------------------------------------------------------------------


@given(st.sets(st.text()), st.integers(1, 9))
def test_shards_share_out_all_sources(keys: set[str], of: int) -> None:
    shards = [Shard(number, of) for number in range(1, of + 1)]
    assert all(sum(shard.takes(key) for shard in shards) == 1 for key in keys)


def test_shards_are_of_similar_size() -> None:
    sizes = [sum(Shard(n, 8).takes(f"2024/{k}.txt") for k in range(8000)) for n in range(1, 9)]
    assert 900 < min(sizes) <= max(sizes) < 1100


def test_a_shard_does_not_depend_on_other_files_or_on_where_the_folder_is(folder: Path) -> None:
    ids = [json.dumps({"id": f"m-{n}", "text": "x"}) for n in range(50)]
    ids += [json.dumps({"text": "x"})] * 50
    for home in ("in", "elsewhere"):
        write(home, [f"{n}.txt" for n in range(50)])
        Path(home, "feed.jsonl").write_text("\n".join(ids))
    Path("elsewhere/0.jsonl").write_text('{"text": "first of all"}')

    def keys(home: str, number: int) -> set[str]:
        return {s.id.removeprefix(home) for s in opened(home, shard=Shard(number, 3))}

    shards = [keys("in", number) for number in (1, 2, 3)]
    assert sum(map(len, shards)) == len(set.union(*shards)) == len(TAKEN) + 150
    for number, shard in enumerate(shards, start=1):
        there = keys("elsewhere", number) - {"/0.jsonl:1"}
        assert {id for id in shard if id[1:] not in TREE and "2024" not in id} == there


@pytest.mark.parametrize(
    "text", ["0/3", "4/3", "x", "1/0", "1", "1/", "-1/3", "1/3/5", "1.5/3", "", "²/3"]
)
def test_shards_that_are_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Shard.parse(text)
    assert f"“{text}”" in caught.value.message
    assert "2/8" in caught.value.hint
    assert isinstance(caught.value, SummarizeError)


def test_a_shard_as_it_is_written() -> None:
    assert Shard.parse(" 2/8 ") == Shard(2, 8)


# --- the command -------------------------------------------------------------------------


def test_a_folder_on_the_command_line(summarize: Command) -> None:
    """Sharded or not, twice in a row, its results beside its articles."""
    for name in ("news/2024/harbour.txt", "news/moorland.txt", "news/drafts/x.txt"):
        (summarize.home / name).parent.mkdir(parents=True, exist_ok=True)
        (summarize.home / name).write_bytes((SAMPLES / "harbour.txt").read_bytes())
    arguments = ["news", "--exclude", "drafts", "--format", "jsonl", "--lang", "en", "-q"]
    expected = ["news/2024/harbour.txt", "news/moorland.txt"]

    def ids(*more: str) -> list[str]:
        return [json.loads(line)["id"] for line in summarize(*arguments, *more).out.splitlines()]

    assert ids() == expected
    assert sorted(ids("--shard", "1/2") + ids("--shard", "2/2")) == expected
    for _ in range(2):
        summarize(*arguments, "-o", "news/out/")
        assert len(list((summarize.home / "news/out").rglob("*.summary.jsonl"))) == 2
