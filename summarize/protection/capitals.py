"""Sentences in capitals alone, as they would be written without: models know few words so.

"DER RAT TAGT" is translated as "Der Rat tagt", and "The council meets" is put into capitals again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from summarize.protection.usage import LANGUAGES, usual
from summarize.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters of what is no abbreviation
_ALWAYS = frozenset(["I", "US"])  # in headlines "US" is hardly ever "us"


def abbreviations(sentences: Iterable[str]) -> frozenset[str]:
    """What an article writes in capitals among words that have others: "the WHO said"."""
    return frozenset(
        word
        for sentence in sentences
        if not sentence.isupper()
        for word in _WORD.findall(sentence)
        if len(word) > 1 and word.isupper()
    )


def without_capitals(sentence: str, language: str, known: Collection[str] = ()) -> str:
    """A sentence of capitals with those alone that its words have inside a text; any other, and
    one of nothing but abbreviations and unknown names, as it is.

    The article's own abbreviations, `known`, stay; one that is a word, too, stays where it begins
    no question: "WHO WARNS", but not "AS IT SPREADS" and "WHO PAYS?".
    """
    letters = [letter for letter in sentence if letter.isalpha()]
    if language not in LANGUAGES or not all(a.isupper() or a == "ß" for a in letters):
        return sentence
    words = _WORD.findall(sentence)
    stay = {word for word in words if word in known and word.lower() not in STOP_WORDS[language]}
    if language == "en" and "?" not in sentence:
        stay.update(word for word in words[:1] if word in known)
    forms = {word: word if word in stay else _form(word, language) for word in words}
    if not any(form not in (None, word) for word, form in forms.items() if len(word) >= _SHORTEST):
        return sentence
    text = _WORD.sub(lambda word: forms[word[0]] or _as_name(word[0]), sentence)
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:], text, count=1)


def _as_name(word: str) -> str:
    return word.capitalize() if len(word) >= _SHORTEST else word


def _form(word: str, language: str) -> str | None:
    """How a word of capitals is written most often; None for an unknown one."""
    lower = word.lower()
    if language == "en" and word in _ALWAYS:
        return word
    if lower in STOP_WORDS[language]:
        return lower
    small = {lower, lower.replace("ss", "ß")}
    return usual({*small, *(form.capitalize() for form in small), word}, language)
