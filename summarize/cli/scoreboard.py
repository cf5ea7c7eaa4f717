"""An evaluation as tables or as JSON, on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any

from summarize.evaluation import SURE, Evaluation, SummaryScore, TranslationScore

_TRANSLATIONS = ("translations", "languages", "texts", "BLEU", "chrF", "remarks")
_SUMMARIES = (
    "summaries", "length", "texts", "R-1", "R-2", "R-L", "coverage", "size", "remarks",
)  # fmt: skip
# Where no terminal sets a limit, a row is a line.
_UNLIMITED = 10_000


def print_tables(found: Evaluation) -> None:
    """One table for translations and one for summaries, and how the figures were made."""
    parts = []
    if found.translations:
        parts.append(_table(_TRANSLATIONS, map(_translation, found.translations)))
    if found.summaries:
        parts.append(_table(_SUMMARIES, map(_summary, found.summaries)))
    signatures = [f"{name}  {signature}" for name, signature in found.signatures.items()]
    print("\n\n".join([*parts, "\n".join(signatures)]))


def print_json(found: Evaluation) -> None:
    data = asdict(found) | {"failures": [failure.model_dump() for failure in found.failures]}
    print(json.dumps(_rounded(data), indent=2, ensure_ascii=False))


FORMATS: dict[str, Callable[[Evaluation], None]] = {"table": print_tables, "json": print_json}


def _translation(score: TranslationScore) -> tuple[str, ...]:
    return (
        _name(score),
        f"{score.source} → {score.target}",
        f"{score.texts:,}",
        _figure(score.bleu, score.bleu_confidence, score.bleu_p),
        _figure(score.chrf, score.chrf_confidence, score.chrf_p),
        _remarks(score),
    )


def _summary(score: SummaryScore) -> tuple[str, ...]:
    figures = (score.rouge1, score.rouge2, score.rouge_l)
    return (
        _name(score),
        f"{score.language}, {score.length}",
        f"{score.texts:,}",
        *map(_figure, figures),
        "-" if score.coverage is None else f"{score.coverage:.0f} %",
        f"{score.compression:.0f} %",
        _remarks(score),
    )


def _name(score: TranslationScore | SummaryScore) -> str:
    """What was asked for; and what made it, where that is not the same."""
    models = ", ".join(score.models)
    if not models or models == score.asked:
        return score.asked or "-"
    return f"{score.asked}: {models}" if score.asked else models


def _figure(value: float, confidence: float | None = None, p: float | None = None) -> str:
    interval = f" ± {confidence:.1f}" if confidence is not None else ""
    return f"{value:.1f}{interval}" + ("" if p is None else "*" if p < SURE else " ")


def _remarks(score: TranslationScore | SummaryScore) -> str:
    counts = {"failed": score.failed, **score.states, **score.findings}
    named = (f"{name.replace('_', ' ')} {count:,}" for name, count in counts.items() if count)
    return ", ".join(named) or "-"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    # Where it is narrow, long names and remarks take more lines, and figures stay whole.
    table.add_column(head[0], overflow="fold", min_width=10)
    table.add_column(head[1], no_wrap=True)
    for name in head[2:-1]:
        table.add_column(name, no_wrap=True, justify="right")
    table.add_column(head[-1], overflow="fold", min_width=10)
    for row in rows:
        table.add_row(*map(Text, row))
    out = StringIO()
    console = Console(file=out, force_terminal=terminal, width=None if terminal else _UNLIMITED)
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _rounded(value: Any, digits: int = 2) -> Any:
    """Figures with two decimals, chances with three: more would pretend to be known."""
    if isinstance(value, float):
        return round(value, digits)
    if isinstance(value, dict):
        return {key: _rounded(item, 3 if key.endswith("_p") else 2) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
