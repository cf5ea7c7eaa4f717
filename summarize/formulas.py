"""Formulas and placeholders in running text, which are the same in every language."""

from __future__ import annotations

import re

# Between dollars: only what has something of a formula, or no word; else it is money.
_MATH = (
    r"\$\$[^$]{1,1000}\$\$"
    r"|(?<![\w\\$])\$(?=\S)(?!\{\w*\}(?!\$))(?:[^$]{0,200}[\\^_{}][^$]{0,200}"
    r"|(?!\d)[^$]{1,200}=[^$]{1,200}|(?:(?![^\W\d_]{2})[^$]){1,80})(?<=\S)\$(?![\d$])\w*"
)
# A command of TeX with what belongs to it, and a letter with an index.
_INDEX = r"(?:[_^](?:\w|\{[^{}]{0,80}\}|\\[A-Za-z]+))"
_GROUP = r"\{[^{}]{0,200}(?:\{[^{}]{0,80}\}[^{}]{0,80}){0,4}\}"
_COMMAND = rf"\\[A-Za-z]+\*?(?:\[[^\[\]]{{0,80}}\])?(?:{_GROUP}){{0,4}}{_INDEX}*"
_OPERATOR = r"(?:[\s\d()+=<>*/|,&.-]|(?<!\w)[A-Za-z](?!\w)|(?<!\w)[A-Za-z](?=[_^]))"
_TEX = (
    r"\\begin\{(?P<env>\w+\*?)\}.{0,1000}?\\end\{(?P=env)\}|\\\(.{1,300}?\\\)|\\\[.{1,300}?\\\]"
    rf"|{_COMMAND}(?:{_OPERATOR}{{0,40}}?(?:{_COMMAND}|(?<=\w){_INDEX}+))*"
)
# "{name}", "${name}", "{{ user.name }}", "{a + b}"; "%s" and "%(name)s", but not "100 %".
_PLACEHOLDER = (
    r"[$#%]?\{{1,3}\s?(?:[^\s{}]{0,80}|[^{}]{0,80}[=+<>|][^{}]{0,80})\s?\}{1,3}"
    r"|(?<![\w%])(?<!\d[ \u00a0\u202f])%(?:\d\$|\(\w+\))?[\d.]{0,4}[sdifguxX@](?!\w)"
)
_HOME = r"(?<![\w~])~/[\w./-]*\w"

MATH = re.compile(_MATH)
# All begin with one of these, so that prose is read past quickly.
FORMULA = re.compile(rf"(?=[$\\{{%#~])(?:{_MATH}|{_TEX}|{_PLACEHOLDER}|{_HOME})")
