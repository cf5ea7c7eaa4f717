"""Translation by chat models: EuroLLM and any other by words, TranslateGemma by its own form.

Sentence by sentence, like every translator: what failed is asked for once more, and at last
keeps its original and is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from summarize.backends import Translated, answers, prompts
from summarize.backends.causal import CausalModel
from summarize.backends.sentences import halve
from summarize.checks.plausible import degenerate, passes_through
from summarize.checks.refusals import refused_translation
from summarize.registry import Family, Model
from summarize.stopwords import STOP_WORDS

# As for encoder-decoders, and for an announcement that is cut off again.
_EXPANSION = 1.5
_EXTRA = 40
_FIRM_PENALTY = 1.1


class ChatTranslator:
    """A causal model with a chat template; see `causal.CausalModel` for what it raises."""

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._family = model.family
        self._chat = CausalModel(model, location, device=device, threads=threads)
        self.engine = self._chat.engine

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; `checks.passes_through` names those that
        come back as they are. A failed one keeps the original, with `ok` False."""
        return self.translate_with(sentences, [{}] * len(sentences), source, target)

    def translate_with(
        self,
        sentences: Sequence[str],
        terms: Sequence[Mapping[str, str]],
        source: str,
        target: str,
    ) -> list[Translated]:
        """The same; the model is told what becomes of some words of each sentence."""
        told = [prompts.terms(words) if self._obeys else "" for words in terms]
        fitting = [self._fit(s.strip(), words) for s, words in zip(sentences, told, strict=True)]
        pieces = [
            (piece, words)
            for parts, words in zip(fitting, told, strict=True)
            for piece in parts
        ]  # fmt: skip
        done = [piece if passes_through(piece) else None for piece, _ in pieces]
        for firm in (False, True):
            left = [i for i, text in enumerate(done) if text is None]
            made = self._attempt([pieces[i] for i in left], source, target, firm=firm)
            for i, text in zip(left, made, strict=True):
                done[i] = text
        results = iter(done)
        return [
            _joined(sentence, [next(results) for _ in parts])
            for sentence, parts in zip(sentences, fitting, strict=True)
        ]

    def alternatives(
        self, sentences: Sequence[str], source: str, target: str
    ) -> list[Sequence[str]]:
        """What the model says when it is asked in other words; nothing for long sentences."""
        whole = [i for i, s in enumerate(sentences) if self._fit(s.strip()) == [s.strip()]]
        texts = [(sentences[i].strip(), "") for i in whole]
        found: list[Sequence[str]] = [()] * len(sentences)
        for i, text in zip(whole, self._attempt(texts, source, target, firm=True), strict=True):
            found[i] = [text] if text else []
        return found

    @property
    def _obeys(self) -> bool:
        """Whether it can be told anything: TranslateGemma's form is fixed."""
        return self._family is not Family.TRANSLATEGEMMA

    def _fit(self, sentence: str, terms: str = "") -> list[str]:
        """The sentence, or halves of it, halved again, that the model can take whole."""
        size = self._chat.count(sentence)
        # The instructions of both attempts have fewer than 100 tokens.
        told = 100 + self._chat.count(terms)
        most = min(self._chat.longest_prompt - told, (self._chat.context - told - _EXTRA) * 2 // 5)
        if size <= most or len(sentence) < 2:
            return [sentence]
        return [piece for half in halve(sentence) for piece in self._fit(half, terms)]

    def _attempt(
        self, pieces: Sequence[tuple[str, str]], source: str, target: str, *, firm: bool
    ) -> list[str | None]:
        """A translation per text and its terms, None where it cannot be one."""

        def frame(text: str, terms: str = "") -> Any:
            if self._obeys:
                return prompts.translation(text, source, target, terms=terms, firm=firm)
            codes = {"source_lang_code": source, "target_lang_code": target}
            return [{"type": "text", **codes, "text": text}]

        texts = [text for text, _ in pieces]
        limits = [int(self._chat.count(text) * _EXPANSION) + _EXTRA for text in texts]
        changes = {"repetition_penalty": _FIRM_PENALTY} if firm else {}
        asked = [self._chat.prompt(frame, *filter(None, piece)) for piece in pieces]
        made = self._chat.generate(asked, limits, **changes)
        spoken = STOP_WORDS.get(source, frozenset())
        wanted = STOP_WORDS.get(target, frozenset())
        done: list[str | None] = []
        for text, answer in zip(texts, made, strict=True):
            translated = answers.translation(answer.text, text) if answer else ""
            fault = refused_translation(text, translated) or degenerate(
                text, translated,
                spoken=spoken, wanted=wanted, finished=answer is not None and answer.finished,
            )  # fmt: skip
            done.append(None if fault else translated)
        return done


def _joined(sentence: str, texts: Sequence[str | None]) -> Translated:
    """The translations of a sentence's pieces; the sentence itself where one is missing."""
    if len(texts) == 1 and texts[0] == sentence.strip():
        return Translated(sentence)
    if any(text is None for text in texts):
        return Translated(sentence, ok=False)
    return Translated(" ".join(text for text in texts if text))
