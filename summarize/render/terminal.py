"""rich output for a terminal: lengths × languages side by side, stacked where it is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from summarize.document import has_words
from summarize.languages import language_name
from summarize.render import words
from summarize.result import Failure, Paragraph, Result, Status, Summary, Translation

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

# Two columns of prose need about 40 characters each to read well.
_SIDE_BY_SIDE = 100
# On very wide screens lines get too long for the eye to find the next one.
_WIDEST = 180


def write(outcomes: Iterable[Result | Failure], out: TextIO, *, explain: bool = False) -> None:
    from rich.console import Console

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDEST)
    for outcome in outcomes:
        if isinstance(outcome, Result):
            for part in _document(outcome, console, explain):
                console.print(part)


def _document(result: Result, console: Console, explain: bool) -> Iterator[RenderableType]:
    wide = console.width >= _SIDE_BY_SIDE
    yield _head(result)
    if result.summaries:
        yield from _side_by_side(result) if wide else _stacked(result)
    if explain:
        yield from _explanations(result)
    for translation in result.translations:
        yield from _translation(result, translation, wide)


def _head(result: Result) -> RenderableType:
    from rich.panel import Panel
    from rich.text import Text

    took = "from cache" if result.seconds is None else f"{result.seconds:.2f} s"
    facts = " · ".join([*words.facts(result), took])
    text = Text.assemble((words.title(result), "bold"), "\n", (facts, "dim"))
    return Panel(text, title=Text(words.source(result)), title_align="left", border_style="cyan")


def _side_by_side(result: Result) -> Iterator[RenderableType]:
    from rich.text import Text

    languages = list(dict.fromkeys(summary.lang for summary in result.summaries))
    table = _grid([language_name(language) for language in languages], label_column=True)
    for name, summaries in words.by_length(result.summaries):
        table.add_row(Text(name, "bold cyan"), *map(_cell, summaries))
    yield table


def _stacked(result: Result) -> Iterator[RenderableType]:
    from rich.rule import Rule
    from rich.text import Text

    for name, summary in words.by_language(result):
        label = Text(f"{name} · {language_name(summary.lang)}", "bold cyan")
        yield Rule(label, align="left", style="dim")
        yield _cell(summary)
        yield ""


def _cell(summary: Summary) -> Text:
    from rich.text import Text

    if summary.text is None:
        return Text(words.missing(summary), "yellow")
    size = (f"({words.size(summary)})", "dim")
    return Text.assemble(summary.text, " ", size, *_checks(summary, before="\n"))


def _checks(part: Summary | Translation, *, before: str = "") -> Iterator[tuple[str, str]]:
    """Lines to stand below a column."""
    for line in words.checks(part):
        yield f"{before}{line}", "yellow"
        before = "\n"


def _explanations(result: Result) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    for name, sentences in words.explanations(result):
        yield Rule(Text(f"what supports {name}", "bold cyan"), align="left", style="dim")
        for sentence, sources in sentences:
            yield Text(sentence)
            yield Padding(Text("\n".join(sources), "dim"), (0, 0, 0, 2))


def _translation(result: Result, translation: Translation, wide: bool) -> Iterator[RenderableType]:
    from rich.rule import Rule
    from rich.styled import Styled
    from rich.text import Text

    names = language_name(result.language.code), language_name(translation.lang)
    if translation.status is Status.MISSING_MODEL:
        label = f"Translation into {names[1]}: "
        yield Text.assemble((label, "bold"), (words.missing(translation), "yellow"))
        return
    if not wide:
        yield Rule(Text(f"{names[0]} → {names[1]}", "bold cyan"), align="left", style="dim")
    table = _grid(names, label_column=False) if wide else None
    for paragraph in translation.paragraphs:
        original, translated = _original(paragraph), _translated(paragraph)
        if table:
            table.add_row(original, translated)
        else:
            yield from (Styled(original, "dim"), translated, "")
    if table:
        yield table
    if lines := list(_checks(translation)):
        yield Text.assemble(*lines)


def _grid(names: Sequence[str], *, label_column: bool) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.HORIZONTALS, expand=True, show_lines=label_column, border_style="dim")
    if label_column:
        table.add_column("", width=8)
    for name in names:
        table.add_column(name, ratio=1, header_style="bold")
    return table


def _original(paragraph: Paragraph) -> RenderableType:
    cells = [[cell.source for cell in row] for row in paragraph.rows]
    return _cells(paragraph, cells) if cells else _paragraph(paragraph, paragraph.source)


def _translated(paragraph: Paragraph) -> RenderableType:
    cells = [[cell.text for cell in row] for row in paragraph.rows]
    return _cells(paragraph, cells) if cells else _paragraph(paragraph, paragraph.text)


def _cells(paragraph: Paragraph, rows: Sequence[Sequence[str]]) -> RenderableType:
    """A table of the article, its columns of numbers set to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    named = paragraph.level == 1
    table = Table(box=box.SIMPLE_HEAD, show_header=named, show_edge=False, border_style="dim")
    for column in zip(*rows, strict=True):
        numbers = not any(map(has_words, column[paragraph.level :]))
        table.add_column(Text(column[0], "bold"), justify="right" if numbers else "left")
    for row in rows[named:]:
        table.add_row(*map(Text, row))
    return table


def _paragraph(paragraph: Paragraph, text: str) -> Text:
    from rich.text import Text

    style = {
        "title": "bold", "heading": "bold", "teaser": "italic", "quote": "italic",
        "code": "dim", "reference": "dim", "footnote": "dim",
    }.get(paragraph.kind, "")  # fmt: skip
    return Text(paragraph.as_line(text), style)
