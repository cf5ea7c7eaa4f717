"""JSON (one object per run) and JSONL (one document or failure per line), both streamed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from summarize.result import SCHEMA, Failure, Result


def write_jsonl(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    for outcome in outcomes:
        out.write(_json(outcome) + "\n")
        out.flush()


def write_json(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One `Run`, written piece by piece: a folder's results need not fit into memory."""
    failures = []
    separator = "\n"
    out.write(f'{{"schema": {SCHEMA}, "documents": [')
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failures.append(_json(outcome))
        else:
            out.write(separator + _json(outcome))
            separator = ",\n"
    out.write('\n], "failures": [' + ",".join("\n" + failure for failure in failures) + "\n]}\n")


def _json(outcome: Result | Failure) -> str:
    """UTF-8 with umlauts as they are. The escapes keep one record on one line everywhere:
    U+2028 and U+2029 are line ends to some readers."""
    text = outcome.model_dump_json()
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
