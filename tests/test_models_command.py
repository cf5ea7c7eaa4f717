"""`summarize models` as people and programs use it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.fake_hub import FakeHub, marian, serving, without_conversions

SHIPPED = {"extractive", "builtin-de-en"}
DE_EN, EN_DE = "opus-mt-tiny-de-en", "opus-mt-tiny-en-de"
REPOS = {"Helsinki-NLP/opus-mt_tiny_deu-eng": 1, "Helsinki-NLP/opus-mt_tiny_eng-deu": 2}
OVERLAY = """
[models.restricted]
task = "translate"
family = "marian"
repo = "someone/restricted"
pairs = ["de-en", "en-de"]
licence = "CC-BY-NC-4.0"
commercial = false
download_mb = 2460
memory_mb = 2500

[models.twin]
task = "translate"
family = "marian"
repo = "someone/restricted"
pairs = ["en-de"]
licence = "CC-BY-NC-4.0"
commercial = false
download_mb = 2460
memory_mb = 2500

[models.own]
task = "translate"
family = "marian"
path = "OWN"
pairs = ["de-en"]
licence = "MIT"
commercial = true
download_mb = 0
memory_mb = 100
"""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving() as hub:
        for name, seed in REPOS.items():
            hub.add(name, marian(seed))
        hub.add("someone/restricted", marian(3))
        yield hub


@pytest.fixture
def models(summarize: Command, hub: FakeHub, tmp_path: Path) -> Command:
    overlay = tmp_path / "models.toml"
    overlay.write_text(OVERLAY.replace("OWN", str(tmp_path / "own")))
    summarize.env |= {"HF_ENDPOINT": hub.url, "NO_PROXY": "*", "SUMMARIZE_MODELS": str(overlay)}
    without_conversions(summarize.home / "cache" / "huggingface")
    return summarize


def installed(models: Command) -> set[str]:
    data = json.loads(models("models", "list", "--json").out)
    return {model["name"] for model in data["models"] if model["installed"]}


# --- list, show, path --------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["models"], ["models", "list"]])
def test_list_in_a_pipe_is_aligned_text(summarize: Command, arguments: list[str]) -> None:
    done = summarize(*arguments)
    assert done.err == ""
    assert "\x1b" not in done.out
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 88
    head = lines[0]
    assert head.split() == "model task languages size licence here profiles".split()
    (row,) = [line for line in lines if line.startswith(DE_EN)]
    assert row[head.index("task") :].startswith("translate")
    assert row[head.index("languages") :].startswith("de → en")
    assert row[head.index("licence") :].startswith("Apache-2.0")
    assert row[head.index("here") :].split() == ["-", "tiny"]
    assert "   51 MB  " in row
    assert [line.split()[0] for line in lines[lines.index("") + 1 :] if line[0] != " "][:5] == [
        "profile", "builtin", "tiny", "small", "base",
    ]  # fmt: skip


def test_list_as_json(models: Command) -> None:
    data = json.loads(models("models", "list", "--json").out)
    assert list(data) == ["cache", "models", "profiles"]
    by_name = {model["name"]: model for model in data["models"]}
    assert by_name["extractive"]["installed"] is True
    assert by_name[DE_EN] | {"installed": False, "folder": None, "commit": None} == by_name[DE_EN]
    assert by_name["restricted"]["commercial"] is False
    profiles = {profile["name"]: profile for profile in data["profiles"]}
    assert profiles["tiny"]["download_mb"] >= 102
    assert profiles["builtin"]["installed"] is True


@pytest.mark.parametrize("width", [60, 80, 120])
def test_list_on_a_terminal(models: Command, width: int) -> None:
    lines = terminal(models, width, "models", "list")
    assert max(map(len, lines)) <= width
    (row,) = [line for line in lines if line.startswith(DE_EN)]
    facts = {
        60: "de → en 51 MB Apache-2.0 -",
        80: "de → en 51 MB Apache-2.0 - tiny",
        120: "translate de → en 51 MB Apache-2.0 - tiny",
    }
    assert row.split() == [DE_EN, *facts[width].split()]
    assert any("drafts on any laptop" in line for line in lines)
    assert lines[-1].startswith("note: get one with: summarize models pull")


def test_show(models: Command) -> None:
    out = models("models", "show", "restricted").out
    for fact in (
        "translate de ↔ en", "someone/restricted", "CC-BY-NC-4.0, non-commercial use only",
        "2.5 GB", "marian", "512 tokens at once", "summarize models pull restricted",
    ):  # fmt: skip
        assert fact in out
    out = models("models", "show", "tiny").out
    assert "drafts on any laptop" in out
    assert f"no, lacks {DE_EN}, {EN_DE}" in out
    assert json.loads(models("models", "show", "tiny", "--json").out)["download_mb"] >= 102
    assert json.loads(models("models", "show", DE_EN, "--json").out)["installed"] is False


def test_unknown_sizes_are_not_told_as_none(models: Command, tmp_path: Path) -> None:
    overlay = Path(models.env["SUMMARIZE_MODELS"])
    entry = 'task = "translate"\nfamily = "marian"\nrepo = "someone/new"\npairs = ["de-en"]\n'
    profile = '[profiles.new]\nsummarizer = "extractive"\ntranslators = ["new"]\n'
    overlay.write_text(f"[models.new]\n{entry}{profile}")
    for arguments in (["list"], ["show", "new"], ["show", "builtin"], ["path", "new"]):
        done = models("models", *arguments, code=3 if arguments[0] == "path" else 0)
        assert not re.search(r"\b0 [kM]B", done.out + done.err)
    assert "(size unknown): unknown" in models("models", "pull", "new", code=2).err
    assert models("models", "path", "new", code=3).err.endswith("→ summarize models pull new\n")


def test_path(models: Command, tmp_path: Path) -> None:
    cache = models("models", "path")
    assert cache.out == f"{models.home}/cache/huggingface/hub\n"
    assert cache.err == ""
    missing = models("models", "path", DE_EN, code=3)
    assert missing.out == ""
    assert f"summarize models pull {DE_EN}" in missing.err
    for command in ("path", "verify", "remove"):
        says = models("models", command, "extractive", code=2).err
        assert "extractive: shipped with summarize, there are no files" in says
    assert models("models", "path", "builtin").out.endswith("/builtin/de-en\n")
    says = models("models", "remove", "builtin", "--yes", code=2).err
    assert "builtin: shipped with summarize" in says
    assert "was not downloaded" in models("models", "remove", "builtin-de-en", "--yes", code=2).err
    assert "holds no complete model" in models("models", "path", "own", code=3).err
    (tmp_path / "own").mkdir()
    for name, data in marian().items():
        if "/" not in name:
            (tmp_path / "own" / name).write_bytes(data)
    assert models("models", "path", "own").out == f"{tmp_path / 'own'}\n"
    assert "came without hashes" in models("models", "verify", "own").err
    assert "was not downloaded" in models("models", "remove", "own", "--yes", code=2).err
    assert (tmp_path / "own" / "config.json").exists()


@pytest.mark.parametrize("command", ["show", "pull", "remove"])
def test_an_unknown_name_lists_the_valid_ones(models: Command, command: str) -> None:
    done = models("models", command, "tinny", code=2)
    assert done.err.startswith("error: there is no model or profile “tinny” → did you mean tiny?")
    for name in ("builtin", "base", DE_EN, "restricted"):
        assert name in done.err


def test_a_file_called_models_can_be_named(summarize: Command) -> None:
    (summarize.home / "models").write_text(
        "Der Stadtrat hat die neue Brücke beschlossen. Der Bau beginnt im Mai und dauert ein Jahr."
    )
    assert "Stadtrat" in summarize("./models", "--lang", "de").out


# --- pull, verify, remove ----------------------------------------------------------------


def test_a_profile_is_pulled_verified_and_removed(models: Command, hub: FakeHub) -> None:
    done = models("models", "pull", "tiny")
    assert done.out == ""
    begun = [line for line in done.err.splitlines() if ", from " in line]
    assert [line.split(": ")[1] for line in begun] == [DE_EN, EN_DE]
    assert installed(models) == {*SHIPPED, DE_EN, EN_DE}
    folders = models("models", "path", "tiny").out.splitlines()
    assert [Path(folder).is_dir() for folder in folders] == [True, True]
    assert f"yes, 305 kB in {folders[0]}" in models("models", "show", DE_EN).out

    verified = models("models", "verify").err.splitlines()
    assert verified == [f"note: {name}: 7 files are as they must be" for name in (DE_EN, EN_DE)]
    (Path(folders[0]) / "vocab.json").write_text("{" + "x" * 1378 + "}")
    broken = models("models", "verify", code=1)
    assert f"error: {DE_EN} is damaged: vocab.json → summarize models pull --force" in broken.err

    assert "add --yes" in models("models", "remove", "tiny", code=2).err
    assert len(installed(models)) == len(SHIPPED) + 2
    removed = models("models", "remove", DE_EN, "--yes")
    assert removed.err == f"note: {DE_EN} is removed: 305 kB are free again\n"
    assert not Path(folders[0]).exists()
    assert installed(models) == {*SHIPPED, EN_DE}
    again = models("models", "remove", "tiny", "--yes").err.splitlines()
    assert again[0] == f"note: {DE_EN} is not on this machine"
    assert not list((models.home / "cache" / "huggingface" / "hub").glob("models--*"))


def test_a_part_of_a_download_can_be_removed(models: Command) -> None:
    cache = models.home / "cache" / "huggingface" / "hub"
    blobs = cache / "models--Helsinki-NLP--opus-mt_tiny_deu-eng" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / f"{'0' * 64}.incomplete").write_bytes(b"x" * 100_000)
    (blobs / f"{'0' * 40}").write_bytes(b"x" * 5_000)
    done = models("models", "remove", DE_EN, "--yes")
    assert done.err == f"note: {DE_EN} is removed: 105 kB are free again\n"
    assert not list(cache.glob("models--*"))


def test_a_restricted_licence_needs_a_yes(models: Command, hub: FakeHub) -> None:
    done = models("models", "pull", "restricted", "twin", code=2)
    assert "Not licensed for commercial use: restricted (2.5 GB): CC-BY-NC-4.0" in done.err
    assert "add --yes" in done.err
    assert hub.requests == []
    pulled = models("models", "pull", "restricted", "twin", "--yes")
    # Two entries of one repository are one download.
    assert pulled.err.count(", from someone/restricted") == 1
    assert {"restricted", "twin"} <= installed(models)


def test_a_person_is_asked(models: Command, hub: FakeHub) -> None:
    child = spawn(models, 100, "models", "pull", "restricted")
    child.expect(r"Download anyway\? \[y/N\]: ")
    child.sendline("n")
    child.expect("nobody agreed to that; nothing was downloaded")
    child.wait()
    assert child.exitstatus == 2
    assert hub.requests == []
    child = spawn(models, 100, "models", "pull", "restricted")
    child.expect(r"Download anyway\? \[y/N\]: ")
    child.sendline("y")
    child.expect("restricted: 305 kB, CC-BY-NC-4.0, from someone/restricted")
    child.read()
    child.wait()
    assert child.exitstatus == 0


def test_progress_on_a_terminal(models: Command, hub: FakeHub) -> None:
    hub.delay = 0.05
    lines = terminal(models, 80, "models", "pull", DE_EN)
    assert lines[0].startswith(f"note: {DE_EN}: 305 kB, Apache-2.0, from Helsinki-NLP/opus")
    (bar,) = [line for line in lines if line.startswith(f"{DE_EN} ")]
    assert "305.4/305.4 kB" in bar
    assert "/s" in bar
    assert "0:00:00" in bar


def test_quiet_has_no_bar(models: Command) -> None:
    lines = terminal(models, 80, "models", "pull", "--quiet", DE_EN)
    assert len([line for line in lines if "kB" in line]) == 1
    assert not any("━" in line for line in lines)


def test_a_models_file_can_be_named(models: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    shutil.copy(models.env.pop("SUMMARIZE_MODELS"), other)
    assert "someone/restricted" in models(
        "models", "show", "restricted", "--models-file", other
    ).out  # fmt: skip
    models("models", "show", "restricted", code=2)


def test_a_run_can_pull_what_it_needs(models: Command, hub: FakeHub) -> None:
    article = b"Der Rat hat am Dienstag der Sache zugestimmt und das Geld ist nun da."
    arguments = ("-", "--from", "de", "--lang", "de", "--pull", "--profile", "tiny")
    done = models(*arguments, stdin=article)
    assert installed(models) >= {DE_EN, EN_DE}
    assert "SHORT, MEDIUM, LONG · German" in done.out
    before = len(hub.requests)
    models(*arguments, stdin=article)
    assert len(hub.requests) == before


def spawn(models: Command, width: int, *arguments: str):  # type: ignore[no-untyped-def]
    pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals are for Unix")
    environment = {k: v for k, v in models.environment.items() if k != "COLUMNS"}
    return pexpect.spawn(
        sys.executable,
        ["-m", "summarize", *arguments],
        dimensions=(60, width),
        env=environment | {"TERM": "xterm-256color"},
        cwd=str(models.home),
        timeout=60,
        encoding="utf-8",
    )


def terminal(models: Command, width: int, *arguments: str) -> list[str]:
    """The lines on the terminal after the command has run."""
    pyte = pytest.importorskip("pyte")
    child = spawn(models, width, *arguments)
    output = child.read()
    child.close()
    assert child.exitstatus == 0, output
    screen = pyte.Screen(width, 60)
    pyte.Stream(screen).feed(output)
    return "\n".join(line.rstrip() for line in screen.display).rstrip().split("\n")
