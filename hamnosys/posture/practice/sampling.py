"""Which signs practice clips show: rows of classes, in balance or in given proportions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hamnosys.errors import UsageError
from hamnosys.posture.class_signs import (
    BASE_FORM,
    BENDING,
    OPERATOR,
    PLACE,
    SIDE,
    PostureError,
    heads_by_source,
    sign_of_classes,
)
from hamnosys.posture.places import on_hand_or_arm
from hamnosys.schemes import Scheme, load_scheme
from hamnosys.sign import Location

Classes: TypeAlias = tuple[int, ...]
"""One class number a head."""

_Counts = npt.NDArray[np.int64]
_ATTEMPTS = 2000
_ANY_CLASS = 0.1


@cache
def practice_scheme() -> Scheme:
    """The scheme that practice clips are labelled by."""
    return load_scheme("hearai")


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes with what in the signs that are drawn, as places of heads and class numbers.

    A fist hides every bending, so it is drawn without one. A place on the other hand or arm needs
    that hand in one posture, so such a sign has no operator and no side mark.
    """

    scheme: Scheme
    place: int
    operator: int
    side: int
    base_form: int
    bending: int
    fist: int
    on_other: frozenset[int]
    unused: frozenset[int]

    def allowed(self, head: int) -> list[int]:
        """The classes of a head that are drawn."""
        classes = range(self.scheme.heads[head].classes)
        return [c for c in classes if head != self.place or c not in self.unused]

    def fault(self, classes: Sequence[int | None]) -> str:
        """Why a row of classes cannot be shown; empty if it can."""
        try:
            sign_of_classes(self.scheme, classes)
        except PostureError as error:
            return error.message
        if classes[self.place] in self.on_other:
            for head in (self.operator, self.side):
                if classes[head]:
                    name = self.scheme.heads[head].name
                    label = self.scheme.heads[head].label(classes[head] or 0)
                    return f"a place on the other hand or arm cannot be shown with {name} {label}"
        if classes[self.base_form] == self.fist and classes[self.bending]:
            return "a bending cannot be shown on a fist"
        return ""


@cache
def practice_rules() -> Rules:
    """The rules for `practice_scheme`."""
    scheme = practice_scheme()
    heads = heads_by_source(scheme)
    number = {source: scheme.heads.index(heads[source]) for source in heads}
    places = heads[PLACE]
    example = [0] * len(scheme.heads)
    on_other, unused = set(), set()
    for place in range(places.classes):
        example[number[PLACE]] = place
        try:
            location = sign_of_classes(scheme, example).location
        except PostureError:
            unused.add(place)
            continue
        if isinstance(location, Location) and on_hand_or_arm(location):
            on_other.add(place)
    return Rules(
        scheme,
        number[PLACE],
        number[OPERATOR],
        number[SIDE],
        number[BASE_FORM],
        number[BENDING],
        heads[BASE_FORM].numbers["hamfist"],
        frozenset(on_other),
        frozenset(unused),
    )


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
    """The rows, none twice: a row that came before swaps a free class with another row."""
    free = [
        head
        for head in range(rows.shape[1])
        if head not in (rules.place, rules.operator, rules.side, rules.base_form, rules.bending)
    ]
    for _ in range(_ATTEMPTS):
        found: dict[Classes, int] = {}
        again = []
        for place, row in enumerate(map(_as_classes, rows)):
            if row in found or row in without:
                again.append(place)
            else:
                found[row] = place
        if not again:
            return [_as_classes(row) for row in rows]
        for place in again:
            head = free[int(rng.integers(len(free)))]
            other = int(rng.integers(len(rows)))
            rows[[place, other], head] = rows[[other, place], head]
            if np.count_nonzero(rows[:, head] == rows[place, head]) > 1 or len(rows) == 1:
                # Where swapping is not enough, another class; none is lost by it.
                rows[place, head] = _other_class(rows[:, head], rules.allowed(head), rng)
    raise UsageError(
        f"there are not {len(rows):,} different signs", hint="fewer --signs or --test-signs"
    )


def _other_class(column: _Counts, allowed: Sequence[int], rng: np.random.Generator) -> int:
    """A class as frequent ones are drawn: mostly one of the column, now and then any."""
    return int(rng.choice(allowed if rng.random() < _ANY_CLASS else column))


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
