"""Plain text -> blocks: paragraphs, headings, list items, quotes, also when hard-wrapped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise, takewhile

from summarize.document import table
from summarize.document.model import Block, Kind
from summarize.document.structure import is_furniture

_BULLET = re.compile(r"(?P<marker>[-*•‣◦·▪]|–|—)[ \t]+(?=\S)")
_NUMBER = re.compile(r"(?P<marker>\(?(?P<number>\d{1,3})[.)])[ \t]+(?=\S)")
# Between the columns of a table, whose cells are short: two columns of prose are none.
GAP = re.compile(r"(?<=\S)(?: {3,}|[ ]*\t\s*)(?=\S)")
_SHORT_CELL = 24
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,}|~{3,}|\*{3,}|_{3,})[ \t]*")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_MAIL_HEADER = re.compile(r"(?P<name>[A-Z][A-Za-z-]{1,20}): \S")
# A turn of a conversation ("[12:03] Anna: …", "Ms Meier: …"), and how many make one.
_TURN = re.compile(r"\[?\d{1,2}[:.]\d\d\b|(?:[^\W\d_][\w.'’-]* ){0,2}[^\W\d_][\w.'’-]*: \S")
_TURNS = 3
_SENTENCE_END = re.compile(r"[.!?:;,…][\"'“”‘’»«›‹)\]]*$")

# No e-mail program or editor wraps its lines at fewer or more characters; columns of a
# newspaper have fewer, but so have verses and lists.
_WRAPS = range(40, 101)
_COLUMNS = range(20, 40)
_LONGEST_HEADING = 90


def parse(text: str) -> tuple[str | None, list[Block]]:
    """The title, if the text opens with one, and the blocks, without sentences."""
    text = text.strip("\n")
    chunks = [chunk.split("\n") for chunk in re.split(r"\n(?:[ \t]*\n)+", text)]
    chunks = [[line for line in chunk if line.strip()] for chunk in chunks]
    chunks = [run for chunk in chunks for run in runs(chunk)]
    title, chunks = _take_mail_header(chunks)
    if title is None:
        above = list(takewhile(lambda chunk: all(map(is_furniture, map(str.strip, chunk))), chunks))
        title, chunks = _take_title(chunks[len(above) :])
        chunks = above + chunks
    hyphens = Dehyphenator(text)
    return title, [block for chunk in chunks for block in blocks_of(chunk, hyphens)]


def _take_mail_header(chunks: list[list[str]]) -> tuple[str | None, list[list[str]]]:
    """A saved e-mail opens with "From: …" lines; its subject is the title."""
    if not chunks:
        return None, chunks
    fields: dict[str, str] = {}
    for line in chunks[0]:
        if _MAIL_HEADER.match(line):
            name, _, value = line.partition(": ")
            fields[name.lower()] = value.strip()
        elif not line[0].isspace():
            return None, chunks
    title = fields.get("subject") or fields.get("betreff")
    return (title, chunks[1:]) if title and len(fields) > 1 else (None, chunks)


def _take_title(chunks: list[list[str]]) -> tuple[str | None, list[list[str]]]:
    """The first line, when it stands like a headline above more text."""
    if not chunks or _QUOTE.match(chunks[0][0]) or is_table(chunks[0]):
        return None, chunks
    first, rest = chunks[0][0].strip(), chunks[0][1:]
    if rest and _UNDERLINE.fullmatch(rest[0]):
        return first, [rest[1:], *chunks[1:]] if rest[1:] else chunks[1:]
    opening = [line.strip() for chunk in chunks[:_TURNS] for line in chunk][:_TURNS]
    if len(opening) == _TURNS and all(map(_TURN.match, opening)):
        return None, chunks
    has_more = len(chunks) > 1 or any(len(line) > len(first) for line in rest)
    if not (has_more and looks_like_heading(first)):
        return None, chunks
    if rest and _flows_on(first, rest[0], _wrapped_at(chunks[0])):
        return None, chunks
    return first, [rest, *chunks[1:]] if rest else chunks[1:]


def looks_like_heading(line: str) -> bool:
    """A short line that starts like one and does not end like a sentence."""
    line = line.strip()
    if len(line) > _LONGEST_HEADING * 2 or line[-1:] in ".,;:" or "://" in line or "@" in line:
        return False
    return any(map(str.isalpha, line)) and not (_BULLET.match(line) or _NUMBER.match(line))


def runs(lines: list[str]) -> Iterator[list[str]]:
    """The lines of a chunk by what they are: rows of a table, or quoted so many times.

    Mails answer below each question.
    """

    def kind(line: str) -> tuple[int, bool]:
        quote = _QUOTE.match(line)
        return quote[0].count(">") if quote else 0, len(_cells(line)) > 1

    run: list[str] = []
    in_table = False
    for (depth, _), alike in groupby(lines, kind):
        new = list(alike)
        ended, in_table = in_table, is_table(new)
        if run and (ended or in_table or depth != kind(run[0])[0]):
            yield run
            run = []
        run += new
    if run:
        yield run


def is_table(lines: list[str]) -> bool:
    """Whether these lines are the rows of one: short cells, one above the other."""
    rows = [_cells(line) for line in lines]
    short = [len(cell) <= _SHORT_CELL for row in rows for cell in row]
    return (
        len(rows) > 1
        and all(len(row) > 1 for row in rows)
        and 2 * sum(short) > len(short)
        and all(_edges(one) & _edges(other) for one, other in pairwise(lines))
    )


def _edges(row: str) -> set[tuple[str, int]]:
    """Where its columns end and begin; words that only fill a line do so anywhere."""
    gaps = list(GAP.finditer(row))
    tabs = {("tab", 0) for gap in gaps if "\t" in gap[0]}
    return tabs | {("end", gap.start()) for gap in gaps} | {("start", gap.end()) for gap in gaps}


def _cells(line: str) -> list[str]:
    bare = _QUOTE.sub("", line, count=1).strip()
    return [bare] if _BULLET.match(bare) or _NUMBER.match(bare) else GAP.split(bare)


def blocks_of(lines: list[str], hyphens: Dehyphenator) -> Iterator[Block]:
    """The blocks of one chunk: lines between two blank lines, equally often quoted."""
    while len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) and len(lines[0]) <= _LONGEST_HEADING:
        yield Block(Kind.HEADING, lines[0].strip(), level=1 if "=" in lines[1] else 2)
        lines = lines[2:]
    if not lines:
        return
    if is_table(lines):
        yield _table([_cells(line) for line in lines if any(map(str.isalnum, line))])
        return
    if _QUOTE.match(lines[0]):
        for group, _ in grouped([_QUOTE.sub("", line, count=1) for line in lines]):
            if text := hyphens.join(group):
                yield Block(Kind.QUOTE, text)
        return
    blocks = [block for block in _grouped(lines, hyphens) if not _UNDERLINE.fullmatch(block.text)]
    following = len(blocks[1].text) if len(blocks) > 1 else 0
    if blocks and blocks[0].kind is Kind.PARAGRAPH and _is_heading(blocks[0].text, following):
        blocks[0] = Block(Kind.HEADING, blocks[0].text, level=2)
    yield from blocks


def _table(rows: list[list[str]]) -> Block:
    """The first row names the columns where it is the one without numbers."""
    numbers = [any(char.isdigit() for cell in row for char in cell) for row in rows]
    return table.block(rows, headings=int(all(numbers[1:]) and not numbers[0]))


def _grouped(lines: list[str], hyphens: Dehyphenator) -> Iterator[Block]:
    """A chunk's lines joined into list items and paragraphs."""
    for group, item in grouped(lines):
        if item is None:
            yield Block(Kind.PARAGRAPH, hyphens.join(group))
            continue
        depth = (len(group[0]) - len(group[0].lstrip())) // 2
        text = hyphens.join([group[0].strip()[item.end() :], *group[1:]])
        yield Block(Kind.ITEM, text, level=depth, marker=item["marker"])


def grouped(lines: list[str]) -> Iterator[tuple[list[str], re.Match[str] | None]]:
    """The lines of a chunk that belong together, and the marker if they are a list item."""
    width = _wrapped_at(lines)
    counts = any(
        (found := _NUMBER.match(line.strip())) and found["number"] == "2" for line in lines
    )
    group: list[str] = []
    marker, number, last = None, 0, ""
    for line in lines:
        flows_on = bool(group) and _flows_on(last, line, width)
        opening = range(1, 2 if counts and not flows_on else 1) if group else range(1000)
        item, counted = _item_start(line, number, opening)
        if group and (item or not flows_on):
            yield group, marker
            group, marker = [], None
        if item:
            marker, number = item, counted
        last = line.strip()[item.end() :] if item else line
        group.append(line)
    if group:
        yield group, marker


def _item_start(line: str, last: int, opening: Collection[int]) -> tuple[re.Match[str] | None, int]:
    """The marker that makes `line` a list item, and its number (0 for a bullet).

    "3. Oktober" at the start of a wrapped line is a date: a number opens an item only at
    the start of a chunk, as the first of several, or right after the item before it.
    """
    stripped = line.strip()
    if match := _NUMBER.match(stripped):
        number = int(match["number"])
        return (match, number) if number in opening or number == last + 1 > 1 else (None, last)
    return _BULLET.match(stripped), 0


def _wrapped_at(lines: list[str]) -> int:
    """The width at which a program has wrapped these lines; 0 where their author broke them."""
    width = max(map(len, lines))
    breaks = [(line, following) for line, following in pairwise(map(str.strip, lines)) if following]
    if width in _WRAPS or width not in _COLUMNS or len(breaks) < 3:
        return width if width in _WRAPS else 0
    full = all(_is_full(line, following, width) for line, following in breaks)
    inside_clauses = sum(not _SENTENCE_END.search(line) for line, _ in breaks)
    inside_sentences = sum(following[0].islower() for _, following in breaks)
    is_prose = 2 * inside_clauses > len(breaks) and 3 * inside_sentences >= len(breaks)
    return width if full and is_prose else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether no word more would have fitted into a line; some programs count bytes."""
    longer = f"{line} {following.split(maxsplit=1)[0]}".encode(errors="replace")
    return line.endswith("-") or len(longer) > width


def _flows_on(line: str, following: str, width: int) -> bool:
    """Whether `line` was broken by a line-wrapping program rather than by its author.

    A wrapper breaks a line only when the next word does not fit, and it breaks in the
    middle of sentences. Indented continuation lines belong to the item above them.
    """
    line, start = line.rstrip(), following.lstrip()
    lone_link = "://" in start and len(start.split()) == 1
    if lone_link or not any(map(str.isalnum, line)) or not any(map(str.isalnum, start)):
        return False
    inside_sentence = not _SENTENCE_END.search(line)
    if inside_sentence and start[0].islower():
        return True
    if not width:
        return False
    if inside_sentence and start[0].isdigit() and len(line) > width / 2:
        return True
    if following[:2].isspace() and not line[:2].isspace():
        return True
    return _is_full(line, start, width)


def _is_heading(text: str, following: int) -> bool:
    """Whether a line of its own is a heading: short, no sentence, above something longer.

    `following` is the length of what stands below it in the same chunk, 0 if nothing does:
    a lone line between blank lines needs no more proof.
    """
    short = len(text) <= _LONGEST_HEADING and not _SENTENCE_END.search(text)
    return short and looks_like_heading(text) and (not following or following > 2 * len(text))


class Dehyphenator:
    """Joins wrapped lines, mending words that were divided at a line's end.

    Whether a hyphen divides ("Wirt-/schaft") or belongs ("well-/known") cannot be seen
    from the two halves. It is taken out when the joined word stands elsewhere in the text,
    or the text is German, where lower case after a hyphen is next to always a division.
    """

    _DIVIDED = re.compile(r"\b(\w+)-\n(\w+)")
    _GERMAN = re.compile(r"\b(?:der|die|und|das|nicht)\b")
    _ENGLISH = re.compile(r"\b(?:the|and|of|to)\b")
    # "Vor- und Nachteile": this hyphen stands for a missing word.
    _CONJUNCTIONS = frozenset({"und", "oder", "bzw", "sowie", "bis", "and", "or", "to"})

    def __init__(self, text: str) -> None:
        divided = self._DIVIDED.search(re.sub(r"\n[ \t>]+", "\n", text)) is not None
        self._words = frozenset(re.findall(r"\w+", text.lower())) if divided else frozenset()
        self._german = divided and (
            len(self._GERMAN.findall(text)) > len(self._ENGLISH.findall(text))
        )

    def join(self, lines: list[str]) -> str:
        text = "\n".join(line.strip() for line in lines)
        text = self._DIVIDED.sub(self._mend, text)
        return re.sub(r"\s+", " ", text).strip()

    def _mend(self, match: re.Match[str]) -> str:
        left, right = match.groups()
        if right in self._CONJUNCTIONS:
            return f"{left}- {right}"
        joined = (left + right).lower() in self._words
        german = self._german and right[0].islower() and left[-1].isalpha()
        return left + right if joined or german else f"{left}-{right}"
