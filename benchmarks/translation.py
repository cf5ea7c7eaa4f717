"""How fast translations are: `python -m benchmarks.translation [--json FILE]`.

The same weights, sentences, beams, threads and output lengths, in one run:

  one at a time  transformers' generate(), fp32, a sentence per call, as EasyNMT-like tools do
  batched        the same in batches of sentences of about one length
  ours           the product's CTranslate2Translator: tokenizing, batching, checking and all
  limit          ctranslate2's translate_batch given ids, sorted and batched in advance, with
                 the batch size and the split of threads that turn out best

The weights are random, of the shape of Helsinki-NLP/opus-mt-de-en, and never end a sentence:
each gets as many tokens as its source has. So nothing here depends on what is said.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.checkpoint import build, draw, entry
from summarize.backends import conversion
from summarize.backends.conventions import Codec, Route
from summarize.backends.ct2 import CTranslate2Translator
from summarize.checks.plausible import degenerate
from summarize.registry import Model

ROOT = Path(__file__).resolve().parent.parent
ROUTE = ("de", "en")


@dataclass(frozen=True, slots=True)
class Row:
    """One way of translating; tokens are those of the output, without padding.

    `processor` is the time on all cores together: on a busy machine it is fairer.
    """

    method: str
    sentences: int
    tokens: int
    seconds: float
    processor: float

    @property
    def speed(self) -> float:
        return self.tokens / self.seconds


@dataclass(frozen=True, slots=True)
class Loading:
    """Seconds from an empty process to a model that is ready, imports included."""

    engine: str
    seconds: float


# -- ways to translate --------------------------------------------------------------------


def timed(method: str, count: int, tokens: int, work: Callable[[], object]) -> Row:
    started, used = time.perf_counter(), time.process_time()
    work()
    return Row(method, count, tokens, time.perf_counter() - started, time.process_time() - used)


def by_transformers(folder: Path, rows: Sequence[list[int]], beams: int, size: int) -> None:
    """generate() in batches of `size`; every row gets the length of its batch's longest."""
    import torch
    from transformers import MarianMTModel

    model = _cached(folder, lambda: MarianMTModel.from_pretrained(folder, dtype=torch.float32))
    pad = model.config.pad_token_id
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        width = max(map(len, batch))
        ids = torch.tensor([row + [pad] * (width - len(row)) for row in batch])
        with torch.inference_mode():
            model.generate(
                input_ids=ids, attention_mask=ids.ne(pad).long(), num_beams=beams,
                do_sample=False, min_new_tokens=width, max_new_tokens=width,
            )  # fmt: skip


_MODELS: dict[Path, Any] = {}


def _cached(folder: Path, load: Callable[[], Any]) -> Any:
    if folder not in _MODELS:
        _MODELS[folder] = load().eval()
    return _MODELS[folder]


Length = Callable[[list[str]], int]


@contextmanager
def same_lengths(translator: CTranslate2Translator) -> Iterator[None]:
    """Give each sentence its source's length, and accept what comes out, after checking it."""

    def accept(*arguments: Any, **options: Any) -> None:
        degenerate(*arguments, **options)

    def budget(row: Sequence[int], route: Route) -> int:
        return len(row)

    with (
        mock.patch("summarize.backends.sentences.degenerate", accept),
        mock.patch.object(translator, "_budget", budget),
    ):
        yield


def by_raw(
    raw: Any, batches: Sequence[Sequence[list[str]]], beams: int, length: Length = len
) -> None:
    handles = [
        raw.translate_batch(
            list(batch), beam_size=beams, max_input_length=0, asynchronous=True,
            min_decoding_length=length(batch[0]), max_decoding_length=length(batch[0]),
        )
        for batch in batches
    ]  # fmt: skip
    for batch in handles:
        for handle in batch:
            handle.result()


def limit(
    folder: Path, rows: Sequence[list[str]], beams: int, threads: int, length: Length = len
) -> Row:
    """The fastest of a few batch sizes, on one thread each or with all threads on each.

    `length` is how long the translation of a row of pieces is made.
    """
    import ctranslate2

    ordered = sorted(rows, key=len, reverse=True)
    tokens = sum(map(length, rows))
    found = []
    for workers in {1, threads}:
        raw = ctranslate2.Translator(
            str(folder), compute_type="int8_float32",
            inter_threads=workers, intra_threads=threads // workers,
        )  # fmt: skip
        by_raw(raw, [ordered[-2:]], beams)
        for size in (512, 1024, 2048):
            batches = list(_cut(ordered, size))
            name = f"limit ({workers}x{threads // workers} threads, {size} tokens)"
            found.append(
                timed(name, len(rows), tokens, partial(by_raw, raw, batches, beams, length))
            )
    return max(found, key=lambda row: row.speed)


def _cut(rows: Sequence[list[str]], tokens: int) -> Iterator[Sequence[list[str]]]:
    start = 0
    while start < len(rows):
        size = max(1, tokens // len(rows[start]))
        yield rows[start : start + size]
        start += size


# -- loading ------------------------------------------------------------------------------

_LOAD = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from summarize.backends import Models
from summarize.registry import Model
model = Model.model_validate_json(sys.argv[1])
translator = Models(device="cpu", engine=sys.argv[2]).translator(model)
translator.translate([], *model.pairs[0].split("-"))  # what is read when it is first needed
print(time.perf_counter() - started)
"""


def load(model: Model, engine: str) -> Loading:
    """In a process of its own; the second time, so that the files are in memory."""
    command = [sys.executable, "-c", _LOAD, model.model_dump_json(), engine]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return Loading(engine, float(done.stdout))


# -- the run ------------------------------------------------------------------------------


def run(options: argparse.Namespace, folder: Path) -> tuple[list[Row], list[Loading]]:
    import torch

    torch.set_num_threads(options.threads)
    build(folder, options.vocabulary)
    model = entry(folder, options.beams)
    fast = conversion.convert(model, folder)
    translator = CTranslate2Translator(model, folder, device="cpu", threads=options.threads)
    texts = draw(options.sentences)
    codec: Codec = translator._codec
    rows = [codec.route(*ROUTE).wrap(codec.body(text)) for text in texts]
    tokens = sum(map(len, rows))
    some = rows[: options.peers]
    by_transformers(folder, some[:1], options.beams, 1)
    found = [
        timed(
            "one at a time", len(some), sum(map(len, some)),
            lambda: by_transformers(folder, some, options.beams, 1),
        ),
        timed(
            "batched", len(rows), tokens,
            lambda: by_transformers(folder, sorted(rows, key=len), options.beams, 16),
        ),
    ]  # fmt: skip
    with same_lengths(translator):
        translator.translate(texts[:2], *ROUTE)
        found += [
            timed("ours", len(rows), tokens, lambda: translator.translate(texts, *ROUTE))
            for _ in range(options.repeats)
        ]
    pieces = [[translator._decoder.vocabulary.pieces[index] for index in row] for row in rows]
    found += [limit(fast, pieces, options.beams, options.threads) for _ in range(options.repeats)]
    return found, [load(model, engine) for engine in ("ct2", "transformers")]


def best(rows: Sequence[Row]) -> list[Row]:
    """The fastest of each method: others shared the machine with somebody."""
    names = dict.fromkeys(row.method.partition(" (")[0] for row in rows)
    return [
        max((row for row in rows if row.method.startswith(name)), key=lambda row: row.speed)
        for name in names
    ]


def show(rows: Sequence[Row], loadings: Sequence[Loading]) -> None:
    console = Console(highlight=False)
    table = Table("method", "sentences", "tokens/s", "x one at a time", "tokens/processor s")
    for row in rows:
        ratio = row.speed / rows[0].speed
        table.add_row(
            row.method,
            str(row.sentences),
            f"{row.speed:.0f}",
            f"{ratio:.1f}",
            f"{row.tokens / row.processor:.0f}",
        )
    console.print(table)
    by_name = {row.method.partition(" (")[0]: row.speed for row in rows}
    console.print(f"ours / limit: {by_name['ours'] / by_name['limit']:.2f}")
    for loading in loadings:
        console.print(f"loading with {loading.engine}: {loading.seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="Translation throughput against peers.")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--peers", type=int, default=30, help="sentences for one at a time")
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--vocabulary", type=int, default=58101)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        # The conversion, too, is to go away afterwards.
        os.environ["HF_HOME"] = str(Path(name) / "hf")
        folder = Path(name) / "model"
        folder.mkdir()
        rows, loadings = run(options, folder)
    shown = best(rows)
    show(shown, loadings)
    settings = {k: v for k, v in vars(options).items() if k != "json"}
    found = [asdict(row) | {"tokens_per_second": row.speed} for row in rows]
    started = [asdict(loading) for loading in loadings]
    machine.save(options.json, {"settings": settings, "rows": found, "loading": started})


if __name__ == "__main__":
    main()
