"""Outputs that are written by workers, on any machine, and named by the run that started them.

A worker cannot know which names other sources want. It writes under a name that nobody else
has, and the run, which sees all outcomes in order, renames that file.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from summarize.batch import Outcome
from summarize.errors import OutputError
from summarize.output.atomic import replacing, reporting
from summarize.render import Format, writer
from summarize.result import Result
from summarize.source import Source


@dataclass(frozen=True, slots=True)
class Staging:
    """All that a worker has to know of an output folder; it may travel between processes."""

    folder: Path
    format: Format
    # Of all that earlier runs have delivered in this format.
    keys: frozenset[str]
    # Whether outputs show what supports each sentence of a summary.
    explain: bool = False

    def finished(self, source: Source, key: str) -> bool:
        """Whether this text may have been delivered already; only the run itself can tell
        whether that was for this source."""
        return whole_key(source, key) in self.keys

    def write(self, outcome: Outcome) -> Outcome:
        """Write its output, complete and on the disk; what is left is what the run looks at."""
        result = outcome.record
        if not isinstance(result, Result):
            return outcome
        if not self.folder.is_dir():
            hint = "write to a folder that all machines of the cluster share"
            raise OutputError(f"{self.folder.parent.parent} is not there for a worker", hint)
        # Those whose worker was lost are done again, maybe while it still writes.
        target = self.folder / os.urandom(16).hex()
        with reporting(target), replacing(target) as file:
            writer(self.format, explain=self.explain)([result], file)
        return replace(outcome, record=_without_texts(result), written=target)


def whole_key(source: Source, key: str) -> str:
    """The key, and what is passed on to the output besides the result."""
    if not source.extra:
        return key
    told = json.dumps([key, dict(source.extra)], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _without_texts(result: Result) -> Result:
    summaries = [part.model_copy(update={"text": None, "support": ()}) for part in result.summaries]
    translations = [
        part.model_copy(update={"text": None, "markup": None, "paragraphs": ()})
        for part in result.translations
    ]
    return result.model_copy(
        update={"summaries": tuple(summaries), "translations": tuple(translations)}
    )
