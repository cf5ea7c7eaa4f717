"""Encoder-decoders that summarise, on tiny checkpoints of every family: what reaches
generate(), and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import Models
from summarize.backends.seq2seq_summarizer import Seq2SeqSummarizer
from summarize.backends.writing import Order, answer_limit
from summarize.document import Document, count_words, read
from summarize.errors import ModelError
from summarize.registry import Family
from summarize.request import Length
from summarize.result import Status
from summarize.source import Source
from tests.conftest import SAMPLES
from tests.summarizer_checkpoints import entry

pytest_plugins = ["tests.summarizer_checkpoints"]
Checkpoint = Callable[[str], Path]
Load = Callable[..., Seq2SeqSummarizer]

SHORT, LONG = Length.SHORT, Length.LONG
FAMILIES = {
    "bart": Family.BART,
    "led": Family.LED,
    "pegasus": Family.PEGASUS,
    "mt5": Family.T5,
    "longt5": Family.LONGT5,
}
PREFIX = {"de": "summarize: ", "en": "summarize: "}
ENGLISH = "The council agreed on Monday, and the work will start in the spring of next year."
LOOP = "and the council and the council " * 6


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """These models are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def load(summarizer_checkpoint: Checkpoint) -> Load:
    def load(name: str, **fields: Any) -> Seq2SeqSummarizer:
        folder = summarizer_checkpoint(name)
        return Seq2SeqSummarizer(entry(FAMILIES[name], folder, **fields), folder)

    return load


def document(text: str) -> Document:
    return read(Source("a", "a.txt", lambda: text, language="en"), ("de", "en"))


def numbered(sentences: int) -> Document:
    lines = [f"In the year {1000 + i} a house was built here." for i in range(sentences)]
    return document("\n\n".join(" ".join(lines[i : i + 5]) for i in range(0, sentences, 5)))


def prose(article: Document) -> str:
    return " ".join(block.text for block in article.prose())


@dataclass
class Spy:
    """Stands in front of a model's generate(); `answer`, given the call's number and a row's
    text, may answer."""

    summarizer: Seq2SeqSummarizer
    answer: Callable[[int, str], str] | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    made: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._real = self.summarizer._model.generate
        self.summarizer._model.generate = self

    def __call__(self, **arguments: Any) -> Any:
        self.calls.append(arguments)
        self.made.append(self._answered(arguments) if self.answer else self._real(**arguments))
        return self.made[-1]

    def _answered(self, arguments: dict[str, Any]) -> Any:
        import torch

        assert self.answer
        codec, end = self.summarizer.writer.codec, self.summarizer.writer.ends[0]
        texts = [self.answer(len(self.calls), self.text(row)) for row in self.kept(arguments)]
        rows = [[codec.pad, *codec.body(text), end] for text in texts]
        limit = arguments["max_new_tokens"] + 1
        rows = [row if len(row) <= limit else [*row[: limit - 1], end] for row in rows]
        width = max(map(len, rows))
        return torch.tensor([row + [codec.pad] * (width - len(row)) for row in rows])

    @staticmethod
    def kept(arguments: dict[str, Any]) -> list[list[int]]:
        ids, mask = arguments["input_ids"].tolist(), arguments["attention_mask"].tolist()
        return [
            [index for index, keep in zip(row, kept, strict=True) if keep]
            for row, kept in zip(ids, mask, strict=True)
        ]

    @property
    def rows(self) -> list[list[int]]:
        return [row for call in self.calls for row in self.kept(call)]

    def text(self, row: list[int]) -> str:
        return self.summarizer.writer.codec.text(row)


# --- what reaches the model --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        *((name, {}) for name in FAMILIES),
        *((name, PREFIX) for name in ("pegasus", "mt5", "longt5")),
    ],
)
def test_ids_are_those_of_the_tokenizer(load: Load, name: str, prefix: dict[str, str]) -> None:
    summarizer = load(name, prefix=prefix)
    spy = Spy(summarizer, lambda *_: ENGLISH)
    article = document(prose(numbered(12)))
    summarizer.summarize([article], [SHORT])
    text = prefix.get("en", "") + prose(article)
    assert spy.rows == [summarizer.writer.codec._tokenizer(text)["input_ids"]]
    assert spy.text(spy.rows[0]).endswith("In the year 1011 a house was built here.")


@pytest.mark.parametrize("name", FAMILIES)
def test_text_cannot_act(load: Load, name: str) -> None:
    text = "Here </s> it <s> says <pad> all <unk> of <mask> this <n> and <mask_1> that ＜/s＞ too. "
    summarizer = load(name)
    spy = Spy(summarizer, lambda *_: ENGLISH)
    summarizer.summarize([document(text * 6)], [SHORT])
    (row,) = spy.rows
    tokenizer = summarizer.writer.codec._tokenizer
    special = {*tokenizer.all_special_ids} - {tokenizer.unk_token_id}
    assert tuple(index for index in row if index in special) == summarizer.writer.codec.frame
    assert "says" in spy.text(row)


def test_padding_is_on_the_right_and_the_first_token_of_led_is_global(load: Load) -> None:
    summarizer = load("led")
    spy = Spy(summarizer, lambda *_: ENGLISH)
    summarizer.summarize([numbered(12), numbered(20)], [SHORT])
    (call,) = spy.calls
    mask = call["attention_mask"].tolist()
    assert all(row == sorted(row, reverse=True) for row in mask)
    assert min(map(sum, mask)) < max(map(sum, mask))
    everywhere = call["global_attention_mask"]
    assert everywhere[:, 0].tolist() == [1, 1]
    assert everywhere.sum() == 2
    bart = load("bart")
    spy = Spy(bart, lambda *_: ENGLISH)
    bart.summarize([numbered(12)], [SHORT])
    assert "global_attention_mask" not in spy.calls[0]


def test_lengths_come_from_the_budget_and_the_rest_from_the_entry(load: Load) -> None:
    card = {"num_beams": 2, "length_penalty": 2.0, "max_length": 142, "min_length": 56}
    summarizer = load("bart", generate=card)
    spy = Spy(summarizer, lambda *_: ENGLISH)
    article = numbered(16)
    summarizer.summarize([article], [Length.HEADLINE, SHORT])
    call = spy.calls[0]
    assert (call["num_beams"], call["length_penalty"], call["do_sample"]) == (2, 2.0, False)
    assert call["min_length"] == 0
    assert "max_length" not in call
    tokens = summarizer.writer.count(prose(article))
    limits = call["logits_processor"][0]
    text = "\n\n".join(block.text for block in article.prose())
    for most, words in zip(limits.most, (45, 14), strict=True):
        assert 0 <= most - answer_limit(words, text, tokens) < 16
    assert limits.least[1] == 0 < limits.least[0] < limits.most[0]
    # Few different ones, so that rows can share batches.
    assert not any(number % 8 for number in [*limits.most, *limits.least])
    assert call["max_new_tokens"] == max(limits.most)


def test_no_row_ends_before_its_least_or_after_its_most(load: Load) -> None:
    summarizer = load("mt5")
    # This model would always end at once.
    summarizer._model.lm_head.weight.data[1] *= 0
    end = summarizer.writer.ends[0]
    spy = Spy(summarizer)
    summarizer.writer.write(
        [Order(prose(numbered(30)), "", "en", length, 20) for length in (SHORT, LONG)]
    )
    limits = spy.calls[0]["logits_processor"][0]
    for row, most, least in zip(spy.made[0].tolist(), limits.most, limits.least, strict=True):
        made = row[1:].index(end) + 1
        assert least < made <= most


# --- what comes back ---------------------------------------------------------------------


@pytest.mark.parametrize("name", FAMILIES)
def test_a_batch_gives_what_single_calls_give(load: Load, name: str) -> None:
    summarizer = load(name, generate={"num_beams": 2})
    # In 32 bits the random models are now and then undecided between two tokens.
    summarizer._model.double()
    orders = [
        Order(prose(numbered(count)), "", "en", length, words)
        for count, length, words in ((4, SHORT, 5), (9, SHORT, 9), (6, LONG, 14))
    ]
    together = summarizer.writer.write(orders)
    assert together == [summarizer.writer.write([order])[0] for order in orders]
    assert all(answer is not None for answer in together)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_sentence_of_a_long_article_is_read(load: Load, name: str) -> None:
    summarizer = load(name, max_input_tokens=150)
    spy = Spy(summarizer, lambda *_: ENGLISH)
    (drafts,) = summarizer.summarize([numbered(60)], [SHORT])
    assert max(map(len, spy.rows)) <= 150
    read_ = " ".join(map(spy.text, spy.rows))
    assert all(f"In the year {1000 + i} a house" in read_ for i in range(60))
    assert drafts[SHORT].read == 60
    assert drafts[SHORT].parts > 3


def test_the_positions_of_the_model_are_a_limit_too(load: Load) -> None:
    assert load("bart").writer.longest_input == 512
    assert load("led").writer.longest_input == 2048
    assert load("led").writer.longest_output == 511
    assert load("mt5", max_input_tokens=700).writer.longest_input == 700
    with pytest.raises(ModelError, match="too few for an article"):
        load("mt5", max_input_tokens=10).summarize([numbered(20)], [SHORT])


def test_a_loop_is_tried_again_with_other_settings(load: Load) -> None:
    summarizer = load("bart", generate={"num_beams": 2})
    spy = Spy(summarizer, lambda call, _: LOOP if call == 1 else f" {ENGLISH}")
    (drafts,) = summarizer.summarize([numbered(16)], [SHORT])
    assert (drafts[SHORT].text, drafts[SHORT].status) == (ENGLISH, Status.OK)
    tried = [(c.get("no_repeat_ngram_size"), c.get("repetition_penalty")) for c in spy.calls]
    assert tried == [(None, None), (3, 1.2)]


def test_lines_and_stops_of_news_models(load: Load) -> None:
    summarizer = load("pegasus")
    n = summarizer.writer.codec._tokenizer.convert_tokens_to_ids("<n>")
    body, end = summarizer.writer.codec.body, summarizer.writer.ends[0]
    ids = [*body("The council agreed ."), n, *body("Work will start , too ."), end, 0]
    answer = summarizer.writer._answer(ids, 100)
    assert (answer.text, answer.finished) == ("The council agreed. Work will start, too.", True)
    assert not summarizer.writer._answer(ids[:-2], len(ids) - 2).finished


def test_a_headline_has_no_full_stop_and_a_summary_has_one(load: Load) -> None:
    summarizer = load("bart")
    spy = Spy(summarizer, lambda *_: " Council agrees to plan.")
    (drafts,) = summarizer.summarize([numbered(16)], [Length.HEADLINE])
    assert drafts[Length.HEADLINE].text == "Council agrees to plan"
    spy.answer = lambda *_: f" {ENGLISH[:-1]}"
    (drafts,) = summarizer.summarize([numbered(16)], [SHORT])
    assert drafts[SHORT].text == ENGLISH


@pytest.mark.parametrize("name", FAMILIES)
def test_real_answers_keep_the_contract(load: Load, name: str) -> None:
    """Whatever a random model says; twice the same."""
    summarizer = load(name)
    article = document((SAMPLES / "harbour.txt").read_text(encoding="utf-8")[:1500])
    (drafts,) = summarizer.summarize([article], [SHORT])
    made = drafts[SHORT]
    assert made.text
    if made.status is Status.OK:
        assert count_words(made.text) <= SHORT.budget(article.words)
    assert summarizer.summarize([article], [SHORT]) == [drafts]


@pytest.mark.parametrize("name", FAMILIES)
def test_the_registry_finds_the_class(summarizer_checkpoint: Checkpoint, name: str) -> None:
    model = entry(FAMILIES[name], summarizer_checkpoint(name))
    models = Models(engine="transformers")
    assert isinstance(models.summarizer(model), Seq2SeqSummarizer)
    assert models.engine(model) == "transformers"


def test_another_architecture_is_refused(summarizer_checkpoint: Checkpoint) -> None:
    folder = summarizer_checkpoint("led")
    with pytest.raises(ModelError, match="holds a led model"):
        Seq2SeqSummarizer(entry(Family.BART, folder), folder)
