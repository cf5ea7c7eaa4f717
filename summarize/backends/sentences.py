"""Translating sentence by sentence with an encoder-decoder, whichever library runs it.

What needs no translation passes through, main clauses are translated one by one where that is
better, what is too long for the model is split, outputs are checked, and what went wrong is tried
again: with other settings, then in smaller pieces. A sentence that never comes out well keeps its
original and is marked. Knows nothing about batches.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from summarize.backends import Translated
from summarize.backends.clauses import Clauses, clauses
from summarize.backends.conventions import Codec, Route
from summarize.checks.plausible import degenerate, passes_through
from summarize.stopwords import STOP_WORDS

# How often a sentence that failed is halved, and from how many words on: single words
# without their sentence are more often wrong than not.
_HALVINGS = 2
_SPLITTABLE = 6
# Where a model's own settings have just one.
_BEAMS = 5
# How much the way back counts, beside the way there.
_BACK = 0.5
# In characters; FSMT's tokenizer takes quadratic time over a longer one.
_LONGEST_WORD = 400

_STRONG_BORDER = re.compile(r"[.!?…;:][\"“”’»«)\]]*\s+|\s[–—-]\s+")
_CLAUSE_BORDER = re.compile(r"[,)][\"“”’»«]*\s+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORD_BORDER = re.compile(r"\s+")

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Output:
    """What a model made of a text, whether it ended by itself, and how likely the model found
    it, in nats per token."""

    text: str
    finished: bool
    score: float = 0.0


class SentenceTranslator(ABC):
    """A translator; subclasses know how to run its model.

    `limit` is in tokens: the most that an input or an output may have, special ones included;
    `by_clauses` are the language pairs in which main clauses are translated one by one, and
    `round_trip` those in which it counts, too, how well a translation leads back to its source.
    """

    def __init__(
        self,
        codec: Codec,
        limit: int,
        by_clauses: Collection[str] = (),
        round_trip: Collection[str] = (),
    ) -> None:
        self._codec = codec
        self._limit = limit
        self._by_clauses = by_clauses
        self._round_trip = round_trip

    @abstractmethod
    def _settings(self, route: Route) -> Sequence[Settings]:
        """What to decode with: on the first attempt, and on each later one."""

    @abstractmethod
    def _decode(self, texts: Sequence[str], route: Route, settings: Settings) -> list[list[Output]]:
        """The outputs for each text, in order, the best first; none for a text that does not
        fit in memory even alone."""

    @abstractmethod
    def _likelihoods(
        self, sources: Sequence[str], outputs: Sequence[str], route: Route
    ) -> list[float]:
        """How likely each source is to become the output beside it, in nats per token."""

    def _budget(self, row: Sequence[int], route: Route) -> int:
        """The most tokens for the translation of an input row, special ones included."""
        body = len(row) - len(route.head) - len(route.tail)
        return min(body * 3 // 2 + 20, self._limit - 1)

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; `checks.passes_through` names those that
        come back as they are. A failed one keeps the original, with `ok` False."""
        return self.translate_with(sentences, (), source, target)

    def translate_with(
        self,
        sentences: Sequence[str],
        terms: Sequence[Mapping[str, str]],
        source: str,
        target: str,
    ) -> list[Translated]:
        """Like `translate`; a model that reads hints is given the terms of all sentences, and
        others translate without."""
        told = {word: text for one in terms for word, text in one.items()}
        job = self._job(source, target, told)
        in_clauses = f"{source}-{target}" in self._by_clauses
        made = self._in_clauses(sentences, job) if in_clauses else self._translate(sentences, job)
        return [
            Translated(sentence, ok=False) if text is None else Translated(text)
            for sentence, text in zip(sentences, made, strict=True)
        ]

    def alternatives(
        self, sentences: Sequence[str], source: str, target: str
    ) -> list[Sequence[str]]:
        """What else the model could have written for each sentence: all that a beam search ends
        with, the best first. Nothing for a sentence that the model cannot take whole."""
        job = self._job(source, target)
        whole = [
            i for i, sentence in enumerate(sentences)
            if not passes_through(sentence) and self._fit(sentence, job.route) == [sentence]
        ]  # fmt: skip
        texts = [sentences[i] for i in whole]
        outputs = self._outputs(texts, job, several(self._settings(job.route)[0]))
        found: list[Sequence[str]] = [()] * len(sentences)
        for i, made in zip(whole, outputs, strict=True):
            sound = (output.text for output in made if not job.fault(sentences[i], output))
            found[i] = list(dict.fromkeys(sound))
        return found

    def _job(self, source: str, target: str, told: Mapping[str, str] | None = None) -> _Job:
        route = self._codec.route(source, target).told(told or {})
        back = None
        if f"{source}-{target}" in self._round_trip:
            # Hints help to write, and here only take time.
            back = replace(self._codec.route(target, source), lexicon=None)
        return _Job(route, source, target, back)

    def _outputs(self, texts: Sequence[str], job: _Job, settings: Settings) -> list[list[Output]]:
        """The outputs for each text, in order, the best first: with a way back, those first from
        which the model is likely to make the text again (a noisy channel, arXiv 1908.05731, in
        one model). So less of a sentence gets lost. What leaves more words as they were than the
        search's own best does leads back easily, too, and comes last."""
        if not job.back or settings.get("num_beams", 1) < 2:
            return self._decode(texts, job.route, settings)
        made = self._decode(texts, job.route, several(settings))
        sources = [text for text, found in zip(texts, made, strict=True) for _ in found]
        outputs = [output for found in made for output in found]
        back = self._likelihoods([output.text for output in outputs], sources, job.back)
        ranks = iter(
            (output.score + _BACK * likely, _copied(text, output.text))
            for text, output, likely in zip(sources, outputs, back, strict=True)
        )
        ranked = [[(*next(ranks), output) for output in found] for found in made]
        return [
            [one[2] for one in sorted(found, key=lambda one: (one[1] > found[0][1], -one[0]))]
            for found in ranked
        ]

    def _in_clauses(self, sentences: Sequence[str], job: _Job) -> list[str | None]:
        """A translation per sentence, made of those of its main clauses if all could be had."""
        cut = [
            Clauses((sentence,)) if passes_through(sentence) else clauses(sentence)
            for sentence in sentences
        ]
        made = iter(self._translate([text for one in cut for text in one.texts], job))
        parts = [[next(made) for _ in one.texts] for one in cut]
        done = [
            one.joined([text for text in texts if text is not None], job.target)
            if None not in texts else None
            for one, texts in zip(cut, parts, strict=True)
        ]  # fmt: skip
        failed = [i for i, one in enumerate(cut) if done[i] is None and len(one.texts) > 1]
        whole = self._translate([sentences[i] for i in failed], job) if failed else []
        for i, text in zip(failed, whole, strict=True):
            done[i] = text
        return done

    def _translate(self, texts: Sequence[str], job: _Job, halvings: int = 0) -> list[str | None]:
        """A translation per text, None where none could be had."""
        fitting = [self._fit(text, job.route) for text in texts]
        pieces = [piece for parts in fitting for piece in parts]
        done = self._attempt(pieces, job)
        if halvings < _HALVINGS:
            failed = [i for i, text in enumerate(done) if text is None]
            halves = {i: halve(pieces[i]) for i in failed if _splittable(pieces[i])}
            again = [half for pair in halves.values() for half in pair]
            made = iter(self._translate(again, job, halvings + 1) if again else [])
            for index, pair in halves.items():
                done[index] = _join(pair, [next(made) for _ in pair])
        results = iter(done)
        return [_join(parts, [next(results) for _ in parts]) for parts in fitting]

    def _fit(self, text: str, route: Route) -> list[str]:
        """The text in pieces that the model can take whole; joined they are the text."""
        short = max(map(len, text.split()), default=0) <= _LONGEST_WORD
        if len(text) < 2 or (short and len(self._codec.row(text, route)) <= self._limit):
            return [text]
        first, second = halve(text)
        return [*self._fit(first, route), *self._fit(second, route)]

    def _attempt(self, texts: Sequence[str], job: _Job) -> list[str | None]:
        """What the model makes of each text with the first settings that make sense of it."""
        done = [text if passes_through(text) else None for text in texts]
        left = [index for index, text in enumerate(done) if text is None]
        for settings in self._settings(job.route):
            outputs = self._outputs([texts[index] for index in left], job, settings)
            for index, output in zip(left, outputs, strict=True):
                if output and not job.fault(texts[index], output[0]):
                    done[index] = output[0].text
            # Those without output did not fit into memory, whatever the settings.
            tried = zip(left, outputs, strict=True)
            left = [index for index, output in tried if output and done[index] is None]
        return done


def attempts(card: Settings, beams: int) -> list[Settings]:
    """Settings by transformers' names: the model's own, then ones against loops, then these with
    another number of beams. `beams` is what the model uses by itself."""
    varied = card | {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}
    return [card, varied, varied | {"num_beams": 1 if beams > 1 else _BEAMS}]


def _copied(source: str, text: str) -> int:
    """How many words of a translation stand in its source, too."""
    known = set(_WORD.findall(source.lower()))
    return sum(word in known for word in _WORD.findall(text.lower()))


def several(settings: Settings) -> Settings:
    """The same settings, returning everything the beam search ends with; greedy search gets
    beams."""
    beams = settings.get("num_beams", 1)
    beams = beams if beams > 1 else _BEAMS
    return settings | {"num_beams": beams, "num_return_sequences": beams}


class _Job:
    """What one call of translate() is about."""

    def __init__(self, route: Route, source: str, target: str, back: Route | None) -> None:
        self.route, self.target, self.back = route, target, back
        self._spoken = STOP_WORDS.get(source, frozenset())
        self._wanted = STOP_WORDS.get(target, frozenset())

    def fault(self, source: str, output: Output) -> str | None:
        return degenerate(
            source, output.text,
            spoken=self._spoken, wanted=self._wanted, finished=output.finished,
        )  # fmt: skip


# --- splitting ---------------------------------------------------------------------------


def halve(text: str) -> tuple[str, str]:
    """Two parts that joined are `text` (of two characters and more), split near its middle:
    at the end of a clause, else at a comma, else between words, else anywhere."""
    middle, size = len(text) // 2, len(text)
    for border, reach in ((_STRONG_BORDER, 0.25), (_CLAUSE_BORDER, 0.25), (_WORD_BORDER, 0.5)):
        ends = (found.end() for found in border.finditer(text))
        near = [end for end in ends if abs(end - middle) <= reach * size and 0 < end < size]
        if near:
            best = min(near, key=lambda end: abs(end - middle))
            return text[:best], text[best:]
    return text[:middle], text[middle:]


def _splittable(text: str) -> bool:
    return len(text.split()) >= _SPLITTABLE


def _join(pieces: Sequence[str], texts: Sequence[str | None]) -> str | None:
    """The translations of a text's pieces as one text, with blanks where the pieces had them."""
    if len(pieces) == 1:
        return texts[0]
    joined = ""
    for piece, text in zip(pieces, texts, strict=True):
        if text is None:
            return None
        joined += text.strip() + (" " if piece[-1:].isspace() else "")
    return joined.strip()
