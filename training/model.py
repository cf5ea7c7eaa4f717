"""The Marian transformer, and the average of its weights.

The class is the one of transformers, so that the result is an ordinary checkpoint. Only the
way through it is our own: masks are handed over ready-made (the library would ask the GPU
about their contents, and wait).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import torch
from torch import Tensor

from training.batches import Batch
from training.settings import Shape
from training.vocabulary import EOS, Vocabulary


def build(shape: Shape, words: Vocabulary) -> Any:
    """A MarianMTModel with fresh weights; the row of `<pad>` is zero."""
    import transformers

    library: Any = transformers
    config = library.MarianConfig(
        vocab_size=words.pieces + 1,
        d_model=shape.width,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        max_position_embeddings=shape.positions,
        dropout=shape.dropout,
        activation_function=shape.activation,
        scale_embedding=True,
        init_std=shape.width**-0.5,
        eos_token_id=EOS,
        forced_eos_token_id=None,
        pad_token_id=words.pad,
        decoder_start_token_id=words.pad,
        attn_implementation="sdpa" if torch.cuda.is_available() else "eager",
    )
    model = library.MarianMTModel(config)
    for name, weights in model.named_parameters():
        # Embeddings are scaled up by sqrt(width); everything else starts as usual.
        if weights.dim() == 2 and "shared" not in name and "embed" not in name:
            torch.nn.init.xavier_uniform_(weights)
    zero_pad(model)
    for stack in (model.model.encoder, model.model.decoder):
        stack.layers[0].register_forward_pre_hook(_narrow)
    return model


def _narrow(_: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Between layers, too, states are of the type that matrices are multiplied in.

    Embeddings are float32, and autocast would turn what follows from them to and fro: 8 % more
    tokens a second on a CPU, with the same loss.
    """
    states, *rest = inputs
    return (states.to(computed_in(states.device)), *rest)


@torch.no_grad()
def take_over(model: Any, trained: Any) -> None:
    """Give a model the weights of a trained one, whose feed-forward layers may be narrower.

    The units that are added get nothing to say at first (outgoing weights of zero), so the model
    translates as the trained one does, and learns from there (Net2Net, arXiv 1511.05641, puts
    copies there instead). Raises ValueError for a model of another shape.
    """
    mine, theirs = model.state_dict(), trained.state_dict()
    if mine.keys() != theirs.keys():
        raise ValueError(f"{min(mine.keys() ^ theirs.keys())} is in one of the models only")
    for name, weights in mine.items():
        old = theirs[name]
        grown = [size > before for size, before in zip(weights.shape, old.shape, strict=True)]
        shrunk = [size < before for size, before in zip(weights.shape, old.shape, strict=True)]
        if any(shrunk) or (any(grown) and not ("fc1" in name or "fc2.weight" in name)):
            raise ValueError(f"{name}: {tuple(old.shape)} does not fit {tuple(weights.shape)}")
        if any(grown) and "fc2" in name:
            weights.zero_()
        weights[tuple(map(slice, old.shape))] = old


def zero_pad(model: Any) -> None:
    """CTranslate2 begins with a zero vector where transformers begins with `<pad>`: make it so."""
    with torch.no_grad():
        model.model.shared.weight[model.config.pad_token_id].zero_()


def output_weight(model: Any) -> Tensor:
    """The rows of the embedding that can be predicted: all but `<pad>`, which is the last."""
    weight: Tensor = model.model.shared.weight
    return weight[:-1]


@cache
def has_bf16(device: torch.device) -> bool:
    """Whether a device multiplies faster in bfloat16 than in float32.

    A CPU without instructions for it is ten times slower; of those that have them, some take half
    the time (AMD, and Intel with AMX), and some twice (Intel without AMX).
    """
    if device.type != "cpu":
        return True
    # Not in every build of torch.
    asked = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    if not asked or not asked():
        return False
    wide, narrow = (
        (torch.ones(1024, 256, dtype=dtype), torch.ones(256, 1024, dtype=dtype))
        for dtype in (torch.float32, torch.bfloat16)
    )
    # The shortest of several: other work makes some of them longer.
    taken = [[_seconds(*operands) for operands in (wide, narrow)] for _ in range(9)]
    return min(narrow for _, narrow in taken) < min(wide for wide, _ in taken)


def _seconds(left: Tensor, right: Tensor) -> float:
    started = time.perf_counter()
    torch.matmul(left, right)
    return time.perf_counter() - started


def computed_in(device: torch.device) -> torch.dtype:
    """The type that matrices are multiplied in at the moment."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    return torch.float32


def mask_for(model: Any, seen: Tensor) -> Tensor:
    """A mask in the form that the model's attention takes.

    On a CPU that is the plain one, which adds the mask: torch's fused attention in bf16 took
    four to five times as long there (70 rows of 32 tokens, forward and backward: 14.8 ms
    against 2.5 ms).
    """
    if model.config._attn_implementation != "eager":
        return seen
    closed = torch.zeros(seen.shape, dtype=computed_in(seen.device), device=seen.device)
    return closed.masked_fill_(~seen, float("-inf"))


def attention_mask(lengths: Tensor, width: int) -> Tensor:
    """rows x 1 x 1 x width, true where there is text."""
    places = torch.arange(width, device=lengths.device)
    return (places < lengths[:, None])[:, None, None]


def hidden_states(model: Any, batch: Batch) -> Tensor:
    """The decoder's last states at all real target places: tokens x width."""
    length = batch.target.shape[1]
    mask = mask_for(model, attention_mask(batch.source_lengths, batch.source.shape[1]))
    # Padding comes after all real tokens, so looking only back is mask enough.
    back = torch.ones(length, length, dtype=torch.bool, device=mask.device).tril()
    causal = mask_for(model, back[None, None])
    encoded = model.model.encoder(input_ids=batch.source, attention_mask=mask)[0]
    decoded = model.model.decoder(
        input_ids=batch.target,
        attention_mask=causal,
        encoder_hidden_states=encoded,
        encoder_attention_mask=mask,
        use_cache=False,
    )[0]
    states: Tensor = decoded.reshape(-1, decoded.shape[-1]).index_select(0, batch.real)
    return states


class Average:
    """Exponential moving average of the weights: what is evaluated and shipped."""

    def __init__(self, model: Any, decay: float) -> None:
        self.decay = decay
        self.live = [weights for weights in model.parameters() if weights.requires_grad]
        self.mean = [weights.detach().clone() for weights in self.live]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after a step; early on the average is short."""
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(self.mean, [weights.data for weights in self.live], 1 - decay)

    @contextmanager
    def used(self) -> Iterator[None]:
        """The model has the averaged weights inside this block."""
        kept = [weights.detach().clone() for weights in self.live]
        self.load(self.mean)
        try:
            yield
        finally:
            self.load(kept)

    @torch.no_grad()
    def load(self, values: list[Tensor]) -> None:
        """Overwrite the weights."""
        for weights, value in zip(self.live, values, strict=True):
            weights.copy_(value)
