"""BLEU or chrF of translations, how far it can be trusted, and whether two models differ.

All by sacrebleu; it resamples the texts to see what other texts of the kind would have given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

# Below this p, models are said to differ.
SURE = 0.05
_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """A score, half its 95 % interval, and how likely its distance to another is by chance."""

    score: float
    confidence: float | None = None
    p: float | None = None


def measure(
    metric: Metric,
    given: Sequence[str],
    wanted: Sequence[str],
    first: Sequence[str],
    *,
    confidence: bool,
) -> Measured:
    """The score of what a model has given; `p` tells it from what the `first` model gave."""
    # One text has nothing to be resampled.
    if not confidence or len(given) == 1:
        return Measured(metric.corpus_score(given, [wanted]).score)
    found = metric.corpus_score(given, [wanted], n_bootstrap=_SAMPLES)
    p = None if given is first else _by_chance(metric, given, wanted, first)
    return Measured(found.score, float(found._ci), p)


def _by_chance(
    metric: Metric, given: Sequence[str], wanted: Sequence[str], first: Sequence[str]
) -> float:
    """sacrebleu's p-value; of its two tests the one that a few sentences do not impress.

    Where models differ in a single sentence, its approximate randomization is always sure.
    """
    from sacrebleu.significance import PairedTest, Result

    if given == first:  # which both tests call significant
        return 1.0
    systems = [("first", first), ("other", given)]
    _, found = PairedTest(systems, {"": metric}, [wanted], "bs", _SAMPLES)()
    (other,) = (made[1] for made in found.values() if isinstance(made[1], Result))
    assert other.p_value is not None
    return other.p_value
