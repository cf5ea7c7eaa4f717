"""Whether a "not" got lost, or came in, between a sentence and its translation.

Told only where one side says no in plain words and the other has nothing that could say so
in another way: "did not succeed" and "scheiterte" mean the same.
"""

from __future__ import annotations

import re


def _pattern(words: str) -> re.Pattern[str]:
    """Any of these words; a star stands for any ending."""
    parts = (re.escape(word).replace(r"\*", r"\w*").replace("_", r"\ ") for word in words.split())
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


_PLAIN = {
    "de": _pattern("nicht kein* nie niemals niemand* nichts"),
    "en": _pattern("not no never nobody nothing none cannot *n't *n’t"),
}
# "Nicht nur … sondern auch" says yes.
_YES = {
    "de": _pattern(
        """nicht_nur nicht_zuletzt nicht_allein nicht_bloß nicht_einmal nicht_selten nicht_wahr
        nichts_als nichts_anderes nichts_anderem noch_nie wie_nie nicht_ausgeschlossen"""
    ),
    "en": _pattern(
        """not_only not_just not_least not_merely not_even not_to_mention no_doubt no_matter
        nothing_but nothing_else whether_or_not may_not if_not no_way no_1 no_2 no_3 no_4 no_5
        no_6 no_7 no_8 no_9 no_10 no-fly"""
    ),
}
_INDIRECT = {
    "de": _pattern(
        """abgelehn* ablehn* allein ander* anders ansonsten anstatt anstelle anti* aufhör* ausbleib*
        ausblieb* ausgeschlossen außer* beid* bevor bis bleib* blieb* bloß dagegen drohen droht
        ehe einzig* entfall* entfiel* erst falsch* fehl* fern* gegen gescheiter* geweigert halt
        hinter hörte ignorier* illegal* inakzept* inoffi* inkompat* instabil* irr* kaum kein* lehn*
        länger mangel* mehr miss* nee nein nicht* nichts* nie niemals niemand* nirgend* noch null
        nur offen* ohne* raus scheiter* schlecht* schwer* schwierig* selten* sondern sonst statt
        stopp* trotz* un* verbiet* verbot* verhinder* verlor* vermeid* vermied* verpass* verschon*
        versäum* verweiger* verzicht* vorbei weder weg weigert* weit wenig* zu zurückgewiesen
        zweifel* *los *lose *losen *loser *loses *frei *freie *freien"""
    ),
    "en": _pattern(
        """abandon* absen* abstain* against alone anti* any* apart avoid* away bad* ban banned
        barely before beyond but cannot ceas* clear declin* denial denied denies deny despite
        difficult* dis* doubt* either empty ever except* exclud* fail* far few* forbid* free gone
        hard* ignor* il* impossib* inab* inac* inad* inap* incap* incom* incon* incor* incred*
        indef* indep* indir* ineff* inequ* insec* insens* insuf* intol* inval* invis* invol* irre*
        just lack* least less little long lose* loss lost mis* neither never no nobody non* nope
        nor not nothing nowhere off only open oppos* otherwise out prevent* rarely rather refus*
        reject* remain* scarcely seldom short skip* still stop* too un* unless until without
        withh* wrong yet zero instead up *less *lessly *n't *n’t"""
    ),
}
# They begin like "unmöglich" and "unable".
_HARMLESS = {
    "de": _pattern("und uns unser* unter* union* univers* ungar* ungefähr irgend* unte* missio*"),
    "en": _pattern("under* unit* union* univ* uncle* unique* ill illustr* disc distr* unto mister"),
}


def lost(source: str, text: str, languages: tuple[str, str]) -> str:
    """The negation of `source` that `text` has nothing for; "" if there is none."""
    here, there = languages
    if here not in _PLAIN or there not in _INDIRECT:
        return ""
    found = _PLAIN[here].search(_YES[here].sub(" ", source))
    if not found or _INDIRECT[there].search(_HARMLESS[there].sub(" ", text)):
        return ""
    return found[0]
