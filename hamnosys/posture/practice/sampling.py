"""Which signs practice clips show: rows of classes, in balance or in given proportions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hamnosys.errors import UsageError
from hamnosys.posture.practice.rules import Rules, practice_rules

Classes: TypeAlias = tuple[int, ...]
"""One class number a head."""

_Counts = npt.NDArray[np.int64]
_SWAPS, _REPLACEMENTS = 60, 60
"""How often another row, or other classes, are tried for a row that came before."""


Proportions: TypeAlias = Mapping[int, Mapping[int, int]]
"""How often each class of each head is wanted, in proportion: head, then class, to a count."""


def draw_signs(
    count: int,
    rng: np.random.Generator,
    *,
    proportions: Proportions | None = None,
    without: frozenset[Classes] = frozenset(),
) -> list[Classes]:
    """Different rows of classes for so many signs.

    Every class of every head occurs, as far as there are signs enough: equally often, or in
    proportion; the rules come first (a sign on the other hand has no operator, a fist no bending).

    Args:
        count: of signs, at least 1.
        rng: decides which.
        proportions: of the classes; a class that is not in them occurs once.
        without: rows that must not come.

    Raises:
        UsageError: there are not so many different rows.
    """
    rules = practice_rules()
    wanted = {
        head: {c: (proportions[head].get(c, 0) if proportions else 1) for c in rules.allowed(head)}
        for head in range(len(rules.scheme.heads))
    }
    columns = {head: _spread(wanted[head], count, rng) for head in wanted}
    on_other = np.isin(columns[rules.place], list(rules.on_other))
    fists = columns[rules.base_form] == rules.fist
    for head, fixed in ((rules.operator, on_other), (rules.side, on_other), (rules.bending, fists)):
        columns[head] = _with_fixed(wanted[head], fixed, rng)
    rows = np.stack([columns[head] for head in range(len(rules.scheme.heads))], axis=1)
    return _distinct(rows, rules, rng, without)


def apportioned(wanted: Mapping[int, int], count: int) -> dict[int, int]:
    """So many signs to classes: in proportion, each class once before one comes twice."""
    classes = list(wanted)
    least = 1 if count >= len(classes) else 0
    total = sum(wanted.values()) or 1
    shares = {c: count * wanted[c] / total for c in classes}
    given = {c: max(least, int(shares[c])) for c in classes}
    while sum(given.values()) > count:
        # What was rounded up to one is taken from where there is most in excess.
        most = max(classes, key=lambda c: (given[c] > least, given[c] - shares[c], given[c]))
        given[most] -= 1
    by_rest = sorted(classes, key=lambda c: (given[c] - shares[c], c))
    for place in range(count - sum(given.values())):
        given[by_rest[place % len(classes)]] += 1
    return given


def _spread(wanted: Mapping[int, int], count: int, rng: np.random.Generator) -> _Counts:
    """A class for each sign, in proportion and in any order."""
    names = list(wanted)
    order = {c: wanted[c] for c in (names[i] for i in rng.permutation(len(names)))}
    given = apportioned(order, count)
    column = np.repeat(list(given), list(given.values()))
    return rng.permutation(column).astype(np.int64)


def _with_fixed(
    wanted: Mapping[int, int], fixed: npt.NDArray[np.bool_], rng: np.random.Generator
) -> _Counts:
    """Class 0 for the signs that are fixed; the others make up for it as far as they can."""
    count, held = len(fixed), int(fixed.sum())
    free = count - held
    column = np.zeros(count, dtype=np.int64)
    if free:
        target = apportioned(wanted, count)
        left = {c: max(0, n - held) if c == 0 else n for c, n in target.items()}
        if not sum(left.values()):
            left[0] = 1
        column[~fixed] = _spread({c: n for c, n in left.items() if n}, free, rng)
    return column


def _distinct(
    rows: _Counts, rules: Rules, rng: np.random.Generator, without: frozenset[Classes]
) -> list[Classes]:
    """The rows, none twice: one that came before swaps a free class with another row.

    So no class becomes more or less frequent. Where no swap helps, as when one class of each head
    is nearly all there is, it takes another class, which need not be in proportion.
    """
    free = [head for head in range(rows.shape[1]) if head not in rules.bound]
    taken = set(without)
    settled = np.zeros(len(rows), dtype=bool)
    for place, row in enumerate(map(_as_classes, rows)):
        settled[place] = row not in taken
        taken.add(row)
    for again in np.flatnonzero(~settled).tolist():
        if not _swap(rows, again, free, rng, taken, settled):
            _replace(rows[again], free, rules, rng, taken)
        settled[again] = True
        taken.add(_as_classes(rows[again]))
    return [_as_classes(row) for row in rows]


def _swap(
    rows: _Counts,
    place: int,
    free: Sequence[int],
    rng: np.random.Generator,
    taken: set[Classes],
    settled: npt.NDArray[np.bool_],
) -> bool:
    """Swap a class of a row that came before with one of a settled row, if both are new by it."""
    for _ in range(_SWAPS):
        other, head = int(rng.integers(len(rows))), int(rng.choice(free))
        if not settled[other] or rows[place, head] == rows[other, head]:
            continue
        before = _as_classes(rows[other])
        rows[[place, other], head] = rows[[other, place], head]
        one, two = _as_classes(rows[place]), _as_classes(rows[other])
        if one != two and one not in taken and two not in taken:
            taken.discard(before)
            taken.add(two)
            return True
        rows[[place, other], head] = rows[[other, place], head]
    return False


def _replace(
    row: _Counts,
    free: Sequence[int],
    rules: Rules,
    rng: np.random.Generator,
    taken: set[Classes],
) -> None:
    """Give a row other free classes until it is new.

    Raises:
        UsageError: every combination of them is taken.
    """
    for _ in range(_REPLACEMENTS):
        for head in free:
            row[head] = rng.choice(rules.allowed(head))
        if _as_classes(row) not in taken:
            return
    for classes in product(*(rules.allowed(head) for head in free)):
        row[list(free)] = classes
        if _as_classes(row) not in taken:
            return
    raise UsageError("there are not so many different signs", hint="fewer --signs or --test-signs")


def _as_classes(row: _Counts) -> Classes:
    return tuple(int(number) for number in row)


def choose_signs(rows: Sequence[Classes], count: int) -> list[Classes]:
    """So many of the rows, in balance: each time the one whose classes came least so far.

    Raises:
        UsageError: there are not so many different rows.
    """
    different = list(dict.fromkeys(rows))
    if count > len(different):
        raise UsageError(
            f"{count:,} signs are wanted, but only {len(different):,} different ones can be shown",
            hint="fewer --signs and --test-signs",
        )
    table = np.array(different)
    heads = np.arange(table.shape[1])
    seen = np.zeros((table.shape[1], int(table.max()) + 1))
    open_rows = np.ones(len(different), dtype=bool)
    chosen: list[Classes] = []
    for _ in range(count):
        worth = (1 / (1 + seen[heads, table])).sum(axis=1)
        worth[~open_rows] = -1
        best = int(np.argmax(worth))
        open_rows[best] = False
        seen[heads, table[best]] += 1
        chosen.append(different[best])
    return chosen
