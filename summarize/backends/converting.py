"""The process that converts one checkpoint for CTranslate2, and then ends.

    python -m summarize.backends.converting MODEL-AS-JSON FOLDER OUT

It is a process of its own so that torch's memory goes away with it. It ends by itself when
its standard input is closed, which is when the one who started it dies. `conversion` starts
it and knows the cache; here is only how a checkpoint becomes a folder that runs without
transformers: weights, vocabulary, tokenizer files, and last the note that says it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from summarize.backends.conventions import CONVENTIONS, load_codec
from summarize.backends.device import Placement
from summarize.backends.loading import load_weights, loading
from summarize.backends.rounding import optimize
from summarize.backends.tokenizing import TOKENIZER
from summarize.errors import ModelError, SummarizeError
from summarize.registry import Family, Model

NOTE = "summarize.json"
# Raised when older conversions can no longer be used.
FORMAT = 3

# Families whose tokenizer is SentencePiece and a vocabulary, and the files it needs.
_SENTENCEPIECE = {Family.MARIAN: "source.spm", Family.M2M100: "sentencepiece.bpe.model"}
# What CTranslate2 has, too, of what a checkpoint may prescribe for decoding,
_DECODING = (
    "num_beams", "length_penalty", "no_repeat_ngram_size", "repetition_penalty", "early_stopping"
)  # fmt: skip
# and what it has not.
_LACKING = (
    "encoder_no_repeat_ngram_size", "encoder_repetition_penalty", "num_beam_groups",
    "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens",
    "sequence_bias",
)  # fmt: skip
_NEUTRAL: tuple[object, ...] = (None, 0, 1, [], {})


# Whether layers normalise what comes in, and whether embeddings are normalised.
_NORMALIZED = {"bart": (False, True), "pegasus": (True, False), "mbart": (True, True)}


class _Names:
    """What CTranslate2's loaders ask of a tokenizer, answered from the ids alone.

    With transformers 5 they miss the language tokens of M2M100, and repeated names. Here
    each id below the size of the embedding has a name, and no two have the same one.
    """

    num_madeup_words = 0

    def __init__(self, tokenizer: Any, size: int) -> None:
        self.special_tokens_map: dict[str, Any] = {}
        self._names: dict[str, int] = {}
        for index in range(size):
            known = tokenizer.convert_ids_to_tokens(index)
            named = known is not None and tokenizer.convert_tokens_to_ids(known) == index
            self._names[known if named else f"<unused_{index}>"] = index
        self._list = list(self._names)
        self.eos_token = self.bos_token = self._list[_end(tokenizer)]
        self.unk_token_id: int = tokenizer.unk_token_id or 0
        self.unk_token = self._list[self.unk_token_id]
        self.pad_token = self._list[tokenizer.pad_token_id]

    def get_vocab(self) -> dict[str, int]:
        return self._names

    def convert_ids_to_tokens(self, index: int) -> str:
        return self._list[index]


def convert(model: Model, location: Path, out: Path) -> None:
    """Write all that `ct2` needs of the checkpoint in `location` into the empty folder `out`.

    Raises ModelError for a checkpoint that CTranslate2 would read differently, and whatever
    transformers and CTranslate2 raise.
    """
    convention = CONVENTIONS[model.family]
    with loading(model):
        codec = load_codec(model, location)
        weights = load_weights(
            model, location, Placement("cpu", "float32", None),
            loader="AutoModelForSeq2SeqLM", architectures=convention.architectures,
        )  # fmt: skip
    tokenizer = codec._tokenizer
    _check(model, weights, tokenizer)
    _write_weights(model, weights, tokenizer, out)
    _write_tokenizer(model, tokenizer, location, out)
    files = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
    note = {
        "format": FORMAT,
        "quantization": model.quantization,
        "files": files,
        "positions": getattr(weights.config, "max_position_embeddings", None),
        "decoding": _decoding(weights),
        "forced": weights.generation_config.forced_bos_token_id,
        "ends": _ends(weights),
        "vocabulary": {
            "pad": tokenizer.pad_token_id,
            "unknown": tokenizer.unk_token_id,
            "end": _end(tokenizer),
            "special": sorted(set(tokenizer.all_special_ids)),
            "tagged": model.family is Family.MARIAN,
        },
    }
    (out / NOTE).write_text(json.dumps(note, indent=1), encoding="utf-8")


def _check(model: Model, weights: Any, tokenizer: Any) -> None:
    """Refuse what would convert without an error and then say something else."""
    hint = "use --engine transformers"
    given = weights.generation_config
    for name in _LACKING:
        if getattr(given, name, None) not in _NEUTRAL:
            raise ModelError(f"its generation_config.json sets {name}", hint)
    # Marian forbids <pad>, which CTranslate2 does not know.
    if (given.bad_words_ids or [[tokenizer.pad_token_id]]) != [[tokenizer.pad_token_id]]:
        raise ModelError("its generation_config.json sets bad_words_ids", hint)
    if model.family is not Family.MARIAN:
        return
    pad = tokenizer.pad_token_id
    if getattr(tokenizer, "separate_vocabs", False):
        raise ModelError("it has two vocabularies", hint)
    if pad != weights.config.vocab_size - 1:
        raise ModelError("<pad> is not the last entry of its vocabulary", hint)
    # CTranslate2 starts from a zero vector where transformers takes this row.
    if weights.get_decoder().get_input_embeddings().weight[pad].any():
        raise ModelError("the embedding of <pad> is not zero", hint)


def _write_weights(model: Model, weights: Any, tokenizer: Any, out: Path) -> None:
    import torch
    from ctranslate2.converters import (
        transformers as converters,
    )

    config = weights.config
    # transformers 5 calls every T5 tied, whether or not its outputs are scaled.
    scaled = {"t5": getattr(config, "scale_decoder_outputs", True), "mt5": False}
    config.tie_word_embeddings = scaled.get(config.model_type, config.tie_word_embeddings)
    # What transformers takes for granted.
    if config.model_type in _NORMALIZED:
        config.normalize_before, config.normalize_embedding = _NORMALIZED[config.model_type]
    names = _Names(tokenizer, config.vocab_size)
    loader: Any = converters._MODEL_LOADERS.get(type(config).__name__)
    if loader is None:
        raise ModelError(f"CTranslate2 cannot convert {config.model_type} models")
    with torch.no_grad():
        spec = loader(weights, names)
    if model.family is not Family.MARIAN:
        # mBART's loader leaves it open, and T5's takes <pad> for it.
        given = weights.generation_config
        start = given.decoder_start_token_id
        start = given.bos_token_id if start is None else start
        spec.config.decoder_start_token = names.convert_ids_to_tokens(start)
    spec.validate()
    optimize(spec, model.quantization)
    spec.save(str(out))


def _write_tokenizer(model: Model, tokenizer: Any, location: Path, out: Path) -> None:
    if name := _SENTENCEPIECE.get(model.family):
        shutil.copyfile(location / name, out / name)
    else:
        tokenizer.backend_tokenizer.save(str(out / TOKENIZER))


def _ends(weights: Any) -> list[int]:
    end = weights.generation_config.eos_token_id
    return end if isinstance(end, list) else [end]


def _end(tokenizer: Any) -> int:
    """The id of `</s>`, which mBART's tokenizer knows by another name."""
    end: int | None = tokenizer.eos_token_id
    return int(tokenizer.sep_token_id) if end is None else end


def _decoding(weights: Any) -> dict[str, Any]:
    """The checkpoint's own settings, where it has any."""
    given = weights.generation_config.to_dict()
    return {key: given[key] for key in _DECODING if given.get(key) is not None}


def _end_with_parent() -> None:
    # Not through sys.stdin, whose lock Python wants back when it ends.
    while os.read(0, 1024):
        pass
    os._exit(1)


def main() -> None:
    """Say in one line, and by the exit code, what went wrong."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    entry, location, out = sys.argv[1:]
    try:
        convert(Model.model_validate_json(entry), Path(location), Path(out))
    except SummarizeError as error:
        sys.exit(error.message)
    except Exception as error:  # of transformers, CTranslate2 or the disk
        lines = str(error).strip().splitlines() or [""]
        sys.exit(f"{type(error).__name__}: {lines[0]}")


if __name__ == "__main__":
    main()
