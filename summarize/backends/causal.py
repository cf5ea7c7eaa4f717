"""A causal model with a chat template: messages to ids, ids to answers.

What a document says can never act: whatever looks like a control token in it becomes text,
which is checked on the ids of every prompt. Nothing is sampled or truncated. Knows nothing
about what is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from summarize.backends.batches import Batches, Limits
from summarize.backends.device import Placement, place
from summarize.backends.loading import check_kind, load_weights, loading
from summarize.backends.writing import Answer
from summarize.errors import ModelError
from summarize.registry import Model

# From texts to what a user's turn holds: usually a text in some instructions.
Frame = Callable[..., Any]

_HARMLESS = "x"
_BRACKETS = re.compile(r"[<>\[\]{}|/\\＜＞［］｜／▁]")
# Templates that tell the model today's date would give another prompt every day. (Functions
# that are passed to a template do not reach it.) The line break is the one that Jinja drops.
_DATE = "{%- macro strftime_now(form) -%}1 January 2025{%- endmacro %}\n"
# Templates of models that always think end inside a thought, and an answer has no room for one.
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>\s*\Z")
_LAST_TOKENS = 8
# Fields of generate() that a caller's limits stand for, and what would make it sample.
_OURS = ("max_new_tokens", "max_length", "min_length", "min_new_tokens", "repetition_penalty")


class CausalModel:
    """A checkpoint in a local folder, loaded when it is made.

    Raises ModelError when the folder does not hold a complete causal model with a chat
    template, and UsageError when there is no such device.
    """

    def __init__(
        self, model: Model, location: Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self._entry = model
        placement = place(model, device, threads)
        # What a signature says besides the model's settings.
        self.engine = "int8" if _is_rounded(model, placement) else ""
        with loading(model):
            self._tokenizer, self._model = _load(model, location, placement)
        self._batches = Batches(model, placement)
        positions = getattr(self._model.config.get_text_config(), "max_position_embeddings", None)
        # In tokens: of prompt and answer together, and of the prompt.
        self.context: int = positions or model.max_input_tokens
        self.longest_prompt = min(model.max_input_tokens, self.context)

    @cached_property
    def ends(self) -> list[int]:
        """The ids that end an answer, the tokenizer's own first."""
        eos = self._model.generation_config.eos_token_id
        listed = eos if isinstance(eos, list) else [eos]
        found = dict.fromkeys((self._tokenizer.eos_token_id, *listed))
        return [index for index in found if index is not None]

    @cached_property
    def control(self) -> dict[int, str]:
        """Every token that is no text, by id."""
        added = self._tokenizer.added_tokens_decoder
        return {i: token.content for i, token in added.items() if not token.content.isspace()}

    def count(self, text: str) -> int:
        return len(
            self._tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)
        )

    # --- prompts ---------------------------------------------------------------------------

    def prompt(self, frame: Frame, *texts: str) -> list[int]:
        """The ids of one user turn, framed, up to where the answer begins.

        Raises ModelError where the template itself fails, or lets text act after all.
        """
        expected = self._acting(self._apply(frame(*(_HARMLESS for _ in texts))))
        for harmless in (str, self._spaced, _without_brackets):
            try:
                ids = self._apply(frame(*map(harmless, texts)))
            except ValueError:  # a token that its tokenizer cannot write as text
                continue
            if self._acting(ids) == expected:
                return [*ids, *self._end_of_thought(ids)]
        raise ModelError(
            f"{self._entry.name} cannot tell a document from instructions",
            "use another model for this document",
        )

    @cached_property
    def _template(self) -> str:
        template: str = self._tokenizer.get_chat_template()
        return _DATE + template if "strftime_now" in template else template

    def _apply(self, content: Any) -> list[int]:
        from jinja2 import TemplateError

        try:
            ids: list[int] = self._tokenizer.apply_chat_template(
                [{"role": "user", "content": content}],
                add_generation_prompt=True,
                sanitize_control_tokens=True,
                return_dict=False,
                chat_template=self._template,
                # Templates that know no such setting pass it over.
                **{"enable_thinking": False, **self._entry.chat},
            )
        except TemplateError as error:
            raise ModelError(
                f"{self._entry.name}: its chat template does not work: {error}",
                "mend the chat table of its entry in models.toml, or use another model",
            ) from error
        return ids

    def _end_of_thought(self, ids: Sequence[int]) -> list[int]:
        """The ids that end a thought, if the prompt begins one."""
        found = _THOUGHT.search(self._tokenizer.decode(ids[-_LAST_TOKENS:]))
        if not found:
            return []
        ending: list[int] = self._tokenizer.encode(f"\n</{found[1]}>\n\n", add_special_tokens=False)
        return ending

    def _acting(self, ids: Sequence[int]) -> Counter[int]:
        return Counter(index for index in ids if index in self.control)

    def _spaced(self, text: str) -> str:
        """The text with a blank in each word that is a control token."""
        longest_first = sorted(self.control.values(), key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest_first)) or "(?!)"
        return re.sub(pattern, lambda found: f"{found[0][0]} {found[0][1:]}", text)

    # --- answers ---------------------------------------------------------------------------

    def generate(
        self, prompts: Sequence[Sequence[int]], limits: Sequence[int], **changes: Any
    ) -> list[Answer | None]:
        """The raw answer to each prompt, of at most its limit in tokens, in order.

        None where there is not enough memory. `changes` go over the entry's own settings.
        """
        from summarize.backends import prefixes

        pairs = list(zip(prompts, limits, strict=True))
        most = [min(limit, max(1, self.context - len(prompt))) for prompt, limit in pairs]

        def work(batch: list[int]) -> list[Answer]:
            return self._generate([prompts[i] for i in batch], [most[i] for i in batch], changes)

        # Batches go by size: those that are read together are to stay together.
        sizes = [len(prompt) + limit for prompt, limit in pairs]
        for group in prefixes.groups(prompts):
            largest = max(sizes[i] for i in group)
            sizes[group[0] : group[-1] + 1] = [largest] * len(group)
        return self._batches.run(sizes, work)

    def _generate(
        self, prompts: Sequence[Sequence[int]], limits: Sequence[int], changes: dict[str, Any]
    ) -> list[Answer]:
        import torch
        from transformers import LogitsProcessorList, RepetitionPenaltyLogitsProcessor

        from summarize.backends.prefixes import cache_argument, prepared

        width = max(map(len, prompts))
        gaps = [width - len(prompt) for prompt in prompts]
        ids = torch.tensor([[self._pad] * g + [*p] for g, p in zip(gaps, prompts, strict=True)])
        mask = torch.tensor([[0] * gap + [1] * (width - gap) for gap in gaps])
        settings = {**self._entry.generate, **changes}
        # Of the answer alone: penalised for the article's words, a summary would avoid them.
        penalty = float(settings.get("repetition_penalty", 1.0))
        processors = [RepetitionPenaltyLogitsProcessor(penalty, prompt_ignore_length=width)]
        settings = {key: value for key, value in settings.items() if key not in _OURS}
        with torch.inference_mode():
            if settings.get("num_beams", 1) == 1:
                cache = prepared(self._model, prompts, max(limits))
                settings[cache_argument(self._model)] = cache
            made = self._model.generate(
                input_ids=ids.to(self._model.device),
                attention_mask=mask.to(self._model.device),
                max_new_tokens=max(limits),
                eos_token_id=self.ends,
                pad_token_id=self._pad,
                logits_processor=LogitsProcessorList(
                    [*processors, Limits(limits, self.ends, width)]
                ),
                **(settings | {"do_sample": False, "repetition_penalty": 1.0}),
            ).tolist()
        return [self._answer(row[width:], limit) for row, limit in zip(made, limits, strict=True)]

    @property
    def _pad(self) -> int:
        pad: int | None = self._tokenizer.pad_token_id
        return self.ends[0] if pad is None else pad

    def _answer(self, ids: list[int], limit: int) -> Answer:
        length = next((i for i, index in enumerate(ids) if index in self.ends), len(ids))
        text: str = self._tokenizer.decode(ids[:length], skip_special_tokens=True)
        return Answer(text.strip(), finished=length + 1 < limit)


def _without_brackets(text: str) -> str:
    """The last resort: no control token is without one of these."""
    return _BRACKETS.sub(" ", text)


def _is_rounded(model: Model, placement: Placement) -> bool:
    """Whether weights get 8 bits: not those of an entry that wants float32."""
    on_cpu = placement.device == "cpu" and placement.dtype == "bfloat16"
    return on_cpu and model.quantization == "int8"


def _load(model: Model, location: Path, placement: Placement) -> tuple[Any, Any]:
    import transformers
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    check_kind(model, location, MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        location, local_files_only=True, trust_remote_code=False
    )
    if not tokenizer.chat_template:
        raise ModelError(
            f"{model.name} has no chat template",
            "name its instruct or chat version, which is trained to follow instructions",
        )
    weights = load_weights(
        model, location, placement,
        loader="AutoModelForCausalLM", architectures=MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
    )  # fmt: skip
    if placement.device == "cpu":
        from summarize.backends import lean

        lean.use_lean_attention(weights)
        if _is_rounded(model, placement):
            lean.quantize(weights)
    return tokenizer, weights
