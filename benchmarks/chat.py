"""How fast chat models write on a CPU: `python -m benchmarks.chat [--json FILE]`.

Random weights of the real shapes, each way of running them in a process of its own:

  transformers     generate() in bfloat16 as it comes, every prompt read for itself
  ours             the product: 8-bit weights, lean attention, what prompts share read once
  ours, bfloat16   the same without rounding the weights
  float32, int8 dynamic, torchao, compiled, ct2: the other things there are

An article is read and one summary written; three summaries of it are written together, by
ct2 and by the product after one reading; and one answer of their total length is written.
Random ids stand for text, nothing ends before its limit. Speeds are medians over tokens.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

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
    "transformers", "ours", "ours, bfloat16", "float32", "int8 dynamic", "torchao weights",
    "torchao dynamic", "compiled", "ct2 int8_float32", "ct2 float32",
)  # fmt: skip
_BFLOAT16 = ("transformers", "ours", "ours, bfloat16", "compiled")
# Tokens of a prompt behind the article, and summaries of it.
INSTRUCTION, LENGTHS = 60, 3
# Ids of text: no special tokens, and few enough for every shape.
_TEXT = range(100, 90_000)
_END = 0
_TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"

# Answers of so many tokens to these prompts, which have their first so many ids in common;
# the times at which their tokens were there.
Write = Callable[[Sequence[list[int]], int, int], list[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens or seconds; `failed` says why there are none."""

    shape: str
    way: str
    loading: float = 0.0
    memory: int = 0  # MB at most
    reading: float = 0.0  # tokens per second
    writing: float = 0.0
    together: float = 0.0  # the same of all summaries of an article
    summaries: float = 0.0  # seconds for them, from the article on
    one_answer: float = 0.0  # seconds for one that is as long as they are
    failed: str = ""


# -- models -------------------------------------------------------------------------------


def build(folder: Path, shape: str) -> None:
    """A checkpoint that the product and CTranslate2 take for a real one."""
    import torch
    from tokenizers import Tokenizer, models

    transformers: Any = import_module("transformers")
    kind, fields = SHAPES[shape]
    config = getattr(transformers, kind)(eos_token_id=_END, pad_token_id=_END, **fields)
    torch.manual_seed(1)
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    model.generation_config.eos_token_id = _END
    model.save_pretrained(folder)
    words = {f"w{index}": index for index in range(config.vocab_size)}
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(words, unk_token="w1")),
        eos_token="w0", pad_token="w0", unk_token="w1",
    )  # fmt: skip
    tokenizer.chat_template = _TEMPLATE
    tokenizer.save_pretrained(folder)


def by_torch(folder: Path, way: str, threads: int) -> Write:
    """The product's model, with less or something else in it."""
    entry = Model(
        name="shape", task=Task.SUMMARIZE, family=Family.CHAT, path=folder, languages=("de",),
        max_input_tokens=16384, quantization="int8" if way == "ours" else "float32",
        dtype={"cpu": "bfloat16" if way in _BFLOAT16 or "torchao" in way else "float32"},
    )  # fmt: skip
    chat = CausalModel(entry, folder, device="cpu", threads=threads)
    changed = _changed(chat._model, way)
    if not way.startswith("ours"):
        changed.set_attn_implementation("sdpa")
    times: list[float] = []

    def stamp(ids: Any, scores: Any) -> Any:
        times.append(time.perf_counter())
        return scores

    def generate(**given: Any) -> Any:
        given["logits_processor"].append(stamp)
        return real(**given)

    real, changed.generate = changed.generate, generate
    chat._model = changed

    def write(prompts: Sequence[list[int]], tokens: int, shared: int) -> list[float]:
        times.clear()
        with ExitStack() as stack:
            if not way.startswith("ours"):
                none = mock.patch("summarize.backends.prefixes.prepared", return_value=None)
                stack.enter_context(none)
            chat.generate(prompts, [tokens] * len(prompts))
        return times

    return write


def _changed(model: Any, way: str) -> Any:
    import torch

    if way == "int8 dynamic":
        old: Any = torch.ao.quantization
        return old.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
    if way.startswith("torchao"):
        ao = import_module("torchao.quantization")
        weights = ao.Int8WeightOnlyConfig, ao.Int8DynamicActivationInt8WeightConfig
        ao.quantize_(model, weights["dynamic" in way]())
    if way == "compiled":
        model.forward = torch.compile(model.forward, dynamic=True)
    return model


def by_ctranslate2(folder: Path, kind: str, threads: int) -> Write:
    """What prompts share is a static prompt, which CTranslate2 keeps for the next call."""
    import ctranslate2

    converted = folder / kind
    if not converted.exists():
        converter = ctranslate2.converters.TransformersConverter(str(folder))
        converter.convert(str(converted), quantization=kind)
    generator = ctranslate2.Generator(str(converted), compute_type=kind, intra_threads=threads)

    def write(prompts: Sequence[list[int]], tokens: int, shared: int) -> list[float]:
        rows = [[f"w{index}" for index in prompt] for prompt in prompts]
        times: list[float] = []

        def stamp(step: Any) -> bool:
            if step.batch_id == 0:
                times.append(time.perf_counter())
            return False

        generator.generate_batch(
            [row[shared:] for row in rows], static_prompt=rows[0][:shared] or None,
            max_length=tokens, min_length=tokens, beam_size=1, include_prompt_in_result=False,
            callback=stamp,
        )  # fmt: skip
        return times

    return write


# -- measuring ----------------------------------------------------------------------------


def measure(options: argparse.Namespace) -> Row:
    """One way, in this process."""
    folder, tokens, way = Path(options.folder), options.answer_tokens, options.way
    started = time.perf_counter()
    if way.startswith("ct2"):
        write = by_ctranslate2(folder, way.partition(" ")[2], options.threads)
    else:
        write = by_torch(folder, way, options.threads)
    loading = time.perf_counter() - started
    chance = random.Random(1)

    def ids(count: int) -> list[int]:
        return [chance.choice(_TEXT) for _ in range(count)]

    article = ids(options.prompt_tokens)
    prompts = [article + ids(INSTRUCTION) for _ in range(LENGTHS)]
    write([ids(options.prompt_tokens)], 3, 0)  # warms up, and compiles
    found = {}
    for name, given, count, shared in (
        ("one", [ids(options.prompt_tokens)], tokens, 0),
        ("three", prompts, tokens, len(article)),
        ("total", prompts[:1], LENGTHS * tokens, 0),
    ):
        started = time.perf_counter()
        times = write(given, count, shared)
        step = statistics.median(b - a for a, b in pairwise(times))
        found[name] = times[0] - started, len(given) / step, times[-1] - started
    return Row(
        options.shape, way, loading,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        reading=options.prompt_tokens / found["one"][0], writing=found["one"][1],
        together=found["three"][1], summaries=found["three"][2], one_answer=found["total"][2],
    )  # fmt: skip


def apart(options: argparse.Namespace, shape: str, way: str, folder: Path) -> Row:
    """One way, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.chat", "--only", shape, way]
    command += [str(folder), "--prompt-tokens", str(options.prompt_tokens)]
    command += ["--answer-tokens", str(options.answer_tokens), "--threads", str(options.threads)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, timeout=options.timeout
        )
    except subprocess.TimeoutExpired:
        return Row(shape, way, failed=f"not done after {options.timeout} s")
    if done.returncode:
        return Row(shape, way, failed=(done.stderr.strip().splitlines() or ["killed"])[-1][:60])
    return Row(**json.loads(done.stdout.splitlines()[-1]))


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(
        "shape", "way", "loading s", "MB", "reading tokens/s", "writing", "three together",
        "three summaries s", "x", "one answer s",
    )  # fmt: skip
    first = {row.shape: row.summaries for row in reversed(rows) if not row.failed}
    for row in rows:
        if row.failed:
            table.add_row(row.shape, row.way, row.failed)
            continue
        table.add_row(
            row.shape, row.way, f"{row.loading:.1f}", str(row.memory), f"{row.reading:.0f}",
            f"{row.writing:.1f}", f"{row.together:.1f}", f"{row.summaries:.1f}",
            f"{first[row.shape] / row.summaries:.1f}", f"{row.one_answer:.1f}",
        )  # fmt: skip
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description="Chat models on a CPU.")
    parser.add_argument("--shapes", nargs="+", default=["qwen3-0.6b"], choices=SHAPES)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--prompt-tokens", type=int, default=900)
    parser.add_argument("--answer-tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=180, help="seconds for one way")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        options.shape, options.way, options.folder = options.only
        print(json.dumps(asdict(measure(options))))
        return
    rows = []
    for shape in options.shapes:
        with tempfile.TemporaryDirectory() as name:
            build(Path(name), shape)
            rows += [apart(options, shape, way, Path(name)) for way in options.ways]
    show(rows, Console(highlight=False, width=160))
    settings = {"prompt": options.prompt_tokens, "answer": options.answer_tokens}
    machine.save(options.json, {"settings": settings, "rows": [asdict(row) for row in rows]})


if __name__ == "__main__":
    main()
