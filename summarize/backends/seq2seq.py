"""Translation by encoder-decoder checkpoints that lie in a local folder.

`conventions` knows how each family is called, `sentences` what to do about outputs that are
none. Here sentences become batches for transformers. Nothing is sampled, truncated, or
fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from summarize.backends import Translated
from summarize.backends.conventions import CONVENTIONS, Route, load_codec
from summarize.backends.device import free_memory, out_of_memory, place
from summarize.backends.loading import broken, load_weights, loading, quiet
from summarize.backends.sentences import Output, Sentences, attempts, halve
from summarize.registry import Model

__all__ = ["Seq2SeqTranslator", "halve"]

# A batch's rows times its longest row, and its rows alone: the scores over the vocabulary,
# per row and beam, take more memory than short sentences do.
_BATCH_TOKENS = {"cpu": 2048, "mps": 4096, "cuda": 16384}
_BATCH_ROWS = {"cpu": 64, "mps": 64, "cuda": 256}


class Seq2SeqTranslator:
    """A checkpoint of one of `conventions.CONVENTIONS`, loaded when it is made.

    Raises ModelError when the folder does not hold a complete checkpoint of the model's
    family, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._entry = model
        self.engine = "transformers"
        self._placement = place(model, device, threads)
        convention = CONVENTIONS[model.family]
        with loading(model):
            self._codec = load_codec(model, location)
            self._model = load_weights(
                model, location, self._placement,
                loader="AutoModelForSeq2SeqLM", architectures=convention.architectures,
            )  # fmt: skip
        positions = getattr(self._model.config, "max_position_embeddings", None)
        # In tokens, of the input with all its special tokens and of the output.
        self._limit = min(model.max_input_tokens, positions or model.max_input_tokens)
        self._batch_tokens = _BATCH_TOKENS[self._placement.device]
        eos = self._model.generation_config.eos_token_id
        self._ends: list[int] = eos if isinstance(eos, list) else [eos]

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; `checks.passes_through` names those that
        come back as they are. A failed one keeps the original, with `ok` False."""
        return self._sentences.translate(sentences, source, target)

    def alternatives(
        self, sentences: Sequence[str], source: str, target: str
    ) -> list[Sequence[str]]:
        """What else the model could have written; see `sentences.Sentences.alternatives`."""
        return self._sentences.alternatives(sentences, source, target)

    @property
    def _sentences(self) -> Sentences:
        return Sentences(self._codec, self._limit, self._settings, self._decode)

    def _settings(self, route: Route) -> list[dict[str, Any]]:
        """Settings for generate(): the model's own, then against loops, then other beams."""
        card = {**self._entry.generate, "do_sample": False}
        if route.forced is not None:
            card["forced_bos_token_id"] = route.forced
        beams = card.get("num_beams", self._model.generation_config.num_beams or 1)
        return attempts(card, beams)

    def _decode(
        self, texts: Sequence[str], route: Route, settings: dict[str, Any]
    ) -> list[list[Output]]:
        """The outputs for each text, in order; none where not even it alone fits in memory."""
        bodies = [self._codec.body(text) for text in texts]
        outputs: list[list[Output]] = [[] for _ in texts]
        # Longest first: what does not fit in memory shows at once.
        queue = sorted(range(len(texts)), key=lambda index: -len(bodies[index]))
        while queue:
            longest = len(route.wrap(bodies[queue[0]]))
            rows = max(1, min(_BATCH_ROWS[self._placement.device], self._batch_tokens // longest))
            batch = queue[:rows]
            made = self._generate([bodies[index] for index in batch], route, settings)
            if made is None and len(batch) > 1:
                self._batch_tokens = len(batch) // 2 * longest
                continue
            for index, output in zip(batch, made or (), strict=made is not None):
                outputs[index] = output
            queue = queue[rows:]
        return outputs

    def _generate(
        self, bodies: Sequence[Sequence[int]], route: Route, settings: dict[str, Any]
    ) -> list[list[Output]] | None:
        """One batch; None if it does not fit in memory."""
        import torch

        rows = [route.wrap(body) for body in bodies]
        width = max(len(row) for row in rows)
        ids = torch.tensor([row + [self._codec.pad] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        budgets = [min(len(body) * 3 // 2 + 20, self._limit - 1) for body in bodies]
        device = self._model.device
        try:
            with quiet(), torch.inference_mode():
                made = self._model.generate(
                    input_ids=ids.to(device),
                    attention_mask=mask.to(device),
                    max_new_tokens=max(budgets),
                    logits_processor=[_Budgets(budgets, self._ends[0])],
                    **settings,
                ).tolist()
        except Exception as error:
            if not out_of_memory(error):
                raise broken(
                    self._entry, error, "check its generate table in models.toml"
                ) from error
            made = None
        # Out here the error, and with it every tensor of the failed call, is gone.
        if made is None:
            free_memory(self._placement)
            return None
        each = len(made) // len(budgets)
        return [
            [self._output(row[1:], budget) for row in made[i * each : (i + 1) * each]]
            for i, budget in enumerate(budgets)
        ]

    def _output(self, ids: list[int], budget: int) -> Output:
        length = next((i + 1 for i, index in enumerate(ids) if index in self._ends), len(ids))
        return Output(self._codec.text(ids[:length]), finished=length < budget)


class _Budgets:
    """A logits processor that ends each row at its own limit, so that a sentence comes out
    of a batch as it would alone."""

    def __init__(self, budgets: Sequence[int], end: int) -> None:
        self._budgets = budgets
        self._end = end

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        import torch

        made = input_ids.shape[1] - 1  # without the start token
        budgets = torch.tensor(self._budgets, device=scores.device)
        over = budgets.repeat_interleave(scores.shape[0] // len(budgets)) <= made + 1
        scores = scores.masked_fill(over[:, None], float("-inf"))
        scores[over, self._end] = 0
        return scores
