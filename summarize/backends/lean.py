"""What makes a model that writes fast on a CPU: weights of 8 bits, and attention as it is.

Writing waits for memory, as every token reads all weights and the cache once. Known to
nobody but the model's own layers: what it is asked and how it generates stay the same.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.functional import linear, scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

# With more rows than this, as when a prompt is read, computing takes the time, not memory.
_FEW = 16
# Rows at a time: copies of a whole layer would leave the memory in pieces.
_CHUNK = 128


def quantize(model: Any) -> None:
    """Round the weights of all Linear layers to 8 bits, one scale per output channel.

    Embeddings and activations keep their precision. For Qwen3, 8 bits for weights alone were
    found near-lossless (arXiv 2505.02214, with somewhat finer scales than these). On a processor
    without bfloat16 everything else becomes float32.
    """
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if type(child) is nn.Linear and _has_kernel(child):
                setattr(parent, name, Int8Linear(child))
    # There reading a prompt in bfloat16 takes three times as long.
    native = _has_bfloat16()
    for parameter in model.parameters():
        # Copies, as one tensor in it keeps the whole file in memory.
        parameter.data = parameter.data.clone() if native else parameter.data.float()


def _has_bfloat16() -> bool:
    # Not in every build of torch.
    asked = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return bool(asked and asked())


def _has_kernel(layer: nn.Linear) -> bool:
    """torch has no public name for it yet, and no tail for odd sizes on every processor."""
    known = hasattr(torch, "_weight_int8pack_mm")
    return known and layer.in_features % 32 == 0 and layer.out_features % 32 == 0


class Int8Linear(nn.Module):
    """Stands for a Linear layer, with its weights rounded."""

    weight: torch.Tensor
    scale: torch.Tensor

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        given = layer.weight.detach()
        weight, scale = torch.empty_like(given, dtype=torch.int8), []
        for start in range(0, len(given), _CHUNK):
            rows = given[start : start + _CHUNK].float()
            largest = rows.abs().amax(dim=1, keepdim=True).clamp(min=1e-12)
            # The kernel wants it in bfloat16, so the weights are to be multiples of that.
            scale.append((largest / 127).bfloat16())
            weight[start : start + _CHUNK] = (rows / scale[-1]).round().clamp(-127, 127)
        self.register_buffer("weight", weight)
        self.register_buffer("scale", torch.cat(scale)[:, 0])
        self.bias = layer.bias

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        rows = states.reshape(-1, states.shape[-1])
        if len(rows) <= _FEW:
            made = torch._weight_int8pack_mm(rows.bfloat16(), self.weight, self.scale)
        else:
            weight = self.weight.to(rows.dtype).mul_(self.scale[:, None])
            made = linear(rows, weight)
        made = made.to(states.dtype).view(*states.shape[:-1], -1)
        return made if self.bias is None else made + self.bias


def attend(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """transformers' own attention, except for one new token that sees everything.

    There torch copies keys and values for every head that shares them, which takes four times
    as long as to let the heads be rows.
    """
    sees_all = attention_mask is None and options.get("position_bias") is None
    if query.shape[2] > 1 or not sees_all or query.shape[1] == key.shape[1]:
        return sdpa_attention_forward(module, query, key, value, attention_mask, **options)
    rows = query.reshape(len(query), key.shape[1], -1, query.shape[-1])
    made = scaled_dot_product_attention(rows, key, value, scale=options.get("scaling"))
    return made.reshape(len(query), 1, query.shape[1], -1), None


def use_lean_attention(model: Any) -> None:
    if model.config._attn_implementation == "sdpa":
        AttentionInterface.register("lean", attend)
        AttentionMaskInterface.register("lean", sdpa_mask)
        model.set_attn_implementation("lean")
