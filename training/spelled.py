"""Whether rare nouns come out as the dictionary has them: `python -m training.spelled`.

Some of the nouns of `training.dictionary` that get a hint, each in a sentence that is no other's,
in both directions. A translation is right if it has one that the dictionary gives for the noun;
into German in any case and number.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from random import Random

from summarize.backends.hints import LISTED, Lexicon
from training import dictionary, hinting
from training.corpus import Pair, read_lines, read_pairs
from training.engines import engine
from training.nouns import Noun, nouns, words_before

ARTICLES = {"masculine": "den", "feminine": "die", "neuter": "das", "plural": "die"}
SENTENCES = [
    Pair("Gestern sprachen alle nur über {noun}.", "Yesterday everyone just talked about {noun}."),
    Pair("Niemand wollte {noun} bezahlen.", "Nobody wanted to pay for {noun}."),
    Pair(
        "Der Bürgermeister hat {noun} nicht vergessen, sagte er der Zeitung.",
        "The mayor has not forgotten {noun}, he told the newspaper.",
    ),
    Pair("Ohne {noun} geht es in diesem Jahr nicht.", "It will not work without {noun} this year."),
]


def german_nouns(data: Path) -> list[Noun]:
    """The nouns of the German dictionary, with their genders."""
    texts = [line for path in data.glob("mono/*.de.txt*") for line in read_lines(path)]
    texts += [pair.de for path in dictionary.PAIRS for pair in read_pairs(path)]
    return list(nouns(dictionary.read()[0], words_before(texts)))


def chosen(words: Iterable[str], lexicon: Lexicon, count: int) -> list[str]:
    """Words that get a hint from the lexicon, the same ones every time."""
    hinted = sorted(word for word in words if lexicon.hint(word).startswith(LISTED))
    return Random(1).sample(hinted, min(count, len(hinted)))


def german_words(known: Iterable[Noun], lexicon: Lexicon, count: int) -> dict[str, set[str]]:
    """A sentence about each noun, with what its translation must have one of."""
    kinds = {noun.de: noun.kind for noun in known}
    german, english = dictionary.read()
    made = {}
    for place, word in enumerate(chosen(kinds, lexicon, count)):
        frame = SENTENCES[place % len(SENTENCES)].de
        back = {en for en, texts in english.items() if word in texts}
        made[frame.format(noun=f"{ARTICLES[kinds[word]]} {word}")] = {*german[word], *back}
    return made


def english_words(lexicon: Lexicon, count: int) -> dict[str, set[str]]:
    """The same of English words that are German nouns."""
    german, english = dictionary.read()
    words = (word for word, (text, *_) in english.items() if text.istitle() and word.islower())
    made = {}
    for place, word in enumerate(chosen((w for w in words if w.isalpha()), lexicon, count)):
        frame = SENTENCES[place % len(SENTENCES)].en
        back = {de for de, texts in german.items() if word in texts}
        made[frame.format(noun=f"the {word}")] = {*english[word], *back}
    return made


def is_right(text: str, wanted: Iterable[str]) -> bool:
    """Whether a translation has one of the words, perhaps with an ending."""
    return any(word.lower() in text.lower() for word in wanted)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=Path("work/model"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="for genders")
    parser.add_argument("--engine", default="ctranslate2-int8")
    parser.add_argument("--nouns", type=int, default=500)
    parser.add_argument("--scratch", type=Path, default=Path("work/engines"))
    parser.add_argument("--show", type=int, default=0, help="wrong translations to print")
    options = parser.parse_args()
    german, english = (
        Lexicon.read(path, language)
        for path, language in zip(hinting.paths(options.model), ("de", "en"), strict=True)
    )
    translate = engine(options.engine, options.model, options.scratch, beam=4)
    for target, made in (
        ("en", german_words(german_nouns(options.data), german, options.nouns)),
        ("de", english_words(english, options.nouns)),
    ):
        found = zip(made.items(), translate(list(made), target), strict=True)
        wrong = [(source, text) for (source, wanted), text in found if not is_right(text, wanted)]
        print(f"into {target}: {len(made) - len(wrong)} of {len(made)} nouns are right")
        for source, text in wrong[: options.show]:
            print(f"  {source} -> {text}")


if __name__ == "__main__":
    main()
