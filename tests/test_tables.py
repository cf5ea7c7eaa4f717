"""Tables and footnotes of an article in every format that people read."""

from __future__ import annotations

import io
from typing import Any

import lxml.html
import pytest
from markdown_it import MarkdownIt

from summarize.document import Block, Kind, table
from summarize.render import Format, terminal, writer
from summarize.result import Cell, Paragraph, Result, Sentence
from tests.report import result, translation

ROWS = (("Jahr", "Ort | Stadt", ""), ("2025", "Alt-Ulm. Neu-Ulm.", "12,4"), ("2026", "", "<b>"))


def in_english(cell: str) -> str:
    return cell.replace("Jahr", "Year").replace("Ort | Stadt", "Place | Town").replace("Alt", "Old")


SENTENCES = tuple(
    Sentence(source=source, text=in_english(source), ok=source != "Neu-Ulm.")
    for source in ("Jahr", "Ort | Stadt", "Alt-Ulm.", "Neu-Ulm.", "<b>")
)
TABLE = Paragraph(
    kind="table",
    source=table.as_text(ROWS),
    text=table.as_text([[in_english(cell) for cell in row] for row in ROWS]),
    level=1,
    marker="",
    sentences=SENTENCES,
    rows=tuple(tuple(Cell(source=c, text=in_english(c)) for c in row) for row in ROWS),
)
NOTE = Paragraph(
    kind="footnote", source="Ohne Gewähr.", text="No warranty.", level=0, marker="[1]",
    sentences=(Sentence(source="Ohne Gewähr.", text="No warranty."),),
)  # fmt: skip


def shown(format: Format, *paragraphs: Paragraph, **changes: Any) -> str:
    made = translation(paragraphs=paragraphs, findings=(), **changes)
    out = io.StringIO()
    writer(format)([result(summaries=(), translations=(made,), format="html")], out)
    return out.getvalue()


def test_text_sets_a_table_in_columns() -> None:
    lines = TABLE.text.split("\n")
    assert lines == [
        "Year | Place | Town      |",
        "2025 | Old-Ulm. Neu-Ulm. | 12,4",
        "2026 |                   | <b>",
    ]
    wide = table.as_text([["a", "b" * 200], ["cc", "d"]])
    assert wide.split("\n") == ["a | " + "b" * 200, "cc | d"]


def test_markdown_has_the_same_cells() -> None:
    for level in (1, 0):
        paragraph = TABLE.model_copy(update={"level": level})
        written = shown(Format.MARKDOWN, paragraph, NOTE)
        html = MarkdownIt("commonmark").enable("table").render(written)
        root = lxml.html.fromstring(f"<main>{html}</main>")
        cells = [[cell.text_content() for cell in row] for row in root.iter("tr")]
        expected = [[in_english(cell) for cell in row] for row in ROWS]
        # A table without headings has empty ones.
        assert cells == (expected if level else [["", "", ""], *expected])
        assert "[1] No warranty." in root.text_content()


def test_the_report_sets_each_cell_beside_its_translation() -> None:
    root = lxml.html.document_fromstring(shown(Format.HTML, TABLE, NOTE).encode())
    tables = root.findall(".//table")
    cells = [[cell.text_content() for cell in found.iter("th", "td")] for found in tables]
    flat = [cell for row in ROWS for cell in row]
    assert cells[0] == flat
    assert [cell.removesuffix(" not translated") for cell in cells[1]] == list(
        map(in_english, flat)
    )
    assert [len(found.findall(".//th")) for found in tables] == [3, 3]
    amounts = [cell.text_content() for cell in tables[0].find_class("amount")]
    assert amounts == ["", "2025", "12,4", "2026", ""]
    spans = [
        [(s.text_content(), s.get("data-says")) for s in t.find_class("sentence")] for t in tables
    ]
    assert [text for text, _ in spans[0]] == [s.source for s in SENTENCES]
    assert [text for text, _ in spans[1]] == [s.text for s in SENTENCES]
    assert [says for _, says in spans[0]] == [says for _, says in spans[1]]
    assert [s.text_content() for s in root.find_class("kept")] == ["Neu-Ulm."]
    notes = [" ".join(note.text_content().split()) for note in root.find_class("footnote")]
    assert notes == ["[1] Ohne Gewähr.", "[1] No warranty."]


def test_the_report_of_an_article_without_a_translation_has_its_tables() -> None:
    block = table.block(ROWS, headings=1)
    out = io.StringIO()
    article = (Block(Kind.PARAGRAPH, "Ein Satz.", ("Ein Satz.",)), block)
    writer(Format.HTML)([result(summaries=(), translations=(), article=article)], out)
    (found,) = lxml.html.document_fromstring(out.getvalue().encode()).findall(".//table")
    assert [cell.text_content() for cell in found.iter("th", "td")] == [c for r in ROWS for c in r]


@pytest.mark.parametrize("width", [60, 120])
def test_a_terminal_draws_the_table(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = io.StringIO()
    made = translation(paragraphs=(TABLE, NOTE), findings=())
    outcome: Result = result(summaries=(), translations=(made,))
    terminal.write([outcome], out)
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    place = lines[next(n for n, line in enumerate(lines) if "Place | Town" in line)]
    first = next(line for line in lines if "Old-Ulm." in line)
    # Numbers are set to the right of their column, words to the left.
    assert first.index("Old-Ulm.") == place.index("Place | Town")
    assert first.rindex("2025") < first.index("Old-Ulm.") < first.rindex("12,4")
    assert any("[1] No warranty." in line for line in lines)
