"""Everything that can be checked of a summary and of a translation.

A summary in the article's language is held against the article; whatever is translated,
sentence by sentence against what it was translated from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from summarize.checks import pairs
from summarize.checks.names import READERS, Spelling
from summarize.checks.numbers import quantities
from summarize.checks.pairs import beginning
from summarize.checks.plausible import loops
from summarize.checks.quantity import Evidence, unexplained
from summarize.checks.support import Index
from summarize.document import Document, count_words
from summarize.document.language import another
from summarize.languages import language_name
from summarize.request import Length
from summarize.result import Finding, Sentence, Severity, Support

# A summary this much longer than asked for was not cut by a sentence's end alone.
_FAR_TOO_LONG = 1.5
# Of so many words, a translation stands for one sentence, or for two that share so many of theirs.
_TELLING, _ALIKE = 5, 0.25
_QUOTE = 60  # characters that tell a reader which sentence is meant


class Article:
    """What summaries are held against; made once for all lengths, and only as far as needed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._language = document.language.code
        self._prose = [sentence for block in document.prose() for sentence in block.sentences]

    def support(self, sentences: Iterable[str]) -> tuple[Support, ...]:
        """For each sentence of a summary, the sentences of the article that say it."""
        return tuple(self._support(sentence) for sentence in sentences)

    def _support(self, sentence: str) -> Support:
        found = self._index.find(sentence)
        quotes = tuple(beginning(self._prose[source], _QUOTE) for source in found.sources)
        return Support(sentence=sentence, sources=found.sources, score=found.score, quotes=quotes)

    def findings(self, sentences: Sequence[str], length: Length) -> tuple[Finding, ...]:
        """What a summary in the article's own language says that the article does not.

        The article's own sentences are beyond doubt, and a title or an extract has no others.
        """
        foreign = [(i, s) for i, s in enumerate(sentences) if s not in self._own]
        if not foreign:
            return ()
        text = " ".join(sentences)
        written = another(text, self._language) or self._language
        found = [f for i, s in foreign for f in self._sentence(s, written, i)]
        return (*found, *self._whole(text, written, length))

    def _sentence(self, sentence: str, written: str, position: int) -> Iterator[Finding]:
        found = unexplained(quantities(sentence, written), self._numbers)
        for kind, texts in pairs.by_kind(found).items():
            yield Finding(
                kind=kind, severity=Severity.WARNING, text=texts[0], sentence=position,
                message=f"{pairs.listed(texts)} is not in the article",
            )  # fmt: skip

        if written != self._language or written not in READERS:
            return
        for name in READERS[written](sentence):
            if not self._spelling.has(name.text):
                yield Finding(
                    kind="name", severity=Severity.WARNING if name.sure else Severity.NOTE,
                    message=f"“{name.text}” is not in the article", text=name.text,
                    sentence=position,
                )  # fmt: skip

    def _whole(self, text: str, written: str, length: Length) -> Iterator[Finding]:
        words = count_words(text)
        if words > _FAR_TOO_LONG * length.max_words:
            yield _whole("length", f"{words} words where {length.max_words} were asked for")
        if loops("", text) and loops(self._text, text):
            yield _whole("loop", "repeats itself")
        if written != self._language:
            yield _whole("language", f"written in {language_name(written)}")

    @cached_property
    def _text(self) -> str:
        blocks = (block.text for block in self._document.blocks)
        return "\n".join([self._document.title or "", *blocks])

    @cached_property
    def _own(self) -> set[str]:
        title = (self._document.title or "").strip()
        return {title, *(sentence.strip() for sentence in self._prose)}

    @cached_property
    def _index(self) -> Index:
        return Index(self._prose)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._text)

    @cached_property
    def _numbers(self) -> Evidence:
        return Evidence(quantities(self._text, self._language))


def translated(sentences: Iterable[Sentence], languages: tuple[str, str]) -> tuple[Finding, ...]:
    """What is wrong with sentences as the translations of others."""
    sentences = list(sentences)
    text = " ".join(sentence.text for sentence in sentences if sentence.ok)
    found = [
        finding
        for position, sentence in enumerate(sentences)
        for finding in pairs.findings(sentence, languages, position)
    ]
    found += _said_again(sentences)
    if written := another(text, languages[1]):
        # What is compared word by word says nothing then.
        found = [finding for finding in found if finding.kind not in pairs.COMPARED]
        found.insert(0, _whole("language", f"written in {language_name(written)}"))
    return tuple(found)


def _said_again(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """A model that is stuck says the same of one sentence after another."""
    first: dict[str, str] = {}
    for position, sentence in enumerate(sentences):
        if not sentence.ok or count_words(sentence.text) < _TELLING:
            continue
        before = first.setdefault(sentence.text.strip(), sentence.source)
        if _in_common(before, sentence.source) < _ALIKE:
            yield Finding(
                kind="loop", severity=Severity.WARNING, text="", sentence=position,
                message=f"“{beginning(sentence.source)}” has the translation of "
                f"“{beginning(before)}”",
            )  # fmt: skip


def _in_common(one: str, other: str) -> float:
    """The share of their words that both sentences have."""
    ours, theirs = set(one.lower().split()), set(other.lower().split())
    return len(ours & theirs) / (len(ours | theirs) or 1)


def inherited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What was wrong in a summary before it was translated, and so still is."""
    return (f.model_copy(update={"text": ""}) for f in findings if f.kind != "language")


def _whole(kind: str, message: str) -> Finding:
    return Finding(
        kind=kind, severity=Severity.WARNING, message=message, text="", sentence=None
    )  # fmt: skip
