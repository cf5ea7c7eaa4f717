"""Translated sentences -> the cues of the subtitles they were said in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from summarize.document import Block, model
from summarize.result import Cue, Sentence


def timed(block: Block, sentences: Sequence[Sentence]) -> tuple[Cue, ...]:
    """The block's cues with their share of the translation.

    A sentence that runs over several cues is divided where the original was, in proportion
    to its length; a translation that equals its original is so divided exactly alike. A
    block that is not translated keeps its cues.
    """
    if not (block.cues and sentences):
        return tuple(_cue(cue, cue.text) for cue in block.cues)
    texts: list[list[str]] = [[] for _ in block.cues]
    ends = list(accumulate(len(cue.text) + 1 for cue in block.cues))
    position = 0
    for sentence in sentences:
        start = block.text.index(sentence.source, position)
        position = start + len(sentence.source)
        shown = [
            index
            for index, end in enumerate(ends)
            if end - len(block.cues[index].text) - 1 < position and start < end - 1
        ]
        # Where the cues end within the sentence, as shares of its length.
        shares = [(ends[index] - 1 - start) / len(sentence.source) for index in shown[:-1]]
        for index, piece in zip(shown, divided(sentence.text, shares), strict=True):
            texts[index].append(piece)
    return tuple(
        _cue(cue, " ".join(filter(None, pieces)))
        for cue, pieces in zip(block.cues, texts, strict=True)
    )


def _cue(shown: model.Cue, text: str) -> Cue:
    return Cue(
        start=shown.start, end=shown.end, source=shown.text, text=text,
        speaker=shown.speaker, settings=shown.settings, id=shown.id,
    )  # fmt: skip


def divided(text: str, shares: Sequence[float]) -> list[str]:
    """`text` cut between words, as near as can be to each of the rising `shares` of its length.

    Every piece has a word while there are enough of them.
    """
    words = text.split(" ")
    # Length of the text up to each word's end.
    lengths = [length - 1 for length in accumulate(len(word) + 1 for word in words)]
    cuts = [0]
    for number, share in enumerate(shares, start=1):
        least = min(cuts[-1] + 1, len(words))
        most = max(least, len(words) - (len(shares) + 1 - number))
        cuts.append(
            min(
                range(least, most + 1),
                key=lambda cut: abs(lengths[cut - 1] - share * len(text)),
            )
        )
    return [" ".join(words[a:b]) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]
