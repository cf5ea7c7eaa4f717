"""How good models are on texts that people have translated or summarised, too.

references  the texts, and what people wrote of them
making      what the models make of the texts
rouge       how much of one text's wording is in another
scores      one beside the other -> figures per model
"""

from __future__ import annotations

from summarize.evaluation.making import Made, Maker
from summarize.evaluation.references import Reference, from_json_lines, from_lines
from summarize.evaluation.scores import Evaluation, SummaryScore, TranslationScore, score

__all__ = [
    "Evaluation",
    "Made",
    "Maker",
    "Reference",
    "SummaryScore",
    "TranslationScore",
    "from_json_lines",
    "from_lines",
    "score",
]
