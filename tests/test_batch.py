"""Many documents in one run: order, windows, isolation, and what earlier runs have done."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import pytest

from summarize import batch, registry
from summarize.backends import Draft, Models
from summarize.batch import Outcome
from summarize.document import Document
from summarize.errors import ModelError
from summarize.pipeline import Pipeline
from summarize.request import Length, Request
from summarize.result import Failure, Result, Status
from summarize.source import LULL, Lull, Source


class Counting:
    """A summarizer that keeps the sizes of its batches, and breaks on the word "crash"."""

    def __init__(self, error: Exception | None = None, most: int = 10**6) -> None:
        self.batches: list[int] = []
        self._error = error or RuntimeError("tensor of shape (3, 4)")
        self._most = most

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        self.batches.append(len(documents))
        if len(documents) > self._most:
            raise MemoryError
        texts = [next(document.prose()).text for document in documents]
        if any("crash" in text for text in texts):
            raise self._error
        return [{length: Draft(text, Status.OK) for length in lengths} for text in texts]


def source(number: int, text: str = "", **fields: object) -> Source:
    content = text or f"The council of the town met for the {number}th time on Monday evening."
    settled = Source(f"id-{number}", f"{number}.txt", lambda: content, language="en")
    return dataclasses.replace(settled, **fields)  # type: ignore[arg-type]


def pipeline(monkeypatch: pytest.MonkeyPatch, summarizer: Counting) -> Pipeline:
    monkeypatch.setattr(Models, "summarizer", lambda self, model: summarizer)
    request = Request(languages=("en",), lengths=(Length.SHORT,), profile="builtin")
    return Pipeline(request, registry.load())


def ids(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.record.id if outcome.record else "-" for outcome in outcomes]


def failures(outcomes: Sequence[Outcome]) -> list[Failure]:
    return [o.record for o in outcomes if isinstance(o.record, Failure)]


def test_documents_share_batches_and_come_out_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    summarizer = Counting()
    outcomes = list(batch.run(map(source, range(300)), pipeline(monkeypatch, summarizer)))
    assert ids(outcomes) == [f"id-{number}" for number in range(300)]
    for number, outcome in enumerate(outcomes):
        assert isinstance(outcome.record, Result)
        assert f" {number}th " in (outcome.record.summaries[0].text or "")
    assert len(summarizer.batches) < 10
    assert sum(summarizer.batches) == 300


def test_a_window_is_bounded_however_many_documents_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summarizer, served = Counting(), 0

    def endless() -> Iterator[Source]:
        nonlocal served
        while True:
            served += 1
            yield source(served)

    outcomes = batch.run(endless(), pipeline(monkeypatch, summarizer))
    assert [next(outcomes).source.id for _ in range(2000)][-1] == "id-2000"
    assert served <= 2000 + 512
    assert max(summarizer.batches) <= 512


def test_nothing_waits_for_a_source_that_is_not_there_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    came: list[str] = []

    def trickle() -> Iterator[Source | Lull]:
        yield source(1)
        yield LULL
        came.append("second asked for")
        yield source(2)

    outcomes = batch.run(trickle(), pipeline(monkeypatch, Counting()))
    assert next(outcomes).source.id == "id-1"
    assert not came
    assert next(outcomes).source.id == "id-2"


@pytest.mark.parametrize("error", [RuntimeError("boom"), ModelError("boom", "do this")])
def test_a_crash_costs_only_the_document_that_causes_it(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    sources = [source(n, "Please crash on this sentence of mine." * (n == 17)) for n in range(50)]
    summarizer = Counting(error)
    outcomes = list(batch.run(sources, pipeline(monkeypatch, summarizer)))
    assert ids(outcomes) == [f"id-{number}" for number in range(50)]
    (failure,) = failures(outcomes)
    assert (failure.id, failure.source) == ("id-17", "17.txt")
    assert "boom" in failure.message
    assert failure.hint
    # Halved and halved again, not one by one.
    assert len(summarizer.batches) < 20


def test_what_does_not_fit_into_memory_is_tried_in_halves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summarizer = Counting(most=3)
    outcomes = list(batch.run(map(source, range(40)), pipeline(monkeypatch, summarizer)))
    assert not failures(outcomes)
    assert ids(outcomes) == [f"id-{number}" for number in range(40)]


def test_debug_shows_where_a_crash_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    run = batch.run([source(1, "A crash.")], pipeline(monkeypatch, Counting()), debug=True)
    with pytest.raises(RuntimeError, match="tensor of shape"):
        list(run)


def test_fail_fast_ends_with_the_first_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [source(1), source(2, " "), source(3)]
    run = batch.run(sources, pipeline(monkeypatch, Counting()), fail_fast=True)
    outcomes = list(run)
    assert ids(outcomes) == ["id-1", "id-2"]
    assert isinstance(outcomes[1].record, Failure)


class Shelf(dict[str, Result]):
    """Results of an earlier run, in memory."""

    def put(self, key: str, result: Result) -> None:
        self[key] = result


def test_a_text_that_was_done_before_meets_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, summarizer = Shelf(), Counting()
    pipe = pipeline(monkeypatch, summarizer)
    text = source(1).load()
    (first,) = batch.run([source(1)], pipe, memory=shelf)
    again = source(2, str(text), extra={"url": "https://example.org"})
    (second,) = batch.run([again], pipe, memory=shelf)
    assert summarizer.batches == [1]
    assert isinstance(first.record, Result)
    assert isinstance(second.record, Result)
    assert (second.record.id, second.record.source) == ("id-2", "2.txt")
    assert second.record.summaries == first.record.summaries
    assert "url" not in next(iter(shelf.values())).model_dump()


def test_a_key_is_of_the_text_and_of_all_that_decides_the_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def key(given: Source, **wanted: object) -> str:
        monkeypatch.setattr(Models, "summarizer", lambda self, model: Counting())
        settings: dict[str, object] = {"languages": ("en",), "profile": "builtin"} | wanted
        pipe = Pipeline(Request(**settings), registry.load())  # type: ignore[arg-type]
        (outcome,) = batch.run([given], pipe)
        return outcome.key

    text = str(source(1).load())
    same = [key(source(1)), key(source(1)), key(source(2, text)), key(source(1), device="cpu")]
    assert len(set(same)) == 1
    other = [
        key(source(3)),
        key(source(1, title="A title")),
        key(source(1), lengths=(Length.LONG,)),
        key(source(1), languages=("de", "en")),
        key(source(1), translate=False),
        key(source(1), profile="tiny"),
    ]
    assert len({*same, *other}) == 1 + len(other)


def test_what_is_finished_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    summarizer = Counting()
    pipe = pipeline(monkeypatch, summarizer)
    keys = {o.source.id: o.key for o in batch.run(map(source, range(3)), pipe)}
    changed = source(1, "The council met again on Tuesday, and nobody came to see it.")
    run = batch.run(
        [source(0), changed, source(2)], pipe, finished=lambda s, key: keys[s.id] == key
    )
    outcomes = list(run)
    assert [outcome.record is None for outcome in outcomes] == [True, False, True]
    assert outcomes[0].key == keys["id-0"]
    assert sum(summarizer.batches) == 4


def test_fields_of_a_line_are_passed_through(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"url": "https://example.org/ü", "words": "theirs", "tags": ["a", 1, None]}
    extra |= {"error": "their log's", "summaries": []}
    given = [source(1, extra=extra), source(2, " ", extra=extra)]
    good, bad = [o.record for o in batch.run(given, pipeline(monkeypatch, Counting()))]
    assert isinstance(good, Result)
    assert isinstance(bad, Failure)
    assert good.words == 13
    assert "error" not in good.model_dump()
    assert bad.error == "InputError"
    assert not {"words", "summaries"} & bad.model_dump().keys()
    for record in (good, bad):
        assert record.model_dump()["input_words"] == "theirs"
        assert record.model_dump()["input_error"] == "their log's"
        assert record.model_dump()["input_summaries"] == []
        assert record.model_dump()["url"] == "https://example.org/ü"
        assert record.model_dump()["tags"] == ["a", 1, None]
