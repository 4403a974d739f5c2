"""Inputs from inputs: what is tried where atheris is not installed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from random import Random

MOST_KEPT = 2000
"""So many inputs are kept to make others from."""

MOST_CHANGES = 6
_INTERESTING = bytes((0, 1, 9, 10, 13, 32, 34, 44, 45, 48, 57, 60, 91, 92, 93, 123, 125, 127, 255))


class Mutator:
    """Inputs in endless number, begun with the seeds; the same ones from the same seed number.

    An input that was taken in a way not seen before is kept, and others are made from it.
    """

    def __init__(
        self, seeds: Sequence[bytes], words: Sequence[bytes], seed: int, largest: int
    ) -> None:
        self.random = Random(seed)
        self.pool = [seed[:largest] for seed in seeds] or [b""]
        self.fresh = list(reversed(self.pool))
        self.words = words
        self.largest = largest
        self.ways: set[Hashable] = set()
        changes = [self._flip, self._byte, self._remove, self._double, self._insert, self._splice]
        self.changes: list[Callable[[bytearray], None]] = changes
        if words:
            self.changes += [self._word, self._word, self._replace_word]

    def next(self) -> bytes:
        """The next input: a seed, then changed ones."""
        if self.fresh:
            return self.fresh.pop()
        data = bytearray(self.random.choice(self.pool))
        for _ in range(self.random.randint(1, MOST_CHANGES)):
            self.random.choice(self.changes)(data)
        return bytes(data[: self.largest])

    def learn(self, data: bytes, way: Hashable) -> None:
        """Keep an input that was taken in a new way."""
        if way not in self.ways and len(self.pool) < MOST_KEPT:
            self.ways.add(way)
            self.pool.append(data)

    def _place(self, data: bytearray) -> int:
        return self.random.randrange(len(data) + 1)

    def _span(self, data: bytearray) -> tuple[int, int]:
        """A piece, mostly a short one."""
        begin = self._place(data)
        return begin, begin + self.random.randint(1, self.random.choice((2, 8, 64, 1024)))

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)

    def _byte(self, data: bytearray) -> None:
        if data:
            byte = self.random.choice(_INTERESTING)
            if self.random.random() < 0.5:
                byte = self.random.randrange(256)
            data[self.random.randrange(len(data))] = byte

    def _remove(self, data: bytearray) -> None:
        begin, end = self._span(data)
        del data[begin:end]

    def _double(self, data: bytearray) -> None:
        begin, end = self._span(data)
        piece = bytes(data[begin:end])
        data[begin:begin] = piece * self.random.choice((1, 1, 2, 20))

    def _insert(self, data: bytearray) -> None:
        count = self.random.choice((1, 2, 4))
        place = self._place(data)
        data[place:place] = self.random.randbytes(count)

    def _splice(self, data: bytearray) -> None:
        other = bytearray(self.random.choice(self.pool))
        begin, end = self._span(other)
        place = self._place(data)
        data[place:place] = other[begin:end]

    def _word(self, data: bytearray) -> None:
        place = self._place(data)
        data[place:place] = self.random.choice(self.words)

    def _replace_word(self, data: bytearray) -> None:
        """One word for another, where it stands."""
        old = self.random.choice(self.words)
        place = data.find(old, self._place(data)) if old else -1
        if place >= 0:
            data[place : place + len(old)] = self.random.choice(self.words)
