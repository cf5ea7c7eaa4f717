"""The command line: flags -> Request, outcomes -> stdout, errors -> stderr and exit code.

One file per command; `main` is the entry point of the console scripts.
"""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command line and exit; every error is one line on stderr."""
    # A traceback of imports would tell nobody anything: Ctrl-C just ends us until they are done.
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from summarize.cli import commands

    if usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    commands.main()
