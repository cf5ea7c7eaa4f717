"""Sentence borders: one row per trap, then what holds for every text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.document.sentences import split_sentences

# Sentences are written without the white space after them; the test joins them with it.
CASES: list[tuple[str, str, list[str]]] = [
    # Plain prose
    ("de", "Es regnet. Wir bleiben hier.", ["Es regnet.", "Wir bleiben hier."]),
    ("en", "It rains. We stay here.", ["It rains.", "We stay here."]),
    ("en", "Is it late? Yes! Let us go.", ["Is it late?", "Yes!", "Let us go."]),
    ("de", "Ist es spät? Ja! Gehen wir.", ["Ist es spät?", "Ja!", "Gehen wir."]),
    ("de", "Der Saal war voll. 20 Gäste standen.", ["Der Saal war voll.", "20 Gäste standen."]),
    ("en", "The hall was full. 20 guests stood.", ["The hall was full.", "20 guests stood."]),
    ("de", "Das war so. August kam zu spät.", ["Das war so.", "August kam zu spät."]),
    ("en", "They had to wait. May was cold.", ["They had to wait.", "May was cold."]),
    (
        "en",
        "It lost £66m. Shares fell to 208.5p. Banks left.",
        ["It lost £66m.", "Shares fell to 208.5p.", "Banks left."],
    ),
    # Headlines and other texts without a full stop
    ("de", "Stadtrat streitet über neue Brücke", ["Stadtrat streitet über neue Brücke"]),
    ("en", "Council argues about new bridge", ["Council argues about new bridge"]),
    ("de", "Rathaus: Streit um Dr. Müller", ["Rathaus: Streit um Dr. Müller"]),
    ("en", "we met at noon. nobody spoke.", ["we met at noon.", "nobody spoke."]),
    ("en", "IT WAS LATE. NOBODY SPOKE.", ["IT WAS LATE.", "NOBODY SPOKE."]),
    # Ordinals and dates
    ("de", "Die Firma meldete am 3. Okt. Insolvenz an.", []),
    ("de", "Am 3. Oktober ist frei. Am 4. nicht.", ["Am 3. Oktober ist frei.", "Am 4. nicht."]),
    ("de", "Nach dem 2. Weltkrieg zog er fort.", []),
    ("de", "Die Schau am 12.3. beginnt früh.", []),
    ("de", "Vom 1. bis 15. Mai ist zu.", []),
    ("de", "Das Haus stammt aus dem 19. Jh. und steht leer.", []),
    (
        "de",
        "Sie feierte ihren 100. Geburtstag. Alle kamen.",
        ["Sie feierte ihren 100. Geburtstag.", "Alle kamen."],
    ),
    ("de", "Im Finale siegte der 1. FC Köln.", []),
    ("de", "Er wurde 3. Dann ging er heim.", ["Er wurde 3.", "Dann ging er heim."]),
    ("de", "Sie ist 30. Peter ist 40.", ["Sie ist 30.", "Peter ist 40."]),
    ("de", "Das war 1990. Peter lebte noch.", ["Das war 1990.", "Peter lebte noch."]),
    ("de", "Es endete 3:2. Bayern jubelte.", ["Es endete 3:2.", "Bayern jubelte."]),
    ("en", "She was born on Jan. 5 in Leeds.", []),
    ("en", "It was 1990. Nobody knew.", ["It was 1990.", "Nobody knew."]),
    ("en", "He is 30. Peter is 40.", ["He is 30.", "Peter is 40."]),
    ("en", "It opened on Dec. 24. People queued.", ["It opened on Dec. 24.", "People queued."]),
    # Roman numerals
    ("de", "Ludwig XIV. war König. Er baute viel.", ["Ludwig XIV. war König.", "Er baute viel."]),
    ("de", "Kaiser Wilhelm II. Enkel der Queen war er.", []),
    (
        "de",
        "So kam Papst Johannes XXIII. Der Rat tagte.",
        ["So kam Papst Johannes XXIII.", "Der Rat tagte."],
    ),
    (
        "en",
        "He served in World War II. Peter did not.",
        ["He served in World War II.", "Peter did not."],
    ),
    # Quotation marks
    ("de", "„Es reicht.“ Danach ging sie.", ["„Es reicht.“", "Danach ging sie."]),
    ("de", "„Es reicht“. Peter ging.", ["„Es reicht“.", "Peter ging."]),
    ("de", "„Es reicht.“, sagte er.", []),
    ("de", "„Es reicht!“ sagte er und ging.", []),
    ("de", "„Kommt ihr? Ich warte!“, rief er.", []),
    ("de", "Er rief: »Halt!« Alle standen.", ["Er rief: »Halt!«", "Alle standen."]),
    ("de", "Er rief: «Halt!» Alle standen.", ["Er rief: «Halt!»", "Alle standen."]),
    ("de", "Der Satz »Ich denke. Also bin ich.« ist alt.", []),
    ("de", "Sie las ‚Momo‘. Peter schlief.", ["Sie las ‚Momo‘.", "Peter schlief."]),
    (
        "de",
        "„Ich weiß es nicht. Niemand weiß es.“ Er schwieg.",
        ["„Ich weiß es nicht.", "Niemand weiß es.“", "Er schwieg."],
    ),
    ("de", "„Nein.“ – „Doch.“", ["„Nein.“", "– „Doch.“"]),
    ("en", "“It is over.” Then she left.", ["“It is over.”", "Then she left."]),
    ("en", '"It is over," she said. "Go."', ['"It is over," she said.', '"Go."']),
    ("en", '"Stop!" he said. Nobody did.', ['"Stop!" he said.', "Nobody did."]),
    ("en", "“Why?” Anna asked. “Because.”", ["“Why?” Anna asked.", "“Because.”"]),
    ("en", "‘It is over.’ Then she left.", ["‘It is over.’", "Then she left."]),
    ("en", "The boys’ room is cold. It's late.", ["The boys’ room is cold.", "It's late."]),
    # Abbreviations inside a sentence
    ("de", "Er mag Obst, z. B. Birnen.", []),
    ("de", "Er mag Obst, z.B. Birnen.", []),
    ("de", "Z. B. Birnen mag er.", []),
    ("de", "Er mag Obst, z.\u00a0B. Birnen.", []),
    ("de", "Er kam, d. h. Anna holte ihn.", []),
    ("de", "Dabei waren u. a. Politiker aus Bonn.", []),
    ("de", "Das dauert i. d. R. Wochen.", []),
    ("de", "Das kostet ca. 5 Mio. Euro und 3 Mrd. Dollar.", []),
    ("de", "Rund 20 Tsd. Menschen kamen.", []),
    ("de", "Prof. Dr. Meyer sprach, evtl. Frau Dr. Kurz.", []),
    ("de", "Äpfel bzw. Birnen, vgl. Tabelle 3.", []),
    ("de", "Sie wohnt in St. Pölten, Haus Nr. 5.", []),
    ("de", "Siehe S. 12 ff. Danach folgt Abs. 3.", ["Siehe S. 12 ff.", "Danach folgt Abs. 3."]),
    ("de", "Nach Art. 5 Abs. 1 GG ist das frei.", []),
    ("de", "Gegenstände dieser Art. Peter hat sie.", ["Gegenstände dieser Art.", "Peter hat sie."]),
    ("de", "Es geschah 44 v. Chr. in Rom.", []),
    ("de", "Das gilt gem. § 5 für alle.", []),
    ("de", "Der Dipl.-Ing. Kunz sprach.", []),
    ("en", "Mr. Smith met Mrs. Jones at St. Mary's.", []),
    ("en", "Prof. Lee and Dr. Wu left.", []),
    ("en", "Some fruit, e.g. Bramley apples, is sour.", []),
    ("en", "One man, i.e. Peter, stayed.", []),
    ("en", "The U.S. Army left.", []),
    ("en", "See No. 5 on p. 12.", []),
    ("en", "He said no. Peter agreed.", ["He said no.", "Peter agreed."]),
    ("en", "Apple Inc. Chairman Levinson spoke.", []),
    ("en", "It is Rome vs. Carthage.", []),
    ("de", "Wir ziehen am 3. Mai in die Gartenstr. 12 um.", []),
    ("de", "Er ging zur Schulstr. Dort ist es.", ["Er ging zur Schulstr.", "Dort ist es."]),
    ("de", "Sie wohnt Hauptstr. 5. Peter nicht.", ["Sie wohnt Hauptstr. 5.", "Peter nicht."]),
    ("de", "Der Lkw der Fa. Brenner & Co. KG hielt vor dem Haus der Fam. Roth.", []),
    ("de", "Prof. em. Dr. h. c. Stahl und Priv.-Doz. Dr. Horn lehren.", []),
    ("de", "Das lat. Wort, engl. Garden, nennt die Hl. Schrift, wie Abb. 2 zeigt.", []),
    ("de", "Geöffnet tägl. 9 bis 17 Uhr, Tel. 12, Fax. 13.", []),
    ("en", "Cllr. Price, Cllrs. Deane and Lowe, and Asst. Dir. Hill spoke.", []),
    ("en", "See Eq. 4 and Refs. 5 and 6.", []),
    ("de", "Ein Verbot ist gem. §§ 535 ff. BGB nicht durchsetzbar.", []),
    ("de", "Es stieg ggü. Vorjahr, insbes. Diesel, ggfs. Benzin resp. Gas.", []),
    ("de", "Sie wohnt in Frankfurt a. d. Oder, er in Freiburg i. Br. Ost.", []),
    ("de", "Nach § 5 Abs. 1 Hs. 2 Alt. 3 und Unterabs. 4 ist das frei (vgl. Fußn. 5).", []),
    ("de", "So steht es in BT-Drs. 19/1234, im BGBl. 2019 I und im ABl. L 123.", []),
    ("de", "Müller et al. (2019) sahen es anders als Meier et al. 2020.", []),
    ("de", "Geöffnet Mo. 10 bis 12 Uhr, Di. 14 bis 16 Uhr.", []),
    ("de", "Brief z. Hd. Frau Kunz, Präs. Horn und Hptm. Roth.", []),
    ("de", "Das ist nach st. Rspr. Karlsruhes grds. Sache der wissenschaftl. Leiter.", []),
    ("de", "Die Frage ist urspr. Gegenstand des chem. Instituts, vsl. 2027.", []),
    ("en", "See paras. 12-14, figs. 3 and 4, cl. 5, regs. 6-7, Sched. 8 and App. 9.", []),
    ("en", "In Smith v. The Queen, Ald. Price and Cdr. Hill spoke.", []),
    ("en", "It took Rte. 66 and Hwy. 101 for approx. 20, min. 10 miles.", []),
    # Words that only look like abbreviations
    ("de", "Er fuhr den Lkw. Peter lief.", ["Er fuhr den Lkw.", "Peter lief."]),
    ("de", "Sie lief 20 km. Peter fuhr.", ["Sie lief 20 km.", "Peter fuhr."]),
    ("de", "Mehr auf beispiel.fr. Peter weiß es.", ["Mehr auf beispiel.fr.", "Peter weiß es."]),
    ("de", "Er rief Jung und Alt. Peter kam.", ["Er rief Jung und Alt.", "Peter kam."]),
    (
        "de",
        "Das meint die st. Rspr. Der Rest nicht.",
        ["Das meint die st. Rspr.", "Der Rest nicht."],
    ),
    ("en", "They feed the fowl. Peter left.", ["They feed the fowl.", "Peter left."]),
    ("de", "Er sah mich. Kritiker sagen: nein.", ["Er sah mich.", "Kritiker sagen: nein."]),
    ("de", "Er tut, was er mag. Kritik folgt.", ["Er tut, was er mag.", "Kritik folgt."]),
    ("en", "She told me. Brian knew.", ["She told me.", "Brian knew."]),
    ("en", "Votes come in May. Critics wait.", ["Votes come in May.", "Critics wait."]),
    ("en", "He was ill. Peter was not.", ["He was ill.", "Peter was not."]),
    ("en", "They met in Washington DC. Peter left.", ["They met in Washington DC.", "Peter left."]),
    ("en", "MR. McDOWELL: I WAS THERE.", []),
    # Units
    ("de", "Sie sprang 7 m. Peter lief.", ["Sie sprang 7 m.", "Peter lief."]),
    ("de", "Erlaubt sind 30 km/h. Autos rasen.", ["Erlaubt sind 30 km/h.", "Autos rasen."]),
    ("en", "It was 20 °C. Rain fell.", ["It was 20 °C.", "Rain fell."]),
    ("en", "It lies at 220 W. Main Street.", []),
    ("de", "Sie zahlt 5 % p. a. Zinsen.", []),
    # Abbreviations at the end of a sentence
    (
        "de",
        "Er kaufte Bananen usw. Danach gingen wir.",
        ["Er kaufte Bananen usw.", "Danach gingen wir."],
    ),
    (
        "de",
        "Das geschah 44 v. Chr. Die Stadt trauerte.",
        ["Das geschah 44 v. Chr.", "Die Stadt trauerte."],
    ),
    ("de", "Es kostet 3 Mio. Das ist viel.", ["Es kostet 3 Mio.", "Das ist viel."]),
    (
        "en",
        "They live in the U.S. The next day they left.",
        ["They live in the U.S.", "The next day they left."],
    ),
    ("en", "We met at 5 p.m. He left.", ["We met at 5 p.m.", "He left."]),
    ("en", "We met at 5 p.m. Monday.", []),
    ("en", "We met at 5 p.m. It's late.", ["We met at 5 p.m.", "It's late."]),
    (
        "en",
        "Bring pens, paper, etc. Peter has none.",
        ["Bring pens, paper, etc.", "Peter has none."],
    ),
    (
        "en",
        "She works for Acme Inc. It makes nails.",
        ["She works for Acme Inc.", "It makes nails."],
    ),
    # Initials and labels
    ("en", "J. R. R. Tolkien wrote it.", []),
    ("en", "George W. Bush and J.K. Rowling met.", []),
    ("de", "Angela D. Merkel sprach mit E. T. A. Hoffmann.", []),
    ("en", "We need plan B. Then we wait.", ["We need plan B.", "Then we wait."]),
    ("en", "Take Vitamin C. Peter does.", ["Take Vitamin C.", "Peter does."]),
    ("en", "So am I. Peter is not.", ["So am I.", "Peter is not."]),
    # Addresses, files and versions
    (
        "de",
        "Mehr auf https://www.beispiel.de/a?b=c.html. Danach Pause.",
        ["Mehr auf https://www.beispiel.de/a?b=c.html.", "Danach Pause."],
    ),
    (
        "de",
        "Post an max.muster@beispiel.de bitte. Danke.",
        ["Post an max.muster@beispiel.de bitte.", "Danke."],
    ),
    ("en", "Open report.final.pdf. Peter sent it.", ["Open report.final.pdf.", "Peter sent it."]),
    ("en", "Python 3.11.2 is out. Node.js is old.", ["Python 3.11.2 is out.", "Node.js is old."]),
    # Numbers and times
    (
        "de",
        "Es waren 1.234,5 Liter. Es fehlten 3.5.",
        ["Es waren 1.234,5 Liter.", "Es fehlten 3.5."],
    ),
    (
        "en",
        "It grew 3.5 percent. It cost $1,234.50.",
        ["It grew 3.5 percent.", "It cost $1,234.50."],
    ),
    (
        "de",
        "Um 14.30 Uhr ging es los. Um 15 Uhr war Schluss.",
        ["Um 14.30 Uhr ging es los.", "Um 15 Uhr war Schluss."],
    ),
    # Ellipses
    ("de", "Ich weiß nicht … vielleicht morgen.", []),
    ("de", "Ich weiß nicht... Vielleicht morgen.", ["Ich weiß nicht...", "Vielleicht morgen."]),
    ("de", "Das ist … Peter!", []),
    ("de", "„Er kam. […] Danach ging er.“", ["„Er kam.", "[…] Danach ging er.“"]),
    ("en", "Well... maybe not.", []),
    ("en", "I waited… Nobody came.", ["I waited…", "Nobody came."]),
    ("de", "... und dann war Ruhe. Endlich.", ["... und dann war Ruhe.", "Endlich."]),
    # Several marks
    (
        "de",
        "Wirklich!? Ja. Was?! Nein!!! Doch.",
        ["Wirklich!?", "Ja.", "Was?!", "Nein!!!", "Doch."],
    ),
    ("en", "Really?! he asked.", []),
    # Company names
    ("en", "Yahoo! is old. Yahoo! News is older.", ["Yahoo! is old.", "Yahoo! News is older."]),
    ("de", "Er las Yahoo! Finanzen.", []),
    ("en", "She bought it. iPhone sales rose.", ["She bought it.", "iPhone sales rose."]),
    # Brackets and notes
    ("de", "Er kam (das war gut. Sehr gut.) und blieb.", []),
    ("de", "Er kam. (Das war gut.) Dann ging er.", ["Er kam.", "(Das war gut.)", "Dann ging er."]),
    ("en", "He left (see p. 5). Nobody saw it.", ["He left (see p. 5).", "Nobody saw it."]),
    ("en", "He left.[12] Nobody saw it.", ["He left.[12]", "Nobody saw it."]),
    # Enumerations
    ("de", "1. Erstens. 2. Zweitens.", ["1. Erstens.", "2. Zweitens."]),
    ("de", "a) Brot kaufen. b) Milch holen.", ["a) Brot kaufen.", "b) Milch holen."]),
    ("en", "1. Buy bread. 2. Fetch milk.", ["1. Buy bread.", "2. Fetch milk."]),
    ("de", "IV. Kapitel. Der Anfang.", ["IV. Kapitel.", "Der Anfang."]),
    # Paragraph marks and unusual white space
    ("de", "Überschrift\n\nDer Text beginnt.", ["Überschrift", "Der Text beginnt."]),
    ("en", "One\nline. Two\r\n\r\nThree", ["One\nline.", "Two", "Three"]),
    ("en", "One.\u00a0Two.\u2003Three.", ["One.", "Two.", "Three."]),
    ("de", "Er ging.Danach war Ruhe.", ["Er ging.", "Danach war Ruhe."]),
    # Other languages: sentencex alone, and the general rules
    ("fr", "Il pleut. Nous restons.", ["Il pleut.", "Nous restons."]),
    ("ja", "雨です。帰ります。", ["雨です。", "帰ります。"]),
    ("hi", "पानी है। घर चलो।", ["पानी है।", "घर चलो।"]),
    ("xx", "Abc def. Ghi.", ["Abc def.", "Ghi."]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_borders(language: str, text: str, expected: list[str]) -> None:
    """An empty list of expected sentences means: the text is one sentence."""
    found = split_sentences(text, language)
    assert [sentence.rstrip() for sentence in found] == (expected or [text])
    assert "".join(found) == text


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 110
    assert len({(language, text) for language, text, _ in CASES}) == len(CASES)


TRICKY = st.sampled_from(
    [
        *(". ", "! ", "? ", "… ", "...", ".", "“", "„", "»", "«", '"', "'", "(", ")", "[1]", "。"),
        *(" ", "\n", "\n\n", "\r\n", "\u00a0", "\u2029", "\u200b", "\ufeff", "\ud800", "\x00"),
        *("z. B. ", "Dr. ", "usw. ", "3. ", "U.S. ", "p.m. ", "XIV. ", "J. ", "Yahoo! ", "a) "),
        *(
            "Haus",
            "Der ",
            "The ",
            "er ",
            "é",
            "ß",
            "שלום. ",
            "مرحبا. ",
            "؟",
            "।",
            "」",
            "😀 ",
            "1. ",
        ),
        *("www.a.de", "a@b.de. "),
    ]
)
TEXTS = st.one_of(st.text(st.characters(codec=None)), st.lists(TRICKY, max_size=60).map("".join))
LANGUAGES = st.sampled_from(["de", "en", "fr", "ja", "hi", "el", "", "zz"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, LANGUAGES)
def test_nothing_is_lost_and_no_sentence_is_blank(text: str, language: str) -> None:
    sentences = split_sentences(text, language)
    assert "".join(sentences) == text
    assert all(sentences)
    assert len(sentences) == 1 or not any(sentence.isspace() for sentence in sentences)
    assert sentences == split_sentences(text, language)


@settings(max_examples=200, deadline=None)
@given(st.lists(TRICKY, max_size=60).map("".join), LANGUAGES)
def test_white_space_stays_with_the_sentence_before(text: str, language: str) -> None:
    assert not any(sentence[0].isspace() for sentence in split_sentences(text, language)[1:])


def test_empty_text_has_no_sentences() -> None:
    assert split_sentences("", "de") == []
    assert split_sentences(" \n\n ", "de") == [" \n\n "]


def test_long_quotation_is_split() -> None:
    """Ten sentences between quotation marks are ten sentences."""
    quotation = "„" + "Das ist ein Satz von vielen. " * 10 + "Ende“, sagte er."
    assert len(split_sentences(quotation, "de")) == 11


def test_unclosed_marks_do_not_make_giants() -> None:
    for mark in "„“\"'»«‚‘([":
        text = f"{mark}Hier beginnt etwas. " * 50
        assert len(split_sentences(text, "de")) == 50, mark


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "Das ist ein Satz. ",
        "„Das ist ein Satz. ",
        "(Das ist ein Satz. ",
        "x",
        ".",
        ". ",
        "!",
        " ",
        "\n",
        "a\n \n",
        '"',
        "(",
        "( ",
        "A. ",
        "Dr. ",
        "3. ",
        "a.” ",
        "Yahoo! ",
        "er.Der",
        "。",
        "z.\u00a0B. ",
        "\ud800. ",
        "a@b.",
        "[1]",
        "... ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """A megabyte of anything comes through; quadratic time would take many minutes."""
    text = unit * (1_000_000 // len(unit))
    assert sum(map(len, split_sentences(text, "de"))) == len(text)
