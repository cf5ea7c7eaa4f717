"""Summaries by encoder-decoders: T5 and mT5, LongT5, BART, Pegasus, LED.

The article's text in, with the entry's prefix in front; `drafting` says what becomes of the
output. Sources: the models' cards, and models/*/tokenization_*.py in transformers 5.23.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarize.backends import Draft, answers
from summarize.backends.batches import Batches, Limits
from summarize.backends.chat import answer_limit
from summarize.backends.conventions import Codec
from summarize.backends.device import place
from summarize.backends.drafting import draft
from summarize.backends.loading import load_weights, loading
from summarize.backends.writing import Answer, Order
from summarize.document.model import Document, count_words
from summarize.errors import ModelError
from summarize.registry import Family, Model
from summarize.request import Length

# `model_type` in config.json.
_ARCHITECTURES = {
    Family.T5: frozenset({"t5", "mt5", "umt5"}),
    Family.LONGT5: frozenset({"longt5"}),
    Family.BART: frozenset({"bart"}),
    Family.PEGASUS: frozenset({"pegasus", "pegasus_x"}),
    Family.LED: frozenset({"led"}),
}
# Where configurations keep the longest input and output; T5's positions are relative.
_INPUT = ("max_encoder_position_embeddings", "max_position_embeddings")
_OUTPUT = ("max_decoder_position_embeddings", "max_position_embeddings")
# The entry's own would hold for every length alike.
_OURS = ("max_length", "min_length", "max_new_tokens", "min_new_tokens")
# These models end after a sentence or two unless they are kept from it.
_LEAST = 0.3
_FIRM = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}
_LEAST_ROOM = 16


@dataclass(frozen=True, slots=True)
class _Row:
    ids: list[int]
    least: int
    most: int


class Seq2SeqSummarizer:
    """A checkpoint of one of the families above, loaded when it is made.

    Raises ModelError when the folder does not hold a complete checkpoint of the model's
    family, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        import transformers

        self._entry = model
        placement = place(model, device, threads)
        with loading(model):
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(
                location, local_files_only=True, trust_remote_code=False
            )
            self._model = load_weights(
                model, location, placement,
                loader="AutoModelForSeq2SeqLM", architectures=_ARCHITECTURES[model.family],
            )  # fmt: skip
        # What text is in ids does not depend on the family; T5's row adds nothing to it.
        self._codec = Codec(model.model_copy(update={"family": Family.T5}), self._tokenizer)
        self._batches = Batches(model, placement)
        *self._head, self._end = self._tokenizer("")["input_ids"]
        self._longest_input = min(model.max_input_tokens, self._positions(_INPUT))
        self._longest_output = self._positions(_OUTPUT) - 1

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One mapping per document, in order, with every one of `lengths`."""
        return draft(documents, lengths, self)

    def _positions(self, names: Sequence[str]) -> int:
        found = (getattr(self._model.config, name, None) for name in names)
        return next((size for size in found if size), 1 << 20)

    # --- as a writing.Writer --------------------------------------------------------------

    def count(self, text: str) -> int:
        return len(self._codec.body(" ".join(text.split())))

    def room(self, order: Order) -> int:
        room = self._longest_input - len(self._wrap([], order.language))
        if room < _LEAST_ROOM:
            raise ModelError(
                f"{self._entry.name} takes {self._longest_input} tokens, too few for an article",
                "raise its max_input_tokens in models.toml, or use another model",
            )
        return room

    def write(self, orders: Sequence[Order]) -> list[Answer | None]:
        rows = [self._row(order) for order in orders]
        # All orders of a call are first or all second attempts.
        settings = {k: v for k, v in self._entry.generate.items() if k not in _OURS}
        settings |= _FIRM if any(order.firm for order in orders) else {}

        def work(batch: list[int]) -> list[Answer]:
            made = self._generate([rows[i] for i in batch], settings)
            return [_cleaned(orders[i], answer) for i, answer in zip(batch, made, strict=True)]

        return self._batches.run([len(row.ids) + row.most for row in rows], work)

    def _row(self, order: Order) -> _Row:
        body = self._codec.body(" ".join(order.text.split()))
        most = min(answer_limit(order.words, order.text, len(body)), self._longest_output)
        per_word = len(body) / max(1, count_words(order.text))
        is_headline = order.length is Length.HEADLINE
        least = 0 if is_headline or order.firm else int(order.words * per_word * _LEAST)
        # Two in five words are the most a summary has; no use in stretching it beyond that.
        return _Row(self._wrap(body, order.language), min(least, most // 2, len(body) // 4), most)

    def _wrap(self, body: Sequence[int], language: str) -> list[int]:
        prefix = self._entry.prefix.get(language, "").strip()
        words = self._tokenizer(prefix, add_special_tokens=False)["input_ids"] if prefix else []
        return [*self._head, *words, *body, self._end]

    def _generate(self, rows: Sequence[_Row], settings: dict[str, Any]) -> list[Answer]:
        import torch

        width = max(len(row.ids) for row in rows)
        pads = [[self._codec.pad] * (width - len(row.ids)) for row in rows]
        ids = torch.tensor([row.ids + pad for row, pad in zip(rows, pads, strict=True)])
        mask = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in rows])
        limits = Limits([r.most for r in rows], self._ends, 1, [r.least for r in rows])
        extra = {}
        if self._entry.family is Family.LED:
            # As on its card: the first token sees the whole article, and is seen by all of it.
            extra["global_attention_mask"] = torch.zeros_like(ids)
            extra["global_attention_mask"][:, 0] = 1
        device = self._model.device
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=ids.to(device),
                attention_mask=mask.to(device),
                max_new_tokens=max(row.most for row in rows),
                # In place of those of the repository's generation_config.json.
                min_length=0,
                min_new_tokens=None,
                logits_processor=[limits],
                **{key: value.to(device) for key, value in extra.items()},
                **(settings | {"do_sample": False}),
            ).tolist()
        return [self._answer(ids[1:], row.most) for ids, row in zip(made, rows, strict=True)]

    @property
    def _ends(self) -> list[int]:
        eos = self._model.generation_config.eos_token_id
        return eos if isinstance(eos, list) else [eos]

    def _answer(self, ids: list[int], most: int) -> Answer:
        length = next((i for i, index in enumerate(ids) if index in self._ends), len(ids))
        # Pegasus writes "<n>" between sentences.
        line_break = self._tokenizer.get_vocab().get("<n>")
        lines: list[list[int]] = [[]]
        for index in ids[:length]:
            if index == line_break:
                lines.append([])
            else:
                lines[-1].append(index)
        text = " ".join(self._codec.text(line) for line in lines)
        return Answer(answers.tidy(text), finished=length + 1 < most)


def _cleaned(order: Order, answer: Answer) -> Answer:
    """These models say nothing around a summary; a headline goes without its full stop."""
    if order.length is Length.HEADLINE:
        return Answer(answer.text.removesuffix("."), answer.finished)
    return Answer(answers.ended(answer.text), True) if answer.finished else answer
