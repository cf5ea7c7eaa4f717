"""An article in two languages with everything a report can show, written for these tests."""

from __future__ import annotations

from typing import Any

from summarize.document import Block, Kind
from summarize.request import Length
from summarize.result import (
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

TITLE = ("Leihen statt kaufen: Bohrmaschinen aus der Bücherei", "Borrow, don’t buy: drills from the library")  # fmt: skip

# Kind, level, marker, and each sentence beside its translation; None: kept in the original.
BLOCKS: list[tuple[Kind, int, str, list[tuple[str, str | None]]]] = [
    (Kind.TEASER, 0, "", [
        ("In Wesselbrück stehen seit Mai 240 Geräte zwischen den Romanen.", "In Wesselbrück, 240 tools have stood between the novels since May."),
        ("Wer eine Stichsäge braucht, zeigt den Büchereiausweis.", "Whoever needs a jigsaw shows a library card."),
    ]),
    (Kind.PARAGRAPH, 0, "", [
        ("„Eine Bohrmaschine läuft in ihrem ganzen Leben keine 20 Minuten“, sagt Büchereileiterin Änne Köstermann.", "“In its whole life, a drill runs for less than 20 minutes,” says Änne Köstermann, who heads the library."),
        ("Deshalb hat sie dem Stadtrat im Herbst 2023 einen Vorschlag gemacht, der zunächst für Gelächter sorgte: ein Regal für Dinge.", "That is why, in the autumn of 2023, she made the council a proposal that at first drew laughter: a shelf for things."),
        ("Heute leiht jeder fünfte Haushalt dort etwas aus.", "Today one household in four borrows something there."),
    ]),
    (Kind.HEADING, 2, "", [("Was es kostet", "What it costs")]),
    (Kind.PARAGRAPH, 0, "", [
        ("Für den Aufbau zahlte die Stadt 38.500 Euro, die Hälfte davon kam aus Brüssel.", "The town paid 38,500 euros to set it up, half of which came from Brussels."),
        ("Eine Woche Leihe kostet zwischen einem und sechs Euro.", "A week’s loan costs between one and six euros."),
        ("Kaputt geht erstaunlich wenig.", None),
    ]),
    (Kind.ITEM, 0, "-", [("Werkzeug: zwei Euro, Verbrauchsmaterial bringt jeder selbst mit", "Tools: two euros, everyone brings their own consumables")]),
    (Kind.ITEM, 1, "-", [("Akkus werden geladen ausgegeben", "Batteries are handed out charged")]),
    (Kind.ITEM, 0, "-", [("Nähmaschinen: drei Euro", "Sewing machines: three euros")]),
    (Kind.HEADING, 2, "", [("Wer nicht lacht", "Who is not laughing")]),
    (Kind.QUOTE, 0, "", [
        ("Ich verkaufe seit 1988 Werkzeug in dieser Straße.", "I have been selling tools in this street since 1988."),
        ("Gegen einen Euro komme ich nicht an.", "I can’t compete with one euro."),
    ]),
    (Kind.PARAGRAPH, 0, "", [
        ("So klagt Eisenwarenhändler Götz Brömmelkamp, dessen Umsatz nach eigenen Angaben um acht Prozent gesunken ist.", "So complains Götz Brömmelkamp, an ironmonger, whose turnover has by his own account fallen by eight per cent."),
        ("Köstermann hält dagegen, dass viele Kunden erst leihen und dann kaufen.", "Köstermann counters that many customers first borrow and then buy."),
        ("Im Januar berät der Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsausschuss.", "In January, the Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft committee will meet."),
    ]),
    (Kind.CODE, 0, "", [("GET /dinge?frei=ja&ort=\"Wesselbrück\"\n    --> [{\"name\": \"Stichsäge\", \"preis\": 2.00}]", None)]),
    (Kind.REFERENCE, 0, "", [("Katalog der Dinge: https://www.example.org/wesselbrueck/dinge?sortierung=name&richtung=aufsteigend", None)]),
]  # fmt: skip

VERBATIM = (Kind.CODE, Kind.REFERENCE)


def _paragraph(kind: Kind | str, level: int, marker: str, pairs: list[tuple[str, str | None]]) -> Paragraph:  # fmt: skip
    sentences = tuple(Sentence(source=s, text=t or s, ok=t is not None) for s, t in pairs)
    return Paragraph(
        kind=kind,
        source=" ".join(sentence.source for sentence in sentences),
        text=" ".join(sentence.text for sentence in sentences),
        level=level,
        marker=marker,
        sentences=() if kind in VERBATIM else sentences,
    )


def translation() -> Translation:
    paragraphs = (_paragraph("title", 0, "", [TITLE]), *(_paragraph(*block) for block in BLOCKS))
    return Translation(
        lang="en",
        text="\n\n".join(paragraph.text for paragraph in paragraphs),
        paragraphs=paragraphs,
        status=Status.INCOMPLETE,
        model="opus-mt-de-en",
        findings=(
            Finding(kind="number", severity=Severity.WARNING, message="“one … in four”, but the article says “jeder fünfte”, one in five", text="one household in four", sentence=5),
            Finding(kind="untranslated", severity=Severity.NOTE, message="this sentence is still in German", text="", sentence=9),
            Finding(kind="length", severity=Severity.NOTE, message="the translation is shorter than usual for its article", text="", sentence=None),
        ),
    )  # fmt: skip


def summaries() -> tuple[Summary, ...]:
    german = (BLOCKS[0][3][0][0], BLOCKS[1][3][2][0], "Dem Handel fehlen acht Prozent.")
    english = (BLOCKS[0][3][0][1], "Today one household in four borrows there.", "Shops are missing eight per cent.")  # fmt: skip
    sources = ((0,), (4,), (11,))

    def summary(lang: str, length: Length, sentences: tuple[str | None, ...], **more: Any) -> Summary:  # fmt: skip
        texts = [sentence for sentence in sentences if sentence]
        return Summary(
            lang=lang, length=length, text=" ".join(texts), model="extractive",
            words=sum(len(text.split()) for text in texts),
            **({"status": Status.OK} | more),
        )  # fmt: skip

    def support(sentences: tuple[str | None, ...], *last: int) -> tuple[Support, ...]:
        return tuple(
            Support(sentence=sentence or "", sources=source, score=score)
            for sentence, source, score in zip(
                sentences, (*sources[:2], last), (1.0, 0.86, 0.61 if last else 0.0), strict=False
            )
        )

    wrong = Finding(kind="number", severity=Severity.WARNING, message="“four” is not in the article’s sentence", text="four", sentence=1)  # fmt: skip
    german_long = tuple(pair[0] for _, _, _, pairs in (BLOCKS[0], BLOCKS[1], BLOCKS[3]) for pair in pairs)  # fmt: skip
    english_long = tuple(pair[1] for _, _, _, pairs in (BLOCKS[0], BLOCKS[1], BLOCKS[3]) for pair in pairs)  # fmt: skip
    return (
        summary("de", Length.HEADLINE, (TITLE[0],)),
        summary("de", Length.SHORT, german, support=support(german, 11, 12)),
        summary("de", Length.MEDIUM, german_long, status=Status.OVER_BUDGET),
        summary("en", Length.HEADLINE, (TITLE[1],)),
        summary("en", Length.SHORT, english, support=support(english), findings=(wrong,)),
        summary("en", Length.MEDIUM, english_long, status=Status.INCOMPLETE),
    )


def result(**changes: Any) -> Result:
    """The article with all its parts; `changes` replace some of them."""
    blocks = tuple(
        Block(
            kind,
            " ".join(source for source, _ in pairs),
            () if kind in VERBATIM else tuple(source for source, _ in pairs),
            level,
            marker,
        )
        for kind, level, marker, pairs in BLOCKS
    )
    fields: dict[str, Any] = {
        "id": "dinge.md",
        "source": "artikel/dinge.md",
        "title": TITLE[0],
        "language": Language(code="de", confidence=0.99),
        "words": 142,
        "article": blocks,
        "summaries": summaries(),
        "translations": (translation(),),
        "notes": ("some sentences could not be translated into English and are kept in German",),
        "signature": "summarize:0.1.0|summarizer:extractive|de-en:opus-mt-de-en@0123456789abcdef,ct2",
    }
    return Result(**(fields | changes))


def without_translator() -> Result:
    """The same on a machine that has no translator."""
    hint = "summarize models pull tiny (102 MB, Apache-2.0)"
    missing = Translation(lang="en", text=None, paragraphs=(), status=Status.MISSING_MODEL, model=None, hint=hint)  # fmt: skip
    short = tuple(
        s if s.lang == "de" else Summary(lang="en", length=s.length, text=None, words=0, status=Status.MISSING_MODEL, model=None, hint=hint)  # fmt: skip
        for s in summaries()
    )
    return result(summaries=short, translations=(missing,), notes=())
