"""Translations that keep what must be kept, whatever model writes them.

A translation is made, and looked at: where it has every term of the user and the checks find
nothing, no more is done. Else other translations are made, the cheapest and safest first, and
the best is taken; what is still wrong is reported as a finding.
"""

from summarize.protection.glossary import read_glossary
from summarize.protection.names import Shown, shown
from summarize.protection.notation import in_other_convention
from summarize.protection.translator import ProtectedTranslator

__all__ = ["ProtectedTranslator", "Shown", "in_other_convention", "read_glossary", "shown"]
