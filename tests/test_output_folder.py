"""An output folder across runs: what is kept, redone, put away, and what no run may touch."""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from summarize.batch import Outcome
from summarize.errors import OutputError
from summarize.output import settle
from summarize.output.folder import Folder
from summarize.output.single import Single
from summarize.render import Format
from summarize.request import Length
from summarize.result import DOUBTFUL, Failure, Finding, Language, Result, Severity, Status, Summary
from summarize.source import Source
from summarize.source.model import as_text


def source(folder: Path, place: str, text: str = "") -> Source:
    """A file below `folder`; what it says is its name unless given."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"text of {place}")
    return Source(str(path), str(path), path.read_bytes, place=place)


def result(source: Source, status: Status = Status.OK) -> Result:
    text = f"Kürzer: {source.load()!r}"
    summary = Summary(
        lang="de", length=Length.SHORT, text=text, words=3, status=status, model="none"
    )
    return Result(
        id=source.id, source=source.name, title=None, notes=(), signature="test", words=9,
        language=Language(code="de", confidence=1), summaries=(summary,), translations=(),
    )  # fmt: skip


def key(source: Source) -> str:
    content = source.load()
    return f"key of {content!r}"


def run(out: Path, sources: Sequence[Source], **options: object) -> tuple[list[str], Folder]:
    """The ids of what had to be done, as `batch.run` and `Folder.write` do it together."""
    folder = Folder(out, Format.TEXT, **options)  # type: ignore[arg-type]
    done: list[str] = []

    def outcomes() -> Iterator[Outcome]:
        for source in sources:
            if folder.finished(source, key(source)):
                yield Outcome(source, None, key(source))
            else:
                done.append(source.place or source.id)
                yield Outcome(source, result(source), key(source))

    folder.write(outcomes())
    return done, folder


def outputs(out: Path) -> dict[str, str]:
    files = [path for path in out.rglob("*") if path.is_file() and ".summarize" not in path.parts]
    return {path.relative_to(out).as_posix(): path.read_text() for path in files}


def entries(out: Path) -> list[str]:
    """What the manifests say, in order of the outputs."""
    return sorted(
        line
        for path in (out / ".summarize").glob("manifest*.jsonl")
        for line in path.read_text().splitlines()
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return tmp_path / "news"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def three(news: Path) -> list[Source]:
    return [source(news, place) for place in ("2024/a.txt", "2024/a.html", "b.txt")]


def test_the_tree_is_mirrored_and_continued(out: Path, three: list[Source]) -> None:
    assert run(out, three)[0] == ["2024/a.txt", "2024/a.html", "b.txt"]
    written = outputs(out)
    assert set(written) == {
        "2024/a.txt.summary.txt", "2024/a.html.summary.txt", "b.txt.summary.txt",
    }  # fmt: skip
    assert "Kürzer: b'text of 2024/a.html'" in written["2024/a.html.summary.txt"]
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert run(out, three)[0] == []
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()} == times


def test_what_has_changed_is_redone(out: Path, news: Path, three: list[Source]) -> None:
    run(out, three)
    source(news, "b.txt", "other text")
    assert run(out, three)[0] == ["b.txt"]
    assert "other text" in outputs(out)["b.txt.summary.txt"]
    (out / "2024/a.txt.summary.txt").unlink()
    assert run(out, three)[0] == ["2024/a.txt"]
    assert run(out, three)[0] == []
    assert run(out, three, force=True)[0] == ["2024/a.txt", "2024/a.html", "b.txt"]
    assert len(entries(out)) == 6
    assert run(out, three)[0] == []
    assert len(entries(out)) == 3


def test_another_format_is_another_output(out: Path, three: list[Source]) -> None:
    run(out, three)
    for format, done in ((Format.TABLE, False), (Format.TEXT, True), (Format.JSON, False)):
        folder = Folder(out, format)
        assert folder.finished(three[0], key(three[0])) is done
        folder.close()


def test_other_fields_of_a_line_are_part_of_its_output(out: Path, three: list[Source]) -> None:
    line = dataclasses.replace(three[0], place="", id="7", extra={"url": "a"})
    assert run(out, [line])[0] == ["7"]
    assert run(out, [line])[0] == []
    assert run(out, [dataclasses.replace(line, extra={"url": "b"})])[0] == ["7"]


def test_strict_hears_of_what_was_finished_before(out: Path, three: list[Source]) -> None:
    folder = Folder(out, Format.TEXT)
    short = result(three[0], Status.OVER_BUDGET)
    folder.write([Outcome(three[0], short, key(three[0]))])
    assert run(out, three)[1].flaws == {Status.OVER_BUDGET}
    wrong = Finding(kind="number", severity=Severity.WARNING, message="", text="", sentence=0)
    summary = result(three[1]).summaries[0].model_copy(update={"findings": (wrong,)})
    doubtful = result(three[1]).model_copy(update={"summaries": (summary,)})
    Folder(out, Format.TEXT).write([Outcome(three[1], doubtful, key(three[1]))])
    assert run(out, three)[1].flaws == {Status.OVER_BUDGET, DOUBTFUL}


@pytest.mark.parametrize(
    ("path", "named", "kind"),
    [
        ("new", "news", Folder),
        ("new.jsonl", "news", Single),
        ("new", "news/b.txt", Single),
        ("new/", "news/b.txt", Folder),
        ("news/2024", "news/b.txt", Folder),
    ],
)
def test_a_folder_goes_into_a_folder(
    tmp_path: Path,
    three: list[Source],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    named: str,
    kind: type,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(settle(path, None, [named]), kind)


# --- sources that are gone -----------------------------------------------------------------


def test_a_renamed_source_takes_its_output_along(out: Path, news: Path) -> None:
    run(out, [source(news, "old/a.txt", "same"), source(news, "b.txt")])
    (news / "old/a.txt").rename(news / "a2.txt")
    moved = [source(news, "a2.txt", "same"), source(news, "b.txt")]
    done, folder = run(out, moved)
    assert done == ["a2.txt"]
    assert (folder.renamed, folder.gone, folder.notes) == (1, 0, [])
    assert set(outputs(out)) == {"a2.txt.summary.txt", "b.txt.summary.txt"}
    assert not (out / "old").exists()
    assert run(out, moved)[0] == []
    assert len(entries(out)) == 2


def test_a_copied_source_keeps_its_output(out: Path, news: Path) -> None:
    run(out, [source(news, "a.txt", "same")])
    run(out, [source(news, "b.txt", "same")])
    assert set(outputs(out)) == {"a.txt.summary.txt", "b.txt.summary.txt"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names that are no text")
@pytest.mark.parametrize("name", ["gr\udcf6\udcdfe.txt", "\udcff/a.txt", r"a\xff.txt"])
def test_a_source_whose_name_is_no_text_is_still_there(out: Path, news: Path, name: str) -> None:
    def found(place: str) -> Source:
        path = source(news, place, "same").name
        return Source(as_text(path), as_text(path), Path(path).read_bytes, place=as_text(place))

    run(out, [found(name)])
    before = outputs(out)
    # A copy of it, which a run without it must not take for a renamed one.
    _, folder = run(out, [found("b.txt")])
    assert (folder.gone, folder.renamed, folder.notes) == (0, 0, [])
    assert outputs(out).keys() == before.keys() | {"b.txt.summary.txt"}
    (news / name).unlink()
    assert run(out, [found("b.txt")])[1].renamed == 1
    assert outputs(out).keys() == {"b.txt.summary.txt"}


def test_outputs_of_removed_sources_stay_and_are_counted(
    out: Path, news: Path, three: list[Source]
) -> None:
    run(out, three)
    before = outputs(out)
    (news / "2024/a.txt").unlink()
    for _ in range(2):
        done, folder = run(out, three[1:])
        assert (done, folder.gone, folder.renamed) == ([], 1, 0)
        assert folder.notes == [f"{out}: 1 output is of sources that are no longer there"]
    assert outputs(out) == before


def test_a_run_over_some_sources_leaves_the_others(out: Path, three: list[Source]) -> None:
    run(out, three)
    before = outputs(out)
    assert run(out, three[:1])[1].notes == []
    assert outputs(out) == before
    assert run(out, three)[0] == []


def test_only_the_case_of_a_name_changes(out: Path, news: Path) -> None:
    run(out, [source(news, "a.txt", "same")])
    (news / "a.txt").unlink()
    assert run(out, [source(news, "A.txt", "same")])[0] == ["A.txt"]
    assert set(outputs(out)) == {"A.txt.summary.txt"}


# --- failures ------------------------------------------------------------------------------


def failure(source: Source) -> Outcome:
    record = Failure(
        id=source.id, source=source.name, error="InputError", message="is empty", hint="fill it"
    )
    return Outcome(source, record, key(source))


def test_failures_of_this_run_are_listed_as_they_happen(out: Path, three: list[Source]) -> None:
    path = out / "failures.jsonl"
    folder = Folder(out, Format.TEXT)
    folder.deliver(failure(three[0]))
    (line,) = path.read_text().splitlines()
    assert json.loads(line)["source"] == three[0].name
    assert json.loads(line)["hint"] == "fill it"
    folder.deliver(failure(three[1]))
    folder.close()
    assert len(path.read_text().splitlines()) == 2
    assert run(out, three)[0] == ["2024/a.txt", "2024/a.html", "b.txt"]
    assert not path.exists()


def test_a_list_of_the_users_own_is_not_touched(out: Path) -> None:
    out.mkdir()
    (out / "failures.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(OutputError, match="was not written by summarize"):
        Folder(out, Format.TEXT)
    assert (out / "failures.jsonl").read_text() == '{"id": 1}\n'


# --- damage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "redone", "told"),
    [
        (lambda data: data[:-9], ["b.txt"], False),
        (lambda data: data + b'{"output": "x.summary.txt"', [], False),
        (lambda data: b"\x00" * 40 + b"\n" + data, [], True),
        (lambda data: data.replace(b'"key"', b'"kez"', 1), ["2024/a.txt"], True),
        (lambda data: data.replace(b'"2024/a.txt.s', b'"../../a.txt.s'), ["2024/a.txt"], True),
        (lambda data: b"\xff\xfe" * 500, ["2024/a.txt", "2024/a.html", "b.txt"], True),
        (lambda data: b"[1]\nnull\n", ["2024/a.txt", "2024/a.html", "b.txt"], True),
        (lambda data: b"", ["2024/a.txt", "2024/a.html", "b.txt"], False),
    ],
)
def test_a_damaged_manifest_costs_only_what_it_lost(
    out: Path,
    three: list[Source],
    damage: Callable[[bytes], bytes],
    redone: list[str],
    told: bool,
) -> None:
    run(out, three)
    before, manifest = outputs(out), out / ".summarize/manifest.jsonl"
    whole = entries(out)
    manifest.write_bytes(damage(manifest.read_bytes()))
    done, folder = run(out, three)
    assert done == redone
    assert bool(folder.notes) is told
    assert all("done again" in note for note in folder.notes)
    assert outputs(out) == before
    assert run(out, three)[1].notes == []
    assert entries(out) == whole


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_link_does_not_lead_out_of_the_folder(
    out: Path, tmp_path: Path, three: list[Source]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    out.mkdir()
    (out / "2024").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match=r"2024 is a link that leads out of"):
        run(out, three)
    (out / "2024").unlink()
    secret = tmp_path / "secret.txt"
    secret.write_text("mine")
    (out / "b.txt.summary.txt").symlink_to(secret)
    run(out, three)
    assert secret.read_text() == "mine"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_folder_may_be_reached_in_any_way(
    out: Path, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source(news, "a.txt")
    (tmp_path / "far/away").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far/away")
    monkeypatch.chdir(tmp_path)
    relative = Source("news/a.txt", "news/a.txt", (news / "a.txt").read_bytes, place="a.txt")
    assert run(Path("link/out"), [relative])[0] == ["a.txt"]
    monkeypatch.chdir(tmp_path / "far")
    absolute = dataclasses.replace(relative, id=str(news / "a.txt"), name=str(news / "a.txt"))
    done, folder = run(tmp_path / "far/away/out", [absolute])
    assert (done, folder.notes) == ([], [])
    assert run(Path("away/out"), [])[1].gone == 0


# --- many runs -------------------------------------------------------------------------------


def test_one_run_at_a_time(out: Path, three: list[Source]) -> None:
    first = Folder(out, Format.TEXT)
    with pytest.raises(OutputError, match=rf"another run .*process {os.getpid()} on "):
        Folder(out, Format.TEXT)
    first.close()
    Folder(out, Format.TEXT).close()
    assert not (out / ".summarize/running.json").exists()


def test_parts_share_a_folder(out: Path, three: list[Source]) -> None:
    folders = [Folder(out, Format.TEXT, part=f"{number}-of-3") for number in (1, 2, 3)]
    with pytest.raises(OutputError, match="another run"):
        Folder(out, Format.TEXT, part="2-of-3")
    with pytest.raises(OutputError, match="another run"):
        Folder(out, Format.TEXT)
    for folder, given in zip(folders, three, strict=True):
        folder.write([Outcome(given, result(given), key(given))])
    # Whoever comes next knows what all have done, and the whole run takes it over.
    assert run(out, three, part="1-of-2")[0] == []
    assert len(list((out / ".summarize").glob("manifest-*"))) == 3
    assert run(out, three)[0] == []
    assert [path.name for path in (out / ".summarize").glob("manifest*")] == ["manifest.jsonl"]
    assert len(entries(out)) == 3


def test_the_later_of_two_parts_is_right(out: Path, news: Path) -> None:
    old, new = source(news, "a.txt", "old"), "new"
    run(out, [old], part="1-of-2")
    (news / "a.txt").write_text(new)
    assert run(out, [old], part="2-of-2")[0] == ["a.txt"]
    (news / "a.txt").write_text("old")
    assert run(out, [old], part="1-of-2")[0] == ["a.txt"]
    assert "'old'" in outputs(out)["a.txt.summary.txt"]
    (news / "a.txt").write_text(new)
    assert run(out, [old])[0] == ["a.txt"]
    assert "'new'" in outputs(out)["a.txt.summary.txt"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_step_it_ends_as_if_nothing_had_happened(
    tmp_path: Path, news: Path
) -> None:
    """The process ends before, and after, each change to the disk in turn."""
    (news / "gone").mkdir(parents=True)
    old = [source(news, "gone/x.txt", "moves"), source(news, "b.txt", "before")]

    def begin(out: Path) -> list[Source]:
        for given in old:
            path = Path(given.name)
            path.parent.mkdir(exist_ok=True)
            path.write_text("moves" if path.name == "x.txt" else "before")
        run(out, old)
        Path(old[0].name).unlink()
        sources = [("a.txt", "a"), ("b.txt", "after"), ("c/y.txt", "moves"), ("A.txt", "A")]
        return [source(news, place, text) for place, text in sources]

    undisturbed = tmp_path / "undisturbed"
    run(undisturbed, begin(undisturbed))
    step = 0
    while True:
        out = tmp_path / f"out{step}"
        sources = begin(out)
        if _killed(step, out, sources) == 0:
            break
        run(out, sources)
        assert outputs(out) == outputs(undisturbed), step
        live = {json.loads(line).get("output") for line in entries(out)} - {None}
        assert live >= set(outputs(out)), step
        assert run(out, sources)[0] == [], step
        assert entries(out) == compact(undisturbed, sources), step
        assert {p.name for p in out.iterdir()} == {p.name for p in undisturbed.iterdir()}, step
        names = {path.name for path in (out / ".summarize").iterdir()}
        assert names == {"lock", "manifest.jsonl"}, step
        step += 1
    assert step > 40


def compact(out: Path, sources: Sequence[Source]) -> list[str]:
    run(out, sources)
    return entries(out)


def forked() -> int:
    """os.fork(), but the child leaves alone what other tests have left behind: to clean up a
    model without its threads would crash it."""
    child = os.fork()
    if child == 0:
        gc.disable()
    return child


def _killed(step: int, out: Path, sources: Sequence[Source]) -> int:
    """Run in a child that ends at its `step`th change to the disk; 0 if there are fewer."""
    child = forked()
    if child == 0:
        left = step

        def dying(change: Callable[..., object]) -> Callable[..., object]:
            def counted(*arguments: object, **options: object) -> object:
                nonlocal left
                if left == 0:
                    os._exit(9)
                if left == 1:
                    change(*arguments, **options)
                    os._exit(9)
                left -= 2
                return change(*arguments, **options)

            return counted

        for name in ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir", "open"):
            setattr(os, name, dying(getattr(os, name)))
        try:
            run(out, sources)
        except BaseException:
            os._exit(7)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_parts_that_start_at_one_moment_let_each_other_in(out: Path, news: Path) -> None:
    sources = [source(news, f"{number}.txt") for number in range(8)]
    children = []
    for number, given in enumerate(sources, start=1):
        child = forked()
        if child == 0:
            try:
                run(out, [given], part=f"{number}-of-8")
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8
    assert run(out, sources)[0] == []
    assert len(outputs(out)) == 8
