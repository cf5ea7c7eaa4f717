"""Tell which of the configured languages an article is written in, or say that we cannot.

German and English are settled by their function words where these leave no doubt;
py3langid, whose model takes half a second to load, judges the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from summarize.document.model import Language
from summarize.errors import LanguageError
from summarize.languages import language_name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Frequent words that the neighbours do not share: no "die" (Dutch, Afrikaans), no "der"
# or "den" (Danish, Luxembourgish), no "in", "was" or "an".
FUNCTION_WORDS = {
    "de": _words(
        """und ist nicht mit auf für fuer von vom sich das dass daß eine einer eines einem einen
        wird werden wurde wurden worden nach auch durch sind im zu haben hatte über ueber nur aber
        wenn sein seine seiner seinen ihre ihrer ihren kann können koennen mehr gegen vor zwischen
        ich wir sie diese dieser dieses diesem diesen als wie beim noch sei waren damit jedoch
        sowie"""
    ),
    "en": _words(
        """the and of to that with this these which from have has are were been their they his he
        she him not by or it would when who there you its but about could into than what
        where while because should we our is be being at after before"""
    ),
}

# py3langid told German from English wrongly in 7 % of 10-character, 2 % of 20-character
# and 0.1 % of 50-character beginnings of 6,000 news sentences, and thought of a third
# language in 32, 10 and 0.7 % (never more than 5 times likelier, from 50 characters on).
# With these limits 1 of 5,978 sentences is told wrongly, 4 % are refused as too short, and
# none of 11,956 runs of three or ten sentences goes wrong. Function words settle 38 % of
# single sentences, 89 % of three, 97 % of ten, none wrongly.
_ENOUGH_LETTERS = 40
_ENOUGH_WORDS = 4
# A shorter text is told only where one language has most of the probability of all that
# py3langid knows: 97 % of 2,633 German and 94 % of 2,313 English sentences of 20 to 39
# letters, none wrongly, and none of 2,835 lines of 17 other languages. Names have less.
_FEWEST_LETTERS = 20
_LIKELY = 0.6
_CLEARLY = 5.0  # how much likelier another language must be before we refuse the text
_FEW = 0.05  # from this share of a language's function words on, a text is in it
_SURE = 0.8  # below this, German against English is a guess

_HEAD = 20_000
_MIDDLE = 4_000

_NO_LANGUAGE = "zxx"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{0,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, languages: Sequence[str]) -> Language:
    """The language of `text`, one of `languages`; LanguageError when it is another or unclear.

    The confidence is never 1. Where function words decide, it is the chance that the next
    one is of the same language (Laplace's rule of succession), which is less than the
    chance that the answer is right; where py3langid decides, its probability among
    `languages`.
    """
    sample = _ADDRESS.sub(" ", _sample(text))
    words = _WORD.findall(sample.lower())
    code, confidence = _settle(words) or _ask_model(sample, words, languages)
    if code not in languages:
        raise LanguageError(
            f"the text looks {language_name(code)}, and only {_list(languages)} can be read",
            f"if it is not, {_hint(languages)}",
        )
    return Language(code, confidence)


def configured(tag: str, languages: Sequence[str]) -> Language:
    """The language that a tag like "de" or "de-AT" names; LanguageError for any other."""
    code = re.split("[-_]", tag.strip().lower())[0]
    if code not in languages:
        raise LanguageError(
            f"its language is said to be “{tag}”, and only {_list(languages)} can be read",
            f"correct it, or overrule it with --from: {', '.join(languages)}",
        )
    return Language(code)


def another(text: str, wanted: str) -> str | None:
    """The language that `text` is surely in, if it is not `wanted`.

    Cheap where it is: py3langid is asked only if the function words of `wanted` are all but
    missing, as in one of 2,000 runs of three German or English sentences.
    """
    sample = _ADDRESS.sub(" ", _sample(text))
    words = _WORD.findall(sample.lower())
    if found := _settle(words):
        return found[0] if found[0] != wanted else None
    own = FUNCTION_WORDS.get(wanted)
    short = sum(map(len, words)) < _ENOUGH_LETTERS
    if not own or short or sum(word in own for word in words) >= _FEW * len(words):
        return None
    ranking: list[tuple[str, float]] = _identifier().rank(sample)
    best, likelihood = ranking[0]
    doubtful = best in (wanted, _NO_LANGUAGE) or likelihood <= _CLEARLY * dict(ranking)[wanted]
    return None if doubtful else best


def left_in(sentence: str, spoken: str, wanted: str) -> bool:
    """Whether a sentence has several function words of `spoken`, and none of `wanted`.

    That is so of none of 6,000 German and English sentences of the other language, and of
    nine in ten of their own.
    """
    if not (spoken in FUNCTION_WORDS and wanted in FUNCTION_WORDS):
        return False
    words = set(_WORD.findall(sentence.lower()))
    return len(words & FUNCTION_WORDS[spoken]) > 1 and words.isdisjoint(FUNCTION_WORDS[wanted])


def _sample(text: str) -> str:
    """The beginning and the middle: enough for any model, and cheap for a whole book."""
    if len(text) <= _HEAD + _MIDDLE:
        return text
    middle = max(_HEAD, len(text) // 2)
    return f"{text[:_HEAD]} {text[middle : middle + _MIDDLE]}"


def _settle(words: Sequence[str]) -> tuple[str, float] | None:
    """German or English, if there are many function words of one and hardly any of the other.

    Ten lines of any other language at hand had at most 16 % such words (Dutch with English
    terms), usually under 5 %; German and English articles have 16 to 40 %.
    """
    found = {code: [w for w in words if w in known] for code, known in FUNCTION_WORDS.items()}
    code, other = sorted(found, key=lambda code: -len(found[code]))
    hits, against = len(found[code]), len(found[other])
    many = hits >= 6 and len(set(found[code])) >= 5 and hits >= 0.17 * len(words)
    if not many or against > 0.1 * hits:
        return None
    return code, (hits + 1) / (hits + against + 2)


def _ask_model(text: str, words: Sequence[str], languages: Sequence[str]) -> tuple[str, float]:
    """py3langid's answer: first whether the text is in one of `languages` at all."""
    letters = sum(map(len, words))
    too_short = _unclear("the text is too short to tell its language", languages)
    if letters < _FEWEST_LETTERS or len(set(words)) < _ENOUGH_WORDS:
        raise too_short
    ranking: list[tuple[str, float]] = _identifier().rank(text)
    best, likelihood = ranking[0]
    if letters < _ENOUGH_LETTERS and (best not in languages or likelihood < _LIKELY):
        raise too_short
    ours = {code: share for code, share in ranking if code in languages}
    total = sum(ours.values())
    if likelihood > _CLEARLY * max(ours.values(), default=0.0):
        if best == _NO_LANGUAGE:
            raise _unclear("there is too little running text to tell its language", languages)
        return best, likelihood
    code = max(ours, key=lambda code: ours[code])
    if ours[code] < _SURE * total:
        raise _unclear(f"cannot tell whether the text is {_list(languages, 'or')}", languages)
    # Never 1.0: rounding must not turn a judgement into a certainty.
    return code, min(ours[code] / total, 0.999)


@cache
def _identifier() -> Any:
    """py3langid's model, loaded in doubt only: it takes half a second and brings numpy."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _unclear(message: str, languages: Sequence[str]) -> LanguageError:
    return LanguageError(message, _hint(languages))


def _hint(languages: Sequence[str]) -> str:
    return f"name it with --from, e.g. --from {languages[0] if languages else 'de'}"


def _list(languages: Sequence[str], conjunction: str = "and") -> str:
    names = [language_name(code) for code in languages]
    return f" {conjunction} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
