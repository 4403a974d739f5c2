"""What a fuzzing process tells its overseer: counts, and the input that it is at, in a shared file.

The overseer can read it when the process hangs, has been killed or has crashed.
"""

from __future__ import annotations

import mmap
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

LARGEST = 1 << 20
"""Inputs are no longer than this, in bytes."""

_HEAD = struct.Struct("=dQQdQQ")


@dataclass(slots=True)
class Counts:
    """What a process did; ``started`` is the monotonic time of the input it is at, 0 if none."""

    started: float = 0.0
    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_length: int = 0
    length: int = 0


class Board:
    """The shared file, open in one of the two processes."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        if new:
            path.write_bytes(bytes(_HEAD.size + LARGEST))
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), _HEAD.size + LARGEST)
        self.counts = self.read()

    def read(self) -> Counts:
        """As the counts stand in the file."""
        return Counts(*_HEAD.unpack_from(self._map))

    def _write(self) -> None:
        own = self.counts
        _HEAD.pack_into(
            self._map, 0, own.started, own.tried, own.refused, own.slowest, own.slowest_length,
            own.length,
        )  # fmt: skip

    def begin(self, data: bytes) -> None:
        """An input is tried now."""
        self._map[_HEAD.size : _HEAD.size + len(data)] = data
        self.counts.length = len(data)
        self.counts.started = time.monotonic()
        self._write()

    def end(self, *, refused: bool) -> bool:
        """It was tried; whether it is the slowest one so far."""
        taken = time.monotonic() - self.counts.started
        slowest = taken > self.counts.slowest
        if slowest:
            self.counts.slowest, self.counts.slowest_length = taken, self.counts.length
        self.counts.tried += 1
        self.counts.refused += refused
        self.counts.started = 0.0
        self._write()
        return slowest

    def current(self) -> bytes:
        """The input that the process is at, or was last."""
        return self._map[_HEAD.size : _HEAD.size + self.read().length]

    def __enter__(self) -> Board:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._map.close()
        self._file.close()
