"""Results beside references -> figures per model, language and length. Runs no model.

translations  BLEU and chrF by sacrebleu
summaries     ROUGE against the reference; `coverage` and `compression` against the article
both          what the checks found, and what could not be made

A text that could not be made counts as an empty one, so that no model gains by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean
from typing import Any

from summarize.evaluation.making import Made
from summarize.evaluation.measures import SURE, measure
from summarize.evaluation.references import Reference
from summarize.evaluation.rouge import SIGNATURE, Rouge, rouge, words
from summarize.request import Length
from summarize.result import Failure, Result, Status, Summary, Translation
from summarize.stopwords import STOP_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    # What was asked for: a model, a profile, or nothing.
    asked: str
    # What has made it.
    models: tuple[str, ...]
    texts: int
    # Texts for which nothing was made.
    failed: int
    # States other than "ok", and the kinds of what the checks have found: how often each.
    states: Mapping[str, int]
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationScore(_Score):
    """Translations of one model from one language into another."""

    source: str
    target: str
    bleu: float
    chrf: float
    # Half the width of the 95 % confidence interval, if it was asked for.
    bleu_confidence: float | None = None
    chrf_confidence: float | None = None
    # How likely chance alone makes a difference to the first model as large as this one.
    bleu_p: float | None = None
    chrf_p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryScore(_Score):
    """Summaries of one model in one language and length; all but `words` in percent."""

    language: str
    length: Length
    rouge1: float
    rouge2: float
    rouge_l: float
    # How much of what the article says, by its content words, each as often as it stands
    # there, is in the summary; none for a summary in another language than the article's.
    coverage: float | None
    # How long the summary is, the article being 100.
    compression: float
    words: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    translations: tuple[TranslationScore, ...]
    summaries: tuple[SummaryScore, ...]
    # Texts that no model could do anything with, each once.
    failures: tuple[Failure, ...]
    # How each figure was made, for whoever wants to compare it with another.
    signatures: Mapping[str, str]

    @property
    def exit_code(self) -> int:
        """That of a run: 0, 1 for some failures, and for nothing else what they have in common."""
        scores = [*self.translations, *self.summaries]
        codes = {failure.exit_code for failure in self.failures}
        if not any(score.failed for score in scores):
            return 0
        nothing = all(score.failed == score.texts for score in scores)
        return codes.pop() if nothing and len(codes) == 1 else 1


def score(
    translated: Mapping[str, Sequence[Made]],
    summarized: Mapping[str, Sequence[Made]],
    *,
    confidence: bool = False,
) -> Evaluation:
    """Figures for what was made, by what was asked for."""
    signatures: dict[str, str] = {}
    first: dict[tuple[str, str], Sequence[str]] = {}
    translations = [
        _translations(asked, pair, made, confidence, signatures, first)
        for asked, all_made in translated.items()
        for pair, made in _by_pair(all_made)
    ]
    if any(score.bleu_p is not None for score in translations):
        signatures["p"] = f"paired bootstrap against {translations[0].asked}, * below {SURE}"
    summaries = [
        _summaries(asked, language, length, made)
        for asked, all_made in summarized.items()
        for (language, length), made in _by_kind(all_made)
    ]
    if summaries:
        signatures["rouge"] = SIGNATURE
    all_made = [
        one for made in (translated, summarized) for group in made.values() for one in group
    ]
    failures = {
        (failure.source, failure.message): failure
        for failure in (one.record for one in all_made)
        if isinstance(failure, Failure)
    }
    return Evaluation(tuple(translations), tuple(summaries), tuple(failures.values()), signatures)


# --- translations ------------------------------------------------------------------------


def _by_pair(made: Iterable[Made]) -> Iterable[tuple[tuple[str, str], list[Made]]]:
    groups: dict[tuple[str, str], list[Made]] = {}
    for one in made:
        for target in one.reference.translations:
            groups.setdefault((one.reference.language, target), []).append(one)
    return groups.items()


def _translations(
    asked: str,
    pair: tuple[str, str],
    made: Sequence[Made],
    confidence: bool,
    signatures: dict[str, str],
    first: dict[tuple[str, str], Sequence[str]],
) -> TranslationScore:
    """`first` is what the first model has made of each pair of languages."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    source, target = pair
    parts = [_translation(one.record, target) for one in made]
    given = [_one_line(part.text or "" if part else "") for part in parts]
    wanted = [_one_line(one.reference.translations[target]) for one in made]
    other = first.setdefault(pair, given)
    bleu, chrf = BLEU(), CHRF()
    by_bleu = measure(bleu, given, wanted, other, confidence=confidence)
    by_chrf = measure(chrf, given, wanted, other, confidence=confidence)
    signatures |= {"bleu": str(bleu.get_signature()), "chrf": str(chrf.get_signature())}
    return TranslationScore(
        **_common(asked, parts),
        source=source,
        target=target,
        bleu=by_bleu.score,
        bleu_confidence=by_bleu.confidence,
        bleu_p=by_bleu.p,
        chrf=by_chrf.score,
        chrf_confidence=by_chrf.confidence,
        chrf_p=by_chrf.p,
    )


def _translation(record: Result | Failure, target: str) -> Translation | None:
    parts = record.translations if isinstance(record, Result) else ()
    return next((part for part in parts if part.lang == target and part.text is not None), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- summaries ---------------------------------------------------------------------------


def _by_kind(made: Iterable[Made]) -> Iterable[tuple[tuple[str, Length], list[Made]]]:
    groups: dict[tuple[str, Length], list[Made]] = {}
    for one in made:
        for language in one.reference.summaries:
            groups.setdefault((language, one.reference.length), []).append(one)
    return sorted(groups.items(), key=lambda group: (group[0][0], list(Length).index(group[0][1])))


def _summaries(asked: str, language: str, length: Length, made: Sequence[Made]) -> SummaryScore:
    parts = [_summary(one.record, language, length) for one in made]
    texts = [part.text or "" if part else "" for part in parts]
    references = [one.reference for one in made]
    rouges: list[Rouge] = [
        rouge(reference.summaries[language], text, language)
        for reference, text in zip(references, texts, strict=True)
    ]
    covered = [
        coverage(reference, text)
        for reference, text in zip(references, texts, strict=True)
        if reference.language == language
    ]
    sizes = [part.words if part else 0 for part in parts]
    return SummaryScore(
        **_common(asked, parts),
        language=language,
        length=length,
        rouge1=mean(one.one for one in rouges),
        rouge2=mean(one.two for one in rouges),
        rouge_l=mean(one.longest for one in rouges),
        coverage=mean(covered) if covered else None,
        compression=mean(
            100 * size / (reference.document.words or 1)
            for reference, size in zip(references, sizes, strict=True)
        ),
        words=mean(sizes),
    )


def coverage(reference: Reference, summary: str) -> float:
    """How much of what the text says is in a summary in its own language, in percent.

    What it says is its content words (stems; no function words), each as often as it stands
    there, so that what comes up again and again weighs most.
    """
    language = reference.language
    function = _function_words(language)
    said = Counter(
        word
        for block in reference.document.prose()
        for word in words(block.text, language)
        if word not in function
    )
    known = set(words(summary, language))
    return 100 * sum(n for word, n in said.items() if word in known) / (said.total() or 1)


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(words(" ".join(STOP_WORDS.get(language, ())), language))


def _summary(record: Result | Failure, language: str, length: Length) -> Summary | None:
    for part in record.summaries if isinstance(record, Result) else ():
        if (part.lang, part.length) == (language, length) and part.text is not None:
            return part
    return None


# --- both --------------------------------------------------------------------------------


def _common(asked: str, parts: Sequence[Summary | Translation | None]) -> dict[str, Any]:
    """The fields of any score."""
    here = [part for part in parts if part]
    states = Counter(part.status.value for part in here if part.status is not Status.OK)
    findings = Counter(finding.kind for part in here for finding in part.findings)
    return {
        "asked": asked,
        "models": tuple(dict.fromkeys(part.model for part in here if part.model)),
        "texts": len(parts),
        "failed": len(parts) - len(here),
        "states": dict(states),
        "findings": dict(findings),
    }
