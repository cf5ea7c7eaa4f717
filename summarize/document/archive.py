"""Files that are ZIP archives of XML (DOCX, EPUB): opened with care, read within limits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from summarize.errors import InputError

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

# What is unpacked to more than this is no article: XML, and pictures that lie beside it.
_MOST_TEXT = 100_000_000
_MOST = 1_000_000_000
_TEXT = (".xml", ".rels", ".opf", ".ncx", ".html", ".htm", ".xhtml")


@contextmanager
def opened(data: bytes, what: str) -> Iterator[ZipFile]:
    """The archive; every trouble with it, also inside the block, is an InputError.

    Sizes are those the archive states; zipfile reads no more of a member than that.
    """
    import zipfile
    import zlib

    from lxml.etree import LxmlError

    unzipping = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            text = sum(m.file_size for m in members if m.filename.lower().endswith(_TEXT))
            if text > _MOST_TEXT or sum(member.file_size for member in members) > _MOST:
                size = f"more than {_MOST_TEXT // 10**6} MB of text"
                raise InputError(f"this {what} file unpacks to {size}", "split it into articles")
            if any(member.flag_bits & 1 for member in members):
                raise InputError(f"this {what} file is locked with a password", "save it without")
            yield archive
    except (*unzipping, LxmlError, KeyError, ValueError) as error:
        raise damaged(what, error) from error


def damaged(what: str, error: Exception) -> InputError:
    hint = "open it in its program and save it again"
    return InputError(f"this {what} file is damaged: {error}", hint)


def xml(data: bytes) -> Element:
    """The root of an XML file; nothing outside of it is looked at, and no entity expanded."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
