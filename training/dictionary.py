"""What was translated for this project: the pairs have it too seldom, or in too many ways.

`written/de-en.tsv` and `en-de.tsv` have a word or an expression in a line, a tab, and one or
two translations with "|" between them; "one's" stands for every possessive. Both go before what
`training.align` finds. To train on are `examples.tsv`, pairs with such expressions, German first;
`articles.tsv`, sentences of newspaper articles and single ones like them, likewise; and
`translated/`, what sentences of `DATA/mono/` are in the other language. Those sentences are not
ours to pass on, so before each translation stands what tells which one it is of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from training.corpus import Pair, read_lines, tidy

FOLDER = Path(__file__).parent / "written"
PAIRS = (FOLDER / "examples.tsv", FOLDER / "articles.tsv")
TRANSLATED = FOLDER / "translated"
_NAMES = ("de-en.tsv", "en-de.tsv")  # by the side of a pair that is translated
_POSSESSIVES = ("my", "your", "his", "her", "its", "our", "their")

Dictionary = Mapping[str, tuple[str, ...]]


def read(folder: Path = FOLDER) -> tuple[Dictionary, Dictionary]:
    """German words with their English ones, and the other way round.

    Raises OSError, and ValueError for a line that is no entry.
    """
    german, english = (folder / name for name in _NAMES)
    return _read(german), _read(english)


def _read(path: Path) -> Dictionary:
    return dict(_entries(path.read_text(encoding="utf-8").splitlines()))


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines:
        word, tab, row = line.partition("\t")
        texts = tuple(row.split("|"))
        if not tab or not word or not all(texts) or len(texts) > 2 or "\t" in row:
            raise ValueError(f"no entry: {line!r}")
        if "one's" not in word.split():
            yield word, texts
            continue
        for possessive in _POSSESSIVES:
            yield word.replace("one's", possessive), texts


def mark(sentence: str) -> str:
    """Twelve characters that stand for a sentence."""
    return hashlib.blake2b(tidy(sentence).encode(), digest_size=6).hexdigest()


def translated(path: Path, language: str, folder: Path | None = None) -> Iterator[Pair]:
    """The sentences of a file of one language that were translated, with their translations.

    `wikinews.en.txt.xz` has those in `wikinews.en.tsv.xz`, if there are any.
    """
    translations = (folder or TRANSLATED) / f"{path.name.partition('.txt')[0]}.tsv.xz"
    if not translations.exists():
        return
    lines = (line.partition("\t") for line in read_lines(translations))
    known = {key: text for key, _, text in lines}
    for line in read_lines(path):
        if text := known.pop(mark(line), ""):
            yield Pair(tidy(line), text) if language == "de" else Pair(text, tidy(line))
