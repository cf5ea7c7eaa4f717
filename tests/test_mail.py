"""Which part of a saved e-mail is its article: the newest message, not what it answers to."""

from __future__ import annotations

from html import escape

import pytest

from summarize.document import Document, Kind, read
from summarize.source import Source

NEW = "Das Sommerfest findet am 12. Juli im Hof der alten Mühle statt."
OLD = "Wann ist eigentlich das Sommerfest, und wer bringt die Bänke mit?"
NOTE = "quoted messages are left out"
ATTRIBUTION = "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Ben Beispiel <ben@example.org>:"


def mail(text: str, subject: str = "Re: Das Fest", subtype: str = "plain") -> Document:
    head = f"Subject: {subject}\nContent-Type: text/{subtype}; charset=utf-8\n\n"
    return read(Source("id", "a.eml", lambda: (head + text).encode()), ("de", "en"), "de")


def prose(document: Document) -> list[str]:
    return [block.text for block in document.prose()]


@pytest.mark.parametrize(
    "below",
    [
        f"{ATTRIBUTION}\n\n> {OLD}\n>\n> > {OLD}",
        f"Am Montag, den 3. März 2025 um 10:12 schrieb Ben Beispiel\n<ben@example.org>:\n> {OLD}",
        f"On Mon, Mar 3, 2025 at 10:12 AM Ben <ben@example.org> wrote:\n\n{OLD}",
        f"-----Ursprüngliche Nachricht-----\nVon: Ben\nGesendet: Montag\nAn: Anna\n\n{OLD}",
        f"-----Original Message-----\n\n{OLD}",
        f"________________________________\nVon: Ben\nGesendet: Montag\nAn: Anna\n\n{OLD}",
        f"-------- Original-Nachricht --------\nBetreff: \tFest\nVon: \tBen\nAn: \tAnna\n\n{OLD}",
    ],
)
@pytest.mark.parametrize("signature", ["", "-- \nAnna Muster\nVerein der Freunde\n\n"])
def test_what_is_quoted_and_the_signature_are_no_prose(below: str, signature: str) -> None:
    read = mail(f"Hallo Ben\n\n{NEW}\n\n{signature}{below}")
    assert prose(read) == ["Hallo Ben", NEW]
    assert read.notes == (NOTE,)
    kept = [block.text for block in read.blocks if block.kind is Kind.REFERENCE]
    assert kept == (["Anna Muster", "Verein der Freunde"] if signature else [])


def test_answers_stand_between_what_is_quoted() -> None:
    read = mail(f"{ATTRIBUTION}\n> {OLD}\n{NEW}\n\n> Wo?\n\nIm Hof.\n\n> Gruß\n> Ben")
    assert prose(read) == [NEW, "Im Hof."]


GMAIL = (
    f'<p>{NEW}</p><div class="gmail_quote">'
    f'<div class="gmail_attr">{escape(ATTRIBUTION)}<br></div>'
    f'<blockquote class="gmail_quote"><p>{OLD}</p></blockquote><p>Im Hof der Mühle.</p></div>'
)
OUTLOOK = (
    f"<p>{NEW}</p><p>Im Hof der Mühle.</p><p><b>Von:</b> Ben<br><b>Gesendet:</b> Montag<br>"
    f"<b>An:</b> Anna<br><b>Betreff:</b> Fest</p><p>{OLD}</p>"
)


@pytest.mark.parametrize("page", [GMAIL, OUTLOOK])
def test_what_is_quoted_in_html(page: str) -> None:
    read = mail(page, subtype="html")
    assert (prose(read), read.notes) == ([NEW, "Im Hof der Mühle."], (NOTE,))


LONG = f"{NEW} Die Kapelle hat zugesagt, und für das Essen sorgen die Eltern der Klasse."
HEADER = "Von: Carl <carl@example.org>\nDatum: 3. März 2025\nBetreff: Fest\nAn: Anna\n\n"
FORWARDED = "---------- Forwarded message ---------\n" + HEADER


@pytest.mark.parametrize("note", ["", "Zur Kenntnis!\n\n"])
@pytest.mark.parametrize(
    "below",
    [
        f"{FORWARDED}{LONG}",
        f"Anfang der weitergeleiteten Nachricht:\n\n{HEADER}{LONG}".replace("\n", "\n> "),
        f"{FORWARDED}{LONG}\n\n{ATTRIBUTION}\n> {OLD}",
    ],
)
def test_a_forwarded_message_is_read(note: str, below: str) -> None:
    read = mail(note + below, "WG: Das Fest")
    assert prose(read) == [*filter(None, [note.strip()]), LONG]


def test_a_mail_that_only_quotes_is_read() -> None:
    assert prose(mail(f"{ATTRIBUTION}\n> {OLD}")) == [OLD]
    page = f'<p>{escape(ATTRIBUTION)}</p><blockquote type="cite"><p>{OLD}</p></blockquote>'
    assert prose(mail(page, subtype="html")) == [OLD]


@pytest.mark.parametrize(
    "text",
    [
        f"Heine schrieb 1848:\n\n{NEW}",
        f"Termin: Fest\n\nVon: 10 Uhr\nAn: alle\n\n{NEW}",
        f">From Ben we heard nothing.\n\n{NEW}",
    ],
)
def test_what_only_looks_quoted_is_prose(text: str) -> None:
    read = mail(text)
    assert prose(read)[-1] == NEW
    assert len(prose(read)) > 1
    assert not read.notes
