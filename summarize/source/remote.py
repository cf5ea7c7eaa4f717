"""Addresses like s3://bucket/folder or file:///articles: the files there, listed and opened.

Needs pyarrow, and for what pyarrow does not reach, fsspec with the package for that scheme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import quote

from summarize.errors import InputError
from summarize.source.model import unreadable
from summarize.source.selection import Selection
from summarize.source.tree import Found, Tree

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_PAGES = {"http", "https"}


def is_remote(name: str) -> bool:
    """Whether this is an address in a store of files; a web page is none."""
    scheme = _SCHEME.match(name)
    return scheme is not None and scheme[1].lower() not in _PAGES


def find(address: str, selection: Selection) -> Iterator[Found]:
    """The file there, or those wanted of a folder and all below it, in the order of paths."""
    name = address.rstrip("/")
    try:
        place = _place(name)
        found = sorted(place.below()) if place.is_folder() else None
    except InputError as error:
        yield Found(name, (), error)
        return
    except OSError as error:
        yield Found(name, (), unreadable(error))
        return
    if found is None:
        yield Found(name, (place.path.rpartition("/")[2],))
        return
    tree = Tree(name, name, (), selection)
    wanted = [names for names in found if tree.wants(names)]
    for names in wanted:
        yield Found(f"{name}/{place.spelled(names)}", names)
    if not wanted:
        yield Found(name, (), tree.emptiness)


def open_remote(address: str) -> BinaryIO:
    """OSError or InputError if it cannot be opened."""
    place = _place(address)
    file: BinaryIO = place.files.open_input_file(place.path)
    return file


@dataclass(frozen=True, slots=True)
class _Place:
    # A pyarrow.fs.FileSystem, and the path in it.
    files: Any
    path: str
    # Whether addresses in it are quoted: "%20" for a blank.
    quoted: bool

    def is_folder(self) -> bool:
        from pyarrow.fs import FileType

        return bool(self.files.get_file_info(self.path).type == FileType.Directory)

    def below(self) -> Iterator[tuple[str, ...]]:
        """The names that lead from here to each file."""
        from pyarrow.fs import FileSelector

        start = len(self.path.rstrip("/")) + 1
        for info in self.files.get_file_info(FileSelector(self.path, recursive=True)):
            if info.is_file:
                yield tuple(info.path[start:].split("/"))

    def spelled(self, names: tuple[str, ...]) -> str:
        path = "/".join(names)
        return quote(path) if self.quoted else path


@cache
def _place(address: str) -> _Place:
    try:
        from pyarrow import ArrowInvalid
        from pyarrow.fs import FileSystem, FSSpecHandler, PyFileSystem
    except ImportError as error:
        hint = 'pip install "summarize[ray]"'
        raise InputError("reading from this address needs pyarrow", hint) from error
    try:
        files, path = FileSystem.from_uri(address)
        return _Place(files, path, quoted=True)
    except ArrowInvalid:
        # A scheme that pyarrow does not know, or an address that is not quoted.
        pass
    try:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        hint = "check its scheme; fsspec names the package for it, such as s3fs or gcsfs"
        raise InputError(f"this address cannot be read: {error}", hint) from error
    return _Place(PyFileSystem(FSSpecHandler(files)), path, quoted=False)
