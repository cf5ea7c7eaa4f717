"""What a model answered -> the text that was asked for, without what was said around it.

Chat models greet, announce, quote, format and comment. Pure functions on text, for German
and English answers; they know nothing about models, and never change a word of what is left.
"""

from __future__ import annotations

import re

from summarize.document.decode import clean
from summarize.document.words import LANGUAGES

_THINKING = re.compile(
    r"<(?P<tag>think|thinking|thought|reasoning|reflection)>.*?(?:</(?P=tag)>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Where the template itself opened the block, the answer has only its end.
_THOUGHT = re.compile(r"\A.*</(?:think|thinking|thought|reasoning|reflection)>", re.DOTALL | re.I)
_ANSWER_TAG = re.compile(r"</?(?:answer|response|summary|output|zusammenfassung)>", re.IGNORECASE)

_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w-]*\s*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=]\s*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^\s*#{1,6}\s+(.*)$")
_QUOTED = re.compile(r"^\s*>\s?")
_MARKER = re.compile(r"^\s*(?:[-*+•–‣◦]|(?P<number>\(?\d{1,2}[.)]))\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
# Emphasis: where it may begin, and by its mark where it ends.
_OPENED = re.compile(r"(?:\*{1,3}|(?<!\w)_{1,3})(?=\S)")
_CLOSED = {
    mark * size: re.compile(rf"(?<=\S){re.escape(mark * size)}(?!\w)")
    for mark in "*_"
    for size in (1, 2, 3)
}
_CODE = re.compile(r"(?<!`)`++([^`]++)`++")

_THING = (
    r"(?:\w*zusammenfassung|kurzfassung|kurzversion|fassung|überschrift|schlagzeile|titel"
    r"|übersetzung|summary|summari[sz]ation|headline|title|translation|tl;dr)"
)
_WANTED = re.compile(rf"\b{_THING}", re.IGNORECASE)
# "Zusammenfassung:", "**Summary (2 sentences)**", "Headline -": a label, whatever its form.
_LABEL = re.compile(
    rf"\A(?:(?:die|eine|the|a|kurze|short|brief|final|english|german|deutsche|englische)\s+)*"
    rf"{_THING}(?:\s+(?:des|der|of|the|in|auf)\b[^.:!?\n]{{0,40}})?(?:\s*\([^()\n]*\))?\s*:\s*",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(rf"\A(?:\w+\s+){{0,3}}{_THING}(?:\s*\([^()\n]*\))?\Z", re.IGNORECASE)
# "Hier ist eine kurze Zusammenfassung des Textes auf Deutsch:"
_ANNOUNCEMENT = re.compile(
    r"\A(?:hier(?:\s+(?:ist|sind|kommt|folgt)|bei handelt)|here(?:\s+is|\s+are|['’]s)|this is"
    r"|das ist|im folgenden|nachfolgend|below is|the following is|folgende|als|as)\b"
    r"[^\n:]{0,160}:\s*",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\A(?:gerne|gern|natürlich|selbstverständlich|klar|sicher|okay|ok|alles klar|verstanden|sure"
    r"|certainly|of course|absolutely|understood|great)(?:\s+(?:doch|thing|gerne))?\s*[!.:]+\s*"
    r"|\A(?:gerne|natürlich|sure|certainly|of course)\s*,\s*(?=hier|here)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\A[(\[*_]*\s*(?:hinweis|anmerkung|bemerkung|wortzahl|wörter|anzahl|note|word count|words"
    r"|disclaimer|length|source|quelle)\b[^:\n]{0,30}:",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\A(?:ich hoffe,|wenn sie (?:weitere|noch)|falls sie|lass(?:en sie)? (?:es )?mich|möchten sie"
    r"|i hope (?:this|that)|let me know|if you (?:need|would|have|want)|feel free|would you like"
    r"|please let me)",
    re.IGNORECASE,
)
# Possessive, because a model that is stuck may write blanks to its limit.
_COUNTED = re.compile(
    r"(?<!\s)\s*+[(\[]\s*+(?:(?:ca\.?|etwa|about)\s*+)?\d++\s*+(?:wörter|worte|words)\s*[)\]]\s*\Z",
    re.IGNORECASE,
)

# Opening and closing mark of each style.
_PAIRS = tuple(map(tuple, "„“ „” “” \"\" »« «» '' ‚‘ ‘’".split()))
_END = re.compile(r"[.!?…:;][\"'’”“»«›‹)\]]*\Z")
_FULL_STOP = re.compile(r"(\w[\w.]+)[\"”“’')]*\.\Z")
_LAST_WORD = 40  # characters of a line's end; no abbreviation is as long
_ABBREVIATIONS = frozenset().union(
    *(words.bound | words.loose | words.final for words in LANGUAGES.values())
)
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:!?])(?=\s|\Z)")


def summary(answer: str, *, finished: bool = True) -> str:
    """The summary in an answer, as one paragraph.

    Points of a list become sentences: each gets a full stop if it has no end of its own.
    So does the answer itself, unless the model was stopped (`finished` is False).
    """
    lines = _content(answer)
    sentences = [ended(line) for line in lines]
    if lines and not finished:
        sentences[-1] = lines[-1]
    return without_quotes(" ".join(sentences))


def headline(answer: str) -> str:
    """The headline in an answer: its first line, without quotation marks and full stop."""
    lines = _content(answer, headline=True)
    if not lines:
        return ""
    line = without_quotes(lines[0])
    found = _FULL_STOP.search(line, max(0, len(line) - _LAST_WORD))
    return line[:-1] if found and found[1] not in _ABBREVIATIONS else line


def translation(answer: str, source: str) -> str:
    """The translation in an answer to a single `source` sentence, which may have quotes."""
    text = " ".join(_content(answer, keep_markers=bool(_MARKER.match(source))))
    quoted = without_quotes(source.strip()) != source.strip()
    return text if quoted else without_quotes(text)


def ended(text: str) -> str:
    """The text with a full stop, if it has no end of its own."""
    return text if not text or _END.search(text) else f"{text}."


def tidy(text: str) -> str:
    """The output of a model that learnt from split words: no blanks in front of stops."""
    return _SPACE_BEFORE_STOP.sub(r"\1", " ".join(printable(text).split()))


# --- the steps ---------------------------------------------------------------------------


def _content(answer: str, *, headline: bool = False, keep_markers: bool = False) -> list[str]:
    """The lines of an answer that belong to what was asked for, as plain text."""
    text = _RULE.sub("", _FENCE.sub("", without_thinking(printable(answer))))
    text = _ANSWER_TAG.sub("", text)
    lines = _unlabelled([line for line in text.splitlines() if line.strip()], headline)
    if not keep_markers:
        lines = without_markers(lines)
    return without_notes(without_preamble([p for p in map(without_markdown, lines) if p]))


def printable(text: str) -> str:
    """Without control characters, which could steer a terminal, and halves of characters."""
    return clean(text).replace("\ufffd", "")


def without_thinking(text: str) -> str:
    """Without blocks of thoughts, also one that never ends or whose beginning is missing."""
    return _THOUGHT.sub("", _THINKING.sub("", text)).strip()


def _unlabelled(lines: list[str], headline: bool) -> list[str]:
    """Without Markdown headings above the text; for a headline the heading is the text."""
    kept = [line for line in lines if not _HEADING.match(line)]
    return lines if headline or not kept else kept


def without_markers(lines: list[str]) -> list[str]:
    """Without marks of quotations and list items; one "3." alone may be a date."""
    lines = [_QUOTED.sub("", line) for line in lines]
    found = [_MARKER.match(line) for line in lines]
    numbered = sum(1 for mark in found if mark and mark["number"]) > 1
    return [
        line[mark.end() :] if mark and (numbered or not mark["number"]) else line
        for line, mark in zip(lines, found, strict=True)
    ]


def without_markdown(line: str) -> str:
    """One line without marks of headings, emphasis, code and links."""
    heading = _HEADING.match(line)
    text = heading[1].rstrip().rstrip("#").rstrip() if heading else line
    text = _CODE.sub(r"\1", _LINK.sub(r"\1", text))
    # Twice, for bold within italics.
    return _without_emphasis(_without_emphasis(text)).strip()


def _without_emphasis(text: str) -> str:
    """Without the stars and underscores around words.

    A mark that ends nowhere behind one word ends nowhere behind a later one, so it is looked for
    once: a line of nothing but marks takes linear time.
    """
    parts: list[str] = []
    done = position = 0
    endless: set[str] = set()
    while opened := _OPENED.search(text, position):
        start = opened.start()
        position = start + 1
        for size in range(len(opened[0]), 0, -1):
            mark, inside = opened[0][:size], start + size
            closed = None if mark in endless else _CLOSED[mark].search(text, inside + 1)
            if closed:
                parts += [text[done:start], text[inside : closed.start()]]
                done = position = closed.end()
                break
            endless.add(mark)
    return "".join([*parts, text[done:]])


def without_preamble(lines: list[str]) -> list[str]:
    """Without courtesies, announcements and labels in front of the text."""
    rest = list(lines)
    while rest:
        line = rest[0]
        if len(rest) > 1 and (_BARE_LABEL.match(line) or _announces(line)):
            rest.pop(0)
            continue
        cut = _COURTESY.sub("", line, count=1)
        found = _ANNOUNCEMENT.match(cut)
        if found and _WANTED.search(found[0]):
            cut = cut[found.end() :]
        cut = _LABEL.sub("", cut, count=1)
        if cut == line:
            break
        rest[:1] = [cut] if cut else []
    return rest


def _announces(line: str) -> bool:
    """ "The text can be summarised as follows:" on a line of its own."""
    is_short = line.endswith(":") and len(line.split()) <= 20
    return is_short and bool(
        _WANTED.search(line)
        or re.search(r"zusammen(?:ge)?fass|summari[sz]e|translat|übersetz", line, re.I)
    )


def without_notes(lines: list[str]) -> list[str]:
    """Without remarks behind the text: notes, word counts, offers of more help."""
    rest = list(lines)
    while len(rest) > 1 and (_NOTE.match(rest[-1]) or _OFFER.match(rest[-1])):
        rest.pop()
    if rest:
        rest[-1] = _COUNTED.sub("", rest[-1])
    if len(rest) > 1 and not rest[-1]:
        rest.pop()
    return rest


def without_quotes(text: str) -> str:
    """Without a pair of quotation marks around the whole text; those within it stay."""
    text = text.strip()
    for opening, closing in _PAIRS:
        inner = text[1:-1]
        around = len(text) > 2 and text[0] == opening and text[-1] == closing
        if around and opening not in inner and closing not in inner:
            return inner.strip()
    return text
