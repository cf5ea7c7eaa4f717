"""Translation by CTranslate2: the same checkpoints as `seq2seq`, several times as fast.

A checkpoint is converted when it is first used (`conversion`); a folder in CTranslate2's form
is run as it is. Neither torch nor transformers is imported. What is done around the model,
`sentences` says; here sentences become batches for all processor cores at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarize.backends import Translated, Unsuitable
from summarize.backends.conventions import Codec, Route
from summarize.backends.conversion import FAMILIES, OTHER, convert, converted, read_note
from summarize.backends.device import Placement, out_of_memory, place
from summarize.backends.loading import broken
from summarize.backends.sentences import Output, Sentences, Settings, attempts
from summarize.backends.tokenizing import Vocabulary, load_tokenizer, read_vocabulary
from summarize.errors import ModelError
from summarize.registry import Model

# A batch's rows times its longest row, and its rows alone.
_BATCH_TOKENS = {"cpu": 1024, "cuda": 16384}
_BATCH_ROWS = {"cpu": 64, "cuda": 256}
# With less, a batch is not worth a worker of its own.
_LEAST_TOKENS = 128
# One thread for each batch wastes nothing on waiting, but many batches at once take memory.
_MOST_WORKERS = 8

# transformers' settings that CTranslate2 has, too, and those that change nothing here.
_NAMES = {
    "num_beams": "beam_size",
    "length_penalty": "length_penalty",
    "no_repeat_ngram_size": "no_repeat_ngram_size",
    "repetition_penalty": "repetition_penalty",
}
_WITHOUT_EFFECT = frozenset({"do_sample", "early_stopping"})


class CTranslate2Translator:
    """A checkpoint of one of `conversion.FAMILIES`, converted if need be, and loaded.

    `location` is a Hugging Face checkpoint or a folder in CTranslate2's form. Raises
    Unsuitable when it cannot be converted, or prescribes what CTranslate2 cannot do,
    ModelError when it does not load, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._entry = model
        self.engine = f"ct2-{model.quantization}"
        _check(model, device)
        self._placement = place(model, device, threads, available=devices)
        folder = converted(model, location) or convert(model, location)
        note = read_note(folder) or {}
        try:
            self._vocabulary: Vocabulary = read_vocabulary(folder, note.get("vocabulary"))
            self._codec = Codec(model, load_tokenizer(folder, self._vocabulary))
            self._model = self._load(folder)
        except Exception as error:  # a damaged file can raise anything
            raise broken(model, error, f"summarize models verify {model.name}") from error
        # In tokens, of the input with all its special tokens and of the output.
        self._limit: int = min(model.max_input_tokens, note.get("positions") or 10**6)
        self._card: Settings = {**note.get("decoding", {}), **model.generate}
        self._batch_tokens = _BATCH_TOKENS[self._placement.device]

    def _load(self, folder: Path) -> Any:
        import ctranslate2

        self._workers, threads = split_threads(self._placement)
        return ctranslate2.Translator(
            str(folder),
            device=self._placement.device,
            compute_type=compute_type(self._entry, self._placement),
            inter_threads=self._workers,
            intra_threads=threads,
        )

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[Translated]:
        """One translation per sentence, in order; `checks.passes_through` names those that
        come back as they are. A failed one keeps the original, with `ok` False."""
        run = Sentences(self._codec, self._limit, self._settings, self._decode)
        return run.translate(sentences, source, target)

    def _settings(self, _: Route) -> list[Settings]:
        return attempts(self._card, self._card.get("num_beams", 1))

    def _decode(
        self, texts: Sequence[str], route: Route, settings: Settings
    ) -> list[Output | None]:
        """One output per text, in order; None where not even a batch of one fits in memory."""
        rows = [route.wrap(self._codec.body(text)) for text in texts]
        outputs: list[Output | None] = [None] * len(texts)
        # Longest first, so that no worker begins with the longest when the others are done.
        order = sorted(range(len(rows)), key=lambda index: -len(rows[index]))
        started = [
            (batch, self._start([rows[index] for index in batch], route, settings))
            for batch in self._batches(order, rows)
        ]
        for batch, handles in started:
            made = self._finish(handles, [rows[index] for index in batch], route, settings)
            for index, output in zip(batch, made, strict=True):
                outputs[index] = output
        return outputs

    def _batches(self, order: Sequence[int], rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        """Rows of about one length; a few sentences are shared between the workers."""
        share = sum(map(len, rows)) // self._workers
        tokens = min(self._batch_tokens, max(share, _LEAST_TOKENS))
        most = _BATCH_ROWS[self._placement.device]
        start = 0
        while start < len(order):
            size = max(1, min(most, tokens // len(rows[order[start]])))
            yield list(order[start : start + size])
            start += size

    def _start(self, rows: Sequence[Sequence[int]], route: Route, settings: Settings) -> list[Any]:
        """Hand one batch to the workers; a handle for each row."""
        pieces = self._vocabulary.pieces
        forced = route.forced
        try:
            handles: list[Any] = self._model.translate_batch(
                [[pieces[index] for index in row] for row in rows],
                target_prefix=None if forced is None else [[pieces[forced]]] * len(rows),
                max_input_length=0,  # nothing is cut
                max_decoding_length=max(self._budget(row, route) for row in rows),
                min_decoding_length=0,
                return_end_token=True,
                asynchronous=True,
                # By default CTranslate2 stops when as many hypotheses as beams have ended, even
                # if a better one is still running, and so drops the ends of sentences;
                # transformers does that only when it is asked to stop early.
                patience=1 if settings.get("early_stopping") is True else 2,
                **{_NAMES[name]: value for name, value in settings.items() if name in _NAMES},
            )
        except Exception as error:
            raise self._broken(error) from error
        return handles

    def _finish(
        self,
        handles: Sequence[Any],
        rows: Sequence[Sequence[int]],
        route: Route,
        settings: Settings,
    ) -> list[Output | None]:
        """Wait for a batch; what does not fit in memory is tried again in halves."""
        try:
            made = [handle.result().hypotheses[0] for handle in handles]
        except Exception as error:
            if not out_of_memory(error):
                raise self._broken(error) from error
            made = None
        if made is not None:
            return [
                self._output(hypothesis, self._budget(row, route))
                for hypothesis, row in zip(made, rows, strict=True)
            ]
        if len(rows) == 1:
            return [None]
        middle = len(rows) // 2
        self._batch_tokens = max(len(rows[0]), middle * len(rows[0]))
        return [
            output
            for half in (rows[:middle], rows[middle:])
            for output in self._finish(self._start(half, route, settings), half, route, settings)
        ]

    def _budget(self, row: Sequence[int], route: Route) -> int:
        """How many tokens a translation may have, with all its special tokens."""
        body = len(row) - len(route.head) - len(route.tail)
        return min(body * 3 // 2 + 20, self._limit - 1)

    def _output(self, hypothesis: Sequence[str], budget: int) -> Output:
        ids = [self._ids[piece] for piece in hypothesis]
        finished = bool(ids) and ids[-1] == self._vocabulary.end and len(ids) < budget
        return Output(self._codec.text(ids), finished)

    @property
    def _ids(self) -> dict[str, int]:
        return self._vocabulary.ids

    def _broken(self, error: Exception) -> ModelError:
        return broken(self._entry, error, "check its generate table in models.toml")


def _check(model: Model, device: str) -> None:
    """Raise Unsuitable for what only transformers can do."""
    reason = ""
    unknown = sorted(model.generate.keys() - _NAMES.keys() - _WITHOUT_EFFECT)
    if find_spec("ctranslate2") is None:
        reason = "ctranslate2 is not installed"
    elif device == "mps":
        reason = "CTranslate2 does not run on mps"
    elif model.family not in FAMILIES:
        reason = f"CTranslate2 cannot convert {model.family} models"
    elif unknown:
        reason = f"CTranslate2 has no setting {unknown[0]}"
    if reason:
        raise Unsuitable(reason, OTHER)


def devices() -> list[str]:
    """What CTranslate2 can run on here."""
    import ctranslate2

    return ["cpu", "cuda"] if ctranslate2.get_cuda_device_count() else ["cpu"]


def compute_type(model: Model, placement: Placement) -> str:
    """The arithmetic on this device, for models quantised or not."""
    import ctranslate2

    known = ctranslate2.get_supported_compute_types(placement.device)
    floating = placement.dtype if placement.device == "cuda" else "float32"
    if placement.device == "cuda" and "cuda" not in model.dtype:
        floating = "float16"
    wanted = [f"int8_{floating}"] if model.quantization == "int8" else []
    # Some processors have no int8, and old GPUs no float16.
    return next((kind for kind in [*wanted, floating] if kind in known), "float32")


def split_threads(placement: Placement) -> tuple[int, int]:
    """How many batches at once, and on how many threads each."""
    if placement.device != "cpu":
        return 1, 1
    threads = placement.threads or _processors()
    workers = min(threads, _MOST_WORKERS)
    return workers, threads // workers


def _processors() -> int:
    """Those this process may use: a container or `taskset` can allow fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
