"""A lexicon of classes in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamnosys.errors import InputError

ABSENT = -1
"""In place of a class: the entry says nothing of this head."""


class LexiconError(InputError):
    """A lexicon that cannot be searched with this model."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a lexicon: ``classes`` has one number a head, None where there is none."""

    row: int
    name: str
    gloss: str
    classes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries of a lexicon, each gloss with the same classes once.

    Attributes:
        file: where they are from.
        heads: what they are classified by.
        names: of the entries.
        glosses: of the entries; the name where there is no gloss.
        rows: of the entries in the file, from 1.
        classes: int32 (entries, heads), `ABSENT` where there is none; at least one a row is there.
        notes: lines for the user.
    """

    file: str
    heads: tuple[str, ...]
    names: tuple[str, ...]
    glosses: tuple[str, ...]
    rows: tuple[int, ...]
    classes: NDArray[np.int32]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)


def lexicon_of(
    file: str, heads: Sequence[str], entries: Sequence[Entry], notes: Sequence[str] = ()
) -> Lexicon:
    """A lexicon of entries; those without any class are left out.

    Raises:
        LexiconError: no entry is left.
    """
    if not entries:
        raise LexiconError("the lexicon has no entries", file=file)
    once: dict[tuple[str, tuple[int | None, ...]], Entry] = {}
    for entry in entries:
        if any(number is not None for number in entry.classes):
            once.setdefault((entry.gloss, entry.classes), entry)
    if not once:
        raise LexiconError(
            "no entry of the lexicon has a class of the model's heads",
            file=file,
            hint=f"heads: {', '.join(heads)}",
        )
    kept = tuple(once.values())
    notes = list(notes)
    if empty := sum(all(number is None for number in entry.classes) for entry in entries):
        notes.append(f"{file}: {empty:,} entries have no class, and are left out")
    cells = [[ABSENT if number is None else number for number in each.classes] for each in kept]
    return Lexicon(
        file=file,
        heads=tuple(heads),
        names=tuple(entry.name for entry in kept),
        glosses=tuple(entry.gloss for entry in kept),
        rows=tuple(entry.row for entry in kept),
        classes=np.array(cells, dtype=np.int32),
        notes=tuple(notes),
    )
