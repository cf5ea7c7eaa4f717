"""Saved e-mails -> blocks: the newest message, decoded, without what it quotes and attaches."""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes, policy

from summarize.document import html, plain, thread
from summarize.document.decode import clean, decode
from summarize.document.model import Block, Kind
from summarize.errors import InputError

# "From " at the start of a line gets one, too, where many mails are saved in one file.
_QUOTED_LINE = re.compile(r"^>(?!From ).*$", re.MULTILINE)
# As Apple Mail, Thunderbird and Gmail mark it, with the line above.
_QUOTED_ELEMENT = (
    "//blockquote[@type='cite' or contains(@class, 'gmail_quote')]"
    " | //*[contains(@class, 'gmail_attr') or contains(@class, 'moz-cite-prefix')]"
)


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Subject and blocks, and what is left out."""
    message = message_from_bytes(data, policy=policy.default)
    body = message.get_body(("plain", "html"))
    packed = body.get_payload(decode=True) if body else None
    if not body or not isinstance(packed, bytes) or not packed.strip():
        raise InputError("there is no text in this e-mail", "save what is attached as a file")
    text = clean(decode(packed, body.get_content_charset())[0])
    subject = " ".join(clean(str(message["subject"] or "")).split())
    is_page = body.get_content_subtype() == "html"
    title, whole, own = _page(text) if is_page else _text(text, subject)
    blocks, complete = thread.newest(own, whole, subject)
    files = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    notes = [] if complete else ["quoted messages are left out"]
    notes += [f"attachments are left out ({files})"] if files else []
    return subject or title, blocks, tuple(notes)


def _text(text: str, subject: str) -> tuple[str | None, list[Block], list[Block]]:
    """Title, and the blocks with and without what is quoted."""
    title, whole = _lines(text, subject)
    return title, whole, _lines(_QUOTED_LINE.sub("", text), subject)[1]


def _lines(text: str, subject: str) -> tuple[str | None, list[Block]]:
    """Title and blocks; the first line is no title where there is a subject."""
    title, blocks = plain.parse(text)
    if subject and title and title not in subject:
        blocks = [Block(Kind.PARAGRAPH, title), *blocks]
    return title, blocks


def _page(text: str) -> tuple[str | None, list[Block], list[Block]]:
    """The same of HTML."""
    from lxml.html import tostring

    title, whole = html.parse(text)
    page = html.tree(text)
    quoted = page.xpath(_QUOTED_ELEMENT)
    if not quoted:
        return title, whole, whole
    for element in quoted:
        element.drop_tree()
    own: list[Block] = []
    # Nothing may be left.
    with suppress(InputError):
        _, own = html.parse(tostring(page, encoding="unicode"))
    return title, whole, own
