"""Plain text for pipes: the same on every machine and in every terminal width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from summarize.languages import language_name
from summarize.render import words
from summarize.result import Failure, Paragraph, Result, Translation, join

_RULE = "=" * 72


def write(outcomes: Iterable[Result | Failure], out: TextIO, *, explain: bool = False) -> None:
    first = True
    for outcome in outcomes:
        if isinstance(outcome, Result):
            out.write("" if first else f"\n{_RULE}\n\n")
            out.write("\n\n".join(_sections(outcome, explain)) + "\n")
            out.flush()
            first = False


def _sections(result: Result, explain: bool) -> Iterator[str]:
    if result.format == "text" and (translated := words.filtered(result)):
        yield translated
        return
    yield f"{words.title(result)}\n{' · '.join(words.facts(result))} · {words.source(result)}"
    for lengths, summary in words.by_language(result):
        name = f"{lengths.upper()} · {language_name(summary.lang)}"
        if summary.text is None:
            yield f"{name}\n{words.missing(summary)}"
        else:
            lines = [f"{name} · {words.size(summary)}", summary.text, *words.checks(summary)]
            yield "\n".join(lines)
    if explain:
        yield from _explanations(result)
    # Who wants no summaries has the input at hand.
    with_original = bool(result.summaries)
    for translation in result.translations:
        name = f"TRANSLATION · {language_name(translation.lang)}"
        if translation.text is None:
            yield f"{name}\n{words.missing(translation)}"
            continue
        if with_original:
            original = join(_original(p) for p in translation.paragraphs)
            yield f"ORIGINAL · {language_name(result.language.code)}\n{original}"
            with_original = False
        yield "\n\n".join([f"{name}\n{translation.text}", *_below(translation)])


def _below(translation: Translation) -> list[str]:
    return ["\n".join(lines)] if (lines := words.checks(translation)) else []


def _explanations(result: Result) -> Iterator[str]:
    for name, sentences in words.explanations(result):
        lines = [
            f"  {line}"
            for sentence, sources in sentences
            for line in (sentence, *(f"  {s}" for s in sources))
        ]
        yield "\n".join([f"SUPPORT · {name}", *lines])


def _original(paragraph: Paragraph) -> Paragraph:
    return paragraph.model_copy(update={"text": paragraph.source})
