"""The real command in a subprocess, away from the user's own settings and caches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

# On miniature models, threads wait for each other longer than they compute; and tests run side
# by side already. Set before anything imports torch, and passed on to the commands.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Else each command compiles all of our code: 0.8 s for an extract instead of 0.4 s.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A job in the background ignores Ctrl-C, and so would the commands that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@dataclass
class Command:
    """Runs `summarize` as a user would, in a folder and a home of its own."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "SUMMARIZE_"))}
        keep |= {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / "cache")}
        keep |= {"XDG_CONFIG_HOME": str(self.home / "config")}
        keep |= {"SUMMARIZE_CACHE": str(self.home.parent / "results")}
        keep |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "", "COLUMNS": "80"}
        del keep["NO_COLOR"]
        return keep | self.env

    def __call__(
        self,
        *arguments: str | Path,
        stdin: bytes | None = b"",
        env: Mapping[str, str] | None = None,
        code: int | None = 0,
    ) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "summarize", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env=self.environment | dict(env or {}),
            cwd=self.home,
            timeout=120,
        )
        finished = Finished(done.stdout.decode(), done.stderr.decode(), done.returncode)
        assert code is None or finished.code == code, finished
        assert "Traceback" not in finished.err, finished.err
        return finished


@dataclass(frozen=True)
class Finished:
    out: str
    err: str
    code: int


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Hugging Face cache of the tests' own; what they convert is converted once.

    Nor is the user's cache of results touched by a test without a home of its own.
    """
    folder = tmp_path_factory.mktemp("huggingface")
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("HF_")]:
            environment.delenv(name)
        environment.setenv("HF_HOME", str(folder))
        environment.setenv("SUMMARIZE_CACHE", str(tmp_path_factory.mktemp("results")))
        yield folder


@pytest.fixture
def summarize(tmp_path: Path) -> Command:
    home = tmp_path / "home"
    home.mkdir()
    return Command(home)
