"""A CSV or TSV file -> terms."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from summarize.document.decode import decode
from summarize.errors import UsageError
from summarize.request import Term

_KEEP = frozenset({"", "=", "keep"})
_HEADER = ("source", "target")
_PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")


def read_glossary(path: Path) -> tuple[Term, ...]:
    """The terms of a file with the columns source, target and, if wanted, pair.

    A target that is empty, "=" or "keep" leaves the source as it is; of "a|b", a is put in,
    and b will do. A pair such as "de-en" restricts a term to that direction. A header, empty
    lines and lines with "#" in front are passed over. Raises UsageError when the file cannot
    be read or a line is wrong.
    """
    try:
        text, _ = decode(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"--glossary {path}: {reason}", "name a CSV or TSV file") from error
    delimiter = max("\t;,", key=text.partition("\n")[0].count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
    terms = []
    # Of an entry, the line where it begins: a quotation mark left open goes on to the last one.
    line = 1
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            header = line == 1 and tuple(cell.lower() for cell in cells[:2]) == _HEADER
            if any(cells) and not cells[0].startswith("#") and not header:
                terms.append(_term(cells, f"--glossary {path}, line {line}"))
            line = rows.line_num + 1
    except csv.Error as error:
        hint = 'close its quotation marks ("…"), and double those inside'
        raise UsageError(f"--glossary {path}, line {line}: {error}", hint) from error
    return tuple(terms)


def _term(cells: Sequence[str], where: str) -> Term:
    source, target, pair = [*cells, "", ""][:3]
    if not source:
        raise UsageError(f"{where}: there is no source term", "write: source,target")
    if len(cells) > 3 or (pair and not _PAIR.fullmatch(pair)):
        raise UsageError(f"{where}: “{','.join(cells)}”", "write: source,target or …,de-en")
    forms = [form for form in map(str.strip, target.split("|")) if form]
    if target.lower() in _KEEP or not forms:
        return Term(source, pair=pair)
    return Term(source, forms[0], pair, tuple(forms[1:]))
