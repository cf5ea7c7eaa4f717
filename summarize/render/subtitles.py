"""Translated subtitles, SRT or WebVTT: the cues of the original, in their time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from summarize.errors import MissingModel, OutputError
from summarize.result import Cue, Failure, Result, Translation

# What a reader takes in at a glance, by the habits of broadcasters.
_LINE = 42


def write_srt(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    for number, (start, end, lines) in enumerate(_cues(outcomes), start=1):
        timing = f"{_time(start, ',')} --> {_time(end, ',')}"
        out.write("\n".join([str(number), timing, *lines]) + "\n\n")


def write_vtt(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    out.write("WEBVTT\n\n")
    for start, end, lines in _cues(outcomes):
        lines = [
            line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines
        ]
        out.write("\n".join([f"{_time(start, '.')} --> {_time(end, '.')}", *lines]) + "\n\n")


def _cues(outcomes: Iterable[Result | Failure]) -> Iterator[tuple[int, int, list[str]]]:
    for outcome in outcomes:
        if not isinstance(outcome, Result):
            continue
        cues = [cue for part in _translation(outcome).paragraphs for cue in part.cues if cue.text]
        if not cues:
            raise OutputError(
                f"{outcome.source} has no timings to keep", "choose another --format for it"
            )
        for (start, end), group in groupby(cues, key=lambda cue: (cue.start, cue.end)):
            yield start, end, _lines(list(group))


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


def _lines(group: list[Cue]) -> list[str]:
    """One or two lines; people who speak at the same time have a line each."""
    if len(group) > 1:
        return [f"- {cue.text}" for cue in group]
    text = group[0].text
    if len(text) <= _LINE:
        return [text]
    width = max(_LINE, len(text) // 2)
    while len(lines := _wrapped(text, width)) > 2:
        width += 1
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _time(milliseconds: int, point: str) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{fraction:03}"
