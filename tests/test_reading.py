"""Text, Markdown and HTML -> title and blocks: what each block is, and that nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.document import (
    has_words,
    html,
    markdown,
    plain,
    read,
    split_sentences,
    structure,
    table,
)
from summarize.document.model import VERBATIM, Block, Kind, count_words
from summarize.errors import InputError
from summarize.formats import Format, by_text
from summarize.source import Source

NEWS = """\
Stadtwerke heizen mit dem Fluss

Ab Herbst 2026 kommt die Wärme aus der Ilm. Das spart Gas, kostet aber 12,4 Mio. Euro.

Brunnstadt – Der Stadtrat hat am Dienstag mit 21 zu 9 Stimmen beschlossen, eine Wärmepumpe zu bauen.

Kritik aus dem Rat

„Das ist ein Wagnis“, sagte Stadträtin Jüß.

- 3.200 Haushalte
- 14 Kilometer Leitung

Gebaut wird ab März. Der Fluss wird dabei um höchstens 0,3 Grad kälter.

Quellen:
Stadtwerke Brunnstadt, Jahresbericht 2025
https://example.org/jahresbericht
"""

MAIL = """\
From: The Harbour Letter <letter@example.org>
Subject: Three things this week
Date: Fri, 6 Mar 2026 07:00:00 +0000

Good morning,

the council voted on Tuesday to keep the ferry running until the end
of 2027, which nobody had expected. The vote was 12 to 11, taken on the
3rd of March at a quarter to midnight.

1. The ferry
============

* 1,140 passengers a day, which is a third more than in the year
  before
* 4 crews

> "We were ready to give up," said one of the skippers, who has been
> on the line since 1998.

-- 
The Harbour Letter
Unsubscribe: https://example.org/unsubscribe
"""


def parse(text: str, parser: Format = Format.TEXT) -> tuple[str | None, list[Block]]:
    parsers = {
        Format.TEXT: plain.parse,
        Format.MARKDOWN: markdown.parse,
        Format.HTML: html.parse,
    }
    title, blocks = parsers[parser](text)
    return title, structure.mark(blocks, title)


def outline(blocks: list[Block]) -> list[tuple[str, str]]:
    """Kind and first words of every block."""
    return [(block.kind.value, " ".join(block.text.split()[:2])) for block in blocks]


def test_german_news() -> None:
    title, blocks = parse(NEWS)
    assert title == "Stadtwerke heizen mit dem Fluss"
    assert outline(blocks) == [
        ("teaser", "Ab Herbst"),
        ("paragraph", "Brunnstadt –"),
        ("heading", "Kritik aus"),
        ("paragraph", "„Das ist"),
        ("item", "3.200 Haushalte"),
        ("item", "14 Kilometer"),
        ("paragraph", "Gebaut wird"),
        ("reference", "Quellen:"),
        ("reference", "Stadtwerke Brunnstadt,"),
        ("reference", "https://example.org/jahresbericht"),
    ]
    assert [block.marker for block in blocks if block.kind is Kind.ITEM] == ["-", "-"]


def test_hard_wrapped_mail() -> None:
    title, blocks = parse(MAIL)
    assert title == "Three things this week"
    assert outline(blocks) == [
        ("paragraph", "Good morning,"),
        ("paragraph", "the council"),
        ("heading", "1. The"),
        ("item", "1,140 passengers"),
        ("item", "4 crews"),
        ("quote", '"We were'),
        ("reference", "--"),
        ("reference", "The Harbour"),
        ("reference", "Unsubscribe: https://example.org/unsubscribe"),
    ]
    assert blocks[1].text.endswith("taken on the 3rd of March at a quarter to midnight.")
    assert blocks[3].text.endswith("than in the year before")


ANSWERS = """\
Am 31. Januar schrieb Jörg Tann:
> Hallo Katrin,
>
> bringst du die Zahlen vom letzten Quartal mit? Die Chefin will
> sie sehen.
Ja, sie liegen bei.
>> Hast du sie schon im Januar geschickt?
> Nein.
"""


def test_answers_in_a_mail_stand_between_what_they_answer() -> None:
    _, blocks = parse(ANSWERS)
    assert [(block.kind.value, block.text) for block in blocks] == [
        ("paragraph", "Am 31. Januar schrieb Jörg Tann:"),
        ("quote", "Hallo Katrin,"),
        (
            "quote",
            "bringst du die Zahlen vom letzten Quartal mit? Die Chefin will sie sehen.",
        ),
        ("paragraph", "Ja, sie liegen bei."),
        ("quote", "Hast du sie schon im Januar geschickt?"),
        ("quote", "Nein."),
    ]


def test_blank_lines_in_a_quoted_verse() -> None:
    lines = ["Viele Grüße", "", "Jens Tann", "Pressestelle der Stadt Mehrow", "Markt 1, Mehrow"]
    _, blocks = parse("Er schrieb:\n" + "\n".join(f"> {line}" for line in lines))
    assert [block.text for block in blocks[1:]] == [line for line in lines if line]


@pytest.mark.parametrize(
    ("wrapped", "joined"),
    [
        # German divides words with a hyphen; the halves belong together.
        ("Die Wärme der Stadt und der Kreis-\nverwaltung kommt, und die", "Kreisverwaltung"),
        # A hyphen that stands for a missing word stays, with its space.
        ("Die Vor-\nund Nachteile der Sache und das Ende", "Vor- und Nachteile"),
        # English breaks lines at hyphens that belong to the word …
        ("the plan of a well-\nknown architect and the town", "well-known"),
        # … unless the word is written without one elsewhere.
        ("the govern-\nment and the plan of the government", "the government and"),
        ("in den 20-\njährigen und der die das", "20-jährigen"),
    ],
)
def test_words_divided_at_line_ends(wrapped: str, joined: str) -> None:
    assert joined in plain.Dehyphenator(wrapped).join(wrapped.split("\n"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ein Titel\n\nEin Satz.", "Ein Titel"),
        ("Ein Titel\n=========\n\nEin Satz.", "Ein Titel"),
        ("Wer zahlt?\n\nEin Satz.", "Wer zahlt?"),
        ("Ein Titel\nEin längerer Absatz folgt hier ohne Leerzeile dazwischen.", "Ein Titel"),
        ("Ein ganzer Satz steht hier.\n\nUnd noch einer.", None),
        ("Nur eine Zeile ohne Punkt", None),
        ("- Punkt eins\n- Punkt zwei", None),
        ("https://example.org/a\n\nEin Satz.", None),
        (
            "[12:03] Anna: Wer zahlt?\n[12:04] Bernd: Ja.\n[12:05] Anna: Die Stadt zahlt das alles.",
            None,
        ),
        ("Reporter: Wer zahlt?\n\nFrau Meier: Die Stadt.\n\nReporter: Alles?", None),
        (
            "Neue Brücke: Wer zahlt?\n\nBerlin zahlt: So steht es im Vertrag.",
            "Neue Brücke: Wer zahlt?",
        ),
        ("Foto: dpa\n\nVon Karin Müller\n\nEin Titel\n\nEin Satz.", "Ein Titel"),
        ("Startseite > Lokales\n\nEin Satz steht hier.\n\nUnd noch einer.", None),
    ],
)
def test_titles_of_plain_text(text: str, title: str | None) -> None:
    assert parse(text)[0] == title


def test_lines_of_an_unwrapped_text_are_paragraphs() -> None:
    long = (
        "Dieser Absatz ist auf einer einzigen Zeile geschrieben und länger, als jemand umbricht. "
        * 2
    )
    _, blocks = parse(f"Titel\n{long}\n{long}")
    assert [block.text for block in blocks] == [long.strip()] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Zubereitung:\n1. Die Linsen einweichen.\n2. Die Birnen schälen.",
            [("", "Zubereitung:"), ("1.", "Die Linsen einweichen."), ("2.", "Die Birnen schälen.")],
        ),
        (
            "Ganz einfach.\n\nSo geht es\n1) Tür öffnen\n2) Eintreten\n3) Licht anschalten",
            [("", "Ganz einfach."), ("", "So geht es"), ("1)", "Tür öffnen"), ("2)", "Eintreten"),
             ("3)", "Licht anschalten")],
        ),
        # Dates at the start of a line.
        (
            "Der Vertrag mit dem alten Betreiber des Bades läuft noch vom\n1. Mai dieses Jahres an "
            "bis zu seinem Ende, das ist dann der\n2. Juni des folgenden Jahres.",
            [("", "Der Vertrag mit dem alten Betreiber des Bades läuft noch vom 1. Mai dieses "
              "Jahres an bis zu seinem Ende, das ist dann der 2. Juni des folgenden Jahres.")],
        ),
        ("Termin:\n1. Oktober", [("", "Termin:"), ("", "1. Oktober")]),
    ],
)  # fmt: skip
def test_a_numbered_list_below_its_introduction(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(block.marker, block.text) for block in parse(text)[1]] == expected


NARROW = """\
Die Stadt hat am Montag
beschlossen, dass das neue Bad
nicht gebaut wird, weil das Geld
fehlt. Die Kosten waren auf 12
Millionen Euro gestiegen. Der
Rat will im Herbst noch einmal
darüber beraten."""
VERSE = """\
Die Lampen liegen gelb im Fluss,
Ein Kahn zieht leise Richtung Meer,
Und jemand winkt ihm einen Gruß:
Der Steg am Ufer bleibt nun leer."""


def test_a_narrow_column_is_one_paragraph_and_a_poem_is_none() -> None:
    _, (column,) = parse(NARROW)
    assert column.text == NARROW.replace("\n", " ")
    assert [block.text for block in parse(VERSE)[1]] == VERSE.split("\n")


COLUMNS = """\
Partei          Stimmen   Prozent
Bürgerliste       4.211      34,2
Freie Wähler      3.678      29,9
"""


def test_a_table_of_plain_text() -> None:
    _, blocks = parse(f"Die Wahl war am Sonntag.\n\nSo ging sie aus:\n{COLUMNS}Quelle: Stadt\n")
    assert [block.kind for block in blocks[:3]] == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.TABLE]
    assert blocks[2].rows == (
        ("Partei", "Stimmen", "Prozent"),
        ("Bürgerliste", "4.211", "34,2"),
        ("Freie Wähler", "3.678", "29,9"),
    )
    assert blocks[2].level == 1
    with_tabs = parse("Name\tAlter\nAnna\t34\nEin Mann mit einem langen Namen\t41")[1]
    assert [block.rows[-1] for block in with_tabs] == [("Ein Mann mit einem langen Namen", "41")]
    quoted = parse("> Wert:     12\n> Ort:      Bonn")[1]
    assert [block.rows for block in quoted] == [(("Wert:", "12"), ("Ort:", "Bonn"))]


@pytest.mark.parametrize(
    "text",
    [
        # Justified by a typewriter.
        "Dieser   Absatz ist  im  Blocksatz   gesetzt, und   daher   hat er\n"
        "große Lücken zwischen   den Wörtern, die  keine    Spalten sind, weil\n"
        "sie   nur der  Zeile ihre   Breite geben, die sie  einmal haben soll.",
        # Two columns of prose.
        "Hier steht ein langer Absatz der linken     Und hier steht der der rechten\n"
        "Spalte, der nichts mit dem zu tun hat,      Spalte, der auch nicht kürzer\n"
        "was daneben auf der Seite steht.            als der linke Absatz ist.",
        # Wide gaps below list markers.
        "-    Punkt eins der Liste\n-    Punkt zwei der Liste",
        "1.   Punkt eins der Liste\n2.   Punkt zwei der Liste",
    ],
)
def test_gaps_that_make_no_table(text: str) -> None:
    assert Kind.TABLE not in [block.kind for block in parse(text)[1]]


MARKDOWN = """\
---
title: From the front matter
---

# The *real* title

See [the docs](https://example.org/docs) and `pip install`.[^1]

![a picture](a.png)

1. first
   - inner one
   - inner two
2. second

   its second paragraph

> quoted
> words

```python
print("# no heading")
```

| a | b |
|---|---|
| 1 | 2 |

## Sources

- https://example.org/a
- Handbook, p. 12

[^1]: A note.
"""


def test_markdown() -> None:
    title, blocks = parse(MARKDOWN, Format.MARKDOWN)
    assert title == "The real title"
    assert [(b.kind.value, b.level, b.marker, b.text) for b in blocks] == [
        ("paragraph", 0, "", "See the docs and pip install."),
        ("item", 0, "1.", "first"),
        ("item", 1, "-", "inner one"),
        ("item", 1, "-", "inner two"),
        ("item", 0, "2.", "second"),
        ("item", 0, "", "its second paragraph"),
        ("quote", 0, "", "quoted words"),
        ("code", 0, "", 'print("# no heading")'),
        ("table", 1, "", "a | b\n1 | 2"),
        ("reference", 2, "", "Sources"),
        ("reference", 0, "-", "https://example.org/a"),
        ("reference", 0, "-", "Handbook, p. 12"),
        ("footnote", 0, "[1]", "A note."),
    ]


def test_definitions_containers_and_highlights_of_markdown() -> None:
    text = "Wort\n: Eine Definition.\n\n:::note\n- Acht ==geben==.\n:::\n\nOb a == b == c gilt."
    assert [(block.kind, block.text) for block in markdown.parse(text)[1]] == [
        (Kind.PARAGRAPH, "Wort"),
        (Kind.PARAGRAPH, "Eine Definition."),
        (Kind.ITEM, "Acht geben."),
        (Kind.PARAGRAPH, "Ob a == b == c gilt."),
    ]


def test_footnotes_stand_at_the_end_of_markdown_and_are_no_sources() -> None:
    text = (
        "Ein Satz.[^a]\n\n[^a]: Eine Note.\n\n    Ihr Ende.\n\n[^b]: <https://a.de/b>\n\n"
        "Noch ein Satz.\n\n## Links\n\nHandbuch, S. 3\n"
    )
    _, blocks = parse(text, Format.MARKDOWN)
    assert [(b.kind.value, b.marker, b.text) for b in blocks] == [
        ("paragraph", "", "Ein Satz."),
        ("paragraph", "", "Noch ein Satz."),
        ("reference", "", "Links"),
        ("reference", "", "Handbuch, S. 3"),
        ("footnote", "[a]", "Eine Note."),
        ("footnote", "", "Ihr Ende."),
        ("reference", "[b]", "https://a.de/b"),
    ]


def test_what_is_no_text_of_an_article_in_markdown() -> None:
    text = (
        "---\n\nKein Kopf.\n\n---\n\n- [ ] offen\n- [x] fertig\n\n<script>\nlet wort;\n</script>\n\n"
        "<p>Haus &amp; Hof</p>\n"
    )
    _, blocks = parse(text, Format.MARKDOWN)
    assert [(b.marker, b.text) for b in blocks] == [
        ("", "Kein Kopf."), ("☐", "offen"), ("☑", "fertig"), ("", "Haus & Hof"),
    ]  # fmt: skip


CELLS = st.lists(st.lists(st.sampled_from(["", "12", "12.", "Haus", "Ja. 12.", "Haus. Haus."]),
                          max_size=3), max_size=4)  # fmt: skip


@given(CELLS)
def test_the_sentences_of_a_table_are_those_of_its_cells(cells: list[list[str]]) -> None:
    made = table.block(cells, headings=1)
    assert {len(row) for row in made.rows} <= {len(made.rows[0]) if made.rows else 0}
    flat = [cell for row in made.rows for cell in row]
    assert [c for c in flat if c] == [c for row in cells for c in row if c]
    split = [split_sentences(cell, "de") if has_words(cell) else [] for cell in flat]
    sentences = [sentence for found in split for sentence in found]
    shares = [sentences[r.start : r.stop] for r in table.shared_out(flat, sentences)]
    assert shares == split


def test_deeply_nested_markdown_is_read_whole() -> None:
    """A list of lists of lists, and a mail that was answered to and fro."""
    items = [f"{'  ' * depth}- Punkt {depth}" for depth in range(40)]
    answers = [f"{'>' * depth} Antwort {depth}" for depth in range(1, 41)]
    blocks = parse("\n".join([*items, "", "Mail:", "", *answers]), Format.MARKDOWN)[1]
    expected = [*range(40), "Mail:", *range(1, 41)]
    assert [block.text.split()[-1] for block in blocks] == list(map(str, expected))


def test_front_matter_title_where_there_is_no_heading() -> None:
    assert parse('---\ntitle: "Vorne"\n---\nText hier.', Format.MARKDOWN)[0] == "Vorne"


PAGE = """\
<!doctype html><html lang="de"><head><meta charset="iso-8859-1">
<title>Wärme aus dem Fluss | Brunnstädter Bote</title><style>p { color: red }</style></head><body>
<nav><a href="/">Start</a> <a href="/sport">Sport</a></nav>
<div class="cookie-banner">Wir verwenden Cookies. <button>Akzeptieren</button></div>
<article><h1>Wärme aus dem&nbsp;Fluss</h1>
<p class="teaser">Ab Herbst heizt die Stadt mit der Ilm. Das hat sie am Dienstag beschlossen.</p>
<p>Der Stadtrat hat nach vier Stunden Debatte f&uuml;r die W&auml;rme&shy;pumpe gestimmt. Die
Anlage soll 12,4 Millionen Euro kosten und 3.200 Haushalte versorgen, sagte die Leiterin.</p>
<h2>Was es kostet</h2>
<p>F&uuml;r Mieter steigt der Preis nach Angaben der Stadtwerke zun&auml;chst nicht.<br>Danach
gilt eine Formel, die sich nach dem Strompreis an der B&ouml;rse richtet.</p>
<ul><li>Bau ab März<ul><li>zuerst die Leitung</li></ul></li><li>Betrieb ab Oktober</li></ul>
<blockquote><p>„Wir rechnen seit drei Jahren daran“, sagte sie.</p></blockquote>
<p>Der Fluss wird nach Angaben der Gutachter um höchstens 0,3 Grad kälter, was den Fischen
nicht schadet. Das Landesamt will die Temperatur dennoch jede Woche messen lassen.</p>
</article>
<section id="comments"><h3>Kommentare</h3><p>Peter schreibt: Alles viel zu teuer, finde ich!</p></section>
<footer>Impressum Datenschutz</footer></body></html>
"""


def test_html_gives_the_article_only() -> None:
    title, blocks = parse(PAGE, Format.HTML)
    assert title == "Wärme aus dem Fluss"
    assert [(b.kind.value, b.level) for b in blocks] == [
        ("teaser", 0),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("item", 0),
        ("item", 1),
        ("item", 0),
        ("quote", 0),
        ("paragraph", 0),
    ]
    text = " ".join(block.text for block in blocks)
    assert "für die Wärmepumpe gestimmt" in text
    assert "zunächst nicht. Danach gilt" in text
    for noise in ("Cookies", "Sport", "Kommentare", "zu teuer", "Impressum", "color"):
        assert noise not in text


def test_words_in_elements_of_their_own_stay_in_their_sentences() -> None:
    page = page_of(
        "<p>Der Bus fährt am <time>3. Mai</time> um <label>10</label> Uhr; er kostet <s>4</s> "
        "<ins>5</ins> Euro, braucht 10<sup>6</sup> Watt und CO<sub>2</sub>, wie der 1<sup>er</sup>."
        "</p>"
    )
    assert (
        "Der Bus fährt am 3. Mai um 10 Uhr; er kostet 5 Euro, braucht 10⁶ Watt und CO₂, wie der 1er."
    ) in [block.text for block in parse(page, Format.HTML)[1]]


def test_what_a_page_hides_is_not_read() -> None:
    page = page_of(
        "<p hidden>eins</p><p>Ja <b style='color: red; display : none'>zwei</b>und nein.</p>"
        "<template><p>drei</p></template><dialog><p>vier</p></dialog>"
        "<p style='VISIBILITY:hidden'>fünf</p><dialog open><p>Offen.</p></dialog>"
        "<p hidden='until-found' style='color:red'>Zu finden.</p><p style='display:block'>Sichtbar.</p>"
        "<p style='-webkit-backface-visibility: hidden; backface-visibility:hidden'>Flach.</p>"
    )
    text = " ".join(block.text for block in parse(page, Format.HTML)[1])
    assert "Ja und nein." in text
    assert "Zu finden." in text
    assert "Sichtbar." in text
    assert "Flach." in text
    assert not re.search("eins|zwei|drei|vier|fünf", text)


@pytest.mark.parametrize("tag", ["body", "article", "div"])
def test_an_article_that_a_script_is_to_show_is_read(tag: str) -> None:
    page = page_of().replace(f"<{tag}>", f"<{tag} style='display:none'>")
    if tag == "div":
        page = page_of().replace("<article>", "<div hidden><article>")
    assert LONG in [block.text for block in parse(page, Format.HTML)[1]]


@pytest.mark.parametrize("hiding", ["style='display:none'", "style='visibility: hidden'", "hidden"])
@pytest.mark.parametrize("content", ["<p>Eins. {0}</p><p>{0} Zwei.</p>", "Eins. {0}<br>{0} Zwei."])
def test_most_of_a_page_is_hidden_only_until_a_script_shows_it(hiding: str, content: str) -> None:
    menu = "<ul>" + "<li><a href='/'>Noch ein langer Punkt der Liste</a></li>" * 40 + "</ul>"
    page = (
        f"<html><body><nav>{menu}</nav><h1>Die Brücke</h1>"
        f"<section {hiding}>{content.format(LONG)}</section><div {hiding}>{menu}</div>"
        f"<div hidden><h1>Kekse</h1><p>Kekse schmecken allen.</p></div><p>{LONG}</p>"
        f"<dialog><p>{'Alle Kekse sind gut. ' * 200}</p></dialog></body></html>"
    )
    text = " ".join(block.text for block in parse(page, Format.HTML)[1])
    assert f"Eins. {LONG}" in text
    assert f"{LONG} Zwei." in text
    assert "Kekse" not in text


@pytest.mark.parametrize(
    ("quotation", "read"),
    [
        ("<blockquote><p>Ist sicher.</p><footer>— Jan Holl</footer></blockquote>", "Jan Holl: „Ist sicher.“"),
        ("<blockquote><p>Ja.</p><cite>Anna Krug, Statikerin</cite></blockquote>", "Anna Krug, Statikerin: „Ja.“"),
        ("<blockquote>Wir <b>sind</b> da.<br>– <cite>Ida</cite></blockquote>", "Ida: „Wir sind da.“"),
        ("<blockquote><p>Eins.</p><p>Zwei.</p><p>— <cite>Ida</cite>, Rätin</p></blockquote>", "Ida, Rätin: „Eins.“|„Zwei.“"),
        ("<figure><blockquote><p>»Nein.«</p></blockquote><figcaption>Karl</figcaption></figure>", "Karl: »Nein.«"),
        ("<blockquote lang='en'><p>No.</p><footer>Ann in <cite>X</cite></footer></blockquote>", "Ann in X: “No.”"),
        ("<blockquote lang='fr'><p>Non.</p><cite>Zoé</cite></blockquote>", 'Zoé: "Non."'),
        ("<blockquote><p>Ich las <cite>Faust</cite></p></blockquote>", "Ich las Faust"),
        ("<blockquote>Ein Gedicht<br>von der Brücke<cite><a href='/'>Quelle</a></cite></blockquote>", "Ein Gedicht von der Brücke Quelle"),
        ("<blockquote>Die <b>Brücke</b><cite>Quelle</cite></blockquote>", "Die Brücke Quelle"),
        ("<blockquote><p>Ich las „<cite>Faust</cite>“</p></blockquote>", "Ich las „Faust“"),
        ("<blockquote>Eins.<br>Zwei.</blockquote>", "Eins. Zwei."),
        ("<blockquote><p>Eins.</p>— Ida</blockquote>", "Eins.|— Ida"),
        (f"<blockquote><p>Eins.</p><footer>{'Sie ' * 20}.</footer></blockquote>", f"Eins.|{'Sie ' * 20}."),
    ],
)  # fmt: skip
def test_who_is_quoted_is_named(quotation: str, read: str) -> None:
    page = page_of(quotation, "", "").replace("<html>", "<html lang='de-AT'>")
    blocks = parse(page, Format.HTML)[1]
    assert "|".join(b.text for b in blocks if b.kind is Kind.QUOTE) == read


def test_quotations_in_a_sentence_have_their_marks() -> None:
    page = page_of("<p><q>Das ist <q>schön</q></q>, sagte er. <q>„Ja!“</q></p>")
    for lang, marked in (("de", "„Das ist ‚schön‘“"), ("en-GB", "“Das ist ‘schön’”")):
        blocks = parse(page.replace("<html>", f"<html lang='{lang}'>"), Format.HTML)[1]
        assert f"{marked}, sagte er. „Ja!“" in [block.text for block in blocks]


def test_figures_of_text_are_read() -> None:
    page = page_of(
        "<figure><table><tr><th>Jahr</th></tr><tr><td>2025</td></tr></table>"
        "<figcaption>Fahrten im Jahr</figcaption></figure><figure><pre>a = 1</pre></figure>"
        "<figure><img src='b.png'><figcaption>Ein Bild.</figcaption></figure>",
        "", "",
    )  # fmt: skip
    blocks = [block for block in parse(page, Format.HTML)[1] if block.text != LONG]
    assert [(block.kind, block.text) for block in blocks] == [
        (Kind.TABLE, "Jahr\n2025"), (Kind.PARAGRAPH, "Fahrten im Jahr"), (Kind.CODE, "a = 1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "markers"),
    [
        ("", "1. 2. 9. 10."),
        ("start=3 type=a", "c. d. i. j."),
        ("type=A start=26", "Z. AA. I. J."),
        ("type=i", "i. ii. ix. x."),
        ("reversed", "4. 3. 9. 8."),
        ("start=x type=x", "1. 2. 9. 10."),
        ("start=-1 type=I", "-1. 0. IX. X."),
    ],
)
def test_items_have_the_numbers_that_a_browser_gives_them(attributes: str, markers: str) -> None:
    items = (
        "<li>Eins.</li><li>Zwei.<ul><li>Innen.</li></ul></li><li value=9>Drei.</li><li>Vier.</li>"
    )
    blocks = parse(page_of(f"<ol {attributes}>{items}</ol>"), Format.HTML)[1]
    found = [block.marker for block in blocks if block.kind is Kind.ITEM]
    assert found == [*markers.split()[:2], "-", *markers.split()[2:]]


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        (
            "<h1>Der Bote, Zeitung am Fluss</h1><h2>Wer zahlt die Brücke?</h2>",
            "Wer zahlt die Brücke?",
        ),
        ("<h1>Wer zahlt nun die Brücke?</h1><h2>Der Bote</h2>", "Wer zahlt nun die Brücke?"),
    ],
)
def test_a_page_has_the_title_of_its_article(headings: str, title: str) -> None:
    page = page_of().replace("<h1>T</h1>", headings)
    page = page.replace(
        "<body>", "<head><title>Wer zahlt die Brücke? | Der Bote</title></head><body>"
    )
    assert parse(page, Format.HTML)[0] == title


LONG = "Das ist ein Absatz, der so lang ist, dass niemand ihn für eine Überschrift hält."


def page_of(*parts: str) -> str:
    body = f"<p>{LONG}</p>".join(parts)
    return (
        f"<html><body><article><h1>T</h1><p>{LONG}</p>{body}<p>{LONG}</p></article></body></html>"
    )


def test_html_keeps_tables_code_and_no_numbers_of_footnotes() -> None:
    page = page_of(
        "<table><tr><th>Jahr</th><th>Ort</th></tr><tr><td>2025</td><td><p>Ulm,</p><p>Neu</p></td>"
        "</tr></table>",
        "<table><tr><th rowspan=2>Jahr</th><th colspan=2>Fahrten</th></tr><tr><th>hin</th>"
        "<th>her</th></tr><tr><td rowspan=9>2025</td><td>1</td><td>2</td></tr><tr><td>3</td>"
        "<td>4</td></tr></table>",
        "<pre>a = 1\n  b = 2</pre>",
        '<p>Nimm <code>pip x</code> für den <a href="/r">Rat</a>.<sup><a href="#f">1</a></sup> Ja.</p>',
        f"<table><tr><td>Links {LONG} {LONG}</td><td>Rand</td></tr></table>",
    )
    _, blocks = html.parse(page)
    found = [block for block in blocks if block.text != LONG]
    assert [(b.kind.value, b.level, b.text, b.code) for b in found] == [
        ("table", 1, "Jahr | Ort\n2025 | Ulm, Neu", ()),
        (
            "table",
            1,
            "Jahr | Fahrten |\n     | hin     | her\n2025 | 1       | 2\n     | 3       | 4",
            (),
        ),
        ("code", 0, "a = 1\n  b = 2", ()),
        ("paragraph", 0, "Nimm pip x für den Rat. Ja.", ("pip x",)),
        ("paragraph", 0, f"Links {LONG} {LONG}", ()),
        ("paragraph", 0, "Rand", ()),
    ]


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><nav>a</nav></body></html>"])
def test_html_without_an_article(page: str) -> None:
    with pytest.raises(InputError, match="no article"):
        html.parse(page)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a", True),
        ("Mehr: https://example.org/a", True),
        ("Quelle: dpa", True),
        ("Source: Office for Statistics", True),
        ("kontakt@example.org", True),
        ("Wer mehr wissen will, findet unter https://example.org/a eine lange Liste mit Terminen und Orten.", False),
        ("Die Quelle: ein Bach im Wald, der seit Jahren trocken liegt und nun wieder Wasser führt.", False),
        ("Ein gewöhnlicher Satz.", False),
    ],
)  # fmt: skip
def test_references(text: str, expected: bool) -> None:
    assert structure.is_reference(text) is expected


def test_footnotes_of_plain_text() -> None:
    text = "Der Rat stimmte zu.[1] Die Stadt zahlt² alles.\n\n[9] Kein Verweis."
    document = read(source(f"{text}\n\n[1] Drucksache 18.\n² Mit Kies.".encode()), ("de",), "de")
    assert [(block.kind.value, block.marker, block.text) for block in document.blocks[1:]] == [
        ("paragraph", "", "[9] Kein Verweis."),
        ("footnote", "[1]", "Drucksache 18."),
        ("footnote", "²", "Mit Kies."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ANZEIGE", True),
        ("Foto: Hans Meier / dpa", True),
        ("© 2024 Der Bote", True),
        ("Lesezeit: 4 Minuten", True),
        ("3 min read", True),
        ("Stand: 12.03.2024 10:30 Uhr | Lesezeit: 3 Min.", True),
        ("Von unserem Redakteur Max Meier", True),
        ("By John Q. Smith Jr. and Mary-Ann O'Neil | Updated 3 hours ago", True),
        ("Pressemitteilung Nr. 45/2024", True),
        ("FOR IMMEDIATE RELEASE", True),
        ("FOR IMMEDIATE RELEASE – 4 March 2024", True),
        ("For immediate release: 300 prisoners of war", False),
        ("Sperrfrist: 12. Mai 2025, 10 Uhr", True),
        ("Embargo: 12. Mai, 10 Uhr", True),
        ("EMBARGO: bis Montag, 9 Uhr", True),
        ("Embargo: Friday", True),
        ("Embargoed until 9 am, 4 March", True),
        ("Embargoed until: March 4, 9 am", True),
        ("Embargo gegen Carrow verlängert", False),
        ("Embargo: EU stoppt Einfuhr von Öl aus Ruritanien", False),
        ("Embargo: Bundestag streitet über Öl", False),
        ("Embargo: Cuba waits for Washington", False),
        ("EMBARGO: How sanctions hit home", False),
        ("Embargo until spring? Fishermen fear for cod", False),
        ("Von Oliver Brandt, Falkenburg", True),
        ("By Josephine Hart in Klingenberg", True),
        ("Ein Kommentar von Ulrike Wendland", True),
        ("Die Fragen stellte Martin Obermeier.", True),
        ("Von Anna Krug in Kiel fehlt jede Spur", False),
        ("Startseite > Lokales > Thale", True),
        ("Read more: The bridge that nobody wanted", True),
        ("Sign up for our newsletter", True),
        ("Anzeige gegen den Bürgermeister", False),
        ("Foto: Ein Bild sagt mehr als tausend Worte.", False),
        ("Published in 1999, the novel sold a million copies.", False),
        ("Von Thale nach Quedlinburg", False),
        ("By the river", False),
        ("Stand der Dinge", False),
    ],
)
def test_what_stands_around_an_article(text: str, expected: bool) -> None:
    assert structure.is_furniture(text) is expected


def test_an_article_goes_on_after_a_heading_below_the_sources() -> None:
    _, blocks = parse(
        "# T\n\nText.\n\n## Quellen\n\nEin Buch\n\n## Danach\n\nMehr Text.", Format.MARKDOWN
    )
    assert [block.kind.value for block in blocks] == [
        "paragraph", "reference", "reference", "heading", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die U-Bahn kostet 3.200 Euro.", 5),
        ("It’s 3.5 % – don't ask!", 4),
        ("E-Mail an max@example.org", 4),
        ("", 0),
    ],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


WORD = st.text(alphabet="abcdäöüßABC", min_size=1, max_size=9)
LINE = st.lists(WORD, min_size=1, max_size=14).map(" ".join)
PLAIN = st.lists(st.one_of(LINE, LINE.map("- {}".format), st.just("")), min_size=1, max_size=30)


@pytest.mark.timeout(20)
def test_an_endless_word_takes_linear_time() -> None:
    text = "a" * 1_000_000
    assert plain.parse(text)[1][0].text == text


@given(PLAIN)
def test_no_word_of_a_plain_text_is_lost_or_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    title, blocks = plain.parse(text)
    kept = " ".join([title or "", *(block.text for block in blocks)]).split()
    assert kept == text.replace("- ", " ").split()


def source(content: str | bytes, format: Format | None = None) -> Source:
    return Source("id", "name", lambda: content, format, language="de")


def test_read_splits_sentences_and_keeps_references_whole() -> None:
    document = read(source(NEWS), ("de", "en"))
    teaser, *_, link = document.blocks
    assert teaser.sentences == (
        "Ab Herbst 2026 kommt die Wärme aus der Ilm. ",
        "Das spart Gas, kostet aber 12,4 Mio. Euro.",
    )
    assert link.sentences == ()
    assert document.words == sum(count_words(b.text) for b in document.prose())
    assert "Quellen" not in " ".join(b.text for b in document.prose())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (PAGE, "Wärme aus dem Fluss"),
        (f"<!-- saved\nfrom the web --><?xml version='1.0'?>{PAGE}", "Wärme aus dem Fluss"),
        (MARKDOWN, "The real title"),
        ("# Titel\n\nText.", "Titel"),
        (f"<h1>Titel</h1><p>{LONG}</p><p>{LONG}</p>", "Titel"),
        (f"<p>Oben</p>\n\n{NEWS}", "<p>Oben</p>"),
        (NEWS, "Stadtwerke heizen mit dem Fluss"),
    ],
)
def test_the_format_of_an_unnamed_text_is_found_out(text: str, title: str) -> None:
    assert read(source(text.encode()), ("de", "en")).title == title


@pytest.mark.timeout(20)
def test_a_text_that_opens_with_comments_takes_linear_time() -> None:
    assert by_text("<!-- a -->" * 10_000 + "text") is Format.TEXT


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "```\ncode\n```", "https://example.org"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(InputError):
        read(source(text, Format.MARKDOWN), ("de", "en"))


MARKUP = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["# ", "\n\n", "- ", "1. ", "> ", "```\n", "| a | b |\n|---|---|\n", "[x](y)", "<p>", "</p>",
             "<article>", "<h1>T</h1>", "<ul><li>", "<!--", "&auml;", "[^1]", "[^1]: n\n", "---\n",
             "title: x\n", "Quellen:\n", "https://example.org/a ", "Der Rat tagt. ", "\t", "\r\n", "===\n"]
        ),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(MARKUP, st.sampled_from([*Format, None]))
def test_any_text_is_a_document_or_an_input_error(text: str, format: Format | None) -> None:
    try:
        document = read(source(text, format), ("de", "en"))
    except InputError:
        return
    assert document.title or document.blocks
    for block in document.blocks:
        assert block.text.strip()
        cells = [cell for row in block.rows for cell in row if has_words(cell)]
        whole = "".join(cells) if block.kind is Kind.TABLE else block.text
        assert block.kind in VERBATIM or "".join(block.sentences) == whole
