"""Encoder-decoders that summarise: CTranslate2 against transformers on the same checkpoints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.backends import Models, Unsuitable
from summarize.backends.batches import Row
from summarize.backends.ct2_device import compute_type
from summarize.backends.ct2_summarizer import CTranslate2Summarizer
from summarize.backends.device import Placement
from summarize.backends.seq2seq_summarizer import Seq2SeqSummarizer
from summarize.backends.writing import Order
from summarize.document import Document, read
from summarize.registry import Family
from summarize.request import Length
from summarize.source import Source
from tests import converted, lively, summarizer_checkpoints
from tests.conftest import ROOT, SAMPLES, Command
from tests.lively import NAMES, Lively
from tests.summarizer_checkpoints import entry

summarizer_checkpoint, both = summarizer_checkpoints.summarizer_checkpoint, lively.lively
own_cache = converted.own_cache
Checkpoint = Callable[[str], Path]

ARTICLE = (SAMPLES / "harbour.txt").read_text(encoding="utf-8")
TEXTS = [ARTICLE[start : start + 200 + start // 5] for start in range(0, 1500, 60)]
# With this both engines stop as soon as as many summaries as beams have come to an end.
BEAMS: dict[int, dict[str, Any]] = {
    1: {"num_beams": 1},
    4: {"num_beams": 4, "early_stopping": True, "length_penalty": 2.0},
}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """These models are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def article(text: str = ARTICLE) -> Document:
    return read(Source("a", "a.txt", lambda: text, language="en"), ("de", "en"))


# --- ids ---------------------------------------------------------------------------------

_ODD = st.sampled_from(
    """</s> <pad> <unk> <s> <mask> <mask_1> <n> <extra_id_0> <unused_1> ＜/s＞ ▁ Ġ Ċ <0x41> &lt; 😀
    👩‍🔬 🇩🇪 漢字 ﬁ ½ e\u0301 a\u0308 \u200b \ufeff \u00a0 https://example.org/ä?b=c#d ’s – — …
    „Zitat“ ‚ja‘ »nein« “yes” 1.234,56 € 12:30 Straße GROẞ naïve \x00 \ud800 \u2028 \n \t""".split(
        " "
    )
)
_WORDS = st.sampled_from(sorted(set(ARTICLE.split())))
_PARTS = st.lists(_ODD | _WORDS | st.text(max_size=8), max_size=14)
_TEXTS = st.one_of(_PARTS.map(" ".join), _PARTS.map("".join), st.text(max_size=60))
_FUZZED = st.builds(unicodedata.normalize, st.sampled_from(["NFC", "NFD", "NFKC"]), _TEXTS)


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_those_of_transformers(both: Lively, name: str) -> None:
    fast, slow = both(name)
    mine, theirs = fast.writer.codec, slow.writer.codec
    assert mine.frame == theirs.frame
    assert mine.prefix("en") == theirs.prefix("en")
    assert mine.line_break == theirs.line_break
    assert mine.pad == theirs.pad
    assert mine.control >= theirs.control
    assert list(fast.writer.ends) == list(slow.writer.ends)

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


# --- the same summaries ------------------------------------------------------------------


def rows(summarizer: CTranslate2Summarizer, least: int) -> list[Row]:
    codec, writer = summarizer.writer.codec, summarizer.writer
    return [Row(writer._wrap(codec.body(text), "en"), 64, least) for text in TEXTS]


def made(
    summarizer: CTranslate2Summarizer | Seq2SeqSummarizer, wanted: list[Row], card: dict[str, Any]
) -> list[list[int] | None]:
    """One output per row, without what stands behind its end; None where it has none."""
    end = summarizer.writer.ends[0]
    outputs = []
    for row in wanted:
        (ids,) = summarizer._decode([row], card)
        assert ids is not None
        # On transformers the last token that is allowed is always the end.
        ended = end in ids[: row.most - 1]
        outputs.append(ids[: ids.index(end) + 1] if ended else None)
    return outputs


@pytest.mark.parametrize("least", [0, 8])
@pytest.mark.parametrize("beams", BEAMS)
@pytest.mark.parametrize("name", NAMES)
def test_float32_gives_identical_ids(both: Lively, name: str, beams: int, least: int) -> None:
    card = BEAMS[beams]
    fast, slow = both(name, generate=card)
    mine = made(fast, rows(fast, least), card)
    theirs = made(slow, rows(fast, least), card)
    assert mine == theirs
    ended = [ids for ids in mine if ids is not None]
    assert len(ended) > 10
    assert len({tuple(ids) for ids in ended}) > 3
    assert all(len(ids) > least for ids in ended)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_cut_is_the_same(both: Lively, name: str) -> None:
    fast, slow = both(name, generate=BEAMS[1])
    for row in rows(fast, 8):
        short = Row(row.ids, 12, 8)
        (mine,), (theirs,) = fast._decode([short], BEAMS[1]), slow._decode([short], BEAMS[1])
        assert mine is not None
        assert theirs is not None
        assert fast.writer._answer(mine, 12) == slow.writer._answer(theirs, 12)


@pytest.mark.parametrize("beams", BEAMS)
def test_what_a_card_prescribes(both: Lively, beams: int) -> None:
    """As facebook/bart-large-cnn: in its own generation_config.json, not in an entry."""
    card = BEAMS[beams] | {"no_repeat_ngram_size": 3, "forced_bos_token_id": 0}
    card |= {"max_length": 142, "min_length": 56, "forced_eos_token_id": 2}
    fast, slow = both("bart", changed=card)
    plain, _ = both("bart", generate=BEAMS[beams])
    mine = made(fast, rows(fast, 0), {})
    assert mine == made(slow, rows(fast, 0), {})
    assert all(ids[0] == 0 for ids in mine if ids)
    assert mine != made(plain, rows(plain, 0), {})


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_gives_what_single_calls_give(both: Lively, name: str) -> None:
    fast, _ = both(name, generate=BEAMS[4])
    text = " ".join(ARTICLE.split())[:900]
    orders = [
        Order(text[:cut], "", "en", length, words)
        for cut in (150, 200, len(text))
        for length, words in ((Length.HEADLINE, 6), (Length.SHORT, 20), (Length.LONG, 40))
    ]
    together = fast.writer.write(orders)
    assert together == [fast.writer.write([order])[0] for order in orders]
    assert len({answer.text for answer in together if answer}) > 3


@pytest.mark.parametrize("name", NAMES)
def test_an_article_is_summarised_alike(both: Lively, name: str) -> None:
    fast, slow = both(name, generate=BEAMS[1], max_input_tokens=200)
    text = " ".join(ARTICLE.split())[:400]
    orders = [Order(text, "", "en", length, 30) for length in (Length.HEADLINE, Length.SHORT)]
    assert fast.writer.write(orders) == slow.writer.write(orders)
    for summarizer in (fast, slow):
        (drafts,) = summarizer.summarize([article()], [Length.SHORT, Length.LONG])
        assert drafts[Length.SHORT].text
        assert drafts[Length.LONG].parts > 3
    assert fast.writer.longest_input == slow.writer.longest_input == 200


@pytest.mark.parametrize("name", NAMES)
def test_int8_is_what_a_cpu_gets(both: Lively, name: str) -> None:
    exact, _ = both(name, generate=BEAMS[1])
    small, _ = both(name, "int8", generate=BEAMS[1])
    assert small._decoder._model.compute_type.startswith("int8")
    assert (small.engine, exact.engine) == ("ct2-int8", "ct2-float32")
    pairs = zip(made(exact, rows(exact, 0), {}), made(small, rows(small, 0), {}), strict=True)
    firsts = [a[0] == b[0] for a, b in pairs if a and b]
    assert sum(firsts) >= 0.7 * len(firsts) > 3


@pytest.mark.parametrize(
    ("family", "known", "kind"),
    [
        (Family.BART, "int8_float16 int8_bfloat16 float16 bfloat16 float32", "int8_float16"),
        (Family.T5, "int8_float16 int8_bfloat16 float16 bfloat16 float32", "int8_bfloat16"),
        (Family.PEGASUS, "int8_float16 int8_bfloat16 float16 bfloat16 float32", "int8_bfloat16"),
        (Family.T5, "int8_float16 int8_float32 float16 float32", "int8_float32"),
    ],
)
def test_activations_of_t5_and_pegasus_do_not_fit_into_float16(
    monkeypatch: pytest.MonkeyPatch, family: Family, known: str, kind: str
) -> None:
    import ctranslate2

    monkeypatch.setattr(ctranslate2, "get_supported_compute_types", lambda _: set(known.split()))
    placement = Placement("cuda", "float32", None)
    assert compute_type(entry(family, Path()), placement) == kind


# --- which engine ------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_fast_engine_is_the_default(both: Lively, name: str) -> None:
    model = both.model(name, quantization="float32", generate={"max_length": 60})
    models = Models(lambda _: both.folder(model), device="cpu")
    assert isinstance(models.summarizer(model), CTranslate2Summarizer)
    assert models.notes == []
    assert models.engine(model) == "ct2-float32"


@pytest.mark.parametrize(
    ("name", "family", "generate", "reason"),
    [
        ("led", Family.LED, {}, "CTranslate2 cannot convert led models"),
        ("longt5", Family.LONGT5, {}, "CTranslate2 cannot convert longt5 models"),
        ("bart", Family.BART, {"top_h": 0.5}, "CTranslate2 has no setting top_h"),
    ],
)
def test_transformers_where_it_must_be(
    summarizer_checkpoint: Checkpoint,
    name: str, family: Family, generate: dict[str, Any], reason: str,
) -> None:  # fmt: skip
    model = entry(family, summarizer_checkpoint(name), generate=generate)
    models = Models(device="cpu")
    assert isinstance(models.summarizer(model), Seq2SeqSummarizer)
    assert models.summarizer(model) is models.summarizer(model)
    assert models.notes == [f"tiny-{family} runs on transformers: {reason}"]
    with pytest.raises(Unsuitable, match=reason) as caught:
        Models(device="cpu", engine="ct2").summarizer(model)
    assert caught.value.hint == "use --engine transformers"


@pytest.mark.parametrize(
    "setting",
    [
        {"encoder_no_repeat_ngram_size": 3},
        {"suppress_tokens": [5]},
        {"bad_words_ids": [[7]]},
    ],
)
def test_what_a_checkpoint_prescribes_and_ctranslate2_has_not(
    both: Lively, tmp_path: Path, setting: dict[str, Any]
) -> None:
    model = both.model("bart", changed=setting)
    (name,) = setting
    with pytest.raises(Exception, match=rf"its generation_config\.json sets {name}"):
        both.folder(model)


def test_on_demand(both: Lively) -> None:
    models = Models(device="cpu", engine="transformers")
    assert isinstance(models.summarizer(both.model("mt5")), Seq2SeqSummarizer)
    assert models.notes == []


def test_neither_torch_nor_transformers(both: Lively) -> None:
    model = both.model("bart")
    folder = both.folder(model)
    code = (
        "import sys\nfrom pathlib import Path\nfrom summarize.backends import Models\n"
        "from summarize.backends.writing import Order\nfrom summarize.registry import Model\n"
        "from summarize.request import Length\n"
        "models = Models(lambda _: Path(sys.argv[2]), threads=2)\n"
        "summarizer = models.summarizer(Model.model_validate_json(sys.argv[1]))\n"
        "assert summarizer.writer.write([Order(sys.argv[3], '', 'en', Length.SHORT, 20)])\n"
        "print(type(summarizer).__name__, *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, model.model_dump_json(), str(folder), ARTICLE[:900]],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ},
    )  # fmt: skip
    name, *loaded = done.stdout.split()
    assert name == "CTranslate2Summarizer"
    assert not {"torch", "transformers", "huggingface_hub"}.intersection(loaded)
    assert done.stderr == ""


def test_the_command(summarize: Command, both: Lively) -> None:
    folder = both.model("bart").path
    done = summarize(
        "-", "--summarizer", str(folder), "--lang", "en", "--length", "short", "--no-translate",
        "--format", "json", stdin=ARTICLE.encode(),
    )  # fmt: skip
    (document,) = json.loads(done.out)["documents"]
    assert document["summaries"][0]["text"]
    assert ",ct2-int8" in document["signature"]
