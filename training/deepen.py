"""A deeper encoder that translates as before: room to learn more, at little cost of speed.

    python -m training.deepen training/released work/deeper --after 0 1 2 3 4

Puts a new layer behind each of the layers named, and writes an exported model with those. What a
new layer adds to its input is zero at first (its outgoing weights are), and its two norms are
fitted to give back what they are given: after another layer's norm they nearly can. Not so after
the last layer, whose output is uneven.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from training import hinting, store
from training.convert import describe_generation, load_exported, tokenizer
from training.model import attention_mask, mask_for
from training.vocabulary import EOS, Vocabulary

CORPUS = "newstest_human"
SENTENCES = 200  # in each direction: thousands of tokens for the two numbers of each unit
_LAYER = re.compile(r"(model\.encoder\.layers\.)(\d+)\.(.*)")


def sources(folder: Path, words: Vocabulary) -> list[list[int]]:
    """Sentences of both languages as a model is given them."""
    tokens = store.read(folder / "train" / f"{CORPUS}.tokens.xz")
    hinted = tokens.lengths.shape[1] > 2
    starts, rows = tokens.starts, []
    for side, target in enumerate(("en", "de")):
        column = side + 2 * hinted
        for row in range(min(SENTENCES, len(tokens))):
            text = tokens.ids[starts[row, column] :][: tokens.lengths[row, column]].tolist()
            rows.append([words.target_tag(target), *text, EOS])
    return rows


def deepen(model: Any, after: Sequence[int], texts: Sequence[Sequence[int]]) -> Any:
    """A model with a new encoder layer behind each of those of `model` that `after` numbers.

    `texts` are sources, which the norms are fitted to.
    """
    import transformers

    config = type(model.config)(**model.config.to_dict())
    origins = [
        (layer, new)
        for layer in range(config.encoder_layers)
        for new in (False, True)[: 1 + (layer in after)]
    ]
    config.encoder_layers = len(origins)
    # `mask_for` then makes the plain masks that `fit` hands over.
    config._attn_implementation = "eager"
    deeper: Any = transformers.MarianMTModel(config)
    weights, old = deeper.state_dict(), model.state_dict()
    for name, values in weights.items():
        found = _LAYER.fullmatch(name)
        layer, new = origins[int(found[2])] if found else (0, False)
        if found and new:
            if "out_proj" in name or "fc2" in name:
                values.zero_()
            elif values.dim() == 2:
                torch.nn.init.xavier_uniform_(values)
        else:
            values.copy_(old[f"{found[1]}{layer}.{found[3]}" if found else name])
    deeper.eval()
    for place, (_, new) in enumerate(origins):
        if new:
            layer = deeper.model.encoder.layers[place]
            for norm in (layer.self_attn_layer_norm, layer.final_layer_norm):
                fit(norm, deeper, texts)
    return deeper


@torch.no_grad()
def fit(norm: Any, model: Any, texts: Sequence[Sequence[int]]) -> None:
    """Give a norm the gain and bias with which it comes closest to doing nothing."""
    given = list[Tensor]()
    hook = norm.register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    kept = []
    for first in range(0, len(texts), 50):
        part = [torch.tensor(text) for text in texts[first : first + 50]]
        lengths = torch.tensor([len(text) for text in part])
        rows = pad_sequence(part, batch_first=True, padding_value=model.config.pad_token_id)
        real = attention_mask(lengths, rows.shape[1])
        model.model.encoder(input_ids=rows, attention_mask=mask_for(model, real))
        kept.append(given.pop()[real[:, 0, 0]])
    hook.remove()
    values = torch.cat(kept)
    normal = torch.nn.functional.layer_norm(values, values.shape[1:])
    spread = normal - normal.mean(0)
    norm.weight.copy_((spread * values).mean(0) / (spread**2).mean(0))
    norm.bias.copy_(values.mean(0) - norm.weight * normal.mean(0))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--prepared", type=Path, default=Path("work/prepared"))
    parser.add_argument("--after", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    words = Vocabulary(options.prepared / "joint.spm")
    texts = sources(options.prepared, words)
    deeper = deepen(load_exported(options.model), options.after, texts)
    describe_generation(deeper, words)
    deeper.save_pretrained(options.out)
    tokenizer(words, options.out).save_pretrained(options.out)
    hinting.copy(options.model, options.out)
    print(f"{deeper.num_parameters():,} parameters, {deeper.config.encoder_layers} encoder layers")


if __name__ == "__main__":
    main()
