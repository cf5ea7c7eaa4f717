"""How good the extractive summaries are: `python -m benchmarks.summaries`.

ROUGE F against the reference summaries of two sets (see README.md of the data folder)
beside lead, LexRank, TextRank and the first mix tried for this project. The rules are
the same for everybody: sentences by sentencex per line, whole sentences within 1.1 times
the word budget, words counted as runs of `\\w`. The peers stop at the first sentence that
would pass the budget, as they do in published figures; "ours" goes through the product's
own code, which knows title and headings and looks for a shorter sentence instead.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from summarize.backends.extractive import select
from summarize.backends.features import Features, likeness, measure, term_finder
from summarize.document.model import Block, Document, Kind, Language
from summarize.stopwords import STOP_WORDS

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "summaries"
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set of articles with reference summaries."""

    name: str
    file: str
    language: str
    budgets: tuple[int, ...]  # the first is the median length of the references
    max_chars: int | None = None


CORPORA = (
    Corpus("BBC", "bbc.en.dev.jsonl", "en", (152, 74, 45)),
    Corpus("Klexikon", "klexikon.de.dev.jsonl", "de", (272,), max_chars=12_000),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One article: flat sentences for the peers, a document for the product."""

    sentences: tuple[str, ...]  # title and headings included
    words: tuple[int, ...]
    document: Document
    prose: tuple[int, ...]  # positions in `sentences` of the document's prose sentences
    reference: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result table; ROUGE is F in percent, averaged over the articles."""

    corpus: str
    part: str
    budget: int
    method: str
    rouge1: float
    rouge2: float
    rouge_l: float
    words: float
    # How many of the first three prose sentences were chosen, in percent.
    lead3: float
    ms: float


# -- data -------------------------------------------------------------------------------


def read(corpus: Corpus, folder: Path, limit: int | None) -> list[Item]:
    """The articles of a corpus, in file order."""
    lines = (folder / corpus.file).read_text(encoding="utf-8").splitlines()[:limit]
    return [_item(json.loads(line), corpus) for line in lines]


def _item(record: dict[str, str], corpus: Corpus) -> Item:
    sentences: list[str] = []
    blocks: list[Block] = []
    prose: list[int] = []
    title = record.get("title", "").replace("_", " ")
    for line in record["document"][: corpus.max_chars].splitlines():
        found = tuple(_split(line, corpus.language))
        if not found:
            continue
        sentences += found
        if not title:  # BBC: the first line
            title = line.strip()
            continue
        kind = Kind.HEADING if line.startswith("==") else Kind.PARAGRAPH
        if kind is Kind.PARAGRAPH:
            prose += range(len(sentences) - len(found), len(sentences))
        blocks.append(Block(kind, line.strip(), found))
    return Item(
        sentences=tuple(sentences),
        words=tuple(len(WORD.findall(sentence)) for sentence in sentences),
        document=Document("", "", title, tuple(blocks), Language(corpus.language)),
        prose=tuple(prose),
        reference=record["summary"],
    )


def _split(line: str, language: str) -> Iterator[str]:
    from sentencex import segment

    return (sentence.strip() for sentence in segment(language, line) if sentence.strip())


# -- methods: an item and a budget in words -> positions in its sentences ------------------

Method = Callable[[Item, int], Sequence[int]]


def _fill(item: Item, order: Sequence[int], budget: int) -> list[int]:
    """Sentences in the given order until one would pass 1.1 times the budget."""
    chosen: list[int] = []
    total = 0
    for i in order:
        total += item.words[i]
        if total > 1.1 * budget:
            break
        chosen.append(i)
    return sorted(chosen) or list(order[:1])


class _Words:
    """The part of sumy's tokenizer that is needed; the original wants nltk data."""

    @staticmethod
    def to_words(text: str) -> tuple[str, ...]:
        return tuple(WORD.findall(text))


def _peer(module: str, name: str) -> Method:
    return lambda item, budget: _fill(item, [i for i, _ in _sumy(item, module, name)], budget)


def _sumy(item: Item, module: str, name: str) -> list[tuple[int, float]]:
    """Positions and ratings of all sentences, best first, by a summariser of sumy."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    language = item.document.language.code
    kind = getattr(import_module(f"sumy.summarizers.{module}"), name)
    summarizer = kind(_stemmer(language).stemWord)
    summarizer.stop_words = STOP_WORDS[language]
    ranking: list[Any] = []

    def keep(ranked: list[Any]) -> list[Any]:
        ranking.extend(ranked)
        return ranked

    document = ObjectDocumentModel([Paragraph([Sentence(s, _Words) for s in item.sentences])])
    summarizer(document, keep)  # sumy takes a function where it takes a number of sentences
    return [(info.order, float(info.rating)) for info in ranking]


@cache
def _stemmer(language: str) -> Any:
    from Stemmer import Stemmer

    return Stemmer({"de": "german", "en": "english"}[language])


def lead(item: Item, budget: int) -> Sequence[int]:
    """The beginning, the baseline that is hard to beat on news."""
    return _fill(item, range(len(item.sentences)), budget)


def first_try(item: Item, budget: int) -> Sequence[int]:
    """Half 1/(1 + 0.3 i), half TextRank scaled to 0..1, minus a tenth of the redundancy.

    i counts the prose sentences; the title is left out.
    """
    ratings = dict(_sumy(item, "text_rank", "TextRankSummarizer"))
    low, high = min(ratings.values()), max(ratings.values())
    scores = {
        i: 0.5 / (1 + 0.3 * place) + 0.5 * (ratings[i] - low) / ((high - low) or 1.0)
        for place, i in enumerate(item.prose)
    }
    bags = dict(zip(item.prose, _features(item).terms, strict=True))
    said = dict.fromkeys(item.prose, 0.0)
    order: list[int] = []
    while len(order) < len(scores) and sum(item.words[i] for i in order) <= 1.1 * budget:
        best = max((i for i in scores if i not in order), key=lambda i: scores[i] - 0.1 * said[i])
        order.append(best)
        said = {i: max(value, likeness(bags[i], bags[best])) for i, value in said.items()}
    return _fill(item, order, budget)


def ours(item: Item, budget: int) -> Sequence[int]:
    """The product, with words counted as for the others."""
    features = replace(_features(item), words=[item.words[i] for i in item.prose])
    return [item.prose[i] for i in select(features, int(1.1 * budget))] or item.prose[:1]


def _features(item: Item) -> Features:
    return measure(item.document, term_finder(item.document.language.code))


METHODS: dict[str, Method] = {
    "lead": lead,
    "LexRank": _peer("lex_rank", "LexRankSummarizer"),
    "TextRank": _peer("text_rank", "TextRankSummarizer"),
    "first try": first_try,
    "ours": ours,
}


# -- measuring --------------------------------------------------------------------------


class _Tokenizer:
    """rouge-score's own takes ASCII letters only."""

    @staticmethod
    def tokenize(text: str) -> list[str]:
        return WORD.findall(text.lower())


def _measure(item: Item, method: Method, budget: int) -> tuple[float, ...]:
    """The figures of a Row, from rouge1 on."""
    start = time.perf_counter()
    chosen = method(item, budget)
    ms = 1000 * (time.perf_counter() - start)
    text = "\n".join(item.sentences[i] for i in sorted(chosen))
    scores = _scorer().score(item.reference, text)
    rouge = [100 * scores[name].fmeasure for name in ("rouge1", "rouge2", "rougeL")]
    words = float(sum(item.words[i] for i in chosen))
    first = item.prose[:3]
    lead3 = 100 * len(set(first) & set(chosen)) / max(1, len(first))
    return (*rouge, words, lead3, ms)


@cache
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=_Tokenizer())


def evaluate(corpus: Corpus, items: Sequence[Item]) -> Iterator[Row]:
    """Every budget and method: the whole set, and the half no weight was chosen on."""
    for budget in corpus.budgets:
        for name, method in METHODS.items():
            measured = [_measure(item, method, budget) for item in items]
            yield _row(corpus, "all", budget, name, measured)
            if corpus.name == "BBC" and len(measured) > 1:
                yield _row(corpus, "held out", budget, name, measured[1::2])


def _row(
    corpus: Corpus, part: str, budget: int, method: str, measured: Sequence[tuple[float, ...]]
) -> Row:
    means = (sum(column) / len(column) for column in zip(*measured, strict=True))
    return Row(corpus.name, part, budget, method, *means)


def _table(rows: Sequence[Row]) -> Table:
    table = Table("set", "budget", "method", "R-1", "R-2", "R-L", "length", "lead-3", "ms")
    for column in table.columns[3:]:
        column.justify = "right"
    for row in sorted(rows, key=lambda row: (row.corpus, row.part, -row.budget)):
        figures = (row.rouge1, row.rouge2, row.rouge_l, row.words, row.lead3, row.ms)
        name = row.corpus if row.part == "all" else f"{row.corpus} held out"
        style = "bold" if row.method == "ours" else None
        cells = (name, str(row.budget), row.method, *(f"{value:.1f}" for value in figures))
        table.add_row(*cells, style=style, end_section=row.method == "ours")
    return table


def main() -> None:
    """Measure, print one table and, if asked, write the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the *.jsonl sets")
    parser.add_argument("--limit", type=int, help="articles per set")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    rows: list[Row] = []
    for corpus in CORPORA:
        rows += evaluate(corpus, read(corpus, options.data, options.limit))
    Console().print(_table(rows))
    machine.save(options.json, {"rows": [asdict(row) for row in rows]})


if __name__ == "__main__":
    main()
