"""Names in German sentences: words with a capital, as all nouns have, that are no German words.

What a model does with them it does with all that it does not know: it translates their sound or
their parts ("the illuminated" for "die Irmel", "wages" for "Lohnau"). So a rare word of another
language, or one that is misspelt, counts as a name, too: better as it is than as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from summarize.backends import Translated, Translator
from summarize.checks.german import may_be_name
from summarize.checks.names import Spelling, english_names
from summarize.protection.capitals import abbreviations
from summarize.protection.usage import is_translated, usual

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "Nordwerk AG", not "Wohnbaugesellschaft mbH"; before hyphens, "Klinik-GmbH" is no name.
_COMPANY = re.compile(r"(?<!\w)([A-ZÄÖÜ][\w-]+\w) (?:AG|SE|GmbH|KGaA|KG|OHG)(?![\w-])")
# Behind one of these, English has a word for something: "the Exchequer".
_DETERMINERS = "the|a|an|this|that|these|those|its|his|her|their|our|my|your|no|each|every|some|any"
_SHORTEST = 4
# Letters that an ending may have changed.
_ENDING = 2


def names_in(sentence: str, language: str) -> tuple[str, ...]:
    """What may be the names of a sentence, in its order, without the s of a genitive if the
    sentence has them without it, too."""
    if language != "de":
        return ()
    found = {word: None for word in _WORD.findall(sentence) if may_be_name(word)}
    return tuple(name for name in found if not (name[-1] == "s" and name[:-1] in found))


def names_to_keep(
    translator: Translator,
    sentences: Sequence[str],
    made: Sequence[Translated],
    languages: tuple[str, str],
    both_ways: bool,
) -> list[list[str]]:
    """The names of each sentence that its translation has, or that the model does not know.

    `both_ways` where the model translates the other way, too, which tells what words it knows.
    """
    names = [names_in(sentence, languages[0]) for sentence in sentences]
    gone = [
        set(lacked(here, one.text)) if here else set()
        for here, one in zip(names, made, strict=True)
    ]
    unknown = _unknown(translator, sorted(set[str]().union(*gone)), languages, both_ways)
    return [
        [name for name in here if name not in lost or name in unknown]
        for here, lost in zip(names, gone, strict=True)
    ]


def _unknown(
    translator: Translator, words: Sequence[str], languages: tuple[str, str], both_ways: bool
) -> set[str]:
    """The words that a model leaves as they are, or that it guesses at."""
    alone = translator.translate(words, *languages) if words else []
    made = dict(zip(words, alone, strict=True))
    unknown = {word for word, one in made.items() if left_alone(word, one)}
    others = [word for word, one in made.items() if one.ok and word not in unknown]
    if both_ways and others:
        back = translator.translate([made[word].text for word in others], *languages[::-1])
        pairs = zip(others, back, strict=True)
        unknown |= {
            word for word, one in pairs
            if not comes_back(word, one) or half_translated(word, made[word].text)
        }  # fmt: skip
    return unknown


class Shown(NamedTuple):
    """What a whole article shows of the words in its sentences."""

    names: tuple[str, ...] = ()
    abbreviations: frozenset[str] = frozenset()


def shown(sentences: Collection[str], language: str) -> Shown:
    """What the sentences of an article show, each of which alone may not."""
    return Shown(article_names(sentences, language), abbreviations(sentences))


def article_names(sentences: Collection[str], language: str) -> tuple[str, ...]:
    """The words of which only a whole article shows that they are names.

    German: "Nordwerk", if it has "Nordwerk AG" anywhere; not "Bank", and what else is a word in a
    lexicon. English: "Kestrel", also where it begins a sentence, if it has "said Kestrel" anywhere
    and "kestrel" nowhere; not what German calls by another name, such as "Moscow".
    """
    if language == "de":
        found = {name for sentence in sentences for name in _COMPANY.findall(sentence)}
        return tuple(sorted(name for name in found if not usual([name], "de")))
    if language != "en":
        return ()
    found = {
        name.text
        for sentence in sentences
        for name in english_names(sentence)
        if name.sure and _stands_bare(name.text, sentence) and not is_translated(name.text, "en")
    }
    small = {word for sentence in sentences for word in _WORD.findall(sentence) if word.islower()}
    return tuple(sorted(name for name in found if name.lower() not in small))


def _stands_bare(name: str, sentence: str) -> bool:
    """Whether an English name stands behind what is no article, as in "said Kestrel"."""
    before = rf"(?:\b(?!(?:{_DETERMINERS})\b)[^\W\d_]+|[,;]|['’]s)"
    return re.search(rf"{before} {re.escape(name)}\b", sentence) is not None


def lacked(names: Iterable[str], translation: str, language: str = "de") -> list[str]:
    """The names in `language` that no word of a translation begins like, capital and all."""
    if language == "en":
        spelling = Spelling(translation)
        return [name for name in names if not spelling.has(name)]
    return [
        name for name in names if not re.search(rf"(?<!\w){re.escape(_stem(name))}", translation)
    ]


def left_alone(word: str, alone: Translated) -> bool:
    """Whether a model that was given nothing but a word left it as it is: "Köln" is "Cologne".

    A translation that failed is the original, too, and says nothing.
    """
    return alone.ok and _begins_like(word, alone.text)


def comes_back(word: str, back: Translated) -> bool:
    """Whether a word's translation means the word, translated back: then the model knows it."""
    return _begins_like(word, back.text)


def half_translated(word: str, text: str) -> bool:
    """Whether a translation is one word that ends like the word itself: "wageau" is a part of
    "Lohnau" translated and the rest of it, a guess, be it one that comes back."""
    return " " not in text and text[-_ENDING:] == word[-_ENDING:]


def spelt_alike(sentence: str, text: str, language: str) -> str:
    """A translation without the ß that a model puts into a Swiss "Zürcherstrasse"."""
    return text if language == "de" or "ß" in sentence else text.replace("ß", "ss")


def _begins_like(word: str, text: str) -> bool:
    return text.lower().startswith(_stem(word).lower())


def _stem(word: str) -> str:
    """A word without the letters that endings change: "Teerhorster" is "Teerhorst"."""
    return word[: max(_SHORTEST, len(word) - _ENDING)]
