"""Where results go: stdout, one file, or a folder with a file per document."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Protocol

from summarize.batch import Outcome
from summarize.errors import OutputError, UsageError
from summarize.formats import SUFFIXES
from summarize.output.atomic import unwritable
from summarize.output.folder import Folder
from summarize.output.single import Single, is_device
from summarize.output.staging import Staging
from summarize.render import Format
from summarize.source import STDIN, Source


class Output(Protocol):
    """A place that takes the outcomes of one run."""

    @property
    def format(self) -> Format: ...

    @property
    def path(self) -> Path | None:
        """The file or folder; None for stdout."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What a user should know about the place."""
        ...

    @property
    def flaws(self) -> Set[str]:
        """What is not as it should be in what an earlier run has delivered, for --strict."""
        ...

    def staging(self) -> Staging | None:
        """What workers in other processes need to write; None where only this run can."""
        ...

    def finished(self, source: Source, key: str) -> bool:
        """Whether an earlier run has delivered this, so that it need not be done again."""
        ...

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write all outcomes as they come; OutputError when the place does not take them."""
        ...


def settle(
    path: str | None,
    format: str | None,
    sources: Sequence[str],
    *,
    explain: bool = False,
    force: bool = False,
    fail_fast: bool = False,
    part: str = "",
) -> Output:
    """Settle format and place before any work is done; OutputError if it cannot work.

    `force` does again what is finished; with `fail_fast` the run ends with the first failure, and
    one file of all results is not replaced then. `part` names what several runs share a folder
    for, such as "2-of-8"; they do not wait for each other.
    """
    if path is None or path == STDIN:
        default = Format.TABLE if sys.stdout.isatty() else Format.TEXT
        return Single(Format(format) if format else default, explain=explain)
    if not path:
        # Of an empty variable; else it would be the folder that we are in.
        raise UsageError("--output is empty", "name a file, or a folder that ends in “/”")
    place = Path(path)
    if any(Path(s).exists() and place.exists() and place.samefile(s) for s in sources):
        raise UsageError(f"{path} is one of the sources", "name another place for --output")
    if _is_folder(path, sources):
        form = Format(format or Format.TEXT)
        return Folder(place, form, explain=explain, force=force, part=part)
    chosen = Format(format) if format else _by_suffix(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(place.parent, error) from error
    # A protected file could be replaced all the same, which nobody expects. What is no file is
    # written to where it is: only the superuser may write to the folder /dev.
    target = place.resolve()
    for needed in (place,) if is_device(place) else (target.parent, target):
        if needed.exists() and not os.access(needed, os.W_OK):
            raise OutputError(f"{needed}: no permission to write there", "name another place")
    return Single(chosen, place, explain=explain, fail_fast=fail_fast)


def _by_suffix(place: Path) -> Format:
    """The format that a name promises, text if it promises none we know."""
    written = {format.suffix: format for format in Format if format is not Format.TABLE}
    written |= {".txt": Format.TEXT, ".htm": Format.HTML, ".markdown": Format.MARKDOWN}
    suffix = place.suffix.lower()
    if suffix in SUFFIXES and suffix not in written:
        raise UsageError(f"{place}: {suffix} files are read, not written", "end it in .html or .md")
    return written.get(suffix, Format.TEXT)


def _is_folder(path: str, sources: Sequence[str]) -> bool:
    """It is one already, it is written like one, or the results of a folder go there."""
    place = Path(path)
    if place.is_dir() or path.endswith(("/", os.sep)):
        return True
    from_folder = any(os.path.isdir(source) for source in sources)
    return from_folder and not place.exists() and not place.suffix
