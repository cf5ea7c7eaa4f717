"""Text to token ids: clean, learn the vocabulary, make up a few pairs, encode, pack.

    python -m training.prepare --data ../shared/data --out work/prepared

Reads `DATA/mt/train/*.tsv[.xz]` (German TAB English), `DATA/mt/dev/*.tsv`, the examples and
translations of `training.dictionary` and, if there, `DATA/mono/*.{de,en}.txt[.xz]`. The same seed
and data give the same bytes. `--only NAME …` prepares some corpora of `--out` again, of which there
is more text now.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from training import dictionary, hinting, lexicon, nouns, store, vocabulary
from training.corpus import Pair, clean, corpus_name, language_of, read_lines, read_pairs
from training.encoding import encode_file, encode_mono, random_for
from training.settings import Prepare, Settings, load

TRANSLATED = "translated"  # before the name of a file of one language: its sentences, translated
NOUN_TIMES = 4  # sentences that each noun of the dictionary is put into


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
    part.mkdir(parents=True)
    if hints:
        if missing := [path for path in hinting.paths(hints) if not path.exists()]:
            raise FileNotFoundError(f"no {missing[0]}: run training.align first")
        hinting.copy(hints, part)
    wanted = {entry.name for entry in settings.corpora if entry.weight or entry.final}
    texts = sorted(data.glob("mt/train/*.tsv*"))
    left_out = [path for path in texts if corpus_name(path) not in wanted]
    for path in left_out:
        print(f"{path}: left out, because the settings do not name it")
    if left_out == texts:
        raise FileNotFoundError(f"no {data}/mt/train/*.tsv[.xz] that the settings name")
    report, mono = store.Report(corpora={}, seconds={}), mono_files(data)
    files = pair_files(data, wanted, part)
    with ProcessPoolExecutor(processes) as pool:
        ready = clean_files(pool, files, settings, part, report)
        learn_vocabulary(sorted(ready), settings, part, report, known)
        placing = partial(place_nouns, mono)
        for name, make in ((lexicon.NAME, collect_words), (nouns.NAME, placing)):
            made = part / "clean" / f"{name}.tsv"
            if found := make(ready, settings, made):
                report.corpora[name] = {"kept": found}
                ready.append(made)
        encode_files(pool, ready, mono, settings, part, report)
    (part / "dev").mkdir()
    for path in sorted(data.glob("mt/dev/*.tsv")):
        shutil.copyfile(path, part / "dev" / path.name)
    drop_text(part)
    report.write(part / "report.json")
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return report


def update(
    settings: Settings, data: Path, out: Path, names: Sequence[str], processes: int
) -> store.Report:
    """Prepare some corpora of `out` again, because there is more text; the next call of
    `training.train` reads it. What is made of all corpora (`words`, `nouns`) stays."""
    wanted = set(names)
    if unknown := wanted - {entry.name for entry in settings.corpora}:
        raise ValueError(f"the settings name no corpus {min(unknown)}")
    report = store.Report.read(out / "report.json")
    try:
        files = pair_files(data, wanted, out)
        if missing := wanted - set(map(corpus_name, files)):
            raise FileNotFoundError(f"no {min(missing)}.tsv under {data} or {dictionary.FOLDER}")
        with ProcessPoolExecutor(processes) as pool:
            ready = clean_files(pool, files, settings, out, report)
            encode_files(pool, ready, (), settings, out, report)
    finally:
        drop_text(out)
    report.write(out / "report.json")
    return report


def pair_files(data: Path, wanted: Set[str], out: Path) -> list[Path]:
    """The files of the corpora that are wanted. Those of translated sentences are put together in
    `out`."""
    files = [*data.glob("mt/train/*.tsv*"), *dictionary.PAIRS]
    files = [path for path in files if corpus_name(path) in wanted]
    for path in mono_files(data):
        joined = out / f"{TRANSLATED}.{corpus_name(path)}.tsv"
        if corpus_name(joined) in wanted:
            write_pairs(joined, dictionary.translated(path, language_of(corpus_name(path))))
            files.append(joined)
    # The largest files first, or one of them is still running when all others are done.
    return sorted(files, key=lambda path: (-path.stat().st_size, path))


def mono_files(data: Path) -> list[Path]:
    """The files of sentences in one language."""
    return sorted(data.glob("mono/*.txt*"))


def clean_files(
    pool: Executor, files: Sequence[Path], settings: Settings, out: Path, report: store.Report
) -> list[Path]:
    """Files of the good pairs of each file."""
    started = time.monotonic()
    folder = out / "clean"
    folder.mkdir(exist_ok=True)
    for path, counts in zip(
        files, pool.map(partial(clean_file, settings=settings, out=folder), files), strict=True
    ):
        report.corpora[corpus_name(path)] = dict(counts)
    report.seconds["clean"] = round(time.monotonic() - started, 1)
    return [folder / f"{corpus_name(path)}.tsv" for path in files]


def encode_files(
    pool: Executor,
    ready: Sequence[Path],
    mono: Sequence[Path],
    settings: Settings,
    out: Path,
    report: store.Report,
) -> None:
    """Encode and pack clean files of pairs, and files of one language."""
    started = time.monotonic()
    encoded = pool.map(partial(encode_file, settings=settings, out=out), ready)
    encoded_mono = pool.map(partial(encode_mono, settings=settings, out=out), mono)
    for path, counts in zip(ready, encoded, strict=True):
        report.corpora[corpus_name(path)] |= dict(counts)
    for path, counts in zip(mono, encoded_mono, strict=True):
        report.corpora[corpus_name(path)] = dict(counts)
    report.seconds["encode"] = round(time.monotonic() - started, 1)


def drop_text(out: Path) -> None:
    """Remove the text that the ids were made of."""
    shutil.rmtree(out / "clean", ignore_errors=True)
    for joined in out.glob(f"{TRANSLATED}.*.tsv"):
        joined.unlink()


def collect_words(files: list[Path], settings: Settings, out: Path) -> int:
    """Write the words that the corpora with a weight of 1 or more have; how many."""
    return write_pairs(out, lexicon.words(prose(files, settings, 1)))


def place_nouns(mono: list[Path], files: list[Path], settings: Settings, out: Path) -> int:
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
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="prepare these corpora of --out again"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.only and (options.lexicon or options.vocabulary):
        parser.error("--only goes on with the lexicon and the vocabulary of --out")
    settings, data, out = load(options.config), options.data, options.out
    report = (
        update(settings, data, out, options.only, options.processes)
        if options.only
        else run(settings, data, out, options.processes, options.lexicon, options.vocabulary)
    )
    for name, counts in report.corpora.items():
        print(f"{name:18}", "  ".join(f"{key} {value:,}" for key, value in counts.items()))
    packed = sum(counts["bytes"] for counts in report.corpora.values())
    print(f"{packed / 2**20:.1f} MiB packed, {report.pieces:,} pieces, seconds: {report.seconds}")


if __name__ == "__main__":
    main()
