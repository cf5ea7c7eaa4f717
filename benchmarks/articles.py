"""Any number of articles for the benchmarks, put together from sentences of our samples."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from summarize import registry
from summarize.document import read
from summarize.source import Source, open_sources

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def articles(count: int, words: int = 400, seed: int = 1) -> Iterator[str]:
    """Articles of about `words` words, by turns in German and English, no two alike.

    Each has a title and paragraphs of four sentences; the same for the same seed.
    """
    rng = random.Random(seed)
    pools = [_sentences(language) for language in ("de", "en")]
    for number in range(count):
        pool, parts, size = pools[number % 2], [f"{number}: {number * 7919 % 1009}"], 0
        paragraph: list[str] = []
        while size < words:
            paragraph.append(rng.choice(pool))
            size += len(paragraph[-1].split())
            if len(paragraph) == 4 or size >= words:
                parts.append(" ".join(paragraph))
                paragraph = []
        yield "\n\n".join(parts) + "\n"


def write(folder: Path, count: int, words: int = 400) -> None:
    """Put `count` articles into `folder`, one file each."""
    folder.mkdir(parents=True)
    for number, text in enumerate(articles(count, words)):
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")


@cache
def _sentences(language: str) -> list[str]:
    names = [str(path) for path in sorted(SAMPLES.glob("*.txt"))]
    languages = registry.load().languages
    sources = (source for source in open_sources(names) if isinstance(source, Source))
    documents = [read(source, languages) for source in sources]
    return [
        sentence.strip()
        for document in documents
        if document.language.code == language
        for block in document.prose()
        for sentence in block.sentences
    ]
