"""What the user named on the command line -> a stream of sources, nothing read ahead.

Knows where a text is and what form it has; what the text says is for `document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import takewhile
from typing import BinaryIO
from unicodedata import normalize

from summarize.errors import UsageError
from summarize.source.files import STDIN, find, roots
from summarize.source.model import LULL, Lull, Source, as_text
from summarize.source.opening import count_lines, is_json_lines, source_of, sources_in
from summarize.source.pieces import Piece, cut, lines_of, portion
from summarize.source.remote import is_remote
from summarize.source.selection import Selection, Shard
from summarize.source.tree import Found, Tree
from summarize.source.watch import arrivals

__all__ = [
    "LULL",
    "STDIN",
    "Lull",
    "Piece",
    "Selection",
    "Shard",
    "Source",
    "count",
    "cut",
    "open_piece",
    "open_sources",
    "portion",
    "watch_sources",
]

_ALL = Selection()


def open_sources(
    names: Iterable[str], stdin: BinaryIO | None = None, selection: Selection = _ALL
) -> Iterator[Source | Lull]:
    """A source for every file, also in folders, JSONL line and "-" (standard input), in order."""
    return _opened(find(roots(names, selection)), selection, stdin)


def watch_sources(
    names: Iterable[str], stopped: Callable[[], bool], selection: Selection = _ALL
) -> Iterator[Source | Lull]:
    """The same, and whatever comes into the folders afterwards, until `stopped`."""
    watched = roots(names, selection)
    if STDIN in watched:
        raise UsageError("--watch does not go with standard input", "name folders only")
    if not any(isinstance(root, Tree) for root in watched):
        raise UsageError("--watch needs a folder", "name the one that files come into")
    look = partial(find, watched, may_be_empty=True)
    return takewhile(lambda _: not stopped(), _opened(arrivals(look, stopped), selection))


def count(names: Iterable[str], selection: Selection = _ALL) -> int | None:
    """How many sources `open_sources` will give; None where only reading them would tell."""
    total = 0
    for found in find(roots(names, selection)):
        if found.path == STDIN:
            return None
        if found.error or not is_json_lines(found):
            total += not selection.shard or _is_ours(source_of(found), found, selection)
        elif selection.shard or (lines := count_lines(found.path)) is None:
            return None
        else:
            total += lines
    return total


def open_piece(piece: Piece, selection: Selection = _ALL) -> Iterator[Source]:
    """The sources in a piece of what `cut` gives: the same as `open_sources` has there."""
    found = piece.found
    sources: Iterable[Source | Lull]
    if piece.size or (is_remote(found.path) and is_json_lines(found) and not found.error):
        sources = lines_of(piece, selection.field)
    elif is_remote(found.path):
        sources = [source_of(found)]
    else:
        sources = _opened([found], selection)
    for source in sources:
        if isinstance(source, Lull) or piece.only not in ("", source.name):
            continue
        if _is_ours(source, found, selection):
            yield source


def _opened(
    found: Iterable[Found | Lull], selection: Selection, stdin: BinaryIO | None = None
) -> Iterator[Source | Lull]:
    for entry in found:
        if isinstance(entry, Lull):
            yield entry
            continue
        for source in sources_in(
            entry, stdin, selection.field, allow_private=selection.allow_private
        ):
            if isinstance(source, Lull) or _is_ours(source, entry, selection):
                yield source


def _is_ours(source: Source, found: Found, selection: Selection) -> bool:
    """Whether it is in our shard: by the id its line gives it, else by its path below what
    was named, so that it does not matter where that lies on a machine.

    What differs in case only, or a line's number in files of one name, would like to have
    the same output: one shard has to give them theirs.
    """
    if selection.shard is None:
        return True
    number = source.name.removeprefix(as_text(found.path))
    if source.id != source.name:
        key = source.id
    else:
        key = found.names[-1] + number if number and found.names else found.place
    folded = normalize("NFD", key).casefold()
    return selection.shard.takes(normalize("NFC", folded))
