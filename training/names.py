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
    Alt Neu Ober Unter Hohen Klein Groß Weber Müller Linden Eichen Birken Rohr Schäfer
    Mühl Kirch Wald Zehnt Pech Krähen Spindel Stein Brunn Salz Hirsch Wolf Fuchs Otter Reiher
    Rosen Schwarzen Weißen Rothen Grün Erlen Eschen Kalten Langen Breiten Kron Markt Amts Vogt
    Heu Hafer Dinkel Horn Sand Lehm Moor Bruch Süder Norder Wester Oster Butjen Hinter Vor
    Ash Black Brim Cold Hart Mar Nor Pem Quil Red Sel Thorn Whit Win
""".split()
_PLACES = """
    au aue hausen heim dorf berg burg bach feld felden stedt stadt ow itz moor leben
    ingen büttel kamp wiesen werder siel wik rade roda hagen holz furt brück see tal stein kirchen
    weiler reuth hofen ried loh ton ford ham ley by wick more dale mouth combe
""".split()
_PEOPLE = """
    mann meier meyer müller bauer berger inger huber schmidt bach stein hof feld sen johann ke
    ing er el ner loff wald haupt bein zahn kötter lock man son well
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
Im Sommer baden viele Leute in der {a}. | In summer many people swim in the {a}.
Seit Freitag ist die {a} zugefroren. | The {a} has been frozen since Friday.
Die Stadt lebt von der {a}. | The town lives on the {a}.
Links sieht man die {a}, rechts die Weinberge. | On the left you see the {a}, on the \
right the vineyards.
Die {a}, ein kleiner Fluss, ist trocken. | The {a}, a small river, is dry.
Zwischen {a} und {b} fährt kein Zug mehr. | No more trains run between {a} and {b}.
Er kommt aus {a} und lebt heute in {b}. | He comes from {a} and now lives in {b}.
Sie wohnt seit zwölf Jahren in {a}, nicht weit von {b}. | She has lived in {a}, not far from {b}, \
for twelve years.
{a}s Anwalt wollte sich nicht äußern. | {a}'s lawyer declined to comment.
{a}s Kinder sind längst aus dem Haus. | {a}'s children left home long ago.
Es war {a}s letzter Tag im Amt. | It was {a}'s last day in office.
Das sagte {a} {b} dem {c}er Anzeiger. | {a} {b} told the {c}er Anzeiger.
Frau {a} hatte Herrn {b} nie zuvor gesehen. | Ms {a} had never seen Mr {b} before.
Für {a} ist das kein Problem, für {b} schon. | For {a} this is not a problem; for {b} it is.
Im {a}er Forst leben wieder Wölfe. | Wolves are living in the {a} forest again.
Das {a}er Rathaus wird saniert. | {a} town hall is being renovated.
Der {a}er Stadtrat stimmte dagegen. | The {a} town council voted against it.
Die {a}er Feuerwehr rückte mit 40 Leuten aus. | The {a} fire brigade turned out with 40 people.
Am {a}er See wird gebaut. | Building is under way at the {a} lake.
Das {a}er Tal ist bei Wanderern beliebt. | The {a} valley is popular with hikers.
Das Schloss in {a} öffnet im Mai. | The castle in {a} opens in May.
Die Polizei in {a} sucht Zeugen. | Police in {a} are looking for witnesses.
Mit {a} sprach {b} über das neue Buch. | {b} talked to {a} about the new book.
In der {a}straße brannte ein Keller. | A cellar burned in {a}straße.
Die {a} führt nach dem Regen viel Wasser. | The {a} is carrying a lot of water after the rain.
Am Ufer der {a}, gegenüber von {b}, steht eine Mühle. | On the bank of the {a}, opposite {b}, \
stands a mill.
Bei {a} entspringt der {b}. | The {b} rises near {a}.
Gegen den TSV {a} verlor der SV {b} knapp. | SV {b} narrowly lost to TSV {a}.
Das Haus gehört {a}. | The house belongs to {a}.
Zu {a} fällt ihm nichts ein. | He can't think of anything to say about {a}.
Letztes Jahr spielte {a} besser als {b}. | Last year {a} played better than {b}.
Gestern hat {a} ihren Kollegen {b} getroffen. | Yesterday {a} met her colleague {b}.
Ohne {a} wäre das Fest ausgefallen. | Without {a} the festival would have been cancelled.
Deshalb hat {a} den Brief verbrannt. | That is why {a} burned the letter.
Wie viel das kostet, weiß {a} noch nicht. | {a} does not yet know how much it costs.
Der Bus hielt in {a}, {b} und {c}. | The bus stopped in {a}, {b} and {c}.
Die Fähre nach {a} legt um 6.15 Uhr in {b} ab. | The ferry to {a} leaves {b} at 6:15 a.m.
Im Hotel {a}, gleich am Markt, war noch ein Zimmer frei. | At the Hotel {a}, right on the \
market square, one room was still free.
Von {a} nach {b} sind es 12 Kilometer. | It is 12 kilometres from {a} to {b}.
Bad {a} hat ein neues Schwimmbad. | Bad {a} has a new swimming pool.
Die Reederei {a} Line hat zwei Schiffe. | The shipping company {a} Line has two ships.
Das berichtet die Zeitung {a} Herald. | The {a} Herald newspaper reports this.
Die {a} Bridge ist seit Montag gesperrt. | {a} Bridge has been closed since Monday.
""".splitlines()
]

# Someone or something, and what can be said of either in the same order of words.
_SUBJECTS = [
    Pair(*line.split(" | "))
    for line in """\
{a} | {a}
{a} {b} | {a} {b}
{a} {b} aus {c} | {a} {b} from {c}
{a} {b} (43) | {a} {b} (43)
Frau {a} | Ms {a}
Herr {a} | Mr {a}
Dr. {a} | Dr {a}
Professorin {a} {b} | Professor {a} {b}
Bürgermeister {a} | Mayor {a}
die Biologin {a} {b} | the biologist {a} {b}
der Landwirt {a} | the farmer {a}
Landrätin {a} aus {b} | District Administrator {a} from {b}
die Firma {a} | the company {a}
{a} & {b} | {a} & {b}
die Gemeinde {a} | the municipality of {a}
die Stadt {a} an der {b} | the town of {a} on the {b}
der Rat von {a} | the council of {a}
der {a} {b} Club | the {a} {b} Club
{a} Air | {a} Air
""".splitlines()
]
_PREDICATES = [
    Pair(*line.split(" | "))
    for line in """\
sagt nichts dazu. | says nothing about it.
wartet noch auf Post. | is still waiting for mail.
sieht das anders. | sees it differently.
will im Herbst neu anfangen. | wants to start again in autumn.
braucht mehr Geld. | needs more money.
hat 1998 alles verloren. | lost everything in 1998.
hat den Schlüssel verloren. | has lost the key.
war nie in {d}. | has never been to {d}.
liegt nicht weit von {d} entfernt. | is not far from {d}.
kommt aus {d}. | comes from {d}.
spricht von einem Fehler. | speaks of a mistake.
rechnet mit 400 Gästen. | expects 400 guests.
schätzt den Schaden auf 2,5 Millionen Euro. | puts the damage at 2.5 million euros.
lädt am Sonntag zum Essen ein. | is inviting people to dinner on Sunday.
baut jetzt Fahrräder. | now builds bicycles.
ist seit drei Jahren dabei. | has been there for three years.
lacht. | laughs.
wollte nicht gehen. | did not want to leave.
hat {d} gewarnt. | has warned {d}.
hat einen neuen Vertrag mit {d}. | has a new contract with {d}.
glaubt nicht daran. | does not believe it.
bleibt. | is staying.
zuckt mit den Schultern. | shrugs.
und {d} streiten seit Jahren. | and {d} have been arguing for years.
heißt heute {d}. | is called {d} today.
kennt jeden Stein. | knows every stone.
ist 84 Jahre alt. | is 84 years old.
hat zugestimmt, {d} aber nicht. | has agreed, but {d} has not.
zahlt keine Miete mehr. | no longer pays rent.
""".splitlines()
]
_SAYING = [
    ("sagt", "says"),
    ("sagte", "said"),
    ("schätzt", "estimates"),
    ("erklärte", "explained"),
    ("warnt", "warns"),
    ("schreibt", "writes"),
]
_QUOTES = frozenset('„“”‟"»«')


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
    who, what = random.choice(_SUBJECTS), random.choice(_PREDICATES)
    told = Pair(*(f"{one[0].upper()}{one[1:]} {rest}" for one, rest in zip(who, what, strict=True)))
    return _filled(random.choice((told, random.choice(_SENTENCES))), random)


def quoted(pair: Pair, random: Random) -> Pair | None:
    """The pair as what someone with an invented name says, with or without quotation marks."""
    de, en = pair
    if not (de.endswith(".") and en.endswith(".")) or _QUOTES.intersection(de + en):
        return None
    someone = _filled(random.choice(_SUBJECTS), random)
    says, says_en = random.choice(_SAYING)
    if random.random() < 0.5:
        return Pair(f"„{de[:-1]}“, {says} {someone.de}.", f"“{en[:-1]},” {says_en} {someone.en}.")
    return Pair(f"{de[:-1]}, {says} {someone.de}.", f"{en[:-1]}, {says_en} {someone.en}.")


def _filled(pair: Pair, random: Random) -> Pair:
    """With invented names for {a} to {d}."""
    words = {letter: invented(random) for letter in "abcd"}
    return Pair(*(text.format(**words) for text in pair))
