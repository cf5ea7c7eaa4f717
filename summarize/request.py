"""What one run is asked for: languages, lengths, and which parts of a result to make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Length(StrEnum):
    """The four summary lengths, shortest first."""

    HEADLINE = "headline"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"

    @property
    def max_words(self) -> int:
        """The most words a summary of this length may have, whatever the article."""
        return _MAX_WORDS[self]

    def budget(self, article_words: int) -> int:
        """The most words for an article of `article_words` words.

        A summary takes at most 40 % of its article, because one that keeps half of a
        text saves nobody time. A headline is exempt: it is a name, not an extract.
        """
        if self is Length.HEADLINE:
            return self.max_words
        return min(self.max_words, article_words * 2 // 5)


_MAX_WORDS = {Length.HEADLINE: 14, Length.SHORT: 45, Length.MEDIUM: 110, Length.LONG: 250}

DEFAULT_LENGTHS = (Length.SHORT, Length.MEDIUM, Length.LONG)
DEFAULT_LANGUAGES = ("de", "en")

# What runs encoder-decoders: `auto` is CTranslate2 where it can, else transformers.
ENGINES = ("auto", "ct2", "transformers")
# Where models run: `auto` is the fastest that there is.
DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True, slots=True)
class Term:
    """What a term must be in a translation: `target`, or itself where that is None."""

    source: str
    target: str | None = None
    # The direction it is for, such as "de-en"; empty for any.
    pair: str = ""
    # What will do as well as `target` where a model writes it.
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything a user can ask of one run. Built once by the caller, passed whole."""

    # Languages to write, as ISO 639-1 codes, in the order of the columns.
    languages: tuple[str, ...] = DEFAULT_LANGUAGES
    lengths: tuple[Length, ...] = DEFAULT_LENGTHS
    summarize: bool = True
    translate: bool = True
    # The language the articles are written in; None means: find out.
    source_language: str | None = None
    # A line-up of models from models.toml; None means: the best one on this machine.
    profile: str | None = None
    # Models by name, instead of the profile's.
    summarizer: str | None = None
    translator: str | None = None
    # What translations must keep or use.
    terms: tuple[Term, ...] = ()
    # One of DEVICES, and on how many CPU threads.
    device: str = "auto"
    threads: int | None = None
    # One of ENGINES.
    engine: str = "auto"
    # Open no socket, whatever is missing.
    offline: bool = False
