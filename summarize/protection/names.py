"""Words of German sentences that are names: capitals do not tell, but grammar and a model do.

A name stands behind a preposition, a title or another capitalised word, and never behind an
article. And a model that is given nothing else leaves it as it is, while "Köln" becomes
"Cologne" and "Torf" "peat".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from summarize.backends import Translated
from summarize.checks.names import Spelling
from summarize.checks.number_words import MONTHS, WEEKDAYS
from summarize.request import Term

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST = 4
_CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
_BETWEEN = frozenset({" ", ". "})  # "Dr. Kessler"
_PREPOSITIONS = frozenset("aus bei durch für gegen in mit nach über um von".split())
_ARTICLES = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner
    keines am ans beim im ins vom zum zur mein meine meinen meinem meiner meines sein seine seinen
    seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer
    dieser diese dieses diesen diesem jeder jede jedes jeden jedem alle aller allen viele vielen
    vieler mehr mehrere mehreren einige einigen weniger
    """.split()
)


def possible_names(sentences: Sequence[str], language: str) -> dict[str, tuple[str, ...]]:
    """For each sentence of an article, the words in it that the article uses as names."""
    if language != "de":
        return {}
    used = frozenset(_used_as_names(sentences))
    return {s: tuple(used.intersection(_words(s))) for s in sentences}


def lacked(names: Mapping[str, Sequence[str]], translations: Mapping[str, str]) -> list[str]:
    """The names of sentences in whose translation nothing begins like them."""
    found: dict[str, None] = {}
    for sentence, here in names.items():
        if here and sentence in translations:
            spelling = Spelling(translations[sentence])
            found |= dict.fromkeys(name for name in here if not spelling.begins(name))
    return sorted(found)


def names_alone(words: Sequence[str], translations: Sequence[Translated]) -> list[Term]:
    """Those words that were left as they are when they were translated alone.

    A translation that failed is the original, too, and says nothing.
    """
    pairs = zip(words, translations, strict=True)
    return [Term(word) for word, made in pairs if made.ok and made.text.strip(" .") == word]


def _words(sentence: str) -> Iterator[str]:
    """The words of a sentence, and what they are without the s of a genitive."""
    for word in _WORD.findall(sentence):
        yield word
        yield word.removesuffix("s")


def _used_as_names(sentences: Sequence[str]) -> Iterator[str]:
    names: dict[str, None] = {}
    others: set[str] = set()
    for sentence in sentences:
        for before, word in pairwise(_WORD.finditer(sentence)):
            name = word[0]
            if len(name) < _SHORTEST or not name.istitle() or name.lower() in _CALENDAR:
                continue
            # Quotation marks and commas are between what does not belong together.
            beside = sentence[before.end() : word.start()] in _BETWEEN
            if beside and before[0].lower() in _ARTICLES:
                others.add(name)
                continue
            # "Mehrere Tote": what begins a sentence has a capital in any case.
            titled = before.start() > 0 and before[0].istitle()
            if beside and (titled or before[0].lower() in _PREPOSITIONS):
                names[name] = None
    return (name for name in names if name not in others)
