"""The connection to a Ray cluster, kept from writing to stdout and stderr by itself."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from summarize.errors import UsageError

# For a cluster to answer, in seconds.
_PATIENCE = 10
# It would report to its makers what runs where, warn of what it will do some day, and write
# of its inner life to stderr.
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}


@contextmanager
def connected(address: str | None = None) -> Iterator[None]:
    """A connection to a cluster, or else one on this machine that ends with it.

    Without an address it is the cluster that this process is a job of, if it is one.
    """
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    _check(address)
    ray = imported()
    options: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
    try:
        with _hushed():
            ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL, **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        hint = "check the address, RAY_AUTH_TOKEN, and the versions of Ray and Python there"
        raise UsageError(f"no Ray cluster at {address}: {first_line(error)}", hint) from error
    try:
        yield
    finally:
        ray.shutdown()


def _check(address: str) -> None:
    """UsageError for what Ray cannot connect to, or would try to for minutes."""
    if "://" in address:
        hint = "name HOST:PORT on one of its machines, or start the run with ray job submit"
        raise UsageError("a Ray cluster is not reached through a client connection", hint)
    host, colon, port = address.rpartition(":")
    if not colon:
        return
    try:
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        hint = "check the address, and that the cluster is up"
        raise UsageError(f"no Ray cluster at {address}: {error}", hint) from error


def imported() -> Any:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        hint = 'pip install "summarize[ray]"'
        raise UsageError("--engine ray needs Ray, which is not installed", hint) from error
    # What it has to say of lost workers, it would write to stdout.
    ray._private.worker._worker_logs_enabled = False
    return ray


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what native code writes to stderr."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".:")
