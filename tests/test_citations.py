"""Statutes and judgments are cited in a translation as in the original, and never scrambled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarize.backends import Translated
from summarize.protection import ProtectedTranslator
from summarize.protection.citations import citations

CITED = "§ 862 Abs. 1 Satz 2 i. V. m. § 858 Abs. 1 BGB"
ENGLISH = "§ 862 para. 1 sentence 2 in conjunction with § 858 para. 1 BGB"
SENTENCE = f"Sie haben ein Recht nach {CITED} daran."


class Model:
    """Translates the words around a citation, and the citation as `cite` does."""

    def __init__(self, cite: Callable[[str], str]) -> None:
        self._cite = cite

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        return [Translated(self._cite(self._words(sentence))) for sentence in sentences]

    def _words(self, text: str) -> str:
        return text.replace("Sie haben ein Recht nach", "They have a right to it under").replace(
            " daran", ""
        )


def translated(written: str) -> tuple[str, int]:
    """What becomes of the sentence where a model writes the citation so, and its findings."""
    model = Model(lambda text: text.replace(CITED, written))
    (made,) = ProtectedTranslator(model).translate([SENTENCE], "de", "en")
    return made.text, len(made.findings)


@pytest.mark.parametrize(
    "scrambled",
    [
        "§ 862 paragraph 2 i. V. 1. 858. § 1. 1 m § 858",
        "§ 862 para. 1 set 2 in conjunction with § 858 para. 1 BGB",
        "§ 862 Abs. 1 Satz 2 i. V. m. § 858 Abs. 1",
        "the law",
    ],
)
def test_a_scrambled_citation_is_put_right(scrambled: str) -> None:
    assert translated(scrambled) == (f"They have a right to it under {ENGLISH}.", 0)


@pytest.mark.parametrize(
    "written",
    [
        "Section 862 (1) sentence 2 in conjunction with Section 858 (1) BGB",
        "§ 862 paragraph 1, sentence 2, of the BGB in conjunction with § 858 (1)",
    ],
)
def test_one_in_other_words_is_left_to_the_model(written: str) -> None:
    assert translated(written) == (f"They have a right to it under {written}.", 0)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        (CITED, ENGLISH),
        ("Art. 5 Abs. 1 lit. a DSGVO", "Art. 5 para. 1 lit. a GDPR"),
        ("§ 5 Abs 2 Z 3 lit a GewO", "§ 5 para. 2 no. 3 lit. a GewO"),
        ("§ 15 Abs. 4 und § 16 Nr. 7 UWG", "§ 15 para. 4 and § 16 no. 7 UWG"),
        ("§ 22 Abs. 1, 2 und 3 SGB II", "§ 22 para. 1, 2 and 3 SGB II"),
        ("§§ 3 bis 5 AufenthG", "§§ 3 to 5 AufenthG"),
        ("§§ 535 ff. BGB", "§§ 535 et seq. BGB"),
        ("Artikel 6 Absatz 1 Buchstabe f", "Article 6 para. 1 lit. f"),
        ("§\u00a0219a\u00a0StGB", "§\u00a0219a\u00a0StGB"),
        ("3 U 12/24", "3 U 12/24"),
        ("V ZR 110/23", "V ZR 110/23"),
        ("1 BvR 2656/18", "1 BvR 2656/18"),
        ("C-131/12", "C-131/12"),
    ],
)
def test_german_citations_have_english_words(german: str, english: str) -> None:
    (found,) = citations(f"Das folgt aus {german}, sagt das Gericht.", ("de", "en"))
    assert found == (14, 14 + len(german), english)
    (found,) = citations(f"Das folgt aus {german}, sagt das Gericht.", ("de", "fr"))
    assert found[2] == german


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("section 12(3)(a) of the Act", "12(3)(a)"),
        ("s. 213(3) of the Act", "Section 213(3)"),
        ("in [2022] EWCA Civ 1017", "[2022] EWCA Civ 1017"),
        ("in [2023] UKSC 41", "[2023] UKSC 41"),
    ],
)
def test_english_citations_stay(english: str, german: str) -> None:
    assert [text for *_, text in citations(f"It is {english}.", ("en", "de"))] == [german]


@pytest.mark.parametrize(
    "sentence",
    [
        "Es gilt § 5 und sonst nichts.", "Artikel 5 regelt das.", "Am 3. Mai um 10 Uhr.",
        "Das sind 12 (zwölf) von 15 Fällen.", "Die Artikel 3 Tage lang.", "Seite 3 U 12",
        "Es waren 12/24 Stück.",
    ],
)  # fmt: skip
def test_other_sentences_have_none(sentence: str) -> None:
    assert not list(citations(sentence, ("de", "en")))
