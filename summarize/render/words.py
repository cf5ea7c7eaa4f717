"""What the formats for people say alike: names of lengths, states and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarize.document.decode import clean
from summarize.languages import language_name
from summarize.result import Finding, Result, Severity, Status, Summary, Support, Translation

_WORDS_PER_MINUTE = 200
# Below this the reader is told how sure we are of the language.
_SURE = 0.9
# Findings shown of one part; the data formats have them all.
_SHOWN = 3

STATES = {
    Status.ALREADY_SHORT: "already short",
    Status.OVER_BUDGET: "over budget",
    Status.WRONG_LANGUAGE: "wrong language",
    Status.INCOMPLETE: "incomplete",
}


def title(result: Result) -> str:
    return result.title or _line(result.id)


def source(result: Result) -> str:
    return _line(result.source)


def _line(name: str) -> str:
    """A file's name or an id from JSONL may hold anything, also commands to a terminal."""
    return " ".join(clean(name).split())


def facts(result: Result) -> list[str]:
    """Language, size and models of one document; nothing that changes from run to run."""
    language = language_name(result.language.code)
    if result.language.confidence < _SURE:
        language += f" ({result.language.confidence:.0%})"
    minutes = -(-result.words // _WORDS_PER_MINUTE)
    used = " + ".join(models(result)) or "no model"
    return [language, count(result.words), f"{minutes} min read", used]


def models(result: Result) -> list[str]:
    """The names of the models that made it, each once."""
    made = [s.model for s in result.summaries] + [t.model for t in result.translations]
    return list(dict.fromkeys(name for model in made if model for name in model.split(" + ")))


def filtered(result: Result) -> str | None:
    """The translated article alone, in its own markup, where that is all that was asked for."""
    if result.summaries or len(result.translations) != 1:
        return None
    markup = result.translations[0].markup
    return markup.rstrip("\n") if markup else None


def by_length(summaries: Iterable[Summary]) -> list[tuple[str, list[Summary]]]:
    """The summaries of each length, with its name; lengths that say the same have one row."""
    lengths: dict[str, list[Summary]] = {}
    for summary in summaries:
        lengths.setdefault(summary.length.value, []).append(summary)
    rows: list[tuple[str, list[Summary]]] = []
    for name, made in lengths.items():
        if rows and list(map(_says, rows[-1][1])) == list(map(_says, made)):
            rows[-1] = f"{rows[-1][0]}, {name}", rows[-1][1]
        else:
            rows.append((name, made))
    return rows


def by_language(result: Result) -> list[tuple[str, Summary]]:
    """The same, language by language."""
    languages: dict[str, list[Summary]] = {}
    for summary in result.summaries:
        languages.setdefault(summary.lang, []).append(summary)
    return [(name, made) for some in languages.values() for name, [made] in by_length(some)]


def _says(summary: Summary) -> dict[str, object]:
    return summary.model_dump(exclude={"length"})


def missing(part: Summary | Translation) -> str:
    """What stands in place of a text that no model on this machine can write."""
    return f"needs a translator: {part.hint}"


def size(summary: Summary) -> str:
    """ "42 words", with what is unusual about the summary behind it."""
    return ", ".join(filter(None, [count(summary.words), STATES.get(summary.status)]))


def count(words: int) -> str:
    """How many words there are."""
    return "1 word" if words == 1 else f"{words:,} words"


def warnings(part: Summary | Translation) -> list[Finding]:
    """What is probably wrong."""
    return [finding for finding in part.findings if finding.severity is Severity.WARNING]


def checks(part: Summary | Translation) -> list[str]:
    """A line for each of the first warnings, and one for the rest."""
    found = warnings(part)
    lines = [f"check: {_line(finding.message)}" for finding in found[:_SHOWN]]
    more = len(found) - _SHOWN
    return [*lines, f"check: and {more} more, see --format json"] if more > 0 else lines


def explanations(result: Result) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Per length: each sentence of the summary, and a line for each that supports it.

    Of one language only, since every column says the same.
    """
    for name, summaries in by_length(s for s in result.summaries if s.text is not None):
        yield (
            f"{name} · {language_name(summaries[0].lang)}",
            [(_line(support.sentence), _sources(support)) for support in summaries[0].support],
        )


def _sources(support: Support) -> list[str]:
    """ "0.82 [3] Seit Montag wärmt …"; the score is that of all sources together."""
    if not support.sources:
        return ["nothing in the article says so"]
    lines = [f"[{s}] {_line(q)}" for s, q in zip(support.sources, support.quotes, strict=True)]
    return [f"{support.score:.2f} {lines[0]}", *(f"     {line}" for line in lines[1:])]
