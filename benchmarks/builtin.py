"""How fast the built-in translator is: `python -m benchmarks.builtin [--json FILE]`.

Against a Marian model of opus-mt's shape (6 + 6 layers, 512 wide) with random weights and the
same pieces: both by CTranslate2 in 8 bits, with the same sentences, beams and threads, in one
run. Each sentence gets as many tokens as its source has (without hints), so nothing here depends
on what is said. Also: how long it takes to load, imports included, in a process of its own; and
how much longer German takes, of which the program asks what comes back (`round_trip`), on the
English sentences of our samples.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.checkpoint import build, draw, entry
from benchmarks.translation import ROOT, Row, limit, load
from summarize import registry
from summarize.backends import conversion
from summarize.backends.ct2 import CTranslate2Translator
from summarize.backends.hints import END, GUESSED, LISTED
from summarize.document.sentences import split_sentences
from summarize.registry import Model

ROUTE = ("de", "en")
ENGLISH = ("harbour.txt", "night-trains.txt")
# As SentencePiece writes what stands around hints.
_OPEN, _END = (f"<0x{ord(LISTED):02X}>", f"<0x{ord(GUESSED):02X}>"), f"<0x{ord(END):02X}>"


def measure(model: Model, folder: Path, converted: Path, options: argparse.Namespace) -> Row:
    """The fastest way to have CTranslate2 translate the sentences with this model."""
    translator = CTranslate2Translator(model, folder, device="cpu", threads=options.threads)
    codec, pieces = translator._codec, translator._decoder.vocabulary.pieces
    route = codec.route(*ROUTE)
    rows = [codec.row(text, route) for text in draw(options.sentences)]
    named = [[pieces[index] for index in row] for row in rows]
    found = [
        limit(converted, named, options.beams, options.threads, spoken)
        for _ in range(options.repeats)
    ]
    return max(found, key=lambda row: row.speed)


def spoken(row: list[str]) -> int:
    """The pieces of a row that are not those of hints."""
    count, inside = 0, False
    for piece in row:
        inside = inside or piece in _OPEN
        count += not inside
        inside = inside and piece != _END
    return count


def choosing(model: Model, threads: int) -> float:
    """How many times as long German takes when it is chosen by the way back."""
    assert model.path
    texts = [
        sentence
        for name in ENGLISH
        for sentence in split_sentences((ROOT / "samples" / name).read_text("utf-8"), "en")
    ]
    taken = []
    for pairs in ((), model.round_trip):
        entry = model.model_copy(update={"round_trip": pairs})
        translator = CTranslate2Translator(entry, model.path, device="cpu", threads=threads)
        translator.translate(texts[:1], *ROUTE[::-1])  # what is read when it is first needed
        started = time.perf_counter()
        translator.translate(texts, *ROUTE[::-1])
        taken.append(time.perf_counter() - started)
    return taken[1] / taken[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="The built-in translator against a larger one.")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    ours = registry.load().models["builtin-de-en"]
    assert ours.path
    with tempfile.TemporaryDirectory() as name:
        # The conversion, too, is to go away afterwards.
        os.environ["HF_HOME"] = str(Path(name) / "hf")
        folder = Path(name) / "model"
        folder.mkdir()
        build(folder, vocabulary=16_000)
        larger = entry(folder, options.beams)
        rows = {
            "6 + 6 layers, 512 wide": measure(
                larger, folder, conversion.convert(larger, folder), options
            ),
            "built-in": measure(ours, ours.path, ours.path, options),
        }
    seconds = load(ours, "ct2").seconds
    longer = choosing(ours, options.threads)
    table = Table("model", "tokens", "tokens/s", "ratio")
    base = next(iter(rows.values())).speed
    for label, row in rows.items():
        table.add_row(label, str(row.tokens), f"{row.speed:.0f}", f"{row.speed / base:.1f}")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"loading the built-in translator: {seconds:.2f} s")
    console.print(f"German chosen by the way back: {longer:.1f} times as long")
    found = {label: asdict(row) | {"tokens_per_second": row.speed} for label, row in rows.items()}
    machine.save(options.json, {"rows": found, "loading_seconds": seconds, "round_trip": longer})


if __name__ == "__main__":
    main()
