"""Words that tell where a sentence ends: abbreviations, sentence openers, months."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """What the rules know of one language; abbreviations are without their last stop."""

    starters: frozenset[str] = frozenset()  # capitalised only when they open a sentence
    bound: frozenset[str] = frozenset()  # abbreviations that never end a sentence
    loose: frozenset[str] = frozenset()  # ... that end one when a starter follows
    final: frozenset[str] = frozenset()  # ... that end one when any capital follows
    counted: frozenset[str] = frozenset()  # ... only before a number, else ordinary words
    ordinary: frozenset[str] = frozenset()  # no abbreviations, though sentencex says so
    ordinals: bool = False  # whether "3." and "XIV." can mean "third" and "fourteenth"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GERMAN = Words(
    starters=_words(
        """Der Die Das Dem Den Des Ein Eine Einem Einen Einer Er Sie Es Wir Ich Ihr Man Dies Diese
        Dieser Dieses Diesem Diesen Jede Jeder Jedes Kein Keine Keiner Sein Seine Ihre Mein Meine
        Unser Unsere Alle Viele Einige Manche Beide Mehrere In Im Am An Auf Aus Bei Beim Mit Nach
        Seit Von Vom Vor Zu Zum Zur Durch Für Gegen Ohne Um Unter Über Bis Trotz Wegen Zwischen
        Neben Laut Und Aber Oder Denn Doch Als Wenn Weil Während Nachdem Bevor Obwohl Da Dass Damit
        Ob Wie Was Wer Wo Wann Warum Welche Dann Danach Dabei Dadurch Dafür Dagegen Daher Darum
        Davon Dazu Deshalb Dennoch Dort Hier Heute Gestern Morgen Jetzt Nun Noch Nur Auch So Schon
        Sehr Später Zuvor Zuletzt Zuerst Zunächst Schließlich Außerdem Zudem Jedoch Trotzdem
        Allerdings Vielleicht Nicht Nichts Niemand Immer Inzwischen Insgesamt Bereits Erst"""
    ),
    bound=_words(
        """z.B d.h i.d.R u.a u.U u.ä o.ä z.T z.Zt o.g s.o s.u v.a m.E bzw bspw ca vgl Dr Prof Hr Hrn
        Fr Mr Mrs Ms St Sr Ing Dipl Mag Abg Gen Lt inkl exkl zzgl bzgl evtl ggf eigtl sog geb gegr
        verh ehem insb einschl entspr gem lt mind durchschn allg rer nat Nrn em Doz Fa Fam Pfr Bgm
        Angekl Bez Stat Hl hl ev kath Dt dt österr franz frz engl ital span griech lat russ röm ahd
        mhd nhd Abk Az Bsp Hrsg bes rd jew gez wiss techn kaufm städt staatl gepr stellv stv ungef
        zw lfd mtl jährl ggü a.d z.Hd ggfs resp insbes Präs Vizepräs chem phys biol hist polit"""
    ),
    loose=_words(
        """Mio Mrd Tsd Bio Chr Jh Jhd Jhdt Std Min min med jur phil Sek Jan Feb Febr Apr Jun Jul
        Aug Sep Sept Okt Nov Dez Mo Di Mi Do Sa So Co Inc Corp Abb Str Tel Vors Temp vorm nachm Br
        ff al Unterabs Hs Halbs Var Anh Anl Fußn Obj Drucks ABl BGBl GVBl Verf"""
    ),
    final=_words("usw u.s.w etc usf"),
    counted=_words(
        "Nr No S Abs Art Alt Bd Kap Ziff Rn Tab Pos Anm Aufl Vers Vol Fig Jg max Fax Zi Kl Rz"
    ),
    ordinary=_words("mich mag Bart Ida May Lkw Pkw Kfz Plc"),
    ordinals=True,
)
ENGLISH = Words(
    starters=_words(
        """The A An He She It We They You I This That These Those There Here His Her Its Our Their
        My Your In On At By For From With Without Of To As After Before During Since Until Under
        Over Between Among Against About Despite Although Though While When Where Why Who What
        Which How If Unless Because And But Or Nor So Yet Then Thus However Meanwhile Later Also
        Still Even Only Now Today Yesterday Once Soon Some Many Most Few Both All Each Every
        Another Other Others No Not Nobody Nothing Never Yes Instead Perhaps Finally Is Are Was
        Were Do Does Did Has Have Had Can Could Would Should"""
    ),
    bound=_words(
        """e.g i.e Mr Mrs Ms Messrs Dr Prof Rev Hon Gen Gov Sen Rep Sgt Capt Col Lt Maj Cmdr Adm
        Pres vs cf viz approx ca Mt Ft Cllr Cllrs Profs Drs Govs Atty Assoc Asst Lieut Insp Const
        Spc Pte incl excl v Ald Amb"""
    ),
    loose=_words(
        """Inc Ltd Corp Co Bros Jr Sr Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues
        Wed Thu Thurs Fri Ave Blvd Rd St Sq Dept Govt Univ Assn Dir est al Eq Eqs Ref Refs Figs
        lbs oz ft pct ibid"""
    ),
    final=_words("etc"),
    counted=_words(
        """No no Nos p pp vol vols ch fig figs Fig sec secs Sec art Art Vol Ch Nr para paras pt Tab
        Apt Rm Rs reg regs Sched App Ex Supp Suppl Ext Tel Hwy Rte min max"""
    ),
    ordinary=_words("me ill miss may May ore fed Fed con arc Bart Ida Ken Plc plc"),
)
OTHER = Words()
LANGUAGES = {"de": GERMAN, "en": ENGLISH}

MONTHS = _words(
    """Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November
    Dezember January February March May June July October December"""
)
# Numbers after these are counts, not ordinals: "Er wurde 30. Peter ..."
COUNTING = _words(
    """ist war wird wurde sind waren bin werden Platz Nummer Seite Kapitel Rang Tempo Nr. S.
    Kap. Abb. Tab. Str."""
)
# Letters after these are labels, not initials: "Plan B. Peter ..."
LABELLED = _words("Plan Vitamin Hepatitis Typ Klasse Teil Gruppe Type Class Part Group Grade")
SHOUTING = _words("Yahoo Jeopardy Joomla Yum Oklahoma")
