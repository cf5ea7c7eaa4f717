"""One page that needs nothing else: no network, no other file, and no script to be read.

What an article, a file's name or a model says is escaped by the template, and the browser is
told to run and load nothing but the page's own script and style.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain, islice
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from summarize import __version__
from summarize.render import words
from summarize.render.html.view import View, view
from summarize.result import Failure, Result


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One article, or all of them with a table of contents; written as the results come."""
    results = (outcome for outcome in outcomes if isinstance(outcome, Result))
    # Whether there is a second one decides how the page begins.
    first = list(islice(results, 2))
    if not first:
        return
    if len(first) == 1 and first[0].format == "html" and (article := words.filtered(first[0])):
        out.write(_translated(first[0], article))
        return
    contents: list[tuple[str, str, str]] = []
    page = _template().generate(
        many=len(first) > 1,
        documents=_views(chain(first, results), contents, out),
        contents=contents,
    )
    for piece in page:
        out.write(piece)


# The article holds nothing that could; its images and media may still be loaded.
_NOTHING_RUNS = "script-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'"


def _translated(result: Result, article: str) -> str:
    """A page that was asked for in another language and nothing else: in its own markup."""
    translation = result.translations[0]
    titles = [p.text for p in translation.paragraphs if p.kind == "title"]
    title = escape("".join(titles[:1]))
    body = article if article.startswith("<body") else f"<body>\n{article}\n</body>"
    return (
        f'<!doctype html>\n<html lang="{translation.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_RUNS}">\n'
        f"<title>{title}</title>\n</head>\n{body}\n</html>\n"
    )


def _views(
    results: Iterable[Result], contents: list[tuple[str, str, str]], out: TextIO
) -> Iterator[View]:
    """What the template asks for one by one; `contents` is what it lists when all are there."""
    for number, result in enumerate(results, 1):
        document = view(result, number)
        contents.append((document.id, document.title, document.lang))
        yield document
        out.flush()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader(__name__, ""),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _inline("style.css"), _inline("script.js")
    environment.globals |= {
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'",
        "version": __version__,
    }
    return environment.get_template("page.html")


def _inline(name: str) -> Markup:
    return Markup(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


# What HTML cannot carry: control characters, lone surrogates, and code points that are none.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def _printable(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _UNPRINTABLE.sub("\ufffd", value)
