"""From words to their stems, by Snowball."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Stems words in lower case; those of a language that Snowball does not know stay as they are.

    Not to be shared by threads.
    """
    from Stemmer import Stemmer

    try:
        stem: Callable[[str], str] = Stemmer(language).stemWord
    except KeyError:
        return str
    return stem
