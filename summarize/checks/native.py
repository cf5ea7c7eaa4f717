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
# Too common beyond grammar to tell a translation by, but not in the other language at all.
_MORE = {
    "de": """gibt andere anderen kein keine keinen keiner ja nein mein meine dein deine mich mir
    dich dir uns ihr ihnen muss müssen immer jetzt hier warum wo wer weil gut sehr ganz wieder heute
    gar mal alles nichts niemand""",
    "en": """every no yes never just very do does did don ask think know can cannot your some any
    only out up off over down again why how many much year years people thing things good going go
    get got make made say says want like too them let even really nothing something nobody
    everybody always""",
}
_TELLING = {code: OWN_WORDS[code].union(words.split()) for code, words in _MORE.items()}
# Different ones in a part of a sentence. Of 20,566 German and as many English sentences, none but
# quotations are so taken for the other language, and 82 and 81 % for their own.
_ENOUGH = 2
_IN_NAMES = frozenset(["von"])  # as in "von der Leyen"
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"\b[A-ZÄÖÜ]\w*")
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
    small = _NAME.sub("", rest)
    # “…,” said Hale. But not: Emre Can sagte: “…”
    if found and (not rest or (_hits(small, target) and not _hits(rest, source))):
        return [sentence.strip()]
    return found


def without_native(source: str, text: str, languages: tuple[str, str]) -> tuple[str, str]:
    """A sentence and its translation without what stays in both, whatever its quotation marks."""
    straight, made = _MARK.sub('"', source), _MARK.sub('"', text)
    stays = [part for part in native(straight, languages) if part in made]
    if not stays:
        return source, text
    for part in stays:
        straight, made = straight.replace(part, "", 1), made.replace(part, "", 1)
    return straight, made


def _hits(text: str, language: str) -> frozenset[str]:
    return _TELLING[language].intersection(_WORD.findall(text.lower()))
