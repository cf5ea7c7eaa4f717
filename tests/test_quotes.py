"""Quotation marks of translations."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.backends import Translated
from summarize.protection import ProtectedTranslator
from summarize.protection.quotes import with_own_quotes
from summarize.request import Term

EVERY = '"“”„‟«»‘’'


@pytest.mark.parametrize(
    ("sentence", "made", "wanted"),
    [
        # What our own translator writes.
        ("»Den Satz schreibe ich auf.«", "‘I don’t write it down.’", "“I don’t write it down.”"),
        ("»Ja«, sagt er, »gut.«", "‘Yes,’ he says, “good.\"", "“Yes,” he says, “good.”"),
        # A quotation goes on in the next sentence.
        ("»Das war so.", "‘That was it.", "“That was it."),
        ("Es bleibt so.«", "It stays.’", "It stays.”"),
        # An apostrophe may look like the end.
        ("»Napf der Hunde« steht da.", "‘The dogs’ bowl’ it says.", "“The dogs’ bowl” it says."),
        ("»Ja«, sagen beide Väter.", "‘Yes,’ say the boys’ dads.", "“Yes,” say the boys’ dads."),
        ("Er sagt (»nein!«).", 'He says ("no!").', "He says (“no!”)."),
        ("»Aber ich –«, sagte sie.", '"But I –", she said.', "“But I –”, she said."),
        ("Das „Anti-‚Stau‘-Gesetz“", "The \"anti-‘jam’ law\"", "The “anti-‘jam’ law”"),
        # Nothing that a quotation mark would stand for.
        ("Er kommt nicht.", "He doesn’t come.", "He doesn’t come."),
        ("»Ja.«", "Yes.", "Yes."),
        # Straight ones are left, unless others are among them.
        ('Er sagt "ja".', 'He says "yes".', 'He says "yes".'),
        ('Er sagt "ja".', 'He says “yes".', "He says “yes”."),
        # Perhaps inches.
        ('Ein 5"-Rohr, „neu“.', 'A 5" pipe, "new".', 'A 5" pipe, "new".'),
    ],
)  # fmt: skip
def test_into_english(sentence: str, made: str, wanted: str) -> None:
    assert with_own_quotes(sentence, made, "en") == wanted


@pytest.mark.parametrize(
    ("sentence", "made", "wanted"),
    [
        ("“Mr. Holt, you’re late.", '"Herr Holt, Sie sind spät.', "„Herr Holt, Sie sind spät."),
        ("Who’s the cake for?”", "Für wen ist der Kuchen?”", "Für wen ist der Kuchen?“"),
        ("“No,” he says, “never.”", "«Nein», sagt er, »nie.«", "„Nein“, sagt er, „nie.“"),
        ("It reads “1998”.", "Da steht „1998\".", "Da steht „1998“."),
        ("“‘Go,’ she said.”", '"‚Geh‘, sagt sie."', "„‚Geh‘, sagt sie.“"),
        ("“.org”, “... or so”.", '".org", "... oder so".', "„.org“, „... oder so“."),
    ],
)  # fmt: skip
def test_into_german(sentence: str, made: str, wanted: str) -> None:
    assert with_own_quotes(sentence, made, "de") == wanted


def test_other_languages_are_left_alone() -> None:
    assert with_own_quotes("„Ja“, sagt er.", "« Oui », dit-il.", "fr") == "« Oui », dit-il."


_TEXTS = st.text(alphabet=st.sampled_from([*EVERY, *"‚ ab1.,!?-–()\n"]), max_size=40)


@given(_TEXTS, _TEXTS, st.sampled_from(["de", "en"]))
def test_only_quotation_marks_are_changed(sentence: str, made: str, language: str) -> None:
    new = with_own_quotes(sentence, made, language)
    assert len(new) == len(made)
    assert re.sub(f"[{EVERY}]", "", new) == re.sub(f"[{EVERY}]", "", made)
    assert with_own_quotes(sentence, new, language) == new
    assert new == made or not set("„‟«»" if language == "en" else "”‟«»") & set(new)


class Copying:
    """A translator that leaves the marks of the original."""

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        return [Translated(sentence.replace("ist da", "is here")) for sentence in sentences]


def test_a_terms_own_marks_stay() -> None:
    for terms, wanted in (((), "“X” is here."), ((Term("„X“"),), "„X“ is here.")):
        (made,) = ProtectedTranslator(Copying(), terms).translate(["„X“ ist da."], "de", "en")
        assert made.text == wanted
        assert not made.findings
