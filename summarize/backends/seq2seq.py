"""Translation by encoder-decoder checkpoints in a local folder, on transformers.

`conventions` knows how each family is called, `sentences` decides what is translated and tried
again. Nothing is sampled, truncated, or fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
        super().__init__(codec, limit, model.clauses, model.round_trip)
        self._batches = Batches(model, placement, tokens=_BATCH_TOKENS, rows=_BATCH_ROWS)
        settings = self._model.generation_config
        eos = settings.eos_token_id
        self._ends: list[int] = eos if isinstance(eos, list) else [eos]
        # As generate() begins.
        start = settings.decoder_start_token_id
        self._start: int = settings.bos_token_id if start is None else start

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
        outputs = [(row, ids) for row, found in zip(rows, made, strict=True) for ids in found or ()]
        # To tell them, generate() would keep its scores over the whole vocabulary.
        ranked = self._round_trip and settings.get("num_return_sequences", 1) > 1
        scores = iter(self._scores([(row.ids, ids) for row, ids in outputs]) if ranked else ())
        return [
            [
                Output(self._codec.text(ids), len(ids) < row.most, next(scores, 0.0))
                for ids in found or ()
            ]
            for row, found in zip(rows, made, strict=True)
        ]

    def _likelihoods(
        self, sources: Sequence[str], outputs: Sequence[str], route: Route
    ) -> list[float]:
        first = [] if route.forced is None else [route.forced]
        rows = [self._codec.row(text, route) for text in sources]
        bodies = [[*first, *self._codec.body(text), self._ends[0]] for text in outputs]
        return self._scores(list(zip(rows, bodies, strict=True)), skipped=len(first))

    def _scores(
        self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]], skipped: int = 0
    ) -> list[float]:
        """How likely a row is to become an output, per token after the `skipped` first ones; very
        unlikely if that does not fit in memory."""
        made = self._batches.run(
            [len(row) + len(output) for row, output in pairs],
            lambda batch: self._log_probabilities([pairs[index] for index in batch], skipped),
        )
        return [float("-inf") if score is None else score for score in made]

    def _log_probabilities(
        self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]], skipped: int
    ) -> list[float]:
        import torch

        ids, mask = self._padded([row for row, _ in pairs])
        wanted, real = self._padded([output for _, output in pairs])
        start = torch.full_like(wanted[:, :1], self._start)
        with torch.inference_mode():
            logits = self._model(
                input_ids=ids,
                attention_mask=mask,
                decoder_input_ids=torch.cat((start, wanted[:, :-1]), dim=1),
            ).logits.float()
        real[:, :skipped] = 0
        chosen = logits.log_softmax(-1).gather(-1, wanted[..., None])[..., 0]
        means: list[float] = ((chosen * real).sum(1) / real.sum(1)).tolist()
        return means

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Ids and mask on the model's device: rows x longest row."""
        import torch

        width = max(map(len, rows))
        ids = torch.tensor([[*row, *[self._codec.pad] * (width - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        return ids.to(self._model.device), mask.to(self._model.device)

    def _generate(self, rows: Sequence[Row], settings: Settings) -> list[list[list[int]]]:
        """The ids of the outputs for one batch, with the token that ended each if one did."""
        import torch

        ids, mask = self._padded([row.ids for row in rows])
        budgets = [row.most for row in rows]
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=max(budgets),
                logits_processor=[Limits(budgets, self._ends, before=1)],
                **settings,
            ).tolist()
        each = len(made) // len(rows)
        return [
            [self._cut(row[1:]) for row in made[i * each : (i + 1) * each]]
            for i in range(len(rows))
        ]

    def _cut(self, ids: list[int]) -> list[int]:
        """Without the padding behind the end."""
        end = next((i + 1 for i, index in enumerate(ids) if index in self._ends), len(ids))
        return ids[:end]
