"""Work on several processes, with results in the order of the tasks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

from hamnosys.errors import WorkerError

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_WAITING = 3
"""Tasks that wait for each process: enough to keep it busy, few enough to keep memory flat."""


def in_order(
    make: Callable[[_Task], _Result], tasks: Iterable[_Task], jobs: int
) -> Iterator[_Result]:
    """What ``make`` gives for each task, in their order, on so many processes.

    With one job it runs in this process. ``make``, tasks and results must go through pickle.

    Raises:
        WorkerError: a process was killed.
    """
    if jobs == 1:
        yield from map(make, tasks)
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare)
    pending: deque[Future[_Result]] = deque()
    try:
        for task in tasks:
            pending.append(pool.submit(make, task))
            if len(pending) >= _WAITING * jobs:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except BrokenProcessPool as error:
        hint = "memory may have run out; try fewer --jobs"
        raise WorkerError(
            "a process of --jobs ended before its work was done", hint=hint
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare() -> None:
    """Ctrl-C goes to the parent process, which ends the others; if it is killed, they end, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the parent, whose tasks this process would else wait for for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
