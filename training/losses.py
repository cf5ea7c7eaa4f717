"""How far a model's predictions are from what people wrote: cross-entropy, in little memory.

It never holds all logits at once.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from training.batches import Batch
from training.model import computed_in, hidden_states, output_weight

_ROUND = 512  # pieces that a batch is held against are a multiple of it
_FREQUENT = 2000  # pieces; SentencePiece has them in the order of their frequency


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


def some_pieces(
    labels: Tensor, pieces: int, drawn: int, random: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
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
    others = rest[torch.randperm(len(rest), generator=random, device=labels.device)[:drawn]]
    ids = torch.cat((kept.nonzero()[:, 0], others))
    counts = torch.ones(len(ids), device=labels.device)
    counts[len(ids) - len(others) :] = len(rest) / max(1, len(others))
    return ids, counts


def loss(
    model: Any,
    batch: Batch,
    smoothing: float,
    drawn: int = 0,
    random: torch.Generator | None = None,
) -> Tensor:
    """Mean loss of a batch; with `drawn`, held against some of the pieces only."""
    states, weight = hidden_states(model, batch), output_weight(model)
    if not drawn:
        return token_loss(states, weight, batch.labels, smoothing)
    ids, counts = some_pieces(batch.labels, len(weight), drawn, random)
    places = torch.empty(len(weight), dtype=torch.int64, device=ids.device)
    places[ids] = torch.arange(len(ids), device=ids.device)
    return token_loss(
        states, weight.index_select(0, ids), places[batch.labels], smoothing, counts=counts
    )
