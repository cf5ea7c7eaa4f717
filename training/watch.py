"""How good a model is by now: loss, BLEU and chrF on a few development sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import store
from training.batches import Batch, Rows, Sampler
from training.corpus import Pair, read_pairs
from training.decode import translate
from training.hinting import Hints
from training.losses import loss
from training.settings import Corpus, Settings
from training.vocabulary import Vocabulary


def dev_pairs(prepared: Path, count: int) -> list[Pair]:
    """The first pairs of flores-dev, or of whichever German-English file there is."""
    named = prepared / "dev" / "flores-dev.tsv"
    others = [path for path in (prepared / "dev").glob("*.tsv") if ".en-de." not in path.name]
    path = named if named.exists() else min(others, default=None)
    return list(read_pairs(path))[:count] if path else []


def dev_batches(
    pairs: Sequence[Pair], settings: Settings, words: Vocabulary, hints: Hints
) -> list[Batch]:
    """All pairs in the directions that are learnt."""
    tokens = store.from_lists("dev", hints.encode(pairs, words))
    plan = replace(
        settings, corpora=(Corpus("dev"),), train=replace(settings.train, batch_tokens=4000)
    )
    sampler = Sampler([tokens], plan, words)
    index = np.arange(len(tokens))
    rows = Rows.join([sampler.examples(tokens, index, side) for side in settings.sides])
    cut = sampler.cut(rows, np.random.default_rng(0))
    return [sampler.make(rows.take(part)) for part in cut]


class Watch:
    """Scores a model on the same sentences every time."""

    def __init__(self, prepared: Path, settings: Settings, words: Vocabulary) -> None:
        self.words, self.bf16, self.sides = words, settings.train.bf16, settings.sides
        self.pairs = dev_pairs(prepared, settings.train.eval_sentences)
        self.hints = Hints(prepared)
        self.batches = dev_batches(self.pairs, settings, words, self.hints) if self.pairs else []

    def scores(self, model: Any) -> dict[str, float]:
        """`dev_loss` per token and, per direction, `bleu` and `chrf` of greedy translations."""
        if not self.pairs:
            return {}
        found = {"dev_loss": self.loss(model)}
        for side in self.sides:
            source, target = ("de", "en") if side == 0 else ("en", "de")
            sources = self.hints.put_in([pair[side] for pair in self.pairs], source)
            references = [pair[1 - side] for pair in self.pairs]
            texts = translate(model, self.words, sources, target, self.bf16)
            found |= {f"{key}_{target}": value for key, value in score(texts, references).items()}
        return found

    @torch.no_grad()
    def loss(self, model: Any) -> float:
        """Mean cross-entropy per target token, without label smoothing."""
        model.eval()
        total = 0.0
        with torch.autocast(model.device.type, torch.bfloat16, enabled=self.bf16):
            for batch in self.batches:
                total += float(loss(model, batch.to(model.device), 0.0)) * batch.target_tokens
        model.train()
        return round(total / sum(batch.target_tokens for batch in self.batches), 4)


def score(texts: list[str], references: list[str]) -> dict[str, float]:
    """BLEU and chrF."""
    import sacrebleu

    return {
        "bleu": round(sacrebleu.corpus_bleu(texts, [references]).score, 2),
        "chrf": round(sacrebleu.corpus_chrf(texts, [references]).score, 2),
    }
