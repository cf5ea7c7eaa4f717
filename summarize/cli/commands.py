"""The commands put together, and the one place where errors become lines and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from summarize.cli.interrupt import end_as_by_ctrl_c
from summarize.cli.run import run
from summarize.errors import OutputError, SummarizeError

# What the shell reports for a program that a closed pipe ended: 128 + SIGPIPE.
_CLOSED_PIPE = 141
_INTERRUPTED = 130

# The other commands and their modules, which are loaded when one is named.
_MODULES = {"models": "models", "cache": "cache", "eval": "evaluate", "schema": "schema"}


class _Commands(TyperGroup):
    """`summarize article.txt` means `summarize run article.txt`; so does `summarize --help`."""

    _own = ("--install-completion", "--show-completion")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.list_commands(ctx), *self._own):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_MODULES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _MODULES:
            return get_command(import_module(f"summarize.cli.{_MODULES[cmd_name]}").app)
        return super().get_command(ctx, cmd_name)


class _Run(TyperCommand):
    """The command that needs no name, so its usage line shows none."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.find_root().info_name, " ".join(self.collect_usage_pieces(ctx)))


app = typer.Typer(cls=_Commands, pretty_exceptions_enable=False, rich_markup_mode=None)
# Makes it a group of commands, though only one is in it from the start.
app.callback()(lambda: None)
app.command("run", cls=_Run)(run)


def main() -> None:
    """Run the command line and exit; every error ends here, as one line on stderr."""
    interrupted = end_as_by_ctrl_c()
    code = _guarded(debug="--debug" in sys.argv)
    # Typer says 130 itself, whatever the signal was.
    sys.exit(interrupted() if code == _INTERRUPTED else code)


def _guarded(*, debug: bool) -> int:
    try:
        _replace_closed_streams()
        _use_utf8()
        with _reporting_stdout():
            code = app(standalone_mode=False)
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        _abandon_stdout()
        return _CLOSED_PIPE
    except SystemExit as end:
        # Typer turns a closed pipe into exit code 1, which here means that documents failed.
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        _abandon_stdout()
        return _CLOSED_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except typer.Abort:
        return _INTERRUPTED
    except SummarizeError as error:
        if debug:
            raise
        if isinstance(error, OutputError):
            _abandon_stdout()
        _tell(error.message, error.hint)
        return error.exit_code
    except typer.TyperException as error:
        _tell(_usage(error), "summarize --help")
        return 2
    except Exception as error:
        if debug:
            raise
        _tell(f"unexpected {type(error).__name__}: {error}", "add --debug and report this")
        return 1


def _tell(message: str, hint: str) -> None:
    from summarize.cli import talk

    talk.error(message, hint)


def _abandon_stdout() -> None:
    from summarize.cli import talk

    talk.abandon(sys.stdout)


def _usage(error: typer.TyperException) -> str:
    message: str = getattr(error, "format_message", error.__str__)()
    return message[:1].lower() + message[1:].rstrip(".")


def _replace_closed_streams() -> None:
    """A stream that our caller has closed: no file that is opened later gets its number.

    To write results there is an error; what we say to people nobody wants to hear.
    """
    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


@contextmanager
def _reporting_stdout() -> Iterator[None]:
    """A full disk behind stdout as OutputError, whichever command writes to it."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EBADF) or error.filename is not None:
            raise
        from summarize.output.atomic import unwritable

        raise unwritable("the output", error) from error


def _use_utf8() -> None:
    """Umlauts in a pipe are UTF-8 whatever the locale; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
