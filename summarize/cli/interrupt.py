"""Ways to be told to stop: Ctrl-C, and the signals of a batch system or a closed terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# What `kill`, Slurm and systemd send, and what comes when the terminal goes away.
_POLITE = ("SIGTERM", "SIGHUP")


def end_as_by_ctrl_c() -> Callable[[], int]:
    """From now on, a polite request to end interrupts like Ctrl-C; a second one kills.

    Where it is ignored, as behind `nohup`, it stays so. What is given back tells what the
    shell expects as exit code of an interrupted program: 128 and the signal.
    """
    received = signal.SIGINT

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal received
        received = signal.Signals(number)
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    # Windows has one of them.
    for number in [getattr(signal, name) for name in _POLITE if hasattr(signal, name)]:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
    return lambda: 128 + received


@contextmanager
def until_interrupted() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed or SIGTERM came, so that what is begun can be finished.

    A second one interrupts at once.
    """
    asked = False
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, ask)
    try:
        yield lambda: asked
    finally:
        restore()
