"""Whether a translation states what its sentence has from hearsay: "Angeblich zahlte er."

Told only where a sentence hedges in plain words and its translation in none: neither "allegedly"
nor "is said to" nor "may". Names of sources count, too.
"""

from __future__ import annotations

import re

from summarize.checks.negation import LostWord, pattern

# Who leaves these out may accuse somebody. Human translations have nothing for 6 of 268, and for
# 3 of 295 times "laut"; most of these 9 have left them out.
_HEARSAY = {
    "de": pattern("angeblich* mutmaßlich* mutmasslich* vermeintlich* dem_vernehmen_nach"),
    "en": pattern("alleged* allegedly purported* reportedly supposedly suspected"),
}
# "Laut Polizei", not "laut geworden".
_SOURCE = re.compile(r"\b[Ll]aut(?= [A-ZÄÖÜ]| ein| de[mr] )")
# These are left out in one of 17.
_GUESS = {
    "de": pattern("anscheinend offenbar vermutlich"),
    "en": pattern("apparently presumably"),
}
_HEDGED = {
    "de": pattern(
        """*verdacht* *verdächtig* aller_voraussicht angab* angaben angeb* angegeben* angeklag*
        anklag* annahm* annehm* anschein* augenschein* ausgegeb* behaupt* bericht* beschuldig*
        bezichtig* demnach dürfte* eventuell* galt* gebe gelten gemeldet* gilt glaub* habe
        heiß* hieß hätte* könnte* laut meld* mutmaß* möglich* nachgesagt nehmen_an nimmt_an
        offen* sag* schein* schien* sei seien so_genannt* sogenannt* soll* unterstell* unwahr*
        vermeint* vermut* vernehmen vielleicht vorgeb* vorgeworfen vorw* wahrscheinlich* warf
        werde werfen wirft wirk* wohl wolle* womöglich wäre* würde* zitier* zufolge"""
    ),
    "en": pattern(
        """according accus* alleg* apparent* appear* argu* assum* believ* charg* claim* clear*
        consider* could doubt* evident* expect* feel* guess* imagin* indict* likely look* may
        might must obvious* ostensibl* perceiv* perhaps possib* potential* presum* probabl*
        purport* putative report* rumo* said say* saying seem* self-* should so-called sound*
        suggest* suppos* suspect* tell* think* thought told understood unlikely word would"""
    ),
}
_NAMED = pattern(
    """add* admit* announce* attest* based basis by cit* comment* confirm* declar* describ*
    estimat* explain* express* find* forecast* found from hear* heard hold* indicat* inform*
    insist* line maintain* mention* note* opinion per point* predict* put* quot* reveal* see*
    show* sourc* specif* stat* testif* under view* warn* with writ* wrote"""
)


def lost_hedge(source: str, text: str, languages: tuple[str, str]) -> LostWord | None:
    """The hedge of `source` that `text` has nothing for, if there is one."""
    here, there = languages
    if here not in _HEARSAY or there not in _HEDGED:
        return None
    hearsay = _HEARSAY[here].search(source)
    if not hearsay and here == "de" and not _NAMED.search(text):
        hearsay = _SOURCE.search(source)
    found = hearsay or _GUESS[here].search(source)
    if not found or _HEDGED[there].search(text):
        return None
    return LostWord(found[0], sure=bool(hearsay))
