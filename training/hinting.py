"""Sources with the hints of a lexicon, as `summarize.backends.hints` puts them in.

A lexicon is two files that `training.align` writes, and that go with a model wherever it goes.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from summarize.backends.hints import Lexicon, lexicon_path
from training.corpus import Pair
from training.vocabulary import Vocabulary

LANGUAGES = ("de", "en")
# A source without its hints, now and then: the model must be able to do without.
WITHOUT = 0.1


def paths(folder: Path) -> list[Path]:
    """The two files of a lexicon, German words and English words."""
    return [lexicon_path(folder, *pair) for pair in (LANGUAGES, LANGUAGES[::-1])]


def copy(source: Path, out: Path, sides: Sequence[int] = (0, 1)) -> None:
    """Give `out` the lexicons of `source`, if it has any, for the sources that `sides` names."""
    for side, path in enumerate(paths(source)):
        (out / path.name).unlink(missing_ok=True)
        if path.exists() and side in sides:
            shutil.copyfile(path, out / path.name)


class Hints:
    """The lexicons of a folder; texts of a language that has none stay as they are."""

    def __init__(self, folder: Path) -> None:
        self.lexicons = {
            language: Lexicon.read(path, language)
            for language, path in zip(LANGUAGES, paths(folder), strict=True)
            if path.exists()
        }

    def __bool__(self) -> bool:
        return bool(self.lexicons)

    def put_in(self, texts: Sequence[str], language: str) -> list[str]:
        """The texts of one language with their hints."""
        lexicon = self.lexicons.get(language)
        return [lexicon.hinted(text) for text in texts] if lexicon else list(texts)

    def encode(
        self, pairs: Sequence[Pair], words: Vocabulary, random: Random | None = None
    ) -> list[tuple[list[int], ...]]:
        """Rows of ids: German, English, and if there are lexicons both as sources again.

        With `random`, some sources go without.
        """
        sides = [[pair[side] for pair in pairs] for side in (0, 1)]
        columns = [words.encode(texts) for texts in sides]
        if self:
            for texts, language in zip(sides, LANGUAGES, strict=True):
                hinted = self.put_in(texts, language)
                if random:
                    hinted = [
                        text if random.random() < WITHOUT else hint
                        for text, hint in zip(texts, hinted, strict=True)
                    ]
                columns.append(words.encode(hinted))
        return list(zip(*columns, strict=True))
