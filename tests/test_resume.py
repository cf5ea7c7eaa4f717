"""Batch jobs that are interrupted, repeated and shared, with real processes and real kills."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from summarize.batch import Outcome
from summarize.output.single import Single
from summarize.render import Format
from summarize.result import Failure
from summarize.source import Source
from tests.conftest import ROOT, Command

OPTIONS = (
    "--no-cache",
    "--profile",
    "tiny",  # not on this machine: translations are missing, summaries are made at once
    "--lang",
    "en,de",
    "--length",
    "short,medium",
    "-q",
)
TOWNS = "Altfährde Birkholz Dornau Eschwege Finkenwerder Grünsee Hollenbek Immenrode".split()


def article(number: int, paragraphs: int = 1) -> str:
    """A few sentences that no other article has."""
    town = TOWNS[number % len(TOWNS)]
    sentences = [
        f"The council of {town} met for the {number}th time on Monday evening.",
        f"It decided to build bridge number {number} over the river, although few had asked.",
        f"The mayor said that {number + 2} million euros would do, and that work begins in May.",
        f"Those who live in {town} doubt it: the last bridge took {number + 4} years to build.",
        "A group of anglers wants to go to court because of the grayling in the river.",
        f"The builders answered that {town} has waited for this bridge since the flood.",
    ]
    return f"Bridge {number} for {town}\n\n" + "\n\n".join([" ".join(sentences)] * paragraphs)


def files(folder: Path, count: int, paragraphs: int = 1) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(article(number, paragraphs), encoding="utf-8")
    return paths


def tree(out: Path) -> dict[str, bytes]:
    """Every file of an output folder; the manifest's lines in order of the outputs."""
    found = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    manifest = found[".summarize/manifest.jsonl"].splitlines(keepends=True)
    return found | {".summarize/manifest.jsonl": b"".join(sorted(manifest))}


def times(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


def hear_hangups() -> None:
    """Tests that run under nohup would pass on that they are to be ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def begin(summarize: Command, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "summarize", *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=summarize.environment, cwd=summarize.home,
        preexec_fn=None if os.name == "nt" else hear_hangups,
    )  # fmt: skip


def error_line(err: str) -> str:
    (line,) = err.splitlines()
    assert line.startswith("error: ")
    assert " → " in line
    return line


def test_killed_at_any_moment_it_ends_as_if_nothing_had_happened(summarize: Command) -> None:
    sources = files(summarize.home / "in", 150, paragraphs=12)
    command: list[str | Path] = [*sources, *OPTIONS, "--format", "json", "-o"]
    started = time.perf_counter()
    summarize(*command, "undisturbed/")
    whole = time.perf_counter() - started
    moments, kills = random.Random(6), 0
    while True:
        run = begin(summarize, *command, "out/")
        try:
            # Longer and longer: on a busy machine the first ones may not come to the first file.
            run.wait(moments.uniform(0.1, 0.4) * whole * 1.07**kills)
        except subprocess.TimeoutExpired:
            run.kill()
            kills += 1
        _, err = run.communicate()
        assert err == b""
        if run.returncode == 0:
            break
        done = [json.loads(p.read_bytes()) for p in (summarize.home / "out").glob("*.summary.*")]
        assert all(output["documents"][0]["summaries"][0]["text"] for output in done)
    assert kills >= 2
    assert tree(summarize.home / "out") == tree(summarize.home / "undisturbed")
    assert len(tree(summarize.home / "out")) == 150 + 2


def test_a_second_run_does_nothing_and_a_third_what_changed(summarize: Command) -> None:
    sources, out = files(summarize.home / "in", 5), summarize.home / "out"
    command: list[str | Path] = [*sources, *OPTIONS, "-o", "out/"]
    summarize(*command)
    before = times(out)
    assert len(before) == 7
    summarize(*command)
    assert times(out) == before
    sources[2].write_text(article(99), encoding="utf-8")
    summarize(*command)
    changed = {path.name for path, at in times(out).items() if before.get(path) != at}
    assert changed == {"0002.txt.summary.txt", "manifest.jsonl"}
    assert "Bridge 99" in (out / "0002.txt.summary.txt").read_text()


@pytest.mark.parametrize("option", [["--force"], ["--length", "headline"], ["--no-translate"]])
def test_other_settings_redo_all(summarize: Command, option: list[str]) -> None:
    sources, out = files(summarize.home / "in", 3), summarize.home / "out"
    summarize(*sources, *OPTIONS, "-o", "out/")
    before = times(out)
    summarize(*sources, *OPTIONS, *option, "-o", "out/")
    after = times(out)
    assert all(after[path] != at for path, at in before.items() if ".summary." in path.name)
    assert set(after) == set(before)


def test_lines_with_one_id_and_files_with_one_name(summarize: Command) -> None:
    lines = [{"id": id, "text": article(n)} for n, id in enumerate(["x", "x", "X", "in/x", "x"])]
    jsonl = "\n".join(map(json.dumps, lines))
    for name in ("one.jsonl", "two.jsonl"):
        (summarize.home / name).write_text(jsonl)
    for folder in ("a", "b"):
        files(summarize.home / folder, 1)
    out = summarize.home / "out"
    command: list[str | Path] = [
        "one.jsonl",
        "two.jsonl",
        "a/0000.txt",
        "b/0000.txt",
        *OPTIONS,
        "-o",
        "out/",
    ]
    summarize(*command, "--format", "jsonl")
    before = times(out)
    outputs = [json.loads(path.read_bytes()) for path in out.glob("*.summary.jsonl")]
    assert sorted(output["source"] for output in outputs) == sorted(
        [f"{name}.jsonl:{n}" for name in ("one", "two") for n in range(1, 6)]
        + ["a/0000.txt", "b/0000.txt"]
    )
    assert {"x.summary.jsonl", "0000.txt.summary.jsonl"} <= {path.name for path in before}
    summarize(*command, "--format", "jsonl")
    assert times(out) == before


def test_shards_of_a_tree_make_the_same_folder_as_one_run(summarize: Command) -> None:
    for folder in ("in", "in/x", "in/y", "in/y/März 2024"):
        files(summarize.home / folder, 3)
        (summarize.home / folder / "0000.html").write_text(f"<p>{article(7)}</p>")
        (summarize.home / folder / "0000.TXT").write_text(article(8))
        lines = [{"text": article(20 + n)} for n in range(4)]
        feed = lines + [{"id": id, "text": article(9)} for id in ("id", "ID", "id")]
        (summarize.home / folder / "feed.jsonl").write_text("\n".join(map(json.dumps, feed)))
    command = ["in", *OPTIONS, "--format", "json", "-o"]
    summarize(*command, "one")
    shards = [begin(summarize, *command, "many", "--shard", f"{n}/3") for n in (3, 1, 2)]
    for shard in shards:
        assert shard.communicate() == (b"", b"")
        assert shard.returncode == 0
    many, one = summarize.home / "many", summarize.home / "one"
    assert len(list((many / ".summarize").glob("manifest-*"))) == 3
    before = {path: at for path, at in times(many).items() if ".summary." in path.name}
    summarize(*command, "many")
    assert {p: at for p, at in times(many).items() if ".summary." in p.name} == before
    assert len(before) == 4 * (5 + 7)
    assert (many / "y/März 2024/0000.html.summary.json").exists()
    locks = {name for name in tree(many) if "/lock-" in name}
    assert {name: data for name, data in tree(many).items() if name not in locks} == tree(one)


def test_a_moved_folder_takes_its_outputs_along(summarize: Command) -> None:
    files(summarize.home / "in/old", 2)
    files(summarize.home / "in/kept", 1)
    summarize("in", *OPTIONS, "-o", "out")
    (summarize.home / "in/old").rename(summarize.home / "in/new")
    summarize("in", *OPTIONS, "-o", "out")
    out = summarize.home / "out"
    outputs = {path.relative_to(out).as_posix() for path in out.rglob("*.summary.*")}
    assert outputs == {f"{name}.txt.summary.txt" for name in ("kept/0000", "new/0000", "new/0001")}
    assert not (out / "old").exists()
    (summarize.home / "in/new/0001.txt").unlink()
    done = summarize("in", *OPTIONS[:-1], "-o", "out")
    assert "note: out: 1 output is of sources that are no longer there" in done.err
    assert (out / "new/0001.txt.summary.txt").exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are UTF-8 there")
def test_a_folder_is_the_same_in_every_locale(summarize: Command) -> None:
    names = ["größe.txt", "Brücke 🌉/ü.txt", "plain.txt"]
    for number, name in enumerate(names):
        path = summarize.home / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number), encoding="utf-8")
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    summarize("in", *OPTIONS, "-o", "out/", env=ascii_only)
    out = summarize.home / "out"
    before = times(out)
    assert {path.relative_to(out).as_posix() for path in out.rglob("*.summary.txt")} == {
        f"{name}.summary.txt" for name in names
    }
    for env in ({}, ascii_only):
        summarize("in", *OPTIONS, "-o", "out/", env=env)
        assert times(out) == before
        summarize("in/plain.txt", *OPTIONS, "-o", "out/", env=env)
        assert times(out) == before


def test_what_failed_is_listed_and_tried_again(summarize: Command) -> None:
    sources, out = files(summarize.home / "in", 3), summarize.home / "out"
    text = sources[1].read_text()
    sources[1].write_text(" ")
    command: list[str | Path] = [*sources, "in/none.txt", *OPTIONS, "-o", "out/"]
    summarize(*command, code=1)
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert [failure["source"] for failure in failures] == [str(sources[1]), "in/none.txt"]
    assert all(failure["message"] and failure["hint"] for failure in failures)
    assert len(list(out.glob("*.summary.*"))) == 2
    before = times(out)
    sources[1].write_text(text)
    (summarize.home / "in/none.txt").write_text(text)
    summarize(*command)
    assert not (out / "failures.jsonl").exists()
    kept = [out / f"{sources[n].name}.summary.txt" for n in (0, 2)]
    assert [times(out)[path] for path in kept] == [before[path] for path in kept]
    assert len(list(out.glob("*.summary.*"))) == 4


def test_nothing_else_in_the_folder_is_touched(summarize: Command) -> None:
    sources, out = files(summarize.home / "in", 2), summarize.home / "out"
    out.mkdir()
    own = {"0000.txt": "mine", "0000.txt.md": "mine", "notes": "mine"}
    for name, text in own.items():
        (out / name).write_text(text)
    summarize(*sources, *OPTIONS, "-o", "out")
    assert {name: (out / name).read_text() for name in own} == own
    assert len(list(out.glob("*.summary.txt"))) == 2


def test_a_second_run_into_the_folder_says_so_and_stops(summarize: Command) -> None:
    (source,) = files(summarize.home / "in", 1)
    first = begin(summarize, "-", *OPTIONS, "-o", "out/")
    running = summarize.home / "out/.summarize/running.json"
    while not running.exists():
        time.sleep(0.01)
        assert first.poll() is None
    second = summarize(source, *OPTIONS, "-o", "out/", code=2)
    assert f"another run is writing into out (process {first.pid} on " in error_line(second.err)
    assert not list((summarize.home / "out").glob("*.summary.*"))
    first.kill()
    first.communicate()
    # The lock of a run that was killed is nobody's.
    summarize(source, *OPTIONS, "-o", "out/")
    assert not running.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits")
@pytest.mark.parametrize("into", ["out/", "out.jsonl"])
def test_a_full_disk_tears_nothing(summarize: Command, into: str) -> None:
    lines = [{"id": id, "text": article(n)} for n, id in enumerate(["a", "b", "c" * 40_000, "d"])]
    source = summarize.home / "in.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    command: list[str | Path] = [source, *OPTIONS, "--format", "jsonl", "-o", into]
    summarize(*command)
    place = summarize.home / into
    before = held(place)
    lines[0]["text"] = lines[2]["text"] = article(99)
    source.write_text("\n".join(map(json.dumps, lines)))
    limited = f"ulimit -f 16; exec {sys.executable} -m summarize " + " ".join(map(str, command))
    done = subprocess.run(
        ["bash", "-c", limited], capture_output=True, text=True,
        env=summarize.environment | {"PYTHONDONTWRITEBYTECODE": "1"}, cwd=summarize.home,
    )  # fmt: skip
    assert done.returncode == 2
    assert "make room" in error_line(done.stderr)
    assert not list(summarize.home.rglob("*.tmp"))
    after = held(place)
    different = {name for name in before if before[name] != after[name]}
    assert set(after) == set(before)
    if into == "out.jsonl":
        assert not different
        return
    assert different == {"a.summary.jsonl", ".summarize/manifest.jsonl"}
    summarize(*command)
    redone = [name for name, data in sorted(held(place).items()) if b"Bridge 99" in data]
    assert redone == ["a.summary.jsonl", next(name for name in before if "ccc" in name)]


def held(place: Path) -> dict[str, bytes]:
    return tree(place) if place.is_dir() else {"": place.read_bytes()}


@pytest.mark.parametrize("name", ["report.md", "report.html", "report.txt"])
def test_a_run_that_can_do_nothing_leaves_the_report_as_it_was(
    summarize: Command, name: str
) -> None:
    (source,) = files(summarize.home / "in", 1)
    summarize(source, *OPTIONS, "-o", name)
    before = (summarize.home / name).read_bytes()
    assert b"Bridge 0" in before
    for target in (name, f"new-{name}"):
        done = summarize("mistyped.txt", "in.pdf", "--lang", "en", "-o", target, code=2)
        assert f"note: {target} is not written: nothing could be done\n" in done.err
    assert (summarize.home / name).read_bytes() == before
    assert not (summarize.home / f"new-{name}").exists()
    # What can be done is what the report is about.
    summarize("mistyped.txt", source, *OPTIONS, "-o", name, code=1)
    assert (summarize.home / name).read_bytes() == before


def test_a_shard_without_a_line_has_a_file_of_its_own(summarize: Command) -> None:
    line = json.dumps({"id": "0", "text": article(0)})
    (summarize.home / "in.jsonl").write_text(line + "\n", encoding="utf-8")
    (summarize.home / "o.jsonl").write_text("of an earlier run\n", encoding="utf-8")
    held = [
        summarize("in.jsonl", *OPTIONS, "--shard", f"{n}/8", "-o", f"{n}.jsonl") for n in (1, 8)
    ]
    assert not any("not written" in done.err for done in held)
    assert sorted(len(ids(summarize.home / f"{n}.jsonl")) for n in (1, 8)) in ([0, 0], [0, 1])
    shard = next(n for n in (1, 8) if not ids(summarize.home / f"{n}.jsonl"))
    summarize("in.jsonl", *OPTIONS, "--shard", f"{shard}/8", "-o", "o.jsonl")
    assert (summarize.home / "o.jsonl").read_text() == ""


def test_a_program_that_reads_the_file_learns_of_failures(summarize: Command) -> None:
    summarize("mistyped.txt", *OPTIONS, "-o", "results.json", code=2)
    told = json.loads((summarize.home / "results.json").read_text(encoding="utf-8"))
    assert told["documents"] == []
    assert [failure["source"] for failure in told["failures"]] == ["mistyped.txt"]


def test_an_output_without_a_name_is_refused(summarize: Command) -> None:
    """As of a variable that is not set, in -o "$OUT"."""
    (source,) = files(summarize.home / "in", 1)
    done = summarize(source, *OPTIONS, "-o", "", code=2)
    assert error_line(done.err).startswith("error: --output is empty → ")
    assert [path.name for path in summarize.home.iterdir()] == ["in"]


def test_folders_on_the_way_to_an_output_are_made(summarize: Command) -> None:
    (source,) = files(summarize.home / "in", 1)
    for place in ("2024/may/all.md", "2024/june/"):
        summarize(source, *OPTIONS, "-o", place)
    assert (summarize.home / "2024/may/all.md").is_file()
    assert (summarize.home / "2024/june/0000.txt.summary.txt").is_file()


def test_what_was_done_before_a_place_failed_is_counted(summarize: Command) -> None:
    sources = files(summarize.home / "in", 3)
    (summarize.home / "out" / "0002.txt.summary.txt").mkdir(parents=True)
    done = summarize(*sources, *OPTIONS[:-1], "-o", "out/", code=2)
    told, error = done.err.splitlines()[-2:]
    assert told.startswith("note: interrupted: 2 done, ")
    assert error.startswith("error: out/0002.txt.summary.txt cannot be written: is a directory")


def test_a_folder_that_cannot_be_written(summarize: Command) -> None:
    (source,) = files(summarize.home / "in", 1)
    (summarize.home / "out" / ".summarize" / "manifest.jsonl").mkdir(parents=True)
    told = error_line(summarize(source, *OPTIONS, "-o", "out/", code=2).err)
    assert told.startswith("error: out/.summarize/manifest.jsonl cannot be written: ")
    told = error_line(summarize(source, *OPTIONS, "-o", f"{source}/all.md", code=2).err)
    assert told.startswith(f"error: {source} cannot be written: it is a file, not a folder → ")
    for place in (f"{source}/out/", "/proc/out/" if os.name == "posix" else "nul/out/"):
        done = summarize(source, *OPTIONS, "-o", place, code=2)
        assert "cannot be written" in error_line(done.err)


def test_strict_says_the_same_when_all_is_finished(summarize: Command) -> None:
    (source,) = files(summarize.home / "in", 1)
    for _ in range(2):
        summarize(source, *OPTIONS, "--strict", "-o", "out/", code=3)


def test_thousands_of_files(summarize: Command) -> None:
    sources: Sequence[Path] = files(summarize.home / "in", 2000)
    command: list[str | Path] = [
        *(path.relative_to(summarize.home) for path in sources),
        *OPTIONS,
        "-o",
        "out/",
    ]
    summarize(*command)
    out = summarize.home / "out"
    before = times(out)
    assert len(before) == 2000 + 2
    assert "Bridge 1999" in (out / "1999.txt.summary.txt").read_text()
    summarize(*command)
    assert times(out) == before


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_what_was_done_before_ctrl_c_is_beside_the_file(
    summarize: Command, name: str, code: int
) -> None:
    """The file itself is what an earlier run made of it, until the next one is done."""
    lines = [json.dumps({"id": str(n), "text": article(n)}).encode() + b"\n" for n in range(3)]
    whole, part = summarize.home / "all.jsonl", summarize.home / "all.jsonl.part"
    whole.write_text("before")
    whole.chmod(0o600)
    with begin(summarize, "-", "--lang", "en", "-o", "all.jsonl") as run:
        assert run.stdin
        assert run.stderr
        run.stdin.write(b"".join(lines[:2]))
        run.stdin.flush()
        while sum(p.read_bytes().count(b"\n") for p in summarize.home.glob(".summarize-*")) < 2:
            assert run.poll() is None
            time.sleep(0.05)
        run.send_signal(signal.Signals[name])
        assert run.wait(timeout=20) == code
        said = run.stderr.read().decode()
    assert not list(summarize.home.glob(".summarize-*"))
    assert "note: what was done is in " in said
    assert "all.jsonl.part; for the rest, run it again\nnote: interrupted: 2 done" in said
    assert whole.read_text() == "before"
    assert ids(part) == ["0", "1"]
    assert part.stat().st_mode & 0o777 == 0o600
    summarize("-", "--lang", "en", "-o", "all.jsonl", stdin=b"".join(lines))
    assert ids(whole) == ["0", "1", "2"]
    assert not part.exists()


def test_a_failure_that_ends_the_run_leaves_an_earlier_file(summarize: Command) -> None:
    sources: list[Path | str] = [*files(summarize.home / "in", 2)]
    whole, part = summarize.home / "all.jsonl", summarize.home / "all.jsonl.part"
    command = (sources[0], "no.txt", sources[1], "--lang", "en", "-o", "all.jsonl")
    for before in ("", "before"):
        # Where there is none, what was done is the result.
        place = part if before else whole
        if before:
            whole.write_text(before)
        done = summarize(*command, "--fail-fast", code=1)
        assert ("all.jsonl is as it was; what was done up to" in done.err) == bool(before)
        assert [json.loads(line).get("error") for line in place.open()] == [None, "InputError"]
    assert whole.read_text() == "before"
    # All was tried.
    summarize(*command, code=1)
    assert [json.loads(line).get("error") for line in whole.open()] == [None, "InputError", None]
    assert not part.exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_where_others_may_write_and_where_not() -> None:
    body = """
        import os, pathlib, sys
        from summarize.errors import OutputError
        from summarize.output import settle
        place = pathlib.Path(sys.argv[1])
        place.chmod(0o777)
        protected = place / "all.jsonl"
        protected.write_text("before")
        protected.chmod(0o444)
        # The superuser may write anywhere.
        if os.getuid() == 0:
            os.setuid(65534)
        link = place / "link.jsonl"
        link.symlink_to(protected)
        for path in (protected, link, place / "new.jsonl", "/dev/null"):
            try:
                print(settle(str(path), None, []).path)
            except OutputError as error:
                print(error)
    """
    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(body), place],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        assert done.stdout.splitlines() == [
            f"{place}/all.jsonl: no permission to write there",
            f"{place}/all.jsonl: no permission to write there",
            f"{place}/new.jsonl",
            "/dev/null",
        ]


def ids(results: Path) -> list[str]:
    return [json.loads(line)["id"] for line in results.read_bytes().splitlines()]


@pytest.mark.parametrize("before", [0, 2])
def test_an_interrupted_file_of_json_is_json(tmp_path: Path, before: int) -> None:
    source = Source("id", "name", lambda: "")
    failure = Failure(id="id", source="name", error="InputError", message="", hint="")

    def outcomes() -> Iterator[Outcome]:
        for _ in range(before):
            yield Outcome(source, failure)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Single(Format.JSON, tmp_path / "all.json").write(outcomes())
    left = [json.loads(path.read_text())["failures"] for path in tmp_path.iterdir()]
    assert [len(failures) for failures in left] == ([before] if before else [])
