"""Subtitles (SRT, WebVTT) -> paragraphs of prose that remember when each part is shown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from summarize.document.decode import clean
from summarize.document.model import Block, Cue, Kind, count_words
from summarize.errors import InputError

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t](.*))?")
_COUNTER = re.compile(r"[ \t]*\d+[ \t]*")
# <i>, <c.yellow>, <v Anna>, <00:01.500>, and {\an8} as Advanced SubStation has it.
_MARKUP = re.compile(r"</?[a-z][^<>]*>|</?\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]*)>")
# Not the region: what it is is not kept.
_SETTING = re.compile(r"(?<!\S)(?:vertical|line|position|size|align):[^\s>]+")
_WORD_TIMES = re.compile(r"<\d[\d:.]*>")
_CHEVRONS = re.compile(r"^[ \t]*>>+[ \t]*")
_DIALOGUE = re.compile(r"[ \t]*[-–—‐][ \t]*(?=\S)")
_SPEAKER = re.compile(r"^([A-ZÄÖÜ][A-ZÄÖÜ0-9 .'’-]{1,25}):[ \t]+(?=\S)")
# "[Musik]", "(LAUGHTER)", "♪": what is heard but not said.
_SOUND = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|[♪♫\s]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”“’»«)\]]*$")

# A paragraph ends at a pause (in milliseconds), or at a sentence's end when it is long enough.
_PAUSE, _LONG_PAUSE = 1_500, 5_000
_PARAGRAPH_WORDS = 60
# Speech recognition writes no full stops: no sentence of a speaker runs to this length.
_SENTENCE_WORDS = 50


def parse_srt(text: str) -> tuple[None, list[Block]]:
    """No title, and the blocks, each with its cues."""
    return None, _blocks(list(_srt_cues(text.split("\n"))))


def parse_vtt(text: str) -> tuple[None, list[Block]]:
    """The same of WebVTT; its notes, styles and regions are left out."""
    cues = list(_vtt_cues(text.split("\n")))
    if _WORD_TIMES.search(text):
        cues = list(_without_repeats(cues))
    return None, _blocks(cues)


def _srt_cues(lines: list[str]) -> Iterator[Cue]:
    """Each timing with all lines up to the next one's counter: blank lines occur inside cues."""
    starts = [number for number, line in enumerate(lines) if _TIMING.fullmatch(line)]
    for start, following in zip(starts, [*starts, len(lines)][1:], strict=True):
        body = lines[start + 1 : following]
        if following < len(lines) and body and _COUNTER.fullmatch(body[-1]):
            body = body[:-1]
        yield _cue(lines[start], body)


def _vtt_cues(lines: list[str]) -> Iterator[Cue]:
    """Each timing with the lines up to a blank one, as the standard has it.

    Where several people speak in one, it is a cue for each.
    """
    for number, line in enumerate(lines):
        if match := _TIMING.fullmatch(line):
            end = number + 1
            while end < len(lines) and lines[end].strip():
                end += 1
            settings = " ".join(_SETTING.findall(match[9] or ""))
            id = lines[number - 1].strip() if number > 1 and not lines[number - 2].strip() else ""
            unnamed, *voices = _VOICE.split("\n".join(lines[number + 1 : end]))
            said = [("", unnamed)] if unnamed.strip() or not voices else []
            for speaker, text in [*said, *zip(voices[::2], voices[1::2], strict=True)]:
                speaker = " ".join(clean(html.unescape(speaker)).split())
                cue = _cue(line, text.split("\n"), entities=True)
                yield replace(cue, speaker=speaker, settings=settings, id=id)


def _cue(timing: str, lines: Sequence[str], *, entities: bool = False) -> Cue:
    """A cue whose text has no markup, but still has its lines."""
    match = _TIMING.fullmatch(timing)
    assert match
    plain = [_CHEVRONS.sub("", _MARKUP.sub("", line)) for line in lines]
    if entities:
        plain = [clean(html.unescape(line)) for line in plain]
    text = "\n".join(" ".join(line.split()) for line in plain if line.strip())
    return Cue(_milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:8]), text)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def _without_repeats(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Recognised speech rolls: each cue shows the line before once more, then its own."""
    shown = ""
    for cue in cues:
        lines = cue.text.split("\n")
        if lines[0] == shown:
            lines = lines[1:]
        if lines:
            shown = lines[-1]
            yield replace(cue, text="\n".join(lines))


def _blocks(cues: Sequence[Cue]) -> list[Block]:
    if not cues:
        raise InputError("there are no subtitles in it", "check the file, or name it .txt")
    return [
        Block(_kind(group), " ".join(part.text for part in group), cues=tuple(group))
        for group in _paragraphs(_parts(cues))
    ]


def _kind(group: Sequence[Cue]) -> Kind:
    return Kind.REFERENCE if _SOUND.fullmatch(group[0].text) else Kind.PARAGRAPH


def _parts(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with their lines joined; two people who speak in one cue are two parts."""
    parts = []
    for cue in cues:
        lines = cue.text.split("\n")
        if sum(1 for line in lines if _DIALOGUE.match(line)) > 1:
            for said in re.split(rf"\n(?={_DIALOGUE.pattern})", cue.text):
                said = _DIALOGUE.sub("", said, count=1)
                parts.append(replace(cue, text=said.replace("\n", " ")))
        else:
            parts.append(replace(cue, text=" ".join(lines)))
    return list(_named([part for part in parts if part.text]))


def _named(parts: Sequence[Cue]) -> Iterator[Cue]:
    """The parts, with the name of who begins to speak as it stands in a play: "Anna: …"."""
    speaker = ""
    for part in parts:
        if _SOUND.fullmatch(part.text):
            yield part
            continue
        begins = part.speaker not in ("", speaker)
        yield replace(part, text=f"{part.speaker}: {part.text}") if begins else part
        speaker = part.speaker


def _paragraphs(parts: Sequence[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    words, unfinished = 0, 0
    for part in parts:
        if group and _breaks(group[-1], part, words, unfinished):
            yield group
            group, words, unfinished = [], 0, 0
        group.append(part)
        words += count_words(part.text)
        ended = _SENTENCE_END.search(part.text)
        unfinished = 0 if ended else unfinished + count_words(part.text)
    if group:
        yield group


def _breaks(before: Cue, part: Cue, words: int, unfinished: int) -> bool:
    """Whether a new paragraph begins with `part`."""
    if _SOUND.fullmatch(before.text) or _SOUND.fullmatch(part.text):
        return True
    if part.speaker != before.speaker or _SPEAKER.match(part.text):
        return True
    pause = part.start - before.end
    if _SENTENCE_END.search(before.text):
        return pause > _PAUSE or words >= _PARAGRAPH_WORDS
    return pause > _LONG_PAUSE or unfinished >= _SENTENCE_WORDS
