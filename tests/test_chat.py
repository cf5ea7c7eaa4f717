"""Chat models on tiny checkpoints: what reaches generate(), and what comes back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from summarize.backends import Models, Translated
from summarize.backends.causal import CausalModel
from summarize.backends.chat import ChatSummarizer
from summarize.backends.chat_translator import ChatTranslator
from summarize.backends.prefixes import cache_argument, groups, prepared
from summarize.backends.writing import Order, answer_limit
from summarize.document import Document, count_words, read
from summarize.errors import ModelError
from summarize.registry import Family, Task
from summarize.request import Length
from summarize.result import Status
from summarize.source import Source
from tests.conftest import SAMPLES, Command
from tests.summarizer_checkpoints import entry

pytest_plugins = ["tests.summarizer_checkpoints"]
Checkpoint = Callable[[str], Path]
Load = Callable[..., ChatSummarizer]

SHORT, LONG = Length.SHORT, Length.LONG
CHATS = ("qwen3", "granite", "llama")
NO_THINKING = {"enable_thinking": False}
PROMPT = (
    "Fasse den Text oben auf Deutsch in höchstens 3 Sätzen zusammen. "
    "Nutze nur Informationen aus dem Text. Gib nur die Zusammenfassung aus."
)
GERMAN = "Der Rat hat am Montag dem Umbau des Bahnhofs zugestimmt, und im März wird gebaut."
ENGLISH = "On Monday the council agreed to the plan, and the work will start in the spring."
# What steers one family of models or another.
STEERING = (
    "<|im_end|>", "<|im_start|>system", "</s>", "<s>", "[INST]", "[/INST]", "<think>",
    "</think>", "<|endoftext|>", "<|end_of_text|>", "<|start_of_role|>system<|end_of_role|>",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """These models are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def load(summarizer_checkpoint: Checkpoint) -> Load:
    def load(name: str, **fields: Any) -> ChatSummarizer:
        folder = summarizer_checkpoint(name)
        given = {"chat": NO_THINKING} if name == "qwen3" else {}
        return ChatSummarizer(entry(Family.CHAT, folder, **(given | fields)), folder)

    return load


def document(text: str, language: str = "de", title: str | None = None) -> Document:
    return read(Source("a", "a.txt", lambda: text, language=language, title=title), ("de", "en"))


def sample(name: str) -> Document:
    return document((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"))


def numbered(sentences: int) -> Document:
    lines = [f"Im Jahr {1000 + i} wurde hier gebaut." for i in range(sentences)]
    return document("\n\n".join(" ".join(lines[i : i + 5]) for i in range(0, sentences, 5)))


@dataclass
class Spy:
    """Stands in front of a model's generate(); `answer`, given a row's text, may answer."""

    chat: CausalModel
    answer: Callable[[str], str] | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    made: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._real = self.chat._model.generate
        self.chat._model.generate = self

    def __call__(self, **arguments: Any) -> Any:
        self.calls.append(arguments)
        self.made.append(self._answered(arguments) if self.answer else self._real(**arguments))
        return self.made[-1]

    def _answered(self, arguments: dict[str, Any]) -> Any:
        import torch

        assert self.answer
        prompts = arguments["input_ids"].tolist()
        end, limit = self.chat.ends[0], arguments["max_new_tokens"]
        texts = [self.answer(self.text(row)) for row in self.kept(arguments)]
        made = [[*self.chat._tokenizer.encode(t, add_special_tokens=False), end] for t in texts]
        made = [row if len(row) <= limit else [*row[: limit - 1], end] for row in made]
        width = max(map(len, made))
        pairs = zip(prompts, made, strict=True)
        return torch.tensor([[*ids, *row, *[end] * (width - len(row))] for ids, row in pairs])

    @staticmethod
    def kept(arguments: dict[str, Any]) -> list[list[int]]:
        """The rows of a call, without padding."""
        ids, mask = arguments["input_ids"].tolist(), arguments["attention_mask"].tolist()
        return [
            [index for index, keep in zip(row, kept, strict=True) if keep]
            for row, kept in zip(ids, mask, strict=True)
        ]

    @property
    def rows(self) -> list[list[int]]:
        return [row for call in self.calls for row in self.kept(call)]

    def text(self, row: list[int]) -> str:
        return str(self.chat._tokenizer.decode(row))

    @property
    def texts(self) -> list[str]:
        return [self.text(row) for row in self.rows]


# --- prompts -----------------------------------------------------------------------------

FRAMES = {
    "qwen3": ("<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"),
    "granite": (
        "<|start_of_role|>system<|end_of_role|>You are a helpful assistant. Please ensure "
        "responses are accurate.<|end_of_text|>\n<|start_of_role|>user<|end_of_role|>",
        "<|end_of_text|>\n<|start_of_role|>assistant<|end_of_role|>",
    ),
    "llama": ("<s>[INST] ", " [/INST]"),
}


@pytest.mark.parametrize("name", CHATS)
def test_ids_are_those_of_the_template(load: Load, name: str) -> None:
    summarizer = load(name)
    spy = Spy(summarizer._chat, lambda _: GERMAN)
    article = sample("stadtwerke")
    summarizer.summarize([article], [SHORT])
    text = "\n\n".join(block.text for block in article.prose())
    head, tail = FRAMES[name]
    whole = f"{head}{article.title}\n\n{text}\n\n{PROMPT}{tail}"
    assert spy.rows == [summarizer._chat._tokenizer.encode(whole, add_special_tokens=False)]
    assert text.split()[-1] in spy.texts[0]


def test_thinking_is_switched_off_unless_the_entry_says_otherwise(load: Load) -> None:
    for chat, end in (({}, "</think>\n\n"), ({"enable_thinking": True}, "assistant\n")):
        summarizer = load("qwen3", chat=chat)
        spy = Spy(summarizer._chat, lambda _: GERMAN)
        summarizer.summarize([sample("stadtwerke")], [SHORT])
        assert spy.texts[0].endswith(end)


def test_a_thought_that_the_template_begins_is_ended(load: Load) -> None:
    """As those of DeepSeek-R1's distillates do, and of Qwen3-Thinking."""
    chat = load("qwen3", chat={"enable_thinking": True})._chat
    chat._tokenizer.chat_template += "{{- '<think>\\n' }}"
    prompt = chat.prompt(str, "Ein Text.")
    assert chat._tokenizer.decode(prompt).endswith("assistant\n<think>\n\n</think>\n\n")
    thoughts = chat._tokenizer.convert_tokens_to_ids(["<think>", "</think>"])
    assert [index for index in prompt if index in thoughts] == thoughts


def test_a_template_that_refuses(load: Load) -> None:
    chat = load("qwen3")._chat
    chat._tokenizer.chat_template = "{{- raise_exception('no user turns here') }}"
    with pytest.raises(ModelError, match="tiny-chat: its chat template"):
        chat.prompt(str, "Ein Text.")


@pytest.mark.parametrize("where", ["text", "title"])
@pytest.mark.parametrize("name", CHATS)
def test_a_document_cannot_act(load: Load, name: str, where: str) -> None:
    summarizer = load(name)
    chat = summarizer._chat
    spy = Spy(chat, lambda _: GERMAN)
    hostile = " ".join(f"Hier steht {token} im Text." for token in STEERING)
    filler = "Der Rat hat dem Umbau am Montag zugestimmt. " * 10
    title = hostile if where == "title" else "Umbau"
    harmless = document(filler, title="Umbau")
    summarizer.summarize([harmless], [SHORT])
    long = replace(document(f"{filler}{hostile if where == 'text' else ''}"), title=title)
    # Titles of more than 40 words are left out.
    for article in [long] if where == "text" else [replace(long, title=t) for t in STEERING]:
        summarizer.summarize([article], [SHORT])
        assert _control(chat, spy.rows[-1]) == _control(chat, spy.rows[0])
        # And yet nothing of it is lost or changed.
        assert (hostile if where == "text" else str(article.title)) in spy.texts[-1]


def _control(chat: CausalModel, row: list[int]) -> Counter[str]:
    special = {*chat._tokenizer.all_special_ids, *chat._tokenizer.added_tokens_decoder}
    return Counter(chat._tokenizer.convert_ids_to_tokens(i) for i in row if i in special)


@pytest.mark.parametrize("text", ["{{ 7 * 7 }} {% raw %}", "{text} {words} {0}", "{% endfor %}"])
def test_templates_in_a_document_are_text(load: Load, text: str) -> None:
    chat = load("qwen3")._chat
    assert text in chat._tokenizer.decode(
        chat.prompt(lambda words: f"Fasse zusammen: {words}", text)
    )


def test_templates_are_told_the_same_date_every_day(load: Load) -> None:
    chat = load("qwen3")._chat
    chat._tokenizer.chat_template = (
        "\n{%- set today = strftime_now('%d %B %Y') %}\n{{- 'Today: ' + today + '\\n' }}"
        "{{ messages[0].content }}"
    )
    assert chat._tokenizer.decode(chat.prompt(str, "Text")) == "Today: 1 January 2025\nText"


def test_a_prompt_that_fills_the_context_leaves_a_short_answer(load: Load) -> None:
    chat = load("granite")._chat
    spy = Spy(chat)
    chat.context = 40
    chat.generate([chat.prompt(str, "Eins")[:35]], [100])
    assert spy.made[0].shape[1] <= 40


@pytest.mark.parametrize("name", CHATS)
def test_the_ids_are_checked_whatever_the_tokenizer_promises(load: Load, name: str) -> None:
    chat = load(name)._chat
    real = chat._tokenizer.apply_chat_template
    chat._tokenizer.apply_chat_template = lambda *given, **options: real(
        *given, **(options | {"sanitize_control_tokens": False})
    )
    calm, hostile = (chat.prompt(str, text) for text in ("Nichts.", " ".join(STEERING)))
    assert _control(chat, hostile) == _control(chat, calm)


def test_a_token_that_cannot_be_written_as_text_is_broken_up(load: Load) -> None:
    chat = load("llama")._chat
    normal, refused = chat._apply, []

    def apply(content: str) -> list[int]:
        if "</s>" in content:
            refused.append(content)
            raise ValueError("Can't sanitize '</s>'")
        return normal(content)

    chat._apply = apply  # type: ignore[method-assign]
    ids = chat.prompt(lambda words: f"Fasse zusammen: {words}", "Hier </s> und da.")
    assert refused
    assert "Hier < /s> und da." in chat._tokenizer.decode(ids)


@pytest.mark.parametrize(
    ("language", "length", "words", "firm", "says"),
    [
        ("de", Length.HEADLINE, 14, False, "Überschrift mit höchstens 14 Wörtern"),
        ("de", SHORT, 45, False, "auf Deutsch in höchstens 3 Sätzen zusammen"),
        ("de", SHORT, 20, False, "auf Deutsch in höchstens einem Satz zusammen"),
        ("de", SHORT, 33, True, "nur auf Deutsch, mit höchstens 33 Wörtern"),
        ("en", LONG, 250, False, "in English in detail, in at most 13 sentences"),
        ("en", SHORT, 10, False, "in English in at most one sentence"),
        ("fr", SHORT, 45, False, "the French text above in French in at most 2 sentences"),
        ("fr", SHORT, 45, True, "only in French, with at most 45 words"),
    ],
)
def test_wording(
    load: Load, language: str, length: Length, words: int, firm: bool, says: str
) -> None:
    summarizer = load("qwen3")
    order = Order("Der Text.", "", language, length, words, firm)
    prompt = summarizer._chat._tokenizer.decode(summarizer._prompt(order))
    assert says in prompt
    assert prompt.index("Der Text.") > prompt.index("<|im_start|>user")
    # One reading of the text is enough for all that is asked about it.
    assert prompt.index("Der Text.") < prompt.index(says)
    assert ("Antworte jetzt" in prompt or "Answer now" in prompt) is firm


# --- generation --------------------------------------------------------------------------


def test_greedy_with_the_settings_of_the_entry(load: Load) -> None:
    summarizer = load("qwen3", generate={"repetition_penalty": 1.3, "num_beams": 2})
    spy = Spy(summarizer._chat)
    made = summarizer.summarize([sample("stadtwerke")], [SHORT])
    call = spy.calls[0]
    assert (call["do_sample"], call["num_beams"], call["repetition_penalty"]) == (False, 2, 1.0)
    penalty = call["logits_processor"][0]
    assert (penalty.penalty, penalty.prompt_ignore_length) == (1.3, call["input_ids"].shape[1])
    assert set(call["eos_token_id"]) == {summarizer._chat._tokenizer.eos_token_id}
    assert summarizer.summarize([sample("stadtwerke")], [SHORT]) == made


def test_padding_is_on_the_left_and_limits_come_from_the_budget(load: Load) -> None:
    summarizer = load("qwen3")
    spy = Spy(summarizer._chat, lambda _: GERMAN)
    summarizer._chat._batches._tokens = 1 << 20
    articles = [numbered(60), numbered(80)]
    summarizer.summarize(articles, [SHORT, LONG])
    (call,) = spy.calls
    mask = call["attention_mask"].tolist()
    assert all(row == sorted(row) for row in mask)
    assert call["input_ids"].shape[0] == 4
    expected = set()
    for article in articles:
        text = "\n\n".join(block.text for block in article.prose())
        tokens = summarizer.count(text)
        for length in (SHORT, LONG):
            expected.add(answer_limit(length.budget(article.words), text, tokens))
    assert set(call["logits_processor"][1].most) == expected
    assert call["max_new_tokens"] == max(expected)


def test_each_row_of_a_batch_ends_at_its_own_limit(load: Load) -> None:
    chat = load("granite")._chat
    spy = Spy(chat)
    prompts = [chat.prompt(str, text) for text in ("Eins", "Zwei Wörter", "Drei Wörter hier")]
    answers = chat.generate(prompts, [5, 30, 12])
    for row, limit in zip(
        spy.made[0].tolist(), spy.calls[0]["logits_processor"][1].most, strict=True
    ):
        answer = row[spy.calls[0]["input_ids"].shape[1] :]
        assert next(i for i, index in enumerate(answer) if index in chat.ends) < limit
    assert all(answer is not None for answer in answers)


@pytest.mark.parametrize("name", CHATS)
def test_a_batch_gives_what_single_calls_give(load: Load, name: str) -> None:
    chat = load(name, generate={"repetition_penalty": 1.1})._chat
    # In 32 bits the random models are now and then undecided between two tokens.
    chat._model.double()
    words = GERMAN.split()
    prompts = [chat.prompt(str, " ".join(words[:count])) for count in range(1, 13, 2)]
    limits = [8, 20, 14, 30, 9, 25]
    together = chat.generate(prompts, limits)
    pairs = zip(prompts, limits, strict=True)
    assert together == [chat.generate([prompt], [limit])[0] for prompt, limit in pairs]
    assert len({answer.text for answer in together if answer}) > 3


# What transformers warns of, later versions do not take.
@pytest.mark.filterwarnings("error::FutureWarning")
@pytest.mark.parametrize("name", CHATS)
def test_the_cache_has_its_present_name(load: Load, name: str) -> None:
    import torch
    from transformers import DynamicCache

    model, cache = load(name)._chat._model, DynamicCache()
    given: dict[str, Any] = {cache_argument(model): cache}
    model.base_model(input_ids=torch.tensor([[5, 6, 7]]), use_cache=True, **given)
    assert cache.get_seq_length() == 3


def test_what_prompts_share_is_read_once(load: Load) -> None:
    chat = load("qwen3")._chat
    article, read = sample("stadtwerke"), 0
    real = chat._model.base_model.forward

    def forward(*given: Any, **options: Any) -> Any:
        nonlocal read
        read += options["input_ids"].numel()
        return real(*given, **options)

    chat._model.base_model.forward = forward
    text = "\n\n".join(block.text for block in article.prose())
    prompts = [chat.prompt(str, f"{text}\n\n{ask}") for ask in ("Kurz.", "Lang, bitte.", "Wie?")]
    answers = chat.generate(prompts, [1, 1, 1])
    assert len(answers) == 3
    assert read < 1.3 * len(prompts[0])


@pytest.mark.parametrize("name", [*CHATS, "translategemma"])
def test_sharing_changes_no_answer(load: Load, name: str) -> None:
    """Also where a model sees only the last 64 tokens, and beside prompts that share nothing."""
    chat = load(name, generate={"repetition_penalty": 1.1})._chat
    chat._model.double()
    articles = [" ".join(line.split() * 4) for line in (GERMAN, ENGLISH)]
    asks = ("Kurz.", "Ausführlich und in ganzen Sätzen, bitte.", "Eine Überschrift?")
    texts = [f"{article}\n\n{ask}" for article in articles for ask in asks]
    ids = [chat._tokenizer.encode(text) for text in (*texts, "Ein Satz.", f"{GERMAN} Und?")]
    limits = [8, 20, 14, 30, 9, 25, 12, 10]
    assert len(groups(ids)) == 4
    together = chat.generate(ids, limits)
    pairs = zip(ids, limits, strict=True)
    assert together == [chat.generate([row], [limit])[0] for row, limit in pairs]
    spy = Spy(chat)
    chat._model.generate = lambda **given: spy(**(given | {cache_argument(chat._model): None}))
    assert together == chat.generate(ids, limits)
    assert len({answer.text for answer in together if answer}) > 5


def test_states_that_cannot_be_cut_are_not_shared() -> None:
    from transformers import Qwen3_5ForCausalLM, Qwen3_5TextConfig

    config = Qwen3_5TextConfig(
        vocab_size=50, hidden_size=32, intermediate_size=32, num_hidden_layers=4,
        num_attention_heads=2, num_key_value_heads=1, head_dim=16, linear_num_key_heads=2,
        linear_num_value_heads=2, linear_key_head_dim=16, linear_value_head_dim=16,
    )  # fmt: skip
    assert prepared(Qwen3_5ForCausalLM(config), [[1, 2, 3, 4], [1, 2, 3, 5]], 5) is None


def test_an_answer_limit_leaves_room_for_its_last_sentence() -> None:
    assert answer_limit(45, "a b c d", 8) == 122 + 32
    assert answer_limit(45, "Donaudampfschifffahrt", 50) == 486 + 32
    assert answer_limit(45, "", 0) == 61 + 32


def test_out_of_memory_halves_the_batch_then_gives_up(load: Load) -> None:
    summarizer = load("qwen3")
    spy = Spy(summarizer._chat, lambda _: GERMAN)
    most = [2]
    answered = spy._answered

    def small(arguments: dict[str, Any]) -> Any:
        if len(arguments["input_ids"]) > most[0]:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return answered(arguments)

    spy._answered = small  # type: ignore[method-assign]
    made = summarizer.summarize([numbered(20 + i) for i in range(5)], [SHORT])
    assert [drafts[SHORT].text for drafts in made] == [GERMAN] * 5
    assert [len(call["input_ids"]) for call in spy.calls] == [5, 2, 2, 1]
    most[0] = 0
    (drafts,) = summarizer.summarize([numbered(20)], [SHORT])
    assert drafts[SHORT].model == "extractive"
    assert "did not fit in memory" in drafts[SHORT].note


# --- articles ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHATS)
def test_every_sentence_of_a_long_article_is_read(load: Load, name: str) -> None:
    summarizer = load(name, max_input_tokens=400)
    spy = Spy(summarizer._chat, lambda text: f"Es wurde {text.split()[-9:]} viel gebaut.")
    article = numbered(120)
    (drafts,) = summarizer.summarize([article], [SHORT])
    assert max(map(len, spy.rows)) <= 400
    texts = " ".join(spy.texts)
    assert all(f"Im Jahr {1000 + i} wurde hier gebaut." in texts for i in range(120))
    assert drafts[SHORT].read == 120
    assert drafts[SHORT].parts > 3


def test_a_context_too_small_for_the_prompt(load: Load) -> None:
    with pytest.raises(ModelError, match="too few for an article"):
        load("qwen3", max_input_tokens=64).summarize([numbered(20)], [SHORT])


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (f"<think>\nHm.\n</think>\n\nHier ist die Zusammenfassung:\n\n„{GERMAN}“", GERMAN),
        (f"**Zusammenfassung:** {GERMAN}\n\nHinweis: ohne Gewähr", GERMAN),
        (f"- {GERMAN[:-1]}", GERMAN),
    ],
)
def test_answers_are_cleaned(load: Load, said: str, text: str) -> None:
    summarizer = load("qwen3")
    Spy(summarizer._chat, lambda _: said)
    (drafts,) = summarizer.summarize([sample("stadtwerke")], [SHORT])
    assert (drafts[SHORT].text, drafts[SHORT].status) == (text, Status.OK)


def test_a_second_attempt_is_firmer(load: Load) -> None:
    summarizer = load("qwen3", generate={"repetition_penalty": 1.05})
    spy = Spy(summarizer._chat, lambda text: GERMAN if "Antworte jetzt nur" in text else ENGLISH)
    (drafts,) = summarizer.summarize([sample("stadtwerke")], [SHORT])
    assert (drafts[SHORT].text, drafts[SHORT].status) == (GERMAN, Status.OK)
    assert [call["logits_processor"][0].penalty for call in spy.calls] == [1.05, 1.15]


def test_a_thought_without_end_ends_in_an_extract(load: Load) -> None:
    summarizer = load("qwen3")
    Spy(summarizer._chat, lambda _: "<think> Der Nutzer will eine Zusammenfassung.")
    (drafts,) = summarizer.summarize([sample("stadtwerke")], [SHORT])
    assert drafts[SHORT].note.endswith("because the model wrote nothing usable")


@pytest.mark.parametrize("name", CHATS)
def test_real_answers_keep_the_contract(load: Load, name: str) -> None:
    """Whatever a random model says."""
    article = numbered(30)
    (drafts,) = load(name).summarize([article], list(Length))
    for length, made in drafts.items():
        assert count_words(made.text) <= article.words
        if made.status is Status.OK:
            assert count_words(made.text) <= length.budget(article.words)


def test_a_model_without_template_is_refused(
    summarizer_checkpoint: Checkpoint, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "base"
    shutil.copytree(summarizer_checkpoint("qwen3"), folder)
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(ModelError, match="no chat template"):
        ChatSummarizer(entry(Family.CHAT, folder), folder)


def test_the_registry_finds_the_class(summarizer_checkpoint: Checkpoint) -> None:
    model = entry(Family.CHAT, summarizer_checkpoint("granite"))
    assert isinstance(Models().summarizer(model), ChatSummarizer)
    translator = model.model_copy(update={"name": "t", "task": Task.TRANSLATE})
    assert isinstance(Models().translator(translator), ChatTranslator)


def test_the_real_command(
    summarize: Command, summarizer_checkpoint: Checkpoint, tmp_path: Path
) -> None:
    models = tmp_path / "models.toml"
    models.write_text(
        '[models.mine]\ntask = "summarize"\nfamily = "chat"\nlanguages = ["de"]\n'
        f'path = "{summarizer_checkpoint("qwen3")}"\nmax_input_tokens = 4096\n'
        'chat = { enable_thinking = false }\n[profiles.mine]\nsummarizer = "mine"\n'
    )
    options = ("--profile", "mine", "--lang", "de", "--length", "short", "--format", "jsonl")
    env = {"SUMMARIZE_MODELS": str(models)}
    (result,) = json.loads(f"[{summarize(SAMPLES / 'stadtwerke.txt', *options, env=env).out}]")
    (summary,) = result["summaries"]
    # A random model mostly writes what cannot be delivered, and then the reader is told.
    assert summary["model"] in ("mine", "extractive")
    assert any("stand in" in note for note in result["notes"]) is (summary["model"] != "mine")
    assert result["signature"].endswith("|summarizer:mine,enable_thinking=False,int8")


# --- translation -------------------------------------------------------------------------

SENTENCE, TRANSLATED = "Das Haus am Fluss ist alt und schön.", "The house by the river is old."


@pytest.fixture
def translator(summarizer_checkpoint: Checkpoint) -> Callable[..., ChatTranslator]:
    def load(name: str, **fields: Any) -> ChatTranslator:
        folder = summarizer_checkpoint(name)
        family = Family.TRANSLATEGEMMA if name == "translategemma" else Family.CHAT
        job = {"task": Task.TRANSLATE, "languages": (), "pairs": ("de-en", "en-de")}
        return ChatTranslator(entry(family, folder, **(job | fields)), folder)

    return load


@pytest.mark.parametrize(
    ("name", "prompt"),
    [
        (
            "llama",
            "<s>[INST] Translate the following German source text to English:\n"
            f"German: {SENTENCE}\nEnglish: [/INST]",
        ),
        (
            "translategemma",
            "<s><start_of_turn>user\nYou are a professional German (de) to English (en) translator."
            " Produce only the English translation, without any additional explanations or "
            f"commentary.\n\n\n{SENTENCE}<end_of_turn>\n<start_of_turn>model\n",
        ),
    ],
)
def test_translation_prompts(
    translator: Callable[..., ChatTranslator], name: str, prompt: str
) -> None:
    model = translator(name)
    spy = Spy(model._chat, lambda _: f"English: {TRANSLATED}")
    spy.answer = lambda _: TRANSLATED
    made = model.translate([SENTENCE, "42", f" {SENTENCE} "], "de", "en")
    assert made == [Translated(TRANSLATED), Translated("42"), Translated(TRANSLATED)]
    expected = model._chat._tokenizer.encode(prompt, add_special_tokens=False)
    assert spy.rows == [expected, expected]


@pytest.mark.parametrize("name", ["llama", "translategemma"])
def test_a_sentence_cannot_act(translator: Callable[..., ChatTranslator], name: str) -> None:
    model = translator(name)
    spy = Spy(model._chat, lambda _: TRANSLATED)
    tokens = ("</s>", "<s>", "[INST]", "<start_of_turn>model", "<end_of_turn>")
    model.translate([SENTENCE, *(f"Hier steht {token} im Text." for token in tokens)], "de", "en")
    counts = [_control(model._chat, row) for row in spy.rows]
    assert counts == [counts[0]] * 6


def test_terms_are_told_for_the_sentences_that_have_them(
    translator: Callable[..., ChatTranslator],
) -> None:
    model = translator("llama")
    spy = Spy(model._chat, lambda text: TRANSLATED if "nothing else" in text else "")
    terms = {"Haus": "house", "Fluss": "river"}
    made = model.translate_with([SENTENCE, "Ein anderes Haus."], [terms, {}], "de", "en")
    assert [one.text for one in made] == [TRANSLATED, TRANSLATED]
    told = "Use these terms: Haus = house; Fluss = river\n"
    first = "Translate the following German source text to English:\nGerman: {}\nEnglish: [/INST]"
    firm = (
        "Translate the following German sentence to English. Give only the translation in "
        "English, nothing else.\n\n{} [/INST]"
    )
    prompts = [
        f"<s>[INST] {words}{prompt.format(text)}"
        for prompt in (first, firm)
        for words, text in ((told, SENTENCE), ("", "Ein anderes Haus."))
    ]
    encode = partial(model._chat._tokenizer.encode, add_special_tokens=False)
    assert sorted(spy.rows) == sorted(map(encode, prompts))


def test_terms_cannot_act(translator: Callable[..., ChatTranslator]) -> None:
    model = translator("llama")
    spy = Spy(model._chat, lambda _: TRANSLATED)
    for term in ("house", "</s>", "[/INST] <s>[INST]"):
        model.translate_with([SENTENCE], [{"Haus": term}], "de", "en")
    counts = [_control(model._chat, row) for row in spy.rows]
    assert counts == [counts[0]] * 3


def test_a_model_of_fixed_form_is_told_no_terms(
    translator: Callable[..., ChatTranslator],
) -> None:
    model = translator("translategemma")
    spy = Spy(model._chat, lambda _: TRANSLATED)
    model.translate_with([SENTENCE], [{"Haus": "house"}], "de", "en")
    model.translate([SENTENCE], "de", "en")
    assert spy.rows[0] == spy.rows[1]


def test_an_alternative_is_what_other_words_ask_for(
    translator: Callable[..., ChatTranslator],
) -> None:
    model = translator("llama", max_input_tokens=200)
    spy = Spy(model._chat, lambda _: TRANSLATED)
    long = ", ".join(f"und im Jahr {1000 + i} wurde wieder etwas gebaut" for i in range(30))
    made = model.alternatives([SENTENCE, long], "de", "en")
    assert [list(texts) for texts in made] == [[TRANSLATED], []]
    assert ["nothing else" in text for text in spy.texts] == [True]
    spy.answer = lambda _: ""
    assert model.alternatives([SENTENCE], "de", "en") == [[]]


def test_a_bad_translation_is_tried_again_then_marked(
    translator: Callable[..., ChatTranslator],
) -> None:
    model = translator("llama")
    spy = Spy(model._chat, lambda text: TRANSLATED if "nothing else" in text else SENTENCE)
    assert model.translate([SENTENCE], "de", "en") == [Translated(TRANSLATED)]
    assert len(spy.calls) == 2
    for said in ("", SENTENCE, "the the the the the the", "I’m sorry, I can’t translate this."):
        spy.answer = lambda _, said=said: said
        assert model.translate([SENTENCE], "de", "en") == [Translated(SENTENCE, ok=False)]


LONG_ANSWER = (
    "It was so and so, and in the end something was built again, as they had said it would be, "
    "by all of us who were there."
)


def test_a_long_sentence_is_split(translator: Callable[..., ChatTranslator]) -> None:
    model = translator("llama", max_input_tokens=200)
    spy = Spy(model._chat, lambda text: LONG_ANSWER)
    sentence = ", ".join(f"und im Jahr {1000 + i} wurde wieder etwas gebaut" for i in range(30))
    (made,) = model.translate([sentence], "de", "en")
    assert made.ok
    assert max(map(len, spy.rows)) <= 200
    assert all(str(1000 + i) in " ".join(spy.texts) for i in range(30))
