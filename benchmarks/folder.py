"""A folder of articles as a batch: `python -m benchmarks.folder [--sizes 100,1000,5000]`.

The real command, once per size: documents a second on all cores and the most memory it used.
Memory must not grow with the folder. `--translate` adds what the built-in translator does; as
sentences come again and again, its speed is not that on real articles.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import articles, machine

ROOT = Path(__file__).resolve().parent.parent
# In a large folder some article loads the model that tells languages apart, 110 MB once; this
# one does so in every folder, so that what is compared is what grows.
DOUBTFUL = (
    "Wochenmarkt Altfährde: Kartoffeln, Möhren, Zwiebeln, Äpfel, Birnen, Pflaumen, Honig, "
    "Käse, Brot, Fisch, Blumen, Samstag, Marktplatz, Parkplätze, Bushaltestelle, Regenschirme.\n"
)


@dataclass(frozen=True, slots=True)
class Row:
    documents: int
    seconds: float
    peak_mb: float
    again_seconds: float

    @property
    def speed(self) -> float:
        return self.documents / self.seconds


def measure(documents: int, options: list[str], folder: Path) -> Row:
    """One run over a new folder, and a second one that finds everything done."""
    source, out = folder / f"articles-{documents}", folder / f"out-{documents}"
    articles.write(source, documents - 1)
    (source / "doubtful.txt").write_text(DOUBTFUL, encoding="utf-8")
    command = [sys.executable, "-m", "summarize", str(source), "-o", f"{out}/", "-q"]
    command += ["--format", "json", "--no-cache", *options]
    seconds, peak = _run(command)
    again, _ = _run(command)
    written = sum(1 for _ in out.glob("*.json"))
    if written != documents:
        raise SystemExit(f"{written} of {documents} documents were written")
    return Row(documents, seconds, peak, again)


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds, and the most memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - started, used.ru_maxrss * unit / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description="A folder as a batch: speed and memory.")
    parser.add_argument("--sizes", default="100,1000,5000")
    parser.add_argument("--translate", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"HF_HOME": str(folder / "hf"), "XDG_CACHE_HOME": str(folder / "cache")}
        options = ["--profile", "builtin", *["--no-translate"] * (not given.translate)]
        rows = [measure(int(size), options, folder) for size in given.sizes.split(",")]
    table = Table("documents", "seconds", "documents/s", "peak MB", "x first", "again, seconds")
    for row in rows:
        growth = row.peak_mb / rows[0].peak_mb
        table.add_row(
            f"{row.documents:,}", f"{row.seconds:.1f}", f"{row.speed:.1f}",
            f"{row.peak_mb:.0f}", f"{growth:.2f}", f"{row.again_seconds:.1f}",
        )  # fmt: skip
    Console(highlight=False).print(table)
    found = [asdict(row) | {"documents_per_second": row.speed} for row in rows]
    machine.save(given.json, {"options": options, "rows": found})


if __name__ == "__main__":
    main()
