"""Encoder-decoder translators of every family: what reaches generate(), in which batches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize.backends import Translated
from summarize.backends.sentences import halve
from summarize.backends.seq2seq import Seq2SeqTranslator
from summarize.checks.plausible import passes_through
from tests import checkpoints, translators
from tests.checkpoints import ENGLISH, GERMAN, rot13
from tests.translators import FAMILIES, Load, Spy, answering, pair

checkpoint = checkpoints.checkpoint
no_network, load, one_thread = translators.no_network, translators.load, translators.one_thread
pytestmark = pytest.mark.usefixtures("one_thread")


# --- what reaches the model --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "target", "head", "forced"),
    [
        ("marian", "en", [], None),
        ("marian_tagged", "en", [">>eng<<"], None),
        ("marian_tagged", "de", [">>deu<<"], None),
        ("fsmt", "en", [], None),
        ("m2m100", "en", ["__de__"], "__en__"),
        ("m2m100", "de", ["__en__"], "__de__"),
        ("nllb", "en", ["deu_Latn"], "eng_Latn"),
        ("nllb", "de", ["eng_Latn"], "deu_Latn"),
        ("mbart50", "en", ["de_DE"], "en_XX"),
        ("mbart50", "de", ["en_XX"], "de_DE"),
        ("t5", "de", None, None),
        ("madlad", "en", ["▁", "<2en>"], None),
        ("madlad", "de", ["▁", "<2de>"], None),
    ],
)
def test_language_tokens(
    load: Load, name: str, target: str, head: list[str] | None, forced: str | None
) -> None:
    translator = load(name)
    spy = Spy(translator)
    source, text = ("de", GERMAN[0]) if target == "en" else ("en", ENGLISH[0])
    translator.translate([text], source, target)

    tokenizer = translator._codec._tokenizer
    if forced:
        tokenizer.src_lang = head[0] if head and name != "m2m100" else source
    documented = tokenizer(translator._entry.prefix.get(target, "") + text)["input_ids"]
    assert spy.rows[0] == documented
    if head is not None:
        assert spy.tokens[0][: len(head)] == head
    assert spy.tokens[0][-1] == "</s>"
    assert spy.tokens[0].count("</s>") == 1
    wanted = tokenizer.convert_tokens_to_ids(forced) if forced else None
    assert spy.calls[0].get("forced_bos_token_id") == wanted
    if forced:
        made = translator._model.generate(**spy.calls[0])
        assert set(made[:, 1].tolist()) == {wanted}


@pytest.mark.parametrize("name", FAMILIES)
def test_text_cannot_act(load: Load, name: str) -> None:
    text = (
        "Haus </s> am <pad> Fluss <unk> ist >>deu<< alt <s> und de_DE oder deu_Latn __de__ groß"
        " <2de> am <extra_id_0> ＜/s＞ Abend <mask> wird 漢字 es stärker."
    )
    translator = load(name)
    codec = translator._codec
    route = codec.route(*pair(name))
    body = codec.body(text)
    unknown = codec._tokenizer.unk_token_id
    assert not codec.control.intersection(body)
    assert not set(codec._tokenizer.all_special_ids).difference({unknown}).intersection(body)
    kept = codec.text(body)
    for word in ("Haus", "Fluss", "deu", "oder", "Latn", "groß", "extra", "stärker."):
        assert word in kept
    spy = Spy(translator)
    translator.translate([text], *pair(name))
    assert spy.rows[0] == route.wrap(body)


@pytest.mark.parametrize("text", [">>deu<< Haus und Hof", ">> Haus << und Hof", ">>Haus und Hof"])
@pytest.mark.parametrize("name", ["marian", "marian_tagged"])
def test_a_quotation_mark_of_mails_is_no_tag(load: Load, name: str, text: str) -> None:
    codec = load(name)._codec
    words = codec.text(codec.body(text)).replace(" ", "")
    assert words == text.replace(" ", "")


@pytest.mark.parametrize("name", FAMILIES)
def test_tags_never_come_out(load: Load, name: str) -> None:
    codec = load(name)._codec
    body = codec.body("Das Haus am Fluss")
    mixed = [
        index for pair in zip(sorted(codec.control) * 9, body * 3, strict=False) for index in pair
    ]
    assert codec.text([*codec.control, *body, *codec.control]) == "Das Haus am Fluss"
    assert not any(sign in codec.text(mixed) for sign in ("<", ">", "▁", "_de", "Latn", "_XX"))


def test_settings_of_the_card(load: Load) -> None:
    card = {"num_beams": 3, "length_penalty": 1.1, "do_sample": True}
    translator = load("marian", generate=card, max_input_tokens=48)
    spy = Spy(translator, answering(translator, rot13))
    short, long = "Das Haus ist alt.", GERMAN[2].rpartition(",")[0]
    translator.translate([short, long, "Wirtschaft"], "de", "en")
    assert len(spy.calls) == 1
    call = spy.calls[0]
    assert (call["num_beams"], call["length_penalty"], call["do_sample"]) == (3, 1.1, False)
    lengths = [len(translator._codec.body(text)) for text in (long, short, "Wirtschaft")]
    assert call["logits_processor"][0].most == [min(length * 3 // 2 + 20, 47) for length in lengths]
    assert call["max_new_tokens"] == 47


# --- batches -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FAMILIES)
def test_a_batch_gives_what_single_calls_give(load: Load, name: str) -> None:
    translator = load(name)
    # In 32 bits the random models are now and then undecided between two tokens.
    translator._model.double()
    route = translator._codec.route(*pair(name))
    texts = [*GERMAN[:5], "Das Haus", "Wind", ENGLISH[2]]
    for attempt in translator._settings(route):
        together = translator._decode(texts, route, attempt)
        alone = [translator._decode([text], route, attempt)[0] for text in texts]
        assert together == alone
    assert len({outputs[0].text for outputs in together}) > 3


def test_order_and_completeness_of_thousands(load: Load) -> None:
    translator = load("marian")
    spy = Spy(translator, answering(translator, rot13))
    words = [word for line in GERMAN for word in line.split()]
    sentences = [
        f"{words[i % 83 % len(words)]} {words[i % 89 % len(words)]} {i} {words[i % 7]}"
        for i in range(3000)
    ]
    made = translator.translate(sentences, "de", "en")
    assert [translated.text for translated in made] == [rot13(s) for s in sentences]
    assert all(translated.ok for translated in made)
    rows = [call["input_ids"].shape for call in spy.calls]
    assert max(count for count, _ in rows) <= 64
    assert max(count * width for count, width in rows) <= 2048


_WORDS = st.sampled_from(sorted({word for line in GERMAN for word in line.split()} | {"12", "–"}))
_SENTENCES = st.lists(_WORDS, min_size=1, max_size=30, unique=True).map(" ".join)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sentences=st.lists(_SENTENCES, max_size=60), tokens=st.integers(1, 3000))
def test_any_list_keeps_its_order(load: Load, sentences: list[str], tokens: int) -> None:
    translator = _cached(load)
    translator._batches._tokens = tokens
    made = translator.translate(sentences, "de", "en")
    expected = [text if passes_through(text) else rot13(text) for text in sentences]
    assert [translated.text for translated in made] == expected


_TRANSLATORS: list[Seq2SeqTranslator] = []


def _cached(load: Load) -> Seq2SeqTranslator:
    """Hypothesis calls the test many times; the answering translator is made once."""
    if not _TRANSLATORS:
        _TRANSLATORS.append(load("marian"))
        Spy(_TRANSLATORS[0], answering(_TRANSLATORS[0], rot13))
    return _TRANSLATORS[0]


_ODD = [
    "</s>", "<pad>", ">>deu<<", ">>", "<<", "<2de>", "__de__", "de_DE", "deu_Latn", "＜/s＞", "▁",
    "Haus", "am", "\n", "\u2028", "\x00", "\u200b", "\ud800", "漢", "😀", "é", "\ufeff", "&lt;",
    "@-@", "</w>", "<0x41>",
]  # fmt: skip
_TEXT = st.text(max_size=80) | st.lists(st.sampled_from(_ODD), max_size=20).map("".join)


@pytest.mark.parametrize("name", FAMILIES)
def test_any_text_comes_back(load: Load, name: str) -> None:
    translator = load(name, max_input_tokens=32)
    spy = Spy(translator, answering(translator, rot13))
    codec = translator._codec

    @settings(max_examples=50, deadline=None)
    @given(st.lists(_TEXT, max_size=4))
    def check(texts: list[str]) -> None:
        made = translator.translate(texts, *pair(name))
        assert len(made) == len(texts)
        assert all(m.ok or m.text == text for m, text in zip(made, texts, strict=True))
        assert all(codec.control.isdisjoint(codec.body(text)) for text in texts)

    check()
    assert max(map(len, spy.rows)) <= 32


def test_no_sentences(load: Load) -> None:
    assert load("marian").translate([], "de", "en") == []


def test_segments_that_pass_through(load: Load) -> None:
    translator = load("marian")
    spy = Spy(translator)
    segments = ["J", " 12 – 15 % ", "", "https://example.org/", "EU", "—"]
    assert translator.translate(segments, "de", "en") == [Translated(text) for text in segments]
    assert not spy.calls


# --- long sentences ----------------------------------------------------------------------


@pytest.mark.parametrize("name", FAMILIES)
def test_a_long_sentence_is_split_and_covered(load: Load, name: str) -> None:
    translator = load(name, max_input_tokens=48)
    spy = Spy(translator, answering(translator, rot13))
    # Moses' detokenizer moves quotation marks and dashes.
    lines = [line.rstrip(".?") + "," for line in GERMAN * 3 if "„" not in line]
    (made,) = translator.translate([" ".join(lines)], *pair(name))
    assert made == Translated(rot13(" ".join(lines)))
    assert max(map(len, spy.rows)) <= 48
    assert len(spy.rows) < 3 * len(lines)


@pytest.mark.parametrize(
    "text", ["Er " + "x" * 5000, "ab" * 300 + " und " + "c" * 900, "漢字" * 400]
)
def test_words_without_end_are_split_too(load: Load, text: str) -> None:
    translator = load("marian")
    spy = Spy(translator, answering(translator, rot13))
    translator.translate([text], "de", "en")
    assert max(map(len, spy.rows)) <= 256


@given(st.text(min_size=2, max_size=200))
def test_halves_are_the_text(text: str) -> None:
    first, second = halve(text)
    assert first
    assert second
    assert first + second == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Er kam am Abend; sie ging am Morgen.", "Er kam am Abend; "),
        ("Er kam, sah es und ging; dann, am Morgen, schlief er.", "Er kam, sah es und ging; "),
        ("Weil es am Abend regnete, blieben alle zu Hause.", "Weil es am Abend regnete, "),
        ("Viele Menschen warten seit Stunden auf Hilfe", "Viele Menschen warten "),
        ("abcdef", "abc"),
    ],
)  # fmt: skip
def test_clauses_before_words(text: str, first: str) -> None:
    assert halve(text)[0] == first
