"""Names of files, folders and globs -> the files that are sources, each once, in order."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePath

from summarize.source.selection import Selection
from summarize.source.tree import Found, Tree

STDIN = "-"


def roots(names: Iterable[str], selection: Selection) -> list[Tree | str]:
    """The tree that a folder's name or a glob stands for, and other names as they are."""
    return [Tree.at(name, selection) or name for name in dict.fromkeys(names)]


def find(roots: Sequence[Tree | str], *, may_be_empty: bool = False) -> Iterator[Found]:
    """Every file that is named, lies in a folder that is named, or fits a glob.

    In the order they were named in, and within a folder in that of the paths. A file that is
    named itself is taken there, and nowhere else. A folder or glob that has none is an error,
    unless it `may_be_empty`.
    """
    # So many as there are names; files in folders are looked up, not remembered.
    named = _by_identity(root for root in roots if isinstance(root, str))
    first = set(named.values())
    earlier: list[Tree] = []
    for root in roots:
        if isinstance(root, Tree):
            yield from _files(root, named, earlier, may_be_empty)
            earlier.append(root)
        elif root in first:
            yield Found(root, (PurePath(root).name,))


def _files(
    tree: Tree, named: Container[str], earlier: Sequence[Tree], may_be_empty: bool
) -> Iterator[Found]:
    """The tree's files but those that come elsewhere."""
    empty = True
    for found in tree.files():
        empty = False
        real = os.path.join(tree.real, *found.names)
        if real not in named and not any(other.holds(real) for other in earlier):
            yield found
    if empty and not may_be_empty:
        yield Found(tree.name, (), tree.emptiness)


def _by_identity(names: Iterable[str]) -> dict[str, str]:
    """The first of all names for each file, by its real path. A link is a file of its own."""
    real = cache(os.path.realpath)
    first: dict[str, str] = {}
    for name in names:
        folder, base = os.path.split(name)
        first.setdefault(name if name == STDIN else os.path.join(real(folder), base), name)
    return first
