"""How many class rows two schemes make of a lexicon, and what the one separates of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.grammar import Policy
from hamnosys.parser import parse
from hamnosys.records import Record
from hamnosys.scheme_model import Scheme

_Row: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Counts over the transcriptions of a lexicon, each counted once however often it is there.

    ``transcriptions``: those that parse and that both schemes accept; ``rejected`` rows do not
    parse, ``without_class`` transcriptions are rejected by a scheme. ``first_rows`` are distinct
    class rows; ``first_pairs``: pairs of transcriptions that share one; ``second_separates``: so
    many of these have different rows under the second scheme. The others likewise.
    """

    rows: int
    rejected: int
    transcriptions: int
    without_class: int
    first_rows: int
    second_rows: int
    first_pairs: int
    second_pairs: int
    second_separates: int
    first_separates: int


def count_rows(
    records: Iterable[Record], first: Scheme, second: Scheme, policy: Policy = "tolerant"
) -> RowCounts:
    """Count what both schemes make of the first sign of each transcription."""
    rows = rejected = 0
    seen: set[str] = set()
    pairs: Counter[tuple[_Row, _Row]] = Counter()
    without = 0
    for record in records:
        rows += 1
        try:
            notation = None if record.error else parse(record.hamnosys, policy=policy)
        except HamNoSysSyntaxError:
            notation = None
        if notation is None:
            rejected += 1
            continue
        text = notation.to_hamnosys()
        if text in seen:
            continue
        seen.add(text)
        sign = notation.signs[0]
        ours, theirs = first.classes(sign), second.classes(sign)
        if _rejects(first, ours) or _rejects(second, theirs):
            without += 1
        else:
            pairs[ours, theirs] += 1
    of_first, of_second = _added(pairs, 0), _added(pairs, 1)
    shared = _pairs(pairs)
    return RowCounts(
        rows=rows,
        rejected=rejected,
        transcriptions=pairs.total(),
        without_class=without,
        first_rows=len(of_first),
        second_rows=len(of_second),
        first_pairs=_pairs(of_first),
        second_pairs=_pairs(of_second),
        second_separates=_pairs(of_first) - shared,
        first_separates=_pairs(of_second) - shared,
    )


def _rejects(scheme: Scheme, classes: _Row) -> bool:
    return None in classes and not scheme.absent_allowed


def _added(pairs: Counter[tuple[_Row, _Row]], which: int) -> Counter[_Row]:
    found: Counter[_Row] = Counter()
    for classes, count in pairs.items():
        found[classes[which]] += count
    return found


def _pairs(groups: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in groups.values())
