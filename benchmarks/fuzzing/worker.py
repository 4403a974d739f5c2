"""The process that tries inputs: guided by coverage where atheris is installed, else by chance."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import resource
import sys
import time
import traceback
import warnings
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzzing.board import LARGEST, Board
from fuzzing.mutation import Mutator
from fuzzing.registry import make
from fuzzing.target import REFUSED, Target, tried

MEMORY = 2 << 30
"""Bytes that a process may have beyond what it begins with."""


def has_atheris() -> bool:
    """Whether inputs can be guided by coverage."""
    return importlib.util.find_spec("atheris") is not None


@dataclass(slots=True)
class Trial:
    """Tries inputs of one target, and keeps those that crash."""

    target: Target
    board: Board
    folder: Path
    known: set[str] = field(default_factory=set)

    def __call__(self, data: bytes) -> Hashable:
        """How the input was taken; a crash is written down, and is a way of its own."""
        data = data[:LARGEST]
        self.board.begin(data)
        way: Hashable
        try:
            way = tried(self.target, data)
        except Exception as error:  # whatever it is, it is what is looked for
            way = self.crashed(data, error)
        if self.target.note is not None and way is not None:
            (self.folder / "note.txt").write_text(self.target.note(), encoding="utf-8")
        refused = isinstance(way, tuple) and way[:1] == (REFUSED,)
        if self.board.end(refused=refused):
            self._write("slowest", data, "")
        return way

    def crashed(self, data: bytes, error: BaseException) -> str:
        """Write down a crash, once for each kind and place."""
        place = where(error)
        if place not in self.known:
            self.known.add(place)
            told = "".join(traceback.format_exception(error))
            self._write(f"crash-{hashlib.sha256(place.encode()).hexdigest()[:10]}", data, told)
        return place

    def _write(self, name: str, data: bytes, told: str) -> None:
        (self.folder / f"{name}.input").write_bytes(data)
        if told:
            (self.folder / f"{name}.txt").write_text(told, encoding="utf-8", errors="replace")


def where(error: BaseException) -> str:
    """Kind of an error and the innermost places in this project that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    root = str(Path(__file__).parents[2])
    ours = [f for f in frames if f.filename.startswith(root) and "site-packages" not in f.filename]
    places = [f"{Path(f.filename).name}:{f.lineno}" for f in ours[-2:]]
    return " ".join([type(error).__name__, *places])


def work(
    name: str, seconds: float, seed: int, folder: Path, *, guided: bool, runs: int | None = None
) -> None:
    """Try inputs of one target until the time is over, or so many."""
    target, atheris = _made(name, guided=guided)
    limit_memory()
    warnings.simplefilter("error")
    with Board(folder / "board") as board:
        trial = Trial(target, board, folder)
        if atheris is not None:
            _guided(atheris, trial, seconds, seed, folder)
            return
        mutator = Mutator(target.seeds(), target.words, seed, LARGEST)
        end = time.monotonic() + seconds
        while time.monotonic() < end and (runs is None or board.counts.tried < runs):
            data = mutator.next()
            mutator.learn(data, trial(data))


def limit_memory() -> None:
    """Let the process have `MEMORY` more; beyond it Python raises MemoryError, which is a crash."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _made(name: str, *, guided: bool) -> tuple[Target, Any]:
    if not guided:
        return _warm(make(name)), None
    import atheris

    with atheris.instrument_imports(include=["hamnosys", "trainer"]):
        return _warm(make(name)), atheris


def _warm(target: Target) -> Target:
    """Load what the first input needs, so that it is instrumented and its time does not count."""
    for data in target.seeds()[:1]:
        with suppress(Exception):  # the fuzzer finds it again
            tried(target, data)
    return target


def _guided(atheris: Any, trial: Trial, seconds: float, seed: int, folder: Path) -> None:
    """Let libFuzzer choose the inputs; it ends the process itself."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(trial.target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data[:LARGEST])
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in trial.target.words if word)
    words = folder / "words"
    words.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    longest = max((len(data) for data in trial.target.seeds()), default=0)
    arguments = [
        sys.argv[0],
        f"-max_total_time={max(1, round(seconds))}",
        f"-seed={seed + 1}",
        f"-max_len={min(LARGEST, max(4096, 2 * longest))}",
        *([f"-dict={words}"] if trial.target.words else []),
        "-rss_limit_mb=0",
        "-timeout=3600",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup(arguments, lambda data: _quietly(trial, data))
    atheris.Fuzz()


def _quietly(trial: Trial, data: bytes) -> None:
    trial(data)


def main(arguments: list[str]) -> None:
    """``NAME SECONDS SEED FOLDER guided|plain``: what `fuzzing.overseer` calls."""
    name, seconds, seed, folder, engine = arguments
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    work(name, float(seconds), int(seed), Path(folder), guided=engine == "guided")


if __name__ == "__main__":
    main(sys.argv[1:])
