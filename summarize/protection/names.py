"""Words of German sentences that are names: capitals do not tell, but grammar and a model do.

A name stands behind a preposition, a title or another capitalised word, and never behind an
article. And a model that is given nothing else leaves it as it is, while "Köln" becomes
"Cologne" and "Torf" "peat".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from summarize.checks.names import Spelling
from summarize.request import Term

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST = 4
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


def names_alone(words: Sequence[str], translations: Sequence[str]) -> list[Term]:
    """Those words that were left as they are when they were translated alone."""
    pairs = zip(words, translations, strict=True)
    return [Term(word) for word, made in pairs if made.strip(" .") == word]


def lacked(sentences: Sequence[str], translations: Sequence[str]) -> list[str]:
    """The words that are used as names, and of which some translation has nothing alike."""
    used = list(_used_as_names(sentences))
    found: dict[str, None] = {}
    for sentence, text in zip(sentences, translations, strict=True):
        if here := [word for word in used if word in sentence]:
            spelling = Spelling(text)
            found |= dict.fromkeys(word for word in here if not spelling.begins(word))
    return list(found)


def _used_as_names(sentences: Sequence[str]) -> Iterator[str]:
    names: dict[str, None] = {}
    others: set[str] = set()
    for sentence in sentences:
        for before, word in pairwise(_WORD.finditer(sentence)):
            name = word[0]
            if len(name) < _SHORTEST or not name.istitle():
                continue
            # Quotation marks and commas are between what does not belong together.
            beside = sentence[before.end() : word.start()] in _BETWEEN
            if beside and before[0].lower() in _ARTICLES:
                others.add(name)
            elif beside and (before[0].lower() in _PREPOSITIONS or before[0].istitle()):
                names[name] = None
    return (name for name in names if name not in others)
