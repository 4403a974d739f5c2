"""Work of a thread that is a few steps ahead of who needs it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_AHEAD = 2
"""Results that wait; one more is being made."""

_LOOK = 0.1
"""Seconds after which a thread that cannot hand over looks whether it is to stop."""


@dataclass(frozen=True, slots=True)
class _Made(Generic[_Result]):
    result: _Result


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None


def ahead(make: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
    """What ``make`` gives for each task, in their order, made by a thread ahead of time.

    An exception of ``make`` is raised here when its turn comes. Closing the iterator ends the
    thread, after the result that it is making.
    """
    ready: queue.Queue[_Made[_Result] | _Ended] = queue.Queue(_AHEAD)
    stop = threading.Event()

    def hand_over(item: _Made[_Result] | _Ended) -> bool:
        while not stop.is_set():
            try:
                ready.put(item, timeout=_LOOK)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        error: BaseException | None = None
        try:
            for task in tasks:
                if not hand_over(_Made(make(task))):
                    return
        except BaseException as fault:  # raised again by who takes the results
            error = fault
        hand_over(_Ended(error))

    thread = threading.Thread(target=work, name="loading", daemon=True)
    thread.start()
    try:
        while True:
            item = ready.get()
            if isinstance(item, _Ended):
                if item.error is not None:
                    raise item.error
                return
            yield item.result
    finally:
        stop.set()
        thread.join()
