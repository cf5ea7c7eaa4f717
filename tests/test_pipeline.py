"""The order of steps, seen through models whose output shows what reached them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from summarize import formats, registry
from summarize.backends import Draft, Models, Translated
from summarize.backends.extractive import Extractive
from summarize.batch import Outcome
from summarize.cli.tally import Tally
from summarize.document import Document, read
from summarize.pipeline import Pipeline
from summarize.registry import Family, Model, Registry
from summarize.render import Format, writer
from summarize.request import Length, Request, Term
from summarize.result import Failure, Result, Severity, Status
from summarize.source import Source

REGISTRY = """
[models.extractive]
task = "summarize"
family = "extractive"
languages = ["*"]
licence = "Apache-2.0"
commercial = true
download_mb = 0
memory_mb = 0

[models.de-en]
task = "translate"
family = "marian"
path = "/nowhere"
revision = "0123456789abcdef"
pairs = ["de-en"]
licence = "MIT"
commercial = true
download_mb = 9
memory_mb = 9
generate = { num_beams = 4 }

[profiles.builtin]
summarizer = "extractive"

[profiles.tiny]
summarizer = "extractive"
translators = ["de-en"]
"""

ARTICLE = """\
Wärme aus dem Fluss

Der Rat hat zugestimmt. Das kostet 12,4 Mio. Euro.

Zahlen

- 3.200 Haushalte werden versorgt.
- Es gibt 4 Pumpen.

Der Bau beginnt am 3. März 2026. Er dauert lange.

Quellen:
https://example.org/a
"""


class Marking:
    """A translator that marks every sentence, so that a lost or moved one shows."""

    def __init__(self, fails: str = "") -> None:
        self.calls: list[list[str]] = []
        self._fails = fails

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        self.calls.append(list(sentences))
        return [
            Translated(s, ok=False) if s == self._fails else Translated(f"<{target}:{s}>")
            for s in sentences
        ]


class First:
    """A summarizer that takes the first sentence for every length."""

    def summarize(
        self, documents: Sequence[Document], lengths: Sequence[Length]
    ) -> list[Mapping[Length, Draft]]:
        return [
            {length: Draft(next(d.prose()).sentences[0].strip(), Status.OK) for length in lengths}
            for d in documents
        ]


@pytest.fixture
def known(tmp_path: Path) -> Registry:
    path = tmp_path / "models.toml"
    path.write_text(REGISTRY)
    return registry.read(path)


def document(text: str = ARTICLE, language: str = "de", id: str = "a") -> Document:
    return read(Source(id, f"{id}.txt", lambda: text, language=language), ("de", "en"))


def pipeline(
    monkeypatch: pytest.MonkeyPatch,
    known: Registry,
    translator: Marking | None,
    **wanted: object,
) -> Pipeline:
    monkeypatch.setattr(Models, "translator", lambda self, model: translator)
    monkeypatch.setattr(Models, "summarizer", lambda self, model: First())

    def installed(model: Model) -> bool:
        return translator is not None or model.family is Family.EXTRACTIVE

    return Pipeline(Request(**wanted), known, installed)  # type: ignore[arg-type]


def one(outcomes: list[Result | Failure]) -> Result:
    (result,) = outcomes
    assert isinstance(result, Result), result
    return result


def test_every_sentence_is_translated_once_and_stays_in_place(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    translator = Marking()
    result = one(pipeline(monkeypatch, known, translator).process([document()]))
    # The other calls are about numbers, which this translator leaves in German.
    sentences, *_ = translator.calls
    assert len(sentences) == len(set(sentences))
    (translation,) = result.translations
    assert translation.status is Status.OK
    assert translation.text == (
        "<en:Wärme aus dem Fluss>\n\n"
        "<en:Der Rat hat zugestimmt.> <en:Das kostet 12.4 Mio. Euro.>\n\n"
        "<en:Zahlen>\n\n"
        "- <en:3,200 Haushalte werden versorgt.>\n- <en:Es gibt 4 Pumpen.>\n\n"
        "<en:Der Bau beginnt am 3. März 2026.> <en:Er dauert lange.>\n\n"
        "Quellen:\nhttps://example.org/a"
    )
    assert [p.kind for p in translation.paragraphs][:3] == ["title", "teaser", "heading"]
    assert translation.paragraphs[2].source == "Zahlen"


def test_both_columns_say_the_same(monkeypatch: pytest.MonkeyPatch, known: Registry) -> None:
    result = one(
        pipeline(monkeypatch, known, Marking(), lengths=(Length.SHORT,)).process([document()])
    )
    assert [(s.lang, s.text) for s in result.summaries] == [
        ("de", "Der Rat hat zugestimmt."),
        ("en", "<en:Der Rat hat zugestimmt.>"),
    ]
    assert [s.model for s in result.summaries] == ["extractive", "extractive + de-en"]
    assert result.signature.split("|")[1:] == [
        "summarizer:extractive",
        "de-en:de-en@0123456789ab,num_beams=4",
    ]


@pytest.mark.parametrize(
    ("words", "status"), [(51, Status.OK), (52, Status.OVER_BUDGET)], ids=["room", "too long"]
)
def test_a_translated_summary_has_some_room(
    monkeypatch: pytest.MonkeyPatch, known: Registry, words: int, status: Status
) -> None:
    class Wordy(Marking):
        def translate(self, sentences: Sequence[str], *languages: str) -> list[Translated]:
            return [Translated(" ".join(["word"] * words))] * len(sentences)

    made = pipeline(monkeypatch, known, Wordy(), lengths=(Length.SHORT,))
    german, english = one(made.process([document("Der Rat sagt heute zu. " * 10)])).summaries
    assert german.status is Status.OK
    assert (english.words, english.status) == (words, status)


MARKDOWN = """\
# Wärme aus dem Fluss

Der Rat hat **endlich** zugestimmt.[^1] Nimm `pip x` dafür.

| Jahr | Haushalte | Bemerkung |
|-----:|----------:|-----------|
| 2025 | 1.200     | Es beginnt. Noch wenig. |
| 2026 | `3.200`   |           |

[^1]: Mit 12 Stimmen.

    Das ist knapp.
"""


def test_markdown_keeps_tables_footnotes_and_markup_beside_its_summaries(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    translator = Marking()
    format = formats.Format.MARKDOWN
    source = Source("a", "a.md", lambda: MARKDOWN, language="de", format=format)
    result = one(pipeline(monkeypatch, known, translator).process([read(source, ("de", "en"))]))
    (sentences,) = translator.calls
    assert len(sentences) == len(set(sentences))
    # A number needs no model.
    assert not {"2025", "1.200"} & set(sentences)
    assert result.words == 9
    assert "Mit 12 Stimmen." not in " ".join(s.text or "" for s in result.summaries)
    (translation,) = result.translations
    table = next(p for p in translation.paragraphs if p.kind == "table")
    assert [[(cell.source, cell.text) for cell in row] for row in table.rows] == [
        [("Jahr", "<en:Jahr>"), ("Haushalte", "<en:Haushalte>"), ("Bemerkung", "<en:Bemerkung>")],
        [
            ("2025", "2025"), ("1.200", "1,200"),
            ("Es beginnt. Noch wenig.", "<en:Es beginnt.> <en:Noch wenig.>"),
        ],
        [("2026", "2026"), ("3.200", "3.200"), ("", "")],  # code
    ]  # fmt: skip
    assert (
        table.text.split("\n")[1]
        == "2025      | 1,200          | <en:Es beginnt.> <en:Noch wenig.>"
    )
    notes = [(p.marker, p.text) for p in translation.paragraphs if p.kind == "footnote"]
    assert notes == [("[1]", "<en:Mit 12 Stimmen.>"), ("", "<en:Das ist knapp.>")]
    assert translation.markup is not None
    assert "\\<en:Der Rat hat **endlich** zugestimmt.\\>[^1] \\<en:Nimm `pip x` dafür.\\>\n" in (
        translation.markup
    )
    assert "| 2025 | 1,200     | \\<en:Es beginnt.\\>" in translation.markup
    assert "[^1]: \\<en:Mit 12 Stimmen.\\>\n\n    \\<en:Das ist knapp.\\>" in translation.markup


def test_plain_text_has_markup_only_as_a_filter(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    for wanted, expected in (({}, False), ({"summarize": False}, True)):
        result = one(pipeline(monkeypatch, known, Marking(), **wanted).process([document()]))
        assert (result.translations[0].markup is not None) is expected


def test_sentences_of_all_documents_share_one_call(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    translator = Marking()
    other = "Ein anderer Text über Bäume. Der Bau beginnt am 3. März 2026."
    outcomes = pipeline(monkeypatch, known, translator).process(
        [document(), document("An English text.", "en", "b"), document(other, id="c")]
    )
    # The other calls are about numbers, which this translator leaves in German.
    sentences, *_ = translator.calls
    assert sentences.count("Der Bau beginnt am 3. März 2026.") == 1
    assert [outcome.id for outcome in outcomes] == ["a", "b", "c"]
    third = outcomes[2]
    assert isinstance(third, Result)
    assert third.translations[0].text == (
        "<en:Ein anderer Text über Bäume.> <en:Der Bau beginnt am 3. März 2026.>"
    )


class Stubborn(Marking):
    """One that says the same of everything, and cannot translate what is no sentence."""

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        return [Translated("The council agrees.", ok=s.endswith(".")) for s in sentences]


def test_a_term_that_could_not_be_kept_is_found(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    terms = (Term("Rat", "council"), Term("Pumpen"))
    article = "Es gibt viele Pumpen. Der Rat hat zugestimmt. Das dauert, und viele Pumpen stehen."
    made = pipeline(monkeypatch, known, Stubborn(), terms=terms, lengths=(Length.SHORT,))
    result = one(made.process([document(article)]))
    message = "“Pumpen” was not kept"
    for part, sentences in ((result.summaries[1], [0]), (result.translations[0], [0, 2])):
        assert [(f.kind, f.severity, f.message, f.sentence) for f in part.findings] == [
            ("term", Severity.WARNING, message, sentence) for sentence in sentences
        ]
    for format in (Format.TEXT, Format.TABLE, Format.HTML):
        out = io.StringIO()
        writer(format)([result], out)
        assert message in " ".join(out.getvalue().split())
    tally = Tally(quiet=True, strict=True, format=Format.TEXT)
    assert list(tally.watch(iter([Outcome(Source("a", "a.txt", lambda: ""), result)])))
    assert tally.exit_code == 1


def test_a_sentence_that_fails_is_kept_and_marked(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    translator = Marking(fails="Er dauert lange.")
    result = one(pipeline(monkeypatch, known, translator).process([document()]))
    (translation,) = result.translations
    assert translation.status is Status.INCOMPLETE
    assert translation.text is not None
    assert "2026.> Er dauert lange.\n" in translation.text
    assert any("could not be translated into English" in note for note in result.notes)


@pytest.mark.parametrize(
    ("wanted", "summaries", "translations"),
    [
        ({"languages": ("de",)}, ["de"], []),
        ({"languages": ("en",)}, ["en"], ["en"]),
        ({"languages": ("en", "de")}, ["en", "de"], ["en"]),
        ({"translate": False}, ["de", "en"], []),
        ({"summarize": False}, [], ["en"]),
        ({"summarize": False, "languages": ("de",)}, [], []),
    ],
)
def test_what_is_asked_for_is_what_comes(
    monkeypatch: pytest.MonkeyPatch,
    known: Registry,
    wanted: dict[str, object],
    summaries: list[str],
    translations: list[str],
) -> None:
    wanted = {"lengths": (Length.SHORT,), **wanted}
    result = one(pipeline(monkeypatch, known, Marking(), **wanted).process([document()]))
    assert [s.lang for s in result.summaries] == summaries
    assert [t.lang for t in result.translations] == translations


def test_without_a_translator_the_own_language_is_delivered(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    result = one(pipeline(monkeypatch, known, None).process([document()]))
    by_language = {s.lang: s for s in result.summaries if s.length is Length.SHORT}
    assert by_language["de"].text == "Der Rat hat zugestimmt."
    assert (by_language["en"].text, by_language["en"].status) == (None, Status.MISSING_MODEL)
    assert result.translations[0].status is Status.MISSING_MODEL
    assert result.notes == (
        "no translator from German to English is on this machine: "
        "summarize models pull tiny (9 MB, MIT)",
    )


@pytest.mark.parametrize("wanted", [{"languages": ("en",)}, {"summarize": False}])
def test_without_a_translator_and_nothing_else_wanted_it_fails(
    monkeypatch: pytest.MonkeyPatch, known: Registry, wanted: dict[str, object]
) -> None:
    (failure,) = pipeline(monkeypatch, known, None, **wanted).process([document()])
    assert isinstance(failure, Failure)
    assert (failure.error, failure.exit_code) == ("MissingModel", 3)
    assert failure.hint.startswith("summarize models pull tiny")


def test_a_pair_that_no_model_does(monkeypatch: pytest.MonkeyPatch, known: Registry) -> None:
    english = document("The council said yes to it.", "en")
    (failure,) = pipeline(monkeypatch, known, Marking(), languages=("de",)).process([english])
    assert isinstance(failure, Failure)
    assert failure.message == "there is no translator from English to German in models.toml"


def test_a_summary_in_another_language_is_translated_back(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    text = "The council of the town has agreed to the plan, and it will cost a lot of money."

    class English(First):
        def summarize(
            self, documents: Sequence[Document], lengths: Sequence[Length]
        ) -> list[Mapping[Length, Draft]]:
            return [dict.fromkeys(lengths, Draft(text, Status.WRONG_LANGUAGE)) for _ in documents]

    overlay = known.with_model(
        known.models["de-en"].model_copy(update={"name": "en-de", "pairs": ("en-de",)})
    )
    made = pipeline(monkeypatch, overlay, Marking(), languages=("de",))
    monkeypatch.setattr(Models, "summarizer", lambda self, model: English())
    result = one(made.process([document()]))
    assert {s.text for s in result.summaries} == {f"<de:{text}>"}
    assert {(s.status, s.model) for s in result.summaries} == {(Status.OK, "extractive + en-de")}
    assert result.notes == ("short, medium, long: written in English and translated",)
    without = pipeline(monkeypatch, known, Marking(), languages=("de",))
    monkeypatch.setattr(Models, "summarizer", lambda self, model: English())
    result = one(without.process([document()]))
    assert {(s.status, s.text) for s in result.summaries} == {(Status.WRONG_LANGUAGE, text)}


def test_a_translated_extract_is_of_sentences_as_they_stand_in_the_summary(
    monkeypatch: pytest.MonkeyPatch, known: Registry
) -> None:
    lead = "der Rat der Stadt hat am Montag den Plan für den neuen Hafen beschlossen."
    filler = "\n\n".join(f"Amt{n} nennt{n} Tag{n}, Preis{n} und Maß{n}." for n in range(12))
    letter = document(f"Liebe Leser,\n\n{lead}\n\n{filler}")
    made = pipeline(monkeypatch, known, Marking(), languages=("de", "en"))
    monkeypatch.setattr(Models, "summarizer", lambda self, model: Extractive())
    own, other = (one(made.process([letter])).summaries[n] for n in (0, 3))
    shown = lead.replace("der", "Der", 1)
    assert (own.text or "").startswith(shown)
    assert (other.text or "").startswith(f"<en:{shown}>")
    assert (own.support[0].sentence, own.support[0].score) == (shown, 1.0)
    assert not own.findings
