"""Translation by CTranslate2: the same checkpoints as `seq2seq`, several times as fast.

What is done around the model, `sentences` says; how it runs, `ct2_decoder`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from summarize.backends import Translated
from summarize.backends.batches import Row
from summarize.backends.conventions import Route
from summarize.backends.ct2_decoder import Decoder
from summarize.backends.sentences import Output, Sentences, Settings, attempts
from summarize.registry import Model


class CTranslate2Translator:
    """A checkpoint that CTranslate2 can run; see `ct2_decoder.Decoder` for what it raises."""

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self.engine = f"ct2-{model.quantization}"
        self._decoder = Decoder(model, location, device=device, threads=threads)
        self._codec = self._decoder.codec
        # In tokens, of the input with all its special tokens and of the output.
        self._limit = min(model.max_input_tokens, self._decoder.positions)
        self._card: Settings = {**self._decoder.card, **model.generate}

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

    def _settings(self, _: Route) -> list[Settings]:
        return attempts(self._card, self._card.get("num_beams", 1))

    def _decode(self, texts: Sequence[str], route: Route, settings: Settings) -> list[list[Output]]:
        """The outputs for each text, in order; none where not even it alone fits in memory."""
        wrapped = [route.wrap(self._codec.body(text)) for text in texts]
        rows = [Row(ids, most=self._budget(ids, route)) for ids in wrapped]
        made = self._decoder.hypotheses(rows, settings, forced=route.forced)
        return [
            [self._output(ids, row.most) for ids in hypotheses]
            for row, hypotheses in zip(rows, made, strict=True)
        ]

    def _budget(self, row: Sequence[int], route: Route) -> int:
        """How many tokens a translation may have, with all its special tokens."""
        body = len(row) - len(route.head) - len(route.tail)
        return min(body * 3 // 2 + 20, self._limit - 1)

    def _output(self, ids: Sequence[int], budget: int) -> Output:
        finished = bool(ids) and ids[-1] in self._decoder.ends and len(ids) < budget
        return Output(self._codec.text(ids), finished)
