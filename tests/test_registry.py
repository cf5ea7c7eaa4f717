"""models.toml: what may stand in it, what a user may add, and which model is chosen."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from summarize import registry
from summarize.backends.device import fits_memory
from summarize.errors import MissingModel, RegistryError, SummarizeError, UsageError
from summarize.registry import Model, Registry
from tests.conftest import SAMPLES, Command

MODEL = """
[models.fr-en]
task = "translate"
family = "marian"
repo = "someone/opus-mt-fr-en"
pairs = ["fr-en"]
"""


def overlay(folder: Path, text: str) -> Path:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def here(*names: str) -> Collection[str]:
    return {"extractive", "builtin-de-en", *names}


def chosen(known: Registry, pair: str, names: Collection[str], profile: str | None = None) -> str:
    source, target = pair.split("-")
    return known.translator(source, target, profile, lambda model: model.name in names).name


def test_the_shipped_file_is_sound() -> None:
    known = registry.load()
    assert set(known.languages) >= {"de", "en"}
    assert next(iter(known.profiles)) == "builtin"
    for model in known.models.values():
        assert model.licence != "unknown"
        assert bool(model.download_mb) == bool(model.repo)


def test_a_user_adds_a_language_without_a_profile(tmp_path: Path) -> None:
    known = registry.load(overlay(tmp_path, MODEL))
    assert "fr" in known.languages
    assert chosen(known, "fr-en", here("fr-en")) == "fr-en"
    with pytest.raises(MissingModel) as caught:
        chosen(known, "fr-en", here())
    assert caught.value.hint == "summarize models pull fr-en"


OPEN = """
[models.chat]
task = "summarize"
family = "chat"
repo = "someone/chat"
languages = ["de"]
[models.chat-float32]
task = "summarize"
family = "chat"
repo = "someone/chat"
languages = ["de"]
max_input_tokens = 2048
dtype = { cpu = "float32" }
[models.led]
task = "summarize"
family = "led"
repo = "someone/led"
languages = ["en"]
"""


def test_what_an_entry_leaves_open_is_as_in_its_family(tmp_path: Path) -> None:
    models = registry.load(overlay(tmp_path, OPEN)).models
    found = {name: (models[name].max_input_tokens, models[name].dtype) for name in models}
    everywhere = {"cpu": "bfloat16", "cuda": "bfloat16", "mps": "bfloat16"}
    assert found["chat"] == found["qwen3-600m"] == (8192, everywhere)
    assert found["chat-float32"] == (2048, {"cpu": "float32"})
    assert found["led"] == (16384, {})


def test_a_user_replaces_an_entry_and_points_to_a_folder(tmp_path: Path) -> None:
    text = MODEL.replace("fr-en]", "opus-mt-big]").replace('"fr-en"', '"de-en"')
    text = text.replace('repo = "someone/opus-mt-fr-en"', 'path = "mine/model"')
    model = registry.load(overlay(tmp_path, text)).models["opus-mt-big"]
    assert model.path == tmp_path / "mine" / "model"
    assert model.repo is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[models.x\n", ["models.toml", "mend the file's syntax"]),
        ("[modells.x]\n", ["[modells]", "[models.NAME]"]),
        (MODEL + "sise = 4\n", ["[models.fr-en]", "unknown key sise", "download_mb"]),
        (MODEL.replace("marian", "martian"), ["[models.fr-en] family", "marian"]),
        (MODEL.replace('["fr-en"]', '["french"]'), ["[models.fr-en]", "no language pair"]),
        (MODEL.replace('["fr-en"]', '["fr-fr"]'), ["no language pair"]),
        (MODEL.replace('pairs = ["fr-en"]', ""), ["needs pairs"]),
        (MODEL + 'round_trip = ["fr-en"]', ['needs "fr-en" and its way back']),
        (
            MODEL.replace('["fr-en"]', '["fr-en", "en-fr"]').replace('"marian"', '"chat"')
            + 'round_trip = ["fr-en"]',
            ["family chat make no round_trip"],
        ),
        (MODEL.replace('task = "translate"', ""), ["[models.fr-en] task", "required"]),
        (MODEL.replace('repo = "someone/opus-mt-fr-en"', ""), ["repo", "path"]),
        ('[profiles.p]\nsummarizer = "nobody"\n', ["[profiles.p]", "“nobody”", "extractive"]),
        ('[profiles.p]\nsummarizer = "opus-mt-big"\n', ["[profiles.p]", "does not summarize"]),
        ("models = 3\n", ["[models]"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: list[str]) -> None:
    with pytest.raises(RegistryError) as caught:
        registry.load(overlay(tmp_path, text))
    message = f"{caught.value.message} → {caught.value.hint}"
    assert caught.value.hint
    assert all(part in message for part in says), message


@pytest.mark.parametrize(
    ("pair", "names", "profile", "expected"),
    [
        ("de-en", here(), None, "builtin-de-en"),
        ("de-en", here("eurollm-1700m"), None, "eurollm-1700m"),
        ("de-en", here("opus-mt-tiny-de-en", "eurollm-1700m"), None, "opus-mt-tiny-de-en"),
        ("de-en", here("opus-mt-tiny-de-en"), None, "opus-mt-tiny-de-en"),
        ("de-en", here("opus-mt-tiny-de-en", "opus-mt-big"), None, "opus-mt-big"),
        ("en-de", here("opus-mt-tiny-de-en", "opus-mt-big"), None, "opus-mt-big"),
        ("de-en", here("opus-mt-big", "wmt19-de-en"), None, "wmt19-de-en"),
        ("en-de", here("opus-mt-big", "wmt19-de-en"), None, "opus-mt-big"),
        ("de-en", here("opus-mt-tiny-de-en", "opus-mt-big"), "tiny", "opus-mt-tiny-de-en"),
    ],
)
def test_the_best_on_this_machine_is_chosen(
    pair: str, names: Collection[str], profile: str | None, expected: str
) -> None:
    assert chosen(registry.load(), pair, names, profile) == expected


@pytest.mark.parametrize(
    ("pair", "profile", "error", "says"),
    [
        ("de-en", "tiny", MissingModel, "summarize models pull tiny (102 MB, Apache-2.0)"),
        ("de-en", "small", MissingModel, "summarize models pull small"),
        ("de-fr", None, MissingModel, "models.toml"),
        ("de-en", "huge", UsageError, "builtin, tiny"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(
    pair: str, profile: str | None, error: type[SummarizeError], says: str
) -> None:
    with pytest.raises(error) as caught:
        chosen(registry.load(), pair, here(), profile)
    assert says in caught.value.hint


@pytest.mark.parametrize(
    ("used", "names", "better"),
    [
        ({"extractive"}, here(), "small"),
        ({"extractive", "opus-mt-tiny-de-en"}, here("opus-mt-tiny-de-en"), "small"),
        # A user's own models: nobody can say that ours are better.
        ({"fr-en"}, here("fr-en"), None),
        ({"extractive", "fr-en"}, here("fr-en"), "small"),
    ],
)
def test_what_would_give_better_results(
    tmp_path: Path, used: Collection[str], names: Collection[str], better: str | None
) -> None:
    known = registry.load(overlay(tmp_path, MODEL))
    profile = known.better_than(used, lambda model: model.name in names)
    assert (profile and profile.name) == better


def test_signatures() -> None:
    known = registry.load()
    model = known.translator("de", "en", None, lambda model: model.name == "wmt19-de-en")
    assert model.signature == "wmt19-de-en,length_penalty=1.1,num_beams=5"
    model = Model.model_validate(model.model_dump() | {"revision": "0123456789abcdef"})
    assert model.signature.startswith("wmt19-de-en@0123456789ab,")


def test_where_the_users_file_is_looked_for(summarize: Command) -> None:
    article = SAMPLES / "harbour.txt"
    broken = overlay(summarize.home, "[models.x]\n")
    for arguments, env in [
        (["--models-file", "models.toml"], {}),
        ([], {"SUMMARIZE_MODELS": str(broken)}),
    ]:
        done = summarize(article, *arguments, env=env, code=2)
        assert "[models.x]" in done.err
    done = summarize(article, "--models-file", "nosuch.toml", code=2)
    assert "--models-file: there is no file nosuch.toml" in done.err
    config = summarize.home / ".config" / "summarize"
    config.mkdir(parents=True)
    (config / "models.toml").write_text("[models.y]\n")
    done = summarize(article, env={"XDG_CONFIG_HOME": str(config.parent)}, code=2)
    assert "[models.y]" in done.err


def test_a_language_that_a_user_adds_can_be_read_and_written(summarize: Command) -> None:
    overlay(summarize.home, MODEL.replace("fr-en", "de-fr").replace("repo = ", "repo = "))
    done = summarize(
        SAMPLES / "stadtwerke.txt", "--models-file", "models.toml", "--lang", "de,fr", "-q"
    )
    assert (
        "SHORT, MEDIUM, LONG · French\nneeds a translator: summarize models pull de-fr" in done.out
    )


def test_weights_must_fit_into_memory() -> None:
    model = registry.load().models["opus-mt-big"]
    assert fits_memory(model)
    assert not fits_memory(model.model_copy(update={"memory_mb": 10**9}))
