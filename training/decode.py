"""Greedy translation in large batches: for looking on while training and for back-translation.

Beam search is left to `evaluate`, with the engines that will run in the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from training.model import attention_mask, mask_for, output_weight
from training.vocabulary import EOS, Vocabulary

LOOK_EVERY = 8  # steps between asking the GPU whether all sentences are done


def pad(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    """Rows of different lengths as one tensor."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows])


@torch.no_grad()
def greedy_batch(model: Any, sources: Sequence[Sequence[int]], limit: int) -> list[list[int]]:
    """Translations of tagged sources of similar lengths, without the end token."""
    from transformers import DynamicCache, EncoderDecoderCache

    device, start = model.device, model.config.pad_token_id
    source = pad(sources, start).to(device)
    lengths = torch.tensor([len(row) for row in sources], device=device)
    mask = mask_for(model, attention_mask(lengths, source.shape[1]))
    encoded = model.model.encoder(input_ids=source, attention_mask=mask)[0]
    cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
    table = output_weight(model)
    token = torch.full((len(sources), 1), start, device=device)
    done = torch.zeros(len(sources), dtype=torch.bool, device=device)
    seen = torch.ones(1, 1, 1, limit, dtype=torch.bool, device=device)
    tokens: list[Tensor] = []
    for step in range(limit):
        state = model.model.decoder(
            input_ids=token,
            attention_mask=mask_for(model, seen[..., : step + 1]),
            encoder_hidden_states=encoded,
            encoder_attention_mask=mask,
            past_key_values=cache,
            use_cache=True,
        )[0]
        token = torch.nn.functional.linear(state[:, -1], table).argmax(-1, keepdim=True)
        tokens.append(token)
        done |= token[:, 0] == EOS
        if step % LOOK_EVERY == LOOK_EVERY - 1 and bool(done.all()):
            break
    rows = torch.cat(tokens, 1).tolist()
    return [row[: row.index(EOS)] if EOS in row else row for row in rows]


def greedy(
    model: Any, sources: Sequence[Sequence[int]], batch_tokens: int, bf16: bool
) -> list[list[int]]:
    """Translations of tagged sources, in their order."""
    training = model.training
    model.eval()
    order = sorted(range(len(sources)), key=lambda index: -len(sources[index]))
    results: list[list[int]] = [[] for _ in sources]
    first = 0
    with torch.autocast(model.device.type, torch.bfloat16, enabled=bf16):
        while first < len(order):
            longest = len(sources[order[first]])
            part = order[first : first + max(1, batch_tokens // longest)]
            limit = min(longest * 8 // 5 + 10, model.config.max_position_embeddings)
            found = greedy_batch(model, [sources[index] for index in part], limit)
            for index, ids in zip(part, found, strict=True):
                results[index] = ids
            first += len(part)
    model.train(training)
    return results


def tagged(words: Vocabulary, texts: list[str], language: str) -> list[list[int]]:
    """Sources that ask for a translation into a language, as the product builds them."""
    tag = words.target_tag(language)
    return [[tag, *ids, EOS] for ids in words.encode(texts)]


def translate(
    model: Any, words: Vocabulary, texts: list[str], language: str, bf16: bool = False
) -> list[str]:
    """Greedy translations of texts into `de` or `en`."""
    batch_tokens = 100_000 if model.device.type == "cuda" else 4000
    return words.decode(greedy(model, tagged(words, texts, language), batch_tokens, bf16))
