"""Text to token ids: clean, learn the vocabulary, make up a few pairs, encode, pack.

    python -m training.prepare --data ../shared/data --out work/prepared

Reads `DATA/mt/train/*.tsv[.xz]` (German TAB English), `DATA/mt/dev/*.tsv`, the examples and
translations of `training.dictionary` and, if there, `DATA/mono/*.{de,en}.txt[.xz]`. The same seed
and data give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random

from training import dictionary, hinting, lexicon, nouns, store, vocabulary
from training.augment import augment
from training.corpus import Pair, bad_ratio, clean, clean_mono, read_lines, read_pairs
from training.settings import Prepare, Settings, load

CHUNK = 20_000  # rows encoded at a time: lists of Python integers are large
TRANSLATED = "translated"  # before the name of a file of one language: its sentences, translated
NOUN_TIMES = 4  # sentences that each noun of the dictionary is put into


def corpus_name(path: Path) -> str:
    """`newstest.tsv.xz` -> `newstest`."""
    return path.name.removesuffix(".xz").removesuffix(".tsv").removesuffix(".txt")


def random_for(seed: int, name: str) -> Random:
    """Random numbers that do not depend on which process handles which file."""
    return Random(seed * 1_000_003 + zlib.crc32(name.encode()))


def clean_file(path: Path, settings: Settings, out: Path) -> Counter[str]:
    """Write the good pairs of a file to `out`; how many were dropped, and why."""
    name = corpus_name(path)
    corpus = settings.corpus(name)
    pairs, counts = clean(read_pairs(path), corpus, settings.prepare.prefix_cap)
    if corpus.keep < 1:
        # The files are shuffled: the first part is as good as any other.
        counts["left out"] = len(pairs) - int(len(pairs) * corpus.keep)
        del pairs[int(len(pairs) * corpus.keep) :]
    counts["kept"] = len(pairs)
    write_pairs(out / f"{name}.tsv", pairs)
    return counts


def sample(files: list[Path], settings: Settings, wanted: int) -> Iterator[str]:
    """Lines of both languages for the vocabulary, each corpus by its weight."""
    sizes = {path: path.stat().st_size for path in files}
    weights = {path: settings.corpus(corpus_name(path)).weight * sizes[path] for path in files}
    total = sum(weights.values()) or 1.0
    for path in files:
        pairs = [pair for pair in read_pairs(path) if len(pair.de) < 500]
        quota = round(wanted / 2 * weights[path] / total)
        random_for(settings.prepare.seed, f"sample {path.name}").shuffle(pairs)
        for pair in pairs[:quota]:
            yield from pair


def encode_pairs(
    pairs: list[Pair],
    name: str,
    words: vocabulary.Vocabulary,
    plan: Prepare,
    hints: hinting.Hints,
) -> store.Tokens:
    """Token ids of the pairs that are neither too long nor too unequal."""
    parts = []
    random = random_for(plan.seed, f"hints {name}")
    for first in range(0, len(pairs), CHUNK):
        rows = [
            row
            for row in hints.encode(pairs[first : first + CHUNK], words, random)
            if 0 < len(row[0]) <= plan.max_tokens
            and 0 < len(row[1]) <= plan.max_tokens
            and not bad_ratio(len(row[0]), len(row[1]))
        ]
        parts.append(store.from_lists(name, rows))
    return store.join(name, parts)


def encode_file(path: Path, settings: Settings, out: Path) -> Counter[str]:
    """Make up pairs, encode and pack one cleaned file."""
    name, plan = corpus_name(path), settings.prepare
    pairs = list(read_pairs(path))
    made = augment(pairs, plan.augment, random_for(plan.seed, f"augment {name}"))
    words = vocabulary.Vocabulary(out / "joint.spm")
    tokens = encode_pairs(pairs + made, name, words, plan, hinting.Hints(out))
    size = store.write(out / "train", tokens)
    return Counter(made_up=len(made), rows=len(tokens), tokens=len(tokens.ids), bytes=size)


def encode_mono(path: Path, settings: Settings, out: Path) -> Counter[str]:
    """Clean, encode and pack one file of sentences in one language."""
    name, plan = corpus_name(path), settings.prepare
    texts = clean_mono(read_lines(path), language_of(name))
    random_for(plan.seed, name).shuffle(texts)
    words = vocabulary.Vocabulary(out / "joint.spm")
    parts = []
    for first in range(0, int(len(texts) * plan.mono_share), CHUNK):
        ids = words.encode(texts[first : first + CHUNK])
        rows = [[text] for text in ids if len(text) <= min(100, plan.max_tokens)]
        parts.append(store.from_lists(name, rows))
    tokens = store.join(name, parts)
    size = store.write(out / "mono", tokens)
    return Counter(rows=len(tokens), tokens=len(tokens.ids), bytes=size)


def language_of(name: str) -> str:
    """`wikinews.en` -> `en`."""
    language = name.rpartition(".")[2]
    if language not in ("de", "en"):
        raise ValueError(f"{name}: a file of one language is named like wikinews.en.txt.xz")
    return language


def run(
    settings: Settings,
    data: Path,
    out: Path,
    processes: int,
    hints: Path | None = None,
    known: Path | None = None,
) -> store.Report:
    """All steps; `out` is replaced when everything worked."""
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "clean").mkdir(parents=True)
    if hints:
        if missing := [path for path in hinting.paths(hints) if not path.exists()]:
            raise FileNotFoundError(f"no {missing[0]}: run training.align first")
        hinting.copy(hints, part)
    report = store.Report(corpora={}, seconds={})
    texts = sorted(data.glob("mt/train/*.tsv*"))
    wanted = {entry.name for entry in settings.corpora if entry.weight or entry.final}
    for path in texts:
        if corpus_name(path) not in wanted:
            print(f"{path}: left out, because the settings do not name it")
    files = [path for path in texts if corpus_name(path) in wanted]
    if not files:
        raise FileNotFoundError(f"no {data}/mt/train/*.tsv[.xz] that the settings name")
    files += [path for path in dictionary.PAIRS if corpus_name(path) in wanted]
    mono = sorted(data.glob("mono/*.txt*"))
    for path in mono:
        joined = part / f"{TRANSLATED}.{corpus_name(path)}.tsv"
        if corpus_name(joined) in wanted:
            write_pairs(joined, dictionary.translated(path, language_of(corpus_name(path))))
            files.append(joined)
    # The largest files first, or one of them is still running when all others are done.
    files.sort(key=lambda path: -path.stat().st_size)
    with ProcessPoolExecutor(processes) as pool:
        started = time.monotonic()
        cleaned = pool.map(partial(clean_file, settings=settings, out=part / "clean"), files)
        for path, counts in zip(files, cleaned, strict=True):
            report.corpora[corpus_name(path)] = dict(counts)
        report.seconds["clean"] = round(time.monotonic() - started, 1)
        ready = [part / "clean" / f"{corpus_name(path)}.tsv" for path in files]
        learn_vocabulary(sorted(ready), settings, part, report, known)
        words = part / "clean" / f"{lexicon.NAME}.tsv"
        if found := collect_words(ready, settings, words):
            report.corpora[lexicon.NAME] = {"kept": found}
            ready.append(words)
        placed = part / "clean" / f"{nouns.NAME}.tsv"
        if found := place_nouns(ready, mono, settings, placed):
            report.corpora[nouns.NAME] = {"kept": found}
            ready.append(placed)
        started = time.monotonic()
        encoded = pool.map(partial(encode_file, settings=settings, out=part), ready)
        encoded_mono = pool.map(partial(encode_mono, settings=settings, out=part), mono)
        for path, counts in zip(ready, encoded, strict=True):
            report.corpora[corpus_name(path)] |= dict(counts)
        for path, counts in zip(mono, encoded_mono, strict=True):
            report.corpora[corpus_name(path)] = dict(counts)
        report.seconds["encode"] = round(time.monotonic() - started, 1)
    finish(data, part, out, report)
    return report


def collect_words(files: list[Path], settings: Settings, out: Path) -> int:
    """Write the words that the corpora with a weight of 1 or more have; how many."""
    return write_pairs(out, lexicon.words(prose(files, settings, 1)))


def place_nouns(files: list[Path], mono: list[Path], settings: Settings, out: Path) -> int:
    """Write pairs of the corpora with a weight of 2 or more with other nouns, if the settings ask
    for any; how many. The genders of nouns are those of all German text."""
    corpus = settings.corpus(nouns.NAME)
    if not corpus.weight and not corpus.final:
        return 0
    german = [path for path in mono if language_of(corpus_name(path)) == "de"]
    sentences = (line for path in german for line in read_lines(path))
    before = nouns.words_before(chain((pair.de for pair in prose(files, settings, 0)), sentences))
    found = list(nouns.nouns(dictionary.read()[0], before))
    random = random_for(settings.prepare.seed, nouns.NAME)
    pairs = [pair for pair in prose(files, settings, 2) if len(pair.de) < 300]
    return write_pairs(out, nouns.placed(found, pairs, NOUN_TIMES, random))


def prose(files: list[Path], settings: Settings, weight: float) -> Iterator[Pair]:
    """The pairs of the corpora with a weight of so much or more."""
    for path in files:
        if settings.corpus(corpus_name(path)).weight >= weight:
            yield from read_pairs(path)


def write_pairs(out: Path, pairs: Iterable[Pair]) -> int:
    """Write a file of pairs; how many there are."""
    lines = [f"{pair.de}\t{pair.en}\n" for pair in pairs]
    out.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(lines)


def learn_vocabulary(
    files: list[Path], settings: Settings, out: Path, report: store.Report, known: Path | None
) -> None:
    """Train the SentencePiece model on a sample of the cleaned files, or take a known one."""
    started = time.monotonic()
    plan: Prepare = settings.prepare
    if known:
        shutil.copyfile(known, out / "joint.spm")
    else:
        lines = sample(files, settings, plan.sample_lines)
        vocabulary.train(lines, out / "joint.spm", plan.pieces)
    report.pieces = vocabulary.Vocabulary(out / "joint.spm").pieces
    report.seconds["vocabulary"] = round(time.monotonic() - started, 1)


def finish(data: Path, part: Path, out: Path, report: store.Report) -> None:
    """Add the development sets as text, drop the cleaned text, put the folder in its place."""
    (part / "dev").mkdir()
    for path in sorted(data.glob("mt/dev/*.tsv")):
        shutil.copyfile(path, part / "dev" / path.name)
    shutil.rmtree(part / "clean")
    for joined in part.glob(f"{TRANSLATED}.*.tsv"):
        joined.unlink()
    report.write(part / "report.json")
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=Path("training/configs/full.toml"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("work/prepared"))
    parser.add_argument("--lexicon", type=Path, help="what training.align wrote, for hints")
    parser.add_argument(
        "--vocabulary", type=Path, help="the SentencePiece model of the weights to go on from"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    report = run(
        load(options.config),
        options.data,
        options.out,
        options.processes,
        options.lexicon,
        options.vocabulary,
    )
    for name, counts in report.corpora.items():
        print(f"{name:18}", "  ".join(f"{key} {value:,}" for key, value in counts.items()))
    packed = sum(counts["bytes"] for counts in report.corpora.values())
    print(f"{packed / 2**20:.1f} MiB packed, {report.pieces:,} pieces, seconds: {report.seconds}")


if __name__ == "__main__":
    main()
