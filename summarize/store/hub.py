"""The Hugging Face hub, or a mirror of it: the only place that imports huggingface_hub.

Its own downloads (2.4) begin anew after a cut and compare sizes, not hashes, so only its
listing, its connection (proxies, token, offline rule) and its locks are used here.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from summarize import __version__
from summarize.errors import MissingModel, SummarizeError
from summarize.registry import Model
from summarize.store.cache import File, Record, cache_folder, repo_folder
from summarize.store.needed import needed

if TYPE_CHECKING:
    from huggingface_hub.hf_api import HfApi, RepoSibling

# Answers of a server that may have a better one in a moment.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
# No space, over quota, or larger than the file system (or ulimit) lets a file be.
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class CutOff(Exception):
    """The server said that it was done, but it was not."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of a file from `start` on."""

    start: int
    chunks: Iterator[bytes]


class Hub:
    """A connection to the hub."""

    def __init__(self) -> None:
        _prepare()
        from huggingface_hub import constants

        self.endpoint = constants.ENDPOINT
        self._timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT

    @cached_property
    def _api(self) -> HfApi:
        from huggingface_hub import HfApi

        return HfApi(library_name="summarize", library_version=__version__)

    @cached_property
    def _headers(self) -> dict[str, str]:
        """Reads the token, also from a file."""
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        headers: dict[str, str] = build_hf_headers(
            library_name="summarize", library_version=__version__
        )
        # Compressed answers can be neither continued nor counted.
        return headers | {"accept-encoding": "identity"}

    def describe(self, model: Model) -> Record:
        """The commit and the needed files of a model; MissingModel if none can be used."""
        info = self._api.model_info(
            model.repo or "", revision=model.revision, files_metadata=True, timeout=self._timeout
        )
        siblings = {sibling.rfilename: sibling for sibling in info.siblings or ()}
        files = tuple(_file(siblings[name]) for name in needed(siblings))
        if not files:
            raise MissingModel(
                f"{model.name}: {model.repo} holds no weights that can be used",
                "it needs config.json and model.safetensors or pytorch_model.bin",
            )
        if not re.fullmatch(r"[0-9a-f]{40}", info.sha or ""):
            raise ValueError("it names no commit")
        return Record(str(info.sha), files)

    @contextmanager
    def read(self, model: Model, commit: str, name: str, start: int) -> Iterator[Stream]:
        """A file from byte `start` on, or from 0 where the server knows no ranges."""
        from huggingface_hub import get_session, hf_hub_url, hf_raise_for_status

        url = hf_hub_url(model.repo or "", name, revision=commit)
        headers = self._headers | ({"range": f"bytes={start}-"} if start else {})
        with get_session().stream("GET", url, headers=headers, timeout=self._timeout) as response:
            if response.status_code == 416:
                # What is here is longer than the file: begin anew.
                yield Stream(0, iter(()))
                return
            hf_raise_for_status(response)
            yield Stream(start if response.status_code == 206 else 0, response.iter_bytes())

    @contextmanager
    def lock(self, model: Model, digest: str) -> Iterator[None]:
        """Hold one file against all programs that use the cache; freed if the holder dies."""
        from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

        path = cache_folder() / ".locks" / repo_folder(model).name / f"{digest}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with WeakFileLock(path):
            yield

    def is_busy(self, error: Exception) -> bool:
        """Whether the hub is there and may answer better when asked once more."""
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        if isinstance(error, HfHubHTTPError):
            return error.response.status_code in _PASSING
        return isinstance(error, httpx2.ReadTimeout | httpx2.RemoteProtocolError)

    def is_passing(self, error: Exception) -> bool:
        """Whether a download that has begun may go on after a moment."""
        import httpx2

        passing = (httpx2.TimeoutException, httpx2.NetworkError, CutOff)
        return self.is_busy(error) or isinstance(error, passing)

    @contextmanager
    def explaining(self, model: Model) -> Iterator[None]:
        """Work with the hub in here; foreign errors become MissingModel with a next step."""
        try:
            yield
        except SummarizeError:
            raise
        except Exception as error:
            message, hint = self._explained(error, model)
            if not message:
                raise
            raise MissingModel(f"{model.name}: {message}", hint) from error

    def _explained(self, error: Exception, model: Model) -> tuple[str, str]:
        """Message and hint; the order matters, because the hub's errors are OSErrors too."""
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        if isinstance(error, HfHubHTTPError):
            return self._refused(error, model)
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            return (
                f"no connection to {self.endpoint}",
                "check the network, the proxy and HF_ENDPOINT, then run this again",
            )
        if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
            return f"HF_ENDPOINT is no web address: {self.endpoint}", "unset or mend HF_ENDPOINT"
        if isinstance(error, httpx2.HTTPError | CutOff):
            return (
                "the connection broke off",
                "run this again: it goes on where it stopped",
            )
        if isinstance(error, OSError):
            return _local(error)
        if isinstance(error, ValueError | LookupError | TypeError):
            return (
                f"{self.endpoint} does not answer like a Hugging Face hub ({error})",
                "check HF_ENDPOINT, and whether the network wants a log-in first",
            )
        return "", ""

    def _refused(self, error: Exception, model: Model) -> tuple[str, str]:
        from huggingface_hub import errors

        log_in = "set HF_TOKEN or run: hf auth login"
        page = f"{self.endpoint}/{model.repo}"
        if isinstance(error, errors.GatedRepoError):
            return f"{model.repo} is behind terms of use", f"accept them at {page}, then {log_in}"
        if isinstance(error, errors.RevisionNotFoundError):
            return f"{model.repo} has no revision {model.revision}", "mend it in models.toml"
        if isinstance(error, errors.RepositoryNotFoundError):
            return (
                f"there is no {model.repo} on {self.endpoint}, or it is private",
                f"mend repo in models.toml; for a private one {log_in}",
            )
        assert isinstance(error, errors.HfHubHTTPError)
        status = error.response.status_code
        if status in (401, 403):
            return (
                f"{self.endpoint} refuses access to {model.repo} ({status})",
                f"accept its terms at {page} if it has any, then {log_in}",
            )
        if status == 404:
            return f"a file of {model.repo} is gone from the hub", "run this again"
        return f"{self.endpoint} answered {status}", "run this again in a few minutes"


def delete_revision(model: Model, commit: str) -> int:
    """Delete one commit of a model from the cache, as huggingface_hub does; the bytes freed."""
    _prepare()
    from huggingface_hub import scan_cache_dir

    cache = scan_cache_dir(cache_folder())
    # Copies of a repository can have the same commit, so look at no other.
    name = repo_folder(model).name
    only = frozenset(repo for repo in cache.repos if repo.repo_path.name == name)
    strategy = replace(cache, repos=only).delete_revisions(commit)
    strategy.execute()
    return strategy.expected_freed_size


def _prepare() -> None:
    """To be called before huggingface_hub is imported, which reads its settings then."""
    # Without the first it would also ask its server which programs may be calling it.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_UPDATE_CHECK"] = "1"
    import logging

    import huggingface_hub

    # It would tell about its attempts in lines of its own.
    huggingface_hub.logging.set_verbosity(logging.CRITICAL)


def _file(sibling: RepoSibling) -> File:
    size = sibling.lfs.size if sibling.lfs else sibling.size
    digest = sibling.lfs.sha256 if sibling.lfs else sibling.blob_id
    if size is None or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", digest or ""):
        raise ValueError(f"no size or hash for {sibling.rfilename}")
    return File(sibling.rfilename, size, str(digest))


def _local(error: OSError) -> tuple[str, str]:
    place = error.filename or cache_folder()
    other = "set HF_HOME to a folder"
    if error.errno in DISK_FULL:
        return f"the disk is full: {cache_folder()}", f"free some space, or {other} with more"
    if error.errno in _FORBIDDEN:
        return f"no permission to write {place}", f"mend its permissions, or {other} of your own"
    return f"{place}: {(error.strerror or str(error)).lower()}", f"mend it, or {other} elsewhere"
