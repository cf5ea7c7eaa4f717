"""Bytes from anywhere -> clean text: encoding, line ends, Unicode form, invisible characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from summarize.errors import InputError

_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP or OpenDocument file", "unpack it, or save it as DOCX or HTML"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Word file", "save it as DOCX, without a password"),
    (b"{\\rtf", "an RTF file", "save it as plain text or HTML"),
    (b"\x1f\x8b", "a gzip file", "unpack it first: gunzip FILE.gz"),
    (b"\xfd7zXZ", "an xz file", "unpack it first: unxz FILE.xz"),
    (b"\x89PNG", "a picture", "summarize reads text"),
    (b"\xff\xd8\xff", "a picture", "summarize reads text"),
    (b"GIF8", "a picture", "summarize reads text"),
    (b"ID3\x03\x00", "a sound file", "let its speech be recognised first"),
    (b"ID3\x04\x00", "a sound file", "let its speech be recognised first"),
    (b"OggS\x00", "a sound file", "let its speech be recognised first"),
    (b"fLaC\x00", "a sound file", "let its speech be recognised first"),
    (b"\x1aE\xdf\xa3", "a film", "name its subtitles"),
)  # fmt: skip

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What German and English prose has beyond ASCII. Text decoded with the wrong table shows
# other characters: cp1252 read as cp850 turns "Größe" into "Gr÷▀e".
_EXPECTED = frozenset("äöüÄÖÜßéèêëáàâçñóíøåæÉ„“”‚‘’«»‹›–—…•·€£§°²³½¼×©®™´¨\xa0\xad")


# Said by servers of Windows-1252 and of anything; left to the bytes.
_MEANS_WINDOWS_1252 = frozenset({"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"})


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `data` and the name of its encoding; InputError when it is not text.

    `declared` is what a server says the encoding is: asked where the bytes do not tell.
    """
    for start, what, hint in _SIGNATURES:
        if data.startswith(start):
            raise InputError(f"this is {what}, not text", hint)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding), encoding
    if b"\0" in data[:4096]:
        encoding = _utf16_without_mark(data[:4096])
        return _decode_as(data, encoding), encoding
    try:
        return _reject_binary(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _decode_legacy(data, declared)


def _decode_as(data: bytes, encoding: str) -> str:
    """Decode by a known encoding; a torn last character is dropped, other damage shown as �."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return _reject_binary(decoder.decode(data, final=False))


def _utf16_without_mark(head: bytes) -> str:
    """Latin text in UTF-16 has a zero in nearly every second byte; binary data has not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise _binary()


def _decode_legacy(data: bytes, declared: str | None) -> tuple[str, str]:
    """Text that is not valid UTF-8: damaged UTF-8, as declared, Windows-1252, or statistics."""
    _reject_binary(data[:10_000].decode("latin-1"))
    damaged = data.decode("utf-8", errors="replace")
    intact = sum(1 for char in damaged if char in _EXPECTED)
    if intact >= 10 * damaged.count("�"):
        return _reject_binary(damaged), "utf-8 (damaged)"
    if text := _decode_declared(data, declared):
        return _reject_binary(text), str(declared)
    # Nobody writes "¤", which is where Latin-9 has its "€"; it has no letters in 80 to 9F.
    latin9 = b"\xa4" in data and not re.search(rb"[\x80-\x9f]", data)
    encoding = "iso-8859-15" if latin9 else "windows-1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    foreign = [char for char in text if ord(char) > 127]
    if text and sum(char in _EXPECTED for char in foreign) >= 0.8 * len(foreign):
        return _reject_binary(text), encoding
    return _decode_by_statistics(data)


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    """Decoded as declared, None where that does not fit or there is no such encoding."""
    if declared is None or declared in _MEANS_WINDOWS_1252:
        return None
    try:
        return data.decode(declared)
    except (LookupError, ValueError):
        return None


def _decode_by_statistics(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise InputError("this file's encoding cannot be made out", "save it as UTF-8")
    return _reject_binary(data.decode(best.encoding, errors="replace")), best.encoding


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _reject_binary(text: str) -> str:
    """Text holds next to no control characters; a program or a picture is full of them."""
    head = text[:10_000]
    if len(_CONTROL.findall(head)) > max(2, len(head) // 100):
        raise _binary()
    return text


def _binary() -> InputError:
    return InputError("this is a binary file, not text", "name a text, Markdown or HTML file")


_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Soft hyphens, zero-width characters, direction marks, tags: they carry no text, and hide
# words from models ("Ge<soft hyphen>meinde") or from readers.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

# "ﬁ" as one character comes out of PDFs, and no model knows it; by itself, it means itself.
_LIGATURE = re.compile(r"(?<=[^\W\d_])[\ufb00-\ufb06]|[\ufb00-\ufb06](?=[^\W\d_])")


def clean(text: str) -> str:
    """NFC, `\\n` line ends, plain spaces, tabs; nothing invisible and no control characters.

    Form feeds become paragraph breaks, and ligatures in words their letters. No other
    visible character is changed.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\f", "\n\n")
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", text)
