"""A text file as pieces: rows with the places of their transcriptions, and what is between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hamnosys.records import RawRow


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Slot:
    """Where in the text of a row a transcription stands, from ``start`` up to ``end``.

    ``value`` is what it says there without quotes and escapes, ``spell`` puts them on again.
    """

    start: int
    end: int
    value: str
    spell: Callable[[str], str] = _as_is


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file exactly as it is, line ends included; ``row`` is None between rows."""

    text: str
    row: RawRow | None = None
    slots: tuple[Slot, ...] = ()

    def with_values(self, values: Sequence[str]) -> str:
        """The text with other values in its slots; all that stays the same is kept as it is."""
        parts: list[str] = []
        done = 0
        for slot, value in zip(self.slots, values, strict=True):
            if value != slot.value:
                parts += [self.text[done : slot.start], slot.spell(value)]
                done = slot.end
        return "".join([*parts, self.text[done:]])
