"""What stands in front of a sentence and is no part of it: when it was said, and by whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# "[00:01:05] ", "(12:03) ", "00:01:05 – ", "+++ 16:35 Uhr +++ ", "9.20am: "; not "14.30 – 16 Uhr".
_STAMP = re.compile(
    r"(?:[\[(]\d{1,2}(?::\d\d){1,2}(?:[.,]\d+)?[\])]|\d{1,2}:\d\d:\d\d\b)[\s:–—-]*"
    r"|(?P<plus>\+{2,}\s*)?(?:[01]?\d|2[0-3])[:.][0-5]\d(?P<clock>\s?Uhr|\s?[ap]\.?m\b\.?)?\s*"
    r"(?:\+{2,}|(?P<bare>[:|–—-](?=\s)))\s*+(?!\d)",
    re.IGNORECASE,
)
_STAMPED = 3  # paragraphs, from which on "14.31: " is a time, and no score, verse or price
# "Kessling: ", "CLLR MARSH: ", "OFFICER (Mr Lund): "; quotation marks are for who is quoted.
_SPEAKER = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2})(?: \([^()]{1,60}\))?"
    r": +(?![\s\"„“”»«]|$)"
)
# What stands in front of a remark, and speaks for nobody.
_REMARKS = frozenset(
    """achtung anmerkung beispiel berichtigung bewertung eilmeldung eintritt fakt fazit hinweis info
    korrektur nachteil ort preis tipp urteil vorteil wichtig breaking correction example fact
    important note price rating tip update venue verdict warning""".split()
)
_ANSWERS = 3  # by one person, which make an interview
_ENDED = re.compile(r"[.!?…:。！।۔][\"'’”“»«›‹)\]]*(?:\[\d+\])*$")
_MAY_END = frozenset("\"'’”“»«›‹)]%€$£")


def unstamped(sentences: Sequence[str], blocks: Sequence[int]) -> list[str]:
    """The sentences of a text without the times at which they were said; `blocks` has the number of
    each one's paragraph."""
    stamps = [_STAMP.match(sentence) for sentence in sentences]
    stamped = {block for block, stamp in zip(blocks, stamps, strict=True) if stamp}
    return [
        sentence[stamp.end() :]
        if stamp and (len(stamped) >= _STAMPED or not _is_bare(stamp))
        else sentence
        for sentence, stamp in zip(sentences, stamps, strict=True)
    ]


def _is_bare(stamp: re.Match[str]) -> bool:
    """Whether only its digits make it a time."""
    return bool(stamp["bare"]) and not (stamp["plus"] or stamp["clock"])


def stated(sentence: str) -> str:
    """A sentence of an article as it stands in a summary, between others from elsewhere.

    With a capital, which it lacks after "Dear Sirs," and time stamps; and with a full stop, which
    the items of lists go without.
    """
    bare = sentence.strip()
    last = bare[-1:]
    unended = last.isalnum() or (last in _MAY_END and not _ENDED.search(bare))
    is_name = any(letter.isupper() for letter in bare.split(" ", 1)[0][1:])  # "eBay"
    return (bare if is_name else bare[:1].upper() + bare[1:]) + "." * unended


@dataclass(frozen=True, slots=True)
class Turn:
    """A sentence of a conversation, or of a text that is none."""

    said: str  # without the name in front of it
    speaker: str = ""
    begins: bool = False  # whether the name stands in front of it
    asks: bool = False  # whether who speaks mostly asks


def turns_of(sentences: Sequence[str], blocks: Sequence[int]) -> list[Turn]:
    """The sentences of a text, with who says each where it is a conversation; `blocks` has the
    number of each one's paragraph.

    In one, two names at least come again, and half of the paragraphs begin with some: "Note:" may
    come again, too. The next paragraph may be the author's, so a name holds for its own alone.
    """
    labels = [_label(sentence) for sentence in sentences]
    names = Counter(label["name"] for label in labels if label)
    spoken = {block for block, label in zip(blocks, labels, strict=True) if label}
    if len(names) == 1 and len(spoken) >= _ANSWERS:
        return _one_sided(sentences, blocks, labels)
    if sum(times > 1 for times in names.values()) < 2 or 2 * len(spoken) < len(set(blocks)):
        return [Turn(sentence) for sentence in sentences]
    turns, name, last = [], "", -1
    for sentence, block, label in zip(sentences, blocks, labels, strict=True):
        name = label["name"] if label else name if block == last else ""
        said = sentence[label.end() :] if label else sentence
        turns.append(Turn(said, name, begins=bool(label)))
        last = block
    asked = Counter(
        turn.speaker
        for turn, following in zip(turns, [*turns[1:], Turn("", begins=True)], strict=True)
        if following.begins and turn.said.endswith("?")
    )
    askers = {name for name, times in names.items() if 2 * asked[name] >= max(2, times)}
    return [replace(turn, asks=turn.speaker in askers) for turn in turns]


def _one_sided(
    sentences: Sequence[str], blocks: Sequence[int], labels: Sequence[re.Match[str] | None]
) -> list[Turn]:
    """An interview that names only who answers: what stands between two answers is a question.

    Most of that must show it, as whatever stands in front of labels may be none.
    """
    # The label of a block is that of its first sentence.
    first = dict(zip(reversed(blocks), reversed(labels), strict=True))
    order = list(dict.fromkeys(blocks))
    questions = {
        block for block, following in pairwise(order) if first[following] and not first[block]
    }
    asked = {block for block, sentence in zip(blocks, sentences, strict=True) if "?" in sentence}
    if 2 * len(questions & asked) <= len(questions):
        return [Turn(sentence) for sentence in sentences]
    turns, name, last = [], "", -1
    for sentence, block, label in zip(sentences, blocks, labels, strict=True):
        name = label["name"] if label else name if block == last else ""
        said = sentence[label.end() :] if label else sentence
        turns.append(Turn(said, name, begins=bool(label), asks=block in questions))
        last = block
    return turns


def _label(sentence: str) -> re.Match[str] | None:
    label = _SPEAKER.match(sentence)
    return label if label and label["name"].lower() not in _REMARKS else None


def named(sentence: str, speaker: str) -> str:
    """A sentence as it stands in a summary, behind the name of who says it."""
    if not speaker or sentence.startswith((f"{speaker}:", f"{speaker} (")):
        return sentence
    return f"{speaker}: {sentence}"
