"""Which part of an e-mail is its newest message: what stands above or between what it answers to.

It is told by the lines and headers that programs put between messages. Which lines and elements
are quoted, `mail` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from summarize.document.model import Block, Kind, count_words

# "On Mon, Mar 3, 2025 at 10:12 AM Ann <ann@example.org> wrote:", not "In 1848, Heine wrote:".
_ATTRIBUTION = re.compile(r"(?=.*(?:@|\d[:.]\d\d)).{0,150}\b(?:wrote|schrieb)\b.{0,150}:")
_SEPARATOR = re.compile(
    r"[-_ ]{2,}(?:urspr(?:ü|ue)ngliche|original|weitergeleitete|forwarded)[ -](?:nachricht|message)"
    r"[-_ ]{2,}|(?:anfang der weitergeleiteten nachricht|begin forwarded message):",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?<!\S)(Von|From|Gesendet|Sent|Datum|Date|An|To|Cc|Betreff|Subject|Antwort an|Reply-To):"
)
# So many fields, one after the other, are the header of a message.
_FIELDS = 3
_FORWARDED = re.compile(r"(?:wg|fwd?|wtr):", re.IGNORECASE)
# Above a forwarded message, fewer words are a note of who sends it on.
_NOTE_WORDS = 25


def newest(own: list[Block], whole: list[Block], subject: str) -> tuple[list[Block], bool]:
    """The blocks of the newest message, and whether that is all there is.

    `whole` is the mail, and `own` the same without quoted lines or elements. A mail without
    words of its own is what it quotes; a forwarded one with just a few is both.
    """
    enough = _NOTE_WORDS if _FORWARDED.match(subject) else 1
    for blocks in (own, whole):
        # Answers between what is quoted go on below "… wrote:".
        messages = list(_messages(blocks, answers_between=blocks != whole))
        taken: list[Block] = []
        for number, message in enumerate(messages, start=1):
            taken += message
            if _words(taken) >= enough:
                return taken, blocks == whole and number == len(messages)
    return taken or whole, True


def _messages(blocks: Iterable[Block], *, answers_between: bool) -> Iterator[list[Block]]:
    """The messages of a mail, without the lines and headers between them."""
    message: list[Block] = []
    for listed, run in groupby(blocks, lambda block: bool(_FIELD.match(block.text))):
        lines = list(run)
        fields = {field for block in lines for field in _FIELD.findall(block.text)}
        if listed and len(fields) >= _FIELDS:
            yield _signed(message)
            message, lines = [], []
        for block in lines:
            attribution = _ATTRIBUTION.fullmatch(block.text)
            if _SEPARATOR.fullmatch(block.text) or (attribution and not answers_between):
                yield _signed(message)
                message = []
            elif not attribution:
                message.append(block)
    yield _signed(message)


def _signed(message: list[Block]) -> list[Block]:
    """A message whose signature, below "--", is kept as it is."""
    ends = [index for index, block in enumerate(message) if block.text == "--"]
    if not ends:
        return message
    signature = [replace(block, kind=Kind.REFERENCE) for block in message[ends[-1] + 1 :]]
    return message[: ends[-1]] + signature


def _words(message: Iterable[Block]) -> int:
    return sum(count_words(block.text) for block in message if block.kind is not Kind.REFERENCE)
