"""How good an exported model is, under the engines that will run it.

    python -m training.evaluate --model work/model --dev ../shared/data/mt/dev

Prints BLEU and chrF for each development set, direction and engine, the share of translations
on which the engines agree, and how many lost a number; with `--texts FILE...` also what the
translations of those files lost. The JSON has the sentences.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.augment import NAME
from training.corpus import looks_like, numbers, read_lines
from training.engines import Engine, engine

ENGINES = "transformers,ctranslate2-float32,ctranslate2-int8"

# Rough, but the recipe does not import the product, which does it well.
SENTENCE_END = re.compile(r"\n+|(?<=[.!?]) +(?=[A-ZÄÖÜ„“\"])")


@dataclass(frozen=True)
class Task:
    """Texts with references, in one direction."""

    name: str
    target: str  # "de" or "en"
    sources: list[str]
    references: list[str]


@dataclass(frozen=True)
class Score:
    """What one engine reached on one task."""

    task: str
    target: str
    engine: str
    bleu: float
    chrf: float
    seconds: float
    signature: str


def tasks(dev: Path, limit: int) -> list[Task]:
    """`NAME.de-en.tsv` and `NAME.en-de.tsv` go one way, all others (German TAB English) both."""
    found = []
    for path in sorted(dev.glob("*.tsv")):
        rows = [line.split("\t") for line in read_lines(path)]
        left, right = ([row[side] for row in rows[: limit or None]] for side in (0, 1))
        name, _, way = path.stem.partition(".")
        if way in ("", "de-en"):
            found.append(Task(name, "en", left, right))
        if way == "":
            found.append(Task(name, "de", right, left))
        if way == "en-de":
            found.append(Task(name, "de", left, right))
    return found


def measure(task: Task, name: str, texts: Sequence[str], seconds: float) -> Score:
    """BLEU and chrF of some translations."""
    import sacrebleu

    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    return Score(
        task=task.name,
        target=task.target,
        engine=name,
        bleu=round(bleu.corpus_score(texts, [task.references]).score, 2),
        chrf=round(chrf.corpus_score(texts, [task.references]).score, 2),
        seconds=round(seconds, 1),
        signature=f"{bleu.get_signature()} {chrf.get_signature()}",
    )


def lost_numbers(sources: Sequence[str], texts: Sequence[str]) -> list[dict[str, str]]:
    """The sentences whose translation lacks a number, with the numbers."""
    lost = []
    for source, text in zip(sources, texts, strict=True):
        missing = Counter(numbers(source)) - Counter(numbers(text))
        if missing:
            lost.append({"lost": " ".join(missing), "source": source, "translation": text})
    return lost


def lost_names(sources: Sequence[str], texts: Sequence[str]) -> list[dict[str, str]]:
    """Names of two and more words that are not in the translation; for a person to look at."""
    lost = []
    for source, text in zip(sources, texts, strict=True):
        # The first word is capital anyway, and a title before a name is translated.
        names = [name.split()[-2:] for name in NAME.findall(source.partition(" ")[2])]
        missing = [" ".join(name) for name in names if not all(word in text for word in name)]
        if missing:
            lost.append({"lost": ", ".join(missing), "source": source, "translation": text})
    return lost


def check_texts(paths: Sequence[Path], translate: Engine, targets: Sequence[str]) -> dict[str, Any]:
    """Translate the sentences of some files into the other language and see what is missing."""
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)
    lines = [line.strip() for line in SENTENCE_END.split(text) if line.strip()]
    report: dict[str, Any] = {"sentences": len(lines), "numbers": [], "names": [], "empty": []}
    for target in targets:
        sign = 1 if target == "en" else -1
        sources = [text for text in lines if looks_like(text) * sign > 0]
        texts = translate(sources, target)
        report["numbers"] += lost_numbers(sources, texts)
        report["names"] += lost_names(sources, texts)
        report["empty"] += [a for a, b in zip(sources, texts, strict=True) if not b.strip()]
    return report


def compare(found: dict[str, list[str]]) -> dict[str, float]:
    """For each engine after the first, the share of texts on which it agrees with the first."""
    names = list(found)
    return {
        f"{name} = {names[0]}": round(
            sum(a == b for a, b in zip(found[names[0]], found[name], strict=True))
            / max(1, len(found[name])),
            4,
        )
        for name in names[1:]
    }


def evaluate(todo: Sequence[Task], engines: dict[str, Engine]) -> dict[str, Any]:
    """Everything there is to know, as plain values."""
    scores: list[Score] = []
    report: dict[str, Any] = {"agreement": {}, "lost_numbers": {}}
    for task in todo:
        found: dict[str, list[str]] = {}
        for name, translate in engines.items():
            started = time.monotonic()
            found[name] = translate(task.sources, task.target)
            scores.append(measure(task, name, found[name], time.monotonic() - started))
            print(line(scores[-1]), flush=True)
        label = f"{task.name} to {task.target}"
        report["agreement"][label] = compare(found)
        report["lost_numbers"][label] = lost_numbers(task.sources, list(found.values())[-1])
    return {"scores": [asdict(score) for score in scores], **report}


def line(score: Score) -> str:
    """A row of the table."""
    return (
        f"{score.task:14} to {score.target}  {score.engine:20} BLEU {score.bleu:5.2f}  "
        f"chrF {score.chrf:5.2f}  {score.seconds:6.1f} s"
    )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=Path("work/model"))
    parser.add_argument("--dev", type=Path, default=Path("../shared/data/mt/dev"))
    parser.add_argument("--into", choices=("de", "en"), help="of a model that goes one way only")
    parser.add_argument("--engines", default=ENGINES, help=f"default: {ENGINES}")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--limit", type=int, default=0, help="sentences of each set, 0 for all")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="files of plain text")
    parser.add_argument("--out", type=Path, default=Path("work/scores.json"))
    return parser.parse_args()


def main() -> None:
    options = parse()
    scratch = options.out.parent / "engines"
    engines = {
        name: engine(name, options.model, scratch, options.beam)
        for name in options.engines.split(",")
    }
    todo = [
        task for task in tasks(options.dev, options.limit) if options.into in (None, task.target)
    ]
    report = evaluate(todo, engines)
    for label, shares in report["agreement"].items():
        print(f"{label}: same translations {shares}")
    for label, lost in report["lost_numbers"].items():
        print(f"{label}: {len(lost)} sentences lost a number")
    if options.texts:
        targets = [options.into] if options.into else ["en", "de"]
        report["texts"] = check_texts(options.texts, list(engines.values())[-1], targets)
        for kind in ("numbers", "names", "empty"):
            print(
                f"texts: {len(report['texts'][kind])} of {report['texts']['sentences']} lost {kind}"
            )
            print(*(f"    {lost}" for lost in report["texts"][kind]), sep="\n")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
