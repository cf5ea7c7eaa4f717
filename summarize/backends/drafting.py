"""From articles to summaries by a model that writes: what holds whichever model it is.

An article that is too long for the model is read in parts. An answer that is too long loses
its last sentences; where nothing usable came, the article's own sentences stand in, and the
draft says so. Knows nothing about prompts, weights or tokens: see `writing.Writer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from summarize.backends import Draft
from summarize.backends.chunks import pack
from summarize.backends.extractive import Extractive
from summarize.backends.ready import ready
from summarize.backends.writing import Fault, Order, Outcome, Writer, obtain, within
from summarize.document import split_sentences
from summarize.document.model import Block, Document, Kind, count_words
from summarize.request import Length
from summarize.result import Status

# What one part of a long article is reduced to, whatever shorter length is asked for.
_LEAST_OF_A_PART = Length.MEDIUM
# Each round leaves at most 40 % of the words; ten of them would reduce a library.
_ROUNDS = 10
_LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is left of a document to be summarised, and how it was read."""

    document: Document
    blocks: Sequence[Sequence[str]]
    parts: int = 1
    sentences: int = 0
    extracts: tuple[str, ...] = ()  # why parts were not summarised by the model
    failed: str = ""  # why the model cannot be asked at all


def draft(
    documents: Sequence[Document], lengths: Sequence[Length], writer: Writer
) -> list[Mapping[Length, Draft]]:
    """One draft per document and length, in the order of `documents`."""
    drafts: list[dict[Length, Draft]] = []
    for document in documents:
        found = {length: ready(document, length) for length in lengths}
        drafts.append({length: d for length, d in found.items() if d})
    open_ = [i for i, done in enumerate(drafts) if len(done) < len(set(lengths))]
    readings = _read([documents[i] for i in open_], lengths, writer)
    wanted = [
        (i, reading, length)
        for i, reading in zip(open_, readings, strict=True)
        for length in dict.fromkeys(lengths)
        if length not in drafts[i]
    ]
    made = _summaries([(reading, length) for _, reading, length in wanted], writer)
    for (i, _, length), one in zip(wanted, made, strict=True):
        drafts[i][length] = one
    return [{length: done[length] for length in lengths} for done in drafts]


# --- reading -----------------------------------------------------------------------------


def _read(
    documents: Sequence[Document], lengths: Sequence[Length], writer: Writer
) -> list[_Reading]:
    """Reduce each document until the model can take what is left of it whole."""
    longest = max([_LEAST_OF_A_PART, *lengths], key=lambda length: length.max_words)
    readings = [_opened(document) for document in documents]
    for _ in range(_ROUNDS):
        packed = {}
        for i, reading in enumerate(readings):
            parts = pack(reading.blocks, writer.room(_order(reading, longest)), writer.count)
            if len(parts) > 1:
                packed[i] = [part.text for part in parts]
        if not packed:
            return readings
        orders = [
            replace(_order(readings[i], longest, text), words=_part_words(text, longest))
            for i, texts in packed.items()
            for text in texts
        ]
        outcomes = iter(obtain(orders, writer))
        for i, texts in packed.items():
            readings[i] = _reduced(readings[i], texts, [next(outcomes) for _ in texts], longest)
    # Sentences of thousands of words, in a model that takes hundreds.
    return [
        replace(r, failed="it is too long for the model") if i in packed else r
        for i, r in enumerate(readings)
    ]


def _opened(document: Document) -> _Reading:
    blocks = [block.sentences or (block.text,) for block in document.prose()]
    return _Reading(document, blocks, sentences=sum(map(len, blocks)))


def _part_words(text: str, longest: Length) -> int:
    return max(1, min(longest.max_words, count_words(text) * 2 // 5))


def _reduced(
    reading: _Reading, texts: Sequence[str], outcomes: Sequence[Outcome], longest: Length
) -> _Reading:
    """The reading with a paragraph in place of each part."""
    blocks: list[list[str]] = []
    extracts: list[str] = []
    said: set[str] = set()
    for text, outcome in zip(texts, outcomes, strict=True):
        sentences = within(outcome.sentences, _part_words(text, longest))
        if reason := _useless(outcome, sentences):
            sentences = _extract(reading.document, text, longest)
            extracts.append(reason)
        # Parts may say the same; once is enough.
        blocks.append([s for s in sentences if s.strip() not in said])
        said.update(sentence.strip() for sentence in sentences)
    parts = len(texts) if reading.parts == 1 else reading.parts
    blocks = [block for block in blocks if block]
    if len(extracts) == len(texts):
        return replace(reading, blocks=(), parts=parts, failed=extracts[0])
    return replace(reading, blocks=blocks, parts=parts, extracts=(*reading.extracts, *extracts))


def _useless(outcome: Outcome, kept: Sequence[str]) -> str:
    """Why the summary of a part cannot stand for it; empty if it can."""
    if outcome.fault is Fault.WRONG_LANGUAGE:
        return "the model wrote in another language"
    return outcome.reason or ("" if kept else "the model wrote too much")


def _extract(document: Document, text: str, length: Length) -> tuple[str, ...]:
    """Sentences of one part, chosen by the built-in summarizer, in 40 % of its words."""
    language = document.language.code
    sentences = tuple(split_sentences(text, language))
    part = replace(document, title=None, blocks=(Block(Kind.PARAGRAPH, text, sentences),))
    (drafts,) = Extractive().summarize([part], [length])
    kept = tuple(split_sentences(drafts[length].text, language))
    # A part no longer than the length comes back whole, and would never get shorter.
    return within(kept, _part_words(text, length)) or kept[:1]


# --- summarising -------------------------------------------------------------------------


def _order(reading: _Reading, length: Length, text: str | None = None) -> Order:
    document = reading.document
    title = (document.title or "").strip()
    if text is None:
        text = "\n\n".join("".join(block).strip() for block in reading.blocks)
    return Order(
        text=text,
        title=title if count_words(title) <= _LONGEST_TITLE else "",
        language=document.language.code,
        length=length,
        words=length.budget(document.words),
    )


def _summaries(wanted: Sequence[tuple[_Reading, Length]], writer: Writer) -> list[Draft]:
    drafts = [_without_asking(reading, length) for reading, length in wanted]
    orders = [_order(*wanted[i]) for i, made in enumerate(drafts) if made is None]
    asked = iter(zip(orders, obtain(orders, writer), strict=True))
    return [
        _marked(made or _settled(reading.document, *next(asked)), reading)
        for made, (reading, _) in zip(drafts, wanted, strict=True)
    ]


def _without_asking(reading: _Reading, length: Length) -> Draft | None:
    """The draft, where an article read in parts leaves nothing to be asked of the model."""
    if reading.failed:
        return _stand_in(reading.document, length, reading.failed)
    order = _order(reading, length)
    if reading.parts == 1 or length is Length.HEADLINE or count_words(order.text) > order.words:
        return None
    # The summaries of the parts together are the summary.
    return Draft(" ".join(order.text.split()), Status.OK)


def _settled(document: Document, order: Order, outcome: Outcome) -> Draft:
    """The draft of an answer that may still be too long, or no use."""
    if outcome.reason:
        return _stand_in(document, order.length, outcome.reason)
    kept = within(outcome.sentences, order.words)
    status = Status.WRONG_LANGUAGE if outcome.fault is Fault.WRONG_LANGUAGE else Status.OK
    if kept:
        return Draft("".join(kept).strip(), status)
    first = outcome.sentences[0].strip()
    if count_words(first) > document.words:
        return _stand_in(document, order.length, "the model wrote more than the article has")
    return Draft(first, Status.OVER_BUDGET if status is Status.OK else status)


def _stand_in(document: Document, length: Length, reason: str) -> Draft:
    (drafts,) = Extractive().summarize([document], [length])
    note = f"the article's own sentences stand in, because {reason}"
    return replace(drafts[length], model=Extractive.model, note=note)


def _marked(made: Draft, reading: _Reading) -> Draft:
    """The draft with how its article was read."""
    notes = [made.note] if made.note else []
    if reading.extracts and not reading.failed:
        count = len(reading.extracts)
        what = "1 part was" if count == 1 else f"{count} parts were"
        notes.append(
            f"{what} reduced to the article's own sentences, because {reading.extracts[0]}"
        )
    return replace(made, parts=reading.parts, read=reading.sentences, note="; ".join(notes))
