"""How often the checks warn for nothing, and what they miss: `python -m benchmarks.checks`.

The first sentence pairs of reference translations, which are right by definition, in both
directions: each warning about one of them counts against the checks. Then one number, date
or name of each pair is altered or a "not" taken out, and each pair that passes counts against
them, too.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from summarize.checks.number_words import MONTHS, WEEKDAYS
from summarize.checks.pairs import findings
from summarize.result import Finding, Sentence, Severity

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "mt" / "dev"
SETS = {
    "flores-dev.tsv": ("de", "en"),
    "newstest2021.de-en.tsv": ("de", "en"),
    "newstest2021.en-de.tsv": ("en", "de"),
}
KINDS = (
    "number", "date", "name", "negation", "language", "missing", "untranslated", "loop", "length",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    source: str
    text: str
    languages: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One set in one direction; shares in percent."""

    name: str
    pairs: int
    warned: dict[str, float]  # by kind of finding, of the pairs as they are
    noted: dict[str, float]
    altered: dict[str, int]  # pairs that could be altered, by what was altered
    caught: dict[str, float]
    microseconds: float  # per pair


def read(folder: Path, count: int, skipped: int) -> Iterator[tuple[str, list[Pair]]]:
    for file, (source, target) in SETS.items():
        lines = (folder / file).read_text(encoding="utf-8").strip().split("\n")
        lines = lines[skipped : skipped + count]
        texts = [line.split("\t")[:2] for line in lines]
        name = file.removesuffix(".tsv")
        yield name, [Pair(a, b, (source, target)) for a, b in texts]
        yield f"{name}, reversed", [Pair(b, a, (target, source)) for a, b in texts]


# -- altering ---------------------------------------------------------------------------


def another_digit(pair: Pair, chance: random.Random, ordinary: Set[str]) -> str | None:
    """The text with one digit of one number changed."""
    text = pair.text
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    place = chance.choice(places)
    first = place == 0 or not text[place - 1].isdigit()
    digits = [d for d in "123456789" + "0" * (not first) if d != text[place]]
    return text[:place] + chance.choice(digits) + text[place + 1 :]


def another_date(pair: Pair, chance: random.Random, ordinary: Set[str]) -> str | None:
    """The text with another month, or another day of the week."""
    text = pair.text
    for table in (MONTHS, WEEKDAYS):
        names = [name for name in table if len(name) > 3 and name not in ("march", "sept")]
        found = [m for m in re.finditer(r"\b[A-ZÄÖÜ]\w{3,}", text) if m[0].lower() in names]
        if found:
            match = chance.choice(found)
            others = [name for name in names if table[name] != table[match[0].lower()]]
            return text[: match.start()] + chance.choice(others).title() + text[match.end() :]
    return None


STRANGERS = ("Tscherenko", "Halvorsen", "Quiroga", "Wyndham", "Bellucci", "Oyelaran", "Zsigmond")


def another_name(pair: Pair, chance: random.Random, ordinary: Set[str]) -> str | None:
    """The text with one name changed: a word of four letters and more that both sides have.

    A capital must mean something on the English side, where no sentence begins, and a word
    that any English sentence here has without a capital is no name.
    """
    english = pair.text if pair.languages[1] == "en" else pair.source
    inside = re.findall(r"(?<=[\w,;] )[A-Z][\w-]*[a-zäöüß][\w-]*", english)
    both = set(re.findall(r"[\w-]+", pair.source)) & set(re.findall(r"[\w-]+", pair.text))
    dates = {*MONTHS, *WEEKDAYS}
    names = sorted(
        {n for n in inside if n in both and len(n) > 3 and n.lower() not in {*ordinary, *dates}}
    )
    if not names:
        return None
    other = chance.choice([name for name in STRANGERS if name not in pair.source])
    return re.sub(rf"\b{re.escape(chance.choice(names))}\b", other, pair.text)


_NEGATIONS = {
    "de": ((r"\bnicht ", ""), (r"\bkein(?=(e[nmrs]?)?\b)", "ein"), (r"\bnie(mals)? ", "")),
    "en": (
        (r"\bcannot\b", "can"), (r"\bwon['’]t\b", "will"), (r"n['’]t\b", ""), (r"\bnot ", ""),
        (r"\bnever ", ""), (r"\bno ", "a "),
    ),
}  # fmt: skip


def without_negation(pair: Pair, chance: random.Random, ordinary: Set[str]) -> str | None:
    """The text without its first "not", where the source has one, too."""
    source, target = pair.languages
    if any(re.search(pattern, pair.source) for pattern, _ in _NEGATIONS[source]):
        for pattern, instead in _NEGATIONS[target]:
            if (text := re.sub(pattern, instead, pair.text, count=1)) != pair.text:
                return text
    return None


ALTERATIONS: dict[str, Callable[[Pair, random.Random, Set[str]], str | None]] = {
    "number": another_digit, "date": another_date, "name": another_name,
    "negation": without_negation,
}  # fmt: skip


# -- measuring --------------------------------------------------------------------------


def check(pair: Pair, text: str | None = None) -> list[Finding]:
    sentence = Sentence(source=pair.source, text=pair.text if text is None else text)
    return list(findings(sentence, pair.languages, 0))


def lower_case(folder: Path) -> Set[str]:
    """Every word that an English sentence of the sets has without a capital."""
    found: set[str] = set()
    for file, languages in SETS.items():
        for line in (folder / file).read_text(encoding="utf-8").strip().split("\n"):
            found.update(re.findall(r"\b[a-z]\w+", line.split("\t")[languages.index("en")]))
    return found


def measure(name: str, pairs: Sequence[Pair], ordinary: Set[str], examples: int) -> Row:
    started = time.perf_counter()
    found = [check(pair) for pair in pairs]
    seconds = time.perf_counter() - started
    altered, caught = {}, {}
    for what, alter in ALTERATIONS.items():
        chance = random.Random(7)
        tried = [(pair, text) for pair in pairs if (text := alter(pair, chance, ordinary))]
        missed = [(pair, text) for pair, text in tried if not _flagged(check(pair, text), what)]
        altered[what] = len(tried)
        caught[what] = 100 * (1 - len(missed) / max(1, len(tried)))
        for pair, text in missed[:examples]:
            print(f"missed {what}\n  {pair.source}\n  {text}")
    for pair, some in zip(pairs, found, strict=True):
        for finding in some if examples else ():
            print(f"{finding.severity} {finding.kind}: {finding.message}")
            print(f"  {pair.source}\n  {pair.text}")
    return Row(
        name, len(pairs), _shares(found, Severity.WARNING), _shares(found, Severity.NOTE),
        altered, caught, 1e6 * seconds / len(pairs),
    )  # fmt: skip


def _flagged(found: Sequence[Finding], what: str) -> bool:
    """A digit of "12 March" changes a number, and one of "12/03/2025" perhaps a month."""
    kinds = {what} if what in ("name", "negation") else {"number", "date"}
    return any(finding.kind in kinds for finding in found)


def _shares(found: Sequence[Sequence[Finding]], severity: Severity) -> dict[str, float]:
    def share(kind: str) -> float:
        hits = sum(any(f.severity is severity and f.kind == kind for f in some) for some in found)
        return 100 * hits / len(found)

    return {kind: share(kind) for kind in KINDS}


def show(rows: list[Row]) -> None:
    console = Console(highlight=False, width=160)
    table = Table("pairs as they are", "", *KINDS, "µs", title="warned (noted), % of pairs")
    for row in rows:
        cells = [f"{row.warned[k]:.1f} ({row.noted[k]:.1f})" for k in KINDS]
        table.add_row(row.name, str(row.pairs), *cells, f"{row.microseconds:.0f}")
    console.print(table)
    table = Table("one thing altered", *ALTERATIONS, title="flagged, % of pairs that have one")
    for row in rows:
        table.add_row(row.name, *(f"{row.caught[k]:.1f} of {row.altered[k]}" for k in ALTERATIONS))
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision and recall of the checks.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--pairs", type=int, default=500, help="of each set")
    parser.add_argument(
        "--skip", type=int, default=0, help="so many first: names were tuned on 500"
    )
    parser.add_argument("--examples", type=int, default=0, help="print so many of each miss")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    ordinary = lower_case(options.data)
    rows = [
        measure(name, pairs, ordinary, options.examples)
        for name, pairs in read(options.data, options.pairs, options.skip)
    ]
    show(rows)
    settings = {"pairs": options.pairs, "skip": options.skip}
    machine.save(options.json, {"settings": settings, "rows": [asdict(row) for row in rows]})


if __name__ == "__main__":
    main()
