"""The tokenizers of converted checkpoints, without transformers.

Each offers the few calls that `conventions.Codec` makes of a transformers tokenizer and gives
the same ids: SentencePiece's pieces looked up in the checkpoint's own vocabulary (Marian,
M2M100), or the `tokenizer.json` that transformers wrote when the checkpoint was converted
(all others).
`Vocabulary` is what `conversion` noted about it, or what can be told without that note.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from summarize.store.needed import TOKENIZERS, VOCABULARIES

# The one of `TOKENIZERS` that is not SentencePiece's.
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True)
class Vocabulary:
    """The pieces in order of their ids, and which of them are special to the tokenizer."""

    pieces: tuple[str, ...]
    pad: int
    unknown: int | None
    end: int
    special: frozenset[int]
    tagged: bool  # Marian takes ">>deu<<" in front of a text for one piece

    @cached_property
    def ids(self) -> dict[str, int]:
        return {piece: index for index, piece in enumerate(self.pieces)}


def read_vocabulary(folder: Path, noted: dict[str, Any] | None) -> Vocabulary:
    """The vocabulary of a CTranslate2 folder; OSError or ValueError if there is none.

    A folder without a note holds a Marian: CTranslate2 leaves out `<pad>`, the last one.
    """
    path = next((folder / name for name in VOCABULARIES if (folder / name).is_file()), None)
    if path is None:
        raise FileNotFoundError(f"{VOCABULARIES[0]} is missing")
    pieces: list[str] = json.loads(path.read_text(encoding="utf-8"))
    if noted is None:
        pieces.append("<pad>")
        pad, end, unknown = (pieces.index(piece) for piece in ("<pad>", "</s>", "<unk>"))
        special = frozenset((pad, end, unknown))
        return Vocabulary(tuple(pieces), pad, unknown, end, special, tagged=True)
    if noted["tagged"]:
        pieces.append("<pad>")
    return Vocabulary(
        tuple(pieces), noted["pad"], noted["unknown"], noted["end"],
        frozenset(noted["special"]), noted["tagged"],
    )  # fmt: skip


def load_tokenizer(folder: Path, vocabulary: Vocabulary) -> _Pieces | _Fast:
    """The tokenizer whose files lie in the folder; raises what its library raises."""
    path = next((folder / name for name in TOKENIZERS if (folder / name).is_file()), None)
    if path is None:
        raise FileNotFoundError("its tokenizer is missing")
    if path.name == TOKENIZER:
        return _Fast(path, vocabulary)
    return (_Marian if vocabulary.tagged else _Pieces)(path, vocabulary)


class _Tokenizer:
    """What `Codec` asks of every tokenizer, under transformers' names."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.pad_token_id = vocabulary.pad
        self.unk_token_id = vocabulary.unknown
        self.eos_token_id = vocabulary.end
        self.all_special_ids = sorted(vocabulary.special)

    def get_vocab(self) -> dict[str, int]:
        return self._vocabulary.ids

    def convert_tokens_to_ids(self, token: str) -> int | None:
        return self._vocabulary.ids.get(token, self.unk_token_id)


class _Pieces(_Tokenizer):
    """SentencePiece's pieces, with the ids of the checkpoint's vocabulary."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        import sentencepiece

        super().__init__(vocabulary)
        self._model: Any = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        return {"input_ids": self._look_up(self._model.encode(text, out_type=str))}

    def _look_up(self, pieces: Sequence[str]) -> list[int]:
        unknown: Any = self.unk_token_id
        return [self._vocabulary.ids.get(piece, unknown) for piece in pieces]

    def decode(self, ids: Sequence[int], **_: object) -> str:
        pieces = [self._vocabulary.pieces[index] for index in ids]
        text: str = self._model.decode_pieces(pieces)
        return text


class _Marian(_Pieces):
    """Splits a tag off before SentencePiece, which would put a blank in front of it."""

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        tag, text = self.remove_language_code(text)
        return {"input_ids": self._look_up([*tag, *self._model.encode(text, out_type=str)])}

    def remove_language_code(self, text: str) -> tuple[list[str], str]:
        """The tag that the text begins with, if any, and the rest: as in MarianTokenizer."""
        if text.startswith(">>") and (end := text.find("<<")) != -1:
            return [text[: end + 2]], text[end + 2 :]
        return [], text


class _Fast(_Tokenizer):
    """A tokenizer of the library `tokenizers`."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        from tokenizers import Tokenizer

        super().__init__(vocabulary)
        self._backend = Tokenizer.from_file(str(path))
        self._backend.no_padding()
        self._backend.no_truncation()

    def __call__(
        self, text: str, *, add_special_tokens: bool, split_special_tokens: bool = False
    ) -> dict[str, list[int]]:
        self._backend.encode_special_tokens = split_special_tokens
        encoded = self._backend.encode(text, add_special_tokens=add_special_tokens)
        return {"input_ids": encoded.ids}

    def get_vocab(self) -> dict[str, int]:
        return self._backend.get_vocab(with_added_tokens=True)

    def convert_tokens_to_ids(self, token: str) -> int | None:
        return self._backend.token_to_id(token)

    def decode(self, ids: Sequence[int], **_: object) -> str:
        return self._backend.decode(list(ids), skip_special_tokens=False)
