"""Bytes in every encoding our users have -> the same text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.document.decode import clean, decode
from summarize.errors import InputError

GERMAN = "„Die Größe der Bäume überrascht“, sagte Ökologin Jüß – 3 € für Äpfel…\nZweite Zeile.\n"
ENGLISH = "“It’s £3.50 – a bargain,” she said…\nSecond line.\n"


@pytest.mark.parametrize("text", [GERMAN, ENGLISH])
@pytest.mark.parametrize(
    ("codec", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("cp1252", b"", "windows-1252"),
    ],
)
def test_every_encoding_gives_the_same_text(text: str, codec: str, mark: bytes, named: str) -> None:
    assert decode(mark + text.encode(codec)) == (text, named)


@pytest.mark.parametrize("codec", ["cp850", "mac_roman"])
def test_old_code_pages_keep_the_umlauts(codec: str) -> None:
    text = "Die Größe der Bäume überrascht Ökologen: Äpfel, Übermut, Straße.\n" * 20
    assert decode(text.encode(codec))[0] == text


def test_the_euro_sign_of_latin_9() -> None:
    text = "Das kostet 500 €, sagte Jüß in der Žitná-Straße.\n"
    assert decode(text.encode("iso-8859-15")) == (text, "iso-8859-15")
    assert decode("½ § ´ Größe, no euro".encode("cp1252"))[1] == "windows-1252"


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_encoding() -> None:
    data = (GERMAN * 5).encode()
    text, encoding = decode(data[:50] + b"\xff" + data[50:])
    assert encoding == "utf-8 (damaged)"
    assert text.replace("�", "") == GERMAN * 5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04....", "a ZIP or OpenDocument"),
        (b"\xd0\xcf\x11\xe0....", "old or locked Word"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "binary"),
        (b"ID3\x04\x00", "a sound file"),
        (b"\x1aE\xdf\xa3", "a film"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "binary"),
        (bytes(range(1, 256)) * 50, "binary"),
        (b"\x00" * 500, "binary"),
    ],
)
def test_what_is_not_text_is_named(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert message in caught.value.message
    assert caught.value.hint


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except InputError:
        return
    clean(text).encode("utf-8")


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Ge\u00admein\u200bde", "Gemeinde"),
        ("Gro\u0308\u00dfe", "Größe"),
        ("z.\u00a0B. 3\u202f000", "z. B. 3 000"),
        ("rot\x1b[31m\x07", "rot[31m"),
        ("eins\fzwei", "eins\n\nzwei"),
        ("„äß“ – €…\t•", "„äß“ – €…\t•"),
        ("oﬀen, ﬁnden, Konﬂikt, oﬃce, waﬄe, oﬀﬁ", "offen, finden, Konflikt, office, waffle, offfi"),
        ("die Ligatur „ﬁ“, ½ und x²", "die Ligatur „ﬁ“, ½ und x²"),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(st.text())
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
