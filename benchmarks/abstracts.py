"""Summaries by one BART, by textsum and by our CTranslate2 summarizer; see `peers`.

The same random weights in bart-base's shape, a tokenizer learnt from our samples, the same
beams, and a number of tokens that every summary must have, so that nothing depends on what
is said. textsum pads every article to the longest input, as it always does.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import articles
from summarize.backends import conversion
from summarize.backends.batches import Row
from summarize.backends.ct2_summarizer import CTranslate2Summarizer
from summarize.registry import Family, Model, Task

_LONGEST = 1024
_VOCABULARY = 50_265
_TEXTSUM = """
import json, sys, time
from textsum.summarize import Summarizer

given = json.load(sys.stdin)
summarizer = Summarizer(
    given["folder"], use_cuda=False, token_batch_length=1024, disable_progress_bar=True,
    num_beams=given["beams"], min_length=given["tokens"], max_length=given["tokens"],
    no_repeat_ngram_size=3, encoder_no_repeat_ngram_size=0, repetition_penalty=1.0,
)
started = time.perf_counter()
for text in given["texts"]:
    assert summarizer.summarize_string(text)
print(json.dumps(time.perf_counter() - started))
"""


def build(folder: Path) -> None:
    """A checkpoint as facebook/bart-base: 6 and 6 layers of 768."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import BartConfig, BartForConditionalGeneration, BartTokenizer

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=8000, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )  # fmt: skip
    learner.train_from_iterator(articles.articles(50), trainer)
    learnt = json.loads(learner.to_str())["model"]
    # The real number of words, of which texts never have the last ones.
    words = learnt["vocab"] | {f"filler{i}": i for i in range(len(learnt["vocab"]), _VOCABULARY)}
    merges: Any = [(left, right) for left, right in learnt["merges"]]
    BartTokenizer(vocab=words, merges=merges, model_max_length=_LONGEST).save_pretrained(folder)
    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=_VOCABULARY, d_model=768, encoder_layers=6, decoder_layers=6,
        encoder_attention_heads=12, decoder_attention_heads=12, encoder_ffn_dim=3072,
        decoder_ffn_dim=3072, forced_eos_token_id=2,
    )  # fmt: skip
    BartForConditionalGeneration(config).save_pretrained(folder)


def ours(folder: Path, texts: Sequence[str], beams: int, tokens: int) -> float:
    """Seconds of the product's summarizer, tokenizing and all, for one summary each."""
    model = Model(
        name="bart", task=Task.SUMMARIZE, family=Family.BART, path=folder, languages=("en",),
        max_input_tokens=_LONGEST,
    )  # fmt: skip
    summarizer = CTranslate2Summarizer(model, conversion.convert(model, folder), device="cpu")
    codec = summarizer.writer.codec

    def summarize(given: Sequence[str]) -> list[str]:
        head, *_, end = codec.frame
        rows = [Row([head, *codec.body(t)[: _LONGEST - 2], end], tokens, tokens - 1) for t in given]
        settings = {"num_beams": beams, "no_repeat_ngram_size": 3, "early_stopping": True}
        made = [ids or [] for ids in summarizer._decode(rows, settings)]
        assert all(abs(len(ids) - tokens) < 3 for ids in made), [len(ids) for ids in made]
        return [codec.text(ids) for ids in made]

    summarize(texts[:1])
    started = time.perf_counter()
    summarize(texts)
    return time.perf_counter() - started


def textsum(python: Path, folder: Path, texts: Sequence[str], beams: int, tokens: int) -> float:
    """Seconds of textsum, without starting it; raises RuntimeError with why it does not run."""
    given = {"folder": str(folder), "texts": list(texts), "beams": beams, "tokens": tokens}
    done = subprocess.run(
        [str(python), "-c", _TEXTSUM], input=json.dumps(given), text=True, capture_output=True
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["killed"])[-1])
    seconds: float = json.loads(done.stdout.splitlines()[-1])
    return seconds
