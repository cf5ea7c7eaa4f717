"""The lexicon that hints come from: made of aligned words, and read in training."""

from __future__ import annotations

import lzma
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

for library in ("torch", "ctranslate2", "sacrebleu", "sentencepiece", "transformers"):
    pytest.importorskip(library)

from summarize.backends.hints import END, LISTED, Lexicon, write_lexicon  # noqa: E402
from training import align, dictionary, hinting, prepare, store  # noqa: E402
from training.batches import Position, Sampler  # noqa: E402
from training.corpus import Pair, fault, looks_like, read_lines, read_pairs  # noqa: E402
from training.hinting import Hints  # noqa: E402
from training.settings import Corpus, load  # noqa: E402
from training.vocabulary import Vocabulary  # noqa: E402

CONFIGS = Path(__file__).parent.parent / "training" / "configs"


@pytest.mark.parametrize(
    ("links", "german", "english"),
    [
        (
            "0-0 1-1 2-2",
            {"Die": "The", "Wärmepumpe": "heat", "läuft": "pump"},
            {"The": "Die", "heat": "Wärmepumpe", "pump": "läuft"},
        ),
        # Neighbours that are linked to the word alone are part of its translation.
        (
            "0-0 1-1 1-2 2-3",
            {"Die": "The", "Wärmepumpe": "heat pump", "läuft": "runs"},
            {"The": "Die", "heat": "Wärmepumpe", "pump": "Wärmepumpe", "runs": "läuft"},
        ),
    ],
)
def test_what_is_linked_is_a_translation(
    links: str, german: dict[str, str], english: dict[str, str]
) -> None:
    sides = ("Die Wärmepumpe läuft .".split(), "The heat pump runs .".split())
    both = align.read_links(links)
    assert dict(align.translations(sides, both, both, 0)) == german
    assert dict(align.translations(sides, both, both, 1)) == english


def test_a_link_in_one_direction_only_makes_a_phrase_longer_but_none_begin() -> None:
    sides = ("Der Bund zahlt".split(), "The federal government pays".split())
    ahead, back = align.read_links("1-1 1-2 2-3"), align.read_links("1-2")
    assert dict(align.translations(sides, ahead, back, 0)) == {"Bund": "federal government"}


def links(out: Path, german: list[str], english: list[str], linked: list[str]) -> None:
    """What the aligner reads and leaves, in its own form."""
    for name, lines in (("pairs.de", german), ("pairs.en", english)):
        (out / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name in align.LINKS:
        (out / name).write_text("".join(f"{line}\n" for line in linked))


def translation(folder: Path, word: str) -> str | None:
    """The usual one in the German lexicon of a folder; None for a word that is not in it."""
    entry = Lexicon.read(folder / "lexicon.de-en.txt", "de").entry(word)
    return entry.translation if entry else None


def test_the_lexicon_lists_usual_translations_from_frequent_to_rare(tmp_path: Path) -> None:
    german = [f"Der Bund zahlt {n}" for n in range(5)]
    german += ["Sein Bund hält", "Ein Betrug kostet", "Auch Bund kostet"]
    english = [f"The federation pays {n}" for n in range(3)]
    english += [f"The union pays {n}" for n in range(3, 5)]
    english += ["His covenant holds", "Any fraud costs", "Also waistband costs"]
    links(tmp_path, german, english, ["0-0 1-1 2-2"] * 8)
    align.list_words(tmp_path, known=5)
    rows = (tmp_path / "lexicon.de-en.txt").read_text(encoding="utf-8").splitlines()
    # "Betrug" is there but once; "Bund" and "zahlt" so often that a model knows them.
    assert rows == [
        "Bund\t0\t+federation|union", "Der\t1\t+The", "kostet\t3\tcosts", "zahlt\t2\t+pays"
    ]  # fmt: skip


def test_a_part_of_a_translation_is_no_other_one(tmp_path: Path) -> None:
    german = [f"Die Wirtschaftskrise endet {n}" for n in range(5)]
    english = [f"The economic crisis ends {n}" for n in range(3)]
    english += [f"The economic one ends {n}" for n in range(3, 5)]
    links(tmp_path, german, english, ["0-0 1-1 1-2 2-3"] * 3 + ["0-0 1-1 2-3"] * 2)
    align.list_words(tmp_path, known=99)
    rows = (tmp_path / "lexicon.de-en.txt").read_text(encoding="utf-8").splitlines()
    assert "Wirtschaftskrise\t1\teconomic crisis" in rows


def test_one_text_by_several_translators_is_counted_once(tmp_path: Path) -> None:
    german = ["Der Rohstoff ist rar"] * 4 + ["Kein Kabel", "Ein Kabel"]
    english = ["The north is rare"] * 4 + ["No cable", "A cable"]
    links(tmp_path, german, english, ["0-0 1-1 2-2 3-3"] * 4 + ["0-0 1-1"] * 2)
    align.list_words(tmp_path, known=99)
    assert (tmp_path / "lexicon.de-en.txt").read_text(encoding="utf-8") == "Kabel\t0\tcable\n"


def test_a_title_does_not_make_a_name_of_a_translation(tmp_path: Path) -> None:
    german = [f"Rote Erde {n}" for n in range(5)]
    english = ["Red Earth 0", "Red Earth 1", "Red earth 2", "Red earth 3", "Red earth 4"]
    english += [f"more earth {n}" for n in range(3)]
    links(tmp_path, german + ["x"] * 3, english, ["1-1"] * 2 + [""] * 6)
    align.list_words(tmp_path, known=99)
    assert translation(tmp_path, "Erde") == "earth"


def test_a_capital_at_the_beginning_of_a_sentence_means_nothing(tmp_path: Path) -> None:
    german = [f"Heute regnet es {n}" for n in range(3)] + [f"Es regnet heute {n}" for n in range(3)]
    english = [f"Today it rains {n}" for n in range(3)] + [f"It rains today {n}" for n in range(3)]
    links(tmp_path, german, english, ["0-0 1-2 2-1"] * 3 + ["0-0 1-1 2-2"] * 3)
    align.list_words(tmp_path, known=99)
    assert translation(tmp_path, "heute") == "today"
    assert translation(tmp_path, "Heute") is None


def test_words_seen_often_without_a_usual_translation_get_no_guess(tmp_path: Path) -> None:
    english = ["prefer this", "draw this", "pull this", "move this", "go this", "drag this"]
    german = [f"sie{n} ziehen" for n in "abcdef"]
    links(tmp_path, german, english, ["0-1 1-0"] * 6)
    align.list_words(tmp_path, known=99)
    assert translation(tmp_path, "ziehen") == ""
    assert Lexicon.read(tmp_path / "lexicon.de-en.txt", "de").hint("ziehen") == ""


def test_a_dictionary_goes_before_what_is_aligned(tmp_path: Path) -> None:
    german = [f"Der Bund zahlt {n}" for n in range(5)]
    german += ["Alle zahlt nach wie vor", "Nach wie vor zahlt er", "Ein Schuster", "Kein Schuster"]
    english = [f"The union pays {n}" for n in range(5)]
    english += ["Everybody pays as before", "Still pays he", "A Schuster", "No Schuster"]
    links(tmp_path, german, english, ["0-0 1-1 2-2"] * 5 + ["1-1", "3-1"] + ["0-0 1-1"] * 2)
    said = {
        "Bund": ("federation",), "Kessel": ("boiler", "cauldron"),
        "nach wie vor": ("still",), "nach Maß": ("tailored",), "Schuster": ("shoemaker",)
    }  # fmt: skip
    align.list_words(tmp_path, known=5, dictionaries=(said, {"union": ("Verein",)}))
    assert translation(tmp_path, "Bund") == "federation"
    assert translation(tmp_path, "zahlt") == "pays"
    found = Lexicon.read(tmp_path / "lexicon.de-en.txt", "de")
    # What the pairs have often needs no hint, whoever translated it.
    assert found.hinted("Bund: Kessel nach wie vor, nach Maß") == (
        f"Bund: Kessel{LISTED} boiler{LISTED} cauldron{END} "
        f"nach wie vor{LISTED} still{END}, nach Maß{LISTED} tailored{END}"
    )
    # What the pairs leave as it is may be a name.
    assert found.hint("Schuster") == f"{LISTED} Schuster{LISTED} shoemaker{END}"
    align.list_words(tmp_path, known=2, dictionaries=(said, {}))
    again = Lexicon.read(tmp_path / "lexicon.de-en.txt", "de")
    assert again.hinted("nach wie vor, nach Maß") == f"nach wie vor, nach Maß{LISTED} tailored{END}"


def test_the_dictionaries_are_read_and_stand_for_every_possessive(tmp_path: Path) -> None:
    (tmp_path / "de-en.tsv").write_text("Bank\tbank|bench\n", encoding="utf-8")
    (tmp_path / "en-de.tsv").write_text("change one's mind\tumdenken\n", encoding="utf-8")
    german, english = dictionary.read(tmp_path)
    assert german == {"Bank": ("bank", "bench")}
    assert english["change their mind"] == english["change my mind"] == ("umdenken",)
    assert len(english) == 7
    (tmp_path / "de-en.tsv").write_text("Bank\tbank|\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Bank\\tbank"):
        dictionary.read(tmp_path)


def test_the_dictionaries_that_are_shipped_are_sound(tmp_path: Path) -> None:
    """Every entry is found in a text."""
    for language, entries in zip(("de", "en"), dictionary.read(), strict=True):
        assert len(entries) > 20_000
        words = [word for word in entries if len(word) > 2]
        rows = ((word, "|".join(entries[word])) for word in words)
        write_lexicon(tmp_path / "lexicon.txt", rows)
        lexicon = Lexicon.read(tmp_path / "lexicon.txt", language)
        hints = {word: f" {END}".join(lexicon.hinted(f"{word}.").split(LISTED)) for word in words}
        lost = [word for word in words if not hints[word].startswith(f"{word} {END}")]
        assert not lost


@pytest.mark.parametrize("path", dictionary.PAIRS, ids=lambda path: path.name)
def test_the_pairs_that_are_shipped_are_german_and_english(path: Path) -> None:
    pairs = list(read_pairs(path))
    faults = Counter(fault(pair) for pair in pairs)
    assert faults[""] > 0.99 * len(pairs)
    # "Was trieb Blum an?" looks English, and an article the wrong way round has more lines.
    assert faults["language"] < 0.0003 * len(pairs)


def test_translations_find_their_sentences(tmp_path: Path) -> None:
    texts = tmp_path / "news.en.txt"
    texts.write_text("It rains.\nIt  snows.\nIt hails.\nIt rains.\n", encoding="utf-8")
    with lzma.open(tmp_path / "news.en.tsv.xz", "wt", encoding="utf-8") as file:
        for sentence, translation in (("It snows.", "Es schneit."), ("It rains.", "Es regnet.")):
            file.write(f"{dictionary.mark(sentence)}\t{translation}\n")
    found = list(dictionary.translated(texts, "en", tmp_path))
    assert found == [Pair("Es regnet.", "It rains."), Pair("Es schneit.", "It snows.")]
    other_way = list(dictionary.translated(texts, "de", tmp_path))
    assert other_way[0] == Pair("It rains.", "Es regnet.")
    assert not list(dictionary.translated(tmp_path / "other.en.txt", "en", tmp_path))


def test_the_translations_that_are_shipped_are_sound() -> None:
    """Each line has a mark and a text in the language that the file is not named after."""
    files = sorted(dictionary.TRANSLATED.glob("*.tsv.xz"))
    assert files
    for path in files:
        lines = [line.partition("\t") for line in read_lines(path)]
        assert all(len(mark) == 12 and int(mark, 16) and text for mark, _, text in lines)
        assert len({mark for mark, _, _ in lines}) == len(lines)
        sign = 1 if path.name.split(".")[1] == "en" else -1
        assert sum(looks_like(text) * sign > 0 for _, _, text in lines) > 0.95 * len(lines)


def test_translations_are_prepared_with_the_vocabulary_of_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, mono = tmp_path / "data" / "mt" / "train" / "pairs.tsv", tmp_path / "data" / "mono"
    for folder in (source.parent, mono, tmp_path / "done"):
        folder.mkdir(parents=True)
    pairs = [f"Der Hund sieht {n} Katzen.\tThe dog sees {n} cats." for n in range(90)]
    source.write_text("\n".join(pairs) + "\n", encoding="utf-8")
    settings = load(CONFIGS / "tiny.toml")
    settings = replace(settings, prepare=replace(settings.prepare, pieces=291, augment=0.0))
    prepare.run(settings, tmp_path / "data", tmp_path / "out", processes=1)
    sentence = "Ein Vogel sieht den Hund dort drüben."
    (mono / "news.de.txt").write_text(f"{sentence}\n", encoding="utf-8")
    with lzma.open(tmp_path / "done" / "news.de.tsv.xz", "wt", encoding="utf-8") as file:
        file.write(f"{dictionary.mark(sentence)}\tA bird sees the dog over there.\n")
    monkeypatch.setattr(dictionary, "TRANSLATED", tmp_path / "done")
    known = tmp_path / "out" / "joint.spm"
    corpora = (*settings.corpora, Corpus("translated.news.de", weight=2), Corpus("nouns"))
    said = {"Hund": ("dog",), "Wachhund": ("watchdog",)}
    monkeypatch.setattr(dictionary, "read", lambda: (said, {}))
    settings = replace(settings, corpora=corpora)
    prepare.run(settings, tmp_path / "data", tmp_path / "again", processes=1, known=known)
    assert (tmp_path / "again" / "joint.spm").read_bytes() == known.read_bytes()
    assert not list((tmp_path / "again").glob("*.tsv"))
    tokens = store.read(tmp_path / "again" / "train" / "translated.news.de.tokens.xz")
    row = Vocabulary(known).decode(tokens.row(0))
    assert row[:2] == [sentence, "A bird sees the dog over there."]
    aligned = align.read_all(tmp_path / "data", settings, most=9)
    assert aligned[-1] == Pair(sentence, "A bird sees the dog over there.")
    tokens = store.read(tmp_path / "again" / "train" / "nouns.tokens.xz")
    made = {tuple(Vocabulary(known).decode(tokens.row(n))[:2]) for n in range(len(tokens))}
    guarded = (sentence.replace("Hund", "Wachhund"), "A bird sees the watchdog over there.")
    assert made == {(sentence, "A bird sees the dog over there."), guarded}


def test_the_aligner_finds_translations(tmp_path: Path) -> None:
    pytest.importorskip("eflomal")
    nouns = {"Haus": "house", "Hund": "dog", "Baum": "tree", "Brief": "letter", "Turm": "tower"}
    verbs = {"sieht": "sees", "kauft": "buys", "sucht": "seeks", "malt": "paints"}
    # The aligner samples, and not with a seed: enough of them that it hardly misses one.
    pairs = [
        Pair(f"{de} {a} {verb} den {b}.", f"{en} {nouns[a]} {verbs[verb]} the {nouns[b]}.")
        for a in nouns for b in nouns for verb in verbs
        for de, en in (("Der", "The"), ("Kein", "No"), ("Jeder", "Every"), ("Mein", "My"))
    ]  # fmt: skip
    align.run(pairs, tmp_path, known=999)
    assert {word: translation(tmp_path, word) for word in nouns | verbs} == nouns | verbs


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """Forty pairs, prepared with a lexicon that has one of their words."""
    data, lexicon = tmp_path / "data" / "mt" / "train", tmp_path / "lexicon"
    data.mkdir(parents=True)
    lexicon.mkdir()
    pairs = [(f"Der Heizkörper kostet {n}.", f"The radiator costs {n}.") for n in range(40)]
    text = "".join(f"{de}\t{en}\n" for de, en in pairs)
    (data / "pairs.tsv").write_text(text, encoding="utf-8")
    write_lexicon(lexicon / "lexicon.de-en.txt", [("Heizkörper", "radiator")])
    write_lexicon(lexicon / "lexicon.en-de.txt", [("radiator", "Heizkörper")])
    settings = load(CONFIGS / "tiny.toml")
    settings = replace(settings, prepare=replace(settings.prepare, pieces=291))
    prepare.run(settings, tmp_path / "data", tmp_path / "out", processes=1, hints=lexicon)
    return tmp_path / "out"


def decoded(words: Vocabulary, rows: Any) -> list[str]:
    return words.decode([[index for index in row if index != words.pad] for row in rows.tolist()])


def test_sources_have_hints_and_targets_have_none(prepared: Path) -> None:
    words, settings = Vocabulary(prepared / "joint.spm"), load(CONFIGS / "tiny.toml")
    corpora = store.read_folder(prepared / "train")
    batches = [
        batch for batch, _ in islice(Sampler(corpora, settings, words).batches(Position()), 6)
    ]
    sources = [text for batch in batches for text in decoded(words, batch.source)]
    hinted = [text for text in sources if f"{LISTED} " in text]
    assert f"Heizkörper{LISTED} radiator{END} kostet" in " ".join(hinted)
    assert f"radiator{LISTED} Heizkörper{END} costs" in " ".join(hinted)
    # Some are left without, so that the model can do without.
    assert 0.7 < len(hinted) / len(sources) < 1
    targets = " ".join(decoded(words, batches[0].target))
    assert "radiator" in targets or "Heizkörper" in targets
    assert LISTED not in targets


def test_the_lexicon_goes_where_the_model_goes(prepared: Path, tmp_path: Path) -> None:
    hints = Hints(prepared)
    assert hints.put_in(["Ein Heizkörper."], "de") == [f"Ein Heizkörper{LISTED} radiator{END}."]
    assert Hints(tmp_path).put_in(["Ein Heizkörper."], "de") == ["Ein Heizkörper."]
    assert not Hints(tmp_path)
    hinting.copy(prepared, tmp_path, sides=[1])  # as for a model that goes one way only
    assert Hints(tmp_path).put_in(["Ein Heizkörper."], "de") == ["Ein Heizkörper."]
    assert Hints(tmp_path).put_in(["A radiator."], "en") == [f"A radiator{LISTED} Heizkörper{END}."]
    rows = hints.encode(
        [Pair("Ein Heizkörper.", "A radiator.")], Vocabulary(prepared / "joint.spm")
    )
    assert len(rows[0]) == 4
