"""German words that name women and men at once, as models know them: in the masculine form.

Of "Schüler:innen" they would make "students: inside"; English has one form for all.
"""

from __future__ import annotations

import re

from summarize.protection.usage import usual

_SIGN = "(?:[:*_·]|/-?)"
_NOUN = r"(?<![^\W_])([A-ZÄÖÜ][\w-]*[a-zäöüß])"
# "Lehrer:innen", "Lehrer(innen)", "LehrerInnen", also in front of what they are a part of.
_PLURAL = re.compile(rf"{_NOUN}(?:{_SIGN}innen|\(innen\)|Innen)")
# "LinkedIn" is none.
_SINGULAR = re.compile(rf"{_NOUN}(?:{_SIGN}in|\(in\)|(?<=er)In)(?!\w)")
# "jede:r", "eine*n", "neue_r"; "ein:e", "ihr:e"; "der:die".
_MASCULINE = re.compile(rf"(?<!\w)([^\W\d_]+e){_SIGN}([rnms])(?!\w)")
_FEMININE = re.compile(rf"(?<!\w)((?i:[km]?ein|[ds]ein|ihr|unser|euer)){_SIGN}e(?!\w)")
_EITHER = re.compile(rf"(?<!\w)([Dd])(?:er{_SIGN}die|ie{_SIGN}der)(?!\w)")
_PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")
_SAME = ("er", "el")  # the endings of words whose plural has none


def in_one_gender(sentence: str, language: str) -> str:
    """A German sentence with "Schüler" for "Schüler:innen", "jeder" for "jede:r"; any other as
    it is."""
    if language != "de":
        return sentence
    text = _PLURAL.sub(lambda match: _plural(match[1]), sentence)
    text = _SINGULAR.sub(lambda match: _singular(match[1]), text)
    text = _EITHER.sub(r"\1er", text)
    return _MASCULINE.sub(r"\1\2", _FEMININE.sub(r"\1", text))


def _plural(stem: str) -> str:
    """ "Ärzte" for "Ärzt", "Kollegen" for "Kolleg", "Juden" for "Jüd"."""
    same = [stem] if stem.endswith(_SAME) else []
    plain = stem.translate(_PLAIN)
    return (
        usual([*same, stem + "e", stem + "en"], "de")
        or usual([plain + "en", plain + "n", stem + "n", stem + "s"], "de")
        or (stem if same else stem + "en")
    )


def _singular(stem: str) -> str:
    """ "Arzt" for "Ärzt", "Kollege" for "Kolleg", "Jude" for "Jüd"."""
    plain = stem.translate(_PLAIN)
    # Of "Ärzt", "Ärzte" are several.
    other = [plain, plain + "e"] if plain != stem else [stem + "e"]
    return usual([stem, *other], "de") or stem
