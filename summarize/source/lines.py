"""JSONL: one document per line; a line that is broken costs no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    StrictStr,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from summarize.errors import InputError
from summarize.source.model import LARGEST, Lull, Source, broken, too_large, unreadable

# Most runs read no JSONL.
_OBJECT = TypeAdapter(dict[str, Any], config=ConfigDict(defer_build=True))
_BOM = b"\xef\xbb\xbf"


class _Line(BaseModel):
    """Those fields of a line that are ours."""

    model_config = ConfigDict(coerce_numbers_to_str=True, defer_build=True)

    id: str | None = None
    text: StrictStr
    title: str | None = None
    lang: str | None = None

    @field_validator("id", "title", "lang")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None


def records(
    name: str, lines: Iterable[bytes | Lull], field: str, before: int = 0
) -> Iterator[Source | Lull]:
    """The source for each line that is not blank; its text is in `field`.

    `before` is how many lines of the file come before these.
    """
    empty, number = True, before
    try:
        for line in lines:
            if isinstance(line, Lull):
                yield line
                continue
            number += 1
            if line.strip():
                empty = False
                yield _record(f"{name}:{number}", line, field)
    except OSError as error:
        yield broken(f"{name}:{number + 1}", unreadable(error))
        return
    if empty:
        hint = f'write {{"{field}": "…"}} lines into it'
        yield broken(name, InputError("this file is empty", hint))


def count_records(chunks: Iterable[bytes]) -> int:
    """How many sources `records` gives for a file."""
    found, begun = 0, False
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        begun = begun or bool(first.strip())
        for start in others:
            found += begun
            begun = bool(start.strip())
    # One that says that the file is empty.
    return found + begun or 1


def is_record(line: bytes, field: str) -> bool:
    """Whether a text that begins with this line is JSONL, be the line itself broken."""
    start = line.removeprefix(_BOM).lstrip()
    if not start.startswith(b"{"):
        return False
    if re.match(rb'\{\s*"', start) and json.dumps(field, ensure_ascii=False).encode() in start:
        return True
    try:
        return isinstance(json.loads(start), dict)
    except ValueError:
        return False


def _record(where: str, raw: bytes, field: str) -> Source:
    """The source for one line, named file:line; its id is the line's own if it has one."""
    if len(raw) > LARGEST:
        return broken(where, too_large("line"))
    try:
        fields = _OBJECT.validate_json(raw.decode("utf-8-sig").rstrip())
    except UnicodeDecodeError:
        return broken(where, InputError("this line is not UTF-8", "save the file as UTF-8"))
    except ValidationError as error:
        return broken(where, _invalid(error, field, {}))
    known = {name: fields.pop(name) for name in {"id", "title", "lang"} - {field} & fields.keys()}
    text = {"text": fields.pop(field)} if field in fields else {}
    try:
        line = _Line.model_validate(known | text)
    except ValidationError as error:
        given = str(known["id"]) if isinstance(known.get("id"), str | int) else None
        return broken(where, _invalid(error, field, fields), given, fields)
    return Source(
        line.id or where, where, lambda: line.text,
        title=line.title, language=line.lang, extra=fields,
    )  # fmt: skip


def _invalid(error: ValidationError, field: str, others: Mapping[str, object]) -> InputError:
    """What is wrong with a line, and the field that might have been meant."""
    problem = error.errors()[0]
    # Called "text" here, and what the user calls it there.
    name = str(problem["loc"][0]).replace("text", field) if problem["loc"] else "line"
    hint = f'each line is an object: {{"id": "…", "{field}": "…", "title": "…", "lang": "de"}}'
    texts = {key: len(value) for key, value in others.items() if isinstance(value, str)}
    if problem["type"] == "missing" and texts:
        hint = f"if the text is in another field: --field {max(texts, key=lambda key: texts[key])}"
    # Which line it is has been said.
    message = re.sub(r"line 1 (?=column \d+$)", "", problem["msg"].lower())
    return InputError(f"{name}: {message}", hint)
