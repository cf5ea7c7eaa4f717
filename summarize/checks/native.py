"""What of a sentence is in the language of its translation already, and so stays as it is.

An English quotation in a German article, or the English half of a press release. It is told by
function words, as the language of an article is; a name or a title of one word is too little.
"""

from __future__ import annotations

import re

from summarize.document.language import FUNCTION_WORDS

# Of no use against a language's neighbours, but against English or German.
_ALSO = {
    "de": "der die das den dem des ein er es hat um aus bei ob doch schon dann",
    "en": "on for as said had if has how more other my me",
}
# By which the two are told apart, sentence by sentence.
OWN_WORDS = {code: FUNCTION_WORDS[code].union(words.split()) for code, words in _ALSO.items()}
# Different ones in a part of a sentence. So of 30,724 German sentences two, and none of as many
# English ones, are taken for the other language, and 86 and 88 % for their own.
_ENOUGH = 2
_IN_NAMES = frozenset(["von"])  # as in "von der Leyen"
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile('["“”„‟«»]')


def native(sentence: str, languages: tuple[str, str]) -> list[str]:
    """The parts of a sentence that are in `languages[1]`, not in `languages[0]` as the article:
    what is quoted, or all of it."""
    source, target = languages
    if not (source in OWN_WORDS and target in OWN_WORDS):
        return []
    parts = [part.strip() for part in _MARK.split(sentence)]
    found = [
        part for part in parts
        if len(_hits(part, target) - _IN_NAMES) >= _ENOUGH and not _hits(part, source)
    ]  # fmt: skip
    rest = " ".join(part for part in parts if part not in found and _WORD.search(part))
    # “…,” said Hale.
    if found and (not rest or (_hits(rest, target) and not _hits(rest, source))):
        return [sentence.strip()]
    return found


def without(parts: list[str], text: str) -> str:
    """A text without the first of each of these parts."""
    for part in parts:
        text = text.replace(part, "", 1)
    return text


def _hits(text: str, language: str) -> frozenset[str]:
    return OWN_WORDS[language].intersection(_WORD.findall(text.lower()))
