"""Which of the sources that were named are wanted: globs, a shard, not the run's own output."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from hashlib import sha256
from pathlib import Path

from summarize.errors import UsageError


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `of` parts that share out all sources, numbered from 1.

    A key belongs to the same part on every machine, whatever other keys there are.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that is written "2/8"; UsageError if it is none."""
        written = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text.strip())
        number, of = map(int, written.groups()) if written else (0, 0)
        if not 1 <= number <= of:
            hint = "write it as 2/8: the second of eight, from 1/8 to 8/8"
            raise UsageError(f"--shard: “{text}” is no part of a whole", hint)
        return cls(number, of)

    def takes(self, key: str) -> bool:
        digest = sha256(key.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8]) % self.of == self.number - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to take of the sources that were named. Globs are for what is found in folders."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    # The field of JSONL lines that holds the text.
    field: str = "text"
    shard: Shard | None = None
    # Whether web addresses may lead to this machine and its network.
    allow_private: bool = False
    # Where this run writes to: a file or folder that is never read.
    output: Path | None = None

    def includes(self, names: Sequence[str]) -> bool:
        return any(fits(names, _parts(glob)) for glob in self.include)

    def excludes(self, names: Sequence[str]) -> bool:
        return any(fits(names, _parts(glob)) for glob in self.exclude)


def fits(names: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a path fits a glob, both split at "/"; "**" stands for any number of folders."""
    if not parts:
        return not names
    if parts[0] == "**":
        return any(fits(names[n:], parts[1:]) for n in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], parts[0]) and fits(names[1:], parts[1:])


@cache
def _parts(glob: str) -> tuple[str, ...]:
    """A glob split at "/": as in .gitignore, one without "/" is for names in any folder, and
    one that ends with "/" for all that is in a folder."""
    glob = glob.replace(os.sep, "/")
    parts = [part for part in glob.split("/") if part]
    anywhere = "/" not in glob.rstrip("/")
    return ("**",) * anywhere + tuple(parts) + ("**",) * glob.endswith("/")
