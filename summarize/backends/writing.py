"""Asking a model for summaries, and judging what comes: what holds whichever model it is.

An answer must end at a sentence, keep to its length, be in the article's language, and
neither loop, refuse nor be empty. What fails is asked for once more, more firmly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from summarize.checks.plausible import Reason, degenerate
from summarize.checks.refusals import refused_summary
from summarize.document import split_sentences
from summarize.document.language import detect
from summarize.document.model import count_words
from summarize.errors import LanguageError
from summarize.request import Length

# On a second attempt, as models that were asked for 45 words and wrote 60 will do it again.
_FIRMER = 0.75
# Room for an answer that is somewhat too long to come to its end, and for a last sentence.
_HEAD_ROOM = 1.35
_LAST_SENTENCE = 32
# Tokens per word, as far as languages go.
_DENSEST, _LOOSEST = 1.0, 8.0
# Languages that models slip into; detect() refuses texts too short to tell.
_LANGUAGES = (
    "de", "en", "fr", "es", "it", "nl", "pl", "pt", "cs", "da", "sv", "ru", "zh", "ja",
)  # fmt: skip
# By how much the share of letters that are not Latin may exceed that of the article.
_FOREIGN = 0.02

_END = re.compile(r"[.!?…。！？][\"'’”“»«›‹)\]]*\s*\Z")


@dataclass(frozen=True, slots=True)
class Order:
    """What a writer is asked for: a summary of `text` in `language`, of at most `words`
    words. `firm` on a second attempt; `title` is the article's, or empty."""

    text: str
    title: str
    language: str
    length: Length
    words: int
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Only what was asked for, cleaned; `finished` is False if the model did not end."""

    text: str
    finished: bool = True


class Writer(Protocol):
    def write(self, orders: Sequence[Order]) -> list[Answer | None]:
        """One answer per order, in order; None for one that does not fit in memory."""
        ...

    def count(self, text: str) -> int:
        """Tokens of a text."""
        ...

    def room(self, order: Order) -> int:
        """Tokens of text that the model can take beside that order's prompt and answer."""
        ...


class Fault(IntEnum):
    """What is wrong with an answer, the lesser evil first."""

    NONE = 0
    TOO_LONG = 1
    WRONG_LANGUAGE = 2
    ENDLESS = 3
    LOOP = 4
    REFUSED = 5
    EMPTY = 6
    MEMORY = 7


_REASONS = {
    Fault.ENDLESS: "the model did not come to an end",
    Fault.LOOP: "the model repeated itself",
    Fault.REFUSED: "the model refused",
    Fault.EMPTY: "the model wrote nothing usable",
    Fault.MEMORY: "the text did not fit in memory",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer's whole sentences, and what is wrong with them."""

    sentences: tuple[str, ...]
    fault: Fault

    @property
    def text(self) -> str:
        return "".join(self.sentences).strip()

    @property
    def reason(self) -> str:
        return _REASONS.get(self.fault, "")


def answer_limit(words: int, text: str, tokens: int) -> int:
    """The most tokens for an answer of `words` words, for a text that has `tokens` tokens."""
    per_word = tokens / max(1, count_words(text))
    return round(words * min(max(per_word, _DENSEST), _LOOSEST) * _HEAD_ROOM) + _LAST_SENTENCE


def obtain(orders: Sequence[Order], writer: Writer) -> list[Outcome]:
    """The better of two attempts for each order; the second only where the first has faults."""
    if not orders:
        return []
    outcomes = [_judge(o, answer) for o, answer in zip(orders, writer.write(orders), strict=True)]
    again = [
        i for i, o in enumerate(outcomes) if o.fault not in (Fault.NONE, Fault.MEMORY)
    ]  # fmt: skip
    if again:
        firmer = [_firmer(orders[i], outcomes[i].fault) for i in again]
        for i, answer in zip(again, writer.write(firmer), strict=True):
            second = _judge(orders[i], answer)
            outcomes[i] = min(outcomes[i], second, key=lambda o: _badness(o, orders[i]))
    return outcomes


def _firmer(order: Order, fault: Fault) -> Order:
    words = order.words
    if fault in (Fault.TOO_LONG, Fault.ENDLESS):
        words = max(1, int(words * _FIRMER))
    return replace(order, firm=True, words=words)


def _badness(outcome: Outcome, order: Order) -> tuple[int, bool, int]:
    """Of two that are too long, one of whose sentences some can be kept; then the shorter."""
    kept = within(outcome.sentences, order.words)
    return int(outcome.fault), not kept, count_words(outcome.text)


def _judge(order: Order, answer: Answer | None) -> Outcome:
    if answer is None:
        return Outcome((), Fault.MEMORY)
    whole = _whole_sentences(order, answer)
    text = "".join(whole)
    # Of the faults that translations have these two are faults of a summary, too.
    reason = degenerate(order.text, answer.text)
    if reason is Reason.EMPTY:
        return Outcome((), Fault.EMPTY)
    if refused_summary(f"{order.title}\n{order.text}", answer.text):
        return Outcome((), Fault.REFUSED)
    if reason is Reason.LOOP:
        return Outcome(whole, Fault.LOOP)
    if not whole:
        return Outcome((), Fault.ENDLESS)
    if is_other_language(text, order.language, order.text):
        return Outcome(whole, Fault.WRONG_LANGUAGE)
    return Outcome(whole, Fault.TOO_LONG if count_words(text) > order.words else Fault.NONE)


def _whole_sentences(order: Order, answer: Answer) -> tuple[str, ...]:
    """Without the last one where the model was stopped in its midst. A headline is one piece."""
    if order.length is Length.HEADLINE:
        return (answer.text,) if answer.finished and answer.text else ()
    sentences = split_sentences(answer.text, order.language)
    if not answer.finished and sentences and not _END.search(sentences[-1]):
        sentences.pop()
    return tuple(sentences)


def within(sentences: Sequence[str], words: int) -> tuple[str, ...]:
    """As many of the first sentences as have at most `words` words together."""
    kept: list[str] = []
    for sentence in sentences:
        words -= count_words(sentence)
        if words < 0:
            break
        kept.append(sentence)
    return tuple(kept)


def is_other_language(text: str, language: str, source: str = "") -> bool:
    """Whether a text is clearly in another language than `language`, which its `source` is in.

    False where it is too short to tell.
    """
    # Qwen slips into Chinese, also for a word or two.
    if _foreign_letters(text) > _foreign_letters(source) + _FOREIGN:
        return True
    try:
        found = detect(text, tuple(dict.fromkeys((language, *_LANGUAGES))))
    except LanguageError:
        return False
    return found.code != language


def _foreign_letters(text: str) -> float:
    """The share of letters that are not Latin."""
    letters = [character for character in text if character.isalpha()]
    other = sum(
        character > "\u024f" and not "\u1e00" <= character <= "\u1eff" for character in letters
    )
    return other / len(letters) if letters else 0.0
