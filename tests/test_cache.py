"""Results of earlier runs: what is taken from the cache, and that it never gets in the way."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
import zlib
from pathlib import Path

import pytest

from summarize import registry
from summarize.cache import Cache
from summarize.pipeline import Pipeline
from summarize.request import Length, Request
from summarize.result import Language, Result, Status, Summary
from tests.conftest import ROOT, SAMPLES, Command

ARTICLE = SAMPLES / "stadtwerke.txt"
RUN = (ARTICLE, "--lang", "de", "--format", "jsonl")


def database(summarize: Command) -> Path:
    return summarize.home.parent / "results" / "results.sqlite"


def count(summarize: Command) -> int:
    number: int = json.loads(summarize("cache", "info", "--json").out)["entries"]
    return number


def sql(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """The rows of the last statement."""
    connection = sqlite3.connect(path)
    with connection:
        rows = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return rows[-1]


def replace_value(path: Path, value: bytes) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE results SET value = ?", (value,))
    connection.close()


def mark(path: Path, words: str) -> None:
    """Change what is kept, so that a result shows where it comes from."""
    ((value,),) = sql(path, "SELECT value FROM results")
    assert isinstance(value, bytes)
    data = json.loads(zlib.decompress(value))
    data["summaries"][0]["text"] = words
    replace_value(path, zlib.compress(json.dumps(data).encode()))


def result(text: str, **fields: object) -> Result:
    summary = Summary(
        lang="de", length=Length.SHORT, text=text, words=2, status=Status.OK, model="extractive"
    )
    known: dict[str, object] = {
        "id": "an id", "source": "a.txt", "title": "Über „uns“", "words": 2, "translations": (),
        "language": Language(code="de", confidence=0.9), "summaries": (summary,), "notes": (),
        "signature": "summarize:0",
    }  # fmt: skip
    return Result.model_validate(known | fields)


def noise(seed: int, size: int = 5_000) -> Result:
    """A result that takes about `size` bytes, compressed as it may be."""
    return result(random.Random(seed).randbytes(size).hex())


def text(found: Result | None) -> str | None:
    return found.summaries[0].text if found else None


# --- in a run ----------------------------------------------------------------------------


def test_a_repeated_article_is_not_done_again(summarize: Command) -> None:
    first = summarize(*RUN)
    assert summarize(*RUN) == first
    mark(database(summarize), "Das stand im Speicher.")
    assert "Das stand im Speicher." in summarize(*RUN).out
    assert summarize(*RUN, "--no-cache") == first


def test_people_are_told_where_a_result_comes_from(summarize: Command) -> None:
    run = (ARTICLE, "--lang", "de", "--format", "table")
    assert "from cache" not in summarize(*run).out
    assert "from cache" in summarize(*run).out
    assert "from cache" not in summarize(*run, "--no-cache").out


def test_without_the_cache_nothing_is_kept(summarize: Command) -> None:
    summarize(*RUN, "--no-cache")
    assert not database(summarize).parent.exists()
    assert count(summarize) == 0


def test_other_settings_are_another_result(summarize: Command) -> None:
    summarize(*RUN)
    mark(database(summarize), "Das stand im Speicher.")
    for other in (["--length", "long"], ["--lang", "en,de"], ["--from", "de"]):
        assert "Das stand im Speicher." not in summarize(*RUN, *other).out
    assert count(summarize) == 4


def test_the_same_text_elsewhere_has_its_own_names(summarize: Command) -> None:
    summarize(*RUN)
    mark(database(summarize), "Das stand im Speicher.")
    content = ARTICLE.read_text(encoding="utf-8")
    (summarize.home / "Kopie.txt").write_text(content, encoding="utf-8")
    copy = json.loads(summarize("Kopie.txt", *RUN[1:]).out)
    assert copy["summaries"][0]["text"] == "Das stand im Speicher."
    assert (copy["id"], copy["source"]) == ("Kopie.txt", "Kopie.txt")


def test_a_model_with_other_settings_or_files_is_another_one(tmp_path: Path) -> None:
    def signature(*lines: str) -> str:
        entry = ["[models.own]", 'task = "translate"', 'family = "marian"', 'pairs = ["de-en"]']
        overlay = tmp_path / "models.toml"
        overlay.write_text("\n".join([*entry, *lines]))
        request = Request(translator="own", profile="builtin")
        return Pipeline(request, registry.load(overlay)).signature

    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"first")
    own = f'path = "{folder}"'
    seen = [
        signature(own),
        signature(own, "max_input_tokens = 64"),
        signature(own, 'prefix = {en = ">>eng<< "}'),
        signature(own, 'quantization = "float32"'),
        signature('repo = "someone/own"'),
    ]
    assert len(set(seen)) == len(seen)
    assert signature(own, 'licence = "MIT"', "memory_mb = 7") == seen[0]
    (folder / "model.safetensors").write_bytes(b"other")
    os.utime(folder / "model.safetensors", ns=(1, 1))
    assert signature(own) not in seen
    pinned = signature(own, 'revision = "1"')
    assert pinned == signature(f'path = "{tmp_path / "elsewhere"}"', 'revision = "1"')
    assert pinned != signature(own, 'revision = "2"')


def test_a_killed_run_leaves_what_it_has_finished(summarize: Command) -> None:
    lines = [
        json.dumps({"id": f"{n}", "text": f"Der Rat tagte zum {n}. Mal. " * 40}) + "\n"
        for n in range(8)
    ]
    command = [sys.executable, "-m", "summarize", "-", "--lang", "de", "--format", "jsonl"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=summarize.environment
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write("".join(lines).encode())
    process.stdin.flush()
    printed = [process.stdout.readline() for _ in range(3)]
    # A second is what a result may take to get to the disk.
    time.sleep(1.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finished = count(summarize)
    assert finished >= len(printed)
    again = summarize(*command[3:], stdin="".join(lines).encode()).out
    assert again.splitlines()[:3] == [line.decode().rstrip("\n") for line in printed]
    assert again == summarize(*command[3:], "--no-cache", stdin="".join(lines).encode()).out
    assert count(summarize) == len(lines)


def test_what_is_kept_is_private(summarize: Command) -> None:
    before = os.umask(0)
    try:
        summarize(*RUN)
    finally:
        os.umask(before)
    assert stat.S_IMODE(database(summarize).stat().st_mode) == 0o600
    assert stat.S_IMODE(database(summarize).parent.stat().st_mode) == 0o700
    assert [path.name for path in database(summarize).parent.iterdir()] == ["results.sqlite"]


def test_unless_it_is_named_it_is_in_the_folder_for_caches(summarize: Command) -> None:
    summarize.env["SUMMARIZE_CACHE"] = ""
    summarize(*RUN)
    assert (summarize.home / "cache" / "summarize" / "results.sqlite").exists()
    assert not database(summarize).exists()


# --- when it does not work ---------------------------------------------------------------


def test_a_damaged_file_is_begun_anew(summarize: Command) -> None:
    first = summarize(*RUN)
    database(summarize).write_bytes(b"This was a database once. " * 500)
    assert "summarize cache clear" in summarize("cache", "info", code=2).err
    again = summarize(*RUN)
    assert again.out == first.out
    assert again.err.count("note: the cache was damaged and is begun anew") == 1
    assert summarize(*RUN) == first
    assert count(summarize) == 1


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_costs_no_more_than_what_is_kept(tmp_path: Path, seed: int) -> None:
    path, chance = tmp_path / "results.sqlite", random.Random(seed)
    with Cache(path) as cache:
        for number in range(20):
            cache.put(str(number), noise(number, 2_000))
    content = bytearray(path.read_bytes())
    for _ in range(3):
        start = chance.randrange(len(content))
        content[start : start + 300] = chance.randbytes(min(300, len(content) - start))
    path.write_bytes(content[: chance.choice([len(content), len(content) // 2])])
    for _ in range(2):
        with Cache(path) as cache:
            for number in range(20):
                assert text(cache.get(str(number))) in (None, text(noise(number, 2_000)))
                cache.put(str(number), noise(number, 2_000))
    with Cache(path) as cache:
        assert cache.get("0")
        assert not cache.notes


@pytest.mark.parametrize("content", [b"", b"noise", b"{}", b'{"id": 1}', b"added"])
def test_what_is_no_result_any_more_is_done_again(summarize: Command, content: bytes) -> None:
    first = summarize(*RUN)
    ((value,),) = sql(database(summarize), "SELECT value FROM results")
    assert isinstance(value, bytes)
    older = {**json.loads(zlib.decompress(value)), "field_of_old": 1}
    data = json.dumps(older).encode() if content == b"added" else content
    replace_value(database(summarize), data if content == b"noise" else zlib.compress(data))
    assert summarize(*RUN) == first
    assert sql(database(summarize), "SELECT value FROM results") == [(value,)]


def test_an_unknown_layout_is_emptied(summarize: Command) -> None:
    first = summarize(*RUN)
    sql(
        database(summarize), "DROP TABLE results", "CREATE TABLE results (of_old)",
        "PRAGMA user_version = 99",
    )  # fmt: skip
    assert count(summarize) == 0
    assert summarize(*RUN) == first
    assert count(summarize) == 1


def test_a_place_that_cannot_be_written_is_no_obstacle(summarize: Command, tmp_path: Path) -> None:
    first = summarize(*RUN, "--no-cache")
    (tmp_path / "file").write_text("")
    done = summarize(*RUN, env={"SUMMARIZE_CACHE": str(tmp_path / "file")})
    assert done.out == first.out
    assert done.err.count("cache") == 1
    assert done.err.startswith(f"note: the cache is not used: {tmp_path}/file/results.sqlite: ")
    quiet = summarize(*RUN, "--quiet", env={"SUMMARIZE_CACHE": str(tmp_path / "file")})
    assert quiet.err == ""
    summarize("cache", "clear", env={"SUMMARIZE_CACHE": "/dev/null/x"})


def script(body: str, *arguments: Path | str) -> list[str]:
    """Command line of a process that runs `body` with what the tests here know."""
    code = "import os, sys\nfrom tests.test_cache import Cache, Path, noise, text\n"
    return [sys.executable, "-c", code + textwrap.dedent(body), *map(str, arguments)]


def test_a_cache_that_may_only_be_read_is_read() -> None:
    body = """
        path = Path(sys.argv[1])
        with Cache(path) as cache:
            cache.put("here", noise(1))
        path.chmod(0o444)
        path.parent.chmod(0o555)
        # The superuser may write anywhere.
        if os.getuid() == 0:
            os.setuid(65534)
        with Cache(path) as cache:
            assert text(cache.get("here")) == text(noise(1))
            cache.put("more", noise(2))
            cache.close()
            assert len(cache.notes) == 1, cache.notes
            print(cache.notes[0])
    """
    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        done = subprocess.run(
            script(body, f"{folder}/kept/results.sqlite"), capture_output=True, text=True, cwd=ROOT
        )
    assert done.returncode == 0, done.stderr
    assert "results are not kept for later runs" in done.stdout
    assert "readonly" in done.stdout


def test_a_full_disk_is_no_obstacle(tmp_path: Path) -> None:
    body = """
        import resource
        path = Path(sys.argv[1])
        with Cache(path) as cache:
            cache.put("here", noise(1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
        with Cache(path) as cache:
            cache.put("large", noise(2, 90_000))
            cache.close()
            assert len(cache.notes) == 1, cache.notes
        with Cache(path) as cache:
            assert text(cache.get("here")) == text(noise(1))
            assert cache.get("large") is None
    """
    done = subprocess.run(
        script(body, tmp_path / "results.sqlite"), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def test_a_lock_that_is_held_for_good_is_waited_for_once(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with Cache(path) as cache:
        cache.put("here", noise(1))
    holder = sqlite3.connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    with Cache(path, patience=0.05) as cache:
        for number in range(1000):
            assert cache.get("here") is None
            cache.put(str(number), noise(2, 20))
        cache.close()
        assert len(cache.notes) == 1
        assert "locked" in cache.notes[0]
    holder.close()
    with Cache(path) as cache:
        assert text(cache.get("here")) == text(noise(1))


# --- the store itself --------------------------------------------------------------------


def test_a_result_is_kept_without_the_names_of_its_source(tmp_path: Path) -> None:
    kept = result("Über „uns“.", id="geheim", source="secret.txt", url="https://example.org")
    with Cache(tmp_path / "results.sqlite") as cache:
        cache.put("key", kept)
        # Also before it is on the disk.
        assert text(cache.get("key")) == "Über „uns“."
    with Cache(tmp_path / "results.sqlite") as cache:
        found = cache.get("key")
        assert found
        assert found.model_copy(update={"id": kept.id, "source": kept.source}) == result(
            "Über „uns“.", id="geheim", source="secret.txt"
        )
        assert (found.id, found.source, found.model_extra) == ("", "", {})
        assert cache.get("other key") is None


def test_many_processes_share_it(tmp_path: Path) -> None:
    body = """
        from summarize.cache import memory
        memory._DELAY = 0.005
        path, own = Path(sys.argv[1]), int(sys.argv[2])
        with Cache(path) as cache:
            for number in range(100):
                cache.put(f"{own}-{number}", noise(number, 500))
                cache.put(f"shared-{number}", noise(number, 500))
                for key in (f"{own}-{number // 2}", f"shared-{number // 2}"):
                    assert text(cache.get(key)) == text(noise(number // 2, 500)), key
                found = cache.get(f"{(own + 1) % 4}-{number}")
                assert text(found) in (None, text(noise(number, 500)))
            cache.close()
            assert not cache.notes, cache.notes
    """
    path = tmp_path / "new" / "results.sqlite"
    processes = [
        subprocess.Popen(script(body, path, str(own)), stderr=subprocess.PIPE, text=True, cwd=ROOT)
        for own in range(4)
    ]
    for process in processes:
        assert process.wait(60) == 0, process.stderr and process.stderr.read()
        assert process.stderr
        process.stderr.close()
    assert sql(path, "SELECT count(*) FROM results") == [(500,)]
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    path, limit = tmp_path / "results.sqlite", 300_000
    with Cache(path, limit=limit) as cache:
        for number in range(40):
            cache.put(f"old-{number}", noise(number))
    sql(path, "UPDATE results SET used = used - 7200")
    with Cache(path, limit=limit) as cache:
        assert cache.get("old-0")
    for part in range(4):
        with Cache(path, limit=limit) as cache:
            for number in range(5):
                cache.put(f"new-{part}-{number}", noise(100 + number))
    assert path.stat().st_size < limit * 1.2
    with Cache(path, limit=limit) as cache:
        kept = [number for number in range(40) if cache.get(f"old-{number}")]
        assert kept[0] == 0
        assert kept[1:] == list(range(kept[1], 40))
        assert 5 < kept[1] < 35
        assert all(cache.get(f"new-{part}-{n}") for part in range(4) for n in range(5))


# --- summarize cache ---------------------------------------------------------------------


def test_info(summarize: Command) -> None:
    assert summarize("cache").out.splitlines() == [
        f"path     {database(summarize)}", "results  0", "size     0 kB of at most 2.0 GB",
    ]  # fmt: skip
    assert not database(summarize).exists()
    summarize(*RUN)
    data = json.loads(summarize("cache", "info", "--json").out)
    assert data == {
        "path": str(database(summarize)), "entries": 1,
        "size": database(summarize).stat().st_size, "limit": 2_000_000_000,
    }  # fmt: skip


def test_clear(summarize: Command) -> None:
    assert summarize("cache", "clear").err == "note: 0 results are deleted\n"
    summarize(*RUN)
    summarize(*RUN, "--length", "long")
    sql(database(summarize), "UPDATE results SET used = used - 86400 * 3 WHERE rowid = 1")
    assert summarize("cache", "clear", "--older-than", "2").err == "note: 1 result is deleted\n"
    assert count(summarize) == 1
    value = str(sql(database(summarize), "SELECT hex(value) FROM results")[0][0])
    assert bytes.fromhex(value)[:64] in database(summarize).read_bytes()
    assert summarize("cache", "clear", "--quiet").err == ""
    assert count(summarize) == 0
    assert bytes.fromhex(value)[:64] not in database(summarize).read_bytes()
    summarize(*RUN)
    assert count(summarize) == 1


def test_clear_deletes_what_is_damaged(summarize: Command) -> None:
    summarize(*RUN)
    database(summarize).write_bytes(b"This was a database once. " * 500)
    summarize("cache", "clear")
    assert not database(summarize).exists()
