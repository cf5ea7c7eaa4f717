"""Whether a text can be trusted: checks on summaries and translations, without a model.

They look for what is wrong for certain and stay silent in doubt: a reader who is warned
for nothing soon reads no warnings.
"""

from summarize.checks.pairs import findings, names_apart, quantities_apart
from summarize.checks.plausible import degenerate, passes_through
from summarize.checks.review import Article, inherited, translated
from summarize.checks.symbols import lost_symbols

__all__ = [
    "Article",
    "degenerate",
    "findings",
    "inherited",
    "lost_symbols",
    "names_apart",
    "passes_through",
    "quantities_apart",
    "translated",
]
