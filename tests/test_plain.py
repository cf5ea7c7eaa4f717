"""What a translator is given: plain words, and nothing that is in the other language already."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from summarize.backends import Translated
from summarize.checks.native import native
from summarize.checks.pairs import findings, quantities_apart
from summarize.checks.spoken_hours import in_figures
from summarize.protection import ProtectedTranslator
from summarize.protection.capitals import abbreviations, without_capitals
from summarize.protection.gender import in_one_gender
from summarize.protection.measures import in_plain_measure
from summarize.result import Sentence
from tests.conftest import Command

DE_EN, EN_DE = ("de", "en"), ("en", "de")


class Given:
    """Says what it is given, in other words."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = table
        self.sentences: list[str] = []

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        self.sentences += sentences
        return [Translated(self._table.get(s, f"({s})")) for s in sentences]


def translated(sentence: str, table: dict[str, str], languages: tuple[str, str] = DE_EN) -> str:
    (made,) = ProtectedTranslator(Given(table)).translate([sentence], *languages)
    assert not made.findings
    return made.text


# --- what is in the other language -------------------------------------------------------

QUOTE = "We will see you in court,"
WHOLE = [
    ("The works council calls the decision a breach of promise.", DE_EN),
    ("“This is a great day for Brussels and for Munich,” said Hale on Friday.", DE_EN),
    ("Der Betriebsrat nennt die Entscheidung einen Wortbruch.", EN_DE),
    ("„Das ist ein großer Tag für Brüssel“, sagte er am Freitag.", EN_DE),
    ("Nobody can get out.", DE_EN),
    ("„Es gibt keinen anderen Grund.“", EN_DE),
]
PARTS = [
    (f'"{QUOTE}" sagte der Investor Roger Hale.', DE_EN, [QUOTE]),
    (f'"{QUOTE}" sagte Hale.', DE_EN, [QUOTE]),
    ("Der Film „The Lord of the Rings“ läuft.", DE_EN, ["The Lord of the Rings"]),
    ("He called it “das Ende der Welt”.", EN_DE, ["das Ende der Welt"]),
    (f"Emre Can sagte: „{QUOTE}“", DE_EN, [QUOTE]),
    (f"Don Weber rief: „{QUOTE}“", DE_EN, [QUOTE]),
    (f"Stürmer Mats Just schrieb: „{QUOTE}“", DE_EN, [QUOTE]),
    ('Ana Mir wrote: "Ich habe keine Angst."', EN_DE, ["Ich habe keine Angst."]),
    ('Film-maker Jan Ja\'s film "Alles wird gut" won a prize.', EN_DE, ["Alles wird gut"]),
]
NOTHING = [
    ("Die Mehrheit war knapp.", DE_EN),
    ("In Team und Wind", DE_EN),
    ("Der Sänger von „The Voice“ kommt.", DE_EN),
    ("Ursula von der Leyen welcomes deal", EN_DE),
    ("We will see you in court.", EN_DE),
    ("Die SPD gibt nach.", DE_EN),
    ("We will see you in court.", ("de", "fr")),
]


@pytest.mark.parametrize(("sentence", "languages"), WHOLE)
def test_a_sentence_in_the_other_language_is_not_translated(
    sentence: str, languages: tuple[str, str]
) -> None:
    model = Given({})
    made = ProtectedTranslator(model).translate([sentence, sentence], *languages)
    assert [one.text for one in made] == [sentence, sentence]
    assert not model.sentences
    assert not list(findings(Sentence(source=sentence, text=sentence), languages, 0))


@pytest.mark.parametrize(("sentence", "languages", "parts"), PARTS)
def test_parts_in_the_other_language(
    sentence: str, languages: tuple[str, str], parts: list[str]
) -> None:
    assert native(sentence, languages) == parts


@pytest.mark.parametrize(("sentence", "languages"), NOTHING)
def test_nothing_is_in_the_other_language(sentence: str, languages: tuple[str, str]) -> None:
    assert native(sentence, languages) == []


@pytest.mark.parametrize(
    ("source", "text", "languages"),
    [
        ("„But they did not want it.“", "“But they did not want it.”", DE_EN),
        ("My wife thought I was at the gym.“", "My wife thought I was at the gym.”", DE_EN),
        ("“Die ist krank, sehr krank.”", "„Die ist krank, sehr krank.“", EN_DE),
    ],
)
def test_what_stays_has_the_quotation_marks_of_the_translation(
    source: str, text: str, languages: tuple[str, str]
) -> None:
    assert translated(source, {}, languages) == text
    assert not list(findings(Sentence(source=source, text=text), languages, 0))


def test_a_quotation_stays_word_by_word() -> None:
    source = f'"{QUOTE}" sagte der Investor.'
    rewritten = {source: '"We want to see you in court," said the investor.'}
    stood_in = {'"XQ1Z" sagte der Investor.': '"XQ1Z" said the investor.'}
    text = translated(source, rewritten | stood_in)
    assert text == f'"{QUOTE}" said the investor.'
    assert not list(findings(Sentence(source=source, text=text), DE_EN, 0))


def test_a_copy_of_what_was_to_be_translated_is_none() -> None:
    source = "Der Betriebsrat nennt die Entscheidung einen Wortbruch."
    (finding,) = findings(Sentence(source=source, text=source), DE_EN, 0)
    assert finding.kind == "untranslated"


def test_a_press_release_in_two_languages(summarize: Command) -> None:
    german = "Die Nordwerk AG schließt ihr Werk in Kiel. Betroffen sind 900 Beschäftigte."
    english = "About 900 employees are affected. The council calls it a breach of promise."
    text = f"{german}\n\n{english}\n".encode()
    options = ["--lang", "en", "--no-summary", "--format", "json", "--profile", "builtin"]
    (document,) = json.loads(summarize("-", "--from", "de", *options, stdin=text).out)["documents"]
    (translation,) = document["translations"]
    assert translation["paragraphs"][1]["text"] == english
    assert translation["status"] == "ok"
    assert "untranslated" not in {finding["kind"] for finding in translation["findings"]}


# --- about how much ------------------------------------------------------------------------

NO_MEASURES = [
    "Der FC Nordstadt hat das Pokalfinale knapp 2:3 verloren.",
    "Im Tennis gewann Eva Lys knapp 7:6, 6:4.",
    "Knapp 1:0 verlor die Band.",
    "Trainer Peter Gut 2019 entlassen, kehrt zurück.",
    "Verteidigerin Karla Knapp 12 Tage verletzt",
    "Das Gut drei Kilometer vor der Stadt",
    "Das Gut 7 Linden lud zum Essen.",
    "Auf dem Gut vierzig Kilometer vor Kiel",
    "Wie gut 100 Ordner arbeiten, zeigte sich.",
    "Die Note lautete gut 1,7.",
    "Mit der Note gut 1,7 bestand sie.",
    "Hab und Gut 1.000",
    "Alles gut 2024",
    "Die Zeit war knapp 2020.",
]


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("Der Preis sinkt um gut neun Prozent.", "Der Preis sinkt um mehr als neun Prozent."),
        ("Knapp 400 Gäste kamen.", "Fast 400 Gäste kamen."),
        ("Gut die Hälfte wartet knapp ein Jahr.", "Mehr als die Hälfte wartet fast ein Jahr."),
        ("Er lief gut fünfzig Kilometer.", "Er lief mehr als fünfzig Kilometer."),
        ("Er spielt gut ein Instrument.", "Er spielt gut ein Instrument."),
        ("Das Geld wird knapp. 400 Gäste kamen.", "Das Geld wird knapp. 400 Gäste kamen."),
        ("Es lief nicht gut. Zwei kamen.", "Es lief nicht gut. Zwei kamen."),
        ("So gut 20 Mal wie nie.", "So gut 20 Mal wie nie."),
        ("Gut anderthalb Jahre oder knapp zweieinhalb Monate",
         "Mehr als anderthalb Jahre oder fast zweieinhalb Monate"),
        ("Berlin – Knapp 1,7 km Weg: „Gut 2000 Gäste, zu gut 80 Prozent aus Kiel“",
         "Berlin – Fast 1,7 km Weg: „Mehr als 2000 Gäste, zu mehr als 80 Prozent aus Kiel“"),
        *((same, same) for same in NO_MEASURES),
    ],
)  # fmt: skip
def test_words_for_about_how_much(sentence: str, plain: str) -> None:
    assert in_plain_measure(sentence, "de") == plain
    assert in_plain_measure(sentence, "en") == sentence


NO_PRICES = [
    "Films in 1080p at 5pm in Q3p.",
    "He left at 3p.m. for room 12p, see p. 12p.",
    "A 24p film, in 576p video or in 4320p",
    "A 10p-a-litre rise",
    "She got £300 a year later.",
    "It cost £190,000 a year and a half ago.",
    "It is worth £190,000 a year on.",
    "He paid £190,000 a year to the day after the fire.",
    "They found £500 a day early, and £900 a week into the search.",
]


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("Petrol is 189.9p a litre.", "Petrol is 189.9 pence per litre."),
        ("Cut from 4.2p to 1p a share.", "Cut from 4.2 pence to 1 pence per share."),
        ("Cocoa costs $9,800 a tonne.", "Cocoa costs $9,800 per tonne."),
        ("Gusts of 92mph and 55 mph.", "Gusts of 92 miles per hour and 55 miles per hour."),
        ("Page 12p of the annexe lists 3p coins.", "Page 12p of the annexe lists 3 pence coins."),
        *((same, same) for same in NO_PRICES),
    ],
)
def test_english_prices_and_speeds(sentence: str, plain: str) -> None:
    assert in_plain_measure(sentence, "en") == plain
    assert in_plain_measure(sentence, "de") == sentence


def test_a_little_more_is_not_well() -> None:
    sentence = "Der Preis sinkt um gut neun Prozent."
    table = {"Der Preis sinkt um mehr als neun Prozent.": "The price drops by over nine percent."}
    assert translated(sentence, table) == "The price drops by over nine percent."


# --- capitals ----------------------------------------------------------------------------

CAPITALS = [
    ("DER STADTRAT VON MEHROW HAT DAS HOCHHAUS GESTOPPT.",
     "Der Stadtrat von Mehrow hat das Hochhaus gestoppt.", "de"),
    ("23 RÄTE STIMMTEN DAGEGEN.", "23 Räte stimmten dagegen.", "de"),
    ("DIE GROSSE STRASSE KOSTET 3,5 MRD. EURO", "Die große Straße kostet 3,5 Mrd. Euro", "de"),
    ("DIE STRAßE", "Die Straße", "de"),
    ("WIRTSCHAFT", "Wirtschaft", "de"),
    ("THE PRESIDENT OF FRANCE MET ANGELA MERKEL IN LONDON",
     "The President of France met Angela Merkel in London", "en"),
    ("I DON'T KNOW TRUMP'S PLAN FOR NATO", "I don't know Trump's plan for NATO", "en"),
    ("US ECONOMY SHRINKS", "US economy shrinks", "en"),
]  # fmt: skip
NO_CAPITALS = [
    ("BASF SE", "de"), ("SPD UND CDU", "de"), ("A4", "de"), ("2024", "de"),
    ("EILMELDUNG: Der Minister geht", "de"), ("NASA", "en"), ("LA GUERRE EST FINIE", "fr"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "plain", "language"), CAPITALS)
def test_capitals_that_say_nothing(sentence: str, plain: str, language: str) -> None:
    assert without_capitals(sentence, language) == plain


@pytest.mark.parametrize(("sentence", "language"), NO_CAPITALS)
def test_capitals_that_mean_something(sentence: str, language: str) -> None:
    assert without_capitals(sentence, language) == sentence


FLU = ["The WHO said that US officials and NHS staff need new IT.", "WHO WARNS US AND NHS AGAIN"]


def test_an_article_shows_its_abbreviations() -> None:
    known = abbreviations(FLU)
    assert known == {"WHO", "US", "NHS", "IT"}
    assert without_capitals(FLU[1], "en", known) == "WHO warns US and NHS again"
    assert without_capitals("IT FAILURES", "en", known) == "IT failures"
    assert without_capitals("NHS WARNS AS IT FAILS", "en", known) == "NHS warns as it fails"
    assert without_capitals("WHO PAYS FOR THE FLU?", "en", known) == "Who pays for the flu?"


def test_an_abbreviation_in_a_headline_is_no_pronoun(summarize: Command) -> None:
    text = "WHO WARNS OF NEW FLU STRAIN\n\nThe WHO said on Monday that the flu was spreading fast."
    options = ["--from", "en", "--lang", "de", "--no-summary", "--profile", "builtin"]
    assert summarize("-", *options, stdin=text.encode()).out.startswith("WHO ")


def test_capitals_are_given_back() -> None:
    table = {"Der Rat tagt.": "The council meets."}
    assert translated("DER RAT TAGT.", table) == "THE COUNCIL MEETS."
    assert translated("Der Rat tagt.", table) == "The council meets."


def test_code_keeps_its_capitals() -> None:
    model = Given({})
    kept = {"DER BEFEHL SELECT": ("SELECT",)}
    ProtectedTranslator(model, kept=kept).translate(list(kept), *DE_EN)
    assert model.sentences[0] == "DER BEFEHL SELECT"


# --- gender ------------------------------------------------------------------------------

BOTH = [
    ("Die Schüler:innen und Lehrer*innen", "Die Schüler und Lehrer"),
    ("Viele Ärzt_innen, Kolleg/-innen und Student/innen", "Viele Ärzte, Kollegen und Studenten"),
    ("Die KollegInnen, die Nachbar(innen), die Jüd·innen",
     "Die Kollegen, die Nachbarn, die Juden"),
    ("Ein:e Sprecher:in der Stadt", "Ein Sprecher der Stadt"),
    ("Jede:r neue:r Ärzt:in, eine*n Kolleg*in", "Jeder neuer Arzt, einen Kollege"),
    ("Der:die LehrerIn", "Der Lehrer"),
    ("Jüd:in, Bäuer:in, Händler:in, Köch:in", "Jude, Bauer, Händler, Koch"),
    ("Der Bürger:innenrat und das Student*innenwerk", "Der Bürgerrat und das Studentenwerk"),
]  # fmt: skip
NEITHER = [
    "Die Lehrerinnen von LinkedIn", "Um 12:30 Uhr in der Stadt: innen", "Die Datei foo_in",
    "Am Rhein/Main", "https://example.org/a:in",
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "masculine"), BOTH)
def test_words_for_women_and_men(sentence: str, masculine: str) -> None:
    assert in_one_gender(sentence, "de") == masculine


@pytest.mark.parametrize("sentence", NEITHER)
def test_other_words_stay(sentence: str) -> None:
    assert in_one_gender(sentence, "de") == sentence


def test_the_article_keeps_its_words_for_women_and_men(summarize: Command) -> None:
    text = "Die Schüler:innen und Lehrer:innen demonstrierten am Freitag in Kassel.\n"
    options = ["--from", "de", "--no-summary", "--format", "json", "--profile", "builtin"]
    (document,) = json.loads(summarize("-", *options, stdin=text.encode()).out)["documents"]
    (translation,) = document["translations"]
    assert "inside" not in translation["text"]
    assert translation["paragraphs"][0]["source"] == document["article"][0]["text"] == text.strip()


def test_a_company_has_one_name_in_all_of_an_article(summarize: Command) -> None:
    text = "Nordwerk schließt Werk in Kiel\n\nDie Nordwerk AG hat das am Montag mitgeteilt.\n"
    options = ["--from", "de", "--lang", "en", "--no-summary", "--profile", "builtin"]
    made = summarize("-", *options, stdin=text.encode()).out
    assert made.count("Nordwerk") == 2


SPOKEN = [
    ("de", "Der Laden öffnet um halb neun.", "Der Laden öffnet um 8:30."),
    ("de", "Um Viertel vor acht Uhr abends ging er.", "Um 19.45 Uhr ging er."),
    ("de", "Treffen: Viertel nach acht, Marktplatz", "Treffen: 8:15, Marktplatz"),
    ("de", "Gegen drei viertel zehn, um viertel elf", "Gegen 9:45, um 10:15"),
    ("de", "Halb zehn morgens, kurz vor halb eins nachts", "9.30 Uhr, kurz vor 0.30 Uhr"),
    ("de", "Um halb eins war Schluss.", "Um 12:30 war Schluss."),
    ("en", "The shop opens at half past nine.", "The shop opens at 9:30."),
    ("en", "It ended at a quarter to one.", "It ended at 12:45."),
    ("en", "At half nine in the evening he left.", "At 9:30 p.m. he left."),
    ("en", "Quarter past ten came, and half past 11.", "10:15 came, and 11:30."),
]
NO_TIMES = [
    ("de", "Ein Viertel vor acht Häusern, im Viertel nach zwei Jahren"),
    ("de", "Er war halb acht, und nach halb so vielen Tagen um halb zwei Millionen reicher."),
    ("en", "About half ten people, half two of them, a quarter to three-quarters of it"),
    ("fr", "at half past nine um halb neun"),
]


@pytest.mark.parametrize(("language", "sentence", "figures"), SPOKEN)
def test_times_in_words(language: str, sentence: str, figures: str) -> None:
    assert in_figures(sentence, language) == figures
    # A translation may have the figures.
    assert not quantities_apart(sentence, figures, (language, language))[1]


@pytest.mark.parametrize(("language", "sentence"), NO_TIMES)
def test_what_only_looks_like_a_time_stays(language: str, sentence: str) -> None:
    assert in_figures(sentence, language) == sentence


@pytest.mark.parametrize(
    ("sentence", "source", "time"),
    [
        ("Das Bürgerbüro öffnet ab Montag schon um halb acht.", "de", "7:30"),
        ("Am Freitag beginnt die Sitzung um Viertel vor zehn.", "de", "9:45"),
        ("Um halb sechs abends ist Schluss.", "de", "5:30 p.m."),
        ("The office will open at half past seven from Monday.", "en", "7:30"),
        ("It closes at half past five in the evening.", "en", "17:30 Uhr"),
    ],
)
def test_a_time_in_words_is_the_same_time(
    summarize: Command, sentence: str, source: str, time: str
) -> None:
    target = "en" if source == "de" else "de"
    options = ["--from", source, "--lang", target, "--no-summary", "--format", "json"]
    options += ["--profile", "builtin"]
    (document,) = json.loads(summarize("-", *options, stdin=sentence.encode()).out)["documents"]
    (translation,) = document["translations"]
    assert time in translation["text"].replace(".30 Uhr", ":30 Uhr")
    # An hour that was put right may be noted.
    assert all(finding["severity"] == "note" for finding in translation["findings"])
    assert translation["paragraphs"][0]["source"] == sentence
