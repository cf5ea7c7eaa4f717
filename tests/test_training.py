"""The training recipe on a miniature: a made-up corpus, learnt by heart in half a minute."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

torch = pytest.importorskip("torch")
for library in ("ctranslate2", "sacrebleu", "sentencepiece", "transformers"):
    pytest.importorskip(library)

import numpy as np  # noqa: E402

from training import (  # noqa: E402
    backtranslate,
    checkpoint,
    convert,
    lexicon,
    names,
    pieces,
    prepare,
    store,
    wordlist,
)
from training import evaluate as evaluation  # noqa: E402
from training.augment import MAKERS, augment  # noqa: E402
from training.batches import Feeder, Position, Sampler  # noqa: E402
from training.corpus import Pair, clean, corpus_name, fault, missing_numbers, tidy  # noqa: E402
from training.decode import greedy, tagged  # noqa: E402
from training.engines import ctranslate2_engine, transformers_engine  # noqa: E402
from training.hinting import Hints  # noqa: E402
from training.losses import loss, some_pieces, token_loss  # noqa: E402
from training.model import build, take_over  # noqa: E402
from training.schedule import Clock, Meter, TooSlow, rate  # noqa: E402
from training.settings import Corpus, Settings, Train, load  # noqa: E402
from training.train import Run, optimisers_for  # noqa: E402
from training.vocabulary import Vocabulary  # noqa: E402
from training.watch import Watch  # noqa: E402

CONFIGS = Path(__file__).parent.parent / "training" / "configs"
STEPS = 380

WHO = {"Der Minister": "The minister", "Die Ärztin": "The doctor", "Ein Hund": "A dog",
       "Das Kind": "The child", "Unser Verein": "Our club", "Die Stadt": "The city"}  # fmt: skip
WHAT = {"das Haus": "the house", "einen Brief": "a letter", "zwei Äpfel": "two apples",
        "den Vertrag": "the contract", "ein Buch": "a book", "das Amt": "the office"}  # fmt: skip
DONE = {"gekauft": "bought", "gesehen": "saw", "gezeigt": "showed", "vergessen": "forgot",
        "gefunden": "found", "bezahlt": "paid for"}  # fmt: skip
WHEN = {"gestern": "yesterday", "am Montag": "on Monday", "im Jahr 1987": "in 1987",
        "heute": "today", "um 14.30 Uhr": "at 14.30"}  # fmt: skip


def made_up_pairs(count: int) -> list[Pair]:
    """Sentences whose word order differs between the languages."""
    random, found = Random(5), dict[Pair, None]()
    while len(found) < count:
        who, what, done, when = (random.choice(list(part)) for part in (WHO, WHAT, DONE, WHEN))
        german = f"{who} hat {when} {what} {done}."
        found[Pair(german, f"{WHO[who]} {DONE[done]} {WHAT[what]} {WHEN[when]}.")] = None
    return list(found)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(CONFIGS / "tiny.toml")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    lines = "".join(f"{pair.de}\t{pair.en}\n" for pair in made_up_pairs(160))
    for place in ("mt/train/pairs.tsv", "mt/dev/pairs.tsv"):
        (folder / place).parent.mkdir(parents=True)
        (folder / place).write_text(lines, encoding="utf-8")
    (folder / "mono").mkdir()
    english = "".join(f"{pair.en}\n" for pair in made_up_pairs(200)[160:])
    (folder / "mono" / "news.en.txt").write_text(english, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def prepared(data: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("prepared") / "out"
    prepare.run(settings, data, out, processes=2)
    return out


@pytest.fixture(scope="module")
def words(prepared: Path) -> Vocabulary:
    return Vocabulary(prepared / "joint.spm")


def train(settings: Settings, prepared: Path, out: Path, stop_at: int, total: int) -> Run:
    out.mkdir(parents=True, exist_ok=True)
    run = Run(settings, prepared, out, Clock(total, 0.0, 0.0))
    run.restore()
    run.loop(stop_at)
    run.save()
    return run


def losses(out: Path) -> list[float]:
    records = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    return [record["loss"] for record in records if "loss" in record]


@pytest.fixture(scope="module")
def trained(prepared: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(settings, prepared, out, 0, STEPS)
    return out


@pytest.fixture(scope="module")
def model(
    trained: Path, prepared: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("model")
    convert.export(settings, prepared, trained, out, half=False)
    return out


# --- text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("de", "en", "reason"),
    [
        ("Das ist ein Haus.", "This is a house.", ""),
        ("Es kostet 1.000,50 Euro.", "It costs 1,000.50 euros.", ""),
        ("Um 14.30 Uhr ist Schluss.", "It ends at half past two.", ""),
        ("1 2 3 4 5 gehen.", "They walk.", "numbers"),
        ("", "Empty", "empty"),
        ("Ja.", "Yes, and this is by far too long to be a translation of one word.", "ratio"),
        ("Das <b>Haus</b>", "The <b>house</b>", "markup"),
        ("The house is not for sale.", "Das Haus ist nicht zu verkaufen.", "language"),
        ("Ein Satz , der zerlegt ist .", "A sentence , in tokens .", "tokenised"),
        ("Same words here again", "Same words here again", "copy"),
    ],
)
def test_pairs_that_teach_mistakes_are_dropped(de: str, en: str, reason: str) -> None:
    assert fault(Pair(de, en)) == reason


def test_a_strict_corpus_loses_every_pair_with_a_differing_number() -> None:
    pair = Pair("Siehe Abschnitt 12 im Handbuch.", "See section 13 of the manual.")
    assert missing_numbers(*pair) == 2
    assert fault(pair) == ""
    assert fault(pair, strict=True) == "numbers"


def test_a_template_is_capped_whatever_its_numbers() -> None:
    pairs = [Pair(f"Das ist Beispiel Nummer {n} von 9.", f"Example {n} of 9.") for n in range(10)]
    kept, dropped = clean(pairs, Corpus("x"), prefix_cap=3)
    assert len(kept) == 3
    assert dropped["template"] == 7


def test_text_is_tidied_but_quotes_and_dashes_stay() -> None:
    assert tidy("  „A\u0308pfel“\u00a0–  5\u200b\u00ad € ") == "„Äpfel“ – 5 €"


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: str(maker.__name__))
def test_made_up_pairs_keep_their_numbers(maker: Callable[..., Pair | None]) -> None:
    pairs = [
        Pair("Herr John Smith kam 1998.", "Mr John Smith came in 1998."),
        Pair("Er sagte: „Nein.“", "He said: “No.”"),
        Pair('Er rief: "Ja!" und ging.', 'He called "Yes!" and left.'),
        Pair("Das war Smiths.", "That was Smith's."),
    ]
    random = Random(1)
    made = [maker(pairs, index % 4, random) for index in range(40)]
    assert any(made)
    assert all(missing_numbers(*pair) == 0 and pair not in pairs for pair in made if pair)


def test_names_are_changed_on_both_sides_or_not_at_all() -> None:
    pair = Pair(
        "Im September traf Anna Kolb in Hessen Kolbs Bruder und Herrn Weber.",
        "In September Anna Kolb met Kolb's brother and Mr Weber in Hesse.",
    )
    random = Random(1)
    made = [new for _ in range(50) if (new := names.renamed(pair, random))]
    # "Kolb" is there twice, "Hesse" is not the German word, September is no name.
    words = r"Im September traf (.+) Kolb in Hessen Kolbs Bruder und Herrn (.+)\."
    for de, en in made:
        german = re.fullmatch(words, de)
        assert german
        first, last = german.groups()
        assert en == f"In September {first} Kolb met Kolb's brother and Mr {last} in Hesse."
        assert (first, last) != ("Anna", "Weber")
    assert len({de for de, _ in made}) > 30


def test_sentences_about_names_have_the_same_ones_in_both_languages() -> None:
    random = Random(2)
    for _ in range(300):
        name = names.invented(random)
        assert name[0].isupper()
        de, en = names.sentence(random)
        assert "{" not in de + en
        same = {word for word in re.findall(r"\w{3,}", en) if word in de}
        assert any(word[0].isupper() for word in same), (de, en)


def test_what_someone_says_keeps_its_words() -> None:
    pair = Pair("Der Hund bellt, weil 3 Gäste da sind.", "The dog barks because of 3 guests.")
    random = Random(4)
    made = [new for _ in range(40) if (new := names.quoted(pair, random))]
    assert len(made) == 40
    assert any(de.startswith("„") for de, _ in made)
    assert any(de.startswith("Der") for de, _ in made)
    for de, en in made:
        assert pair.de[:-1] in de
        assert pair.en[:-1] in en
        assert "{" not in de + en
    assert names.quoted(Pair("„Nein“, sagt er.", "“No,” he says."), random) is None
    assert names.quoted(Pair("Warum?", "Why?"), random) is None


def test_augmenting_is_deterministic() -> None:
    pairs = made_up_pairs(100)
    assert augment(pairs, 0.3, Random(3)) == augment(pairs, 0.3, Random(3))


def pairs_about_nouns() -> list[Pair]:
    """Sixty nouns in eight sentences each; "Gabe" has no word of its own."""
    starts, endings = ("Ba", "De", "Fi", "Go", "Lu", "Ma", "Ne", "Pi", "Ro", "Tu"), "bdglmr"
    found = []
    for place, (start, ending) in enumerate(product(starts, endings)):
        for count in range(8):
            who = list(WHO)[count % len(WHO)]
            gift = " eine Gabe" if place % 8 == count else ""
            de = f"{who} sieht {count}{place} {start}{ending}ung und{gift} nichts."
            en = f"{WHO[who]} sees {count}{place} {start.lower()}{ending}tion and nothing."
            found.append(Pair(de, en))
    return found


def test_words_are_found_with_their_translations() -> None:
    found = lexicon.words(pairs_about_nouns())
    assert Pair("Babung", "Babtion") in found
    assert len(found) == 60
    assert all(de.removesuffix("ung") == en.removesuffix("tion") for de, en in found)
    # One text by several translators is one piece of evidence.
    assert not lexicon.words([Pair("Es ist Torf.", f"It is peat, {n}.") for n in range(9)])


def test_the_list_of_german_words_has_no_names_and_no_compounds(tmp_path: Path) -> None:
    pairs = [
        Pair("Heute liegt das Wasser still.", "Today the water is calm."),
        Pair("Dort kommt Frau Kessler aus Wien.", "There Ms Kessler comes from Vienna."),
        Pair("Hier fährt Kessler nach Wien.", "Here Kessler goes to Vienna."),
        Pair("Die Pumpe ist eine Wasserpumpe.", "The pump is a water pump."),
        Pair("Er kauft eine Pumpe, eine Wasserpumpe.", "He buys a pump, a water pump."),
    ]
    mono = [
        "Es gibt kaltes Wasser, sagt Tarmow.", "Es schwimmt im Wasser mit Tarmow.",
        "Man sah Tarmow auf www.kessler.de.", "Auch hier: kessler.de im Wasser.",
        "Es ist ein Fehlerr.", "Es ist ein Fehlerr.", "Und auch Kessler ist da.",
    ]  # fmt: skip
    usage = wordlist.count(pairs, mono)
    names = [w for w in ("Kessler", "Tarmow", "Wien", "Wasser") if usage.is_name(w)]
    assert names == ["Kessler", "Tarmow"]
    assert wordlist.shortest(usage.words()) == [
        "Pumpe", "Wasser", "Wien", "eine", "ist",
    ]  # fmt: skip
    said = {"Hagel": ("hail",), "Hagels": ("hail",), "Oslo": ("Oslo",), "auf Eis": ("on ice",)}
    assert wordlist.shortest([*usage.words(), *wordlist.translated(said)]) == [
        "Hagel", "Pumpe", "Wasser", "Wien", "eine", "ist",
    ]  # fmt: skip


# --- preparing ----------------------------------------------------------------------------


def test_words_become_a_corpus(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "data" / "mt" / "train" / "pairs.tsv"
    source.parent.mkdir(parents=True)
    lines = "".join(f"{pair.de}\t{pair.en}\n" for pair in pairs_about_nouns())
    source.write_text(lines, encoding="utf-8")
    report = prepare.run(settings, tmp_path / "data", tmp_path / "out", processes=1)
    assert report.corpora["words"]["rows"] == 60
    tokens = store.read(tmp_path / "out" / "train" / "words.tokens.xz")
    words = Vocabulary(tmp_path / "out" / "joint.spm")
    assert words.decode(tokens.row(0)) == ["Babung", "Babtion"]


def test_preparing_twice_gives_the_same_bytes(
    data: Path, prepared: Path, settings: Settings, tmp_path: Path
) -> None:
    prepare.run(settings, data, tmp_path / "again", processes=1)
    for path in [*prepared.glob("*/*.xz"), prepared / "joint.spm"]:
        assert (tmp_path / "again" / path.relative_to(prepared)).read_bytes() == path.read_bytes()


def test_one_corpus_is_prepared_again(data: Path, settings: Settings, tmp_path: Path) -> None:
    mine, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(data, mine)
    (pairs,) = (mine / "mt" / "train").glob("*.tsv")
    other = pairs.with_name("other.tsv")
    shutil.copy(pairs, other)
    both = replace(settings, corpora=(*settings.corpora, Corpus("other", weight=1.0)))
    prepare.run(both, mine, out, processes=1)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    other.write_text(other.read_text("utf-8") + "Das ist ganz neu.\tThis is quite new.\n", "utf-8")
    report = prepare.update(both, mine, out, ["other"], processes=1)
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    changed = {path.name for path in after if after[path] != before[path]}
    assert changed == {"other.tokens.xz", "report.json"}
    old = json.loads(before[out / "report.json"])["corpora"]
    assert report.corpora["other"]["kept"] == old["other"]["kept"] + 1
    assert report.corpora[corpus_name(pairs)] == old[corpus_name(pairs)]
    with pytest.raises(ValueError, match="no corpus nothing"):
        prepare.update(both, mine, out, ["nothing"], processes=1)
    # What failed leaves no text behind, and can be done again.
    other.write_bytes(b"\xff\tno text\n")
    with pytest.raises(UnicodeDecodeError):
        prepare.update(both, mine, out, ["other"], processes=1)
    assert {path for path in out.rglob("*") if path.is_file()} == after.keys()
    shutil.copy(pairs, other)
    prepare.update(both, mine, out, ["other"], processes=1)
    other.unlink()
    with pytest.raises(FileNotFoundError, match=r"no other\.tsv"):
        prepare.update(both, mine, out, ["other"], processes=1)


def test_prepared_ids_are_the_text(prepared: Path, words: Vocabulary) -> None:
    (tokens,) = store.read_folder(prepared / "train")
    pairs = {Pair(*words.decode(tokens.row(row))) for row in range(len(tokens))}
    assert pairs == set(made_up_pairs(160))


def test_a_tag_inside_a_text_is_only_text(words: Vocabulary) -> None:
    text = "He typed >>eng<< and </s> and <pad>."
    (ids,) = words.encode([text])
    special = {words.tag(piece) for piece in (">>eng<<", ">>deu<<", ">>raw<<", "</s>")}
    assert not special & set(ids)
    assert words.decode([ids]) == [text]


def test_any_character_survives(words: Vocabulary) -> None:
    text = "Łódź, „Wrocław“ – 東京 😀 1.234,5 %"
    assert words.decode(words.encode([text])) == [text]


# --- batches ------------------------------------------------------------------------------


def sampler_for(prepared: Path, settings: Settings, words: Vocabulary, **entry: Any) -> Sampler:
    corpora = (replace(settings.corpora[0], **entry),)
    return Sampler(store.read_folder(prepared / "train"), replace(settings, corpora=corpora), words)


def test_a_batch_is_what_the_product_will_send(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    sampler = sampler_for(prepared, settings, words)
    batch, _ = next(sampler.batches(Position()))
    known = {pair.de: pair.en for pair in made_up_pairs(160)}
    known |= {en: de for de, en in known.items()}
    labels = torch.full(batch.target.shape, -1).flatten()
    labels[batch.real] = batch.labels
    for source, target, label in zip(
        batch.source, batch.target, labels.view_as(batch.target), strict=True
    ):
        ids = [token for token in source.tolist() if token != words.pad]
        text = words.decode([ids[1:-1]])[0]
        (translation,) = words.encode([known[text]])
        assert ids == tagged(words, [text], "en" if " hat " in text else "de")[0]
        assert target.tolist()[: len(translation) + 1] == [words.pad, *translation]
        assert label.tolist()[: len(translation) + 1] == [*translation, 0]


def test_a_noisy_one_way_corpus_is_tagged_and_goes_one_way(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    sampler = sampler_for(prepared, settings, words, noisy=True, direction="en-de")
    batch, _ = next(sampler.batches(Position()))
    assert set(batch.source[:, 0].tolist()) == {words.tag(">>deu<<")}
    assert set(batch.source[:, 1].tolist()) == {words.tag(">>raw<<")}


def test_a_model_that_goes_one_way_is_watched_that_way(
    prepared: Path, settings: Settings, words: Vocabulary, model: Path
) -> None:
    corpora = tuple(replace(corpus, direction="en-de") for corpus in settings.corpora)
    watch = Watch(prepared, replace(settings, corpora=corpora), words)
    tags = {int(tag) for batch in watch.batches for tag in batch.source[:, 0]}
    assert tags == {words.target_tag("de")}
    found = watch.scores(convert.load_exported(model))
    assert set(found) == {"dev_loss", "bleu_de", "chrf_de"}
    assert found["bleu_de"] > 90


def test_no_pair_returns_before_all_others(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    sampler = sampler_for(prepared, settings, words)
    tokens = sampler.corpora[0]
    rows = np.concatenate([sampler.next_rows(tokens, first, 40) for first in range(0, 320, 40)])
    assert sorted(rows.tolist()) == sorted([*range(160), *range(160)])


def test_the_feeder_continues_at_a_position(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    def take(position: Position, count: int) -> tuple[list[Any], Position]:
        feeder = Feeder(sampler_for(prepared, settings, words), position, pin=False)
        return [feeder.next().labels.tolist() for _ in range(count)], feeder.close()

    whole, _ = take(Position(), 24)
    first, position = take(Position(), 11)
    rest, _ = take(position, 13)
    assert first + rest == whole


def test_an_error_in_the_feeder_reaches_the_trainer(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    sampler = sampler_for(prepared, settings, words)
    sampler.ids = sampler.ids[:0]
    feeder = Feeder(sampler, Position(), pin=False)
    with pytest.raises(IndexError):
        feeder.next()
    feeder.close()


# --- training -----------------------------------------------------------------------------


def test_the_loss_is_cross_entropy_with_label_smoothing() -> None:
    torch.manual_seed(0)
    states, weight = torch.randn(11, 6, requires_grad=True), torch.randn(9, 6, requires_grad=True)
    labels = torch.randint(0, 9, (11,))
    ours = token_loss(states, weight, labels, 0.1, chunk=4)
    grads = torch.autograd.grad(3 * ours, (states, weight))
    theirs = torch.nn.functional.cross_entropy(states @ weight.T, labels, label_smoothing=0.1)
    torch.testing.assert_close(ours, theirs)
    for grad, wanted in zip(grads, torch.autograd.grad(3 * theirs, (states, weight)), strict=True):
        torch.testing.assert_close(grad, wanted)


def test_some_pieces_stand_for_all(
    prepared: Path, settings: Settings, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all rare ones drawn the loss is that of the whole softmax, with some its mean is."""
    monkeypatch.setattr("training.losses._FREQUENT", 20)
    monkeypatch.setattr("training.losses._ROUND", 16)
    sampler = Sampler(store.read_folder(prepared / "train"), settings, words)
    batch = next(sampler.batches(Position()))[0]
    ids, counts = some_pieces(batch.labels, words.pieces, 30)
    assert set(range(20)) | set(batch.labels.tolist()) <= set(ids.tolist())
    assert len(set(ids.tolist())) == len(ids) < words.pieces
    assert len(ids) % 16 == 0  # shapes come back
    assert float(counts.sum()) == pytest.approx(words.pieces)
    model = build(settings.shape, words).eval()
    whole = loss(model, batch, 0.1)
    weights = [model.model.shared.weight, model.model.encoder.layers[0].fc1.weight]
    wanted = torch.autograd.grad(whole, weights)
    every = loss(model, batch, 0.1, drawn=words.pieces)
    torch.testing.assert_close(every, whole)
    for grad, right in zip(torch.autograd.grad(every, weights), wanted, strict=True):
        torch.testing.assert_close(grad, right)
    some = torch.stack([loss(model, batch, 0.1, drawn=30).detach() for _ in range(60)])
    assert float(some.std()) > 0
    assert float((some.mean() - whole).detach()) == pytest.approx(
        0, abs=4 * float(some.std()) / 60**0.5
    )


def test_both_ways_of_attention_see_the_same_text(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    """The plain one, which is faster on a CPU, and the fused one, which is for GPUs."""
    sampler = Sampler(store.read_folder(prepared / "train"), settings, words)
    batch = next(sampler.batches(Position()))[0]
    assert batch.filled < 1
    model = build(settings.shape, words).eval()
    values = []
    for way in ("eager", "sdpa"):
        model.set_attn_implementation(way)
        values.append(loss(model, batch, 0.1))
    torch.testing.assert_close(*values)


def test_states_are_as_narrow_as_what_they_are_multiplied_with(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    model, kinds = build(settings.shape, words), list[Any]()
    for stack in (model.model.encoder, model.model.decoder):
        stack.layers[-1].register_forward_hook(lambda *given: kinds.append(given[-1].dtype))
    batch, _ = next(sampler_for(prepared, settings, words).batches(Position()))
    exact = float(loss(model, batch, 0.1).detach())
    with torch.autocast("cpu", torch.bfloat16):
        assert float(loss(model, batch, 0.1).detach()) == pytest.approx(exact, rel=0.01)
    assert kinds == [torch.float32] * 2 + [torch.bfloat16] * 2


def test_a_wider_model_begins_where_a_trained_one_ended(
    model: Path, prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    wide = replace(settings, shape=replace(settings.shape, feed_forward=320))
    run = Run(wide, prepared, model.parent / "wide", Clock(10, 0.0, 0.0))
    run.warm_start(model)
    assert run.model.model.encoder.layers[0].fc1.weight.shape == (320, 96)
    batch = next(run.sampler.batches(Position()))[0]
    trained = convert.load_exported(model)
    torch.testing.assert_close(loss(run.model, batch, 0.1), loss(trained, batch, 0.1))
    torch.autograd.backward(loss(run.model, batch, 0.1))
    assert run.model.model.encoder.layers[0].fc2.weight.grad[:, 192:].any()
    others: list[tuple[dict[str, Any], str]] = [
        ({"width": 48}, r"shared.weight: .* does not fit"),
        ({"feed_forward": 96}, r"fc1.weight: .* does not fit"),
        ({"encoder_layers": 1}, r"encoder.layers.1\..* is in one of the models only"),
        ({"encoder_layers": 3}, r"encoder.layers.2\..* is in one of the models only"),
    ]
    for other, message in others:
        with pytest.raises(ValueError, match=message):
            take_over(build(replace(settings.shape, **other), words), trained)


def orthogonal(matrix: Any) -> Any:
    """What Muon makes of a gradient, exactly: five steps of Newton and Schulz."""
    made = matrix.double() / matrix.double().norm()
    for _ in range(5):
        gram = made @ made.T
        made = 3.4445 * made + (-4.7750 * gram + 2.0315 * gram @ gram) @ made
    return made


def test_muon_is_exact_where_a_cpu_has_no_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.train.has_bf16", lambda device: False)
    layers = torch.nn.ModuleList([torch.nn.Linear(6, 4), torch.nn.Linear(5, 3)])
    inner, _ = optimisers_for(layers, Train(weight_decay=0.0))
    inner.param_groups[0]["lr"] = 1.0
    used, unused = (layer.weight for layer in layers)
    torch.nn.init.zeros_(used)
    used.grad = torch.randn(4, 6)
    expected = orthogonal(used.grad)
    inner.step()
    # Its steps have the size of AdamW's; rounded to bfloat16, they would differ by a hundredth.
    step = -used.detach().double() / (0.2 * 6**0.5)
    assert (step - expected).abs().max() < 1e-4
    assert type(inner.state[used]["momentum_buffer"]) is torch.Tensor
    assert unused not in inner.state


@pytest.mark.parametrize(("muon", "threads"), [(True, 1), (True, 2), (False, 2)])
def test_every_weight_has_one_optimiser(
    muon: bool, threads: int, settings: Settings, words: Vocabulary
) -> None:
    model = build(settings.shape, words)
    *inner, rest = optimisers_for(model, replace(settings.train, muon=muon, threads=threads))
    assert len(inner) == (threads if muon else 1)
    assert all(isinstance(part, torch.optim.Muon if muon else torch.optim.AdamW) for part in inner)
    dealt = [
        [id(weights) for group in part.param_groups for weights in group["params"]]
        for part in (*inner, rest)
    ]
    every = list(chain(*dealt))
    assert len(set(every)) == len(every)
    matrices, others = set(chain(*dealt[:-1])), set(dealt[-1])
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    assert matrices | others == {id(weights) for weights in trained}
    assert id(model.model.shared.weight) in others
    assert id(model.model.encoder.layers[0].fc1.weight) in matrices
    assert id(model.model.encoder.layers[0].fc1.bias) in others


def test_the_learning_rate_rises_holds_and_ends_at_zero() -> None:
    plan = Train(rate=1.0, warmup=0.1, decay=0.5)
    points = [rate(progress, plan) for progress in (0.0, 0.05, 0.1, 0.5, 0.625, 1.0)]
    assert points == pytest.approx([0.0, 0.5, 1.0, 1.0, 0.5, 0.0])


def test_a_slow_machine_is_told_at_once() -> None:
    meter = Meter(Train(min_speed=1e12, min_speed_after=0.0))
    meter.tokens = 5
    with pytest.raises(TooSlow, match="at least 1,000,000,000,000"):
        meter.read()


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[train]\nlearning_rate = 1\n")
    with pytest.raises(ValueError, match=r"\[train\]: unknown learning_rate; known: batch_tokens"):
        load(tmp_path / "x.toml")


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: str(path.stem))
def test_shipped_settings_are_valid(path: Path) -> None:
    assert load(path).corpora


def test_the_loss_falls(trained: Path) -> None:
    values = losses(trained)
    assert len(values) == STEPS
    assert values[0] > 5
    # With label smoothing of 0.1 and 352 pieces the least possible loss is 0.91.
    assert sum(values[-20:]) / 20 < 1.0


def test_a_resumed_run_has_the_losses_of_an_undisturbed_one(
    prepared: Path, settings: Settings, tmp_path: Path
) -> None:
    plan = replace(settings, shape=replace(settings.shape, dropout=0.2))
    train(plan, prepared, tmp_path / "whole", 0, 24)
    for stop_at in (7, 17, 0):  # the second stop lies in the final phase
        train(plan, prepared, tmp_path / "parts", stop_at, 24)
    assert losses(tmp_path / "parts") == losses(tmp_path / "whole")


def test_threads_learn_the_same_from_their_parts_of_a_batch(
    prepared: Path, settings: Settings, tmp_path: Path
) -> None:
    grads = []
    for threads in (1, 2, 3):
        plan = replace(settings, train=replace(settings.train, threads=threads))
        run = Run(plan, prepared, tmp_path, Clock(10, 0.0, 0.0))
        batch = next(run.sampler.batches(Position()))[0]
        parts = batch.split(threads)
        assert len(parts) == threads
        assert sum(part.source_tokens for part in parts) == batch.source_tokens
        shares = [part.target_tokens / batch.target_tokens for part in parts]
        value = sum(run.pool.map(run.slope, parts, shares, range(threads)))
        torch.testing.assert_close(value, loss(run.model, batch, run.plan.smoothing).detach())
        grads.append([weights.grad.clone() for weights in run.average.live])
    for first, *others in zip(*grads, strict=True):
        for other in others:
            torch.testing.assert_close(other, first, rtol=1e-4, atol=1e-6)


def test_a_batch_has_no_more_parts_than_rows(
    prepared: Path, settings: Settings, words: Vocabulary
) -> None:
    batch = next(sampler_for(prepared, settings, words).batches(Position()))[0]
    (row, *_) = batch.split(len(batch.source))
    assert len(row.source) == len(row.split(5)[0].source) == 1
    assert len(row.split(5)) == 1


def test_runs_with_threads_are_the_same_too(
    prepared: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever thread comes first, also if each draws pieces at random."""
    monkeypatch.setattr("training.losses._FREQUENT", 20)
    monkeypatch.setattr("training.losses._ROUND", 16)
    plan = replace(settings, train=replace(settings.train, threads=2, drawn=30))
    cores = torch.get_num_threads()
    for name, stops in {"one": (7, 0), "other": (0,)}.items():
        for stop_at in stops:
            train(plan, prepared, tmp_path / name, stop_at, 16)
    assert losses(tmp_path / "one") == losses(tmp_path / "other")
    assert torch.get_num_threads() == cores
    with pytest.raises(ValueError, match="another number of threads"):
        train(settings, prepared, tmp_path / "one", 0, 16)


def test_the_row_of_pad_stays_zero(trained: Path, words: Vocabulary) -> None:
    state = checkpoint.load(trained, torch.device("cpu"))
    assert state
    assert not state["model"]["model.shared.weight"][words.pad].any()


def test_training_goes_on_with_back_translations(
    trained: Path, prepared: Path, settings: Settings, words: Vocabulary, tmp_path: Path
) -> None:
    model = build(settings.shape, words)
    (mono,) = store.read_folder(prepared / "mono")
    genuine = [mono.row(row)[0] for row in range(len(mono))]
    translate = backtranslate.checkpoint_translate(trained, model, 2000)
    rows = backtranslate.back(translate, words, genuine, "en", Hints(tmp_path))
    assert len(rows) > 20
    assert any(" hat " in text for text in words.decode([row[0] for row in rows]))
    store.write(tmp_path / "run" / "back", store.from_lists("back.news.en", rows))
    corpora = (*settings.corpora, Corpus("back.news.en", noisy=True, direction="de-en"))
    run = train(replace(settings, corpora=corpora), prepared, tmp_path / "run", 3, 20)
    assert "back.news.en" in run.position.cursors or run.position.pool == 0
    assert run.step == 3


# --- the result ---------------------------------------------------------------------------


def agreeing(texts: list[str], others: list[str]) -> int:
    return sum(text == other for text, other in zip(texts, others, strict=True))


def test_the_model_has_learnt_its_pairs(model: Path, tmp_path: Path) -> None:
    convert.ctranslate2_folder(model, tmp_path / "float", "float32")
    convert.ctranslate2_folder(model, tmp_path / "int8", "int8")
    pairs = made_up_pairs(160)
    for target, side in (("en", 1), ("de", 0)):
        sources = [pair[1 - side] for pair in pairs]
        references = [pair[side] for pair in pairs]
        for beam in (1, 4):
            texts = transformers_engine(model, beam)(sources, target)
            float32 = ctranslate2_engine(tmp_path / "float", beam, "float32")(sources, target)
            int8 = ctranslate2_engine(tmp_path / "int8", beam, "int8")(sources, target)
            # Two hypotheses that score all but the same may change places.
            assert agreeing(texts, float32) >= 158
            assert agreeing(texts, int8) >= 150
            task = evaluation.Task("pairs", target, sources, references)
            assert evaluation.measure(task, "transformers", texts, 0.0).bleu > 90
            assert len(evaluation.lost_numbers(sources, texts)) < 4


def test_our_greedy_decoding_is_that_of_transformers(model: Path, words: Vocabulary) -> None:
    sources = [pair.de for pair in made_up_pairs(60)]
    loaded = convert.load_exported(model)
    ours = words.decode(greedy(loaded, tagged(words, sources, "en"), 400, bf16=False))
    assert ours == transformers_engine(model, beam=1)(sources, "en")


def test_back_translations_are_the_same_from_a_converted_model(
    model: Path, words: Vocabulary, tmp_path: Path
) -> None:
    convert.ctranslate2_folder(model, tmp_path / "float", "float32")
    translate = backtranslate.ctranslate2_translate(tmp_path / "float", words, 400)
    sources = tagged(words, [pair.en for pair in made_up_pairs(60)], "de")
    assert translate(sources) == greedy(convert.load_exported(model), sources, 400, bf16=False)


def test_the_mean_of_models_is_as_wide_as_the_last(
    model: Path, prepared: Path, settings: Settings, words: Vocabulary, tmp_path: Path
) -> None:
    shape = replace(settings.shape, feed_forward=320)
    wide = build(shape, words)
    take_over(wide, convert.load_exported(model))
    with torch.no_grad():
        wide.model.encoder.layers[0].fc1.bias += 0.5
    shutil.copytree(model, tmp_path / "wide")
    wide.save_pretrained(tmp_path / "wide")
    convert.average([tmp_path / "wide", model], tmp_path / "mean")
    made, before = (convert.load_exported(path) for path in (tmp_path / "mean", model))
    for name, weights in before.state_dict().items():
        moved = 0.25 if name == "model.encoder.layers.0.fc1.bias" else 0
        torch.testing.assert_close(made.state_dict()[name], weights + moved, atol=1e-3, rtol=1e-3)
    # What the narrower one lacks says half as much.
    with torch.no_grad():
        for layers in (wide.model.encoder.layers, wide.model.decoder.layers):
            for layer in layers:
                layer.fc2.weight[:, -1] += 0.5
    wide.save_pretrained(tmp_path / "wide")
    convert.average([model, tmp_path / "wide"], tmp_path / "mean")
    made = convert.load_exported(tmp_path / "mean")
    half = made.model.decoder.layers[0].fc2.weight[:, -1]
    torch.testing.assert_close(half, torch.full_like(half, 0.25), atol=1e-3, rtol=1e-3)
    unit, its = (m.model.decoder.layers[0].fc1.weight[-1] for m in (made, wide))
    torch.testing.assert_close(unit, its, atol=1e-3, rtol=1e-3)
    assert made.config.decoder_ffn_dim == 320
    with pytest.raises(ValueError, match=r"does not fit"):
        convert.widened("embed", torch.ones(3, 2), torch.ones(4, 2))


def test_half_precision_survives_being_cut_and_joined(
    trained: Path, prepared: Path, settings: Settings, tmp_path: Path
) -> None:
    convert.export(settings, prepared, trained, tmp_path / "half")
    parts = pieces.split(tmp_path / "half", tmp_path / "pieces", size=300_000)
    assert len(parts) > 2
    pieces.join(tmp_path / "pieces", tmp_path / "joined")
    for path in (tmp_path / "half").iterdir():
        assert (tmp_path / "joined" / path.name).read_bytes() == path.read_bytes()
    parts[1].write_bytes(parts[1].read_bytes()[:-1] + b"?")
    with pytest.raises(Exception, match=r"(?i)crc|corrupt|invalid|incorrect"):
        pieces.join(tmp_path / "pieces", tmp_path / "damaged")


def test_what_a_translation_lost_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Das hat Frau Eva Maria Kurz 1999 nicht gesagt.\n\nThis is it. That was it.\n"
    )
    found = evaluation.check_texts(
        [tmp_path / "a.txt"], lambda texts, target: ["Eva Kurz"] * len(texts), ["en", "de"]
    )
    assert found["sentences"] == 3
    assert [lost["lost"] for lost in found["numbers"]] == ["1999"]
    assert [lost["lost"] for lost in found["names"]] == ["Maria Kurz"]


def test_tasks_go_the_way_their_names_say(tmp_path: Path) -> None:
    for name in ("both.tsv", "one.de-en.tsv", "other.en-de.tsv"):
        (tmp_path / name).write_text("links\tright\n")
    found = [(task.name, task.target, task.sources) for task in evaluation.tasks(tmp_path, 0)]
    assert found == [
        ("both", "en", ["links"]),
        ("both", "de", ["right"]),
        ("one", "en", ["links"]),
        ("other", "de", ["links"]),
    ]
