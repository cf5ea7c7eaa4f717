"""The joint SentencePiece model: how it is trained and what its ids mean.

Ids as the published Marian checkpoints have them: `</s>` 0, `<unk>` 1, and `<pad>` the last
one, which SentencePiece does not know. The tags are control symbols, not user-defined ones:
both have an id to put in front of a source, but only a user-defined symbol would also be found
inside a text that happens to contain `>>eng<<`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

ENGLISH = ">>eng<<"
GERMAN = ">>deu<<"
NOISY = ">>raw<<"  # follows the language tag where one side was made by a machine
TAGS = (ENGLISH, GERMAN, NOISY)
EOS, UNK = 0, 1
THREADS = 16  # the same on every machine: the scores depend on the order of additions


class Vocabulary:
    """Text to ids and back, without tags and without the end token."""

    def __init__(self, path: Path) -> None:
        import sentencepiece

        self.path = path
        self.model: Any = sentencepiece.SentencePieceProcessor(model_file=str(path))

    @cached_property
    def pieces(self) -> int:
        """Entries of the SentencePiece model."""
        return int(self.model.get_piece_size())

    @property
    def pad(self) -> int:
        """The id after the last piece."""
        return self.pieces

    def tag(self, piece: str) -> int:
        """The id of a tag."""
        return int(self.model.piece_to_id(piece))

    def target_tag(self, language: str) -> int:
        """The id that asks for a translation into `de` or `en`."""
        return self.tag({"de": GERMAN, "en": ENGLISH}[language])

    def encode(self, texts: list[str]) -> list[list[int]]:
        """Ids of each text."""
        ids: list[list[int]] = self.model.encode(texts, out_type=int)
        return ids

    def decode(self, ids: list[list[int]]) -> list[str]:
        """Text of each list of ids."""
        texts: list[str] = self.model.decode(ids)
        return texts

    def entries(self) -> dict[str, int]:
        """What `vocab.json` holds: every piece, then `<pad>`."""
        known = {self.model.id_to_piece(index): index for index in range(self.pieces)}
        return known | {"<pad>": self.pad}


def train(lines: Iterator[str], path: Path, pieces: int) -> None:
    """Learn the pieces from lines of both languages."""
    import sentencepiece

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=lines,
        model_writer=trained,
        model_type="unigram",
        vocab_size=pieces,
        hard_vocab_limit=True,
        eos_id=EOS,
        unk_id=UNK,
        bos_id=-1,
        pad_id=-1,
        control_symbols=list(TAGS),
        # The product normalises to NFC itself; anything more would change quotes and dashes.
        normalization_rule_name="identity",
        byte_fallback=True,
        split_digits=True,
        character_coverage=0.9999,
        num_threads=THREADS,
        max_sentence_length=2000,
        minloglevel=2,
    )
    path.write_bytes(trained.getvalue())
