"""The page on a screen, where there is a Chromium: pointer, finger, keys, and nothing loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from summarize.document import table
from summarize.result import Result
from tests import browser
from tests.report import PAYLOADS, SENTENCES, everywhere, page, result, without_translator

Open = Callable[..., browser.Page]
pytestmark = pytest.mark.skipif(not browser.found(), reason="no Chromium on this machine")
WIDTHS = pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def open_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Page]:
    program = browser.found()
    assert program
    with browser.browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def show(open_browser: browser.Page, tmp_path: Path) -> Open:
    def show(results: Iterable[Result], **how: Any) -> browser.Page:
        path = tmp_path / "page.html"
        path.write_text(page(*results), encoding="utf-8")
        open_browser.open(path, **how)
        assert open_browser.requests() == [path.as_uri()]
        return open_browser

    return show


LIT = "[...document.querySelectorAll('.lit')].map(element => element.id).sort()"


@WIDTHS
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_fits_the_screen(show: Open, width: int, dark: bool, tmp_path: Path) -> None:
    long = result(title="Donaudampfschifffahrt" * 20, signature="x" * 400, source="y/" * 300)
    shown = show([long, without_translator()], width=width, dark=dark)
    shown.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert shown.run("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    paper = shown.run("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(22, 24, 27)" if dark else "rgb(252, 251, 248)")
    assert shown.complaints() == []
    # To be looked at: pytest keeps the last three.
    shown.screenshot(tmp_path / "page.png")
    assert int.from_bytes((tmp_path / "page.png").read_bytes()[16:20]) == width


@WIDTHS
def test_columns_stand_side_by_side_or_in_turn(show: Open, width: int) -> None:
    shown = show([result()], width=width)
    boxes = [
        shown.run(f"(b => [b.x, b.y])(document.querySelector('#{id}').getBoundingClientRect())")
        for id in ("d1-5", "d1-t0-5", "d1-s1-0", "d1-s4-0")
    ]  # fmt: skip
    for own, other in (boxes[:2], boxes[2:]):
        if width == 1280:
            assert other[0] > own[0] + 400
            assert abs(other[1] - own[1]) < 60
        else:
            assert abs(other[0] - own[0]) < 40
            assert other[1] > own[1]


WIDE = [["Verkehrsmittel", *["Geschwindigkeit"] * 6], ["Bahn", *["112,5"] * 6]]


@WIDTHS
def test_a_wide_table_scrolls_by_itself_and_breaks_no_word(show: Open, width: int) -> None:
    article = (table.block(WIDE, headings=1),)
    shown = show([result(summaries=(), translations=(), article=article)], width=width)
    assert shown.run("document.documentElement.scrollWidth") == width
    box = "(b => [b.clientWidth < b.scrollWidth, b.tabIndex])(document.querySelector('.table'))"
    assert shown.run(box) == [True, 0]
    # Each heading is on one line.
    heights = "[...document.querySelectorAll('th')].map(th => th.clientHeight)"
    assert len(set(shown.run(heights))) == 1
    assert max(shown.run(heights)) < 35


def test_hovering_lights_up_the_counterpart(show: Open) -> None:
    shown = show([result()], width=1280)
    shown.hover("#d1-t0-4")
    assert shown.run(LIT) == ["d1-4", "d1-t0-4"]
    # In a summary, the article's sentences and what else stands for them.
    shown.hover("#d1-s1-2")
    assert shown.run(LIT) == ["d1-14", "d1-16", "d1-s1-2", "d1-t0-14", "d1-t0-16"]
    shown.hover("h1")
    assert shown.run(LIT) == []


def test_tapping_lights_up_the_counterpart(show: Open) -> None:
    shown = show([result()], width=390)
    shown.tap("#d1-t0-4")
    assert shown.run(LIT) == ["d1-4", "d1-t0-4"]
    shown.tap("h1")
    assert shown.run(LIT) == []


def test_the_keyboard_walks_through_a_column(show: Open) -> None:
    shown = show([result()], width=1280)
    shown.run("document.querySelector('#d1-t0-0').focus()")
    shown.press("ArrowRight")
    assert shown.run("document.activeElement.id") == "d1-t0-1"
    assert shown.run(LIT) == ["d1-1", "d1-s1-0", "d1-s4-0", "d1-t0-1"]
    assert shown.run("document.activeElement.getAttribute('aria-describedby')") == "d1-1"
    # The whole column is one stop of the tab key; behind it come the numbers of its findings.
    shown.press("Tab")
    assert shown.run("document.activeElement.getAttribute('href')") == "#d1-t0-p1"
    shown.press("ArrowLeft")
    assert shown.run(LIT) == []


def test_without_scripts_the_page_can_be_read_and_its_links_light_up(show: Open) -> None:
    shown = show([result()], width=1280, script=False, fragment="#d1-4")
    assert shown.run("document.documentElement.className") == ""
    assert "Point at a sentence" not in shown.run("document.body.innerText")
    for sentence in SENTENCES:
        assert sentence.source in shown.run("document.body.innerText")
        assert sentence.text in shown.run("document.body.innerText")
    lit = "getComputedStyle(document.getElementById('d1-4')).backgroundColor"
    assert shown.run(lit) == "rgb(255, 233, 163)"


def test_a_hostile_article_runs_nothing(show: Open) -> None:
    shown = show([everywhere(payload) for payload in PAYLOADS], width=1280)
    assert shown.run("document.title") == "Summaries and translations"
    assert shown.run("document.scripts.length") == 1
    assert shown.run("document.images.length") == 0
    # Had anything been tried, the policy would have said so.
    assert shown.complaints() == []
