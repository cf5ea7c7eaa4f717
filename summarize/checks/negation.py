"""Whether a "not" got lost, or came in, between a sentence and its translation.

Told only where one side says no in plain words and the other has nothing that could say so
in another way: "did not succeed" and "scheiterte" mean the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def pattern(words: str) -> re.Pattern[str]:
    """Any of these words; a star stands for any ending."""
    parts = (re.escape(word).replace(r"\*", r"\w*").replace("_", r"\ ") for word in words.split())
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


_PLAIN = {
    "de": pattern("nicht kein* nie niemals niemand* nichts"),
    "en": pattern("not no never nobody nothing none cannot *n't *n’t"),
}
# "Nicht nur … sondern auch" says yes.
_YES = {
    "de": pattern(
        """nicht_nur nicht_zuletzt nicht_allein nicht_bloß nicht_einmal nicht_selten nicht_wahr
        nichts_als nichts_anderes nichts_anderem noch_nie wie_nie nicht_ausgeschlossen"""
    ),
    "en": pattern(
        """not_only not_just not_least not_merely not_even not_to_mention no_doubt no_matter
        nothing_but nothing_else whether_or_not may_not if_not no_way no-fly"""
    ),
}
_NUMBER = re.compile(r"\bno\.?\s?\d", re.IGNORECASE)
# Words that say no in another way,
_INDIRECT = {
    "de": pattern(
        """abgelehn* ablehn* anstatt anstelle anti* aufhör* ausbleib* ausblieb* ausgeschlossen
        außer* bloß entfall* entfiel* falsch* fehl* gescheiter* geweigert ignorier* illegal*
        inakzept* inoffi* inkompat* instabil* kaum kein* lehn* mangel* miss* nee nein nicht*
        nichts* nie niemals niemand* nirgend* null ohne* scheiter* schlecht* schwierig* statt
        un* verbiet* verbot* verhinder* vermeid* vermied* verpass* verschon* versäum* verweiger*
        verzicht* weder weigert* zurückgewiesen *los *lose *losen *loser *loses"""
    ),
    "en": pattern(
        """abandon* absen* abstain* anti* avoid* ban banned barely cannot ceas* declin* denial
        denied denies deny despite dis* doubt* empty exclud* fail* forbid* ignor* il* impossib*
        inab* inac* inad* inap* incap* incom* incon* incor* incred* indef* indep* indir* ineff*
        inequ* insec* insens* insuf* intol* inval* invis* invol* irre* lack* least mis* neither
        never no nobody non* nope nor not nothing nowhere oppos* prevent* rarely refus* reject*
        scarcely seldom skip* un* unless without withh* wrong zero *less *lessly *n't *n’t"""
    ),
}
# and words that may: "nothing but" is "nur", "not until" is "erst".
_PERHAPS = {
    "de": pattern(
        """*frei *freie *freien allein ander* anders ansonsten beid* bevor bis bleib* blieb*
        dagegen drohen droht ehe einzig* erst fern* gegen halt hinter hörte irr* länger mehr
        noch nur offen* raus schwer* selten* sondern sonst stopp* trotz* verlor* vorbei weg weit
        wenig* zu zweifel*"""
    ),
    "en": pattern(
        """against alone any* apart away bad* before beyond but clear difficult* either ever
        except* far few* free gone hard* instead just less little long lose* loss lost off only
        open otherwise out rather remain* short still stop* too until up yet"""
    ),
}
# They begin like "unmöglich" and "unable".
_HARMLESS = {
    "de": pattern("und uns unser* unter* union* univers* ungar* ungefähr irgend* unte* missio*"),
    "en": pattern("under* unit* union* univ* uncle* unique* ill illustr* disc distr* unto mister"),
}


@dataclass(frozen=True, slots=True)
class LostWord:
    """A word of a sentence, such as a "not", that the other one has nothing for; `sure` if it must
    have."""

    text: str
    sure: bool


def lost(source: str, text: str, languages: tuple[str, str]) -> LostWord | None:
    """The negation of `source` that `text` has nothing for, if there is one."""
    here, there = languages
    if here not in _PLAIN or there not in _INDIRECT:
        return None
    said = _YES[here].sub(" ", source)
    found = _PLAIN[here].search(_NUMBER.sub(" ", said) if here == "en" else said)
    rest = _HARMLESS[there].sub(" ", text)
    if not found or _INDIRECT[there].search(rest):
        return None
    return LostWord(found[0], sure=not _PERHAPS[there].search(rest))
