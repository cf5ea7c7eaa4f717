"""The Marian transformer, its loss, and the average of its weights.

The class is the one of transformers, so that the result is an ordinary checkpoint. Only the
way through it is our own: masks are handed over ready-made (the library would ask the GPU
about their contents, and wait), and the loss never holds all logits at once.
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

_ROUND = 512  # pieces that a batch is held against are a multiple of it
_FREQUENT = 2000  # pieces; SentencePiece has them in the order of their frequency


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


class _TokenLoss(torch.autograd.Function):
    """Mean cross-entropy with label smoothing, a chunk of tokens at a time.

    The gradients are worked out on the way forward, where the logits are at hand: 50,000
    tokens times 16,000 pieces would be 3 GB, several times over.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        weight: Tensor,
        labels: Tensor,
        counts: Tensor,
        smoothing: float,
        chunk: int,
    ) -> Tensor:
        dtype = computed_in(states.device)
        table = weight.detach().to(dtype)
        total = states.new_zeros((), dtype=torch.float32)
        state_grad = torch.empty_like(states, dtype=torch.float32)
        weight_grad = torch.zeros_like(weight, dtype=torch.float32)
        smooth = smoothing * counts / counts.sum()
        more = counts.log()
        with torch.autocast(states.device.type, enabled=False):
            for first in range(0, len(states), chunk):
                part = states[first : first + chunk].detach().to(dtype)
                wanted = labels[first : first + chunk, None]
                logits = (part @ table.T).float()
                total -= (1 - smoothing) * logits.gather(1, wanted).sum()
                total -= (logits @ smooth).sum()
                logits += more
                # From here on in place, each value read as rarely as can be.
                top = logits.amax(1, keepdim=True)
                grad = logits.sub_(top).exp_()
                mass = grad.sum(1, keepdim=True)
                total += (top + mass.log()).sum()
                grad.div_(mass).sub_(smooth)
                grad.scatter_add_(1, wanted, torch.full_like(top, smoothing - 1))
                grad = grad.to(dtype)
                state_grad[first : first + chunk] = grad @ table
                weight_grad += grad.T @ part
        ctx.save_for_backward(state_grad, weight_grad)
        ctx.tokens, ctx.dtype = len(states), states.dtype
        return total / len(states)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None, None, None]:
        state_grad, weight_grad = ctx.saved_tensors
        scale = grads[0] / ctx.tokens
        return (state_grad * scale).to(ctx.dtype), weight_grad * scale, None, None, None, None


def token_loss(
    states: Tensor,
    weight: Tensor,
    labels: Tensor,
    smoothing: float = 0.0,
    chunk: int = 0,
    counts: Tensor | None = None,
) -> Tensor:
    """Mean loss over tokens; differentiable in the states and in the weight.

    A row of `weight` stands for as many pieces as `counts` says, one if it says nothing.
    """
    # On a CPU a chunk of logits should stay in its cache: 256 x 16,000 are 16 MB.
    chunk = chunk or (16_384 if states.is_cuda else 256)
    counts = torch.ones_like(weight[:, 0]) if counts is None else counts
    apply: Any = _TokenLoss.apply
    mean: Tensor = apply(states, weight, labels, counts, smoothing, chunk)
    return mean


def some_pieces(labels: Tensor, pieces: int, drawn: int) -> tuple[Tensor, Tensor]:
    """Pieces that a batch is held against instead of all, and how many each stands for.

    Those that it has, those that are frequent, which are the first, and `drawn` others, or a few
    more, that stand for the rest. So the softmax's sum is right on average (importance sampling,
    Bengio and Senécal 2003), at a quarter of the price.
    """
    kept = torch.zeros(pieces, dtype=torch.bool, device=labels.device)
    kept[:_FREQUENT] = True
    kept[labels] = True
    rest = (~kept).nonzero()[:, 0]
    # Of as many pieces as there were in other batches: a CPU plans each new shape anew.
    drawn += -(int(kept.sum()) + drawn) % _ROUND
    others = rest[torch.randperm(len(rest), device=labels.device)[:drawn]]
    ids = torch.cat((kept.nonzero()[:, 0], others))
    counts = torch.ones(len(ids), device=labels.device)
    counts[len(ids) - len(others) :] = len(rest) / max(1, len(others))
    return ids, counts


def loss(model: Any, batch: Batch, smoothing: float, drawn: int = 0) -> Tensor:
    """Mean loss of a batch; with `drawn`, held against some of the pieces only."""
    states, weight = hidden_states(model, batch), output_weight(model)
    if not drawn:
        return token_loss(states, weight, batch.labels, smoothing)
    ids, counts = some_pieces(batch.labels, len(weight), drawn)
    places = torch.empty(len(weight), dtype=torch.int64, device=ids.device)
    places[ids] = torch.arange(len(ids), device=ids.device)
    return token_loss(
        states, weight.index_select(0, ids), places[batch.labels], smoothing, counts=counts
    )


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
