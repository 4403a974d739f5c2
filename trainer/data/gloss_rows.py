"""Which row of a test_gloss.txt says the gloss of a row of another class file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hamnosys.records import Record
from trainer.data.tables import Table


@dataclass(frozen=True, slots=True)
class GlossMatch:
    """The gloss of a row, None where there is none, and numbers of the rows that say it."""

    gloss: int | None = None
    rows: tuple[int, ...] = ()


class GlossRows:
    """The rows of a test_gloss.txt, to match others with."""

    def __init__(self, table: Table) -> None:
        self._by_frames: defaultdict[tuple[str, int, int], list[Record]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Record]] = defaultdict(list)
        for record in table.rows:
            self._by_frames[record.name, record.start, record.end].append(record)
            self._by_name[record.name].append(record)

    def match(self, number: int, name: str, frames: tuple[int, int]) -> GlossMatch:
        """The gloss of a row of another file, by its number, its name, and its start and end.

        It is that of the row with the same name and frames, else of the row with the same number
        and name, else of all rows with the name, in that order; the first choice that is clear
        counts. Rows with other frames of the same name count only if they overlap.
        """
        same = self._by_frames.get((name, *frames), ())
        return _agreed(same) or self._overlapping(number, name, frames) or GlossMatch()

    def _overlapping(self, number: int, name: str, frames: tuple[int, int]) -> GlossMatch | None:
        found = [
            each for each in self._by_name.get(name, ()) if _overlap((each.start, each.end), frames)
        ]
        return _agreed([each for each in found if each.row == number]) or _agreed(found)


def _agreed(records: Sequence[Record]) -> GlossMatch | None:
    """The gloss that all these rows have; None where they differ, or there is none."""
    glosses = {gloss_of(each) for each in records}
    if len(glosses) != 1:
        return None
    return GlossMatch(glosses.pop(), tuple(each.row for each in records))


def gloss_of(record: Record) -> int | None:
    """The gloss of a row of test_gloss.txt; None where it is absent."""
    return (record.classes or (None,))[0]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a frame is in both; 0 0 is the whole clip."""
    whole = (0, 0) in (one, other)
    return whole or (one[0] <= other[1] and other[0] <= one[1])
