"""Which language a text is in: settled by function words, by py3langid, or not at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from summarize.document.language import another, configured, detect, left_in
from summarize.document.model import Language
from summarize.errors import LanguageError
from summarize.languages import language_name

GERMAN = (
    "Der Stadtrat hat am Dienstag über die neue Brücke beraten. Sie soll die beiden Ufer "
    "verbinden und wird nach ersten Schätzungen mehr als drei Millionen Euro kosten. Viele "
    "Anwohner sind nicht einverstanden, weil sie mit Lärm rechnen. Eine Entscheidung wird "
    "noch vor dem Sommer erwartet, wie der Bürgermeister nach der Sitzung sagte."
)
ENGLISH = (
    "The town council discussed the new bridge on Tuesday. It is meant to connect the two "
    "banks and would cost more than three million euros, according to first estimates. Many "
    "residents are not happy because they expect noise. A decision is expected before the "
    "summer, as the mayor said after the meeting."
)
DUTCH = (
    "De gemeenteraad heeft dinsdag over de nieuwe brug gesproken. Die moet de beide oevers "
    "verbinden en gaat volgens de eerste schattingen meer dan drie miljoen euro kosten. Veel "
    "omwonenden zijn het er niet mee eens, omdat ze geluidsoverlast verwachten. Voor de zomer "
    "wordt een besluit genomen, zei de burgemeester na de vergadering."
)
FOREIGN = {
    "Dutch": DUTCH,
    "Danish": "Byrådet drøftede tirsdag den nye bro. Den skal forbinde de to bredder og kommer "
    "efter de første skøn til at koste mere end tre millioner euro. Mange naboer er ikke enige, "
    "fordi de venter støj. Der ventes en beslutning før sommeren, sagde borgmesteren.",
    "Swedish": "Kommunfullmäktige diskuterade den nya bron i tisdags. Den ska förbinda de båda "
    "stränderna och kommer enligt de första beräkningarna att kosta mer än tre miljoner euro. "
    "Många grannar är inte nöjda eftersom de väntar sig buller, sade borgmästaren efter mötet.",
    "Norwegian": "Kommunestyret drøftet den nye broen på tirsdag. Den skal knytte sammen de to "
    "breddene og vil ifølge de første anslagene koste mer enn tre millioner euro. Mange naboer er "
    "ikke enige fordi de venter støy. Jeg vet ikke hva vi skal gjøre nå, sa ordføreren etterpå.",
    "Afrikaans": "Die stadsraad het Dinsdag oor die nuwe brug gepraat. Dit moet die twee oewers "
    "verbind en sal volgens die eerste skattings meer as drie miljoen euro kos. Baie inwoners is "
    "nie tevrede nie, omdat hulle geraas verwag, het die burgemeester ná die vergadering gesê.",
    "Luxembourgish": "De Gemengerot huet en Dënschdeg iwwer déi nei Bréck geschwat. Si soll déi "
    "zwou Säite verbannen a wäert no den éischte Schätzunge méi wéi dräi Milliounen Euro kaschten. "
    "Vill Awunner sinn net domat averstanen, well si mat Kaméidi rechnen, sot de Buergermeeschter.",
    "French": "Le conseil municipal a discuté mardi du nouveau pont. Il doit relier les deux rives "
    "et coûtera, selon les premières estimations, plus de trois millions d'euros. Beaucoup de "
    "riverains ne sont pas d'accord, car ils craignent le bruit, a dit le maire après la séance.",
    "Spanish": "El ayuntamiento debatió el martes sobre el nuevo puente. Debe unir las dos orillas "
    "y costará, según las primeras estimaciones, más de tres millones de euros. Muchos vecinos no "
    "están de acuerdo porque esperan ruido, dijo el alcalde después de la reunión.",
    "Italian": "Il consiglio comunale ha discusso martedì del nuovo ponte. Deve collegare le due "
    "rive e costerà, secondo le prime stime, più di tre milioni di euro. Molti abitanti non sono "
    "d'accordo perché temono il rumore, ha detto il sindaco dopo la riunione.",
    "Polish": "Rada miasta rozmawiała we wtorek o nowym moście. Ma on połączyć oba brzegi i według "
    "pierwszych szacunków będzie kosztować ponad trzy miliony euro. Wielu mieszkańców nie zgadza "
    "się, ponieważ obawiają się hałasu, powiedział burmistrz po posiedzeniu.",
    "Russian": "Во вторник городской совет обсудил новый мост. Он должен соединить оба берега и по "
    "первым оценкам будет стоить больше трёх миллионов евро. Многие жители не согласны.",
    "Japanese": "市議会は火曜日に新しい橋について話し合いました。橋は両岸を結び、最初の見積もりでは"
    "三百万ユーロ以上かかるそうです。多くの住民は騒音を心配して反対しています。",
}

MIXED = (
    "Der Bürgermeister der kleinen Stadt hat am Montag Besuch aus Schottland bekommen und mit "
    "den Gästen über die Brücke gesprochen. „We have been waiting for this bridge for a very long "
    "time, and we are happy that it is here“, sagte einer von ihnen auf dem Marktplatz. Danach "
    "wurde im Rathaus gefeiert, und auch der Chor sang einige Lieder für die Besucher. „It was "
    "one of the best evenings of our lives“, war von einer Frau zu hören, die noch nicht wusste, "
    "ob sie im Sommer wieder nach Deutschland kommen kann. Der Abend endete mit einem Feuerwerk."
)

SETTLED = [
    ("de", GERMAN),
    ("en", ENGLISH),
    ("de", GERMAN.upper()),
    ("en", ENGLISH.upper()),
    ("de", MIXED),
    # Umlauts spelled out, and Swiss ss
    (
        "de",
        "Die Baeume muessen ueber den Winter geschuetzt werden, sagte der Gaertner, und das "
        "waere fuer die Stadt nicht so teuer, wie viele Buerger glauben.",
    ),
    (
        "de",
        "Die Strasse ist gross und weiss verschneit, und der Fussweg ist nicht geräumt. Wer "
        "draussen ist, muss aufpassen, dass er nicht ausrutscht, heisst es von der Gemeinde.",
    ),
    # Without many function words
    (
        "de",
        "Bundesregierung beschließt höhere Steuern, Opposition kritisiert Haushaltspläne scharf",
    ),
    (
        "en",
        "Government announces higher taxes, opposition parties criticise spending plans sharply",
    ),
    # Names, addresses and numbers do not vote
    ("de", f"{GERMAN} https://www.example.com/the/and/of/to/with/from/this/that?have=has&are=were"),
]

SHORT = [
    ("de", "Die Stadt Mehrow spart 5 Millionen Euro."),
    ("de", "Heute regnet es in Berlin den ganzen Tag."),
    ("de", "Ministerin Holl tritt zurück"),
    ("en", "The mayor of Leeds has resigned after a vote."),
    ("en", "Nobody was hurt in the fire."),
]

TOO_SHORT = [
    "",
    "42",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "Brückenstreit beigelegt",
    "BRIDGE PLANS DROPPED",
    "Sie kam an.",
    "Das ist Rom",
    # Names, and sentences of the neighbours
    "Angela Merkel, Emmanuel Macron, Boris Johnson",
    "John Smith, Peter Brown, Mary Jones, Ann Hill",
    "Real Madrid, FC Barcelona, Manchester United",
    "De stad Utrecht bespaart 5 miljoen euro.",
    "Vandag reën dit in Kaapstad die hele dag.",
    "Haut reent et zu Esch de ganzen Dag.",
    "I dag regner det i Bergen hele dagen.",
    "Lorem ipsum dolor sit amet consectetur",
    "Wind Wind Wind Wind Wind Wind Wind Wind Wind Wind Wind Wind Wind",
    "12.345 67,89 2024-11-03 555 1.000.000 3,14 17:30 99 % 12 / 7 0800 123456 2025 2026 2027",
    "https://www.beispiel.de/der/und/die/das/ist/nicht/mit/einer/langen/adresse/und/viel/mehr",
]


@pytest.mark.parametrize(("code", "text"), SETTLED)
def test_german_and_english(code: str, text: str) -> None:
    found = detect(text, ["de", "en"])
    assert found.code == code
    assert 0.8 <= found.confidence < 1


@pytest.mark.parametrize(("code", "text"), SHORT)
def test_a_short_sentence(code: str, text: str) -> None:
    found = detect(text, ["de", "en"])
    assert found.code == code
    assert 0.8 <= found.confidence < 1


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("languages", [["de", "en"], ["de"], ["en"]])
def test_other_languages_are_refused_by_name(language: str, languages: list[str]) -> None:
    with pytest.raises(LanguageError) as caught:
        detect(FOREIGN[language], languages)
    assert caught.value.message.startswith(f"the text looks {language}, and only ")


@pytest.mark.parametrize("text", TOO_SHORT)
def test_too_short_to_tell(text: str) -> None:
    with pytest.raises(LanguageError) as caught:
        detect(text, ["de", "en"])
    assert caught.value.message == "the text is too short to tell its language"
    assert caught.value.hint == "name it with --from, e.g. --from de"
    assert caught.value.exit_code == 2


def test_message_and_hint_of_another_language() -> None:
    with pytest.raises(LanguageError) as caught:
        detect(DUTCH, ["en", "de"])
    assert caught.value.message == "the text looks Dutch, and only English and German can be read"
    assert caught.value.hint == "if it is not, name it with --from, e.g. --from en"


@pytest.mark.parametrize("tag", ["de", "DE", "de-AT", "de_DE", " de "])
def test_a_language_that_was_given(tag: str) -> None:
    assert configured(tag, ["de", "en"]) == Language("de", 1.0)


@pytest.mark.parametrize("tag", ["fr", "German", "xx-DE", " "])
def test_a_language_that_was_given_and_is_not_configured(tag: str) -> None:
    with pytest.raises(LanguageError) as caught:
        configured(tag, ["de", "en"])
    assert caught.value.message == (
        f"its language is said to be “{tag}”, and only German and English can be read"
    )
    assert caught.value.hint == "correct it, or overrule it with --from: de, en"


def test_english_is_refused_where_only_german_is_configured() -> None:
    with pytest.raises(LanguageError) as caught:
        detect(ENGLISH, ["de"])
    assert caught.value.message == "the text looks English, and only German can be read"


@pytest.mark.parametrize(
    ("code", "text"),
    [("fr", FOREIGN["French"]), ("nl", DUTCH), ("de", GERMAN), ("en", ENGLISH), ("de", MIXED)],
)
def test_more_languages_than_two(code: str, text: str) -> None:
    assert detect(text, ["de", "en", "fr", "nl"]).code == code


def test_languages_unknown_to_the_model_are_no_error() -> None:
    assert detect(GERMAN, ["de", "tlh"]).code == "de"
    with pytest.raises(LanguageError, match="looks French, and only German, English and tlh can"):
        detect(FOREIGN["French"], ["de", "en", "tlh"])


def test_the_model_gives_the_same_answer_as_the_function_words() -> None:
    """Twenty words of each, too few function words to settle it."""
    for code, text in (("de", GERMAN), ("en", ENGLISH)):
        assert detect(" ".join(text.split()[:11]), ["de", "en"]).code == code


def test_confidence_grows_with_the_evidence_and_falls_with_doubt() -> None:
    short = " ".join(GERMAN.split()[:30])
    sure = detect(GERMAN * 3, ["de", "en"]).confidence
    assert detect(short, ["de", "en"]).confidence < sure < 1
    assert detect(MIXED, ["de", "en"]).confidence < 1


def test_long_texts_are_sampled() -> None:
    """A book is not read to its end: what stands there does not count."""
    assert detect(GERMAN * 200 + ENGLISH * 3000, ["de", "en"]).code == "de"


def test_strange_characters_are_no_error() -> None:
    assert detect(GERMAN.replace(" ", " \ud800\x00\u200f"), ["de", "en"]).code == "de"
    with pytest.raises(LanguageError):
        detect("\ud800 \ud801\x00" * 50, ["de", "en"])


@pytest.mark.parametrize(("text", "loaded"), [(GERMAN, False), (ENGLISH, False), (DUTCH, True)])
def test_clear_cases_do_not_load_the_model(text: str, loaded: bool) -> None:
    program = (
        "import sys\n"
        "from summarize.document.language import detect\n"
        "try:\n"
        "    detect(sys.argv[1], ['de', 'en', 'nl'])\n"
        "finally:\n"
        "    sys.exit(10 + ('py3langid' in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, text], check=False, timeout=60)
    assert done.returncode == 10 + loaded


@pytest.mark.parametrize(("code", "text"), [("de", GERMAN), ("en", ENGLISH)])
def test_a_text_in_the_wanted_language_is_in_no_other(code: str, text: str) -> None:
    assert another(text, code) is None
    for sentence in text.split(". "):
        assert another(sentence, code) is None
        assert not left_in(sentence, "en" if code == "de" else "de", code)
    assert another("Oslo, Bergen, Tromsø", code) is None
    assert another("", code) is None


@pytest.mark.parametrize("wanted", ["de", "en"])
@pytest.mark.parametrize("name", FOREIGN)
def test_a_text_in_a_third_language_is_told_from_the_wanted(name: str, wanted: str) -> None:
    assert (found := another(FOREIGN[name], wanted))
    assert language_name(found) == name


def test_a_language_without_function_words_is_never_missing() -> None:
    assert another(GERMAN, "fr") == "de"
    assert another(FOREIGN["Danish"], "fr") is None
    assert not left_in(GERMAN, "fr", "de")


def test_a_sentence_that_was_left_in_its_language() -> None:
    assert all(left_in(sentence, "de", "en") for sentence in GERMAN.split(". ")[1:])
    assert all(left_in(sentence, "en", "de") for sentence in ENGLISH.split(". ")[1:])
    assert not left_in("“Der Spiegel” said that this was not so.", "de", "en")
    assert not left_in("Der Bau dauert.", "de", "en")
