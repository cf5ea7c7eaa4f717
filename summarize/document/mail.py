"""Saved e-mails -> blocks: the text of the mail, decoded; what is attached is left out."""

from __future__ import annotations

from email import message_from_bytes, policy

from summarize.document import html, plain
from summarize.document.decode import clean, decode
from summarize.document.model import Block
from summarize.errors import InputError


def parse(data: bytes) -> tuple[str | None, list[Block], tuple[str, ...]]:
    """Subject and blocks, and how many files are left out."""
    message = message_from_bytes(data, policy=policy.default)
    body = message.get_body(("plain", "html"))
    packed = body.get_payload(decode=True) if body else None
    if not body or not isinstance(packed, bytes) or not packed.strip():
        raise InputError("there is no text in this e-mail", "save what is attached as a file")
    text, _ = decode(packed, body.get_content_charset())
    parser = html if body.get_content_subtype() == "html" else plain
    title, blocks = parser.parse(clean(text))
    files = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    notes = (f"attachments are left out ({files})",) if files else ()
    return " ".join(clean(str(message["subject"] or "")).split()) or title, blocks, notes
