"""The quotation marks of a translation: those of its language, and all alike.

Models mix what they have seen: for »…« they write “…”, "…" or ‘…’ within one article.
"""

from __future__ import annotations

import re

_OWN = {"de": ("„", "“"), "en": ("“", "”")}
_TYPOGRAPHIC = frozenset("“”„‟«»")
_MARK = re.compile('["“”„‟«»]')
# What is before and behind a mark that opens a quotation: “(„Nein“)”, “... and then”, “.org”,
# but not “But I—”.
_BEFORE = re.compile(r"[\s(\[{/–—\"“”„‟«»‚‘-]?")
_BEHIND = re.compile(r"[^\s.,;:!?)\]}]|\.\.|[.,;:!?]\w")
# The end of ‘I know,’ is an apostrophe's character, as in ‘don’t’ and ‘dogs’’: one behind a
# mark of punctuation comes first, else the last.
_SINGLE = re.compile(r"(?<!\w)‘(?=\S)([^‘]*?[.!?,…]|[^‘]*)’(?!\w)")
_SINGLE_BEGUN = re.compile(r"(?<!\w)‘(?=\S)")
_SINGLE_ENDED = re.compile(r"(?<=[.!?…,])’(?!\w)")


def with_own_quotes(sentence: str, text: str, language: str) -> str:
    """The translation of a sentence with the quotation marks of its language.

    Straight ones stay if the sentence has straight ones and the translation no others. A
    sentence with marks of both kinds may have inches or code in it: its translation is left
    as it is.
    """
    typographic = not _TYPOGRAPHIC.isdisjoint(sentence)
    if language not in _OWN or typographic == ('"' in sentence):
        return text
    opening, closing = _OWN[language]
    if typographic:
        if not re.search(r"[‚‘‹›]", sentence):
            text = _doubled(text)
    elif _TYPOGRAPHIC.isdisjoint(text):
        return text
    return _MARK.sub(lambda mark: opening if _opens(mark) else closing, text)


def _opens(mark: re.Match[str]) -> bool:
    before = mark.string[max(0, mark.start() - 1) : mark.start()]
    behind = mark.string[mark.end() : mark.end() + 2]
    return bool(_BEFORE.fullmatch(before) and _BEHIND.match(behind))


def _doubled(text: str) -> str:
    """Single quotation marks as double ones, those without another half, too."""
    text = _SINGLE.sub(r'"\1"', text)
    return _SINGLE_ENDED.sub('"', _SINGLE_BEGUN.sub('"', text))
