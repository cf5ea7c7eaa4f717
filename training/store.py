"""Prepared text: per corpus one flat array of token ids and one of lengths, packed with xz.

A corpus of pairs has two lengths a row (German, English), or four (both again as sources, with
hints), and its ids one row after the other, without tags or end tokens; a corpus of one language
has one length a row. Packed, all of it is about as large as the compressed text was, and unpacks
in seconds, so that it can be carried to a GPU machine and read into memory there.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """A corpus in memory: `ids[starts[row, side]:][:lengths[row, side]]` is one text."""

    name: str
    ids: Ids
    lengths: Index  # rows x sides

    @property
    def starts(self) -> Index:
        """Where each text begins."""
        ends = np.cumsum(self.lengths, axis=None).reshape(self.lengths.shape)
        return np.asarray(ends - self.lengths, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.lengths)

    def row(self, row: int) -> list[list[int]]:
        """The texts of one row."""
        starts = self.starts[row]
        return [
            self.ids[start : start + length].tolist()
            for start, length in zip(starts, self.lengths[row], strict=True)
        ]


def from_lists(name: str, rows: Sequence[Sequence[Sequence[int]]]) -> Tokens:
    """Tokens from rows of texts of ids."""
    lengths = np.array([[len(text) for text in row] for row in rows], dtype=np.int64)
    ids = np.fromiter((i for row in rows for text in row for i in text), dtype=np.uint16)
    return Tokens(name, ids, lengths)


def join(name: str, parts: Sequence[Tokens]) -> Tokens:
    """Several stretches of one corpus, one after the other."""
    return Tokens(
        name,
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.lengths for part in parts]),
    )


def write(folder: Path, tokens: Tokens, preset: int = 6) -> int:
    """Pack a corpus into `folder`; returns the packed size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    header = {"rows": len(tokens), "sides": int(tokens.lengths.shape[1]), "ids": len(tokens.ids)}
    raw = b"".join(
        (
            json.dumps(header).encode() + b"\n",
            tokens.lengths.astype(np.uint16).tobytes(),
            tokens.ids.tobytes(),
        )
    )
    # Two-byte values: telling xz so saves a few per cent.
    filters = [{"id": lzma.FILTER_LZMA2, "preset": preset, "lc": 3, "lp": 1, "pb": 1}]
    packed = lzma.compress(raw, filters=filters)
    target = folder / f"{tokens.name}.tokens.xz"
    target.with_suffix(".part").write_bytes(packed)
    target.with_suffix(".part").replace(target)
    return len(packed)


def read(path: Path) -> Tokens:
    """Unpack one corpus."""
    raw = lzma.decompress(path.read_bytes())
    end = raw.index(b"\n") + 1
    header = json.loads(raw[:end])
    count = header["rows"] * header["sides"]
    lengths = np.frombuffer(raw, np.uint16, count, end).astype(np.int64)
    ids = np.frombuffer(raw, np.uint16, header["ids"], end + 2 * count)
    name = path.name.removesuffix(".tokens.xz")
    return Tokens(name, ids, lengths.reshape(header["rows"], header["sides"]))


def read_folder(folder: Path) -> list[Tokens]:
    """Unpack all corpora of a folder at the same time, in the order of their names."""
    paths = sorted(folder.glob("*.tokens.xz"))
    with ThreadPoolExecutor() as pool:  # xz lets go of the interpreter lock
        return list(pool.map(read, paths))


@dataclass
class Report:
    """What preparing did, for the model card."""

    corpora: dict[str, dict[str, int]]
    seconds: dict[str, float]
    pieces: int = 0

    @classmethod
    def read(cls, path: Path) -> Report:
        """What `write` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """As JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
