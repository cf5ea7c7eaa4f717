"""Summaries by encoder-decoders on transformers: T5 and mT5, LongT5, BART, Pegasus, LED.

`articles` says what goes in and what becomes of the output; here rows of ids become batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from summarize.backends import Draft
from summarize.backends.articles import Articles, Settings
from summarize.backends.batches import Batches, Limits, Row
from summarize.backends.conventions import CONVENTIONS, load_codec
from summarize.backends.device import place
from summarize.backends.drafting import draft
from summarize.backends.loading import load_weights, loading
from summarize.document.model import Document
from summarize.registry import Family, Model
from summarize.request import Length

# Where configurations keep the longest input and output; T5's positions are relative.
_INPUT = ("max_encoder_position_embeddings", "max_position_embeddings")
_OUTPUT = ("max_decoder_position_embeddings", "max_position_embeddings")


class Seq2SeqSummarizer:
    """A checkpoint of one of the families above, loaded when it is made.

    Raises ModelError when the folder does not hold a complete checkpoint of the model's
    family, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self.engine = "transformers"
        self._is_led = model.family is Family.LED
        placement = place(model, device, threads)
        with loading(model):
            codec = load_codec(model, location)
            self._model = load_weights(
                model, location, placement,
                loader="AutoModelForSeq2SeqLM",
                architectures=CONVENTIONS[model.family].architectures,
            )  # fmt: skip
        self._batches = Batches(model, placement)
        eos = self._model.generation_config.eos_token_id
        self.writer = Articles(
            model, codec,
            ends=eos if isinstance(eos, list) else [eos],
            longest_input=min(model.max_input_tokens, self._positions(_INPUT)),
            longest_output=self._positions(_OUTPUT) - 1,
            decode=self._decode,
        )  # fmt: skip

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One mapping per document, in order, with every one of `lengths`."""
        return draft(documents, lengths, self.writer)

    def _positions(self, names: Sequence[str]) -> int:
        found = (getattr(self._model.config, name, None) for name in names)
        return next((size for size in found if size), 1 << 20)

    def _decode(self, rows: Sequence[Row], settings: Settings) -> list[list[int] | None]:
        return self._batches.run(
            [len(row.ids) + row.most for row in rows],
            lambda batch: self._generate([rows[index] for index in batch], settings),
        )

    def _generate(self, rows: Sequence[Row], settings: Settings) -> list[list[int]]:
        import torch

        width = max(len(row.ids) for row in rows)
        pads = [[self.writer.codec.pad] * (width - len(row.ids)) for row in rows]
        ids = torch.tensor([[*row.ids, *pad] for row, pad in zip(rows, pads, strict=True)])
        mask = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in rows])
        limits = Limits(
            [row.most for row in rows], self.writer.ends, 1, [row.least for row in rows]
        )
        extra = {}
        if self._is_led:
            # As on its card: the first token sees the whole article, and is seen by all of it.
            extra["global_attention_mask"] = torch.zeros_like(ids)
            extra["global_attention_mask"][:, 0] = 1
        device = self._model.device
        with torch.inference_mode():
            made: list[list[int]] = self._model.generate(
                input_ids=ids.to(device),
                attention_mask=mask.to(device),
                max_new_tokens=max(row.most for row in rows),
                # In place of those of the repository's generation_config.json.
                min_length=0,
                min_new_tokens=None,
                logits_processor=[limits],
                # Of two beams, one that was kept from ending is not the worse for it: so says
                # transformers' documentation, and so does CTranslate2.
                renormalize_logits=True,
                **{key: value.to(device) for key, value in extra.items()},
                **(settings | {"do_sample": False}),
            ).tolist()
        return [ids[1:] for ids in made]
