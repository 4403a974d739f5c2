"""Starts a process for each target, watches its time, and says what became of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from fuzzing.board import Board, Counts

_MEMORY = Path("/dev/shm")
"""Files are quickest there, and every input of many targets is one."""

_POLL = 0.05
_STARTING = 120.0
"""Seconds that a process may need before its first input."""
_MOST_STARTS = 20
"""A target that kills its process this often is left."""


@dataclass(slots=True)
class Outcome:
    """What the inputs of one target did.

    ``crashes`` are the files with the inputs that crashed, each beside a ``.txt`` that says how.
    """

    name: str
    guided: bool
    tried: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_length: int = 0
    crashes: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, counts: Counts) -> None:
        """Count a process in."""
        self.tried += counts.tried
        self.refused += counts.refused
        if counts.slowest > self.slowest:
            self.slowest, self.slowest_length = counts.slowest, counts.slowest_length


def oversee(
    name: str, seconds: float, seed: int, folder: Path, *, guided: bool, tolerated: float = 10.0
) -> Outcome:
    """Fuzz one target in processes of its own, one after another where one hangs or dies."""
    outcome = Outcome(name, guided)
    begin = time.monotonic()
    left = seconds
    for start in range(_MOST_STARTS):
        own = folder / name / f"run-{start}"
        own.mkdir(parents=True)
        with Board(own / "board", new=True) as board:
            fault, used = _watched(
                name, left, seed + start, own, board, guided=guided, tolerated=tolerated
            )
            counts = board.read()
            outcome.add(counts)
            if fault:
                _save(own, fault, board.current())
        left -= used
        if not fault or left <= 0 or not counts.tried:
            break
    outcome.seconds = time.monotonic() - begin
    outcome.crashes = sorted((folder / name).glob("run-*/crash-*.input"))
    outcome.notes = [
        path.read_text(encoding="utf-8") for path in sorted((folder / name).glob("run-*/note*.txt"))
    ]
    return outcome


def _watched(
    name: str, seconds: float, seed: int, own: Path, board: Board, *, guided: bool, tolerated: float
) -> tuple[str, float]:
    """Run a process to its end; why it had to be or was ended, and seconds of fuzzing."""
    command = [sys.executable, "-m", "fuzzing.worker", name, str(seconds), str(seed), str(own)]
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    with (
        (own / "log.txt").open("wb") as log,
        tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as inputs,
    ):
        environment["TMPDIR"] = inputs
        process = subprocess.Popen(
            [*command, "guided" if guided else "plain"],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        begin = time.monotonic()
        try:
            fault = _until_end(process, board, tolerated, begin + seconds + _STARTING)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    return fault, time.monotonic() - begin


def _until_end(
    process: subprocess.Popen[bytes], board: Board, tolerated: float, latest: float
) -> str:
    while process.poll() is None:
        time.sleep(_POLL)
        now, counts = time.monotonic(), board.read()
        if counts.started and now - counts.started > tolerated:
            return f"hang: an input took more than {tolerated:g} s"
        if now > latest:
            return "" if counts.tried else f"nothing was tried within {_STARTING:g} s"
    code = process.returncode
    if code == 0:
        return ""
    named = signal.Signals(-code).name if code < 0 else f"exit {code}"
    return f"the process ended with {named}"


def _save(own: Path, fault: str, data: bytes) -> None:
    log = (own / "log.txt").read_text(encoding="utf-8", errors="replace")[-4000:]
    (own / "crash-process.input").write_bytes(data)
    (own / "crash-process.txt").write_text(f"{fault}\n\n{log}", encoding="utf-8")
