"""Texts with what people wrote of them: from JSONL, or from two files line by line.

All are read and checked before a model is loaded: an evaluation that leaves out what it
cannot read would compare models on different texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictStr, ValidationError

from summarize.document import Document, count_words, read
from summarize.errors import InputError
from summarize.formats import Format
from summarize.request import Length
from summarize.source import Source

_FIELDS = '{"text": "…", "lang": "de", "translation": "…", "summary": "…", "length": "short"}'


@dataclass(frozen=True, slots=True)
class Reference:
    """A text, and what people wrote of it, by language."""

    source: Source
    document: Document
    translations: Mapping[str, str]
    summaries: Mapping[str, str]
    # Of the summaries.
    length: Length

    @property
    def language(self) -> str:
        return self.document.language.code


class _Line(BaseModel):
    """A line of JSONL; a text in no named language is a summary in the text's own, or a
    translation into the one other."""

    model_config = ConfigDict(extra="ignore")

    text: StrictStr
    lang: str | None = None
    translation: StrictStr | dict[str, StrictStr] = {}
    summary: StrictStr | dict[str, StrictStr] = {}
    length: Length | None = None


def from_json_lines(
    path: Path, languages: Sequence[str], spoken: str | None = None, target: str | None = None
) -> list[Reference]:
    """One reference per line. `languages` are those a text may be in; `spoken` is the one of
    lines without "lang", `target` that of translations without a language."""
    found = []
    for number, text in _lines(path):
        if not text.strip():
            continue
        where = f"{path}:{number}"
        try:
            line = _Line.model_validate_json(text)
        except ValidationError as error:
            problem = error.errors()[0]
            field = ".".join(map(str, problem["loc"][:1])) or "line"
            raise InputError(f"{where}: {field}: {problem['msg'].lower()}", _FIELDS) from None
        source = _source(where, line.text, line.lang or spoken)
        found.append(_reference(source, line, languages, target))
    return _some(found, path)


def from_lines(
    source: Path, reference: Path, languages: Sequence[str], spoken: str | None, target: str | None
) -> list[Reference]:
    """One reference per line of two files: a text, and its translation."""
    texts, translations = list(_lines(source)), list(_lines(reference))
    if len(texts) != len(translations):
        raise InputError(
            f"{source} has {len(texts):,} lines and {reference} {len(translations):,}",
            "each line of one must be the translation of the same line of the other",
        )
    found = []
    for (number, text), (_, translation) in zip(texts, translations, strict=True):
        if not (text.strip() or translation.strip()):
            continue
        where = f"{source}:{number}"
        if not text.strip():
            raise InputError(f"{where} is empty", f"line {number} of {reference} is not")
        content = _Line(text=text, translation=translation)
        given = replace(_source(where, text, spoken), format=Format.TEXT)
        found.append(_reference(given, content, languages, target))
    return _some(found, source)


def _source(where: str, text: str, language: str | None) -> Source:
    return Source(where, where, lambda: text, language=language)


def _reference(
    source: Source, line: _Line, languages: Sequence[str], target: str | None
) -> Reference:
    try:
        document = read(source, languages)
    except InputError as error:
        raise InputError(f"{source.name}: {error.message}", error.hint) from error
    spoken = document.language.code
    translations, summaries = line.translation, line.summary
    if isinstance(translations, str):
        translations = {target or _other(spoken, languages, source): translations}
    if isinstance(summaries, str):
        summaries = {spoken: summaries}
    for name, texts in (("translation", translations), ("summary", summaries)):
        for language, text in texts.items():
            if language not in languages:
                hint = f"choose from {', '.join(languages)}"
                raise InputError(f"{source.name}: {name}: no language “{language}”", hint)
            if not text.strip():
                raise InputError(f"{source.name}: the {name} is empty", "write it, or drop it")
    if spoken in translations:
        hint = "name the text's language: --from, or “lang” in its line"
        raise InputError(f"{source.name}: text and translation are both {spoken}", hint)
    if not (translations or summaries):
        raise InputError(f"{source.name}: there is neither translation nor summary", _FIELDS)
    length = line.length or _length(max(map(count_words, summaries.values()), default=0))
    return Reference(source, document, translations, summaries, length)


def _other(spoken: str, languages: Sequence[str], source: Source) -> str:
    others = [language for language in languages if language != spoken]
    if len(others) != 1:
        hint = 'add --to, or write {"translation": {"en": "…"}}'
        raise InputError(f"{source.name}: which language is the translation in?", hint)
    return others[0]


def _length(words: int) -> Length:
    """The shortest that a summary of so many words fits."""
    return next((length for length in Length if words <= length.max_words), Length.LONG)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1; a line ends at "\\n" and nowhere else."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{path}: {reason}", "check the file's name") from error
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8", "save it as UTF-8") from None
    lines = text.removesuffix("\n").split("\n") if text else []
    return enumerate((line.removesuffix("\r") for line in lines), start=1)


def _some(found: list[Reference], path: Path) -> list[Reference]:
    if not found:
        raise InputError(f"{path} is empty", f"write a text per line: {_FIELDS}")
    return found
