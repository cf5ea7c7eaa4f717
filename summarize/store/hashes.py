"""Whether a file on the disk is what the hub says it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from summarize.store.cache import File


def matches(path: Path, file: File) -> bool:
    """Whether `path` holds exactly the bytes of `file`; False also if it cannot be read."""
    try:
        return path.stat().st_size == file.size and _digest(path, file) == file.digest
    except OSError:
        return False


def _digest(path: Path, file: File) -> str:
    """Large files are known by their SHA-256, small ones by the id that git gives them."""
    if len(file.digest) == 64:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with path.open("rb", buffering=0) as stream:
        buffer = memoryview(bytearray(1 << 20))
        while count := stream.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()
