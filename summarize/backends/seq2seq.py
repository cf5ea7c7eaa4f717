"""Translation by encoder-decoder checkpoints in a local folder, on transformers.

`conventions` knows how each family is called, `sentences` decides what is translated and tried
again. Nothing is sampled, truncated, or fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from summarize.backends.batches import Batches, Limits, Row
from summarize.backends.conventions import CONVENTIONS, Route, load_codec
from summarize.backends.device import place
from summarize.backends.loading import load_weights, loading
from summarize.backends.sentences import Output, SentenceTranslator, Settings, attempts
from summarize.registry import Model

# The scores over the vocabulary, per row and beam, take more memory than short sentences do.
_BATCH_TOKENS = {"cpu": 2048, "mps": 4096, "cuda": 16384}
_BATCH_ROWS = {"cpu": 64, "mps": 64, "cuda": 256}


class Seq2SeqTranslator(SentenceTranslator):
    """A checkpoint of one of `conventions.CONVENTIONS`, loaded when it is made.

    Raises ModelError when the folder does not hold a complete checkpoint of the model's
    family, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._entry = model
        self.engine = "transformers"
        placement = place(model, device, threads)
        convention = CONVENTIONS[model.family]
        with loading(model):
            codec = load_codec(model, location)
            self._model = load_weights(
                model, location, placement,
                loader="AutoModelForSeq2SeqLM", architectures=convention.architectures,
            )  # fmt: skip
        positions = getattr(self._model.config, "max_position_embeddings", None)
        limit = min(model.max_input_tokens, positions or model.max_input_tokens)
        super().__init__(codec, limit, model.clauses)
        self._batches = Batches(model, placement, tokens=_BATCH_TOKENS, rows=_BATCH_ROWS)
        eos = self._model.generation_config.eos_token_id
        self._ends: list[int] = eos if isinstance(eos, list) else [eos]

    def _settings(self, route: Route) -> list[Settings]:
        card = {**self._entry.generate, "do_sample": False}
        if route.forced is not None:
            card["forced_bos_token_id"] = route.forced
        beams = card.get("num_beams", self._model.generation_config.num_beams or 1)
        return attempts(card, beams)

    def _decode(self, texts: Sequence[str], route: Route, settings: Settings) -> list[list[Output]]:
        given = [self._codec.row(text, route) for text in texts]
        rows = [Row(ids, most=self._budget(ids, route)) for ids in given]
        made = self._batches.run(
            [len(row.ids) for row in rows],
            lambda batch: self._generate([rows[index] for index in batch], settings),
        )
        return [outputs or [] for outputs in made]

    def _generate(self, rows: Sequence[Row], settings: Settings) -> list[list[Output]]:
        """The outputs for one batch."""
        import torch

        width = max(len(row.ids) for row in rows)
        gaps = [width - len(row.ids) for row in rows]
        pad = self._codec.pad
        ids = torch.tensor([[*r.ids, *[pad] * gap] for r, gap in zip(rows, gaps, strict=True)])
        mask = torch.tensor([[1] * (width - gap) + [0] * gap for gap in gaps])
        budgets = [row.most for row in rows]
        device = self._model.device
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=ids.to(device),
                attention_mask=mask.to(device),
                max_new_tokens=max(budgets),
                logits_processor=[Limits(budgets, self._ends, before=1)],
                **settings,
            ).tolist()
        each = len(made) // len(rows)
        return [
            [self._output(row[1:], budget) for row in made[i * each : (i + 1) * each]]
            for i, budget in enumerate(budgets)
        ]

    def _output(self, ids: list[int], budget: int) -> Output:
        length = next((i + 1 for i, index in enumerate(ids) if index in self._ends), len(ids))
        return Output(self._codec.text(ids[:length]), finished=length < budget)
