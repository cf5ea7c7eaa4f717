"""The sentences of an article's prose, and what shows in the form of each.

Whether it can stand alone, hangs on the one before it, is half a quotation, or part of a
conversation or an abstract.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from summarize.backends.turns import Turn, stated, turns_of, unstamped
from summarize.document.model import PROSE, Document, Kind, count_words
from summarize.stopwords import BACK_REFERENCES, PRONOUNS, STOP_WORDS

_WORDS = re.compile(r"\w+")
_ENDS = re.compile(r"[.!…。！।۔][\"'’”“»«›‹)\]]*(?:\[\d+\])*$")
# Also the first and the last words of a live blog.
_POINTER = re.compile(
    r"(?:thank(?:s| you) for (?:reading|following|joining|staying)"
    r"|that(?:[’']s| is) (?:the end of|all|it)(?: from us)?(?: for| from)?"
    r" (?:our (?:live|coverage|blog|updates)\b|(?:today|tonight|now)[.!]*$)"
    r"|(?:vielen )?danke? (?:fürs|für (?:das|ihr)) (?:mit)?(?:lesen|interesse)"
    r"|(?:damit|hiermit) (?:beenden|schließen) wir (?:den|unseren) (?:live-?)?(?:ticker|blog)\b"
    r"|lesen sie|mehr zum thema|mehr dazu|hier geht es|jetzt abonnieren|read more|read also"
    r"|also read|see also|click here|sign up|subscribe|here(?:[’']s| is| are) (?:what|how|why)"
    r"|(?:foto|fotos|bild|grafik|quelle|video|photo|image|picture|graphic|source|credit)\s*:)",
    re.IGNORECASE,
)
# The parts of an abstract that name themselves: "Methods: We randomised 128 nurses".
_SECTION = re.compile(
    r"(?:(?P<conclusion>conclusions?|interpretation|schlussfolgerung(?:en)?|fazit)"
    r"|(?P<result>(?:main )?(?:results?|findings)|(?:haupt)?ergebnisse?|resultate)"
    r"|(?P<method>background|context|introduction|objectives?|aims?|purpose|methods?|design"
    r"|setting|participants|interventions?|measurements?|hintergrund|einleitung|ziele?"
    r"|fragestellung|methodik|methoden?|patienten)): ",
    re.IGNORECASE,
)
_QUOTE_MARKS = re.compile(r"[\"„“”«»]")
_SMALL = re.compile(r"\b[a-zäöüß]")
_MIN_WORDS = 4  # "Berlin (dpa)." and "Von Anna Meier." are not sentences
_MIN_ITEM_WORDS = 6  # "2 firm pears, peeled" is an ingredient
_DATELINE_WORDS = 8
_SALUTATION_WORDS = 8  # "Sehr geehrte Damen und Herren,"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article's prose, and where it stands."""

    text: str  # without a time stamp
    turn: Turn
    # Of what is said.
    words: int
    # The number of its block, and what that is.
    block: int
    kind: Kind
    # Whether it is one end of a quotation, or between the ends.
    torn: bool
    # Whether "Dear Sirs," stands above it.
    is_opening: bool
    # Whether it depends on the sentence before.
    refers_back: bool


def read(document: Document) -> list[Statement]:
    """The sentences that a summary can be made from, in reading order."""
    language = document.language.code
    placed = []
    above = ""
    for number, block in enumerate(document.blocks):
        is_opening = above.endswith(",") and count_words(above) <= _SALUTATION_WORDS
        is_opening &= block.kind is not Kind.ITEM
        above, is_open = block.text, False
        for sentence in (block.sentences or (block.text,)) if block.kind in PROSE else ():
            # Openers and closers look alike in German and English: count, do not match.
            odd = len(_QUOTE_MARKS.findall(sentence)) % 2 == 1
            placed.append((sentence.strip(), number, block.kind, is_open or odd, is_opening))
            is_open ^= odd
            is_opening = False
    numbers = [number for _, number, *_ in placed]
    texts = unstamped([text for text, *_ in placed], numbers)
    return [
        Statement(
            text, turn, count_words(turn.said), number, kind, torn, is_opening,
            refers_back=i > 0 and refers_back(turn.said, language),
        )
        for i, (text, turn, (_, number, kind, torn, is_opening)) in enumerate(
            zip(texts, turns_of(texts, numbers), placed, strict=True)
        )
    ]  # fmt: skip


def sections(statements: Sequence[Statement]) -> list[int]:
    """For each sentence, 0 where an abstract concludes, 1 for its results, 2 for all else."""
    found, block, section = [], -1, 2
    labels = set()
    for statement in statements:
        if match := _SECTION.match(statement.text):
            section = {"conclusion": 0, "result": 1}.get(match.lastgroup or "", 2)
            labels.add(match.lastgroup)
        elif statement.block != block:
            section = 2
        block = statement.block
        found.append(section)
    return found if len(labels) > 1 and "method" in labels else [2] * len(found)


def usable(statements: Sequence[Statement], title: str | None) -> list[int]:
    """The sentences that can stand alone, or all of them if none can."""
    title = (title or "").lower()
    title_words = _WORDS.findall(title)

    def is_title(sentence: str) -> bool:
        # Few sentences begin like it, and only these need be taken apart.
        return (
            bool(title_words)
            and title_words[0] in sentence[: len(title)].lower()
            and _WORDS.findall(sentence.lower()) == title_words
        )

    found = [
        i
        for i, statement in enumerate(statements)
        if not is_title(statement.text) and _stands_alone(statement)
    ]
    return found or list(range(len(statements)))


def _stands_alone(statement: Statement) -> bool:
    said = statement.turn.said
    return stands_alone(stated(said) if statement.is_opening else said, statement.kind)


def stands_alone(sentence: str, kind: Kind = Kind.PARAGRAPH) -> bool:
    """Whether it is a statement: no fragment, question, pointer, credit or list opener."""
    words = sum(1 for _ in islice(_WORDS.finditer(sentence), _MIN_WORDS))
    if words < _MIN_WORDS or sentence[:1].islower() or _POINTER.match(sentence):
        return False
    if _is_names(sentence):
        return False
    if _ENDS.search(sentence):
        return True
    # Items often go without a full stop.
    is_item = kind is Kind.ITEM and sentence[-1] not in "?:"
    return is_item and count_words(sentence) >= _MIN_ITEM_WORDS


def _is_names(sentence: str) -> bool:
    """Whether it is few words, all with capitals, so no verb: "Hamburg, 14. März 2024."."""
    if _SMALL.search(sentence) or sentence.isupper():
        return False
    words = [found[0] for found in _WORDS.finditer(sentence)]
    is_small = any(word[0].islower() for word in words)
    return len(words) <= _DATELINE_WORDS and sentence != sentence.lower() and not is_small


_OPENING = 6  # words in which a pronoun has no name before it yet, as a rule
_ARTICLES = {"de": frozenset({"das", "der", "die"})}


def refers_back(sentence: str, language: str) -> bool:
    """Whether it points at the sentence before: "He", "Das ist", "However", "Before that, he"."""
    words = [found[0] for found in islice(_WORDS.finditer(sentence), _OPENING)]
    first, second = [*words, "", ""][:2]
    if first.lower() in _ARTICLES.get(language, ()):
        # "Das Haus" has an article, "Das ist" a pronoun.
        return second in STOP_WORDS[language]
    if first.lower() in BACK_REFERENCES.get(language, ()):
        return True
    if language == "en":  # in German every noun has a capital, so names do not show
        words = list(takewhile(lambda word: word == first or word.islower(), words))
    return any(word in PRONOUNS.get(language, ()) for word in words)
