"""Summaries by chat models: granite, Qwen, SmolLM, EuroLLM, Gemma, Llama and their like.

One user turn with the instructions of prompts.toml and the text. `drafting` says what
becomes of the answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from summarize.backends import Draft, answers, prompts
from summarize.backends.causal import CausalModel
from summarize.backends.drafting import draft
from summarize.backends.writing import Answer, Order, answer_limit
from summarize.document.model import Document
from summarize.errors import ModelError
from summarize.registry import Model
from summarize.request import Length

# Tokens per word are measured on this much of the text, in characters.
_MEASURED = 4000
# Less than this much text beside a prompt makes no sense.
_LEAST_ROOM = 32
_FIRM_PENALTY = 1.15


class ChatSummarizer:
    """A causal model with a chat template; see `causal.CausalModel` for what it raises."""

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._name = model.name
        self._chat = CausalModel(model, location, device=device, threads=threads)
        self.engine = self._chat.engine

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One mapping per document, in order, with every one of `lengths`."""
        return draft(documents, lengths, self)

    # --- as a writing.Writer --------------------------------------------------------------

    def count(self, text: str) -> int:
        return self._chat.count(text)

    def room(self, order: Order) -> int:
        # The firmer prompt is the longer one.
        frame = len(self._prompt(replace(order, text="", firm=True)))
        limit = self._limit(order)
        room = min(self._chat.longest_prompt, self._chat.context - limit) - frame
        if room < _LEAST_ROOM:
            raise ModelError(
                f"{self._name} takes {self._chat.longest_prompt} tokens, too few for an article",
                "raise its max_input_tokens in models.toml, or use another model",
            )
        return room

    def write(self, orders: Sequence[Order]) -> list[Answer | None]:
        # Against loops; all orders of a call are first or all second attempts.
        changes = {"repetition_penalty": _FIRM_PENALTY} if any(o.firm for o in orders) else {}
        made = self._chat.generate(
            [self._prompt(order) for order in orders], [self._limit(o) for o in orders], **changes
        )
        return [
            None if answer is None else _cleaned(order, answer)
            for order, answer in zip(orders, made, strict=True)
        ]

    def _prompt(self, order: Order) -> list[int]:
        text = f"{order.title}\n\n{order.text}" if order.title else order.text
        return self._chat.prompt(lambda text: prompts.summary(order, text), text)

    def _limit(self, order: Order) -> int:
        sample = order.text[:_MEASURED]
        return answer_limit(order.words, sample, self._chat.count(sample))


def _cleaned(order: Order, answer: Answer) -> Answer:
    if order.length is Length.HEADLINE:
        return Answer(answers.headline(answer.text), answer.finished)
    return Answer(answers.summary(answer.text, finished=answer.finished), answer.finished)
