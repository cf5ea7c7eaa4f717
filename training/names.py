"""Names to be copied: found in a pair, or invented.

Sentence collections have few names, and those of the world: a model that has seen no others
makes words of the names of villages and rivers ("the illuminated" of "die Irmel").
"""

from __future__ import annotations

import re
from random import Random

from training.corpus import Pair

# Not what begins an English sentence, which has a capital in any case.
_INSIDE = re.compile(r"(?<=[\w,;:’'\"] )[A-ZÄÖÜ][a-zäöüßéèáíóñçøå]{3,}\b(?!['’])")
_MONTHS = {"April", "August", "September", "November"}

_FIRST = """
    Alt Neu Ober Unter Nieder Hohen Klein Groß Weber Müller Linden Eichen Birken Rohr Schäfer
    Mühl Kirch Wald Zehnt Pech Krähen Spindel Stein Brunn Salz Hirsch Wolf Fuchs Otter Reiher
    Rosen Schwarzen Weißen Rothen Grün Erlen Eschen Kalten Langen Breiten Kron Markt Amts Vogt
    Heu Hafer Dinkel Horn Sand Lehm Moor Bruch Süder Norder Wester Oster Butjen Hinter Vor
""".split()
_PLACES = """
    au aue hausen heim dorf berg burg bach feld felden stedt stadt ow itz horst moor fährde leben
    ingen büttel kamp wiesen werder siel wik rade roda hagen holz furt brück see tal stein kirchen
    weiler reuth hofen ried loh
""".split()
_PEOPLE = """
    mann meier meyer müller bauer berger inger huber schmidt bach stein hof feld sen johann ke
    ing er el ner loff wald haupt bein zahn kötter
""".split()
_ONSETS = """
    b bl br ch d dr f fl fr g gl gr h j k kl kn kr l m n p pf pr qu r rh s sch schl schw sh sk sp
    st str t th tr v w z zw Å Ø Ş Č y
""".split()
_VOWELS = "a a a e e e i i o o u u ä ö ü ei au ie ee aa é ı ø å y".split()
_ENDINGS = """
    l m n n r r s t ß ck ld lf lk ll mm nd ng nn nz rg rk rl rm rn rt ss tt x z a e o ia us in el
    en er
""".split()


# Where collections lack names most: behind an article, in the genitive, in short sentences.
_SENTENCES = [
    Pair(*line.split(" | "))
    for line in """\
Die {a} ist über die Ufer getreten. | The {a} has burst its banks.
Das Wasser der {a} steigt seit Tagen. | The water of the {a} has been rising for days.
Der {a} fließt bei {b} in die {c}. | The {a} flows into the {c} near {b}.
An der {a} liegt ein Dorf mit 300 Einwohnern. | There is a village of 300 people on the {a}.
Am {a} wurden gestern zwei Boote gefunden. | Two boats were found by the {a} yesterday.
Die alte Brücke über die {a} wird gesperrt. | The old bridge over the {a} is to be closed.
Zwischen {a} und {b} fährt kein Zug mehr. | No more trains run between {a} and {b}.
{a} hat einen neuen Bürgermeister. | {a} has a new mayor.
Er kommt aus {a} und lebt heute in {b}. | He comes from {a} and now lives in {b}.
Sie wohnt seit zwölf Jahren in {a}, nicht weit von {b}. | She has lived in {a}, not far from {b}, \
for twelve years.
{a}s Anwalt wollte sich nicht äußern. | {a}'s lawyer declined to comment.
Das sagte {a} {b} dem {c}er Anzeiger. | {a} {b} told the {c}er Anzeiger.
„Wir warten noch“, sagt {a}. | "We are still waiting," says {a}.
„Das war knapp“, sagte Bürgermeisterin {a} {b}. | "That was close," said the mayor, {a} {b}.
Dr. {a} leitet das Krankenhaus in {b}. | Dr {a} runs the hospital in {b}.
Frau {a} hatte Herrn {b} nie zuvor gesehen. | Ms {a} had never seen Mr {b} before.
Für {a} ist das kein Problem, für {b} schon. | For {a} this is not a problem; for {b} it is.
Die Firma {a} & {b} baut 40 Wohnungen. | The company {a} & {b} is building 40 flats.
Im {a}er Moor brüten wieder Kraniche. | Cranes are breeding in the {a} bog again.
Das Schloss in {a} öffnet im Mai. | The castle in {a} opens in May.
Der Rat von {a} tagt am Montag. | The council of {a} meets on Monday.
Die Polizei in {a} sucht Zeugen. | Police in {a} are looking for witnesses.
{a} war 1998 aus {b} geflohen. | {a} had fled from {b} in 1998.
Mit {a} sprach {b} über das neue Buch. | {b} talked to {a} about the new book.
In der {a}straße brannte ein Keller. | A cellar burned in {a}straße.
Die {a} führt nach dem Regen viel Wasser. | The {a} is carrying a lot of water after the rain.
Am Ufer der {a}, gegenüber von {b}, steht eine Mühle. | On the bank of the {a}, opposite {b}, \
stands a mill.
Bei {a} entspringt der {b}. | The {b} rises near {a}.
Gegen den TSV {a} verlor der SV {b} knapp. | SV {b} narrowly lost to TSV {a}.
{a} lacht. | {a} laughs.
{a} schweigt dazu. | {a} says nothing about it.
Das Haus gehört {a}. | The house belongs to {a}.
""".splitlines()
]


def found(pair: Pair) -> list[str]:
    """Words inside the English sentence that have a capital and are the German ones, too."""
    de, en = pair
    words = dict.fromkeys(_INSIDE.findall(en))
    return [word for word in words if word not in _MONTHS and _once(word, de) and _once(word, en)]


def _once(word: str, text: str) -> bool:
    return len(re.findall(rf"\b{word}(?=s?\b)", text)) == 1


def invented(random: Random) -> str:
    """The name of a place or a person that nobody has heard of."""
    kind = random.random()
    if kind < 0.4:
        ending = random.choice(_PLACES if random.random() < 0.6 else _PEOPLE)
        name = random.choice(_FIRST) + ending
    else:
        syllables = random.choices((1, 2, 3), (2, 5, 2))[0]
        sounds = (random.choice(_ONSETS) + random.choice(_VOWELS) for _ in range(syllables))
        name = "".join(sounds).lower() + random.choice(_ENDINGS)
        name = name[0].upper() + name[1:]
    if random.random() < 0.06:
        return f"{name}-{invented(random)}"
    return name


def renamed(pair: Pair, random: Random) -> Pair | None:
    """The pair with invented names for some of its own, in the genitive, too."""
    de, en = pair
    words = [word for word in found(pair) if random.random() < 0.6]
    for word in words:
        name = invented(random)
        de, en = (re.sub(rf"\b{word}(?=s?\b)", name, text) for text in (de, en))
    return Pair(de, en) if words else None


def sentence(random: Random) -> Pair:
    """A short sentence about invented places and people."""
    words = {letter: invented(random) for letter in "abc"}
    return Pair(*(text.format(**words) for text in random.choice(_SENTENCES)))
