"""What a translator does about loops, nonsense and too little memory."""

from __future__ import annotations

from typing import Any

import pytest

from summarize.backends import Translated
from summarize.backends.sentences import halve
from summarize.errors import ModelError
from tests import checkpoints, translators
from tests.checkpoints import GERMAN, rot13
from tests.translators import Load, Spy, answering

checkpoint = checkpoints.checkpoint
no_network, load, one_thread = translators.no_network, translators.load, translators.one_thread
pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_loop_is_tried_again_then_split_then_marked(load: Load) -> None:
    translator = load("marian")
    # This model says nothing else, whatever it reads.
    translator._model.final_logits_bias[0, 50] = 1e4
    spy = Spy(translator)
    sentences = [GERMAN[2], "Wirtschaft", "42"]
    made = translator.translate(sentences, "de", "en")
    assert made == [
        Translated(GERMAN[2], ok=False), Translated("Wirtschaft", ok=False), Translated("42"),
    ]  # fmt: skip
    tried = [
        (c.get("no_repeat_ngram_size"), c["num_beams"], len(c["input_ids"])) for c in spy.calls
    ]
    whole = [(None, 2, 2), (3, 2, 2), (3, 1, 2)]
    halves = [(None, 2, 2), (3, 2, 2), (3, 1, 2)]
    quarters = [(None, 2, 4), (3, 2, 4), (3, 1, 4)]
    assert tried in (whole + halves + quarters, whole + halves + halves)


@pytest.mark.parametrize("fault", ["", "la " * 40, "copy"])
def test_the_second_attempt_counts(load: Load, fault: str) -> None:
    translator = load("marian")
    spy = Spy(translator)

    def change(text: str) -> str:
        failing = len(spy.calls) == 1 and text == GERMAN[1]
        return rot13(text) if not failing else text if fault == "copy" else fault

    spy.answer = answering(translator, change)
    made = translator.translate(GERMAN, "de", "en")
    assert made == [Translated(rot13(text)) for text in GERMAN]
    assert [len(call["input_ids"]) for call in spy.calls] == [len(GERMAN), 1]


def test_halves_stand_in_for_a_sentence_that_fails_whole(load: Load) -> None:
    translator = load("marian")
    text = GERMAN[2]
    spy = Spy(translator, answering(translator, lambda t: t if t == text else rot13(t)))
    assert translator.translate([text], "de", "en") == [Translated(rot13(text))]
    first, second = halve(text)
    assert [translator._codec.text(row) for row in spy.rows[3:]] == [
        max(first.strip(), second, key=len), min(first.strip(), second, key=len)
    ]  # fmt: skip


def test_half_a_translation_is_none(load: Load) -> None:
    translator = load("marian")
    Spy(translator, answering(translator, lambda t: "" if "Köln" in t else rot13(t)))
    sentences = [GERMAN[0], GERMAN[2], GERMAN[3]]
    made = translator.translate(sentences, "de", "en")
    assert [translated.ok for translated in made] == [True, False, True]
    assert made[1].text == GERMAN[2]


def _memory_error(kind: str) -> Exception:
    import torch

    if kind == "cuda":
        return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
    return RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate")


@pytest.mark.parametrize("kind", ["cuda", "cpu"])
def test_out_of_memory_halves_the_batch(load: Load, kind: str) -> None:
    translator = load("marian")
    spy = Spy(translator)
    answer = answering(translator, rot13)

    def small(input_ids: Any, **arguments: Any) -> Any:
        if input_ids.numel() > 150:
            raise _memory_error(kind)
        return answer(input_ids, **arguments)

    spy.answer = small
    sentences = [f"{line} {index}" for index, line in enumerate(GERMAN * 3)]
    made = translator.translate(sentences, "de", "en")
    assert made == [Translated(rot13(text)) for text in sentences]
    assert [len(call["input_ids"]) for call in spy.calls[:4]] == [30, 15, 7, 3]
    assert max(call["input_ids"].numel() for call in spy.calls[3:]) <= 150
    assert len(spy.calls) < 20


def test_a_sentence_that_never_fits_in_memory_is_marked(load: Load) -> None:
    translator = load("marian")
    answer = answering(translator, rot13)
    codec = translator._codec

    def small(input_ids: Any, **arguments: Any) -> Any:
        if any("Museum" in codec.text(row) for row in input_ids.tolist()):
            raise _memory_error("cuda")
        return answer(input_ids, **arguments)

    spy = Spy(translator, small)
    made = translator.translate(GERMAN, "de", "en")
    assert made == [
        Translated(text, ok=False) if "Museum" in text else Translated(rot13(text))
        for text in GERMAN
    ]
    # Other settings would not need less memory.
    assert all("no_repeat_ngram_size" not in call for call in spy.calls)


def test_what_is_too_long_for_memory_is_split(load: Load) -> None:
    translator = load("marian")
    answer = answering(translator, rot13)

    def small(input_ids: Any, **arguments: Any) -> Any:
        if input_ids.shape[1] > 14:
            raise _memory_error("cpu")
        return answer(input_ids, **arguments)

    Spy(translator, small)
    assert translator.translate(GERMAN[9:], "de", "en") == [Translated(rot13(GERMAN[9]))]


def test_other_errors_are_named(load: Load) -> None:
    translator = load("marian", generate={"num_beam": 4})
    with pytest.raises(ModelError, match=r"tiny-marian does not work: .*num_beam") as caught:
        translator.translate(GERMAN, "de", "en")
    assert "generate" in caught.value.hint
    assert caught.value.__cause__
