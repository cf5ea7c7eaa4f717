"""Tiny seeded checkpoints of models that summarise, in the layout of the real repositories.

Real architectures and real tokenizer classes, with a vocabulary learnt from samples/, and
chat templates that do what the real ones do. The weights are random: what they answer makes
no sense, so tests that need sense put a generate() of their own in their place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from summarize.registry import Family, Model, Task
from tests.checkpoints import made_on_demand
from tests.conftest import SAMPLES

# As Qwen3's, without tools: a block of no thoughts where thinking is switched off.
CHATML = """\
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|im_start|>assistant\\n' }}
{%- if enable_thinking is defined and enable_thinking is false %}
{{- '<think>\\n\\n</think>\\n\\n' }}
{%- endif %}
{%- endif %}"""
# As granite 4's, without tools and documents.
GRANITE = """\
{%- set system = 'You are a helpful assistant. Please ensure responses are accurate.' %}
{{- '<|start_of_role|>system<|end_of_role|>' + system + '<|end_of_text|>\\n' }}
{%- for message in messages %}
{{- '<|start_of_role|>' + message.role + '<|end_of_role|>' + message.content }}
{{- '<|end_of_text|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|start_of_role|>assistant<|end_of_role|>' }}
{%- endif %}"""
INST = """\
{{- bos_token }}
{%- for message in messages %}
{{- '[INST] ' + message.content | trim + ' [/INST]' }}
{%- endfor %}"""
# As TranslateGemma's: it takes languages and text apart, and refuses everything else.
TRANSLATEGEMMA = """\
{{- bos_token }}
{%- set names = {'de': 'German', 'en': 'English', 'fr': 'French'} %}
{%- for message in messages %}
{%- if message.content is string or message.content | length != 1 %}
{{- raise_exception('User content must be a list of exactly one item') }}
{%- endif %}
{%- set item = message.content[0] %}
{%- if item.source_lang_code not in names or item.target_lang_code not in names %}
{{- raise_exception('unknown language') }}
{%- endif %}
{{- '<start_of_turn>user\\nYou are a professional ' + names[item.source_lang_code] + ' ('
  + item.source_lang_code + ') to ' + names[item.target_lang_code] + ' ('
  + item.target_lang_code + ') translator. Produce only the ' + names[item.target_lang_code]
  + ' translation, without any additional explanations or commentary.\\n\\n\\n'
  + item.text | trim + '<end_of_turn>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<start_of_turn>model\\n' }}
{%- endif %}"""

_SMALL: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 16,
    "max_position_embeddings": 4096,
    # Wide enough that a random model prefers some tokens clearly: no ties to break.
    "initializer_range": 0.5,
}
_ENCODER_DECODER: dict[str, Any] = {
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "dropout": 0.0,
    "attention_dropout": 0.0,
    "activation_dropout": 0.0,
    "init_std": 0.5,
}


def entry(family: Family, path: Path, **fields: Any) -> Model:
    """A registry entry for a checkpoint that summarises German and English."""
    defaults: dict[str, Any] = {
        "name": f"tiny-{family}",
        "task": Task.SUMMARIZE,
        "languages": ("de", "en"),
        "max_input_tokens": 4096,
        "dtype": {"cpu": "float32"},
    }
    return Model(family=family, path=path, **(defaults | fields))


@cache
def _lines() -> tuple[str, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))[1:]]
    return tuple(line for text in texts for line in text.splitlines() if line.strip())


# --- tokenizers --------------------------------------------------------------------------


@cache
def _byte_level(*specials: str) -> tuple[dict[str, int], Any]:
    """Vocabulary and merges of a byte-level BPE, the special tokens first."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=list(specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_lines(), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [(left, right) for left, right in model["merges"]]


def _sentencepiece(path: Path, kind: str, **settings: Any) -> None:
    import sentencepiece

    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(_lines()), model_writer=file, model_type=kind,
            vocab_size=900, hard_vocab_limit=False, num_threads=1, minloglevel=2, **settings,
        )  # fmt: skip


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _save(model: Any, tokenizer: Any, folder: Path, **generation: Any) -> None:
    tokenizer.save_pretrained(folder)
    model.generation_config.update(eos_token_id=model.config.eos_token_id, **generation)
    model.save_pretrained(folder)


# --- chat models -------------------------------------------------------------------------


def qwen3(folder: Path) -> None:
    """As Qwen/Qwen3-0.6B: ChatML, thinking unless told otherwise, samples by default."""
    import torch
    from tokenizers import AddedToken
    from transformers import Qwen2Tokenizer, Qwen3Config, Qwen3ForCausalLM

    vocabulary, merges = _byte_level()
    tokenizer = Qwen2Tokenizer(
        vocab=vocabulary, merges=merges, eos_token="<|im_end|>", pad_token="<|endoftext|>",
        extra_special_tokens=["<|im_start|>", "<|im_end|>"], chat_template=CHATML,
    )  # fmt: skip
    # As in the real one, thoughts are no special tokens.
    tokenizer.add_tokens([AddedToken(t, special=False) for t in ("<think>", "</think>")])
    torch.manual_seed(1)
    config = Qwen3Config(
        vocab_size=len(tokenizer), eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, tie_word_embeddings=True, **_SMALL,
    )  # fmt: skip
    model = Qwen3ForCausalLM(config)
    _save(model, tokenizer, folder, do_sample=True, temperature=0.6, top_k=20, top_p=0.95)


def granite(folder: Path) -> None:
    """As ibm-granite/granite-4.0-350m: roles between tokens, a system turn of its own."""
    import torch
    from transformers import GPT2Tokenizer, GraniteConfig, GraniteForCausalLM

    vocabulary, merges = _byte_level("<|end_of_text|>")
    tokenizer = GPT2Tokenizer(
        vocab=vocabulary, merges=merges, bos_token="<|end_of_text|>",
        eos_token="<|end_of_text|>", unk_token="<|end_of_text|>", pad_token="<|pad|>",
        extra_special_tokens=["<|start_of_role|>", "<|end_of_role|>"], chat_template=GRANITE,
    )  # fmt: skip
    torch.manual_seed(1)
    small = {key: value for key, value in _SMALL.items() if key != "head_dim"}
    config = GraniteConfig(
        vocab_size=len(tokenizer), eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, **small,
    )  # fmt: skip
    _save(GraniteForCausalLM(config), tokenizer, folder)


def llama(folder: Path) -> None:
    """As the Llama and Mistral families: SentencePiece with bytes, [INST], no pad token."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, LlamaTokenizer

    tokenizer = _pieces(folder, LlamaTokenizer, ["[INST]", "[/INST]"], INST)
    torch.manual_seed(1)
    config = LlamaConfig(vocab_size=len(tokenizer), bos_token_id=1, eos_token_id=2, **_SMALL)
    _save(LlamaForCausalLM(config), tokenizer, folder)


def translategemma(folder: Path) -> None:
    """As the text model of google/translategemma-4b-it."""
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig, LlamaTokenizer

    turns = ["<start_of_turn>", "<end_of_turn>"]
    tokenizer = _pieces(folder, LlamaTokenizer, turns, TRANSLATEGEMMA)
    torch.manual_seed(1)
    end = tokenizer.convert_tokens_to_ids("<end_of_turn>")
    config = Gemma3TextConfig(
        vocab_size=len(tokenizer), bos_token_id=1, eos_token_id=[2, end], pad_token_id=0,
        query_pre_attn_scalar=16, sliding_window=64, **_SMALL,
    )  # fmt: skip
    _save(Gemma3ForCausalLM(config), tokenizer, folder)


def _pieces(folder: Path, kind: Any, extra: list[str], template: str) -> Any:
    _sentencepiece(folder / "tokenizer.model", "bpe", byte_fallback=True)
    settings = {"tokenizer_class": kind.__name__, "extra_special_tokens": extra}
    _write_json(folder / "tokenizer_config.json", settings)
    tokenizer = kind.from_pretrained(folder)
    tokenizer.chat_template = template
    return tokenizer


# --- encoder-decoders --------------------------------------------------------------------


def _roberta(kind: Any) -> Any:
    vocabulary, merges = _byte_level("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    return kind(vocab=vocabulary, merges=merges)


def bart(folder: Path) -> None:
    """As sshleifer/distilbart-cnn-12-6: lengths of its own in generation_config.json."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration, BartTokenizer

    tokenizer = _roberta(BartTokenizer)
    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=len(tokenizer), max_position_embeddings=512, forced_eos_token_id=2,
        **_ENCODER_DECODER,
    )  # fmt: skip
    model = BartForConditionalGeneration(config)
    _save(model, tokenizer, folder, min_length=56, max_length=142, num_beams=4)


def led(folder: Path) -> None:
    """As allenai/led-base-16384: local attention, windows of 32 tokens."""
    import torch
    from transformers import BartTokenizer, LEDConfig, LEDForConditionalGeneration

    tokenizer = _roberta(BartTokenizer)
    torch.manual_seed(1)
    config = LEDConfig(
        vocab_size=len(tokenizer), max_encoder_position_embeddings=2048,
        max_decoder_position_embeddings=512, attention_window=32, **_ENCODER_DECODER,
    )  # fmt: skip
    _save(LEDForConditionalGeneration(config), tokenizer, folder)


def pegasus(folder: Path) -> None:
    """As google/pegasus-cnn_dailymail: a token for the end of a line."""
    import torch
    from transformers import PegasusConfig, PegasusForConditionalGeneration, PegasusTokenizer

    _sentencepiece(
        folder / "spiece.model", "unigram",
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, user_defined_symbols=["<n>"],
    )  # fmt: skip
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PegasusTokenizer"})
    tokenizer = PegasusTokenizer.from_pretrained(folder)
    torch.manual_seed(1)
    config = PegasusConfig(
        vocab_size=len(tokenizer), max_position_embeddings=512, pad_token_id=0, eos_token_id=1,
        decoder_start_token_id=0, forced_eos_token_id=1, **_ENCODER_DECODER,
    )  # fmt: skip
    _save(PegasusForConditionalGeneration(config), tokenizer, folder)


def mt5(folder: Path) -> None:
    """As google/mt5-small and its finetunes."""
    from transformers import MT5Config, MT5ForConditionalGeneration

    _t5(folder, MT5Config, MT5ForConditionalGeneration)


def longt5(folder: Path) -> None:
    """As google/long-t5-tglobal-base."""
    from transformers import LongT5Config, LongT5ForConditionalGeneration

    _t5(
        folder, LongT5Config, LongT5ForConditionalGeneration,
        encoder_attention_type="transient-global", local_radius=16, global_block_size=4,
    )  # fmt: skip


def _t5(folder: Path, config: Any, architecture: Any, **fields: Any) -> None:
    import torch
    from transformers import T5Tokenizer

    _sentencepiece(folder / "spiece.model", "unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    _write_json(
        folder / "tokenizer_config.json", {"tokenizer_class": "T5Tokenizer", "extra_ids": 0}
    )
    tokenizer = T5Tokenizer.from_pretrained(folder)
    torch.manual_seed(1)
    shape = config(
        vocab_size=len(tokenizer), d_model=32, d_kv=16, d_ff=64, num_layers=1, num_heads=2,
        dropout_rate=0.0, initializer_factor=5.0, pad_token_id=0, eos_token_id=1,
        decoder_start_token_id=0, **fields,
    )  # fmt: skip
    _save(architecture(shape), tokenizer, folder)


BUILDERS: dict[str, Callable[[Path], None]] = {
    builder.__name__: builder
    for builder in (qwen3, granite, llama, translategemma, bart, led, pegasus, mt5, longt5)
}


@pytest.fixture(scope="session")
def summarizer_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the checkpoint with this name."""
    return made_on_demand(BUILDERS, tmp_path_factory)
