"""Translate text of one language with the model so far; train on the result, source and all.

    python -m training.backtranslate --prepared work/prepared --run work/run

For every `PREPARED/mono/NAME.{de,en}` that the settings give a weight as `back.NAME.{de,en}`, it
writes `RUN/back/back.NAME.{de,en}`, which the next call of `training.train` takes in. The genuine
text is what is learnt; the machine's translation is only ever a source.

With `--model work/builtin` the CTranslate2 model in that folder translates, and no checkpoint is
needed: on a CPU that is several times faster.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch

from training import checkpoint, store
from training.corpus import Pair, bad_ratio
from training.decode import greedy
from training.hinting import Hints
from training.model import build
from training.settings import load
from training.vocabulary import EOS, Vocabulary

Translate = Callable[[Sequence[list[int]]], list[list[int]]]  # tagged sources to translations


def checkpoint_translate(run: Path, model: Any, batch_tokens: int) -> Translate:
    """The averaged weights of a run, under torch."""
    checkpoint.load_average(run, model)
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    cuda = model.device.type == "cuda"
    return lambda sources: greedy(model, sources, batch_tokens, bf16=cuda)


def ctranslate2_translate(folder: Path, words: Vocabulary, batch_tokens: int) -> Translate:
    """A converted model whose vocabulary is `words`; one translation per core at a time."""
    import ctranslate2

    entries = words.entries()
    pieces = sorted(entries, key=entries.__getitem__)
    translator: Any = ctranslate2.Translator(
        str(folder), inter_threads=os.cpu_count() or 1, intra_threads=1
    )

    def translate(sources: Sequence[list[int]]) -> list[list[int]]:
        results = translator.translate_batch(
            [[pieces[index] for index in source] for source in sources],
            beam_size=1,
            max_batch_size=batch_tokens,
            batch_type="tokens",
        )
        return [[entries[piece] for piece in result.hypotheses[0]] for result in results]

    return translate


def back(
    translate: Translate,
    words: Vocabulary,
    genuine: Sequence[list[int]],
    language: str,
    hints: Hints,
) -> list[tuple[list[int], list[int]]]:
    """Rows of German and English ids; translations that loop or break off are left out.

    `hints` are those that the translating model reads.
    """
    tag = words.target_tag("en" if language == "de" else "de")
    sources = words.encode(hints.put_in(words.decode(list(genuine)), language))
    made = translate([[tag, *ids, EOS] for ids in sources])
    kept = [
        (real, new)
        for real, new in zip(genuine, made, strict=True)
        if new and not bad_ratio(len(real), len(new)) and not loops(new)
    ]
    return kept if language == "de" else [(new, real) for real, new in kept]


def with_hints(
    rows: Sequence[tuple[list[int], list[int]]], words: Vocabulary, hints: Hints
) -> Sequence[tuple[list[int], ...]]:
    """The rows with the columns that training has if there is a lexicon."""
    if not hints:
        return rows
    pairs = [Pair(*words.decode(list(row))) for row in rows]
    return hints.encode(pairs, words, Random(1))


def loops(ids: Sequence[int]) -> bool:
    """Whether a stretch of three tokens comes back four times: no sentence does that."""
    counts: dict[tuple[int, ...], int] = {}
    for place in range(len(ids) - 2):
        key = tuple(ids[place : place + 3])
        counts[key] = counts.get(key, 0) + 1
    return max(counts.values(), default=0) >= 4


def show(words: Vocabulary, rows: Sequence[tuple[list[int], list[int]]], count: int = 3) -> None:
    """A few rows to look at."""
    for de, en in rows[:count]:
        print("   ", " | ".join(words.decode([de, en])))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=Path("training/configs/full.toml"))
    parser.add_argument("--prepared", type=Path, default=Path("work/prepared"))
    parser.add_argument("--run", type=Path, default=Path("work/run"))
    parser.add_argument("--model", type=Path, help="a CTranslate2 folder instead of the run's")
    parser.add_argument("--minutes", type=float, default=2.0, help="for all files together")
    parser.add_argument("--skip", type=int, default=0, help="rows of each file seen in other runs")
    parser.add_argument("--batch-tokens", type=int, default=0, help="default: by device")
    return parser.parse_args()


def main() -> None:
    options = parse()
    settings = load(options.config)
    words = Vocabulary(options.prepared / "joint.spm")
    # Steps cost the same for 100 rows and for 10,000 on a GPU: large batches, sorted by length.
    batch_tokens = options.batch_tokens or (400_000 if torch.cuda.is_available() else 4000)
    slice_rows = max(4000, batch_tokens // 10)
    if options.model:
        translate = ctranslate2_translate(options.model, words, batch_tokens)
    else:
        model = build(settings.shape, words)
        translate = checkpoint_translate(options.run, model, batch_tokens)
    given, read = Hints(options.prepared), Hints(options.model or options.prepared)
    corpora = [
        tokens
        for tokens in store.read_folder(options.prepared / "mono")
        if (entry := settings.corpus(f"back.{tokens.name}")).weight or entry.final
    ]
    end = time.monotonic() + options.minutes * 60
    for number, tokens in enumerate(corpora):
        # Each file may take its share of the time that is left.
        until = time.monotonic() + (end - time.monotonic()) / (len(corpora) - number)
        texts, starts, made = tokens.lengths[:, 0], tokens.starts[:, 0], []
        first = options.skip
        while first < len(tokens) and time.monotonic() < until:
            part = range(first, min(first + slice_rows, len(tokens)))
            genuine = [tokens.ids[starts[row] : starts[row] + texts[row]].tolist() for row in part]
            language = tokens.name.rpartition(".")[2]
            made += back(translate, words, genuine, language, read)
            first = part.stop
        if not made:
            print(f"{tokens.name}: has no row {options.skip:,}")
            continue
        rows = with_hints(made, words, given)
        store.write(options.run / "back", store.from_lists(f"back.{tokens.name}", rows), preset=0)
        print(f"{tokens.name}: up to {first:,} of {len(tokens):,} translated, {len(made):,} kept")
        show(words, made)


if __name__ == "__main__":
    main()
