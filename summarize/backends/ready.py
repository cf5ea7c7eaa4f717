"""What needs no summarizer: a headline the article has, and an article that is short already.

The same for every summarizer.
"""

from __future__ import annotations

from summarize.backends import Draft
from summarize.document.model import Document, count_words
from summarize.request import Length
from summarize.result import Status


def ready(document: Document, length: Length) -> Draft | None:
    """The title for a headline, the whole text where it fits the length; None otherwise."""
    title = (document.title or "").strip()
    if length is Length.HEADLINE and title and count_words(title) <= length.max_words:
        return Draft(title, Status.OK)
    if document.words > length.max_words:
        return None
    prose = "\n\n".join(b.text.strip() for b in document.prose() if b.text.strip())
    if prose:
        sentences = sum(len(block.sentences or (block.text,)) for block in document.prose())
        return Draft(prose, Status.ALREADY_SHORT, tuple(range(sentences)))
    rest = title or "\n\n".join(block.text for block in document.blocks)
    return Draft(rest, Status.ALREADY_SHORT)
