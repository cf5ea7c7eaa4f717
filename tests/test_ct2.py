"""CTranslate2 against transformers on the same checkpoints, and what is done around it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.backends import Models, Translated, Unsuitable, ct2_decoder
from summarize.backends.batches import Row
from summarize.backends.ct2 import CTranslate2Translator
from summarize.backends.ct2_device import compute_type, split_threads
from summarize.backends.device import Placement
from summarize.backends.hints import write_lexicon
from summarize.backends.sentences import several
from summarize.backends.seq2seq import Seq2SeqTranslator
from summarize.errors import ModelError, UsageError
from summarize.registry import Family
from tests import checkpoints, converted, translators
from tests.checkpoints import ENGLISH, GERMAN, LESSONS, rot13
from tests.conftest import ROOT, Command
from tests.converted import NAMES, Both, Model, built_in
from tests.translators import FAMILIES, Checkpoint, entry, pair

checkpoint, one_thread = checkpoints.checkpoint, translators.one_thread
trained, both, own_cache = converted.trained, converted.both, converted.own_cache
pytestmark = pytest.mark.usefixtures("one_thread")

TEXTS = [*GERMAN, *ENGLISH, *(" ".join(line.split()[:4]) for line in GERMAN)]

# --- ids ---------------------------------------------------------------------------------

_ODD = st.sampled_from(
    """</s> <pad> <unk> <s> >>deu<< >>eng<< >> << <2de> <2en> __de__ de_DE deu_Latn ＜/s＞ ▁ <mask>
    <extra_id_0> <unused_1> madeupword1 <0x41> @-@ &lt; 😀 👩‍🔬 🇩🇪 漢字 ﬁ ½ e\u0301 a\u0308 \u200b
    \ufeff https://example.org/ä?b=c#d user@example.com „Zitat“ ‚ja‘ »nein« “yes” ’s – — …
    1.234,56 € 12:30 Straße Überraschung GROẞ naïve \x00 \ud800 \u2028 \n \t""".split(" ")
)
_WORDS = st.sampled_from(sorted({word for line in [*GERMAN, *ENGLISH] for word in line.split()}))
_PARTS = st.lists(_ODD | _WORDS | st.text(max_size=8), max_size=14)
_TEXTS = st.one_of(_PARTS.map(" ".join), _PARTS.map("".join), st.text(max_size=60))
_FUZZED = st.builds(unicodedata.normalize, st.sampled_from(["NFC", "NFD", "NFKC"]), _TEXTS)


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_those_of_transformers(both: Both, name: str) -> None:
    fast, slow = both(name)
    mine, theirs = fast._codec, slow._codec
    assert mine.route(*pair(name)) == theirs.route(*pair(name))
    assert mine.pad == theirs.pad
    # Entries that transformers has no name for can be neither read nor written.
    extra = mine.control - theirs.control
    assert mine.control >= theirs.control
    assert all(mine.text([index]) == "" for index in extra)

    @settings(max_examples=150, deadline=None)
    @given(_FUZZED)
    def check(text: str) -> None:
        ids = theirs.body(text)
        assert mine.body(text) == ids
        assert mine.control.isdisjoint(ids)
        assert mine.text(ids) == theirs.text(ids)

    check()
    for text in TEXTS:
        assert mine.body(text) == theirs.body(text)


def test_a_model_as_in_the_wheel(both: Both, tmp_path: Path) -> None:
    fast, slow = both("marian_tagged", generate={"num_beams": 2})
    made = Path(tmp_path / "wheel")
    plain = CTranslate2Translator(
        both.model("marian_tagged"), built_in(both.folder("marian_tagged"), made), device="cpu"
    )
    assert plain._codec.route("de", "en") == slow._codec.route("de", "en")
    assert plain._codec.control == slow._codec.control
    rows = [plain._codec.route("de", "en").wrap(plain._codec.body(text)) for text in TEXTS]
    assert rows == [slow._codec.route("de", "en").wrap(slow._codec.body(text)) for text in TEXTS]
    route, first = plain._codec.route("de", "en"), plain._settings(slow._codec.route("de", "en"))[0]
    assert plain._decode(TEXTS, route, first) == fast._decode(TEXTS, route, first)


@pytest.mark.parametrize("engine", ["ct2", "transformers"])
@pytest.mark.usefixtures("own_cache")
def test_a_model_with_a_lexicon_is_given_hints(
    checkpoint: Checkpoint, tmp_path: Path, engine: str
) -> None:
    folder = shutil.copytree(checkpoint("marian_tagged"), tmp_path / "hints")
    write_lexicon(folder / "lexicon.de-en.txt", [("Fluss", "river")])
    family, prefix = FAMILIES["marian_tagged"]
    model = entry(family, folder, prefix=prefix, quantization="float32")
    translator: Any = Models(device="cpu", engine=engine).translator(model)
    codec, read = translator._codec, list[str]()
    body = codec.body

    def noted(text: str) -> Any:
        read.append(text)
        return body(text)

    codec.body = noted
    text = "Das Haus am Fluss ist alt."
    for hint, terms in (("river", {}), ("stream", {"Fluss": "stream"})):
        hinted = f"Das Haus am Fluss\x02 {hint}\x03 ist alt."
        route = codec.route("de", "en").told(terms)
        assert codec.row(text, route) == route.wrap(body(hinted)) != route.wrap(body(text))
        read.clear()
        translator.translate_with([text], [terms], "de", "en")
        assert hinted in read
        assert text not in read
    read.clear()
    translator.translate([text], "de", "en")
    assert "Das Haus am Fluss\x02 river\x03 ist alt." in read
    translator.translate(["The Fluss is old."], "en", "de")
    assert "The Fluss is old." in read


def test_a_damaged_lexicon_is_an_error_in_one_line(both: Both, tmp_path: Path) -> None:
    folder = shutil.copytree(both.folder("marian_tagged"), tmp_path / "hints")
    (folder / "lexicon.de-en.txt").write_text("Fluss\n", encoding="utf-8")
    translator = CTranslate2Translator(both.model("marian_tagged"), folder, device="cpu")
    with pytest.raises(ModelError, match=r"lexicon\.de-en\.txt is no lexicon"):
        translator.translate(["Das Haus"], "de", "en")


# --- the same translations ---------------------------------------------------------------


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("name", [*NAMES, "marian_trained"])
def test_float32_gives_identical_ids(both: Both, name: str, beams: int) -> None:
    import torch

    # With this both stop as soon as there are as many translations as beams.
    card = {"num_beams": beams} | ({"early_stopping": True} if beams > 1 else {})
    fast, slow = both(name, generate=card)
    # At the limit transformers would force the end into the ranking of the beams.
    slow._model.generation_config.forced_eos_token_id = None
    route = slow._codec.route(*pair(name))
    for text in TEXTS[::4]:
        row = route.wrap(slow._codec.body(text))
        (theirs,) = slow._model.generate(
            input_ids=torch.tensor([row]), max_new_tokens=fast._budget(row, route),
            attention_mask=torch.ones(1, len(row), dtype=torch.long),
            **slow._settings(route)[0],
        ).tolist()  # fmt: skip
        (mine,) = fast._decoder.decode(
            [Row(row, most=fast._budget(row, route))],
            fast._settings(route)[0],
            forced=route.forced,
        )
        assert mine == theirs[1:]


@pytest.mark.parametrize("beams", [1, 4])
def test_a_trained_model_translates_alike(both: Both, beams: int) -> None:
    fast, slow = both("marian_trained", generate={"num_beams": beams})
    expected = [Translated(text) for text in LESSONS.values()]
    assert slow.translate(list(LESSONS), "de", "en") == expected
    assert fast.translate(list(LESSONS), "de", "en") == expected
    for german, english in LESSONS.items():
        assert fast.translate([german], "de", "en") == [Translated(english)]


@pytest.mark.parametrize("beams", [1, 4])
def test_alternatives_are_what_the_search_ends_with(both: Both, beams: int) -> None:
    fast, slow = both("marian_trained", generate={"num_beams": beams, "early_stopping": True})
    # At the limit transformers would force the end into the ranking of the beams.
    slow._model.generation_config.forced_eos_token_id = None
    lessons = list(LESSONS)
    sentences = [*lessons, "42", " ".join(lessons * 9)]
    found = fast.alternatives(sentences, "de", "en")
    assert found == slow.alternatives(sentences, "de", "en")
    *learnt, number, long = found
    # What is not translated at all, or not whole, has none.
    assert (list(number), list(long)) == ([], [])
    for text, texts in zip(LESSONS.values(), learnt, strict=True):
        assert texts[0] == text
        assert len(set(texts)) == len(texts)
    assert max(map(len, learnt)) > 1


@pytest.mark.parametrize("name", [*NAMES, "marian_trained"])
def test_both_find_outputs_equally_likely(both: Both, name: str) -> None:
    fast, slow = both(name)
    route = slow._codec.route(*pair(name))
    # Of different lengths, and more than a batch has.
    sources = [text for text in TEXTS for _ in range(2)] * 4
    outputs = sources[3:] + sources[:3]
    mine, theirs = (one._likelihoods(sources, outputs, route) for one in (fast, slow))
    assert mine == pytest.approx(theirs, abs=1e-3)
    assert len(set(mine)) > len(TEXTS)


def test_a_learnt_translation_is_the_likely_one(both: Both) -> None:
    texts = list(LESSONS.values())
    for translator in both("marian_trained"):
        translator._round_trip = ["de-en"]
        route = translator._codec.route("de", "en")
        right = translator._likelihoods(list(LESSONS), texts, route)
        wrong = translator._likelihoods(list(LESSONS), [*texts[1:], texts[0]], route)
        assert min(right) > max(wrong)
        # As the search itself scores it.
        beams = several(translator._settings(route)[0] | {"num_beams": 2})
        first = [found[0] for found in translator._decode(list(LESSONS), route, beams)]
        assert [output.text for output in first] == texts
        assert [output.score for output in first] == pytest.approx(right, abs=1e-3)


def test_int8_translates_mostly_alike(both: Both) -> None:
    exact, _ = both("marian_trained")
    small, _ = both("marian_trained", "int8")
    assert small._decoder._model.compute_type.startswith("int8")
    sentences = list(LESSONS) * 3
    first, second = (t.translate(sentences, "de", "en") for t in (exact, small))
    assert sum(a == b for a, b in zip(first, second, strict=True)) >= 0.8 * len(sentences)


# --- around the model --------------------------------------------------------------------


def test_order_and_completeness_of_thousands(both: Both) -> None:
    translator = both.fast("marian")
    model = Model(translator, rot13)
    words = [word for line in GERMAN for word in line.split()]
    sentences = [
        f"{words[i % 83 % len(words)]} {words[i % 89 % len(words)]} {i} {words[i % 7]}"
        for i in range(5000)
    ]
    sentences[77] = " ".join(GERMAN)  # longer than the model can take
    made = translator.translate(sentences, "de", "en")
    assert [translated.text for translated in made] == [rot13(s) for s in sentences]
    assert all(translated.ok for translated in made)
    shapes = [(len(call["rows"]), max(map(len, call["rows"]))) for call in model.calls]
    assert max(rows for rows, _ in shapes) <= 64
    assert max(rows * width for rows, width in shapes) <= 1024
    padding = sum(rows * width for rows, width in shapes)
    assert padding <= 1.05 * sum(len(row) for call in model.calls for row in call["rows"])


def test_thousands_through_the_real_thing(both: Both) -> None:
    translator = both.fast("marian_trained", generate={"num_beams": 1})
    sentences = [list(LESSONS)[i * 7 % len(LESSONS)] for i in range(3000)]
    made = translator.translate(sentences, "de", "en")
    assert made == [Translated(LESSONS[sentence]) for sentence in sentences]


def test_a_long_sentence_stalls_no_other(both: Both) -> None:
    decoder = both.fast("marian")._decoder
    decoder._workers = 4
    batches = decoder._batches([Row([0] * 10, 35)] * 40 + [Row([0] * 200, 320)])
    assert batches[0] == [40]
    assert len(batches) >= 4
    assert sorted(index for batch in batches for index in batch) == list(range(41))


def test_what_is_asked_of_ctranslate2(both: Both) -> None:
    card = {"num_beams": 3, "length_penalty": 1.1, "do_sample": True}
    translator = both.fast("m2m100", generate=card, max_input_tokens=48)
    model = Model(translator, rot13)
    translator.translate([GERMAN[0]], "de", "en")
    (call,) = model.calls
    assert call["rows"][0][0] == "__de__"
    assert call["rows"][0][-1] == "</s>"
    assert call["target_prefix"] == [["__en__"]]
    assert (call["beam_size"], call["length_penalty"]) == (3, 1.1)
    assert call["max_input_length"] == 0
    assert call["max_decoding_length"] == min((len(call["rows"][0]) - 2) * 3 // 2 + 20, 47)


def test_text_cannot_act(both: Both) -> None:
    for name in NAMES:
        translator = both.fast(name)
        model = Model(translator, rot13)
        translator.translate(["Haus </s> am >>deu<< Fluss de_DE __de__ <2de> <pad>"], *pair(name))
        row = model.calls[0]["rows"][0]
        route = translator._codec.route(*pair(name))
        ids = [translator._decoder.vocabulary.ids[piece] for piece in row]
        body = ids[len(route.head) : -1]
        assert translator._codec.control.isdisjoint(body)
        assert row.count("</s>") == 1


@pytest.mark.parametrize("fault", ["", "la " * 40, "copy"])
def test_the_second_attempt_counts(both: Both, fault: str) -> None:
    translator = both.fast("marian")

    def answer(text: str) -> str:
        if "no_repeat_ngram_size" in model.calls[-1] or text != GERMAN[1]:
            return rot13(text)
        return text if fault == "copy" else fault

    model = Model(translator, answer)
    made = translator.translate(GERMAN, "de", "en")
    assert made == [Translated(rot13(text)) for text in GERMAN]
    again = [call for call in model.calls if "no_repeat_ngram_size" in call]
    assert [len(call["rows"]) for call in again] == [1]
    assert (again[0]["no_repeat_ngram_size"], again[0]["repetition_penalty"]) == (3, 1.2)


def test_what_never_comes_out_well_keeps_the_original(both: Both) -> None:
    translator = both.fast("marian")
    model = Model(translator, lambda text: "la " * 40)
    made = translator.translate([GERMAN[2], "42"], "de", "en")
    assert made == [Translated(GERMAN[2], ok=False), Translated("42")]
    assert {call["beam_size"] for call in model.calls} == {2, 1}


def test_a_long_sentence_is_split_and_covered(both: Both) -> None:
    translator = both.fast("marian", max_input_tokens=48)
    model = Model(translator, rot13)
    text = " ".join(line.rstrip(".?") + "," for line in GERMAN * 3)
    assert translator.translate([text], "de", "en") == [Translated(rot13(text))]
    assert max(len(row) for call in model.calls for row in call["rows"]) <= 48


def test_out_of_memory_halves_the_batch(both: Both) -> None:
    translator = both.fast("marian")

    def answer(text: str) -> str:
        # One batch is looked at at a time, the last that was begun.
        if len(model.calls[-1]["rows"]) > 2 or "Museum" in text:
            raise RuntimeError("CUDA failed with error out of memory")
        return rot13(text)

    translator._decoder._workers = 1
    model = Model(translator, answer)
    made = translator.translate(GERMAN, "de", "en")
    assert made == [
        Translated(text, ok=False) if "Museum" in text else Translated(rot13(text))
        for text in GERMAN
    ]


def test_other_errors_are_named(both: Both) -> None:
    translator = both.fast("marian", generate={"length_penalty": "long"})
    with pytest.raises(ModelError, match="tiny-marian does not work") as caught:
        translator.translate(GERMAN, "de", "en")
    assert "generate" in caught.value.hint


def test_no_sentences(both: Both) -> None:
    assert both.fast("marian").translate([], "de", "en") == []


def test_a_damaged_folder(both: Both, tmp_path: Path) -> None:
    model = both.model("marian_tagged")
    folder = built_in(both.folder("marian_tagged"), tmp_path / "damaged")
    weights = folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ModelError, match="does not work"):
        CTranslate2Translator(model, folder)
    (folder / "shared_vocabulary.json").unlink()
    with pytest.raises(ModelError, match=r"vocabulary\.json is missing"):
        CTranslate2Translator(model, folder)


def test_a_converted_folder_in_the_users_own_models_file(
    both: Both, summarize: Command, tmp_path: Path
) -> None:
    folder = built_in(both.folder("marian_trained"), tmp_path / "wheel")
    (tmp_path / "models.toml").write_text(
        '[models.mine]\ntask = "translate"\nfamily = "marian"\npath = "wheel"\n'
        'pairs = ["de-en"]\ngenerate = { num_beams = 1 }\n'
    )
    summarize.env["SUMMARIZE_MODELS"] = str(tmp_path / "models.toml")
    assert summarize("models", "path", "mine").out == f"{folder}\n"
    sentence = list(LESSONS)[2]
    done = summarize(
        "-", "--from", "de", "--lang", "en", "--no-summary", "--format", "jsonl",
        stdin=sentence.encode(),
    )  # fmt: skip
    assert json.loads(done.out)["translations"][0]["text"] == LESSONS[sentence]


def test_a_folder_of_unknown_make(both: Both, tmp_path: Path) -> None:
    folder = built_in(both.folder("marian_tagged"), tmp_path / "foreign")
    with pytest.raises(ModelError, match="was not converted by summarize") as caught:
        CTranslate2Translator(entry(Family.NLLB, folder), folder, device="cpu")
    assert "checkpoint" in caught.value.hint


def test_neither_torch_nor_transformers(both: Both, tmp_path: Path) -> None:
    folder = built_in(both.folder("marian_tagged"), tmp_path / "wheel")
    model = both.model("marian_tagged").model_copy(update={"path": folder}).model_dump_json()
    code = (
        "import sys\nfrom summarize.backends import Models\nfrom summarize.registry import Model\n"
        "models = Models(threads=2)\n"
        "translator = models.translator(Model.model_validate_json(sys.argv[1]))\n"
        "translator.translate(sys.argv[2:], 'de', 'en')\n"
        "print(type(translator).__name__, *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, model, *GERMAN],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ},
    )  # fmt: skip
    name, *loaded = done.stdout.split()
    assert name == "CTranslate2Translator"
    assert not {"torch", "transformers", "huggingface_hub"}.intersection(loaded)
    assert done.stderr == ""


# --- which engine, and how ---------------------------------------------------------------


def test_the_fast_engine_is_the_default(both: Both) -> None:
    models = Models(lambda _: both.folder("marian_tagged"), device="cpu")
    assert isinstance(models.translator(both.model("marian_tagged")), CTranslate2Translator)
    assert models.notes == []


@pytest.mark.parametrize(
    ("name", "fields", "options", "reason"),
    [
        ("fsmt", {}, {}, "CTranslate2 cannot convert fsmt models"),
        ("marian", {"generate": {"num_beam_groups": 2}}, {}, "has no setting num_beam_groups"),
    ],
)
def test_transformers_where_it_must_be(
    checkpoint: Checkpoint, name: str, fields: dict[str, Any], options: dict[str, Any], reason: str
) -> None:
    model = entry(FAMILIES[name][0], checkpoint(name), **fields)
    models = Models(device="cpu", **options)
    assert isinstance(models.translator(model), Seq2SeqTranslator)
    (note,) = models.notes
    assert note.startswith(f"tiny-{name} runs on transformers: ")
    assert reason in note
    with pytest.raises(Unsuitable) as caught:
        Models(device="cpu", engine="ct2").translator(model)
    assert "transformers" in caught.value.hint


def test_without_ctranslate2(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ct2_decoder, "find_spec", lambda _: None)
    models = Models(device="cpu")
    models.translator(entry(Family.MARIAN, checkpoint("marian")))
    assert models.notes == ["tiny-marian runs on transformers: ctranslate2 is not installed"]


def test_a_failed_conversion(
    checkpoint: Checkpoint, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarize.backends import conversion

    monkeypatch.setattr(conversion, "_run", lambda *_: "No space left on device")
    models = Models(device="cpu")
    translator = models.translator(entry(Family.MARIAN, checkpoint("marian")))
    assert isinstance(translator, Seq2SeqTranslator)
    (note,) = models.notes
    assert note.endswith("runs on transformers: not converted (No space left on device)")


def test_transformers_on_demand(checkpoint: Checkpoint) -> None:
    models = Models(device="cpu", engine="transformers")
    translator = models.translator(entry(Family.MARIAN, checkpoint("marian")))
    assert isinstance(translator, Seq2SeqTranslator)
    assert models.notes == []


def test_an_unknown_engine() -> None:
    with pytest.raises(UsageError, match="there is no engine “onnx”"):
        Models(engine="onnx")


@pytest.mark.parametrize(
    ("threads", "split"), [(1, (1, 1)), (2, (2, 1)), (8, (8, 1)), (16, (8, 2)), (24, (8, 3))]
)
def test_threads(threads: int, split: tuple[int, int]) -> None:
    assert split_threads(Placement("cpu", "float32", threads)) == split
    assert split_threads(Placement("cuda", "float16", threads)) == (1, 1)
    assert split_threads(Placement("cpu", "float32", None))[0] >= 1


@pytest.mark.parametrize(
    ("quantization", "device", "dtype", "known", "kind"),
    [
        ("int8", "cpu", {}, "int8 int8_float32 float32", "int8_float32"),
        ("float32", "cpu", {}, "int8 int8_float32 float32", "float32"),
        ("float16", "cpu", {}, "int8_float32 float32", "float32"),
        ("int8", "cpu", {}, "float32", "float32"),
        ("int8", "cuda", {}, "int8_float16 float16 int8_float32 float32", "int8_float16"),
        ("float32", "cuda", {"cuda": "float16"}, "float16 float32", "float16"),
        ("float32", "cuda", {"cuda": "float32"}, "float16 float32", "float32"),
        ("float32", "cuda", {}, "float32", "float32"),
    ],
)
def test_arithmetic(
    monkeypatch: pytest.MonkeyPatch,
    quantization: str, device: Any, dtype: dict[str, str], known: str, kind: str,
) -> None:  # fmt: skip
    import ctranslate2

    monkeypatch.setattr(ctranslate2, "get_supported_compute_types", lambda _: set(known.split()))
    model = entry(Family.MARIAN, Path(), quantization=quantization, dtype=dtype)
    placement = Placement(device, dtype.get(device, "float32"), None)
    assert compute_type(model, placement) == kind
