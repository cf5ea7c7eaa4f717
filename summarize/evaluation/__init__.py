"""How good models are on texts that people have translated or summarised, too.

references  the texts, and what people wrote of them
making      what the models make of the texts
rouge       how much of one text's wording is in another
measures    BLEU and chrF, and how sure they are
scores      one beside the other -> figures per model
"""

from __future__ import annotations

from summarize.evaluation.making import Made, Maker
from summarize.evaluation.measures import SURE
from summarize.evaluation.references import Reference, from_json_lines, from_lines
from summarize.evaluation.scores import Evaluation, SummaryScore, TranslationScore, score

__all__ = [
    "SURE",
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
