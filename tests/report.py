"""An article in two languages with everything a report can show, written for these tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from summarize.document import VERBATIM, Block, Kind
from summarize.render import Format, writer
from summarize.request import Length
from summarize.result import (
    Cell,
    Failure,
    Finding,
    Language,
    Paragraph,
    Result,
    Sentence,
    Severity,
    Status,
    Summary,
    Support,
    Translation,
)

# Blocks: kind, level and marker; then each sentence beside its translation, if it has one.
_ARTICLE = """\
teaser 0
In Wesselbrück stehen seit Mai 240 Geräte zwischen den Romanen. || In Wesselbrück, 240 tools have stood between the novels since May.
Wer eine Stichsäge braucht, zeigt den Büchereiausweis. || Whoever needs a jigsaw shows a library card.

paragraph 0
„Eine Bohrmaschine läuft in ihrem ganzen Leben keine 20 Minuten“, sagt Büchereileiterin Änne Köstermann. || “In its whole life, a drill runs for less than 20 minutes,” says Änne Köstermann, who heads the library.
Deshalb hat sie dem Stadtrat im Herbst 2023 einen Vorschlag gemacht, der zunächst für Gelächter sorgte: ein Regal für Dinge. || That is why, in the autumn of 2023, she made the council a proposal that at first drew laughter: a shelf for things.
Heute leiht jeder fünfte Haushalt dort etwas aus. || Today one household in four borrows something there.

heading 2
Was es kostet || What it costs

paragraph 0
Für den Aufbau zahlte die Stadt 38.500 Euro, die Hälfte davon kam aus Brüssel. || The town paid 38,500 euros to set it up, half of which came from Brussels.
Eine Woche Leihe kostet zwischen einem und sechs Euro. || A week’s loan costs between one and six euros.
Kaputt geht erstaunlich wenig.

item 0 -
Werkzeug: zwei Euro, Verbrauchsmaterial bringt jeder selbst mit || Tools: two euros, everyone brings their own consumables

item 1 -
Akkus werden geladen ausgegeben || Batteries are handed out charged

item 0 -
Nähmaschinen: drei Euro || Sewing machines: three euros

heading 2
Wer nicht lacht || Who is not laughing

quote 0
Ich verkaufe seit 1988 Werkzeug in dieser Straße. || I have been selling tools in this street since 1988.
Gegen einen Euro komme ich nicht an. || I can’t compete with one euro.

paragraph 0
So klagt Eisenwarenhändler Götz Brömmelkamp, dessen Umsatz nach eigenen Angaben um acht Prozent gesunken ist. || So complains Götz Brömmelkamp, an ironmonger, whose turnover has by his own account fallen by eight per cent.
Köstermann hält dagegen, dass viele Kunden erst leihen und dann kaufen. || Köstermann counters that many customers first borrow and then buy.
Im Januar berät der Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsausschuss. || In January, the Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft committee will meet.

code 0
GET /dinge?frei=ja&ort="Wesselbrück"
    --> [{"name": "Stichsäge", "preis": 2.00}]

reference 0
Katalog der Dinge: https://www.example.org/wesselbrueck/dinge?sortierung=name&richtung=aufsteigend
"""

TITLE = Sentence(
    source="Leihen statt kaufen: Bohrmaschinen aus der Bücherei",
    text="Borrow, don’t buy: drills from the library",
)


def _paragraph(block: str) -> Paragraph:
    head, *lines = block.splitlines()
    kind, level, *marker = head.split()
    pairs = [line.partition(" || ") for line in lines]
    verbatim = kind in VERBATIM
    sentences = [Sentence(source=s, text=t or s, ok=bool(t)) for s, _, t in pairs]
    return Paragraph(
        kind=kind,
        level=int(level),
        marker="".join(marker),
        source=("\n" if verbatim else " ").join(sentence.source for sentence in sentences),
        text=("\n" if verbatim else " ").join(sentence.text for sentence in sentences),
        sentences=() if verbatim else tuple(sentences),
    )


PARAGRAPHS = [_paragraph(block) for block in _ARTICLE.split("\n\n")]
# Those that are translated, in order, without the title.
SENTENCES = [sentence for paragraph in PARAGRAPHS for sentence in paragraph.sentences]


def translation(**changes: Any) -> Translation:
    title = Paragraph(
        kind="title", source=TITLE.source, text=TITLE.text, level=0, marker="", sentences=(TITLE,)
    )
    fields: dict[str, Any] = {
        "lang": "en",
        "text": "\n\n".join(paragraph.text for paragraph in [title, *PARAGRAPHS]),
        "paragraphs": (title, *PARAGRAPHS),
        "status": Status.INCOMPLETE,
        "model": "opus-mt-de-en",
        "findings": (
            Finding(
                kind="number",
                severity=Severity.WARNING,
                message="“one … in four”, but the article says “jeder fünfte”, one in five",
                text="one household in four",
                sentence=5,
            ),
            Finding(
                kind="untranslated",
                severity=Severity.NOTE,
                message="this sentence is still in German",
                text="",
                sentence=9,
            ),
            Finding(
                kind="length",
                severity=Severity.NOTE,
                message="the translation is shorter than usual for its article",
                text="",
                sentence=None,
            ),
        ),
    }
    return Translation(**(fields | changes))


def _summary(lang: str, length: Length, sentences: Sequence[str], **more: Any) -> Summary:
    text = " ".join(sentences)
    fields: dict[str, Any] = {"status": Status.OK, "model": "extractive"} | more
    return Summary(lang=lang, length=length, text=text, words=len(text.split()), **fields)


def summaries() -> tuple[Summary, ...]:
    first, fifth = SENTENCES[0], SENTENCES[4]
    german = (first.source, fifth.source, "Dem Handel fehlen acht Prozent.")
    english = (
        first.text,
        "Today one household in four borrows there.",
        "Shops lose eight per cent.",
    )
    wrong = Finding(
        kind="number",
        severity=Severity.WARNING,
        message="“four” is not in the article’s sentence",
        text="four",
        sentence=1,
    )
    medium = [*SENTENCES[:5], *SENTENCES[6:9]]
    return (
        _summary("de", Length.HEADLINE, [TITLE.source]),
        _summary(
            "de", Length.SHORT, german, support=_support(german, ((0,), (4,), (13, 11)), 0.61)
        ),
        _summary("de", Length.MEDIUM, [s.source for s in medium], status=Status.OVER_BUDGET),
        _summary("en", Length.HEADLINE, [TITLE.text]),
        _summary(
            "en",
            Length.SHORT,
            english,
            support=_support(english, ((0,), (4,), ()), 0),
            findings=(wrong,),
        ),
        _summary("en", Length.MEDIUM, [s.text for s in medium], status=Status.INCOMPLETE),
    )


def _support(
    sentences: Sequence[str], sources: Sequence[tuple[int, ...]], last: float
) -> tuple[Support, ...]:
    scores = (1.0, 0.86, last)
    return tuple(
        Support(sentence=sentence, sources=found, score=score)
        for sentence, found, score in zip(sentences, sources, scores, strict=True)
    )


def result(**changes: Any) -> Result:
    """The article with all its parts; `changes` replace some of them."""
    blocks = tuple(
        Block(Kind(p.kind), p.source, tuple(s.source for s in p.sentences), p.level, p.marker)
        for p in PARAGRAPHS
    )
    fields: dict[str, Any] = {
        "id": "dinge.md",
        "source": "artikel/dinge.md",
        "title": TITLE.source,
        "language": Language(code="de", confidence=0.99),
        "words": 142,
        "article": blocks,
        "summaries": summaries(),
        "translations": (translation(),),
        "notes": ("some sentences could not be translated into English and are kept in German",),
        "signature": "summarize:0.1.0|summarizer:extractive|de-en:opus-mt-de-en@0123456789,ct2",
    }
    return Result(**(fields | changes))


def without_translator() -> Result:
    """The same on a machine that has no translator."""
    missing: dict[str, Any] = {
        "text": None,
        "model": None,
        "status": Status.MISSING_MODEL,
        "hint": "summarize models pull tiny (102 MB, Apache-2.0)",
        "findings": (),
    }
    none = missing | {"words": 0, "support": ()}
    return result(
        summaries=tuple(s.model_copy(update=none if s.lang == "en" else {}) for s in summaries()),
        translations=(translation(**missing, paragraphs=()),),
        notes=(),
    )


# What an article may hold to get hold of the page.
PAYLOADS = [
    "<script>document.title='hacked'</script>",
    "</title></style></script><script>document.title='hacked'</script>",
    "\"><img src=x onerror=\"document.title='hacked'\">",
    "' onmouseover='document.title=1' x='",
    "<!-- ", "]]>", "<![CDATA[", "&lt;b&gt;", "&amp;amp", "&#60;script&#62;",
    "<svg/onload=alert(1)>",
    "{{ 7 * 7 }}", "{% raw %}", "{# no #}", "javascript:alert(1)", "</article></main></body>",
    "<base href=https://example.org/>", "<meta http-equiv=refresh content=0>",
]  # fmt: skip


def everywhere(said: str) -> Result:
    """A result that says the same thing in each of its fields."""
    finding = Finding(kind=said, severity=Severity.NOTE, message=said, text=said, sentence=0)
    support = (Support(sentence=said, sources=(0,), score=1),)
    sentence = (Sentence(source=said, text=said),)
    kinds = ("title", "heading", "teaser", "quote", "item", "footnote", "code", "reference", said)
    plain = [
        Paragraph(kind=kind, source=said, text=said, level=1, marker=said, sentences=sentence)
        for kind in kinds
    ]
    rows = ((Cell(source=said, text=said),),) * 2
    table = Paragraph(
        kind="table",
        source=said,
        text=said,
        level=1,
        marker=said,
        sentences=sentence * 2,
        rows=rows,
    )
    paragraphs = (*plain, table)
    summary = Summary(
        lang=said, length=Length.SHORT, text=said, words=1, status=Status.OK, model=said,
        hint=said, support=support, findings=(finding,),
    )  # fmt: skip
    missing: dict[str, Any] = {"text": None, "status": Status.MISSING_MODEL, "support": ()}
    made = Translation(
        lang=said, text=said, paragraphs=paragraphs, status=Status.OK, model=said, hint=said,
        findings=(finding,),
    )  # fmt: skip
    return Result(
        id=said, source=said, title=said, language=Language(code=said, confidence=0.5), words=1,
        article=(Block(Kind.PARAGRAPH, said, (said,)),),
        summaries=(summary, summary.model_copy(update=missing)),
        translations=(made, made.model_copy(update=missing | {"paragraphs": ()})),
        notes=(said,), signature=said,
    )  # fmt: skip


def page(*results: Result | Failure) -> str:
    """What is written for them."""
    out = io.StringIO()
    writer(Format.HTML)(results, out)
    return out.getvalue()
