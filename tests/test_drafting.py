"""What becomes of a model's answers: lengths, languages, second attempts, long articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize import registry
from summarize.backends import Draft, Models
from summarize.backends.drafting import draft
from summarize.backends.writing import Answer, Order, is_other_language
from summarize.document import Document, count_words, read
from summarize.errors import RegistryError
from summarize.pipeline import Pipeline
from summarize.request import Length, Request
from summarize.result import Result, Status
from summarize.source import Source

SHORT, MEDIUM, LONG = Length.SHORT, Length.MEDIUM, Length.LONG

GERMAN = "Der Rat hat am Montag dem Umbau des Bahnhofs zugestimmt, und im März wird gebaut."
ENGLISH = "On Monday the council agreed to the plan, and the work will start in the spring."
LOOP = "Der Rat hat zugestimmt und " * 12
# 60 words, of which the first sentence has 20.
TOO_LONG = " ".join(
    f"Im {name} Jahr baut die Stadt den Bahnhof um, und der Rat ist nicht dagegen, "
    "wie er sagt, sondern dafür."
    for name in ("ersten", "zweiten", "dritten")
)
ENDLESS = "Die Stadt baut und " + " ".join(f"wort{i}" for i in range(60))


def article(sentences: int = 60, language: str = "de", title: str | None = None) -> Document:
    """A document whose sentences are all different, five to a paragraph."""
    lines = [
        f"Im Jahr {1900 + i} hat die Stadt Nummer {i} einen Bahnhof mit {i + 2} Gleisen gebaut."
        for i in range(sentences)
    ]
    if language == "en":
        lines = [
            f"In {1900 + i} the town built station {i} with {i} lines." for i in range(sentences)
        ]
    text = "\n\n".join(" ".join(lines[i : i + 5]) for i in range(0, sentences, 5))
    return read(Source("a", "a.txt", lambda: text, language=language, title=title), ("de", "en"))


@dataclass
class Fake:
    """Answers as it is told, and keeps every order it was given, call by call."""

    answer: Callable[[Order], Answer | str | None]
    tokens: int = 10_000
    calls: list[list[Order]] = field(default_factory=list)

    def write(self, orders: Sequence[Order]) -> list[Answer | None]:
        self.calls.append(list(orders))
        made = map(self.answer, orders)
        return [Answer(text) if isinstance(text, str) else text for text in made]

    def count(self, text: str) -> int:
        return count_words(text)

    def room(self, order: Order) -> int:
        return self.tokens


def one(fake: Fake, length: Length = SHORT, document: Document | None = None) -> Draft:
    (drafts,) = draft([document or article()], [length], fake)
    return drafts[length]


# --- what needs no model -----------------------------------------------------------------


def test_a_short_article_and_a_title_are_not_sent_to_the_model() -> None:
    fake = Fake(lambda _: GERMAN)
    short = article(2, title="Bahnhof wird umgebaut")
    (drafts,) = draft([short], list(Length), fake)
    assert not fake.calls
    assert drafts[Length.HEADLINE] == Draft("Bahnhof wird umgebaut", Status.OK)
    assert {drafts[length].status for length in (SHORT, MEDIUM, LONG)} == {Status.ALREADY_SHORT}
    assert drafts[SHORT].sentences == (0, 1)


def test_documents_and_lengths_share_a_call_and_keep_their_order() -> None:
    fake = Fake(lambda order: f"Der Artikel {order.title} hat {order.words} Wörter als Grenze.")
    documents = [article(60, title=f"Bahn {i}") for i in range(3)]
    documents.insert(1, article(1, title="Kurz"))
    made = draft(documents, [LONG, SHORT], fake)
    assert len(fake.calls) == 1
    assert len(fake.calls[0]) == 6
    assert [list(drafts) for drafts in made] == [[LONG, SHORT]] * 4
    assert made[1][SHORT].status is Status.ALREADY_SHORT
    assert made[3][SHORT].text == "Der Artikel Bahn 2 hat 45 Wörter als Grenze."


def test_the_budget_is_what_the_order_says() -> None:
    fake = Fake(lambda _: GERMAN)
    document = article(10)
    one(fake, MEDIUM, document)
    assert fake.calls[0][0].words == MEDIUM.budget(document.words) < MEDIUM.max_words


# --- second attempts ---------------------------------------------------------------------

BAD: dict[str, tuple[Answer | str, str]] = {
    "empty": ("", "the model wrote nothing usable"),
    "dashes": ("— …", "the model wrote nothing usable"),
    "refusal": ("I’m sorry, but I can’t help with this request.", "the model refused"),
    "loop": (LOOP, "the model repeated itself"),
    "endless": (Answer(ENDLESS, finished=False), "the model did not come to an end"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_answer_is_asked_for_once_more(fault: str) -> None:
    fake = Fake(lambda order: GERMAN if order.firm else BAD[fault][0])
    assert one(fake) == Draft(GERMAN, Status.OK, read=60)
    assert [[order.firm for order in call] for call in fake.calls] == [[False], [True]]


@pytest.mark.parametrize("fault", BAD)
def test_after_two_bad_answers_the_articles_own_sentences_stand_in(fault: str) -> None:
    document = article()
    fake = Fake(lambda _: BAD[fault][0])
    made = one(fake, document=document)
    assert len(fake.calls) == 2
    assert made.model == "extractive"
    assert made.note == f"the article's own sentences stand in, because {BAD[fault][1]}"
    prose = [s.strip() for block in document.prose() for s in block.sentences]
    assert made.text == " ".join(prose[i] for i in made.sentences)
    assert (made.status, count_words(made.text) <= 45) == (Status.OK, True)


def test_only_the_bad_ones_are_asked_for_again() -> None:
    fake = Fake(lambda order: "" if order.length is MEDIUM else GERMAN)
    (drafts,) = draft([article()], [SHORT, MEDIUM, LONG], fake)
    assert [[order.length for order in call] for call in fake.calls] == [
        [SHORT, MEDIUM, LONG],
        [MEDIUM],
    ]
    assert [bool(drafts[length].note) for length in (SHORT, MEDIUM, LONG)] == [False, True, False]


def test_what_does_not_fit_in_memory_is_not_asked_for_again() -> None:
    fake = Fake(lambda _: None)
    made = one(fake)
    assert len(fake.calls) == 1
    assert made.note.endswith("because the text did not fit in memory")


def test_too_long_is_tried_again_with_fewer_words() -> None:
    fake = Fake(lambda order: GERMAN if order.firm else TOO_LONG)
    assert one(fake).text == GERMAN
    assert [call[0].words for call in fake.calls] == [45, 33]


def test_still_too_long_loses_its_last_sentences() -> None:
    assert count_words(TOO_LONG) > 45
    made = one(Fake(lambda _: TOO_LONG))
    assert made.status is Status.OK
    assert made.text.startswith("Im ersten Jahr")
    assert made.text.endswith("sondern dafür.")
    assert count_words(made.text) <= 45


def test_one_endless_sentence_is_marked() -> None:
    sentence = "Die Stadt baut nicht nur den Bahnhof, " + ", ".join(
        f"sondern auch {name} und die {name}straße in {name}stadt" for name in "abcdefgh"
    )
    made = one(Fake(lambda _: f"{sentence}."))
    assert (made.status, made.text) == (Status.OVER_BUDGET, f"{sentence}.")


def test_nothing_is_longer_than_its_source() -> None:
    sentence = "Die Stadt baut " + ", ".join(f"Haus {i} und Turm {i}" for i in range(40)) + "."
    document = article(4)
    made = one(Fake(lambda _: sentence), document=document)
    assert made.model == "extractive"
    assert count_words(made.text) <= document.words


def test_an_answer_that_was_stopped_keeps_its_whole_sentences() -> None:
    fake = Fake(lambda _: Answer(f"{GERMAN} Und dann hat er", finished=False))
    assert one(fake) == Draft(GERMAN, Status.OK, read=60)
    assert len(fake.calls) == 1


def test_a_headline_is_not_cut() -> None:
    fake = Fake(lambda order: " ".join(["Wort"] * 2 + [f"wort{i}" for i in range(20)]))
    made = one(fake, Length.HEADLINE)
    assert made.status is Status.OVER_BUDGET
    stopped = Fake(lambda order: Answer("Rat stimmt dem", finished=order.firm))
    assert one(stopped, Length.HEADLINE).text == "Rat stimmt dem"
    assert len(stopped.calls) == 2


# --- language ----------------------------------------------------------------------------


def test_a_wrong_language_is_tried_again_then_marked() -> None:
    fake = Fake(lambda order: GERMAN if order.firm else ENGLISH)
    assert one(fake) == Draft(GERMAN, Status.OK, read=60)
    stubborn = Fake(lambda _: ENGLISH)
    assert one(stubborn) == Draft(ENGLISH, Status.WRONG_LANGUAGE, read=60)
    assert len(stubborn.calls) == 2
    assert one(Fake(lambda _: GERMAN), document=article(language="en")).status is (
        Status.WRONG_LANGUAGE
    )


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        (GERMAN, "de", False),
        (ENGLISH, "de", True),
        ("Le conseil municipal a approuvé lundi le projet de la nouvelle gare.", "de", True),
        ("市议会周一批准了车站改建计划，工程将于三月开始。", "de", True),
        ("Le conseil municipal a approuvé lundi le projet de la nouvelle gare.", "fr", False),
        ("Der Rat hat dem Umbau des 车站 am Montag zugestimmt.", "de", True),
        ("Bahnhof Süd", "en", False),
        ("Council agrees", "de", False),
    ],
)  # fmt: skip
def test_languages(text: str, language: str, wrong: bool) -> None:
    assert is_other_language(text, language) is wrong


# --- long articles -----------------------------------------------------------------------


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if word.isdigit() and len(word) == 4}


@pytest.mark.parametrize("tokens", [40, 100, 300])
def test_every_sentence_is_read(tokens: int) -> None:
    document = article(60)
    fake = Fake(
        lambda order: f"Von {order.text.split()[2]} an wurde gebaut, und zwar viel.", tokens
    )
    made = one(fake, document=document)
    seen = [order.text for order in fake.calls[0]]
    assert _numbers(" ".join(seen)) == {str(1900 + i) for i in range(60)}
    assert all(count_words(order.text) <= tokens for call in fake.calls for order in call)
    assert (made.parts, made.read) == (len(seen), 60)
    assert made.status is Status.OK


def test_parts_are_asked_for_once_and_for_all_lengths() -> None:
    fake = Fake(lambda order: f"Es wurde {order.text.split()[2]} gebaut, und zwar viel.", 300)
    (drafts,) = draft([article(60)], [SHORT, MEDIUM, LONG], fake)
    first, *_ = fake.calls
    assert [order.length for order in first] == [LONG] * 3
    # Their summaries together are short enough for all.
    assert len(fake.calls) == 1
    assert len({drafts[length].text for length in (SHORT, MEDIUM, LONG)}) == 1
    assert {drafts[length].parts for length in drafts} == {3}


def test_summaries_of_parts_are_summarised() -> None:
    def answer(order: Order) -> str:
        if order.length is LONG:
            year = order.text.split()[2]
            return " ".join(f"Im Jahr {i} baut die Stadt {year}." for i in range(12))
        return GERMAN

    fake = Fake(answer, 300)
    (drafts,) = draft([article(60)], [SHORT, LONG], fake)
    assert len(fake.calls[0]) == 3
    (second,) = [order for order in fake.calls[-1] if order.length is SHORT]
    assert second.text.count("Im Jahr 11 baut die Stadt") == 3
    assert second.words == 45
    assert drafts[SHORT].text == GERMAN


def test_a_part_that_fails_is_extracted_and_said() -> None:
    fake = Fake(lambda order: "" if "1930" in order.text else f"{GERMAN}", 300)
    made = one(fake, LONG)
    assert made.parts == 3
    assert made.note == (
        "1 part was reduced to the article's own sentences, because the model wrote nothing usable"
    )
    assert not made.model


def test_a_part_in_another_language_is_extracted() -> None:
    made = one(Fake(lambda order: ENGLISH if "1930" in order.text else GERMAN, 300), LONG)
    assert made.status is Status.OK
    assert "agreed" not in made.text
    assert made.note.endswith("because the model wrote in another language")


def test_where_all_parts_fail_the_whole_is_extracted() -> None:
    made = one(Fake(lambda order: "", 300))
    assert made.model == "extractive"
    assert made.note == (
        "the article's own sentences stand in, because the model wrote nothing usable"
    )


def test_a_sentence_without_end_does_not_run_for_ever() -> None:
    text = "Wort " * 3000 + "Ende."
    document = read(Source("a", "a", lambda: text, language="de"), ("de",))
    fake = Fake(lambda order: "", 50)
    assert one(fake, document=document).model == "extractive"
    stubborn = Fake(lambda order: order.text, 50)
    assert one(stubborn, document=document).model == "extractive"


_ANSWERS = st.lists(
    st.sampled_from([GERMAN, ENGLISH, TOO_LONG, LOOP, "", "Ja.", "Nein", "Der Rat baut um"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    given_=st.lists(st.tuples(_ANSWERS, st.booleans()), min_size=4, max_size=4),
    length=st.sampled_from([SHORT, MEDIUM, LONG]),
    tokens=st.sampled_from([60, 200, 5000]),
    sentences=st.sampled_from([6, 25, 40]),
)
def test_the_contract_holds_whatever_the_model_says(
    given_: list[tuple[str, bool]], length: Length, tokens: int, sentences: int
) -> None:
    document = article(sentences)
    said = [Answer(text, finished) for text, finished in given_]
    fake = Fake(lambda order: said[(len(order.text) + order.firm) % 4], tokens)
    made = one(fake, length, document)
    assert count_words(made.text) <= document.words
    if made.status in (Status.OK, Status.WRONG_LANGUAGE):
        assert count_words(made.text) <= length.budget(document.words)
    if made.status is Status.OK and any(not answer.finished for answer in said):
        assert made.text[-1] in ".!?" or made.text.endswith(("Nein", "um"))
    assert made == one(Fake(fake.answer, tokens), length, document)


# --- what the reader is told -------------------------------------------------------------

REGISTRY = """
[models.mine]
task = "summarize"
family = "chat"
path = "/nowhere"
languages = ["de"]
chat = { enable_thinking = false }

[profiles.mine]
summarizer = "mine"
"""


def test_notes_and_models_in_the_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Writing:
        def summarize(
            self, documents: Sequence[Document], lengths: Sequence[Length]
        ) -> list[Mapping[Length, Draft]]:
            fake = Fake(lambda order: "" if order.length is SHORT else TOO_LONG, 300)
            return draft(documents, lengths, fake)

    path = tmp_path / "models.toml"
    path.write_text(REGISTRY)
    monkeypatch.setattr(Models, "summarizer", lambda self, model: Writing())
    request = Request(languages=("de",), lengths=(SHORT, LONG))
    (result,) = Pipeline(request, registry.read(path), lambda model: True).process([article(60)])
    assert isinstance(result, Result)
    assert result.notes == (
        "read in 3 parts, 60 sentences",
        "short: the article's own sentences stand in, because the model wrote nothing usable",
    )
    assert [summary.model for summary in result.summaries] == ["extractive", "mine"]
    assert result.signature.endswith("|summarizer:mine,enable_thinking=False")


@pytest.mark.parametrize(
    ("family", "task"), [("bart", "translate"), ("marian", "summarize"), ("led", "translate")]
)
def test_a_family_that_cannot_do_a_task(tmp_path: Path, family: str, task: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(
        f'[models.x]\ntask = "{task}"\nfamily = "{family}"\npath = "/x"\n'
        'languages = ["de"]\npairs = ["de-en"]\n'
    )
    with pytest.raises(RegistryError) as caught:
        registry.read(path)
    assert f"models of family {family} do not {task}" in caught.value.message
