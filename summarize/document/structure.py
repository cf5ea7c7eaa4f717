"""What the blocks of an article are for: teaser, source list, bare links."""

from __future__ import annotations

import re
from dataclasses import replace

from summarize.document.decode import clean
from summarize.document.model import PROSE, Block, Kind, count_words

_URL = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+")
_SOURCES_HEADING = re.compile(
    r"(?:quellen?(?:angaben?|verzeichnis|nachweise?)?|einzelnachweise|belege|literatur"
    r"(?:verzeichnis)?|weblinks?|links|weiterführende links|fußnoten"
    r"|sources?|references|bibliography|further reading|footnotes|external links)\s*:?",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"(?:quellen?|sources?|via|mehr unter|more at)\s*:\s*\S", re.IGNORECASE)
_SIGNATURE = re.compile(r"--")
_NAME = r"[A-ZÄÖÜ][\w.'’-]*(?:[ ](?:v[ao]n|de[rn]?|zu|[A-ZÄÖÜ][\w.'’-]*)){1,4}"
_PLACE = r"[A-ZÄÖÜ][\w.'’-]*(?:[ ][A-ZÄÖÜ][\w.'’-]*){0,2}"
# "9 Uhr", "00.01", "Monday, 9 am", "May 3", "noon".
_TIME = (
    r"(?:\d|\w+\.?[ ]\d|noon\b|midnight\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag\b|mittwoch\b|sonnabend\b)"
)
_BESIDE = re.compile(r"\s+[|•·]\s+")
_FOOTNOTE = re.compile(r"(\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})\s*(?=\S)")
# What stands around an article on a page, and is copied with it.
_FURNITURE = re.compile(
    rf"""
    (?i:anzeige|werbung|advertisement|breaking[ ]news|eilmeldung|share[ ]this[ ](?:article|story)
        |(?:teilen[ ]sie[ ])?diesen[ ]artikel(?:[ ]teilen)?|artikel[ ]teilen
        |(?:newsletter[ ]abonnieren|(?:sign[ ]up[ ]for|subscribe[ ]to)[ ]our[ ]newsletter).{{0,60}}
        |follow[ ]us[ ]on[ ].{{1,40}}
        |for[ ]immediate[ ]release(?:[ ]?[:,–—-][ ].{{0,30}}\d{{4}})?|sperrfrist:.{{0,60}}
        |embargo(?:ed)?(?::|[ ]until\b:?|[ ]bis\b:?)[ ](?:(?:until|bis)[ ])?{_TIME}.{{0,60}}
        |(?:press|presse|medien)[ -]?(?:mitteilung|information|release)(?:[ ]n[ro]\.?[ ]?[\d/.-]+)?
        )[.:!]?
    |(?i:fotos?|bild|grafik|photos?|picture|image)(?:[ ]credit)?:[ ].{{1,60}}[^.!?…]
    |(?:©|\(c\)|(?i:copyright)\b).{{0,80}}
    |(?i:(?:lesezeit|reading[ ]time):?[ ].{{0,9}}\d+[ ]min\w*\.?|\d+[ -]min(?:ute)?s?[ ]read)
    |(?i:stand|(?:last[ ])?updated|published|aktualisiert|veröffentlicht)(?:[ ](?:am|on))?:?[ ]
        (?:\d|\w+[ ]\d|\w+day\b|\w+tag\b)[^!?]{{0,60}}[^.!?]
    |(?:(?:Ein[ ]Kommentar[ ]|Eine[ ]Analyse[ ]|(?:Comment|Analysis)[ ])?(?:Von|von|By|by|VON|BY)
        |Die[ ]Fragen[ ]stellten?|Das[ ](?:Gespräch|Interview)[ ]führten?)
        [ ](?:unsere[mr][ ]\w+[ ])?{_NAME}(?:(?:,|[ ]und|[ ]and)[ ]{_NAME})*
        (?:(?:,|[ ]in|[ ]aus)[ ]{_PLACE})?\.?
    |(?i:startseite|home)[ ][>»›|/][ ].{{1,80}}
    |(?i:read[ ]more|read[ ]also|lesen[ ]sie[ ]auch|mehr[ ]zum[ ]thema):[ ].{{1,120}}
    """,
    re.VERBOSE,
)

# A footnote may be one, but is not because of what stands above it.
_NO_SOURCES = frozenset({Kind.CODE, Kind.TABLE})

# What programs write into a file as its title when nobody gave one.
_NO_TITLE = re.compile(
    r"(?:untitled|unbenannt|(?:word )?do[ck]ument)\W*\d*|microsoft word.*|\S+\.[a-z]{2,5}|\W*", re.I
)

# A teaser says in a breath what the article says at length.
_TEASER_WORDS = range(8, 61)
_PARAGRAPHS_AFTER_TEASER = 3

# No entry of a source list runs to this length without a link.
_PARAGRAPH_WORDS = 40


def as_title(given: str) -> str | None:
    """The title that a file's properties give, if a human gave it."""
    title = " ".join(clean(given).split())
    return None if _NO_TITLE.fullmatch(title) else title


def mark(blocks: list[Block], title: str | None) -> list[Block]:
    """The same blocks with teaser, footnotes, source list and bare links told apart from the
    prose."""
    blocks = _mark_footnotes(_mark_sources(blocks))
    if title and not any(block.kind is Kind.TEASER for block in blocks):
        blocks = _mark_teaser(blocks)
    return blocks


def _mark_sources(blocks: list[Block]) -> list[Block]:
    """References are lone links, "Source: …" lines, what stands under "Sources", and whatever else
    is kept as it is and no part of the article."""
    result: list[Block] = []
    in_sources = False
    for index, block in enumerate(blocks):
        opens = bool(_SOURCES_HEADING.fullmatch(block.text) or _SIGNATURE.fullmatch(block.text))
        if opens and index > 0:
            in_sources = True
        elif block.kind is Kind.HEADING or _is_article_again(block):
            in_sources = False
        listed = in_sources and block.kind is not Kind.FOOTNOTE
        kept = listed or is_reference(block.text) or is_furniture(block.text)
        if block.kind not in _NO_SOURCES and kept:
            block = replace(block, kind=Kind.REFERENCE)
        result.append(block)
    return result


def _mark_footnotes(blocks: list[Block]) -> list[Block]:
    """The last blocks that begin with a mark, such as "[1]", that also stands in the text above."""
    result = list(blocks)
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if block.kind in (Kind.FOOTNOTE, Kind.REFERENCE):
            continue
        mark = _FOOTNOTE.match(block.text) if block.kind is Kind.PARAGRAPH else None
        if not mark or not any(mark[1] in above.text for above in blocks[:index]):
            break
        text = block.text[mark.end() :]
        result[index] = replace(block, kind=Kind.FOOTNOTE, text=text, marker=mark[1])
    return result


def _is_article_again(block: Block) -> bool:
    """A list of sources ends where a real paragraph begins."""
    return count_words(block.text) >= _PARAGRAPH_WORDS and not _URL.search(block.text)


def is_reference(text: str) -> bool:
    """Whether a block only points elsewhere: links with next to no words, "Source: dpa"."""
    if _SOURCE_LINE.match(text) and count_words(text) <= 12:
        return True
    rest, links = _URL.subn(" ", text)
    return links > 0 and count_words(rest) <= 4 * links and count_words(rest) <= 12


def is_furniture(text: str) -> bool:
    """Whether a line is no part of the article: a byline, a credit, "Read more: …"."""
    return all(map(_FURNITURE.fullmatch, _BESIDE.split(text.strip())))


def _mark_teaser(blocks: list[Block]) -> list[Block]:
    """The first paragraph, when it is short and the article proper follows."""
    prose = [index for index, block in enumerate(blocks) if block.kind in PROSE]
    if len(prose) <= _PARAGRAPHS_AFTER_TEASER or prose[0] != 0:
        return blocks
    first = blocks[0]
    if first.kind is Kind.PARAGRAPH and count_words(first.text) in _TEASER_WORDS:
        return [replace(first, kind=Kind.TEASER), *blocks[1:]]
    return blocks
