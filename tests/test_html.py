"""The page: every text in its place and language, nothing that an article says is obeyed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.render import Format, writer
from summarize.result import (
    Failure,
    Finding,
    Paragraph,
    Result,
    Sentence,
    Severity,
)
from tests.conftest import SAMPLES, Command
from tests.report import (
    PARAGRAPHS,
    PAYLOADS,
    SENTENCES,
    TITLE,
    everywhere,
    page,
    result,
    translation,
    without_translator,
)


def parsed(*results: Result | Failure) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(page(*results).encode(), parser=parser)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def language(element: Any) -> str:
    """The language a browser takes an element's text for."""
    found: str = element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
    return found


# --- texts and their places ----------------------------------------------------------------


def test_the_head_names_title_source_and_facts() -> None:
    root = parsed(result())
    assert text(root.find(".//title")) == TITLE.source
    (title,) = root.iter("h1")
    assert (text(title), language(title)) == (TITLE.source, "de")
    assert text(root.find_class("source")[0]) == "artikel/dinge.md"
    facts = [text(item) for item in root.find_class("facts")[0]]
    assert facts == [
        "German", "142 words", "1 min read", "extractive + opus-mt-de-en", "4 findings to check",
    ]  # fmt: skip


def test_lengths_stand_side_by_side_with_the_articles_own_language_first() -> None:
    root = parsed(result(summaries=tuple(reversed(result().summaries))))
    lengths = root.find_class("length")
    assert [text(length.find("h3")) for length in lengths] == ["Headline", "Short", "Medium"]
    for length in lengths:
        assert [language(prose) for prose in length.find_class("prose")] == ["de", "en"]
    assert [text(label) for label in lengths[2].find_class("label")] == [
        "German 86 words over budget",
        "English 97 words incomplete",
    ]
    made = {summary.text for summary in result().summaries if not summary.findings}
    shown = {text(prose) for prose in root.find_class("prose")}
    assert made <= shown


def test_every_sentence_stands_beside_its_translation() -> None:
    root = parsed(result())
    for number, sentence in enumerate([TITLE, *SENTENCES]):
        original = root.get_element_by_id(f"d1-{number}")
        counterpart = root.get_element_by_id(f"d1-t0-{number}")
        assert (text(original), language(original)) == (sentence.source, "de")
        assert original.get("data-says") == counterpart.get("data-says") == f"d1-{number}"
        assert text(counterpart) == sentence.text
        assert language(counterpart) == ("en" if sentence.ok else "de")
        # Both are in the same row.
        rows = [e.xpath("ancestor::div[@class='row block']") for e in (original, counterpart)]
        assert rows[0] == rows[1] != []


def test_blocks_keep_their_kind() -> None:
    root = parsed(result())
    article = root.find_class("text")[0]
    headings = [(e.tag, text(e)) for e in article.iter("h3", "h4", "h5") if "cell" in e.classes]
    assert headings == [
        ("h3", TITLE.source), ("h3", TITLE.text),
        ("h5", "Was es kostet"), ("h5", "What it costs"),
        ("h5", "Wer nicht lacht"), ("h5", "Who is not laughing"),
    ]  # fmt: skip
    quotes = [text(quote)[:12] for quote in article.iter("blockquote")]
    assert quotes == ["Ich verkaufe", "I have been "]
    items = [(text(item)[:10], item.get("class")) for item in article.find_class("item")]
    assert items[:4] == [
        ("• Werkzeug", "cell item depth-0"),
        ("• Tools: t", "cell item depth-0"),
        ("• Akkus we", "cell item depth-1"),
        ("• Batterie", "cell item depth-1"),
    ]


def test_code_is_shown_once_and_to_the_letter() -> None:
    (code,) = parsed(result()).findall(".//pre/code")
    (block,) = [paragraph.source for paragraph in PARAGRAPHS if paragraph.kind == "code"]
    assert "\n    -->" in block
    assert code.text_content() == block


def test_numbers_of_a_list_are_kept() -> None:
    item = Paragraph(kind="item", source="Eins.", text="One.", level=7, marker="3.")
    made = translation(paragraphs=(item,))
    shown = parsed(result(translations=(made,))).find_class("item")
    assert [(text(p), p.get("class")) for p in shown] == [
        ("3. Eins.", "cell item depth-3"),
        ("3. One.", "cell item depth-3"),
    ]


def test_a_paragraph_is_complete_where_its_sentences_are_not() -> None:
    """What no sentence covers is shown all the same."""
    sentences = (Sentence(source="Eins.", text="One."), Sentence(source="???", text="???"))
    odd = Paragraph(
        kind="paragraph", source="Vor. Eins. Nach.", text="Pre. One. Post.",
        level=0, marker="", sentences=sentences,
    )  # fmt: skip
    made = translation(paragraphs=(odd,), findings=())
    block = parsed(result(translations=(made,))).find_class("block")[0]
    assert [text(p) for p in block] == ["Vor. Eins. Nach.", "Pre. One. Post."]
    assert [text(s) for s in block.find_class("sentence")] == ["Eins.", "One."]


def test_without_a_translator_its_column_says_what_is_missing() -> None:
    root = parsed(without_translator())
    hint = "needs a translator: summarize models pull tiny (102 MB, Apache-2.0)"
    assert [text(p) for p in root.find_class("missing")] == [hint] * 4
    assert not root.find_class("hint")
    rows = root.find_class("block")
    assert all(len(row) == 2 and not text(row[1]) for row in rows)
    shown = [text(sentence) for row in rows for sentence in row[0].find_class("sentence")]
    assert shown == [sentence.source for sentence in SENTENCES]


def test_an_article_without_translation_is_there_to_be_compared() -> None:
    root = parsed(result(translations=()))
    assert text(root.get_element_by_id("d1-article")) == "Article"
    (cell,) = root.find_class("block")[0]
    assert SENTENCES[0].source in text(cell)


def test_a_name_stands_in_for_a_title_in_no_language() -> None:
    (title,) = parsed(result(title=None)).iter("h1")
    assert (text(title), language(title)) == ("dinge.md", "en")


def test_notes_and_signature_are_at_the_end() -> None:
    footer = parsed(result()).find(".//footer")
    assert result().notes[0] in text(footer)
    assert result().signature in text(footer)


# --- findings and support ------------------------------------------------------------------


def test_findings_are_marked_on_their_words_and_listed_below() -> None:
    root = parsed(result())
    marks = [(text(mark), mark.get("class")) for mark in root.iter("mark")]
    assert marks == [
        ("four", "warning"),
        ("one household in four", "warning"),
        ("Kaputt geht erstaunlich wenig.", "note"),
    ]
    listed = root.find_class("findings")
    assert [ol.get("aria-label") for ol in listed] == ["Findings, English"] * 2
    items = [text(item) for item in listed[1]]
    assert items == [
        "1 Probably wrong: “one … in four”, but the article says “jeder fünfte”, one in five"
        " Show the sentence",
        "2 Worth a look: this sentence is still in German Show the sentence",
        "3 Worth a look: the translation is shorter than usual for its article",
    ]


def test_a_finding_and_its_sentence_point_at_each_other() -> None:
    root = parsed(result())
    for number in root.xpath("//a[contains(@class, 'number')]"):
        item = root.get_element_by_id(number.get("href").removeprefix("#"))
        (back,) = item.iter("a")
        sentence = root.get_element_by_id(back.get("href").removeprefix("#"))
        assert sentence.getnext() is number
    assert len(root.xpath("//a[contains(@class, 'number')]")) == 3


def test_two_findings_in_one_sentence_may_overlap() -> None:
    findings = tuple(
        Finding(kind="name", severity=Severity.NOTE, message=words, text=words, sentence=3)
        for words in ("drill runs", "whole life, a drill", "not there")
    )  # fmt: skip
    shown = parsed(result(summaries=(), translations=(translation(findings=findings),)))
    assert [text(mark) for mark in shown.iter("mark")] == ["whole life, a drill"]
    # The title is sentence 0.
    assert text(shown.get_element_by_id("d1-t0-3")) == SENTENCES[2].text


def test_each_summary_sentence_shows_where_the_article_says_so() -> None:
    root = parsed(result())
    german, english = root.find_class("proofs")
    assert [text(item) for item in german] == [
        f"{SENTENCES[0].source} word for word",
        f"{SENTENCES[4].source} word for word",
        f"Dem Handel fehlen acht Prozent. {SENTENCES[15].source} {SENTENCES[13].source}"
        " covers 61% of the sentence",
    ]
    assert text(english[2]).endswith("No sentence of the article was found that says so.")
    for link in root.xpath("//ol[@class='proofs']//a"):
        assert text(root.get_element_by_id(link.get("href").removeprefix("#"))) == text(link)
        assert language(link) == "de"
    # The sentence in the summary lights up what is behind it.
    assert root.get_element_by_id("d1-s1-2").get("data-says") == "d1-16 d1-14"


# --- many articles -------------------------------------------------------------------------


FAILURE = Failure(id="x", source="x", error="InputError", message="no text", hint="")


def test_many_articles_have_a_table_of_contents() -> None:
    root = parsed(result(), FAILURE, without_translator(), result(title=None))
    (heading,) = root.iter("h1")
    assert text(heading) == "Summaries and translations"
    articles = root.findall(".//article")
    links = root.get_element_by_id("contents").findall(".//a")
    assert [text(link) for link in links] == [text(a.find(".//h2")) for a in articles]
    assert [link.get("href") for link in links] == [f"#{article.get('id')}" for article in articles]
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_page_of_one_has_no_table_of_contents() -> None:
    root = parsed(FAILURE, result())
    assert not root.findall(".//nav")
    assert len(root.findall(".//article")) == 1


def test_no_result_is_no_page() -> None:
    assert page(FAILURE) == ""


def test_articles_are_written_as_they_come() -> None:
    out = io.StringIO()

    def results() -> Iterator[Result]:
        for number in range(4):
            # The second is awaited, to know whether there are many.
            assert out.getvalue().count("</article>") == (number if number > 1 else 0)
            yield result(title=f"Artikel {number}")

    writer(Format.HTML)(results(), out)
    assert out.getvalue().count("</article>") == 4


# --- nothing is loaded, nothing is obeyed --------------------------------------------------


def test_no_element_loads_anything() -> None:
    root = parsed(result(), without_translator())
    ids = set(root.xpath("//@id"))
    loading = {"src", "srcset", "data", "action", "background", "poster", "ping", "style"}
    for element in root.iter():
        assert not loading.intersection(element.attrib), element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
        if target := element.get("href"):
            assert target.startswith("#")
            assert target.removeprefix("#") in ids
    assert not root.findall(".//link")
    assert "url(" not in root.find(".//style").text
    assert "@import" not in root.find(".//style").text


def test_the_policy_allows_the_pages_own_style_and_script_alone() -> None:
    root = parsed(result())
    policy = root.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    rules = dict(rule.split(None, 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        (block,) = root.iter(name)
        digest = base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"


def shape(root: Any) -> list[tuple[str, list[str]]]:
    return [(element.tag, sorted(element.attrib)) for element in root.iter()]


SHAPE = shape(parsed(everywhere("Wort"), everywhere("Wort")))


@given(st.lists(st.sampled_from(PAYLOADS) | st.text(), min_size=1, max_size=4).map("".join))
def test_no_text_can_change_the_page(said: str) -> None:
    said = f"a{said}z"
    root = parsed(everywhere(said), everywhere(said))
    assert shape(root) == SHAPE
    shown = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", "�", said)
    expected = " ".join(shown.split())
    places = [
        root.find(".//h2"), root.find(".//blockquote"),
        root.find(".//th"), root.find(".//td"), root.find_class("sentence")[0],
        root.find(".//footer//code"), *root.iter("mark"), *root.find_class("proof"),
    ]  # fmt: skip
    for place in places:
        assert text(place) == expected
    # These have their markers with them.
    for place in (root.find_class("reference")[0], root.find(".//pre/code")):
        assert text(place) == f"{expected} {expected}"
    assert root.find_class("sentence")[0].get("id") == "d1-s0-0"
    for name in ("missing", "notes", "findings"):
        assert all(expected in text(place) for place in root.find_class(name))


# --- colours -------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(scheme: int) -> None:
    """WCAG AA: 4.5 to 1 for text."""
    style = parsed(result()).find(".//style").text
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", blocks[scheme]))
    for text_colour in ("ink", "soft", "accent", "warning", "note"):
        for ground in ("paper", "card"):
            ratio = contrast(colours[text_colour], colours[ground])
            assert ratio >= 4.5, (text_colour, ground)
    assert contrast(colours["ink"], colours["lit"]) >= 4.5


# --- the command ---------------------------------------------------------------------------


def test_the_command_writes_a_page(summarize: Command) -> None:
    article = SAMPLES / "stadtwerke.txt"
    german = ("--lang", "de")
    summarize(article, *german, "-o", "page.html")
    written = (summarize.home / "page.html").read_text(encoding="utf-8")
    assert written == summarize(article, *german, "--format", "html").out
    told = json.loads(summarize(article, *german, "--format", "json").out)["documents"][0]
    root = lxml.html.document_fromstring(written.encode())
    shown = [text(prose) for prose in root.find_class("prose")]
    assert shown == [s["text"] for s in told["summaries"] if s["text"]]
    sentences = [s.strip() for block in told["article"] for s in block["sentences"]]
    assert [text(s) for s in root.find_class("text")[0].find_class("sentence")] == sentences


def test_a_folder_gets_a_page_per_article(summarize: Command) -> None:
    summarize(SAMPLES / "harbour.txt", SAMPLES / "stadtwerke.txt", "--format", "html", "-o", "out/")
    pages = sorted((summarize.home / "out").glob("*.html"))
    assert [path.suffix for path in pages] == [".html", ".html"]
    titles = [lxml.html.parse(path).findtext(".//title") for path in pages]
    assert titles[0].startswith("Port Skerrow votes")
    assert titles[1].startswith("Warm aus dem Fluss: Altfährde")
