"""Ctrl-C and SIGTERM: the step is finished and the state saved before the run ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Stop:
    """``signal`` is the number of the signal that asked to stop, 0 as long as none has."""

    signal: int = 0

    def end(self) -> None:
        """End as the signal would have.

        Raises:
            KeyboardInterrupt: it was Ctrl-C.
            SystemExit: it was another one.
        """
        if self.signal == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + self.signal)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """In the block the first signal only asks to stop; a second Ctrl-C ends at once."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop.signal and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.signal = number

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, ask) for each in signals]
    try:
        yield stop
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
