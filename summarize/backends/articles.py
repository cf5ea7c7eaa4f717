"""What every encoder-decoder does around an article, whatever runs it.

The article's text becomes one row of ids, with the entry's prefix in front and the room that
its length allows; the ids of the output become an answer. `drafting` says what becomes of
that. Knows nothing about weights or batches. Sources: the models' cards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from summarize.backends import answers
from summarize.backends.batches import LENGTHS, Row
from summarize.backends.conventions import Codec
from summarize.backends.writing import Answer, Order, answer_limit
from summarize.document.model import count_words
from summarize.errors import ModelError
from summarize.registry import Model
from summarize.request import Length

# These models end after a sentence or two unless they are kept from it.
_LEAST = 0.3
_FIRM = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}
_LEAST_ROOM = 16
# Limits are multiples of these, so that rows can share a batch that has but one of each.
_LEAST_STEP, _MOST_STEP = 8, 16

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Articles:
    """One model's way of writing summaries: a `writing.Writer`.

    Input and output are at most so many tokens long, with all special ones. `ends` are the
    ids that end an output. `decode` makes the ids of one output per row, without the token
    that the decoder starts from; None where not even that row alone fits into memory.
    """

    entry: Model
    codec: Codec
    ends: Sequence[int]
    longest_input: int
    longest_output: int
    decode: Callable[[Sequence[Row], Settings], list[list[int] | None]]

    def count(self, text: str) -> int:
        return len(self.codec.body(" ".join(text.split())))

    def room(self, order: Order) -> int:
        room = self.longest_input - len(self._wrap([], order.language))
        if room < _LEAST_ROOM:
            raise ModelError(
                f"{self.entry.name} takes {self.longest_input} tokens, too few for an article",
                "raise its max_input_tokens in models.toml, or use another model",
            )
        return room

    def write(self, orders: Sequence[Order]) -> list[Answer | None]:
        rows = [self._row(order) for order in orders]
        # All orders of a call are first or all second attempts.
        settings = {k: v for k, v in self.entry.generate.items() if k not in LENGTHS}
        settings |= _FIRM if any(order.firm for order in orders) else {}
        made = self.decode(rows, settings)
        return [
            None if ids is None else _cleaned(order, self._answer(ids, row.most))
            for order, row, ids in zip(orders, rows, made, strict=True)
        ]

    def _row(self, order: Order) -> Row:
        body = self.codec.body(" ".join(order.text.split()))
        most = answer_limit(order.words, order.text, len(body))
        most = min(-(-most // _MOST_STEP) * _MOST_STEP, self.longest_output)
        per_word = len(body) / max(1, count_words(order.text))
        is_headline = order.length is Length.HEADLINE
        least = 0 if is_headline or order.firm else int(order.words * per_word * _LEAST)
        # Two in five words are the most a summary has; no use in stretching it beyond that.
        least = min(least, most // 2, len(body) // 4)
        wrapped = self._wrap(body, order.language)
        return Row(wrapped, most, least // _LEAST_STEP * _LEAST_STEP)

    def _wrap(self, body: Sequence[int], language: str) -> list[int]:
        *head, end = self.codec.frame
        return [*head, *self.codec.prefix(language), *body, end]

    def _answer(self, ids: Sequence[int], most: int) -> Answer:
        length = next((i for i, index in enumerate(ids) if index in self.ends), len(ids))
        # Pegasus writes "<n>" between sentences.
        lines: list[list[int]] = [[]]
        for index in ids[:length]:
            if index == self.codec.line_break:
                lines.append([])
            else:
                lines[-1].append(index)
        text = " ".join(self.codec.text(line) for line in lines)
        return Answer(answers.tidy(text), finished=length + 1 < most)


def _cleaned(order: Order, answer: Answer) -> Answer:
    """These models say nothing around a summary; a headline goes without its full stop."""
    if order.length is Length.HEADLINE:
        return Answer(answer.text.removesuffix("."), answer.finished)
    return Answer(answers.ended(answer.text), True) if answer.finished else answer
