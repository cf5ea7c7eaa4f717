"""Chat models on a CPU: 8-bit weights and attention, against what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from summarize.backends import lean
from summarize.backends.causal import CausalModel
from summarize.registry import Family
from tests.summarizer_checkpoints import entry

pytest_plugins = ["tests.summarizer_checkpoints"]
Checkpoint = Callable[[str], Path]


def loaded(checkpoint: Checkpoint, **fields: Any) -> CausalModel:
    folder = checkpoint("qwen3")
    return CausalModel(entry(Family.CHAT, folder, **fields), folder, device="cpu")


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("rows", [1, 3, 16, 17, 100])
def test_a_rounded_layer_gives_nearly_the_same(bias: bool, dtype: torch.dtype, rows: int) -> None:
    torch.manual_seed(1)
    layer = nn.Linear(64, 160, bias=bias).to(dtype)
    with torch.inference_mode():
        # One channel far larger than the rest must not spoil the others.
        layer.weight[0] *= 100
        states = torch.randn(1, rows, 64, dtype=dtype)
        exact, made = layer(states), lean.Int8Linear(layer)(states)
    assert (made.shape, made.dtype) == (exact.shape, dtype)
    made, exact = made[..., 1:].float(), exact[..., 1:].float()
    assert (made - exact).norm() < 0.01 * exact.norm()


def test_few_and_many_rows_are_computed_alike() -> None:
    torch.manual_seed(1)
    layer = lean.Int8Linear(nn.Linear(64, 160))
    states = torch.randn(100, 64)
    with torch.inference_mode():
        few = torch.cat([layer(states[i : i + 10]) for i in range(0, 100, 10)])
        assert torch.allclose(few, layer(states), atol=0.02)


@pytest.mark.parametrize("new", [1, 5])
@pytest.mark.parametrize("heads", [2, 8])
@pytest.mark.parametrize("masked", [False, True])
def test_attention_is_the_usual_one(new: int, heads: int, masked: bool) -> None:
    torch.manual_seed(1)
    query, key, value = torch.randn(3, heads, new, 16), *torch.randn(2, 3, 2, 20, 16)
    mask = torch.rand(3, 1, new, 20) > 0.3 if masked else None
    module = nn.Module()
    module.num_key_value_groups = heads // 2  # type: ignore[assignment]
    given = (module, query, key, value, mask)
    made, usual = (f(*given, scaling=0.3)[0] for f in (lean.attend, sdpa_attention_forward))
    assert made.shape == usual.shape
    assert torch.allclose(made, usual, atol=1e-5)


@pytest.mark.parametrize(
    ("dtype", "quantization", "rounded"),
    [("bfloat16", "int8", True), ("bfloat16", "float32", False), ("float32", "int8", False)],
)
def test_weights_have_8_bits_where_the_entry_says_so(
    summarizer_checkpoint: Checkpoint, dtype: str, quantization: str, rounded: bool
) -> None:
    chat = loaded(summarizer_checkpoint, dtype={"cpu": dtype}, quantization=quantization)
    kinds = {type(module) for module in chat._model.modules()}
    assert (lean.Int8Linear in kinds) is rounded
    assert chat._model.config._attn_implementation == "lean"
    assert chat.engine == ("int8" if rounded else "")
    (answer,) = chat.generate([chat.prompt(str, "Ein Satz.")], [10])
    assert answer is not None


def test_a_processor_without_bfloat16_computes_in_float32(
    summarizer_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lean, "_has_bfloat16", lambda: False)
    chat = loaded(summarizer_checkpoint, dtype={"cpu": "bfloat16"})
    assert {p.dtype for p in chat._model.parameters()} == {torch.float32}
    (answer,) = chat.generate([chat.prompt(str, "Ein Satz.")], [10])
    assert answer is not None
