"""The command line: flags -> Request, outcomes -> stdout, errors -> stderr and exit code.

One file per command; `main` is the entry point of the console scripts.
"""

from __future__ import annotations

from summarize.cli.main import main

__all__ = ["main"]
