"""Actions: movements, groups, replacements, and the marks on them."""

from __future__ import annotations

from typing import Any

from hamnosys.builder.common import Maybe, add_posture, changed
from hamnosys.sign.action import (
    ActionItem,
    Alternation,
    Brushing,
    CircularMovement,
    Group,
    LocalMovement,
    Manner,
    RepeatedMovement,
    Repetition,
    Replacement,
    SizeChange,
    StraightMovement,
)
from hamnosys.sign.location import Contact, Location
from hamnosys.sign.posture import (
    FingerDirection,
    Hand,
    Handshape,
    HandshapeAlternatives,
    NoMotion,
    Orientation,
    Pair,
    PalmOrientation,
    Posture,
)


def action(*children: Any) -> tuple[ActionItem, ...]:
    """Fold the flat list: replacements gather their posture, places their contact."""
    items: list[Any] = []
    postures: dict[int, dict[str, Any]] = {}
    for child in children:
        if items and items[-1].__class__ is Replacement and _is_posture(child):
            add_posture(postures.setdefault(len(items) - 1, {}), child)
        else:
            _add_item(items, child)
    for place, parts in postures.items():
        items[place] = Replacement(Posture(**parts), items[place].change)
    return tuple(items)


def replacement(_replace: str, change: Maybe) -> Replacement:
    """A replacement whose posture is still to come; `action` adds it."""
    return Replacement(Posture(), change)


def _is_posture(child: Any) -> bool:
    return (child.dominant if child.__class__ is Pair else child).__class__ in _POSTURE_PARTS


_POSTURE_PARTS = frozenset(
    {Handshape, HandshapeAlternatives, Hand, FingerDirection, PalmOrientation, Orientation}
)


def _add_item(items: list[Any], child: Any) -> None:
    last = items[-1] if items else None
    if last.__class__ is Location and last.contact is None:
        if child == "hambehind":
            items[-1] = changed(last, behind=True)
            return
        if child.__class__ is Contact:
            items[-1] = changed(last, contact=child)
            return
    items.append(child)


def straight_movement(
    direction: str,
    size: Maybe,
    _between: Maybe,
    between: Maybe,
    between_size: Maybe,
    arc: Maybe,
    arc_size: Maybe,
) -> StraightMovement:
    return StraightMovement(direction, size, between, between_size, arc, arc_size)


def waved_movement(
    direction: str,
    size: Maybe,
    _between: Maybe,
    between: Maybe,
    between_size: Maybe,
    wave: str,
    wave_size: Maybe,
    ellipse: Maybe,
    ellipse_size: Maybe,
) -> StraightMovement:
    return StraightMovement(
        direction, size, between, between_size, None, None, wave, wave_size, ellipse, ellipse_size
    )


def circular_movement(
    axis: str,
    _between: Maybe,
    between: Maybe,
    size: Maybe,
    clock: tuple[str, ...] | None,
    ellipse: Maybe,
    ellipse_size: Maybe,
) -> CircularMovement:
    return CircularMovement(axis, between, size, clock or (), ellipse, ellipse_size)


def clock(*hands: str) -> tuple[str, ...]:
    return hands


def _local_movement(movement: str, size: Maybe) -> LocalMovement:
    return LocalMovement(movement, size)


wrist_movement = finger_play = cross_movement = _local_movement


def no_motion(_symbol: str) -> NoMotion:
    return NoMotion()


def size(name: str) -> str:
    return name


def grouped_action(*children: Any) -> tuple[ActionItem, ...]:
    items: list[Any] = []
    for child in children[:-1]:
        _add_item(items, child)
    return (*items, *children[-1])


def parallel_group(_begin: str, member: tuple[ActionItem, ...], _end: str) -> Group:
    return Group("parallel", (member,))


def split_group(
    _begin: str,
    first: tuple[ActionItem, ...],
    _plus: str,
    second: tuple[ActionItem, ...],
    _end: str,
) -> Group:
    return Group("split", (first, second))


def sequence_group(_begin: str, member: tuple[ActionItem, ...], _end: str) -> Group:
    return Group("sequence", (member,))


def fusion_group(_begin: str, member: tuple[ActionItem, ...], _end: str) -> Group:
    return Group("fusion", (member,))


def alternative_group(*children: Any) -> Group:
    return Group("alternatives", tuple(child for child in children if child.__class__ is tuple))


# ------------------------------------------------------------------ marks on a movement
def manner(name: str, large: Maybe) -> Manner:
    return Manner(name, large is not None)


def brushing(*children: Any) -> Brushing:
    place = next((c for c in children if c.__class__ in (Location, Pair)), None)
    contact = next((c for c in children if c.__class__ is Contact), None)
    return Brushing(place, contact, bracketed=children[0] != "hambrushing")


def size_change(name: str, size: Maybe) -> SizeChange:
    return SizeChange(name, size)


def repetition(name: str, ellipse: Maybe) -> Repetition:
    return Repetition(name, ellipse)


def alternation(_symbol: str) -> Alternation:
    return Alternation()


def repeated_movement(
    _begin: str, repetition: str, movement: str, size: Maybe, change: Maybe, _end: str
) -> RepeatedMovement:
    return RepeatedMovement(repetition, movement, size, change)
