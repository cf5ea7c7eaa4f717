"""Made-up pairs: what articles have and sentence collections lack."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from training import names
from training.corpus import Pair

Maker = Callable[[Sequence[Pair], int, Random], Pair | None]

NAME = re.compile(r"[A-ZÄÖÜ][\w’'-]+(?: [A-ZÄÖÜ][\w’'-]+)+")
_PLAIN = re.compile(r'"([^"]+)"')
_TYPOGRAPHIC = re.compile("[„“”‟]")
_MARKS = ("- ", "• ", "* ", "– ", "{n}. ", "{n}) ", "({n}) ")
_HOSTS = ("example.org", "stadt-nachrichten.de", "daily-post.co.uk", "www.verein.eu", "info.net")
_PATHS = ("", "/", "/2023/05/news", "/artikel/{n}", "/a/b?id={n}", "/ueber-uns.html", "#top")


def joined(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """Two or three neighbours in one line: articles are translated in more than sentences."""
    group = pairs[index : index + random.choice((2, 2, 3))]
    if len(group) < 2 or any(pair.de[-1] not in '.!?“”"' for pair in group):
        return None
    if sum(len(pair.de) for pair in group) > 450:
        return None
    return Pair(" ".join(pair.de for pair in group), " ".join(pair.en for pair in group))


def headline(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """Without the final full stop."""
    de, en = pairs[index]
    return Pair(de[:-1], en[:-1]) if de.endswith(".") and en.endswith(".") else None


def capitals(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """ALL CAPS, as in older headlines."""
    de, en = pairs[index]
    return Pair(de.upper(), en.upper()) if len(de) < 120 else None


def listed(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """With a bullet or a number in front."""
    mark = random.choice(_MARKS).format(n=random.randint(1, 30))
    return Pair(mark + pairs[index].de, mark + pairs[index].en)


def quotes(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """Straight for typographic quotation marks, or each language's own for straight ones."""
    de, en = pairs[index]
    if _TYPOGRAPHIC.search(de + en):
        return Pair(_TYPOGRAPHIC.sub('"', de), _TYPOGRAPHIC.sub('"', en))
    if _PLAIN.search(de) and _PLAIN.search(en):
        return Pair(_PLAIN.sub("„\\1“", de), _PLAIN.sub("“\\1”", en))
    return None


def address(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """With a web or e-mail address that must be copied as it is."""
    number = random.randint(1, 99_999)
    host = random.choice(_HOSTS)
    name = re.sub("[^a-z]", "", pairs[index].de.lower())[:7] or "post"
    where = random.choice((f"https://{host}{random.choice(_PATHS)}", f"{name}@{host}", f"@{name}"))
    where = where.format(n=number)
    shape = random.choice(("{text} {where}", "{text} ({where})", "{where}"))
    return Pair(*(shape.format(text=text, where=where) for text in pairs[index]))


def person(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """A name that is the same on both sides, alone."""
    de, en = pairs[index]
    for found in NAME.findall(de):
        words = found.split()
        while len(words) > 1:
            if (same := " ".join(words)) in en:
                return Pair(same, same)
            del words[0]  # "Herr John Smith" is "Mr John Smith"
    return None


def name(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """One or two invented names that are the same on both sides, alone."""
    words = " ".join(names.invented(random) for _ in range(random.choice((1, 1, 2))))
    words += random.choice(("", "", "."))
    return Pair(words, words)


def dateline(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """With the place of the news in front."""
    place = names.invented(random)
    if random.random() < 0.3:
        place = place.upper()
    shape = random.choice(("{place}. {text}", "{place} – {text}", "{place} (dpa) - {text}"))
    return Pair(*(shape.format(place=place, text=text) for text in pairs[index]))


def renamed(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """With invented names for those of the pair."""
    return names.renamed(pairs[index], random)


def about_names(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """A short sentence about invented places and people."""
    return names.sentence(random)


def quoted(pairs: Sequence[Pair], index: int, random: Random) -> Pair | None:
    """As what someone with an invented name says."""
    return names.quoted(pairs[index], random)


# How often each kind is tried, per 200 made-up pairs.
MAKERS: dict[Maker, int] = {
    joined: 40,
    headline: 15,
    capitals: 10,
    listed: 10,
    quotes: 15,
    address: 6,
    person: 4,
    name: 4,
    dateline: 6,
    renamed: 70,
    about_names: 12,
    quoted: 8,
}


def augment(pairs: Sequence[Pair], share: float, random: Random) -> list[Pair]:
    """About `share` made-up pairs per pair; kinds that do not fit the pair drawn are skipped."""
    makers = random.choices(list(MAKERS), weights=list(MAKERS.values()), k=int(len(pairs) * share))
    made = (make(pairs, random.randrange(len(pairs)), random) for make in makers)
    return [pair for pair in made if pair is not None]
