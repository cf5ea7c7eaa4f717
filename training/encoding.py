"""Clean text -> packed token ids, with made-up pairs and hints."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path
from random import Random

from training import hinting, store, vocabulary
from training.augment import augment
from training.corpus import (
    Pair,
    bad_ratio,
    clean_mono,
    corpus_name,
    language_of,
    read_lines,
    read_pairs,
)
from training.settings import Prepare, Settings

CHUNK = 20_000  # rows encoded at a time: lists of Python integers are large


def random_for(seed: int, name: str) -> Random:
    """Random numbers that do not depend on which process handles which file."""
    return Random(seed * 1_000_003 + zlib.crc32(name.encode()))


def encode_pairs(
    pairs: list[Pair],
    name: str,
    words: vocabulary.Vocabulary,
    plan: Prepare,
    hints: hinting.Hints,
) -> store.Tokens:
    """Token ids of the pairs that are neither too long nor too unequal."""
    parts = []
    random = random_for(plan.seed, f"hints {name}")
    for first in range(0, len(pairs), CHUNK):
        rows = [
            row
            for row in hints.encode(pairs[first : first + CHUNK], words, random)
            if 0 < len(row[0]) <= plan.max_tokens
            and 0 < len(row[1]) <= plan.max_tokens
            and not bad_ratio(len(row[0]), len(row[1]))
        ]
        parts.append(store.from_lists(name, rows))
    return store.join(name, parts)


def encode_file(path: Path, settings: Settings, out: Path) -> Counter[str]:
    """Make up pairs, encode and pack one cleaned file."""
    name, plan = corpus_name(path), settings.prepare
    pairs = list(read_pairs(path))
    made = augment(pairs, plan.augment, random_for(plan.seed, f"augment {name}"))
    words = vocabulary.Vocabulary(out / "joint.spm")
    tokens = encode_pairs(pairs + made, name, words, plan, hinting.Hints(out))
    size = store.write(out / "train", tokens)
    return Counter(made_up=len(made), rows=len(tokens), tokens=len(tokens.ids), bytes=size)


def encode_mono(path: Path, settings: Settings, out: Path) -> Counter[str]:
    """Clean, encode and pack one file of sentences in one language."""
    name, plan = corpus_name(path), settings.prepare
    texts = clean_mono(read_lines(path), language_of(name))
    random_for(plan.seed, name).shuffle(texts)
    words = vocabulary.Vocabulary(out / "joint.spm")
    parts = []
    for first in range(0, int(len(texts) * plan.mono_share), CHUNK):
        ids = words.encode(texts[first : first + CHUNK])
        rows = [[text] for text in ids if len(text) <= min(100, plan.max_tokens)]
        parts.append(store.from_lists(name, rows))
    tokens = store.join(name, parts)
    size = store.write(out / "mono", tokens)
    return Counter(rows=len(tokens), tokens=len(tokens.ids), bytes=size)
