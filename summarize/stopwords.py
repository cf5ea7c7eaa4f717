"""Words that carry grammar rather than content, in German and English.

Data only. A language without an entry has no stop words: its summaries still come out,
with a little more noise in what counts as a shared term.
"""

from __future__ import annotations

STOP_WORDS: dict[str, frozenset[str]] = {
    "de": frozenset(
        """
        ab aber alle allem allen aller allerdings alles als also am an andere anderem anderen
        anderer anderes auch auf aus bei beim bereits bin bis bist da dabei dadurch dafür dagegen
        daher damit danach dann daran darauf daraus darin darüber das dass davon davor dazu dein
        deine dem den denen denn der deren des deshalb dessen die dies diese diesem diesen dieser
        dieses doch dort du durch ebenfalls ein eine einem einen einer eines einige einigen er erst
        es etwa etwas euch euer für gegen gewesen hab habe haben hat hatte hatten hier hin hinter
        ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem
        jeden jeder jedes jedoch jene jenem jenen jener jenes jetzt kann kein keine keinem keinen
        keiner können könnte könnten konnte konnten man manche mehr mein meine mich mir mit muss
        müssen musste mussten nach nicht nichts noch nun nur ob oder ohne sagt sagte schon sehr sei
        seien sein seine seinem seinen seiner seines seit selbst sich sie sind so sogar solche soll
        sollen sollte sollten sondern sonst sowie statt über um und uns unser unsere unter viel
        viele vielen vom von vor während war waren warum was wegen weil weiter weitere weiteren
        welche welchem welchen welcher welches wenn wer werde werden weshalb wie wieder will wir
        wird wo wobei wollen wollte worden wurde wurden würde würden zu zum zur zwar zwischen
        """.split()
    ),
    "en": frozenset(
        """
        a about above after again against all almost already also although always am among an and
        any are as at be because been before being below between both but by can cannot could d did
        do does doing down during each either else even ever every few for from further get got had
        has have having he her here hers herself him himself his how however i if in into is it its
        itself just last least less let like ll m made many may me might more most much must my
        myself near never no nor not now of off often on once one only or other our ours ourselves
        out over own per quite rather re s said same say says shall she should since so some still
        such t than that the their theirs them themselves then there these they this those though
        through thus to too two under until up upon us ve very was we well were what when where
        whether which while who whom whose why will with within without would yet you your yours
        """.split()
    ),
}

# Opening words that point back at the sentence before.
BACK_REFERENCES: dict[str, frozenset[str]] = {
    "de": frozenset(
        """
        aber allerdings also anschließend auch außerdem beide dabei dadurch dafür dagegen daher
        damit danach daneben dann daran darauf daraufhin daraus darin darüber darum davon dazu dem
        denn dennoch deshalb dessen deswegen dies diese diesem diesen dieser dieses doch dort
        ebenso er es ferner gleichzeitig hingegen hinzu ihm ihn ihnen ihr ihre ihrem ihren ihrer
        jedoch jener letztere letzterer oder schließlich sein seine seinem seinen seiner sie so
        somit sondern später stattdessen trotzdem und vielmehr weiter weiterhin zudem zuvor
        """.split()
    ),
    "en": frozenset(
        """
        afterwards also and another besides both but consequently further furthermore he hence her
        him his however instead it its later meanwhile moreover nevertheless nonetheless or she
        similarly so still such that their them then there therefore these they this those thus yet
        """.split()
    ),
}

# Those that stand for one person or thing named before; "sie" and "it" have other uses, too.
PRONOUNS: dict[str, frozenset[str]] = {
    "de": frozenset("er ihm ihn sein seine seinem seinen seiner".split()),
    "en": frozenset("he she him his her".split()),
}

# Words by which a short sentence takes back, or contradicts, what was said before it.
NEGATIONS: dict[str, frozenset[str]] = {
    "de": frozenset(
        """
        falsch gelogen irrtum kein keine keinem keinen keiner keines keineswegs nein nicht nie
        niemals unsinn unwahr unzutreffend
        """.split()
    ),
    # "t" is what is left of "isn't".
    "en": frozenset("cannot false incorrect never no nonsense nor not t untrue wrong".split()),
}

# Verbs that say that somebody else denies it.
DENIALS: dict[str, frozenset[str]] = {
    "de": frozenset(
        """
        bestreite bestreiten bestreitet bestritt bestritten dementieren dementiert dementierte
        dementierten widersprach widersprachen widersprechen widerspricht widersprochen
        """.split()
    ),
    "en": frozenset(
        """
        denied denies deny denying dispute disputed disputes contradicted contradicts refuted
        refutes rejected rejects
        """.split()
    ),
}
