"""Encoder-decoders on CTranslate2: rows of ids in, rows of ids out, on all processor cores.

A checkpoint is converted when it is first used (`conversion`); a folder in CTranslate2's form
is run as it is. Neither torch nor transformers is imported. Knows nothing about sentences or
articles: what the ids mean, `ct2` and `ct2_summarizer` know.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarize.backends import Unsuitable
from summarize.backends.batches import LENGTHS, Row
from summarize.backends.conventions import Codec
from summarize.backends.conversion import FAMILIES, OTHER, convert, converted, read_note
from summarize.backends.ct2_device import compute_type, devices, split_threads
from summarize.backends.device import out_of_memory, place
from summarize.backends.loading import broken, mending
from summarize.backends.tokenizing import load_tokenizer, read_vocabulary
from summarize.errors import ModelError
from summarize.registry import Family, Model, Task

# A batch's rows times its longest row, and its rows alone.
_BATCH_TOKENS = {"cpu": 1024, "cuda": 16384}
_BATCH_ROWS = {"cpu": 64, "cuda": 256}
# Each of them has a score for every entry of the vocabulary: 8 MB for 16,000 entries.
_SCORED_TOKENS = 128
# With less, a batch is not worth a worker of its own.
_LEAST_TOKENS = 128

# transformers' settings that CTranslate2 has, too, and those that change nothing here.
_NAMES = {
    "num_beams": "beam_size",
    "length_penalty": "length_penalty",
    "no_repeat_ngram_size": "no_repeat_ngram_size",
    "repetition_penalty": "repetition_penalty",
    "num_return_sequences": "num_hypotheses",
}
_WITHOUT_EFFECT = frozenset({"do_sample", "early_stopping"})

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An output: its ids, with the token that ended it if one did, and how the beam search
    scored it (its log-probability by its length, as `length_penalty` has it)."""

    ids: list[int]
    score: float


class Decoder:
    """A checkpoint of one of `conversion.FAMILIES`, converted if need be, and loaded.

    `location` is a Hugging Face checkpoint or a folder in CTranslate2's form. Raises
    Unsuitable when it cannot be converted, or prescribes what CTranslate2 cannot do,
    ModelError when it does not load, and UsageError when there is no such device.
    """

    def __init__(
        self,
        model: Model,
        location: Path,
        *,
        device: str = "auto",
        threads: int | None = None,
    ) -> None:
        self._entry = model
        _check(model, device)
        self._placement = place(model, device, threads, available=devices)
        folder = prepare(model, location)
        note = read_note(folder) or {}
        if not note and model.family is not Family.MARIAN:
            raise ModelError(
                f"{model.name}: {folder} was not converted by summarize",
                "name the checkpoint that it was made from",
            )
        try:
            self.vocabulary = read_vocabulary(folder, note.get("vocabulary"))
            self.codec = Codec(model, load_tokenizer(folder, self.vocabulary), location)
            self._model = self._load(folder)
        except Exception as error:  # a damaged file can raise anything
            raise broken(model, error, mending(model)) from error
        # In tokens, with all special ones.
        self.positions: int = note.get("positions") or 10**6
        # The checkpoint's own settings, by transformers' names, and its first and last tokens.
        self.card: Settings = note.get("decoding", {})
        self.forced: int | None = note.get("forced")
        self.ends: tuple[int, ...] = tuple(note.get("ends") or [self.vocabulary.end])
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

    def decode(
        self,
        rows: Sequence[Row],
        settings: Settings,
        *,
        forced: int | None = None,
        apart: Callable[[Row], Hashable] = lambda row: None,
    ) -> list[list[int] | None]:
        """The ids of the best output per row, as `hypotheses` makes them; None for none."""
        made = self.hypotheses(rows, settings, forced=forced, apart=apart)
        return [found[0].ids if found else None for found in made]

    def hypotheses(
        self,
        rows: Sequence[Row],
        settings: Settings,
        *,
        forced: int | None = None,
        apart: Callable[[Row], Hashable] = lambda row: None,
    ) -> list[list[Hypothesis]]:
        """The outputs per row, in order, the best first; as many as `num_return_sequences` says.

        `settings` has transformers' names; `forced` is the id of every output's first token.
        None where not even that row alone fits in memory. A batch has one least and one most
        number of ids: rows for which `apart` differs share none.
        """
        options = self._options(settings, forced)
        outputs: list[list[Hypothesis]] = [[] for _ in rows]
        started = []
        for batch in self._batches(rows, apart):
            members = [rows[index] for index in batch]
            started.append((batch, members, self._start(members, options)))
        for batch, members, handles in started:
            made = self._finish(handles, members, options)
            for index, output in zip(batch, made, strict=True):
                outputs[index] = output
        return outputs

    def likelihoods(
        self, rows: Sequence[Sequence[int]], outputs: Sequence[Sequence[int]], forced: int | None
    ) -> list[float]:
        """How likely each row is to become the ids beside it, in nats per token.

        These are without the forced token, and without the last. Raises ModelError.
        """
        pieces = self.vocabulary.pieces
        first = [] if forced is None else [pieces[forced]]
        try:
            scored = self._model.score_batch(
                [[pieces[index] for index in ids] for ids in rows],
                [[*first, *(pieces[index] for index in ids)] for ids in outputs],
                max_batch_size=_SCORED_TOKENS,
                batch_type="tokens",
                max_input_length=0,  # nothing is cut
                offset=len(first),
            )
        except Exception as error:
            raise self._broken(error) from error
        return [sum(one.log_probs) / max(1, len(one.log_probs)) for one in scored]

    def _options(self, settings: Settings, forced: int | None) -> dict[str, Any]:
        settings = self.card | settings
        return {
            "prefix": None if forced is None else [self.vocabulary.pieces[forced]],
            "end_token": list(self.ends),
            # By default CTranslate2 stops when as many hypotheses as beams have ended, even
            # if a better one is still running, and so drops the ends of sentences;
            # transformers does that only when it is asked to stop early.
            "patience": 1 if settings.get("early_stopping") is True else 2,
            **{_NAMES[name]: value for name, value in settings.items() if name in _NAMES},
        }

    def _batches(
        self, rows: Sequence[Row], apart: Callable[[Row], Hashable] = lambda row: None
    ) -> list[list[int]]:
        """Rows of about one length; a few rows are shared between the workers."""
        share = sum(len(row.ids) for row in rows) // self._workers
        tokens = min(self._batch_tokens, max(share, _LEAST_TOKENS))
        # Longest first, so that no worker begins with the longest when the others are done.
        order = sorted(range(len(rows)), key=lambda index: -len(rows[index].ids))
        alike: dict[Hashable, list[int]] = {}
        for index in order:
            alike.setdefault(apart(rows[index]), []).append(index)
        batches = [batch for group in alike.values() for batch in self._cut(group, rows, tokens)]
        return sorted(batches, key=lambda batch: -len(rows[batch[0]].ids))

    def _cut(self, order: Sequence[int], rows: Sequence[Row], tokens: int) -> Iterator[list[int]]:
        most = _BATCH_ROWS[self._placement.device]
        start = 0
        while start < len(order):
            size = max(1, min(most, tokens // len(rows[order[start]].ids)))
            yield list(order[start : start + size])
            start += size

    def _start(self, rows: Sequence[Row], options: dict[str, Any]) -> list[Any]:
        """Hand one batch to the workers; a handle for each row."""
        pieces = self.vocabulary.pieces
        settings = dict(options)
        prefix = settings.pop("prefix")
        try:
            handles: list[Any] = self._model.translate_batch(
                [[pieces[index] for index in row.ids] for row in rows],
                target_prefix=None if prefix is None else [prefix] * len(rows),
                max_input_length=0,  # nothing is cut
                max_decoding_length=max(row.most for row in rows),
                min_decoding_length=min(row.least for row in rows),
                return_end_token=True,
                return_scores=True,
                asynchronous=True,
                **settings,
            )
        except Exception as error:
            raise self._broken(error) from error
        return handles

    def _finish(
        self, handles: Sequence[Any], rows: Sequence[Row], options: dict[str, Any]
    ) -> list[list[Hypothesis]]:
        """Wait for a batch; what does not fit in memory is tried again in halves."""
        try:
            results = (handle.result() for handle in handles)
            made = [list(zip(row.hypotheses, row.scores, strict=True)) for row in results]
        except Exception as error:
            if not out_of_memory(error):
                raise self._broken(error) from error
            made = None
        if made is not None:
            ids = self.vocabulary.ids
            return [
                [Hypothesis([ids[piece] for piece in one], score) for one, score in row]
                for row in made
            ]
        if len(rows) == 1:
            return [[]]
        middle = len(rows) // 2
        self._batch_tokens = max(1, middle) * len(rows[0].ids)
        return [
            output
            for half in (rows[:middle], rows[middle:])
            for output in self._finish(self._start(half, options), half, options)
        ]

    def _broken(self, error: Exception) -> ModelError:
        return broken(self._entry, error, "check its generate table in models.toml")


def prepare(model: Model, location: Path) -> Path:
    """The folder to run, converted now unless it has been; raises Unsuitable."""
    _check(model)
    return converted(model, location) or convert(model, location)


def _check(model: Model, device: str = "auto") -> None:
    """Raise Unsuitable for what only transformers can do."""
    reason = ""
    ignored = LENGTHS if model.task is Task.SUMMARIZE else frozenset()
    unknown = sorted(model.generate.keys() - _NAMES.keys() - _WITHOUT_EFFECT - ignored)
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
