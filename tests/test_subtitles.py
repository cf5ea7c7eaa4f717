"""Subtitles -> prose and back: every cue in its time, every word in a cue."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.assembly import Plan, assemble
from summarize.backends import Translated
from summarize.cues import divided
from summarize.document import Document, Kind, read
from summarize.errors import InputError, MissingModel, OutputError
from summarize.formats import Format
from summarize.registry import Family, Model, Task
from summarize.render import Format as Output
from summarize.render import writer
from summarize.request import Request
from summarize.result import Result
from summarize.source import Source
from tests.checkpoints import LESSONS, checkpoint
from tests.conftest import Command
from tests.converted import trained
from tests.test_translation import lessons

__all__ = ["checkpoint", "lessons", "trained"]

FILM = """\
1
00:00:01,000 --> 00:00:02,500
{\\an8}<i>Der Fluss ist zugefroren,</i>

2
00:00:02,600 --> 00:00:04,000
sagte die Kapitänin. Niemand
glaubte ihr.

3
00:00:09,000 --> 00:00:10,000 X1:100 X2:600
- Und jetzt?
- Jetzt warten wir,
bis es taut.

4
00:00:12,000 --> 00:00:13,000
[Wind heult]

5
01:00:00,000 --> 01:00:01,000
1945
"""

TALK = """\
WEBVTT - A talk

STYLE
::cue { color: lime }

NOTE
This is for the editor
and nobody else.

intro
00:01.000 --> 00:02.500 align:start position:10%
<v Anna Jüß>Fish &amp; chips cost &lt;&nbsp;5&#x20;pounds.</v>

00:00:03.000 --> 00:00:04.000
<c.yellow>That is</c> <b>cheap</b>&lrm;.
"""


def document(text: str, format: Format | None = Format.SRT) -> Document:
    return read(Source("film", "film", lambda: text, format), ("de", "en"), "de")


def cues(text: str, format: Format = Format.SRT) -> list[tuple[int, int, str]]:
    blocks = document(text, format).blocks
    return [(cue.start, cue.end, cue.text) for block in blocks for cue in block.cues]


def translated(document: Document, translate: Callable[[str], str] = str) -> Result:
    """The result of a document when every sentence is put through `translate`."""
    sentences = [s.strip() for block in document.blocks for s in block.sentences]
    model = Model(
        name="m", task=Task.TRANSLATE, family=Family.MARIAN, path=Path("m"), pairs=("de-en",),
        licence="MIT", commercial=True, download_mb=0, memory_mb=0,
    )  # fmt: skip
    return assemble(
        Plan(document, None, {"en": model}),
        {},
        {("de", "en"): {sentence: Translated(translate(sentence)) for sentence in sentences}},
        Request(languages=("en",), summarize=False),
        signature="",
        seconds=0,
    )


def written(result: Result, format: Output) -> str:
    out = io.StringIO()
    writer(format)([result], out)
    return out.getvalue()


def test_cues_are_read_as_prose() -> None:
    read = document(FILM)
    assert [(block.kind, block.text) for block in read.blocks] == [
        (Kind.PARAGRAPH, "Der Fluss ist zugefroren, sagte die Kapitänin. Niemand glaubte ihr."),
        (Kind.PARAGRAPH, "Und jetzt? Jetzt warten wir, bis es taut."),
        (Kind.REFERENCE, "[Wind heult]"),
        (Kind.PARAGRAPH, "1945"),
    ]
    assert [s.strip() for s in read.blocks[0].sentences] == [
        "Der Fluss ist zugefroren, sagte die Kapitänin.",
        "Niemand glaubte ihr.",
    ]
    assert cues(FILM) == [
        (1000, 2500, "Der Fluss ist zugefroren,"),
        (2600, 4000, "sagte die Kapitänin. Niemand glaubte ihr."),
        (9000, 10000, "Und jetzt?"),
        (9000, 10000, "Jetzt warten wir, bis es taut."),
        (12000, 13000, "[Wind heult]"),
        (3600000, 3601000, "1945"),
    ]


def test_webvtt_without_its_notes_and_styles() -> None:
    assert cues(TALK, Format.VTT) == [
        (1000, 2500, "Anna Jüß: Fish & chips cost < 5 pounds."),
        (3000, 4000, "That is cheap."),
    ]
    first, second = (block.cues[0] for block in document(TALK, Format.VTT).blocks)
    assert (first.speaker, first.settings, first.id) == (
        "Anna Jüß", "align:start position:10%", "intro",
    )  # fmt: skip
    assert (second.speaker, second.settings, second.id) == ("", "", "")


QUARREL = """\
WEBVTT

00:01.000 --> 00:02.000
<v Ann Hill>The council will not

00:02.000 --> 00:03.000
<v Ann Hill>close the library. Never.

00:03.000 --> 00:04.000 line:0 region:top
<v.loud Roger &amp; Tim>[laughter]

00:03.000 --> 00:04.000
<v.loud Roger &amp; Tim>Nobody believes you.
<v Ann Hill>That is not true.
"""


def test_who_speaks_stands_before_what_is_said() -> None:
    read = document(QUARREL, Format.VTT)
    assert [(block.kind, block.text) for block in read.blocks] == [
        (Kind.PARAGRAPH, "Ann Hill: The council will not close the library. Never."),
        (Kind.REFERENCE, "[laughter]"),
        (Kind.PARAGRAPH, "Roger & Tim: Nobody believes you."),
        (Kind.PARAGRAPH, "Ann Hill: That is not true."),
    ]


@pytest.mark.parametrize(("text", "cue"), [(FILM, 1000), (TALK, 1000)])
def test_subtitles_are_known_by_their_content(text: str, cue: int) -> None:
    assert document(text, None).blocks[0].cues[0].start == cue


def test_recognised_speech_that_rolls_is_said_once() -> None:
    rolling = """\
WEBVTT
Kind: captions

00:00:00.000 --> 00:00:02.000 align:start
 
so<00:00:00.500><c> the</c><00:00:00.900><c> ferry</c>

00:00:02.000 --> 00:00:02.010
so the ferry
 

00:00:02.010 --> 00:00:04.000
so the ferry
comes<00:00:03.000><c> back</c>
"""
    assert " ".join(text for *_, text in cues(rolling, Format.VTT)) == "so the ferry comes back"


def test_who_speaks_begins_a_paragraph() -> None:
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}"
        for n, line in enumerate(
            ["ANNA: Wo bist", "du? Ich warte.", "PETER: Hier.", "ANNA: Komm!"], 1
        )
    )
    assert [block.text for block in document(text).blocks] == [
        "ANNA: Wo bist du? Ich warte.", "PETER: Hier.", "ANNA: Komm!",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n" + text.replace(" --> ", "  -->\t"),
        lambda text: re.sub(r"(?m)^\d\n(?=\d\d:)", "", text),
        lambda text: text.replace("Niemand\n", "Niemand\n\n"),
        lambda text: text.replace(",", ".", 1),
    ],
)
def test_damaged_files_are_read_all_the_same(damage: Callable[[str], str]) -> None:
    expected = [text for *_, text in cues(FILM)]
    assert [text for *_, text in cues(damage(FILM))] == expected


@pytest.mark.parametrize("format", [Format.SRT, Format.VTT])
def test_a_file_without_cues(format: Format) -> None:
    with pytest.raises(InputError, match="no subtitles") as caught:
        document("WEBVTT\n\nJust words.", format)
    assert caught.value.hint


def test_speech_without_full_stops_is_cut_into_pieces_a_translator_can_take() -> None:
    text = "\n\n".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\nund dann kam er"
        for n in range(1, 200)
    )
    read = document(text)
    assert max(len(block.text.split()) for block in read.blocks) <= 60
    assert sum(len(block.cues) for block in read.blocks) == 199


# --- and back -------------------------------------------------------------------------------


def test_a_sentence_is_divided_over_its_cues_in_proportion() -> None:
    english = {
        "Der Fluss ist zugefroren, sagte die Kapitänin.": "The river is frozen, said the captain.",
        "Niemand glaubte ihr.": "Nobody believed her.",
        "Und jetzt?": "And now?",
        "Jetzt warten wir, bis es taut.": "Now we wait for the thaw.",
        "1945": "1945",
    }
    assert (
        written(translated(document(FILM), english.__getitem__), Output.SRT)
        == """\
1
00:00:01,000 --> 00:00:02,500
The river is frozen,

2
00:00:02,600 --> 00:00:04,000
said the captain. Nobody believed her.

3
00:00:09,000 --> 00:00:10,000
- And now?
- Now we wait for the thaw.

4
00:00:12,000 --> 00:00:13,000
[Wind heult]

5
01:00:00,000 --> 01:00:01,000
1945

"""
    )


def test_webvtt_is_escaped_and_keeps_voices_names_and_places() -> None:
    assert (
        written(translated(document(TALK, Format.VTT)), Output.VTT)
        == """\
WEBVTT

intro
00:00:01.000 --> 00:00:02.500 align:start position:10%
<v Anna Jüß>Fish &amp; chips cost &lt; 5 pounds.

00:00:03.000 --> 00:00:04.000
That is cheap.

"""
    )


def test_everybody_has_a_voice() -> None:
    german = {
        "Ann Hill: The council will not close the library.": "Ann Hill: Die Bücherei bleibt offen.",
        "Never.": "Nie.",
        "Roger & Tim: Nobody believes you.": "Roger & Tim: Niemand glaubt Ihnen.",
        "Ann Hill: That is not true.": "Er sagt das nicht: Wort für Wort.",
    }
    result = translated(document(QUARREL, Format.VTT), german.__getitem__)
    assert (
        written(result, Output.VTT)
        == """\
WEBVTT

00:00:01.000 --> 00:00:02.000
<v Ann Hill>Die Bücherei

00:00:02.000 --> 00:00:03.000
<v Ann Hill>bleibt offen. Nie.

00:00:03.000 --> 00:00:04.000 line:0
<v Roger &amp; Tim>[laughter]

00:00:03.000 --> 00:00:04.000
<v Roger &amp; Tim>Niemand glaubt Ihnen.
<v Ann Hill>Er sagt das nicht: Wort für Wort.

"""
    )
    assert "Ann Hill: Die Bücherei\n" in written(result, Output.SRT)


def test_long_cues_have_two_lines_of_much_the_same_length() -> None:
    line = "Die Fähre fährt ab März wieder jede Stunde über den Fluss nach Altfährde."
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n"
    first, second = written(translated(document(text)), Output.SRT).strip().split("\n")[2:]
    assert f"{first} {second}" == line
    assert max(len(first), len(second)) <= 42


WORD = st.text(alphabet="abcdeäöüß&<>,'„“", min_size=1, max_size=9).filter(
    lambda word: not re.search(r"<[a-z/]|&|>>", word)
)
SENTENCE = st.tuples(
    st.lists(WORD, min_size=1, max_size=25), st.sampled_from([".", "!", "?", "", "…"])
).map(lambda pair: "A" + " ".join(pair[0]) + pair[1])
CUES = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=9_000),
        st.integers(min_value=1, max_value=9_000),
        st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join),
    ),
    min_size=1,
    max_size=12,
)


def timeline(parts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Cues one after the other, from their pauses and durations."""
    moments = list(accumulate(number for pause, shown, _ in parts for number in (pause, shown)))
    return [(moments[2 * i], moments[2 * i + 1], text) for i, (*_, text) in enumerate(parts)]


@given(CUES, st.sampled_from([Output.SRT, Output.VTT]))
def test_an_identity_translation_keeps_every_cue(
    parts: list[tuple[int, int, str]], format: Output
) -> None:
    expected = timeline(parts)
    first = document(srt(expected))
    assert [(c.start, c.end, c.text) for b in first.blocks for c in b.cues] == expected
    again = written(translated(first), format)
    assert cues(again, Format(format)) == expected


def srt(cues: list[tuple[int, int, str]]) -> str:
    def time(ms: int) -> str:
        return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    return "".join(
        f"{number}\n{time(start)} --> {time(end)}\n{text}\n\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )


@given(st.lists(WORD, min_size=1, max_size=20), st.lists(st.floats(0, 1), max_size=8))
def test_no_word_is_lost_between_cues(words: list[str], shares: list[float]) -> None:
    pieces = divided(" ".join(words), sorted(shares))
    assert len(pieces) == len(shares) + 1
    assert " ".join(filter(None, pieces)).split() == words
    assert sum(map(bool, pieces)) == min(len(words), len(pieces))


@given(st.text(max_size=300))
def test_any_text_is_subtitles_or_an_input_error(text: str) -> None:
    for format in (Format.SRT, Format.VTT):
        try:
            read = document(f"00:01.000 --> 00:02.000\n{text}", format)
        except InputError:
            continue
        for block in read.blocks:
            assert block.text == " ".join(cue.text for cue in block.cues)


# --- the command ----------------------------------------------------------------------------


def test_the_command_translates_subtitles(lessons: Command) -> None:
    german = list(LESSONS)
    middle = german[0].rindex(" ", 0, len(german[0]) // 2 + 3)
    lines = [german[0][:middle], f"{german[0][middle + 1 :]} {german[1]}", german[2]]
    moments = [(1000 * n, 1000 * n + 900) for n in range(1, 4)]
    film = lessons.home / "film.srt"
    film.write_text(srt([(*m, t) for m, t in zip(moments, lines, strict=True)]), "cp1252")
    lessons(film, "--from", "de", "--lang", "en", "-o", "film.en.vtt")
    shown = cues((lessons.home / "film.en.vtt").read_text(encoding="utf-8"), Format.VTT)
    assert [(start, end) for start, end, _ in shown] == moments
    english = [LESSONS[sentence] for sentence in german[:3]]
    assert " ".join(text for *_, text in shown) == " ".join(english)
    assert shown[2][2] == english[2]
    assert 0.2 < len(shown[0][2]) / len(english[0]) < 0.8


def test_subtitles_are_summarised_as_prose(summarize: Command) -> None:
    line = "Der Rat der Stadt hat am Dienstag nach langer Debatte\nden Bau der Fähre beschlossen."
    film = [(n * 1000, n * 1000 + 900, f"{line[:-1]} zum {n}. Mal.") for n in range(1, 12)]
    done = summarize("-", "--lang", "de", stdin=srt(film).encode())
    assert "Debatte den Bau" in " ".join(done.out.split())
    assert "-->" not in done.out


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"translations": ()}, OutputError, "no translation"),
        ({"translations": "twice"}, OutputError, "one language only"),
        ({"translations": "missing"}, MissingModel, "translator is needed"),
        ({"translations": "prose"}, OutputError, "no timings"),
    ],
)
def test_what_subtitles_cannot_hold(
    change: dict[str, object], error: type[Exception], message: str
) -> None:
    result = translated(document(FILM))
    (made,) = result.translations
    translations = {
        "twice": (made, made),
        "missing": (made.model_copy(update={"text": None, "hint": "pull"}),),
        "prose": (made.model_copy(update={"paragraphs": ()}),),
    }.get(str(change["translations"]), ())
    with pytest.raises(error, match=message) as caught:
        written(result.model_copy(update={"translations": translations}), Output.SRT)
    assert getattr(caught.value, "hint")  # noqa: B009
