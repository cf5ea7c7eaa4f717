"""Glossaries and kept terms, against translators that lose terms in every way we know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.backends import Translated
from summarize.errors import UsageError
from summarize.formulas import FORMULA
from summarize.protection import ProtectedTranslator, read_glossary
from summarize.protection.terms import missing, wanted
from summarize.request import Term
from tests.conftest import SAMPLES, Command

WORDS = {
    "die": "the", "der": "the", "das": "the", "Wärmepumpe": "pump", "Wärmepumpen": "pumps",
    "steht": "stands", "stehen": "stand", "im": "in the", "Hof": "yard", "Stadtwerke": "utilities",
    "von": "of", "heute": "today", "und": "and", "Die": "The", "Schreiben": "Write", "Sie": "",
    "an": "to",
}  # fmt: skip


class Dictionary:
    """Translates word by word, and has its ways with words it does not know."""

    def __init__(self, unknown: Callable[[str], str] = lambda word: word) -> None:
        self.calls: list[list[str]] = []
        self._unknown = unknown

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        self.calls.append(list(sentences))
        return [Translated(re.sub(r"[\w@#:/]+(?:[.][\w/]+)*", self._word, s)) for s in sentences]

    def _word(self, match: re.Match[str]) -> str:
        return WORDS[match[0]] if match[0] in WORDS else self._unknown(match[0])


def translated(
    sentence: str,
    *terms: Term,
    by: Dictionary | None = None,
    pair: tuple[str, str] = ("de", "en"),
) -> str:
    (made,) = ProtectedTranslator(by or Dictionary(), terms).translate([sentence], *pair)
    assert made.ok
    return made.text


PUMP = Term("Wärmepumpe", "heat pump")


def test_a_term_of_the_glossary_is_used() -> None:
    assert translated("Die Wärmepumpe steht im Hof.", PUMP) == "The heat pump stands in the yard."


def test_what_is_kept_stays_as_it_is() -> None:
    kept = Term("Stadtwerke")
    assert translated("Die Stadtwerke und der Hof", kept) == "The Stadtwerke and the yard"
    # With its capitals: a glossary is for words in all their forms.
    assert translated("Die stadtwerke", Term("Stadtwerke")) == "The stadtwerke"


@pytest.mark.parametrize(
    ("kept", "sentence", "forms"),
    [
        ("Stadtwerke", "Die Kunden sind den Stadtwerken treu.", ["Stadtwerken"]),
        ("Stadtwerke", "STADTWERKE WARNEN", ["STADTWERKE"]),
        ("Freie Wähler", "Mit den Freien Wählern, freien Wählern.", ["Freien Wählern"]),
        ("Rotes Kreuz", "Das Rote Kreuz lobt des Roten Kreuzes Arbeit.",
         ["Rote Kreuz", "Roten Kreuzes"]),
        ("Altfährde", "Altfährdes Rat in Altfährde-Nord", ["Altfährdes", "Altfährde"]),
        ("Grüne", "grüne Wiesen der Grünen", ["Grünen"]),
        ("WELT", "Die Welt ist alt, die WELT nicht.", ["WELT"]),
        ("C++", "Vitamin C und C++", ["C++"]),
        ("Post", "Der Posten der POST, des Postes, der Post", ["POST", "Postes", "Post"]),
        ("Posten", "Die Post schuf einen Posten.", ["Posten"]),
        ("Bild", "Zwei Bilder in der Bild", ["Bild"]),
        ("Rat", "Mehrere Räte und Raten des Rates", ["Rates"]),
        ("Linke", "Von Linken und Linker", ["Linken", "Linker"]),
    ],
)  # fmt: skip
def test_german_forms_of_what_is_kept_are_recognised(
    kept: str, sentence: str, forms: list[str]
) -> None:
    found = wanted(sentence, [Term(kept)], (), ("de", "en"))
    assert [sentence[one.start : one.end] for one in found] == forms


def test_english_names_that_share_a_stem_are_two() -> None:
    assert wanted("The University met.", [Term("Universal")], (), ("en", "de")) == []


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("The Stadtwerke build, and they pay.", "“Stadtwerke” was not kept every time"),
        ("The utilities build, and they pay.", "“Stadtwerke” was not kept"),
        ("The Stadtwerke build, and the Stadtwerke’s bank pays.", None),
        ("The Stadtwerke build, and the Stadtwerken pay.", None),
    ],
)
def test_a_term_that_is_lost_once_is_told(made: str, message: str | None) -> None:
    sentence = "Die Stadtwerke bauen, und mit den Stadtwerken zahlt die Bank."

    class Once(Dictionary):
        def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
            return [Translated(made) if s == sentence else Translated(s, False) for s in sentences]

    by = ProtectedTranslator(Once(), (Term("Stadtwerke"),))
    (one,) = by.translate([sentence], "de", "en")
    assert one.text == made
    assert [f.message for f in one.findings] == ([message] if message else [])


def test_a_term_is_counted_in_all_its_forms() -> None:
    terms = (Term("heat pump", "Wärmepumpe", others=("Pumpe",)),)
    made = "Große Wärmepumpen: die Großwärmepumpe und die Pumpe."
    found = wanted("Heat pumps: a heat pump, a heat pump, a heat pump.", terms, (), ("en", "de"))
    assert [one.start for one in missing(made, found, "de")] == [found[3].start]


def test_a_sentence_with_its_terms_is_translated_once() -> None:
    model = Dictionary(lambda word: "heat pumps" if word == "Pumpen" else word)
    assert translated("Die Pumpen", Term("Pumpe", "heat pump"), by=model) == "The heat pumps"
    assert len(model.calls) == 1
    translated("Die Wärmepumpe", by=model)
    assert len(model.calls) == 2


def test_a_stand_in_that_is_lost_gives_way_to_another() -> None:
    no_names = Dictionary(lambda word: "" if word.startswith("XQ") else word)
    made = translated("Die Wärmepumpe steht im Hof.", PUMP, by=no_names)
    assert made == "The heat pump stands in the yard."
    assert [len(call) for call in no_names.calls] == [1, 1, 1]


@pytest.mark.parametrize(
    "unknown",
    [
        lambda word: "",
        lambda word: f"{word} {word}",
        lambda word: word.lower() + "n",
        lambda word: "the the",
    ],
)
def test_where_stand_ins_are_mangled_the_sentence_is_translated_around_its_terms(
    unknown: Callable[[str], str],
) -> None:
    model = Dictionary(unknown)
    made = translated("Die Wärmepumpe von heute und die Stadtwerke im Hof.",
                      PUMP, Term("Stadtwerke"), by=model)  # fmt: skip
    assert made == "The heat pump of today and the Stadtwerke in the yard."


def test_a_sentence_that_fails_keeps_its_original() -> None:
    class Failing(Dictionary):
        def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
            return [Translated(s, ok=False) for s in sentences]

    (made,) = ProtectedTranslator(Failing(), (PUMP,)).translate(["Die Wärmepumpe"], "de", "en")
    assert made == Translated("Die Wärmepumpe", ok=False)


def test_the_longest_term_wins_and_a_pair_is_one_direction() -> None:
    model = Dictionary(lambda word: word)
    terms = (Term("Hof", "court"), Term("Hof von Wärmepumpen", "Pump Court"))
    assert translated("Die Hof von Wärmepumpen", *terms, by=model) == "The Pump Court"
    only = Term("Hof", "court", "de-en")
    assert translated("der Hof", only, by=model) == "the court"
    assert translated("der Hof", only, by=model, pair=("de", "fr")) == "the yard"


@pytest.mark.parametrize(
    ("form", "chosen"),
    [("a heat pump", "eine Wärmepumpe"), ("the heat pumps", "den Wärmepumpen")],
)
def test_german_forms_of_a_term_are_recognised(form: str, chosen: str) -> None:
    class Model(Dictionary):
        def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
            self.calls.append(list(sentences))
            return [Translated(s.replace(form, chosen)) for s in sentences]

    model = Model()
    made = translated(form, Term("heat pump", "Wärmepumpe"), by=model, pair=("en", "de"))
    assert made == chosen
    assert len(model.calls) == 1


@pytest.mark.timeout(20)
def test_an_endless_word_takes_linear_time() -> None:
    assert wanted("7" * 300_000, (), (), ("de", "en")) == []


@pytest.mark.parametrize(
    "fixed",
    ["https://example.org/a?b=c", "redaktion@example.org", "@stadtwerke", "#Wärmewende",
     "www.example.org"],
)  # fmt: skip
def test_addresses_and_hashtags_need_no_glossary(fixed: str) -> None:
    model = Dictionary(lambda word: word[:3].lower())
    assert translated(f"Schreiben Sie heute an {fixed}.", by=model).endswith(f"to {fixed}.")


@pytest.mark.parametrize(
    "fixed",
    [r"$1 - \delta$", r"$\mathcal{O}(n^2)$", r"$$\sum_{i=1}^n x_i$$", "$n$", r"\cite{foo}",
     r"\begin{equation}", r"\lVert A - \tilde{A} \rVert_F \le n^{1/2}", "{name}", "{{ a.b }}", "%s",
     "%(name)s", "~/.bashrc"],
)  # fmt: skip
def test_formulas_and_placeholders_need_no_glossary(fixed: str) -> None:
    def mangled(text: str) -> str:
        return re.sub(r"[$\\{}%~]|\w{3,}(?<!Z)", "?", text)

    class Mangling:
        def translate(self, sentences: Sequence[str], *_: str) -> list[Translated]:
            return [Translated(mangled(sentence)) for sentence in sentences]

    (made,) = ProtectedTranslator(Mangling()).translate([f"Das ist {fixed} heute."], "de", "en")
    assert made.text == f"? ? {fixed} ?."
    assert not made.findings


@pytest.mark.parametrize(
    "prose",
    ["It costs between $5 and $10, or $5-$10.", "Das kostet 5$ oder 6$, 7 $ und 8 $.",
     "Wir sind 100 % sicher, zu 5 %s und 100%ig.", "The $100 (US$120, A$150) and $5/$6.",
     "Es waren ~5 Leute (~ 3 %).", "Für $5 (=4 €), also US$ und A$ in bar."],
)  # fmt: skip
def test_money_and_percentages_are_no_formulas(prose: str) -> None:
    assert wanted(prose, (), (), ("de", "en")) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["$a_", "\\a ", "{", "\\a{", "\\begin{a} ", "\\( 1", "%(a", "$$"])
def test_what_begins_many_formulas_takes_linear_time(text: str) -> None:
    assert len(FORMULA.findall(text * 30_000)) <= 30_000


SENTENCES = st.lists(
    st.sampled_from([*WORDS, "1954", "XQ1Z", "7301", "a.b@c.de", "–", "„", "“"]), min_size=1
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(SENTENCES, st.sampled_from(["", "x", "XQ1Z"]))
def test_every_term_comes_through(sentence: str, unknown: str) -> None:
    model = Dictionary(lambda word: unknown or word)
    made = translated(sentence, PUMP, Term("Stadtwerke"), by=model)
    expected = len(re.findall(r"(?<!\w)(?:Stadtwerke|a\.b@c\.de)(?!\w)", sentence))
    assert len(re.findall(r"(?<!\w)(?:Stadtwerke|a\.b@c\.de)(?!\w)", made)) >= min(1, expected)
    assert ("Wärmepumpe" in sentence) <= ("heat pump" in made)


# --- the file ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        ("source,target,pair\nWärmepumpe,heat pump,de-en\n\n# ours\nStadtwerke,keep\n", ".csv"),
        ("Wärmepumpe\theat pump\tde-en\nStadtwerke\t=\n", ".tsv"),
        ("Wärmepumpe;heat pump;de-en\nStadtwerke;\n", ".csv"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_glossaries_are_read(tmp_path: Path, content: str, suffix: str, encoding: str) -> None:
    path = tmp_path / f"terms{suffix}"
    path.write_bytes(content.encode(encoding))
    assert read_glossary(path) == (Term("Wärmepumpe", "heat pump", "de-en"), Term("Stadtwerke"))


def test_a_target_may_have_several_forms(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("council,Rat | Stadtrat,en-de\nHof,|\n", encoding="utf-8")
    assert read_glossary(path) == (Term("council", "Rat", "en-de", ("Stadtrat",)), Term("Hof"))


@pytest.mark.parametrize("line", [",heat pump", "a,b,german", "a,b,de-en,more"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(f"Hof,yard\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"terms\.csv, line 2"):
        read_glossary(path)


@pytest.mark.parametrize(
    "entries",
    [
        '"Wärmepumpe,heat pump\nStadtwerke,utility\n',
        '"Wärmepumpe,heat pump\nStadtwerke,"the ""utility"""\n',
        '"' + "Wärmepumpe,heat pump\n" * 10_000,
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_an_error_of_usage(
    tmp_path: Path, entries: str
) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(f"Hof,yard\n\n{entries}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"terms\.csv, line 3: ") as error:
        read_glossary(path)
    assert "quotation marks" in error.value.hint


def test_a_glossary_that_is_not_there(summarize: Command) -> None:
    done = summarize(SAMPLES / "stadtwerke.txt", "--glossary", "no.csv", code=2)
    assert done.err.startswith("error: --glossary no.csv: no such file")
