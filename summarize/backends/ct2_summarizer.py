"""Summaries by CTranslate2: the same checkpoints as `seq2seq_summarizer`, several times as fast.

`articles` says what goes in and what becomes of the output; how it runs, `ct2_decoder`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from summarize.backends import Draft
from summarize.backends.articles import Articles, Settings
from summarize.backends.batches import Row
from summarize.backends.ct2_decoder import Decoder
from summarize.backends.drafting import draft
from summarize.document.model import Document
from summarize.registry import Model
from summarize.request import Length


class CTranslate2Summarizer:
    """A checkpoint that CTranslate2 can run; see `ct2_decoder.Decoder` for what it raises."""

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self.engine = f"ct2-{model.quantization}"
        self._decoder = Decoder(model, location, device=device, threads=threads)
        self.writer = Articles(
            model, self._decoder.codec,
            ends=self._decoder.ends,
            longest_input=min(model.max_input_tokens, self._decoder.positions),
            longest_output=self._decoder.positions - 1,
            decode=self._decode,
        )  # fmt: skip

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        """One mapping per document, in order, with every one of `lengths`."""
        return draft(documents, lengths, self.writer)

    def _decode(self, rows: Sequence[Row], settings: Settings) -> list[list[int] | None]:
        # An output that reaches its most is cut; on transformers its last token is made the end.
        return self._decoder.decode(
            [replace(row, most=row.most - 1) for row in rows],
            settings,
            forced=self._decoder.forced,
            apart=lambda row: (row.least, row.most),
        )
