"""Split a paragraph into sentences, losing no character.

sentencex proposes the borders; the rules below add and veto. It knows nothing about
blocks, markup or languages other than the code it is given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from sentencex import segment

from summarize.document.words import COUNTING, LABELLED, LANGUAGES, MONTHS, OTHER, SHOUTING, Words

_CLOSERS = "\"'“”‟’‘»«›‹)\\]}*_"
_SKIPPED = "\"'“”„‟‚‘’»«›‹(\\[{*_¿¡§$€£#@•–—-"
# The look-behind and the possessive quantifiers keep 100,000 stops in a row linear.
_CANDIDATE = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<closers>[{_CLOSERS}]*+)(?:\[\d{{1,3}}\])*+\s++"
)
_PARAGRAPH = re.compile(r"(?:\n[^\S\n]*+\n|\u2029)\s*+")
_FIRST_WORD = re.compile(rf"[\s{_SKIPPED}]{{0,20}}(\w[\w'’-]{{0,40}})?")
_WORD = re.compile(r"\w")
_SPACE = re.compile(r"\s*")
_FOREIGN_STOP = re.compile(r"[^\w\x00-\u02ff\u2000-\u206f]\s*$")
_LOST_BLANK = re.compile(r"[a-zäöüß][.!?]$")
_ABBREVIATION = re.compile(r"(?:(?<!\w)[^\W\d_]{1,2}\.\s?){0,4}[^\W\d_]+$")
_ORDINAL = re.compile(r"(?<![\w.,:/-])(?:\d{1,3}|\d{1,2}\.\s?\d{1,2})$")
_ROMAN = re.compile(r"(?=.)X{0,3}(?:IX|IV|V?I{0,3})")
# "4 m/s", "20 °C", "30 m" and "£66m", but "44 v. Chr.", "5 % p. a." and "220 W. Main Street".
_UNIT = re.compile(r"(?:(?:[\w²³]/|°\s?)[^\W\d_]|\d\s[ghlmt]|\d[bghklmptKM])$")
_LIST_MARKER = re.compile(r"\s*\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[IVXLC]{1,6})")
_ITEM = re.compile(r"\(?[a-z0-9]{1,2}\)\s")
# No word is without a vowel ("Rspr", "grds"), or ends like "rechtl" and "urspr"; units ("20 km")
# and addresses ("example.fr") are.
_CUT_SHORT = re.compile(
    r"(?<![\w.])(?<!\d\s)(?=\w\w)"
    r"(?:[B-DF-HJ-NP-TV-XZ]?[b-df-hj-np-tv-xzß]+|[a-zäöüß]+[bcdfgkpstvxz][lr])$"
)
_DOTTED = re.compile(r"[\w-]{2,}\.\w{2,}$")
_SAYING = re.compile(
    r"(?:[\w.’'-]+\s){1,3}(?:said|says|asked|asks|shouted|cried|replied|added|whispered|wondered)\b"
)
# Brackets, and short quotations after which the sentence goes on. Longer ones are split
# like any text: a quotation of ten sentences is not one sentence.
_ENCLOSED = re.compile(
    r"\([^()]{0,300}\)|\[[^\[\]]{0,300}\]"
    r"|(?:„[^„“”]{0,200}[“”]|“[^“”]{0,200}”|»[^«»]{0,200}«|«[^«»]{0,200}»"
    r"|‚[^‚‘’]{0,200}[‘’]|(?<!\S)\"(?=\S)[^\"]{0,200}\")(?=,?\s+[a-zäöü]|,\s)"
)
# What must not reach sentencex: it takes everything between two quotation marks or
# brackets for one sentence, in quadratic time, and fails on lone surrogates.
_HIDDEN = re.compile(
    r"[\s\x00-\x1f\x7f\ud800-\udfff\"`“”„‟‘‚‛«»‹›()<>{}\[\]（）《》「」@]"
    r"|(?<!\w)['’\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    r"|['’\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff](?!\w)"
)


class Spot(NamedTuple):
    """A place where a sentence may end, with as much of both sides as the rules need."""

    mark: str
    closers: str
    left: str  # up to 40 characters in front of the mark
    following: str  # the text from the next word on, up to 60 characters
    word: str  # the next word
    kind: str  # "upper", "lower", "digit" or "none", by the next word's first character
    is_marker: bool  # the sentence so far is only "1." or "a."
    enclosed: bool  # within brackets, or within a quotation the sentence continues after
    proposed: bool  # what sentencex says

    @property
    def abbreviation(self) -> str:
        """The word before the mark with the dotted letters before it: "z.B", "J.R", "Okt"."""
        found = _ABBREVIATION.search(self.left, max(0, len(self.left) - 20))
        return "".join(found[0].split()) if found else ""


def _part_or_item(spot: Spot, words: Words) -> bool | None:
    """Marks in brackets, "1. Erstens" (belongs to what follows), "... b) Zweitens" (an item)."""
    if spot.enclosed or spot.is_marker:
        return False
    return True if _ITEM.match(spot.following) else None


def _omission(spot: Spot, words: Words) -> bool | None:
    """ "[…] Danach" and "Das ist … Peter" go on; "Ich weiß nicht... Vielleicht" does not."""
    if "…" not in spot.mark and not spot.mark.endswith("..."):
        return None
    if spot.kind == "lower" or spot.left.endswith(("(", "[")):
        return False
    attached = bool(spot.left) and not spot.left[-1].isspace()
    return attached or spot.kind == "digit" or spot.word in words.starters


def _goes_on(spot: Spot, words: Words) -> bool | None:
    return False if spot.kind == "lower" or spot.following.startswith(tuple(".!?…")) else None


def _exclamation(spot: Spot, words: Words) -> bool | None:
    """Names such as Yahoo!, and “Why?” Anna asked."""
    if "!" not in spot.mark and "?" not in spot.mark:
        return None
    if spot.word in words.starters:
        return True
    if spot.mark == "!" and spot.abbreviation in SHOUTING:
        return False
    return not (spot.closers and _SAYING.match(spot.following))


def _number(spot: Spot, words: Words) -> bool | None:
    """ "am 3. Oktober" and "der 2. Weltkrieg", but "Er wurde 3. Dann" and "3:2. Bayern"."""
    if not spot.left[-1:].isdigit() or spot.closers:
        return None
    short = _ORDINAL.search(spot.left)
    if not short or spot.word in words.starters:
        return True
    if spot.word in MONTHS or spot.kind == "digit":
        return False
    before = spot.left[: short.start()].split()
    label = before[-1] if before else ""
    return not words.ordinals or label in COUNTING or label.endswith("str.")


def _known_abbreviation(spot: Spot, words: Words) -> bool | None:
    key = spot.abbreviation
    last = key.rpartition(".")[2]
    names = {key, last} if len(last) > 1 else {key}
    names |= {name[:1].lower() + name[1:] for name in names}  # "Vgl." opens a sentence
    if last.endswith("str"):
        names.add("Str")  # "Gartenstr."
    if names & words.bound:
        return False
    if spot.kind == "digit" and names & (words.counted | words.loose):
        return False
    if names & words.loose:
        return spot.word in words.starters
    if names & words.final or (len(last) > 1 and names & words.counted):
        return True
    cut_short = last not in words.ordinary and _CUT_SHORT.search(spot.left)
    return spot.word in words.starters if cut_short else None


def _letter(spot: Spot, words: Words) -> bool | None:
    """Initials, "U.S.", "p.m." and "Ludwig XIV.": a sentence ends here before a starter only."""
    if _UNIT.search(spot.left):
        return True
    key = spot.abbreviation
    last = key.rpartition(".")[2]
    if len(last) != 1 and not (words.ordinals and _ROMAN.fullmatch(last)):
        return None
    before = spot.left[: -len(last)].split()
    if "." not in key and before:
        labelled = before[-1] in LABELLED or (last == "I" and before[-1].islower())
        if labelled and not (words.ordinals and last == "I"):
            return True
    return spot.word in words.starters


def _plain_word(spot: Spot, words: Words) -> bool | None:
    """Where sentencex sees a continuation in a number, month, symbol or quotation mark, and an
    abbreviation in "me" (Maine) or "ID" (Idaho)."""
    if spot.kind in ("digit", "none") or spot.word in words.starters or spot.word in MONTHS:
        return True
    if spot.left.endswith(tuple(_CLOSERS)):
        return True
    key = spot.abbreviation
    initials = len(key) > 1 and key.isupper() and key.capitalize() not in words.bound
    if key in words.ordinary or (initials and not spot.word.isupper()):
        return True
    # A file name or an address: "bericht.pdf", "example.com"
    return True if _DOTTED.search(spot.left) else None


# The first rule with an opinion decides; sentencex decides the rest. Without word lists
# sentencex knows more about numbers and abbreviations than we do.
_GENERAL = (_part_or_item, _omission, _goes_on, _letter)
_RULES = (*_GENERAL[:3], _exclamation, _number, _known_abbreviation, _letter, _plain_word)


def split_sentences(text: str, language: str) -> list[str]:
    """The sentences of `text`, each with the white space after it; joined they are `text`."""
    words = LANGUAGES.get(language, OTHER)
    proposed = _proposed(text, language)
    indent = len(text) - len(text.lstrip())
    borders = {0, len(text), *(gap.end() for gap in _PARAGRAPH.finditer(text, indent))}
    borders.update(_unspaced(text, proposed, words))
    borders.update(_spaced(text, proposed, sorted(borders), words))
    return [text[start:end] for start, end in pairwise(sorted(borders))]


def _proposed(text: str, language: str) -> set[int]:
    """Where sentencex ends a sentence; its pieces are placed, not trusted to be complete."""
    shown = _HIDDEN.sub(" ", text)
    ends: set[int] = set()
    position = 0
    for piece in segment(language, shown):
        start = shown.find(piece, position, position + len(piece) + 1000)
        if start >= 0:
            position = start + len(piece)
            ends.add(position)
    return ends


def _unspaced(text: str, proposed: set[int], words: Words) -> Iterator[int]:
    """Borders at stops of other scripts ("。"), and in "ging.Danach" where a blank was lost."""
    for end in proposed:
        before = text[max(0, end - 8) : end]
        if _LOST_BLANK.search(before) and text[end : end + 1].isupper():
            found = _FIRST_WORD.match(text, end)
            if found and found[1] in words.starters:
                yield end
        elif _FOREIGN_STOP.search(before):
            gap = _SPACE.match(text, end)
            yield gap.end() if gap else end


def _spaced(text: str, proposed: set[int], parts: list[int], words: Words) -> Iterator[int]:
    """Borders at stops with white space after them, which is nearly all of them."""
    rules = _GENERAL if words is OTHER else _RULES
    look = _Look(text, proposed)
    for start, end in pairwise(parts):
        opening, first_word, scanned = start, -1, start
        for found in _CANDIDATE.finditer(text, start, end):
            if first_word < 0:
                word = _WORD.search(text, scanned, found.start())
                first_word = word.start() if word else -1
                scanned = found.end()
            # Stops without a word before them belong to what follows, as in "... und dann".
            if first_word < 0 or found.end() == end:
                continue
            spot = look.at(found, opening, first_word)
            decided = (rule(spot, words) for rule in rules)
            if next((yes for yes in decided if yes is not None), spot.proposed):
                yield found.end()
                opening, first_word, scanned = found.end(), -1, found.end()


class _Look:
    """Collects what the rules need to know about a place in one text."""

    def __init__(self, text: str, proposed: set[int]) -> None:
        self.text = text
        self.proposed = proposed
        self.enclosed = [found.span() for found in _ENCLOSED.finditer(text)]
        # A text without capitals would otherwise be one sentence.
        self.uncased = text == text.lower()

    def at(self, found: re.Match[str], opening: int, first_word: int) -> Spot:
        mark, end = found.start(), found.end()
        after = _FIRST_WORD.match(self.text, end)
        # "That's" opens a sentence as "That" does.
        word = re.split("['’]", (after and after[1]) or "")[0]
        following = after.start(1) if after and word else end
        return Spot(
            mark=found["mark"],
            closers=found["closers"],
            left=self.text[max(first_word, mark - 40) : mark],
            following=self.text[following : following + 60],
            word=word,
            kind=self._kind(word),
            is_marker=found["mark"] == "."
            and mark - opening < 16
            and bool(_LIST_MARKER.fullmatch(self.text, opening, mark)),
            enclosed=self._is_enclosed(mark, first_word),
            proposed=not self.proposed.isdisjoint(range(found.end("mark"), following + 1)),
        )

    def _kind(self, word: str) -> str:
        if not word or word[0].isdigit():
            return "digit" if word else "none"
        # "iPhone" and "eBay" open sentences as they are.
        lower = word[0].islower() and not word[1:2].isupper() and not self.uncased
        return "lower" if lower else "upper"

    def _is_enclosed(self, mark: int, first_word: int) -> bool:
        index = bisect_right(self.enclosed, (mark, 0)) - 1
        if index < 0:
            return False
        start, end = self.enclosed[index]
        # A bracket that opens a sentence may hold several.
        return mark < end and (self.text[start] not in "([" or first_word < start)
