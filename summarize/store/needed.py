"""Which files of a repository a model needs: pure rules about names.

Old repositories hold the same weights once per framework; a full copy takes several times
what is needed. transformers' own order of preference decides between forms of weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path

CONFIG = "config.json"
_TEXT_FILES = frozenset(
    {"merges.txt", "vocab.txt", "shared_vocabulary.txt", "source_vocabulary.txt"}
    | {"target_vocabulary.txt", "vocab.bpe", "bpe.codes"}
)
_SUFFIXES = (".json", ".spm", ".model", ".jinja", ".tiktoken")
# The words of a translator of ours: see `backends.hints`.
_LEXICON = re.compile(r"lexicon\.[a-z]+-[a-z]+\.txt")
# Records of a training, some of them many megabytes long.
_NOT_NEEDED = re.compile(r"\.index\.json$|_results\.json$|^trainer_state\.json$")

# In transformers' order: one file, else its parts; safetensors before pickles. The last is
# CTranslate2's.
_WEIGHTS = (
    re.compile(r"model\.safetensors"),
    re.compile(
        r"model(\.safetensors)?-\d{5}-of-\d{5}\.safetensors|model\.safetensors\.index\.json"
    ),
    re.compile(r"pytorch_model\.bin"),
    re.compile(r"pytorch_model-\d{5}-of-\d{5}\.bin|pytorch_model\.bin\.index\.json"),
    re.compile(r"model\.bin"),
)
_CTRANSLATE2 = "model.bin"

# What goes with CTranslate2's: the pieces in order of their ids, and a tokenizer, in the order
# in which they are looked for.
VOCABULARIES = ("shared_vocabulary.json", "source_vocabulary.json")
TOKENIZERS = ("tokenizer.json", "source.spm", "sentencepiece.model", "sentencepiece.bpe.model")

# Without all files of one of these rows a family's tokenizer does not work, or works wrongly.
_TOKENIZERS = {
    "marian": (("source.spm", "target.spm", "vocab.json"),),
    "fsmt": (("vocab-src.json", "vocab-tgt.json", "merges.txt"),),
    "m2m100": (("vocab.json", "sentencepiece.bpe.model"),),
    "nllb": (("tokenizer.json",),),
}
_ANY_TOKENIZER = (
    ("tokenizer.json",), ("spiece.model",), ("sentencepiece.bpe.model",), ("tokenizer.model",),
    ("vocab.json", "merges.txt"), ("vocab.txt",), ("spm.model",), ("source.spm", "target.spm"),
)  # fmt: skip


def needed(names: Iterable[str]) -> list[str]:
    """The needed ones of a repository's files, small ones first, weights last.

    Empty if there are no weights in a form that can be used.
    """
    # Files in folders are for other frameworks, and a name with a path must not be trusted.
    top = sorted(name for name in names if _is_plain(name))
    weights = _weights(top)
    if not weights or CONFIG not in top:
        return []
    return [name for name in top if _is_small(name) and name not in weights] + weights


def is_complete(folder: Path, family: str) -> bool:
    """Whether a folder that came from elsewhere holds all that a model of `family` needs."""
    present = _names(folder)
    weights = _weights(present)
    if weights == [_CTRANSLATE2]:
        return not (present.isdisjoint(VOCABULARIES) or present.isdisjoint(TOKENIZERS))
    tokenizers = _TOKENIZERS.get(family, _ANY_TOKENIZER)
    return (
        CONFIG in present
        and any(present.issuperset(files) for files in tokenizers)
        and bool(weights)
        and _has_all_parts(folder, weights)
    )


def is_ctranslate2(folder: Path) -> bool:
    """Whether a folder is in CTranslate2's form, so that nothing is to be converted."""
    return _weights(_names(folder)) == [_CTRANSLATE2]


def _names(folder: Path) -> set[str]:
    """Of the files in a folder; none if it cannot be read."""
    try:
        return {path.name for path in folder.iterdir() if path.is_file()}
    except OSError:
        return set()


def _weights(names: Collection[str]) -> list[str]:
    for form in _WEIGHTS:
        if found := sorted(name for name in names if form.fullmatch(name)):
            return found
    return []


def _has_all_parts(folder: Path, weights: Collection[str]) -> bool:
    if not any("-of-" in name or name.endswith(".index.json") for name in weights):
        return True
    index = next((name for name in weights if name.endswith(".index.json")), "")
    try:
        listed = json.loads((folder / index).read_text(encoding="utf-8"))["weight_map"].values()
        return set(weights).issuperset(listed)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _is_plain(name: str) -> bool:
    return bool(re.fullmatch(r"\w[\w.,+ -]*", name))


def _is_small(name: str) -> bool:
    if name in _TEXT_FILES or _LEXICON.fullmatch(name):
        return True
    return name.endswith(_SUFFIXES) and not _NOT_NEEDED.search(name)
