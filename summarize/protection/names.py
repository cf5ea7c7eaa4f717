"""Names in German sentences: words with a capital, as all nouns have, that are no German words.

What a model does with them it does with all that it does not know: it translates their sound or
their parts ("the illuminated" for "die Irmel", "wages" for "Lohnau"). So a rare word of another
language, or one that is misspelt, counts as a name, too: better as it is than as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarize.protection.german import is_german

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST = 4
# Quotations and what follows a colon begin with a capital in any case.
_INSIDE = re.compile(r"[\w.,;)]\s\Z|-\Z")


def names_in(sentences: Sequence[str], language: str) -> dict[str, tuple[str, ...]]:
    """For each sentence of an article, the names in it, without the s of a genitive."""
    if language != "de":
        return {}
    inside = {name for sentence in sentences for name in _inside(sentence)}
    names = {name for name in inside if name.removesuffix("s") not in inside - {name}}
    return {s: tuple(dict.fromkeys(w for w in _words(s) if w in names)) for s in sentences}


def _words(sentence: str) -> Iterator[str]:
    """The words of a sentence, and what they are without the s of a genitive."""
    for word in _WORD.findall(sentence):
        yield word
        yield word.removesuffix("s")


def _inside(sentence: str) -> Iterator[str]:
    """The names of a sentence that nothing begins with, where any word would have a capital."""
    for match in _WORD.finditer(sentence):
        name = match[0]
        inside = len(name) >= _SHORTEST and _INSIDE.search(sentence, 0, match.start())
        if inside and name.istitle() and not is_german(name):
            yield name
