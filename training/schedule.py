"""Time: how far a run is, how fast it goes, and the learning rate that follows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from training.settings import Train


class TooSlow(RuntimeError):
    """The machine does far less than the settings ask for: something is wrong."""


def rate(progress: float, plan: Train) -> float:
    """Learning rate at a share of the run: up, level, and down to zero as 1 - sqrt."""
    if progress < plan.warmup:
        return plan.rate * progress / plan.warmup
    falling = (progress - (1 - plan.decay)) / plan.decay if plan.decay else 0.0
    return plan.rate * float(1 - min(1.0, max(0.0, falling)) ** 0.5)


class Clock:
    """How much of a run is done, counted in steps or in seconds over all calls."""

    def __init__(self, total_steps: int, total_minutes: float, call_minutes: float) -> None:
        self.total_steps, self.total_seconds = total_steps, total_minutes * 60
        self.call_seconds = call_minutes * 60
        self.begin = time.monotonic()
        self.spent_before = 0.0

    def start(self, spent_before: float) -> None:
        """Count from now on, after earlier calls that took so many seconds."""
        self.begin, self.spent_before = time.monotonic(), spent_before

    @property
    def call(self) -> float:
        """Seconds of this call."""
        return time.monotonic() - self.begin

    @property
    def spent(self) -> float:
        """Seconds of all calls."""
        return self.spent_before + self.call

    def progress(self, step: int) -> float:
        """Between 0 and 1."""
        share = step / self.total_steps if self.total_steps else self.spent / self.total_seconds
        return min(1.0, share)

    def call_is_over(self) -> bool:
        """Whether this call has had its time."""
        return 0 < self.call_seconds <= self.call


class Meter:
    """Target tokens per second since it was last read, without pauses."""

    def __init__(self, plan: Train) -> None:
        self.plan = plan
        self.checked = plan.min_speed <= 0
        self.trained = 0.0  # seconds of training in this call
        self.reset()

    def reset(self) -> None:
        """Begin a new stretch."""
        self.begin, self.tokens = time.monotonic(), 0

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Time inside this block is not training."""
        started = time.monotonic()
        yield
        self.begin += time.monotonic() - started

    def read(self) -> int:
        """The speed of the stretch; the first reading after a while must reach the floor."""
        seconds = max(1e-9, time.monotonic() - self.begin)
        speed = round(self.tokens / seconds)
        self.trained += seconds
        self.reset()
        if not self.checked and self.trained >= self.plan.min_speed_after:
            self.checked = True
            if speed < self.plan.min_speed:
                raise TooSlow(
                    f"{speed:,} target tokens a second, and the settings ask for at least "
                    f"{self.plan.min_speed:,.0f}: no GPU, another program on it, or too small "
                    "batches? (--min-speed 0 to train all the same)"
                )
        return speed
