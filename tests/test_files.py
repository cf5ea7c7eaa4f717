"""PDF, Word and EPUB files -> title and blocks; what is locked, broken or hostile is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.document import Document, read
from summarize.errors import InputError
from summarize.formats import Format
from summarize.source import Source
from tests.conftest import Command
from tests.pdf_files import Line, pdf


def document(data: bytes, format: Format | None = None) -> Document:
    return read(Source("id", "name", lambda: data, format), ("de", "en"), "de")


def outline(document: Document) -> list[tuple[str, int, str, str]]:
    return [(block.kind.value, block.level, block.marker, block.text) for block in document.blocks]


# --- PDF ------------------------------------------------------------------------------------


def report() -> bytes:
    """Three pages with running header and page numbers; paragraphs run over their borders."""
    first = [
        Line("Jahresbericht der Stadtwerke", 8, 0),
        Line("Wärme aus dem Fluss", 20, 40, bold=True),
        Line("Der Rat der Stadt hat am Dienstag für die neue Wärmepumpe gestimmt und damit die", gap=30),
        Line("Wirtschaft der Region gestärkt. Die Anlage soll 12,4 Mio. Euro kosten, sagt die Lei-"),
        Line("terin der Stadtwerke. Gebaut wird ab März."),
        Line("Die Angler sind dagegen. Sie fürchten um die Äschen, die den warmen Fluss meiden und"),
        Line("im Sommer sterben."),
        Line("Was es kostet", 14, 30, bold=True),
        Line("Für Mieter steigt der Preis zunächst nicht. Danach gilt eine Formel, die sich nach der", gap=20),
        Line("Seite 1 von 3", 8, 500),
    ]  # fmt: skip
    second = [
        Line("Jahresbericht der Stadtwerke", 8, 0),
        Line("Börse richtet. Das Landesamt misst jede Woche.", gap=40),
        Line("• Bau ab März", gap=26),
        Line("• Betrieb ab Oktober"),
        Line("Seite 2 von 3", 8, 600),
    ]
    third = [
        Line("Jahresbericht der Stadtwerke", 8, 0),
        Line("Am Ende (so die Leiterin) profitieren alle.", gap=40),
        Line("Seite 3 von 3", 8, 626),
    ]
    return pdf([first, second, third], title="report_final.docx")


def test_the_lines_of_a_pdf_are_paragraphs_again() -> None:
    read = document(report())
    assert read.title == "Wärme aus dem Fluss"
    assert outline(read) == [
        (
            "teaser", 0, "",
            "Der Rat der Stadt hat am Dienstag für die neue Wärmepumpe gestimmt und damit die "
            "Wirtschaft der Region gestärkt. Die Anlage soll 12,4 Mio. Euro kosten, sagt die "
            "Leiterin der Stadtwerke. Gebaut wird ab März.",
        ),
        (
            "paragraph", 0, "",
            "Die Angler sind dagegen. Sie fürchten um die Äschen, die den warmen Fluss meiden "
            "und im Sommer sterben.",
        ),
        ("heading", 2, "", "Was es kostet"),
        (
            "paragraph", 0, "",
            "Für Mieter steigt der Preis zunächst nicht. Danach gilt eine Formel, die sich nach "
            "der Börse richtet. Das Landesamt misst jede Woche.",
        ),
        ("item", 0, "•", "Bau ab März"),
        ("item", 0, "•", "Betrieb ab Oktober"),
        ("paragraph", 0, "", "Am Ende (so die Leiterin) profitieren alle."),
    ]  # fmt: skip


SENTENCE = "Der Rat der Stadt hat am Dienstag nach langer Debatte für die Fähre gestimmt."


def test_headers_of_chapters_go_and_chapters_stay() -> None:
    """Each header stands on one page only, but its number counts the pages."""
    pages = [
        [
            Line(f"{number} Kapitel {name}" if number % 2 else f"Kapitel {name} {number}", 8, 0),
            Line(f"{number} {name}", 16, 40, bold=True),
            Line(f"{name} ist ein Wort. {SENTENCE}", gap=30),
            Line("• Ein Punkt, der so lang ist, dass er auf die zweite Zeile reicht, denn dort", gap=26),
            Line(f"geht er eingerückt weiter: {name}", indent=14),
            Line(f"1. {name}"),
        ]
        for number, name in enumerate(["Eis", "Schnee", "Regen", "Nebel", "Wind"], 1)
    ]  # fmt: skip
    texts = [block.text for block in document(pdf(pages, title="Wetter")).blocks]
    assert texts[:4] == [
        f"Eis ist ein Wort. {SENTENCE}",
        "Ein Punkt, der so lang ist, dass er auf die zweite Zeile reicht, denn dort geht er "
        "eingerückt weiter: Eis",
        "Eis",
        "2 Schnee",
    ]
    assert not [text for text in texts if "Kapitel" in text]


def test_sentences_run_on_past_the_footnotes_of_a_page() -> None:
    first = [
        *(Line(f"{name} ist ein Wort. {SENTENCE}", gap=30) for name in ("Eis", "Schnee", "Regen")),
        Line("Der Rat der Stadt hat am Dienstag nach langer Debatte für die Fähre gestimmt und die", gap=30),
        Line("1 Bei zwei Enthaltungen; die Partei der Angler stimmte nicht mit ab, weil sie den Saal", 8, 400),
        Line("vorher verlassen hatte.", 8, 10),
        Line("2Vgl. das Protokoll.", 8, 10),
    ]  # fmt: skip
    second = [
        Line("hohen Kosten der Brücke verglichen.", gap=0),
        Line("12 Monate dauert der Bau der Anlage, sagt die Leiterin.", 8, 500),
        Line("[3] Ohne Zufahrten.", 8, 10),
    ]
    third = [Line("Bis März wird geplant.", gap=0), Line("1 Ebenda.", 8, 500)]
    assert outline(document(pdf([first, second, third])))[3:] == [
        (
            "paragraph", 0, "",
            "Der Rat der Stadt hat am Dienstag nach langer Debatte für die Fähre gestimmt und die "
            "hohen Kosten der Brücke verglichen.",
        ),
        ("paragraph", 0, "", "12 Monate dauert der Bau der Anlage, sagt die Leiterin."),
        ("paragraph", 0, "", "Bis März wird geplant."),
        (
            "footnote", 0, "[1]",
            "Bei zwei Enthaltungen; die Partei der Angler stimmte nicht mit ab, weil sie den Saal "
            "vorher verlassen hatte.",
        ),
        ("footnote", 0, "[2]", "Vgl. das Protokoll."),
        ("footnote", 0, "[3]", "Ohne Zufahrten."),
        ("footnote", 0, "[1]", "Ebenda."),
    ]  # fmt: skip


def test_a_table_of_contents_is_left_out_and_code_is_kept() -> None:
    contents = [Line("Inhalt", 16, bold=True), Line("Eis" + " ." * 20 + " 7", gap=30)]
    code = [Line("if eis:", fixed=True, gap=30), Line("fahre()", fixed=True, indent=20)]
    read = document(pdf([[*contents, Line(SENTENCE, gap=30), *code]]))
    assert read.title == "Inhalt"
    assert outline(read) == [
        ("paragraph", 0, "", SENTENCE),
        ("code", 0, "", "if eis:\nfahre()"),
    ]


def test_columns_are_read_one_after_the_other() -> None:
    """A sentence goes on at the top of the next column; a paragraph that ended does not."""
    left = [
        Line("Der Rat der Stadt hat am Dienstag"),
        Line("die Fähre beschlossen. Sie soll nach"),
        Line("dem Willen des Rates jede Stunde"),
    ]
    right = [
        Line("fahren, auch nachts.", gap=-26, indent=250),
        Line("Bezahlt wird sie vom Land.", indent=250, gap=20),
    ]
    assert outline(document(pdf([[*left, *right]]))) == [
        (
            "paragraph", 0, "",
            "Der Rat der Stadt hat am Dienstag die Fähre beschlossen. Sie soll nach dem Willen "
            "des Rates jede Stunde fahren, auch nachts.",
        ),
        ("paragraph", 0, "", "Bezahlt wird sie vom Land."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Die Fähre", "Die Fähre"),
        ("Microsoft Word - Bericht.doc", None),
        ("bericht_v3.indd", None),
        ("Untitled", None),
        ("Dokument1", None),
        ("", None),
    ],
)
def test_a_title_from_the_files_properties(given: str, title: str | None) -> None:
    assert document(pdf([[Line(SENTENCE)]], title=given)).title == title


def test_a_page_of_pictures_is_named_in_a_note() -> None:
    read = document(pdf([[Line(SENTENCE)], []], more=b"ET 0 0 9 9 re f BT /F1 1 Tf "))
    assert outline(read) == [("paragraph", 0, "", SENTENCE)]
    assert read.notes == ("pages without text, only pictures, were not read: 2",)
    assert document(pdf([[Line(SENTENCE)], []])).notes == ()


def test_a_scan_says_what_to_do() -> None:
    with pytest.raises(InputError, match="no text, only pictures") as caught:
        document(pdf([[], []]))
    assert "ocrmypdf" in caught.value.hint


def encrypted(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[Line(SENTENCE)]])))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_encrypted_pdfs(algorithm: str) -> None:
    """Without a password to open it, a PDF only asks not to be changed or printed."""
    assert outline(document(encrypted("", algorithm))) == [("paragraph", 0, "", SENTENCE)]
    with pytest.raises(InputError, match="locked with a password") as caught:
        document(encrypted("secret", algorithm))
    assert caught.value.hint


def test_a_damaged_pdf() -> None:
    with pytest.raises(InputError, match="damaged") as caught:
        document(b"%PDF-1.7\nnothing else")
    assert caught.value.hint


# --- Word -----------------------------------------------------------------------------------


def saved(written: docx.document.Document) -> bytes:
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def letter() -> docx.document.Document:
    written = docx.Document()
    written.core_properties.title = "Word Document"
    written.add_paragraph("Die Fähre fährt wieder", style="Title")
    written.add_paragraph("Inhalt\t1", style=written.styles.add_style("toc 1", 1))
    written.add_paragraph(SENTENCE)
    written.add_heading("Was es kostet", 2)
    written.add_paragraph("Schiffe", style="List Bullet")
    written.add_paragraph("zwei kleine", style="List Bullet 2")
    written.add_paragraph("Erst zahlen", style="List Number")
    written.add_paragraph("dann fahren", style="List Number")
    written.add_paragraph("Wir sind froh.", style="Quote")
    table = written.add_table(2, 2)
    for cell, text in zip(table._cells, ["Tag", "Preis", "Montag", "3,50 €"], strict=True):
        cell.text = text
    merged = written.add_table(2, 3)
    for cell, text in zip(merged._cells, ["Fahrt", "", "Preis", "hin", "her", "7"], strict=True):
        cell.text = text
    merged.cell(0, 0).merge(merged.cell(0, 1))
    layout = written.add_table(1, 2)
    layout.cell(0, 0).text = " ".join([SENTENCE] * 3)
    layout.cell(0, 1).text = "Randnotiz."
    return written


def test_a_word_file_keeps_its_structure() -> None:
    read = document(saved(letter()))
    assert read.title == "Die Fähre fährt wieder"
    assert outline(read) == [
        ("teaser", 0, "", SENTENCE),
        ("heading", 2, "", "Was es kostet"),
        ("item", 0, "-", "Schiffe"),
        ("item", 0, "-", "zwei kleine"),
        ("item", 0, "1.", "Erst zahlen"),
        ("item", 0, "2.", "dann fahren"),
        ("quote", 0, "", "Wir sind froh."),
        ("table", 1, "", "Tag    | Preis\nMontag | 3,50 €"),
        ("table", 1, "", "Fahrt |     | Preis\nhin   | her | 7"),
        ("paragraph", 0, "", " ".join([SENTENCE] * 3)),
        ("paragraph", 0, "", "Randnotiz."),
    ]


def test_no_text_of_a_word_file_is_lost_and_none_comes_back() -> None:
    written = docx.Document()
    for xml in [
        "<w:p><w:r><w:t>Das ist </w:t></w:r><w:ins w:id='1'><w:r><w:t>neu.</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>alt</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='3'><w:r><w:t>fort</w:t></w:r></w:moveFrom></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Ein Feld.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>Ein</w:t><w:tab/><w:t>Tab,</w:t><w:br/><w:t>E</w:t><w:noBreakHyphen/>"
        "<w:t>Mail, ein </w:t></w:r><w:hyperlink><w:r><w:t>Verweis</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r></w:p>",
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Im Kasten.</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>Vier</w:t></w:r><w:r><w:rPr><w:vanish/>"
        "</w:rPr><w:t>geheim</w:t></w:r><w:r><w:rPr><w:dstrike w:val='0'/><w:vanish w:val='0'/></w:rPr>"
        "<w:t>Fünf m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"
        "<w:t>2</w:t></w:r></w:p>",
    ]:
        written.element.body.insert(-1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    texts = [block.text for block in document(saved(written)).blocks]
    assert texts == [
        "Das ist neu.",
        "Ein Feld.",
        "Ein Tab, E-Mail, ein Verweis",
        "Im Kasten.",
        "Fünf m²",
    ]


def test_a_locked_word_file_is_named() -> None:
    with pytest.raises(InputError, match="locked Word file"):
        document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Format.DOCX)


# --- EPUB -----------------------------------------------------------------------------------

CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Am  Fluss</dc:title></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="extra" href="extra.xhtml" media-type="application/xhtml+xml"/>
<item id="cover" href="cover.jpg" media-type="image/jpeg"/>
</manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/>
<itemref idref="extra" linear="no"/><itemref idref="gone"/></spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>
<li><a href="text/one.xhtml">Erstes</a></li><li><a href="text/two%20b.xhtml#a">Die Fähre</a></li>
</ol></nav></body></html>"""
ONE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head>
<title/><script src="a.js"/></head><body>
<h2>Kapitel&nbsp;1:<br/>Der Anfang</h2><p>Der <em>Fluss</em> war &uuml;ber Nacht gefroren.<a epub:type="noteref" href="#x">1</a></p>
<blockquote><p>„Kalt!“</p></blockquote><ol><li>Eis<ul><li><p>dickes</p></li></ul></li><li>Schnee</li></ol>
<div>Lose Worte<p>Ein Absatz.</p>und mehr.</div><pre>a  b
c</pre><table><tr><th>Tag</th><td>Grad</td></tr></table><aside epub:type="footnote" id="x"><p>So sagt man.</p></aside></body></html>"""
TWO = "<html><body><p>Die F&auml;hre f&auml;hrt &lt;nicht&gt;.</p><p>Ende"
FILES = {
    "META-INF/container.xml": CONTAINER, "OPS/book.opf": PACKAGE, "OPS/nav.xhtml": NAV,
    "OPS/text/one.xhtml": ONE, "OPS/text/two b.xhtml": TWO, "OPS/extra.xhtml": "<p>Anzeige</p>",
}  # fmt: skip


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_book_is_read_chapter_by_chapter() -> None:
    read = document(zipped(FILES))
    assert read.title == "Am Fluss"
    assert outline(read) == [
        ("heading", 2, "", "Kapitel 1: Der Anfang"),
        ("paragraph", 0, "", "Der Fluss war über Nacht gefroren."),
        ("quote", 0, "", "„Kalt!“"),
        ("item", 0, "1.", "Eis"),
        ("item", 1, "-", "dickes"),
        ("item", 0, "2.", "Schnee"),
        ("paragraph", 0, "", "Lose Worte"),
        ("paragraph", 0, "", "Ein Absatz."),
        ("paragraph", 0, "", "und mehr."),
        ("code", 0, "", "a  b\nc"),
        ("table", 0, "", "Tag | Grad"),
        ("footnote", 0, "", "So sagt man."),
        ("heading", 1, "", "Die Fähre"),
        ("paragraph", 0, "", "Die Fähre fährt <nicht>."),
        ("paragraph", 0, "", "Ende"),
    ]


def test_a_book_says_in_words_what_its_elements_say() -> None:
    chapter = (
        "<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'><body><p hidden=''>Verborgen</p>"
        "<blockquote><p>Kalt!</p><footer>Ida</footer></blockquote><p><q>Ja</q>, sagt sie.</p>"
        "<ol start='4' type='a'><li>Eis</li></ol></body></html>"
    )
    assert outline(document(zipped({**FILES, "OPS/text/one.xhtml": chapter})))[1:4] == [
        ("quote", 0, "", "Ida: „Kalt!“"),
        ("paragraph", 0, "", "„Ja“, sagt sie."),
        ("item", 0, "d.", "Eis"),
    ]


def test_the_table_of_contents_of_an_older_book_names_its_chapters() -> None:
    package = PACKAGE.replace('href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"',
                              'href="toc.ncx" media-type="application/x-dtbncx+xml"')  # fmt: skip
    contents = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint>
    <navLabel><text>Die alte Fähre</text></navLabel><content src="text/two%20b.xhtml"/>
    </navPoint></navMap></ncx>"""
    read = document(zipped(FILES | {"OPS/book.opf": package, "OPS/toc.ncx": contents}))
    assert ("heading", 1, "", "Die alte Fähre") in outline(read)


def test_utf16_and_empty_chapters() -> None:
    files = FILES | {"OPS/text/one.xhtml": ONE.replace("utf-8", "utf-16").encode("utf-16")}
    assert document(zipped(files)).blocks == document(zipped(FILES)).blocks
    assert len(document(zipped(FILES | {"OPS/text/one.xhtml": b""})).blocks) == 3


def locking(*paths: str) -> str:
    units = "".join(
        f'<EncryptedData><CipherData><CipherReference URI="{path}"/></CipherData></EncryptedData>'
        for path in paths
    )
    return f'<encryption xmlns="http://www.w3.org/2001/04/xmlenc#">{units}</encryption>'


def test_a_book_with_locked_chapters_is_refused_one_with_locked_fonts_is_not() -> None:
    lock = "META-INF/encryption.xml"
    assert document(zipped(FILES | {lock: locking("OPS/font.otf")})).title
    with pytest.raises(InputError, match="DRM"):
        document(zipped(FILES | {lock: locking("OPS/text/two%20b.xhtml")}))


# --- hostile and broken files ---------------------------------------------------------------


@pytest.mark.parametrize("where", ["OPS/book.opf", "OPS/text/one.xhtml"])
def test_nothing_outside_of_a_book_is_read(where: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("GEHEIM")
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "BOMBE">]>'
    content = FILES[where].partition("?>")[2]
    if "<!DOCTYPE" in content:
        content = content[content.index("<html") :]
    content = content.replace("Am  Fluss", "Am &a;&b;").replace("Der <em>", "Der &a;&b;<em>")
    read = document(zipped(FILES | {where: doctype + content}))
    assert "GEHEIM" not in str(read)


def test_nothing_outside_of_a_word_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("GEHEIM")
    files = unzipped(saved(letter()))
    xml = files["word/document.xml"].decode().partition("?>")[2]
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    files["word/document.xml"] = (doctype + xml.replace("Randnotiz", "&a;")).encode()
    assert "GEHEIM" not in str(document(zipped(files)))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["OPS/text/one.xhtml", "word/extra.xml"])
def test_bombs_are_refused_before_they_go_off(name: str) -> None:
    bomb = b"<p>" + b" " * 100_000_001
    files = unzipped(saved(letter())) if name.startswith("word") else FILES
    with pytest.raises(InputError, match="more than 100 MB"):
        document(zipped({**files, name: bomb}))


BOOK, LETTER, REPORT = zipped(FILES), saved(letter()), report()
MAIL = (
    f"""\
From: Jörg <joerg@example.org>
Subject: =?utf-8?Q?Die_F=C3=A4hre?=
 =?utf-8?Q?_f=C3=A4hrt?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=XX

--XX
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

{SENTENCE.replace("ä", "=E4")} Sie kostet =
5 Euro.
--XX
Content-Type: application/pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=a.pdf

JVBERi0xLjcK
--XX--
""".replace("ä", "=E4")
    .replace("ü", "=FC")
    .encode()
)

DAMAGES: list[tuple[str, Callable[[], bytes]]] = [
    ("EPUB", lambda: zipped({"META-INF/container.xml": "<broken"})),
    ("EPUB", lambda: zipped({"META-INF/container.xml": "<container/>"})),
    ("EPUB", lambda: zipped({"META-INF/container.xml": CONTAINER})),
    ("EPUB", lambda: zipped(FILES | {"OPS/book.opf": ""})),
    ("EPUB", lambda: zipped({k: v for k, v in FILES.items() if "one" not in k})),
    ("Word", lambda: zipped({"[Content_Types].xml": "", "word/document.xml": ""})),
    ("Word", lambda: LETTER[:-40]),
    ("Word", lambda: zipped(unzipped(saved(letter())) | {"word/document.xml": b"<w:p"})),
]


@pytest.mark.parametrize(("what", "made"), DAMAGES)
def test_damaged_archives(what: str, made: Callable[[], bytes]) -> None:
    with pytest.raises(InputError, match=f"this {what} file is damaged") as caught:
        document(made(), Format.DOCX if what == "Word" else Format.EPUB)
    assert caught.value.hint


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([BOOK, LETTER, REPORT, MAIL]), st.data())
def test_a_file_with_broken_bytes_is_read_or_refused(intact: bytes, data: st.DataObject) -> None:
    broken = bytearray(intact)
    for place in data.draw(st.lists(st.integers(0, len(intact) - 1), min_size=1, max_size=20)):
        broken[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(5, len(intact)))
    with suppress(InputError):
        document(bytes(broken[:cut]))


@settings(max_examples=60)
@given(st.data())
def test_a_word_file_with_other_xml_than_words_is_read_or_refused(data: st.DataObject) -> None:
    files = unzipped(LETTER)
    name = data.draw(
        st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml"])
    )
    xml = files[name]
    for _ in range(data.draw(st.integers(1, 8))):
        old = data.draw(st.sampled_from(
            [b"w:val=", b"w:numId", b"w:ilvl", b"w:pStyle", b"w:abstractNum", b'"1"', b"w:tc>",
             b"w:lvl", b"w:basedOn", b"w:name", b"w:p>", b"w:t>", b"w:numFmt", b"w:styleId"]
        ))  # fmt: skip
        xml = xml.replace(
            old, data.draw(st.sampled_from([b"w:x", b"w:val=", b'"x"', b'"99"', b"w:p>"]))
        )
    with suppress(InputError):
        document(zipped(files | {name: xml}))


# --- e-mails --------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [None, Format.MAIL])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_mail_is_decoded(format: Format | None, ends: bytes) -> None:
    read = document(MAIL.replace(b"\n", ends), format)
    assert read.title == "Die Fähre fährt"
    assert outline(read) == [("paragraph", 0, "", f"{SENTENCE} Sie kostet 5 Euro.")]
    assert read.notes == ("attachments are left out (1)",)


def test_a_mail_of_html_has_no_markup() -> None:
    page = f"<p>{SENTENCE} <b>&Ouml;l.</b></p>"
    read = document(f"Subject: Öl\nContent-Type: text/html; charset=utf-8\n\n{page}".encode())
    assert (read.title, [block.text for block in read.blocks]) == ("Öl", [f"{SENTENCE} Öl."])


def test_a_mail_without_text() -> None:
    with pytest.raises(InputError, match="no text in this e-mail"):
        document(b"Subject: x\nContent-Type: image/png\n\n\x89PNG")


@pytest.mark.parametrize("format", [Format.PDF, Format.DOCX, Format.EPUB])
def test_a_text_with_the_name_of_something_else(format: Format) -> None:
    with pytest.raises(InputError, match=f"no {format.upper()} file, whatever its name says"):
        document(SENTENCE.encode(), format)


# --- the command ----------------------------------------------------------------------------


def test_a_pdf_from_a_pipe_is_known_by_its_content(summarize: Command) -> None:
    done = summarize("-", "--lang", "de", "--length", "headline", stdin=report())
    assert "Wärme aus dem Fluss" in done.out


def test_a_book_is_read_without_the_extra(summarize: Command, tmp_path: Path) -> None:
    """Word and PDF need it, and say so."""
    for name, data in {"a.epub": BOOK, "a.docx": LETTER, "a.pdf": REPORT}.items():
        (tmp_path / name).write_bytes(data)
    hiding = "import sys; sys.modules.update(docx=None, pypdfium2=None)\n"
    (tmp_path / "sitecustomize.py").write_text(hiding)
    path = f"{tmp_path}:{summarize.environment['PYTHONPATH']}"
    done = summarize(
        *(tmp_path / name for name in ("a.epub", "a.docx", "a.pdf")),
        "--lang", "de", "--from", "de", env={"PYTHONPATH": path}, code=1,
    )  # fmt: skip
    assert "Am Fluss" in done.out
    assert done.err.count('pip install "summarize[files]"') == 2
    assert "Word files are read by a library" in done.err
    assert "PDF files are read by a library" in done.err


def test_a_pdf_that_unpacks_to_gigabytes_fails_alone(summarize: Command, tmp_path: Path) -> None:
    """Letters by the million: PDFium would take more memory than many a machine has."""
    (tmp_path / "bomb.pdf").write_bytes(pdf([[Line(SENTENCE)]], more=b"(a) Tj " * 9_000_000))
    (tmp_path / "good.pdf").write_bytes(REPORT)
    files = [tmp_path / "bomb.pdf", tmp_path / "good.pdf"]
    done = summarize(*files, "--lang", "de", "--length", "headline", code=1)
    assert "bomb.pdf: this PDF breaks its reader, or takes more time or memory" in done.err
    assert "Wärme aus dem Fluss" in done.out
