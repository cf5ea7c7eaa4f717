"""Against sumy and textsum on the same articles: `python -m benchmarks.peers`.

Each peer is installed from PyPI into a virtual environment of its own and run as its own
documentation says, without a download of models. sumy's TextRank and LexRank get our sentences
ready split, so that only choosing is compared; reading and splitting are timed apart. textsum
and our CTranslate2 summarizer run the same BART: see `abstracts`.
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

from benchmarks import abstracts, articles, machine
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


def abstracts_by(python: Path, folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Seconds of ours and of textsum; raises RuntimeError where textsum does not run."""
    folder.mkdir()
    abstracts.build(folder)
    texts = list(articles.articles(options.abstracts, 400))
    settings = options.beams, options.tokens
    return {
        "ours": abstracts.ours(folder, texts, *settings),
        "textsum": abstracts.textsum(python, folder, texts, *settings),
    }


def show(title: str, found: dict[str, float], count: int, console: Console) -> None:
    table = Table("", "seconds", "articles/s", "x ours", title=title)
    for what, taken in found.items():
        ratio = taken / found["ours"]
        table.add_row(what, f"{taken:.2f}", f"{count / taken:.2f}", f"{ratio:.1f}")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Extracts against sumy, abstracts against textsum."
    )
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--without-textsum", action="store_true", help="it brings torch")
    parser.add_argument("--abstracts", type=int, default=8, help="articles for textsum")
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=60, help="of every abstract")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    given = documents(options.articles, options.words)
    extractive = Extractive()
    extractive.summarize(given[:2], DEFAULT_LENGTHS)
    found = {"ours": min(timed(lambda: extractive.summarize(given, DEFAULT_LENGTHS)) for _ in "12")}
    found["ours, reading and splitting too"] = found["ours"] + timed(
        lambda: documents(options.articles, options.words)
    )
    console = Console(highlight=False)
    written: dict[str, float] = {}
    state = "not tried"
    with tempfile.TemporaryDirectory() as name:
        found |= sumy(install(Path(name) / "sumy", "sumy", "numpy"), given)
        show("three extracts", found, options.articles, console)
        if not options.without_textsum:
            python = install(Path(name) / "textsum", "textsum", "torch<2.14")
            try:
                written = abstracts_by(python, Path(name) / "bart", options)
                show("one abstract", written, options.abstracts, console)
                state = "runs"
            except RuntimeError as error:
                state = str(error)
    console.print(f"textsum, as pip installs it today: {state}", markup=False)
    settings = {
        name: getattr(options, name)
        for name in ("articles", "words", "abstracts", "beams", "tokens")
    }
    figures = {"seconds": found, "abstracts": written, "textsum": state}
    machine.save(options.json, {"settings": settings, **figures})


if __name__ == "__main__":
    main()
