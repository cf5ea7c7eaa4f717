"""A Hugging Face hub for tests: as much of its protocol as a download needs, and its troubles.

Large files are sent from another host ("localhost"), as the real hub does.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_LARGE = (".safetensors", ".bin", ".spm", ".model", ".h5", ".onnx")
_CHUNK = 16 * 1024


@dataclass(frozen=True)
class Request:
    """What was asked for, and how many bytes of a file were sent."""

    method: str
    host: str
    path: str
    range: str | None
    token: str | None
    sent: int = 0


@dataclass
class Repo:
    name: str
    files: dict[str, bytes]

    @property
    def commit(self) -> str:
        described = json.dumps([(name, digest(name, data)) for name, data in self.files.items()])
        return hashlib.sha1(f"{self.name} {described}".encode()).hexdigest()

    def named(self, digest_: str) -> tuple[str, bytes]:
        return next((n, data) for n, data in self.files.items() if digest(n, data) == digest_)


@dataclass
class FakeHub:
    """Repositories, what was asked of them, and what is to go wrong."""

    port: int = 0
    repos: dict[str, Repo] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    # File -> how many of its bytes get through before the connection breaks.
    cut: dict[str, int] = field(default_factory=dict)
    cut_once: dict[str, int] = field(default_factory=dict)
    # Files whose last byte is changed on the way.
    damaged: set[str] = field(default_factory=set)
    # Part of a path -> status and X-Error-Code of the answer.
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    # Parts of paths that are answered with 500, each once.
    failing: list[str] = field(default_factory=list)
    # Seconds before each chunk of a large file.
    delay: float = 0.0
    ignores_ranges: bool = False
    # The token that lifts refusals.
    token: str = "of somebody"
    # What a network that wants a log-in first answers to everything.
    page: bytes = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(self, name: str, files: Mapping[str, bytes]) -> Repo:
        self.repos[name] = Repo(name, dict(files))
        return self.repos[name]

    def sent(self, name: str) -> int:
        """How many bytes of a file have been sent so far."""
        return sum(r.sent for r in self.requests if r.path.endswith("/" + name))

    def ranges(self, name: str) -> list[str | None]:
        asked = [r for r in self.requests if r.method == "GET" and r.host == "localhost"]
        return [r.range for r in asked if r.path.endswith("/" + name)]


def digest(name: str, data: bytes) -> str:
    """SHA-256 of a large file, the id that git gives a small one."""
    if name.endswith(_LARGE):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def marian(seed: int = 1, size: int = 300_000) -> dict[str, bytes]:
    """A repository as they are: what is needed among what is for others."""
    noise = random.Random(seed)
    weights = noise.randbytes(size)
    return {
        ".gitattributes": b"*.bin filter=lfs",
        "README.md": b"# A translator",
        "config.json": b'{"model_type": "marian"}',
        "generation_config.json": b'{"num_beams": 4}',
        "model.safetensors": weights,
        "onnx/model.onnx": noise.randbytes(1000),
        "pytorch_model.bin": weights[::-1],
        "source.spm": noise.randbytes(2000),
        "target.spm": noise.randbytes(2000),
        "tf_model.h5": noise.randbytes(1000),
        "tokenizer_config.json": b"{}",
        "trainer_state.json": b"{}",
        "vocab.json": json.dumps({f"word{n}": n for n in range(100)}).encode(),
    }


def without_conversions(huggingface: Path) -> None:
    """Let conversions fail at once: to find out that such weights are noise takes a second."""
    huggingface.mkdir(parents=True)
    (huggingface / "summarize-ct2").write_text("a file in its place")


NEEDED = {
    "config.json", "generation_config.json", "model.safetensors", "source.spm", "target.spm",
    "tokenizer_config.json", "vocab.json",
}  # fmt: skip


@contextmanager
def serving() -> Iterator[FakeHub]:
    hub = FakeHub()

    class Handler(_Handler):
        pass

    Handler.hub = hub
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sent = 0
        try:
            sent = self._answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.hub.requests.append(
                Request(
                    self.command,
                    self.headers["Host"].partition(":")[0],
                    unquote(urlsplit(self.path).path),
                    self.headers["Range"],
                    self.headers["Authorization"],
                    sent,
                )
            )

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> int:
        path = unquote(urlsplit(self.path).path)
        if self.hub.page:
            self._send(self.hub.page, "text/html")
            return 0
        for part in self.hub.failing:
            if part in path:
                self.hub.failing.remove(part)
                return self._refuse(500, "")
        for part, (status, code) in self.hub.refused.items():
            if part in path and self.hub.token != self.headers["Authorization"]:
                return self._refuse(status, code)
        if found := re.fullmatch(r"/cdn/(\w+)/([^/]+/[^/]+)/.+", path):
            name, data = self.hub.repos[found[2]].named(found[1])
            return self._send_file(name, data)
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            return self._resolve(*found.groups())
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(/revision/[^/]+)?", path):
            return self._describe(found[1], (found[2] or "/revision/main").split("/")[-1])
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/([^/]+)", path):
            return self._list(found[1], found[2])
        return self._refuse(404, "")

    def _refuse(self, status: int, code: str) -> int:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return 0

    def _repo(self, name: str, revision: str) -> Repo | None:
        repo = self.hub.repos.get(name)
        if repo is None:
            self._refuse(401, "RepoNotFound")
        elif revision not in ("main", repo.commit):
            self._refuse(404, "RevisionNotFound")
        else:
            return repo
        return None

    def _describe(self, name: str, revision: str) -> int:
        if repo := self._repo(name, revision):
            siblings = [{"rfilename": n, **_metadata(n, d)} for n, d in repo.files.items()]
            self._send_json({"id": name, "sha": repo.commit, "siblings": siblings})
        return 0

    def _list(self, name: str, revision: str) -> int:
        if repo := self._repo(name, revision):
            entries = []
            for path, data in repo.files.items():
                entry = _metadata(path, data)
                lfs = entry.pop("lfs", None)
                entry |= {"type": "file", "path": path, "oid": entry.pop("blobId")}
                if lfs:
                    entry["lfs"] = {"oid": lfs["sha256"], "size": len(data), "pointerSize": 134}
                entries.append(entry)
            self._send_json(entries)
        return 0

    def _resolve(self, name: str, revision: str, file: str) -> int:
        repo = self._repo(name, revision)
        if repo is None:
            return 0
        if file not in repo.files:
            return self._refuse(404, "EntryNotFound")
        data = repo.files[file]
        if not file.endswith(_LARGE):
            return self._send_file(file, data, repo.commit)
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.hub.port}/cdn/"
                         f"{digest(file, data)}/{name}/{file}")  # fmt: skip
        self.send_header("X-Repo-Commit", repo.commit)
        self.send_header("X-Linked-Etag", f'"{digest(file, data)}"')
        self.send_header("X-Linked-Size", str(len(data)))
        self.send_header("Content-Length", "0")
        self.end_headers()
        return 0

    def _send_json(self, value: object) -> None:
        self._send(json.dumps(value).encode(), "application/json")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_file(self, name: str, data: bytes, commit: str = "") -> int:
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if asked and not self.hub.ignores_ranges:
            start = int(asked[1])
        if start and start >= len(data):
            return self._refuse(416, "")
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        if commit:
            self.send_header("X-Repo-Commit", commit)
        self.send_header("ETag", f'"{digest(name, data)}"')
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        return self._send_bytes(name, data, start) if self.command == "GET" else 0

    def _send_bytes(self, name: str, data: bytes, start: int) -> int:
        if name in self.hub.damaged:
            data = data[:-1] + bytes([data[-1] ^ 1])
        limit = self.hub.cut_once.pop(name, self.hub.cut.get(name, len(data)))
        end = min(limit, len(data))
        for position in range(start, end, _CHUNK):
            time.sleep(self.hub.delay if name.endswith(_LARGE) else 0)
            self.wfile.write(data[position : min(position + _CHUNK, end)])
        if end < len(data):
            self.close_connection = True
        return max(end - start, 0)


def _metadata(name: str, data: bytes) -> dict[str, Any]:
    git_id = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    entry: dict[str, Any] = {"size": len(data), "blobId": git_id}
    if name.endswith(_LARGE):
        entry["lfs"] = {"sha256": digest(name, data), "size": len(data), "pointerSize": 134}
    return entry
