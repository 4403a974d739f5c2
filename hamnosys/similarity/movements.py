"""An action taken apart: the paths of each hand in order, and what it ends in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hamnosys.posture.directions import direction
from hamnosys.posture.geometry import Array, length, unit
from hamnosys.sign import (
    ActionItem,
    CircularMovement,
    Group,
    LocalMovement,
    Location,
    NoMotion,
    Pair,
    RepeatedMovement,
    Replacement,
    StraightMovement,
)
from hamnosys.symbols import inventory

PathItem: TypeAlias = (
    StraightMovement | CircularMovement | LocalMovement | NoMotion | RepeatedMovement
)
"""What moves a hand, or tells that it does not move."""

KINDS = ("straight", "circle", "local", "still", "absent")
"""Kinds of path; paths of two kinds are as far apart as can be."""


@dataclass(frozen=True, slots=True)
class Action:
    """What movements are compared by: paths of both hands, the first replacement, the goal."""

    dominant: tuple[PathItem, ...]
    nondominant: tuple[PathItem, ...]
    replacement: Replacement | None
    goal: Location | None


def action_of(items: Sequence[ActionItem]) -> Action:
    """An action in its parts.

    Of ``split`` groups each hand has its member, of alternatives the first counts. Replacements
    stand apart from the paths, since in a parallel group either may be written first.
    """
    flat = list(_flat(items, 0))
    paths = tuple(item for item in flat if isinstance(item, PathItem))
    others = tuple(item for item in _flat(items, 1) if isinstance(item, PathItem))
    places = [item.dominant if isinstance(item, Pair) else item for item in flat]
    return Action(
        paths,
        () if others == paths else others,
        next((item for item in flat if isinstance(item, Replacement)), None),
        next((item for item in places if isinstance(item, Location)), None),
    )


def _flat(items: Sequence[ActionItem], hand: int) -> Iterator[ActionItem]:
    """The items of one hand (0 dominant, 1 the other), groups taken apart."""
    for item in items:
        if not isinstance(item, Group):
            yield item
            continue
        members = item.members
        if item.kind == "split":
            members = members[hand : hand + 1]
        elif item.kind == "alternatives":
            members = members[:1]
        for member in members:
            yield from _flat(member, hand)


def path_vector(item: PathItem | None, sizes: Mapping[str, float], arc: float) -> Array:
    """Where a path goes and how it is bent, shape (6,): along it (or the axis), and its arc.

    Args:
        item: None where there is no such path.
        sizes: length of a path with a size symbol, where the usual one is 1.
        arc: how far an arc bends a path of length 1.
    """
    way, bend = np.zeros(3), np.zeros(3)
    if isinstance(item, StraightMovement):
        way = _between(item.direction, item.between) * sizes.get(item.size or "", 1.0)
        bend = arc * direction(item.arc) if item.arc else bend
    elif isinstance(item, CircularMovement):
        way = _between(item.axis, item.between) * sizes.get(item.size or "", 1.0)
    elif isinstance(item, RepeatedMovement) and path_kind(item) != "local":
        way = direction(item.movement) * sizes.get(item.size or "", 1.0)
    return np.concatenate([way, bend])


def path_kind(item: PathItem | None) -> str:
    """The kind of a path, one of `KINDS`."""
    if isinstance(item, RepeatedMovement):
        category = inventory().by_name[item.movement].category
        return {"straight_movement": "straight", "circular_movement": "circle"}.get(
            category, "local"
        )
    return _KIND_OF[type(item)]


_KIND_OF: dict[type, str] = {
    StraightMovement: "straight",
    CircularMovement: "circle",
    LocalMovement: "local",
    NoMotion: "still",
    type(None): "absent",
}


def _between(first: str, second: str | None) -> Array:
    """A direction, or half way between two; of opposite ones the first."""
    if second is None:
        return direction(first)
    total: Array = direction(first) + direction(second)
    return unit(total) if length(total) > 1e-6 else direction(first)
