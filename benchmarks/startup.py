"""How soon something is there: `python -m benchmarks.startup [--json FILE]`.

Whole processes from start to end, the best of several with the files in memory: what an empty
Python takes, `--help`, `--version`, a 600-word article with the built-in profile, and its
translated headline: built-in, by a small CTranslate2 model, and by that one on transformers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import articles, machine
from benchmarks.checkpoint import build

ROOT = Path(__file__).resolve().parent.parent
SUMMARIZE = [sys.executable, "-m", "summarize"]


def commands(folder: Path) -> dict[str, list[str]]:
    """What is measured, by name; `folder` takes the article and the model."""
    text = next(articles.articles(1, words=600))
    article, model = folder / "article.txt", folder / "model"
    article.write_text(text, encoding="utf-8")
    model.mkdir()
    build(model, vocabulary=4000, layers=1, width=64)
    builtin = [*SUMMARIZE, str(article), "-q", "--profile", "builtin", "--lang", "de"]
    # Short: how soon a translation starts to come, not how long one takes.
    translated = [*SUMMARIZE, str(article), "-q", "--no-translate", "--length", "headline"]
    translated += ["--lang", "en", "--no-cache"]
    small = [*translated, "--translator", str(model)]
    return {
        "python": [sys.executable, "-c", ""],
        "--version": [*SUMMARIZE, "--version"],
        "--help": [*SUMMARIZE, "--help"],
        "first result, built-in": [*builtin, "--no-cache"],
        "again, from the cache": builtin,
        "first translation, built-in": [*translated, "--profile", "builtin"],
        "first translation, CTranslate2": small,
        "first translation, transformers": [*small, "--engine", "transformers"],
    }


def seconds(command: list[str], environment: dict[str, str], repeats: int) -> float:
    """The fastest of several runs; the first one, which fills caches, does not count."""
    taken = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment)
        taken.append(time.perf_counter() - started)
        if done.returncode:
            raise SystemExit(done.stderr.decode())
    return min(taken[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description="Start-up and time to the first result.")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Conversions and cached results, too, are to go away afterwards.
        environment = os.environ | {"HF_HOME": str(folder / "hf"), "XDG_CACHE_HOME": name}
        found = {
            what: seconds(command, environment, options.repeats)
            for what, command in commands(folder).items()
        }
    table = Table("", "seconds", "x python")
    for what, taken in found.items():
        table.add_row(what, f"{taken:.2f}", f"{taken / found['python']:.1f}")
    Console(highlight=False).print(table)
    machine.save(options.json, {"seconds": found})


if __name__ == "__main__":
    main()
