"""The same batch over a real Ray cluster: what comes out is what one process makes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from summarize.distributed import pool
from summarize.request import Request
from tests.conftest import Command
from tests.test_resume import OPTIONS, article, begin, error_line, files, times, tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ray on Windows is a beta")

# A cluster with room for three workers of one core each; it lives until its stdin is closed.
CLUSTER = """
import ray, sys
ray.init("local", num_cpus=3, include_dashboard=False, logging_level="critical")
print(ray.get_runtime_context().gcs_address, flush=True)
sys.stdin.read()
"""
TOKEN = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 2}
PLAIN = [*OPTIONS, "--threads", "1"]


@dataclass(frozen=True)
class Cluster:
    pid: int
    address: str

    @property
    def options(self) -> list[str]:
        return ["--engine", "ray", "--address", self.address]

    def workers(self) -> list[int]:
        """The processes that are at work on documents."""
        return [pid for pid, name in below(self.pid) if name.startswith("ray::MapWorker")]


def below(root: int) -> list[tuple[int, str]]:
    """All processes that a process has started, and those that they have."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    parents = {int(pid): int(parent) for pid, parent, *_ in rows}
    names = {int(pid): " ".join(name) for pid, _, *name in rows}

    def descends(pid: int) -> bool:
        return pid in parents and (parents[pid] == root or descends(parents[pid]))

    return [(pid, name) for pid, name in names.items() if descends(pid)]


@pytest.fixture
def summarize(summarize: Command) -> Command:
    """With what the cluster asks for."""
    summarize.env |= TOKEN
    return summarize


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    home = tmp_path_factory.mktemp("cluster")
    process = subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=Command(home).environment | TOKEN | {"RAY_USAGE_STATS_ENABLED": "0"},
        cwd=home, text=True,
    )  # fmt: skip
    assert process.stdout
    yield Cluster(process.pid, process.stdout.readline().strip())
    process.communicate()


def mixed(home: Path) -> None:
    """Files in folders and lines, with names in each other's way and some that cannot be read."""
    files(home / "in", 30)
    files(home / "in/more", 3)
    files(home / "other", 2)
    (home / "in/0007.txt").write_text(" ")
    (home / "in/0008.txt").write_bytes(b"\x00\x01\x02" * 99)
    ids = ["x", "x", "X", "in/x", None, "x"]
    lines = [json.dumps({"id": id, "text": article(n), "url": n}) for n, id in enumerate(ids)]
    (home / "lines.jsonl").write_text("\n".join([*lines[:3], "", "{", *lines[3:]]))


def test_a_folder_is_as_one_process_writes_it(summarize: Command, cluster: Cluster) -> None:
    mixed(summarize.home)
    command: list[str | Path] = ["in", "lines.jsonl", "other", "in/none.txt", *PLAIN]
    command += ["--format", "jsonl"]

    def both(code: int = 1) -> None:
        here = summarize(*command, "-o", "here/", code=code)
        there = summarize(*command, "-o", "there/", *cluster.options, code=code)
        assert there.err == here.err
        trees = tree(summarize.home / "here"), tree(summarize.home / "there")
        assert trees[0] == trees[1]

    both()
    assert len(list((summarize.home / "there").rglob("*.summary.jsonl"))) == 39
    before = times(summarize.home / "there")
    both()
    unchanged = times(summarize.home / "there")
    assert {path.name for path in before if before[path] != unchanged[path]} == {"failures.jsonl"}
    # One is new, one has changed, one has another name, and one has the text of another.
    home = summarize.home
    (home / "in/none.txt").write_text(article(70))
    (home / "in/0003.txt").write_text(article(71))
    (home / "in/0004.txt").rename(home / "in/moved.txt")
    (home / "other/copy.txt").write_text(article(5))
    both()
    after = times(home / "there")
    changed = {path.relative_to(home / "there").as_posix() for path in after
               if before.get(path) != after[path]}  # fmt: skip
    assert {name.partition(".summary")[0] for name in changed if ".summary." in name} == {
        "none.txt", "0003.txt", "moved.txt", "copy.txt",
    }  # fmt: skip
    assert not (home / "there/0004.txt.summary.jsonl").exists()


def test_lines_come_in_order_with_their_fields(summarize: Command, cluster: Cluster) -> None:
    lines = [json.dumps({"id": f"n{n}", "text": article(n), "extra": [n]}) for n in range(150)]
    path = summarize.home / "in.jsonl"
    path.write_text("\n".join([*lines[:70], "{", "", *lines[70:]]))
    command: list[str | Path] = [path, *PLAIN, "--format", "jsonl"]
    here = summarize(*command, code=1)
    there = summarize(*command, *cluster.options, code=1)
    assert there == here
    records = [json.loads(line) for line in there.out.splitlines()]
    ids = [f"n{n}" for n in range(150)]
    assert [record["id"] for record in records] == [*ids[:70], f"{path}:71", *ids[70:]]
    assert records[-1]["extra"] == [149]
    address = summarize(
        path.as_uri(), *PLAIN, "--format", "jsonl", "--fail-fast", *cluster.options, code=1
    )
    got = [json.loads(line) for line in address.out.splitlines()]
    assert got[-1]["source"] == f"{path.as_uri()}:71"
    assert [record.get("summaries") for record in got] == [
        record.get("summaries") for record in records[:71]
    ]


def test_what_a_lost_worker_was_doing_is_done_by_another(
    summarize: Command, cluster: Cluster
) -> None:
    files(summarize.home / "in", 300, paragraphs=8)
    summarize("in", *PLAIN, "-o", "here/")
    run = begin(summarize, "in", *PLAIN, "-o", "there/", *cluster.options)
    out = summarize.home / "there"
    killed = []
    # The first when the first outputs are there, the second when there are many.
    for enough in (1, 100):
        while len(list(out.glob("*.summary.txt"))) < enough and run.poll() is None:
            time.sleep(0.02)
        victim = cluster.workers()[0]
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)
    before = len(list(out.glob("*.summary.txt")))
    assert run.communicate(timeout=100) == (b"", b"")
    assert run.returncode == 0
    assert before < 300
    assert len(set(killed)) == 2
    assert tree(out) == tree(summarize.home / "here")
    assert len(tree(out)) == 300 + 2


def test_ctrl_c_ends_it_and_the_cluster_of_its_own(summarize: Command) -> None:
    files(summarize.home / "in", 600, paragraphs=8)
    run = begin(summarize, "in", *PLAIN, "-o", "out/", "--engine", "ray")
    out = summarize.home / "out"
    while not list(out.glob("*.summary.txt")) and run.poll() is None:
        time.sleep(0.05)
    started = [pid for pid, _ in below(run.pid)]
    assert len(started) > 2
    run.send_signal(signal.SIGINT)
    assert run.communicate(timeout=60) == (b"", b"")
    assert run.returncode == 130
    # Besides the outputs there are the manifest and the lock.
    left = tree(out)
    assert 0 < len(left) - 2 < 600
    # The last output may be there without its line: it would be done again.
    outputs, lines = len(left) - 2, left[".summarize/manifest.jsonl"].count(b"\n")
    assert outputs - 1 <= lines <= outputs
    ends = time.monotonic() + 20
    while any(map(alive, started)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not [pid for pid in started if alive(pid)]


def alive(pid: int) -> bool:
    """Whether it runs; what has ended and was not asked for its end does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


@pytest.mark.parametrize(
    ("nodes", "request_", "expected"),
    [
        ([{"CPU": 8}, {"CPU": 6}, {}], Request(), (3, {"num_cpus": 4})),
        ([{"CPU": 2}], Request(), (1, {"num_cpus": 2})),
        ([{"CPU": 8}, {"CPU": 6}], Request(threads=1), (14, {"num_cpus": 1})),
        ([{"CPU": 8}, {"CPU": 64}], Request(threads=16), (4, {"num_cpus": 16})),
        ([{"CPU": 8, "GPU": 2}, {"CPU": 8}], Request(), (2, {"num_cpus": 1, "num_gpus": 1})),
        ([{"CPU": 8, "GPU": 2}, {"CPU": 8}], Request(device="cpu"), (4, {"num_cpus": 4})),
        # The machines of an autoscaled cluster may come only when somebody wants them.
        ([{}], Request(), (1, {"num_cpus": 1})),
    ],
)
def test_how_many_workers_there_are(
    nodes: list[dict[str, float]], request_: Request, expected: tuple[int, dict[str, int]]
) -> None:
    listed = [{"Alive": True, "Resources": node} for node in nodes]
    dead = {"Alive": False, "Resources": {"CPU": 99, "GPU": 9}}
    assert pool([*listed, dead], request_) == expected


def test_without_ray_one_line_says_how_to_get_it(summarize: Command) -> None:
    blocked = summarize.home / "blocked"
    blocked.mkdir()
    (blocked / "ray.py").write_text("raise ModuleNotFoundError(\"No module named 'ray'\")")
    (article,) = files(summarize.home / "in", 1)
    path = os.pathsep.join([str(blocked), summarize.environment["PYTHONPATH"]])
    done = summarize(article, *PLAIN, "--engine", "ray", env={"PYTHONPATH": path}, code=2)
    assert 'pip install "summarize[ray]"' in error_line(done.err)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "ray", "-"], "standard input cannot be read by workers"),
        (["in", "--engine", "ray", "--watch"], "--watch"),
        (["in", "--address", "auto"], "--engine ray"),
        (["in", "--engine", "rays"], "auto, ct2, transformers, ray"),
        (["in", "--engine", "ray", "--address", "127.0.0.1:1"], "no Ray cluster at 127.0.0.1:1"),
        (["in", "--engine", "ray", "--address", "ray://127.0.0.1:1"], "ray job submit"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(
    summarize: Command, arguments: list[str], words: str
) -> None:
    files(summarize.home / "in", 1)
    done = summarize(*arguments, *PLAIN, code=2)
    assert words in error_line(done.err)
