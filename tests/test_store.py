"""Downloads against a hub with troubles: what is here afterwards, and what the user is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from summarize import registry, store
from summarize.registry import Model
from summarize.store.cache import read_record
from summarize.store.needed import is_complete, needed
from tests.conftest import ROOT, Command, Finished
from tests.fake_hub import NEEDED, FakeHub, Repo, digest, marian, serving, without_conversions

NAME = "opus-mt-tiny-de-en"
MODEL = registry.load().models[NAME]
WEIGHTS = "model.safetensors"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving() as hub:
        hub.add(MODEL.repo or "", marian())
        yield hub


@pytest.fixture
def command(summarize: Command, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The real command and this process, both with the fake hub and a cache of their own."""
    home = str(summarize.home / "hf")
    summarize.env |= {"HF_ENDPOINT": hub.url, "HF_HOME": home, "NO_PROXY": "*"}
    monkeypatch.setenv("HF_HOME", home)
    without_conversions(Path(home))
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return summarize


def pull(command: Command, *arguments: str, code: int = 0) -> Finished:
    return command("models", "pull", *(arguments or [NAME]), code=code)


def parts() -> list[Path]:
    return sorted(store.cache_folder().rglob("*.incomplete"))


# --- a download --------------------------------------------------------------------------


def test_a_model_is_pulled_with_the_needed_files_only(command: Command, hub: FakeHub) -> None:
    assert not store.is_installed(MODEL)
    repo = hub.repos[MODEL.repo or ""]
    done = pull(command)
    assert done.out == ""
    (said, _) = done.err.splitlines()
    assert said == f"note: {NAME}: 305 kB, Apache-2.0, from {MODEL.repo} at {repo.commit[:12]}"
    folder = store.location(MODEL)
    assert {path.name for path in folder.iterdir()} == NEEDED
    assert all((folder / name).read_bytes() == repo.files[name] for name in NEEDED)
    assert store.revision(MODEL) == repo.commit
    assert store.size_on_disk(MODEL) == sum(len(repo.files[name]) for name in NEEDED)
    asked = {r.path.rsplit("/", 1)[-1] for r in hub.requests if "/api/" not in r.path}
    assert asked == NEEDED
    # Nothing about the caller, its agents or its updates.
    assert {r.path for r in hub.requests if "/api/" in r.path} == {f"/api/models/{MODEL.repo}"}


def test_a_second_pull_asks_nobody(command: Command, hub: FakeHub) -> None:
    pull(command)
    hub.requests.clear()
    assert "already" in pull(command).err
    assert hub.requests == []


def test_other_tools_find_what_was_pulled(command: Command, hub: FakeHub) -> None:
    pull(command)
    code = (
        "import huggingface_hub as h\n"
        f"print(h.snapshot_download({MODEL.repo!r}, local_files_only=True))\n"
        "cache = h.scan_cache_dir()\n"
        "print(len(cache.repos), cache.warnings, sorted(cache.incomplete_files))"
    )
    out = python(command, code)
    assert out.splitlines() == [str(store.location(MODEL)), "1 [] []"]


@pytest.mark.parametrize(
    "download",
    [
        "h.snapshot_download(repo)",
        "[h.hf_hub_download(repo, name) for name in names]",
    ],
)
def test_what_other_tools_downloaded_counts(command: Command, hub: FakeHub, download: str) -> None:
    python(command, f"import huggingface_hub as h\nrepo, names = {MODEL.repo!r}, {NEEDED!r}\n"
                    f"{download}")  # fmt: skip
    assert store.is_installed(MODEL)
    assert store.revision(MODEL) == hub.repos[MODEL.repo or ""].commit
    assert store.verify(MODEL).damaged == ()
    (store.location(MODEL) / "target.spm").unlink()
    assert not store.is_installed(MODEL)


def test_a_token_stays_with_the_hub(command: Command, hub: FakeHub) -> None:
    command.env["HF_TOKEN"] = "hf_secret"
    pull(command)
    tokens = {(r.host, r.token) for r in hub.requests}
    assert tokens == {("127.0.0.1", "Bearer hf_secret"), ("localhost", None)}


def test_a_pinned_revision_is_taken_and_main_left_alone(
    command: Command, hub: FakeHub, tmp_path: Path
) -> None:
    repo = hub.add("someone/pinned", marian(7))
    model = overlay(command, tmp_path, repo, revision=repo.commit)
    pull(command, model.name)
    assert store.location(model).name == repo.commit
    assert not (store.cache_folder() / "models--someone--pinned" / "refs").exists()
    missing = overlay(command, tmp_path, repo, revision="0" * 40)
    done = pull(command, missing.name, code=3)
    assert "has no revision 000" in done.err


def test_what_was_pulled_runs_until_the_user_pulls_again(command: Command, hub: FakeHub) -> None:
    pull(command)
    old = hub.repos[MODEL.repo or ""]
    new = hub.add(MODEL.repo or "", {**old.files, WEIGHTS: b"better"})
    (
        store.cache_folder() / f"models--{(MODEL.repo or '').replace('/', '--')}/refs/main"
    ).write_text(new.commit)
    assert store.revision(MODEL) == old.commit
    pull(command, NAME, "--force")
    assert store.revision(MODEL) == new.commit
    assert (store.location(MODEL) / WEIGHTS).read_bytes() == b"better"


def test_without_symbolic_links(command: Command, hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os\ndef refuse(*_, **__): raise OSError('a privilege is not held')\n"
        "os.symlink = refuse\n"
    )
    command.env["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{ROOT}"
    pull(command)
    assert not any(path.is_symlink() for path in store.cache_folder().rglob("*"))
    assert set(store.verify(MODEL).sound) == NEEDED
    hub.requests.clear()
    pull(command, NAME, "--force")
    assert hub.sent(WEIGHTS) == 0
    size = store.size_on_disk(MODEL)
    assert store.remove(MODEL) == size > 300_000
    assert not store.is_installed(MODEL)


# --- troubles ----------------------------------------------------------------------------


def test_a_cut_download_goes_on_where_it_stopped(command: Command, hub: FakeHub) -> None:
    hub.cut[WEIGHTS] = 100_000
    done = pull(command, code=3)
    assert "the connection broke off → run this again: it goes on where it stopped" in done.err
    assert not store.is_installed(MODEL)
    assert [part.stat().st_size for part in parts()] == [100_000]
    hub.cut.clear()
    hub.requests.clear()
    assert "105 kB of that here already" in pull(command).err
    assert hub.ranges(WEIGHTS) == ["bytes=100000-"]
    assert hub.sent(WEIGHTS) == 200_000
    assert hub.sent("source.spm") == 0
    assert store.verify(MODEL).damaged == ()
    assert parts() == []


def test_a_short_cut_is_mended_in_the_same_run(command: Command, hub: FakeHub) -> None:
    hub.cut_once[WEIGHTS] = 50_000
    hub.failing += ["/api/", "vocab.json", WEIGHTS]
    assert "error" not in pull(command).err
    assert hub.ranges(WEIGHTS)[-1] == "bytes=50000-"
    assert store.verify(MODEL).damaged == ()


def test_a_server_without_ranges_sends_all_again(command: Command, hub: FakeHub) -> None:
    hub.cut_once[WEIGHTS] = 50_000
    hub.ignores_ranges = True
    pull(command)
    assert store.verify(MODEL).damaged == ()


@pytest.mark.parametrize("name", [WEIGHTS, "vocab.json"])
def test_a_wrong_hash_is_refused(command: Command, hub: FakeHub, name: str) -> None:
    hub.damaged.add(name)
    done = pull(command, code=3)
    assert f"{name} arrived damaged" in done.err
    assert not store.is_installed(MODEL)
    assert parts() == []


@pytest.mark.parametrize(
    ("size", "ranges"), [(100_000, ["bytes=100000-", None]), (300_000, [None]), (400_000, [None])]
)
def test_a_wrong_part_is_fetched_anew(
    command: Command, hub: FakeHub, size: int, ranges: list[str | None]
) -> None:
    blobs = store.cache_folder() / "models--Helsinki-NLP--opus-mt_tiny_deu-eng" / "blobs"
    blobs.mkdir(parents=True)
    weights = digest(WEIGHTS, hub.repos[MODEL.repo or ""].files[WEIGHTS])
    (blobs / f"{weights}.incomplete").write_bytes(b"x" * size)
    pull(command)
    assert hub.ranges(WEIGHTS) == ranges
    assert store.verify(MODEL).damaged == ()


@pytest.mark.parametrize(
    ("path", "status", "code", "says"),
    [
        ("/cdn/", 403, "", "refuses access to {repo} (403) → accept its terms at {page}"),
        ("/resolve/", 401, "GatedRepo", "{repo} is behind terms of use → accept them at {page}, "
         "then set HF_TOKEN or run: hf auth login"),
        ("/resolve/", 403, "GatedRepo", "{repo} is behind terms of use"),
        ("/api/", 401, "", "refuses access to {repo} (401)"),
        ("/api/", 401, "RepoNotFound", "there is no {repo} on {url}, or it is private → mend repo"),
        ("/api/", 404, "RepoNotFound", "there is no {repo} on {url}, or it is private → mend repo"),
        ("vocab.json", 404, "EntryNotFound", "is gone from the hub"),
        ("/api/", 418, "", "answered 418"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(
    command: Command, hub: FakeHub, path: str, status: int, code: str, says: str
) -> None:
    hub.refused[path] = (status, code)
    done = pull(command, code=3)
    expected = says.format(repo=MODEL.repo, url=hub.url, page=f"{hub.url}/{MODEL.repo}")
    assert f"error: {NAME}: " in done.err
    assert expected in done.err
    assert not store.is_installed(MODEL)


def test_terms_that_were_accepted_are(command: Command, hub: FakeHub) -> None:
    hub.refused["/resolve/"] = (401, "GatedRepo")
    hub.token = "Bearer hf_mine"
    command.env["HF_TOKEN"] = "hf_mine"
    pull(command)
    assert store.is_installed(MODEL)


@pytest.mark.parametrize(
    ("endpoint", "says"),
    [
        ("http://127.0.0.1:9", "no connection to http://127.0.0.1:9 → check the network"),
        ("huggingface.co", "HF_ENDPOINT is no web address: huggingface.co"),
    ],
)
def test_no_hub(command: Command, endpoint: str, says: str) -> None:
    command.env["HF_ENDPOINT"] = endpoint
    begun = time.monotonic()
    assert says in pull(command, code=3).err
    assert time.monotonic() - begun < 15


def test_a_log_in_page_is_no_hub(command: Command, hub: FakeHub) -> None:
    hub.page = b"<html>Welcome to Hotel Wifi</html>"
    assert "does not answer like a Hugging Face hub" in pull(command, code=3).err


def test_a_repository_without_usable_weights(command: Command, hub: FakeHub) -> None:
    hub.add(MODEL.repo or "", {"config.json": b"{}", "tf_model.h5": b"x"})
    assert "holds no weights that can be used" in pull(command, code=3).err


def test_killed_and_continued(command: Command, hub: FakeHub) -> None:
    hub.delay = 0.05
    child = subprocess.Popen(
        [sys.executable, "-m", "summarize", "models", "pull", NAME],
        env=command.environment,
        stderr=subprocess.DEVNULL,
    )

    def half_way() -> bool:
        # A part that is complete by the time it is looked at has another name.
        with suppress(FileNotFoundError):
            return any(part.stat().st_size > 50_000 for part in parts())
        return False

    wait_for(half_way)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not store.is_installed(MODEL)
    wait_for(lambda: hub.ranges(WEIGHTS))  # noted when the server has given up
    hub.delay = 0
    hub.requests.clear()
    pull(command)
    (asked,) = hub.ranges(WEIGHTS)
    assert asked
    assert hub.sent(WEIGHTS) < 260_000
    assert store.verify(MODEL).damaged == ()


def test_two_pulls_at_once_share_the_work(command: Command, hub: FakeHub) -> None:
    hub.delay = 0.03
    arguments = [sys.executable, "-m", "summarize", "models", "pull", NAME]
    children = [subprocess.Popen(arguments, env=command.environment) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    assert hub.sent(WEIGHTS) == 300_000
    assert store.verify(MODEL).damaged == ()


def test_a_disk_that_fills_up(command: Command) -> None:
    """A limit on the size of files makes writing fail as a full disk does."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        f"sys.argv = ['summarize', 'models', 'pull', {NAME!r}]\n"
        "from summarize.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=command.environment, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert "the disk is full" in done.stderr
    assert "set HF_HOME to a folder with more" in done.stderr
    assert parts() == []
    assert not store.is_installed(MODEL)


def test_a_disk_that_is_too_small(command: Command, hub: FakeHub, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        command.env["HF_HOME"] = str(disk)
        done = pull(command, code=3)
        assert "305 kB are needed and 205 kB are free" in done.err
        assert not list(disk.iterdir())
        assert not [r for r in hub.requests if "/resolve/" in r.path]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_place_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command.env["HF_HOME"] = str(tmp_path / "file")
    assert "not a directory → mend it, or set HF_HOME" in pull(command, code=3).err
    command.env["HF_HOME"] = "/proc/nosuch"
    assert "set HF_HOME to a folder" in pull(command, code=3).err


@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_refuses_without_a_socket_or_an_import(
    command: Command, hub: FakeHub, tmp_path: Path, name: str
) -> None:
    trap(command, tmp_path)
    command.env[name] = "1"
    done = pull(command, code=3)
    assert "cannot be downloaded in offline mode → drop --offline and unset HF_HUB_O" in done.err
    assert hub.requests == []
    assert not (tmp_path / "sockets").exists()


def test_nothing_is_imported_or_opened_for_what_is_here(command: Command, tmp_path: Path) -> None:
    pull(command)
    trap(command, tmp_path)
    for arguments in (["list"], ["pull", NAME], ["verify"], ["show", NAME]):
        command("models", *arguments)
    assert not (tmp_path / "sockets").exists()


def test_files_that_were_damaged_later(command: Command, hub: FakeHub) -> None:
    pull(command)
    weights = (store.location(MODEL) / WEIGHTS).resolve()
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    assert store.verify(MODEL).damaged == (WEIGHTS,)
    hub.requests.clear()
    pull(command, "--force", NAME)
    assert store.verify(MODEL).damaged == ()
    assert hub.sent(WEIGHTS) == 300_000
    assert hub.sent("source.spm") == 0
    weights.write_bytes(b"short")
    assert not store.is_installed(MODEL)
    assert store.verify(MODEL).damaged == (WEIGHTS,)


def test_removing_frees_only_this_revision(command: Command, hub: FakeHub) -> None:
    pull(command)
    old = store.location(MODEL)
    files = hub.repos[MODEL.repo or ""].files
    hub.add(MODEL.repo or "", {**files, WEIGHTS: b"better"})
    pull(command, "--force", NAME)
    assert store.remove(MODEL) == 6
    assert {path.name for path in old.iterdir()} == NEEDED
    assert (old / WEIGHTS).read_bytes() == files[WEIGHTS]
    assert not store.is_installed(MODEL)


# --- pure look-ups -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("config.json model.safetensors pytorch_model.bin", "config.json model.safetensors"),
        ("config.json pytorch_model.bin tf_model.h5 a.ot", "config.json pytorch_model.bin"),
        (
            "config.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors "
            "model.safetensors.index.json pytorch_model.bin.index.json tokenizer.json",
            "config.json tokenizer.json model-00001-of-00002.safetensors "
            "model-00002-of-00002.safetensors model.safetensors.index.json",
        ),
        (
            "config.json model.safetensors-00001-of-00001.safetensors model.safetensors.index.json",
            "config.json model.safetensors-00001-of-00001.safetensors model.safetensors.index.json",
        ),
        (
            "chat_template.jinja config.json merges.txt model.safetensors onnx/model.onnx "
            "../evil.json spiece.model training_args.bin trainer_state.json vocab.txt .env",
            "chat_template.jinja config.json merges.txt spiece.model vocab.txt model.safetensors",
        ),
        ("config.json model.bin shared_vocabulary.json", "config.json shared_vocabulary.json "
         "model.bin"),
        ("config.json lexicon.de-en.txt no.txt model.bin",
         "config.json lexicon.de-en.txt model.bin"),
        ("config.json tf_model.h5", ""),
        ("model.safetensors", ""),
    ],
)  # fmt: skip
def test_needed_files(names: str, expected: str) -> None:
    assert needed(names.split()) == expected.split()


def test_a_folder_of_the_users_own(tmp_path: Path) -> None:
    model = MODEL.model_copy(update={"repo": None, "path": tmp_path})
    for name in ("config.json", "source.spm", "target.spm", "vocab.json"):
        (tmp_path / name).write_text("{}")
        assert not store.is_installed(model)
    (tmp_path / WEIGHTS).write_bytes(b"")
    assert store.location(model) == tmp_path
    assert store.revision(model) is None
    assert store.verify(model).unknown
    assert not is_complete(tmp_path, "fsmt")
    assert not is_complete(tmp_path, "nllb")


@pytest.mark.parametrize("tokenizer", ["tokenizer.json", "source.spm", "sentencepiece.model"])
def test_a_folder_in_the_form_of_ctranslate2(tmp_path: Path, tokenizer: str) -> None:
    model = MODEL.model_copy(update={"repo": None, "path": tmp_path})
    for name in ("model.bin", "shared_vocabulary.json", tokenizer):
        assert not store.is_installed(model)
        (tmp_path / name).write_text("[]")
    assert store.location(model) == tmp_path
    assert store.is_ctranslate2(tmp_path)
    # Beside other weights it is one of many files in a checkpoint.
    (tmp_path / WEIGHTS).write_text("")
    assert not store.is_ctranslate2(tmp_path)
    assert not store.is_installed(model)


def test_parts_of_weights_must_all_be_there(tmp_path: Path) -> None:
    names = [f"model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    for name in ("config.json", "tokenizer.json", names[0]):
        (tmp_path / name).write_text("{}")
    assert not is_complete(tmp_path, "chat")
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": names[0], "b": names[1]}}))
    assert not is_complete(tmp_path, "chat")
    (tmp_path / names[1]).write_text("")
    assert is_complete(tmp_path, "chat")
    index.write_text("[]")
    assert not is_complete(tmp_path, "chat")


def test_the_cache_is_where_huggingface_hub_has_it(tmp_path: Path) -> None:
    settings: list[dict[str, str]] = [
        {},
        {"XDG_CACHE_HOME": "/xdg"},
        {"XDG_CACHE_HOME": "~/xdg", "HOME": "/home/ada"},
        {"HF_HOME": "/hf", "XDG_CACHE_HOME": "/xdg"},
        {"HF_HOME": "$HOME/hf", "HOME": "/home/ada"},
        {"HF_HUB_CACHE": "~/cache", "HF_HOME": "/hf"},
        {"HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/hf"},
        {"HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/new"},
        {"HF_HOME": ""},
    ]
    code = (
        "import importlib, json, os, sys\n"
        "from huggingface_hub import constants\n"
        "from summarize import store\n"
        "clean = {k: v for k, v in os.environ.items() if not k.startswith(('HF', 'HUGG', 'XDG'))}\n"
        "for setting in json.loads(sys.argv[1]):\n"
        "    os.environ.clear(); os.environ.update(clean | setting)\n"
        "    importlib.reload(constants)\n"
        "    print(constants.HF_HUB_CACHE, store.cache_folder(), sep='|')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(settings)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    places = [line.split("|") for line in done.stdout.splitlines()]
    assert len(places) == len(settings)
    assert [theirs for theirs, _ in places] == [ours for _, ours in places]


def test_the_record_is_what_the_hub_said(command: Command, hub: FakeHub) -> None:
    pull(command)
    record, files = read_record(MODEL), hub.repos[MODEL.repo or ""].files
    assert record is not None
    assert {file.name: file.digest for file in record.files} == {
        name: digest(name, files[name]) for name in NEEDED
    }
    (path,) = store.cache_folder().rglob("summarize/main.json")
    for garbage in ("", "[]", "{}", '{"commit": "x", "files": [{}]}'):
        path.write_text(garbage)
        assert read_record(MODEL) is None
    # Then it is a model as other tools leave it.
    assert store.is_installed(MODEL)


def python(command: Command, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=command.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def overlay(command: Command, folder: Path, repo: Repo, revision: str = "") -> Model:
    """The repository as an entry of the user's own."""
    pinned = f'revision = "{revision}"\n' if revision else ""
    path = folder / "models.toml"
    path.write_text(
        f'[models.mine]\ntask = "translate"\nfamily = "marian"\nrepo = "{repo.name}"\n{pinned}'
        'pairs = ["de-en"]\nlicence = "MIT"\ncommercial = true\ndownload_mb = 1\nmemory_mb = 1\n'
    )
    command.env["SUMMARIZE_MODELS"] = str(path)
    return registry.load(path).models["mine"]


def trap(command: Command, folder: Path) -> None:
    """Leave a file `sockets` if the command opens one, or imports what might."""
    (folder / "sitecustomize.py").write_text(
        "import atexit, pathlib, socket, sys\n"
        f"caught = pathlib.Path({str(folder / 'sockets')!r})\n"
        "def trap(*_): caught.touch(); raise OSError('blocked')\n"
        "socket.socket.connect = socket.getaddrinfo = trap\n"
        "atexit.register(lambda: 'huggingface_hub' in sys.modules and caught.touch())\n"
    )
    command.env["PYTHONPATH"] = f"{folder}{os.pathsep}{ROOT}"


def wait_for(condition: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
