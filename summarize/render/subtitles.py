"""Translated subtitles, SRT or WebVTT: the cues of the original, in their time."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, zip_longest
from typing import TextIO

from summarize.errors import MissingModel, OutputError
from summarize.result import Cue, Failure, Result, Translation

# What a reader takes in at a glance, by the habits of broadcasters.
_LINE = 42


def write_srt(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    for number, (_, group) in enumerate(groupby(_cues(outcomes), _times), start=1):
        cues = list(group)
        marks = ["- " if len(cues) > 1 else ""] * len(cues)
        lines = _lines([cue.text for cue in cues], marks)
        out.write("\n".join([str(number), _timing(cues[0], ","), *lines]) + "\n\n")


def write_vtt(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    out.write("WEBVTT\n\n")
    for _, group in groupby(_cues(outcomes), lambda cue: (*_times(cue), cue.settings, cue.id)):
        cues = list(group)
        marks = [_voice(cue) or ("- " if len(cues) > 1 else "") for cue in cues]
        lines = _lines([_unnamed(cue) for cue in cues], marks, _escape)
        head = [cues[0].id, f"{_timing(cues[0], '.')} {cues[0].settings}".rstrip()]
        out.write("\n".join([*filter(None, head), *lines]) + "\n\n")


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _unnamed(cue: Cue) -> str:
    """Its text without the name in front, which its voice says; it may be translated."""
    name, _, said = cue.text.partition(": ")
    named = cue.speaker and cue.source.startswith(f"{cue.speaker}: ")
    is_name = len(name.split()) <= len(cue.speaker.split())
    return said if said and named and is_name else cue.text


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _cues(outcomes: Iterable[Result | Failure]) -> Iterator[Cue]:
    for outcome in outcomes:
        if not isinstance(outcome, Result):
            continue
        cues = [cue for part in _translation(outcome).paragraphs for cue in part.cues if cue.text]
        if not cues:
            raise OutputError(
                f"{outcome.source} has no timings to keep", "choose another --format for it"
            )
        yield from cues


def _translation(result: Result) -> Translation:
    """The one translation that subtitles can hold."""
    if not result.translations:
        hint = "name the language to translate into: --lang"
        raise OutputError(f"{result.source}: there is no translation to write", hint)
    if len(result.translations) > 1:
        hint = "choose one of them: --lang"
        raise OutputError(f"{result.source}: subtitles hold one language only", hint)
    (translation,) = result.translations
    if translation.text is None:
        hint = translation.hint or ""
        raise MissingModel(f"{result.source}: a translator is needed for its subtitles", hint)
    return translation


def _lines(texts: list[str], marks: list[str], escape: Callable[[str], str] = str) -> list[str]:
    """One or two lines; people who speak at the same time have a line each."""
    lines = texts if len(texts) > 1 else _in_two(texts[0])
    written = [escape(line) for line in lines]
    return [mark + line for mark, line in zip_longest(marks, written, fillvalue="")]


def _in_two(text: str) -> list[str]:
    if len(text) <= _LINE:
        return [text]
    width = max(_LINE, len(text) // 2)
    while len(lines := _wrapped(text, width)) > 2:
        width += 1
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _times(cue: Cue) -> tuple[int, int]:
    return cue.start, cue.end


def _timing(cue: Cue, point: str) -> str:
    return f"{_time(cue.start, point)} --> {_time(cue.end, point)}"


def _time(milliseconds: int, point: str) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{fraction:03}"
