"""Against sumy and textsum on the same articles: `python -m benchmarks.peers`.

Each peer is installed from PyPI into a virtual environment of its own and run as its own
documentation says, without a download of models. sumy's TextRank and LexRank get our sentences
ready split, so that only choosing is compared; reading and splitting are timed apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import articles, machine
from summarize import registry
from summarize.backends.extractive import Extractive
from summarize.document import Document, read
from summarize.request import DEFAULT_LENGTHS
from summarize.source import Source

# Three summaries of every article, by sentences, which is how sumy counts.
_SUMY = """
import json, sys, time
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.nlp.tokenizers import DefaultWordTokenizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

NAMES = {"de": "german", "en": "english"}

class Words:
    def __init__(self):
        import re
        self._word = re.compile(r"\\w+")
    def to_words(self, sentence):
        return self._word.findall(sentence)

documents = json.load(sys.stdin)
seconds = {}
for kind in (TextRankSummarizer, LexRankSummarizer):
    started = time.perf_counter()
    for language, sentences in documents:
        words = Words()
        model = ObjectDocumentModel([Paragraph([Sentence(s, words) for s in sentences])])
        summarizer = kind(Stemmer(NAMES[language]))
        summarizer.stop_words = get_stop_words(NAMES[language])
        for count in (2, 5, 11):
            assert summarizer(model, count)
    seconds[kind.__name__] = time.perf_counter() - started
print(json.dumps(seconds))
"""

_TEXTSUM = "import textsum.summarize as s; s.Summarizer"


def install(folder: Path, *packages: str) -> Path:
    """The Python of a new environment with `packages`."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "-qq", *packages]
    subprocess.run(command, check=True)
    return python


def documents(count: int, words: int) -> list[Document]:
    languages = registry.load().languages
    texts = articles.articles(count, words)
    return [
        read(Source(str(n), f"{n}.txt", lambda text=text: text), languages)  # type: ignore[misc]
        for n, text in enumerate(texts)
    ]


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def sumy(python: Path, given: list[Document]) -> dict[str, float]:
    """Seconds of sumy's two best known methods, without starting Python and importing sumy."""
    sentences = [
        (d.language.code, [s.strip() for block in d.prose() for s in block.sentences])
        for d in given
    ]
    done = subprocess.run(
        [str(python), "-c", _SUMY], input=json.dumps(sentences), text=True, capture_output=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return {f"sumy {name.removesuffix('Summarizer')}": taken for name, taken in found.items()}


def textsum(python: Path) -> str:
    """What happens when textsum is asked for its summariser."""
    done = subprocess.run([str(python), "-c", _TEXTSUM], capture_output=True, text=True)
    return "starts" if not done.returncode else done.stderr.strip().splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Extracts against sumy; does textsum run?")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--without-textsum", action="store_true", help="it brings torch")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    given = documents(options.articles, options.words)
    extractive = Extractive()
    extractive.summarize(given[:2], DEFAULT_LENGTHS)
    found = {"ours": min(timed(lambda: extractive.summarize(given, DEFAULT_LENGTHS)) for _ in "12")}
    found["ours, reading and splitting too"] = found["ours"] + timed(
        lambda: documents(options.articles, options.words)
    )
    state = "not tried"
    with tempfile.TemporaryDirectory() as name:
        found |= sumy(install(Path(name) / "sumy", "sumy", "numpy"), given)
        if not options.without_textsum:
            state = textsum(install(Path(name) / "textsum", "textsum", "torch<2.14"))
    table = Table("", "seconds", "articles/s", "x ours")
    for what, taken in found.items():
        ratio = taken / found["ours"]
        table.add_row(what, f"{taken:.2f}", f"{options.articles / taken:.0f}", f"{ratio:.1f}")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"textsum, as pip installs it today: {state}", markup=False)
    settings = {"articles": options.articles, "words": options.words}
    machine.save(options.json, {"settings": settings, "seconds": found, "textsum": state})


if __name__ == "__main__":
    main()
