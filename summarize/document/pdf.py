"""PDF -> title and blocks: lines put together again as paragraphs, headings and lists.

A PDF knows where each letter stands and nothing of what it belongs to. Paragraphs are told
by gaps, indents and short lines; headings by their size or weight; running headers, footers
and page numbers by standing at the edges of several pages; footnotes by their numbers, in small
print at the foot of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from statistics import median

from summarize.document import plain, structure
from summarize.document.decode import clean
from summarize.document.model import Block, Kind
from summarize.errors import InputError
from summarize.pdf_lines import Line, Style, extract

_ITEM = re.compile(r"[•‣◦▪*–—-]\s+\S|\(?\d{1,3}[.)]\s+\S")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”“’»«)\]]*$")
_PAGE_NUMBER = re.compile(r"^\d{1,4}(?=\s)|\b\d{1,4}$")
# "Introduction . . . . . 7" in a table of contents.
_CONTENTS = re.compile(r"(?:\s?\.){5,}\s*\w{1,5}")
_NOTE = re.compile(r"\[?(\d{1,3})[\])]?\s*(?=[^\W\d]|[(\"„“»«‚‘]|$)")
# The print of footnotes is so much smaller than that of the text, at least.
_SMALL = 0.93
_LONGEST_HEADING = 200
# A header on so many pages is running; in a document of a few pages, on two.
_RUNNING = 3


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Title, blocks and notes; InputError when there is no text in the file."""
    pages = extract(data)
    inner = _without_edges(_clean(pages.lines))
    if not any(inner):
        hint = "let its text be recognised first: ocrmypdf FILE.pdf NEW.pdf"
        raise InputError("this PDF has no text, only pictures (a scan?)", hint)
    title, blocks = _structured(inner)
    return title or structure.as_title(pages.title), blocks, tuple(_notes(pages.pictures))


def _clean(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    cleaned = [[replace(line, text=clean(line.text).strip()) for line in page] for page in pages]
    return [[line for line in page if line.text] for page in cleaned]


def _notes(pictures: Sequence[int]) -> Iterator[str]:
    if pictures:
        shown = ", ".join(str(number + 1) for number in pictures[:10])
        more = " and more" if len(pictures) > 10 else ""
        yield f"pages without text, only pictures, were not read: {shown}{more}"


def _without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without running headers and footers, page numbers and a table of contents."""
    filled = [page for page in pages if page]
    edges = [edge for page in filled for edge in {*page[:2], *page[-2:]}]
    few = 2 if len(filled) <= _RUNNING + 1 else _RUNNING
    words = Counter(map(_masked, edges))
    outermost = [edge for page in filled for edge in {page[0], page[-1]}]
    numbers = Counter(number for edge in outermost for number in _counting(edge))
    running = {edge for edge in edges if words[_masked(edge)] >= few}
    running |= {e for e in outermost if any(numbers[n] >= _RUNNING for n in _counting(e))}
    return [
        [line for line in page if line not in running and not _CONTENTS.search(line.text)]
        for page in filled
    ]


def _masked(line: Line) -> tuple[str, float]:
    """The words that headers have in common; a title is larger than the header repeating it."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower()), line.size


def _counting(line: Line) -> Iterator[tuple[int, float]]:
    """How far the numbers at its ends are ahead of the page: a page's number always as far."""
    for number in _PAGE_NUMBER.findall(line.text):
        yield int(number) - line.page, line.size


def _structured(pages: Sequence[Sequence[Line]]) -> tuple[str | None, list[Block]]:
    """The title, if the first page has one that is larger than all else, and the blocks."""
    everything = [line for page in pages for line in page]
    sizes: Counter[float] = Counter()
    for line in everything:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    lines, notes = _without_notes(pages, body)
    groups = list(_grouped(lines))
    headings = sorted({g[0].size for g in groups if _is_heading(g, body)}, reverse=True)
    hyphens = plain.Dehyphenator("\n".join(line.text for line in everything))
    title: str | None = None
    blocks: list[Block] = []
    for group in groups:
        texts = [line.text for line in group]
        if _is_heading(group, body):
            text, size = hyphens.join(texts), group[0].size
            if title is None and not group[0].page and size == headings[0] > body:
                title = text
            else:
                blocks.append(Block(Kind.HEADING, text, level=min(6, 1 + headings.index(size))))
        elif group[0].style is Style.FIXED:
            blocks.append(Block(Kind.CODE, "\n".join(texts)))
        else:
            blocks += _prose(hyphens.join(texts), hyphens)
    for marker, note in notes:
        text = hyphens.join([line.text for line in note])
        blocks.append(Block(Kind.FOOTNOTE, _NOTE.sub("", text, count=1), marker=marker))
    return title, blocks


def _without_notes(
    pages: Sequence[Sequence[Line]], body: float
) -> tuple[list[Line], list[tuple[str, list[Line]]]]:
    """The lines of all pages without their footnotes, and the footnotes, which end the article:
    sentences run on from one page to the next. `body` is the size of the text.

    Their numbers go up by one, over all pages or on each: those of a table in small print do not.
    """
    lines: list[Line] = []
    notes: list[tuple[str, list[Line]]] = []
    last = 0
    for page in pages:
        small = list(takewhile(lambda line: line.size < _SMALL * body, reversed(page)))[::-1]
        lines += page[: len(page) - len(small)]
        started = False
        for line in small:
            mark = _NOTE.match(line.text)
            if mark and int(mark[1]) in ({last + 1} if started else {1, last + 1}):
                last, started = int(mark[1]), True
                notes.append((f"[{last}]", [line]))
            else:
                (notes[-1][1] if started else lines).append(line)
    return lines, notes


def _prose(text: str, hyphens: plain.Dehyphenator) -> Iterator[Block]:
    """As in plain text, except that what does not look like a heading here is none."""
    for block in plain.blocks_of([text], hyphens):
        is_heading = block.kind is Kind.HEADING
        yield replace(block, kind=Kind.PARAGRAPH, level=0) if is_heading else block


def _is_heading(group: Sequence[Line], body: float) -> bool:
    first, last = group[0], group[-1]
    length = sum(len(line.text) for line in group)
    bold = first.style is Style.BOLD and first.size >= body
    stands_out = first.size > 1.15 * body or (bold and not _SENTENCE_END.search(last.text))
    letters = any(char.isalpha() for line in group for char in line.text)
    return stands_out and letters and 2 < length <= _LONGEST_HEADING


def _grouped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph, heading, list item or piece of code."""
    leading = _leading(lines)
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    group: list[Line] = []
    for line in lines:
        if group and not _flows_on(group, line, leading, pages[group[-1].page]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance between two lines of a paragraph, as a multiple of their size."""
    distances = [
        (above.baseline - below.baseline) / above.size
        for above, below in pairwise(lines)
        if above.page == below.page and above.size == below.size
    ]
    return median([distance for distance in distances if 0.5 < distance < 3] or [1.2])


def _flows_on(group: Sequence[Line], line: Line, leading: float, page: Sequence[Line]) -> bool:
    """Whether `line` goes on with what `group` began, also in another column or on another page.

    `page` is where the group's last line stands.
    """
    above = group[-1]
    if abs(above.size - line.size) > 0.5 or above.style is not line.style:
        return False
    distance = above.baseline - line.baseline
    moves = line.page != above.page or distance < -0.5 * line.size
    if line.style is Style.FIXED:
        return True
    ended = _SENTENCE_END.search(above.text) is not None
    listed = _ITEM.match(group[0].text) is not None
    if _ITEM.match(line.text) and (ended or listed):
        return False
    letter = (above.right - above.left) / len(above.text)
    filled = above.right + letter * (1 + len(line.text.split()[0])) >= _edge(above, page)
    if moves:
        goes_on = line.text[0].islower() or (filled and line.style is Style.REGULAR)
        return goes_on and not ended
    if distance > 1.3 * leading * line.size:
        return False
    # The first line of a paragraph is indented, and so are all but the first of an item.
    indented = line.left > above.left + line.size
    return (filled or not ended) and (not indented or (listed and len(group) == 1))


def _edge(line: Line, page: Sequence[Line]) -> float:
    """How far the column that a line stands in reaches to the right."""
    return max(
        other.right
        for other in page
        if abs(other.left - line.left) < 3 * line.size and other.size == line.size
    )
