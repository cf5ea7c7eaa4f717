"""Which of several spellings or forms is the usual one: what the built-in translator's lexicon
knows of words, which is theirs in any translator's texts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from summarize.backends.hints import Lexicon, lexicon_path

_OTHER = {"de": "en", "en": "de"}
LANGUAGES = frozenset(_OTHER)


def usual(forms: Iterable[str], language: str) -> str | None:
    """The one of these forms that texts have most often, if they have any."""
    lexicon = _lexicon(language)
    ranks = {form: entry.rank for form in sorted(forms) if (entry := lexicon.entry(form))}
    return min(ranks, key=ranks.__getitem__) if ranks else None


def is_translated(word: str, language: str) -> bool:
    """Whether a word, as it is written, has another one in the other language: "Moscow" has."""
    entry = _lexicon(language).entry(word)
    return entry is not None and entry.is_translated


@cache
def _lexicon(language: str) -> Lexicon:
    folder = Path(str(resources.files("summarize"))) / "builtin" / "de-en"
    return Lexicon.read(lexicon_path(folder, language, _OTHER[language]), language)
