"""When annotations begin and end: some have times, the others share those of their neighbours."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hamnosys.formats.tiers.timing import Span

Times = dict[str, int]
"""Id of a time slot to milliseconds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation as the file has it: between two time slots, or referring to a ``parent``.

    ``tier`` is the place of its tier in the file; ``previous`` the id of the annotation before it
    among those with the same parent.
    """

    id: str
    tier: int
    value: str
    line: int | None
    slots: tuple[str, str] | None
    parent: str
    previous: str


def spans_of(
    marks: Sequence[Mark],
    slots: Mapping[str, int | None],
    tiers_by_depth: Sequence[int],
    subdivided: frozenset[int],
) -> list[Span | None]:
    """The time of each annotation, None where the file does not tell it.

    Slots without a time lie evenly between those of the same tier that have one, as in ELAN.
    Annotations that refer to another have its time; on ``subdivided`` tiers they share it evenly.

    Args:
        marks: all annotations of the document.
        slots: time slots in the order of the file.
        tiers_by_depth: places of the tiers, each after its parent.
        subdivided: places of the tiers whose annotations divide that which they refer to.
    """
    times = _slot_times(marks, slots, tiers_by_depth)
    spans: list[Span | None] = [None] * len(marks)
    first_of = {mark.id: place for place, mark in reversed(list(enumerate(marks))) if mark.id}
    children: dict[str, dict[int, list[int]]] = {}
    ready: deque[int] = deque()
    for place, mark in enumerate(marks):
        if mark.slots is not None:
            begin, end = (times.get(slot) for slot in mark.slots)
            if begin is not None and end is not None:
                spans[place] = (begin, max(begin, end))
            ready.append(place)
        else:
            children.setdefault(mark.parent, {}).setdefault(mark.tier, []).append(place)
    while ready:  # those in a circle, or whose parent is not there, never come up
        place = ready.popleft()
        if first_of.get(marks[place].id) != place:
            continue
        for tier, places in children.pop(marks[place].id, {}).items():
            ready.extend(places)
            span = spans[place]
            if span is None:
                continue
            ordered = _chained(places, marks) if tier in subdivided else places
            shares = _shares(span, len(places)) if tier in subdivided else [span] * len(places)
            for child, share in zip(ordered, shares, strict=True):
                spans[child] = share
    return spans


def _shares(span: Span, count: int) -> list[Span]:
    begin, length = span[0], span[1] - span[0]
    ends = [begin + length * part // count for part in range(count + 1)]
    return list(pairwise(ends))


def _chained(places: list[int], marks: Sequence[Mark]) -> list[int]:
    """Annotations in the order in which each names the one before it; others keep their place."""
    known = {marks[place].id for place in places}
    after: dict[str, list[int]] = {}
    for place in places:
        previous = marks[place].previous
        after.setdefault(previous if previous in known else "", []).append(place)
    ordered: list[int] = []
    waiting = list(reversed(after.pop("", [])))
    while waiting:
        place = waiting.pop()
        ordered.append(place)
        waiting.extend(reversed(after.pop(marks[place].id, [])))
    taken = set(ordered)
    return [*ordered, *(place for place in places if place not in taken)]


def _slot_times(
    marks: Sequence[Mark], slots: Mapping[str, int | None], tiers_by_depth: Sequence[int]
) -> Times:
    times: Times = {slot: time for slot, time in slots.items() if time is not None}
    if len(times) == len(slots):
        return times
    by_tier: dict[int, list[tuple[str, str]]] = {}
    for mark in marks:
        if mark.slots is not None and mark.slots[0] != mark.slots[1]:
            by_tier.setdefault(mark.tier, []).append(mark.slots)
    for tier in tiers_by_depth:
        for chain in _chains(by_tier.get(tier, [])):
            _fill(chain, times)
    _fill(list(slots), times)
    return times


def _chains(pairs: list[tuple[str, str]]) -> Iterator[list[str]]:
    """Runs of slots in which each annotation begins where the one before it ends."""
    following = dict(pairs)
    ends = {end for _, end in pairs}
    for begin in [slot for slot in following if slot not in ends]:
        chain = [begin]
        while (slot := following.pop(chain[-1], None)) is not None:
            chain.append(slot)
        yield chain


def _fill(chain: Sequence[str], times: Times) -> None:
    """Give slots between two with a time their times, evenly."""
    known = [place for place, slot in enumerate(chain) if slot in times]
    for left, right in pairwise(known):
        begin, end = times[chain[left]], times[chain[right]]
        for place in range(left + 1, right):
            times[chain[place]] = begin + (end - begin) * (place - left) // (right - left)
