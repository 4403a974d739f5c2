"""From grammar rules to the sign: one function a rule, called with what the rule matched.

The functions are found by the name of the rule, or of its alternative (``-> name``), in the
``.lark`` files; a part that may be missing arrives as None. Bracket symbols arrive like all
others and are ignored, since the dataclass says which bracket belongs to it.
"""

from __future__ import annotations

from typing import Any

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
from hamnosys.sign.location import Contact, HandConstellation, Level, Location
from hamnosys.sign.posture import (
    AnyHandshape,
    FingerDirection,
    FingerSpecification,
    Hand,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    NoMotion,
    Orientation,
    Pair,
    PalmOrientation,
    Posture,
    Shape,
    Symmetry,
)
from hamnosys.sign.sign import Sign

Maybe = str | None
_SIDES = ("hamlrat", "hamlrbeside")
_SHAPES = (Handshape, HandshapeAlternatives)


# ------------------------------------------------------------------ notation and sign
def start(*children: Any) -> tuple[Sign, ...]:
    """All signs of a notation; ``children`` are lists of signs with `hamplus` between them."""
    return tuple(sign for child in children if child != "hamplus" for sign in child)


def sign(*children: Any) -> list[Sign]:
    """One sign, or two where a `hamplus` among the hands cannot join two single hands."""
    action: tuple[ActionItem, ...] = ()
    parts = [child for child in children if child is not None]
    if parts[-1].__class__ is tuple:
        action = parts.pop()
    if "hamplus" in parts:
        joined = _join_hands(parts)
        if joined is None:
            plus = parts.index("hamplus")
            second, rest = parts[plus + 1], parts[plus + 2 :]
            return [_sign(parts[:plus], ()), _sign([*second.parts(), *rest], action)]
        parts = joined
    return [_sign(parts, action)]


def _sign(parts: list[Any], action: tuple[ActionItem, ...]) -> Sign:
    symmetry = None
    hands: Any = {}
    constellations: list[HandConstellation] = []
    locations: list[Any] = []
    for part in parts:
        kind = part.__class__
        if kind is Location:
            locations.append(part)
        elif kind is Contact:
            _attach_contact(part, constellations, locations)
        elif kind is Symmetry:
            symmetry = part
        elif kind is Pair and part.dominant.__class__ is Location:
            locations.append(part)
        elif part == "hambehind":
            locations[-1] = _changed(locations[-1], behind=True)
        else:
            _add_posture(hands, part)
    location, second = (*locations, None, None)[:2]
    return Sign(symmetry, Posture(**hands), tuple(constellations), location, second, action)


def _attach_contact(
    contact: Contact, constellations: list[HandConstellation], locations: list[Any]
) -> None:
    """A contact belongs to the place before it; after the hands or two places, to the hands."""
    last = locations[-1] if locations else None
    if last.__class__ is Location:
        locations[-1] = _changed(last, contact=contact)
    else:
        constellations.append(HandConstellation(locations.pop() if locations else None, contact))


def _changed(
    location: Location, *, behind: bool = False, contact: Contact | None = None
) -> Location:
    return Location(
        location.level,
        location.between,
        location.etc,
        behind or location.behind,
        contact or location.contact,
    )


def _add_posture(hands: dict[str, Any], part: Any) -> None:
    kind = part.dominant.__class__ if part.__class__ is Pair else part.__class__
    hands[_POSTURE_FIELD.get(kind, "hands")] = True if part == "hamnondominant" else part


_POSTURE_FIELD: dict[type, str] = {
    FingerDirection: "direction",
    PalmOrientation: "palm",
    Orientation: "orientation",
    str: "nondominant",
}


def _join_hands(parts: list[Any]) -> list[Any] | None:
    """Read a `hamplus` without bracket as joining two hands (habit); None if it cannot be.

    shape + shape, direction + direction, or a whole hand + a whole hand; what follows is shared.
    """
    plus = parts.index("hamplus")
    start_of_hand = 1 if parts[0].__class__ is Symmetry else 0
    lead, first = parts[:start_of_hand], parts[start_of_hand:plus]
    second, rest = parts[plus + 1], parts[plus + 2 :]
    if second.__class__ is FingerDirection:
        return [*lead, *first[:-1], Pair(first[-1], second, bracketed=False), *rest]
    if any(part.__class__ is Pair or part == "hamnondominant" for part in first):
        return None
    if second.__class__ is not Hand:
        return [*lead, Pair(Hand(first[0]), Hand(second), bracketed=False), *rest]
    return [*lead, Pair(_hand(first), second, bracketed=False), *rest]


def _hand(parts: list[Any]) -> Hand:
    fields = {_HAND_FIELD.get(part.__class__, "handshape"): part for part in parts}
    return Hand(**fields)


_HAND_FIELD: dict[type, str] = {FingerDirection: "direction", PalmOrientation: "palm"}


def symmetry(operator: str, *modifiers: Maybe) -> Symmetry:
    return Symmetry(operator, tuple(m for m in modifiers if m is not None))


symmetry_reordered = symmetry


def symmetry_without_operator(alternating: str) -> Symmetry:
    return Symmetry(None, (alternating,))


# ------------------------------------------------------------------ handshape
def handshape(shape: Shape, etc: Maybe) -> Handshape:
    return Handshape(shape, etc=etc is not None)


def handshape_between(shape: Shape, _between: str, other: Shape, etc: Maybe) -> Handshape:
    return Handshape(shape, other, etc=etc is not None)


def handshape_thumb_enclosed(shape: Shape, _between: str, etc: Maybe) -> Handshape:
    return Handshape(shape, thumb_enclosed=True, etc=etc is not None)


def handshape_thumb_between(shape: Shape, _between: str, finger: str, etc: Maybe) -> Handshape:
    return Handshape(shape, thumb_between=finger, etc=etc is not None)


def handshape_alternatives(*children: Any) -> HandshapeAlternatives:
    return HandshapeAlternatives(tuple(child for child in children if child.__class__ is not str))


def shape(
    base_form: str,
    modifiers: tuple[str, ...] | None,
    thumb_contact: Maybe,
    fingers: tuple[FingerSpecification, ...] | None,
) -> Shape:
    return Shape(base_form, modifiers or (), thumb_contact, fingers or ())


def modifiers(*names: str) -> tuple[str, ...]:
    return names


def bending(name: str) -> str:
    return name


def finger_specifications(*fingers: FingerSpecification) -> tuple[FingerSpecification, ...]:
    return fingers


def finger_selected(finger: str) -> FingerSpecification:
    return FingerSpecification(finger)


def finger_bent(finger: str, bending: str) -> FingerSpecification:
    return FingerSpecification(finger, bending)


def finger_opposed(finger: str, _large: str) -> FingerSpecification:
    return FingerSpecification(finger, opposed=True)


def finger_crossing(
    finger: str, part: str, other: str, other_part: Maybe = None
) -> FingerSpecification:
    return FingerSpecification(finger, part=part, other=other, other_part=other_part)


# ------------------------------------------------------------------ two hands, orientation
def _pair(_begin: str, dominant: Any, _plus: str, nondominant: Any, _end: str) -> Pair[Any, Any]:
    return Pair(dominant, nondominant)


hand_pair = oriented_hand_pair = direction_pair = palm_pair = _pair
orientation_pair = location_pair = _pair
one_hand_shape = one_hand_direction = one_hand_palm = _pair


def bare_hand(handshape: AnyHandshape) -> Hand:
    return Hand(handshape)


def oriented_hand(
    handshape: AnyHandshape, direction: FingerDirection | None, palm: PalmOrientation
) -> Hand:
    return Hand(handshape, direction, palm)


def directed_hand(handshape: AnyHandshape, direction: FingerDirection) -> Hand:
    return Hand(handshape, direction)


def hold_over(_nondominant: str, etc: Maybe) -> HoldOver:
    return HoldOver(etc is not None)


def finger_direction(
    directions: tuple[str, ...],
    _between: Maybe,
    between: tuple[str, ...] | None,
    relative: Maybe,
    etc: Maybe,
) -> FingerDirection:
    return FingerDirection(directions, between or (), relative is not None, etc is not None)


def direction(*directions: str) -> tuple[str, ...]:
    return directions


def palm_orientation(
    palm: str, _between: Maybe, between: Maybe, relative: Maybe, etc: Maybe
) -> PalmOrientation:
    return PalmOrientation(palm, between, relative is not None, etc is not None)


def orientation(direction: FingerDirection, palm: PalmOrientation) -> Orientation:
    return Orientation(direction, palm)


# ------------------------------------------------------------------ location and contact
def location(level: Level, _between: Maybe, between: Level | None, etc: Maybe) -> Location:
    return Location(level, between, etc is not None)


location_after_handshape = location


def level(*names: Maybe) -> Level:
    places = tuple(name for name in names if name is not None)
    if places[0] in _SIDES:
        return Level(places[1:], places[0], side_first=True)
    if places[-1] in _SIDES:
        return Level(places[:-1], places[-1])
    return Level(places)


def placed_location(location: Location, behind: Maybe, contact: Contact | None) -> Location:
    return _changed(location, behind=behind is not None, contact=contact)


def contact(kind: str) -> Contact:
    return Contact(kind)


def contact_of_part(_begin: str, kind: str, part: Location, _end: str) -> Contact:
    return Contact(kind, part)


def contact_after_part(_begin: str, part: Location, _end: str, kind: str) -> Contact:
    return Contact(kind, part, part_first=True)


def contact_enlarged(kind: str, _large: str) -> Contact:
    return Contact(kind, large=True)


# ------------------------------------------------------------------ action
def action(*children: Any) -> tuple[ActionItem, ...]:
    """Fold the flat list: replacements gather their posture, places their contact."""
    items: list[Any] = []
    postures: dict[int, dict[str, Any]] = {}
    for child in children:
        if items and items[-1].__class__ is Replacement and _is_posture(child):
            _add_posture(postures.setdefault(len(items) - 1, {}), child)
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


_POSTURE_PARTS = frozenset({*_SHAPES, Hand, FingerDirection, PalmOrientation, Orientation})


def _add_item(items: list[Any], child: Any) -> None:
    last = items[-1] if items else None
    if last.__class__ is Location and last.contact is None:
        if child == "hambehind":
            items[-1] = _changed(last, behind=True)
            return
        if child.__class__ is Contact:
            items[-1] = _changed(last, contact=child)
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
