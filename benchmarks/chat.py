"""What chat models gain from what there is on a CPU: `python -m benchmarks.chat [--json FILE]`.

Random weights of the real shapes, each way of running them in a process of its own: reading
an article, writing one summary and four together, and three summaries of one article, which
the product writes together, having read the article once. For comparison, the same with
the article read for each, and as one answer to one prompt. torchao is measured if installed.

Random ids stand for text and nothing ends before its limit, so nothing depends on what is
said. Each figure is the best of several, ratios are to the first way of the run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from summarize.backends.causal import CausalModel
from summarize.registry import Family, Model, Task

ROOT = Path(__file__).resolve().parent.parent
# As in the config.json of Qwen/Qwen3-0.6B, Qwen/Qwen3.5-0.8B and ibm-granite/granite-4.0-350m.
SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "qwen3-0.6b": (
        "Qwen3Config",
        {
            "hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 28,
            "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128,
            "vocab_size": 151936, "tie_word_embeddings": True, "max_position_embeddings": 40960,
        },
    ),
    "granite-350m": (
        "GraniteConfig",
        {
            "hidden_size": 1024, "intermediate_size": 2048, "num_hidden_layers": 28,
            "num_attention_heads": 16, "num_key_value_heads": 4,
            "vocab_size": 100352, "tie_word_embeddings": True, "max_position_embeddings": 32768,
        },
    ),
    "qwen3.5-0.8b": (
        "Qwen3_5TextConfig",
        {
            "hidden_size": 1024, "intermediate_size": 3584, "num_hidden_layers": 24,
            "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 256,
            "linear_num_key_heads": 16, "linear_num_value_heads": 16,
            "vocab_size": 248320, "tie_word_embeddings": True, "max_position_embeddings": 32768,
        },
    ),
}  # fmt: skip
WAYS = (
    "bfloat16", "float32", "int8 dynamic", "torchao weights", "torchao dynamic", "compiled",
    "ct2 int8", "ct2 float32",
)  # fmt: skip
# Of a prompt, behind the article; and how many summaries of it.
INSTRUCTION, LENGTHS = 60, 3
# Text ids lie between these: no special tokens, and few enough for every shape.
_TEXT = range(100, 90_000)
_END = 0
_TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens per second where nothing else is said; of four rows, those of all together."""

    shape: str
    way: str
    loading: float  # seconds
    memory: int  # MB at most, loading included
    reading: float = 0.0
    writing: float = 0.0
    four: float = 0.0
    summaries: float = 0.0  # seconds for all of an article, as the product does it
    each: float = 0.0  # the same, the article read for each
    one_answer: float = 0.0  # the same, as one answer
    failed: str = ""


# -- models -------------------------------------------------------------------------------


def build(folder: Path, shape: str) -> None:
    """A checkpoint that the product and CTranslate2 take for a real one."""
    import torch
    import transformers
    from tokenizers import Tokenizer, models

    kind, fields = SHAPES[shape]
    config = getattr(transformers, kind)(eos_token_id=_END, pad_token_id=_END, **fields)
    torch.manual_seed(1)
    model: Any = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    model.generation_config.eos_token_id = _END
    model.save_pretrained(folder)
    words = {f"w{index}": index for index in range(config.vocab_size)}
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(words, unk_token="w1")),
        eos_token="w0", pad_token="w0", unk_token="w1",
    )  # fmt: skip
    tokenizer.chat_template = _TEMPLATE
    tokenizer.save_pretrained(folder)


def by_product(folder: Path, way: str, threads: int) -> CausalModel:
    """The product's model, changed in the way that is to be measured."""
    import torch

    dtype = "bfloat16" if way in ("bfloat16", "compiled") else "float32"
    if way.startswith("torchao"):
        dtype = "bfloat16"
    entry = Model(
        name="shape", task=Task.SUMMARIZE, family=Family.CHAT, path=folder, languages=("de",),
        max_input_tokens=16384, dtype={"cpu": dtype},
    )  # fmt: skip
    chat = CausalModel(entry, folder, device="cpu", threads=threads)
    if way == "int8 dynamic":
        from torch.ao.quantization import quantize_dynamic

        chat._model = quantize_dynamic(chat._model, {torch.nn.Linear}, dtype=torch.qint8)
    elif way.startswith("torchao"):
        from torchao.quantization import (
            Int8DynamicActivationInt8WeightConfig, Int8WeightOnlyConfig, quantize_,
        )  # fmt: skip

        config = Int8WeightOnlyConfig if "weights" in way else Int8DynamicActivationInt8WeightConfig
        quantize_(chat._model, config())
    elif way == "compiled":
        chat._model.forward = torch.compile(chat._model.forward, dynamic=True)
    return chat


# -- measuring ----------------------------------------------------------------------------

Write = Callable[[Sequence[list[int]], int], object]


def by_ctranslate2(folder: Path, kind: str, threads: int) -> Write:
    """Rows one prefix long share it, as it is CTranslate2's to do with a static prompt."""
    import ctranslate2

    converted = folder / f"ct2-{kind}"
    if not converted.exists():
        ctranslate2.converters.TransformersConverter(str(folder), load_as_float16=False).convert(
            str(converted), quantization=kind
        )
    generator = ctranslate2.Generator(str(converted), compute_type=kind, intra_threads=threads)

    def write(prompts: Sequence[list[int]], tokens: int, shared: int = 0) -> object:
        named = [[f"w{index}" for index in prompt] for prompt in prompts]
        return generator.generate_batch(
            [row[shared:] for row in named], static_prompt=named[0][:shared] or None,
            max_length=tokens, min_length=tokens, beam_size=1, include_prompt_in_result=False,
            max_batch_size=0,
        )  # fmt: skip

    return write


def best(work: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest run."""
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def measure(options: argparse.Namespace) -> Row:
    """One way, in this process."""
    folder, tokens = Path(options.folder), options.answer_tokens
    started = time.perf_counter()
    if options.way.startswith("ct2"):
        write = by_ctranslate2(folder, options.way.split()[1], options.threads)
        shared: Any = partial(write, shared=options.prompt_tokens)  # type: ignore[call-arg]
        each: Any = write
    else:
        chat = by_product(folder, options.way, options.threads)

        def shared(prompts: Sequence[list[int]], count: int) -> None:
            made = chat.generate(prompts, [count] * len(prompts))
            assert all(made)

        each = shared
    loading = time.perf_counter() - started

    rng = random.Random(1)
    ids = lambda count: [rng.choice(_TEXT) for _ in range(count)]  # noqa: E731
    article = ids(options.prompt_tokens)
    prompts = [article + ids(INSTRUCTION) for _ in range(LENGTHS)]
    four = [ids(options.prompt_tokens) for _ in range(4)]
    run = partial(best, repeats=options.repeats)

    each([article], 2)
    first = run(lambda: each([article], 1))
    writing = (tokens - 1) / max(1e-9, run(lambda: each([article], tokens)) - first)
    first_of_four = run(lambda: each(four, 1))
    of_four = 4 * (tokens - 1) / max(1e-9, run(lambda: each(four, tokens)) - first_of_four)
    return Row(
        options.shape, options.way, loading,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        len(article) / first, writing, of_four,
        run(lambda: shared(prompts, tokens)),
        run(lambda: each(prompts, tokens)),
        run(lambda: each(prompts[:1], LENGTHS * tokens)),
    )  # fmt: skip


if __name__ == "__main__":
    pass
