"""Whether a text can be trusted: checks on summaries and translations, without a model.

They look for what is wrong for certain and stay silent in doubt: a reader who is warned
for nothing soon reads no warnings.
"""
