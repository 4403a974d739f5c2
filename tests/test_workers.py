"""Work on several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hamnosys.errors import WorkerError
from hamnosys.workers import in_order


def squared(number: int) -> int:
    time.sleep(0.01 * (number % 3))  # later tasks are done first now and then
    return number * number


def killed(number: int) -> int:
    if number == 5:
        os._exit(9)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(in_order(squared, range(30), jobs)) == [number * number for number in range(30)]


def test_a_process_that_ends_is_told() -> None:
    with pytest.raises(WorkerError, match="ended before its work was done"):
        list(in_order(killed, range(30), 2))


PROGRAM = """
import sys, time
from pathlib import Path
from hamnosys.workers import in_order

def work(number):
    (Path(sys.argv[1]) / str(__import__("os").getpid())).touch()
    time.sleep(0.05)
    return number

if __name__ == "__main__":
    for _ in in_order(work, range(10_000), 2):
        pass
"""


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processes are not listed here")
def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    seen = tmp_path / "processes"
    seen.mkdir()
    with subprocess.Popen([sys.executable, str(program), str(seen)]) as parent:
        deadline = time.monotonic() + 30
        while len(list(seen.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        workers = [int(path.name) for path in seen.iterdir()]
        assert len(workers) == 2
        parent.send_signal(signal.SIGKILL)
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
