"""Translation by CTranslate2: the same checkpoints as `seq2seq`, several times as fast.

`sentences` decides what is translated and tried again; `ct2_decoder` runs the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from summarize.backends.batches import Row
from summarize.backends.conventions import Route
from summarize.backends.ct2_decoder import Decoder, Hypothesis
from summarize.backends.sentences import Output, SentenceTranslator, Settings, attempts
from summarize.registry import Model


class CTranslate2Translator(SentenceTranslator):
    """A checkpoint that CTranslate2 can run; see `ct2_decoder.Decoder` for what it raises."""

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self.engine = f"ct2-{model.quantization}"
        self._decoder = Decoder(model, location, device=device, threads=threads)
        limit = min(model.max_input_tokens, self._decoder.positions)
        super().__init__(self._decoder.codec, limit, model.clauses, model.round_trip)
        self._card: Settings = {**self._decoder.card, **model.generate}

    def _settings(self, route: Route) -> list[Settings]:
        return attempts(self._card, self._card.get("num_beams", 1))

    def _decode(self, texts: Sequence[str], route: Route, settings: Settings) -> list[list[Output]]:
        given = [self._codec.row(text, route) for text in texts]
        rows = [Row(ids, most=self._budget(ids, route)) for ids in given]
        made = self._decoder.hypotheses(rows, settings, forced=route.forced)
        return [
            [self._output(one, row.most) for one in hypotheses]
            for row, hypotheses in zip(rows, made, strict=True)
        ]

    def _likelihoods(
        self, sources: Sequence[str], outputs: Sequence[str], route: Route
    ) -> list[float]:
        rows = [self._codec.row(text, route) for text in sources]
        return self._decoder.likelihoods(rows, list(map(self._codec.body, outputs)), route.forced)

    def _output(self, made: Hypothesis, budget: int) -> Output:
        ids = made.ids
        finished = bool(ids) and ids[-1] in self._decoder.ends and len(ids) < budget
        return Output(self._codec.text(ids), finished, made.score)
