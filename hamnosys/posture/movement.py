"""Paths of the hands: the first straight or circular movement of a sign as shifts in centimetres.

Directions are those of the signer's frame. What the notation leaves open is read so:

* A movement goes 9, 17 or 27 cm (small, plain, large); a circle is as wide as that.
* An arc bulges towards its direction, left, right, up or down for the signer; where that is the
  direction of the movement itself, outward, and inward for its opposite.
* Waves and zigzags go up and down; those of a movement up or down go to the sides.
* A circle turns about its axis by the right-hand rule: clockwise for one who looks along the axis.
  12 o'clock is up, or out where the circle lies flat; the hours follow in the sense of the turn.
* The first clock hand is where a circle begins, the last where it ends; where there is but one it
  ends where it began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hamnosys.posture.directions import direction, letters_of
from hamnosys.posture.geometry import LEFT, OUT, UP, Array, across, length, unit
from hamnosys.posture.symmetry import COPY, Operator, operator_of
from hamnosys.sign import (
    ActionItem,
    Alternation,
    CircularMovement,
    Group,
    Sign,
    StraightMovement,
)

Movement: TypeAlias = StraightMovement | CircularMovement

_SMALL, _LARGE = "hamsmallmod", "hamlargemod"
LENGTHS = {_SMALL: 9.0, None: 17.0, _LARGE: 27.0}
"""Centimetres of a movement, or across a circle, by its size."""

BULGES = {_SMALL: 0.15, None: 0.3, _LARGE: 0.5}
"""How far an arc is from the straight line at its middle, as a share of the movement."""

AMPLITUDES = {_SMALL: 1.5, None: 3.0, _LARGE: 5.0}
"""Centimetres of waves and zigzags to each side."""

WAVES = 3
NARROW = 0.5
"""The short axis of an ellipse as a share of the long one."""

_HOURS = ("u", "ur", "r", "dr", "d", "dl", "l", "ul")


@dataclass(frozen=True, slots=True)
class Motion:
    """What each hand does at first; None: it stays.

    ``shared`` is True where one movement is written for both hands.
    """

    dominant: Movement | None
    other: Movement | None
    shared: bool = True


def first_motion(sign: Sign) -> Motion | None:
    """The first straight or circular movement, depth first; None if there is none.

    In a group with a part for each hand the first part is the dominant hand's.
    """
    return next(_motions(sign.action), None)


def _motions(items: Sequence[ActionItem]) -> Iterator[Motion]:
    for item in items:
        if isinstance(item, StraightMovement | CircularMovement):
            yield Motion(item, item)
        elif isinstance(item, Group) and item.kind == "split":
            first, second = (next(_motions(member), None) for member in item.members)
            if first or second:
                mine = first.dominant if first else None
                yield Motion(mine, second.dominant if second else None, shared=False)
        elif isinstance(item, Group):
            for member in item.members:
                yield from _motions(member)


def cycle(sign: Sign, motion: Motion, frames: int) -> tuple[Array, Array]:
    """Shifts of the dominant and of the other hand over one cycle, of shape (frames, 3) each.

    A path that ends elsewhere than it begins is gone there and back. Frame ``frames`` would be
    frame 0 again. Alternating hands are half a cycle apart, so that the other one begins away
    from its place.
    """
    times = np.arange(frames) / frames
    operator = _operator(sign)
    still = np.zeros((frames, 3))
    mine = still if motion.dominant is None else _there_and_back(motion.dominant, times)
    if motion.other is None or operator is None:
        if motion.other is None or motion.shared:
            return mine, still
        return mine, _there_and_back(motion.other, times)
    apart = 0.5 / turns(motion.other) if operator.alternating else 0.0
    theirs = _there_and_back(motion.other, times + apart)
    return mine, operator.movement(theirs) if motion.shared else theirs


def _operator(sign: Sign) -> Operator | None:
    """The operator of the movement; `hamalternatingmotion` in the action counts, too."""
    operator = operator_of(sign.symmetry)
    if operator is None and not sign.two_handed:
        return None
    if any(isinstance(item, Alternation) for item in _flat(sign.action)):
        return Operator((operator or COPY).axes, alternating=True)
    return operator


def _flat(items: Sequence[ActionItem]) -> Iterator[ActionItem]:
    for item in items:
        yield item
        if isinstance(item, Group):
            for member in item.members:
                yield from _flat(member)


def _there_and_back(movement: Movement, times: Array) -> Array:
    """Shifts at times of a cycle, of which 0 and 1 are the beginning."""
    times = times % 1.0
    return path(movement, times if is_closed(movement) else 1 - np.abs(1 - 2 * times))


def path(movement: Movement, shares: Array) -> Array:
    """Shifts from where a movement begins, of shape (n, 3), at shares of its way (n,), 0 to 1."""
    if isinstance(movement, StraightMovement):
        return straight_path(movement, shares)
    return circular_path(movement, shares)


def is_closed(movement: Movement) -> bool:
    """Whether a movement ends where it begins."""
    return isinstance(movement, CircularMovement) and _angles(movement)[1] % 360 == 0


def turns(movement: Movement) -> int:
    """Whole turns of a circle that is closed, else 1."""
    if isinstance(movement, CircularMovement) and is_closed(movement):
        return int(_angles(movement)[1] // 360)
    return 1


def straight_path(movement: StraightMovement, shares: Array) -> Array:
    """As `path`, of a straight movement with its arc or waves."""
    way = _halfway(movement.direction, movement.between)
    far = _length(movement)
    shifts: Array = far * shares[:, None] * way
    if movement.arc:
        bulge = BULGES[movement.arc_size] * far
        shifts += bulge * np.sin(np.pi * shares)[:, None] * _aside(direction(movement.arc), way)
    if movement.wave:
        swing = np.sin(2 * np.pi * WAVES * shares)
        if movement.wave == "hamzigzag":
            swing = 2 / np.pi * np.arcsin(swing)
        upward = abs(way @ UP) > 0.99
        wide = AMPLITUDES[movement.wave_size]
        shifts += wide * swing[:, None] * (LEFT if upward else unit(across(UP, way)))
    return shifts


def _halfway(symbol: str, other: str | None) -> Array:
    """The direction of a symbol, or half way to another; of opposite ones the first."""
    first = direction(symbol)
    if other is None:
        return first
    both = first + direction(other)
    return unit(both) if length(both) > 1e-9 else first


def _length(movement: StraightMovement) -> float:
    """Half way between two sizes, where two are written."""
    sizes = [LENGTHS[size] for size in (movement.size, movement.between_size) if size]
    return float(np.mean(sizes)) if sizes else LENGTHS[None]


def _aside(toward: Array, way: Array) -> Array:
    """The direction of a bulge, perpendicular to the way."""
    aside = across(toward, way)
    if length(aside) > 1e-6:
        return unit(aside)
    turn: Array = OUT if toward @ way > 0 else -OUT
    return turn


def circular_path(movement: CircularMovement, shares: Array) -> Array:
    """As `path`, of a circle or an ellipse, or of a part of it."""
    axis = _halfway(movement.axis, movement.between)
    noon = across(UP, axis)
    noon = unit(noon) if length(noon) > 0.1 else unit(across(OUT, axis))
    three = np.cross(axis, noon)
    begin, turned = _angles(movement)
    angles = np.radians(begin + turned * np.append(shares, 0.0))
    flat = LENGTHS[movement.size] / 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    if movement.ellipse:
        flat = flat @ _squeezed(movement.ellipse).T
    shifts: Array = (flat[:-1] - flat[-1]) @ np.stack([noon, three])
    return shifts


def _angles(movement: CircularMovement) -> tuple[float, float]:
    """Where a circle begins, in degrees after 12 o'clock, and how far it turns."""
    hands = [_HOURS.index(letters_of(c)) * 45.0 for c in movement.clock if c != "hamclockfull"]
    whole = 360.0 * movement.clock.count("hamclockfull")
    begin = hands[0] if hands else 0.0
    part = (hands[-1] - begin) % 360 if len(hands) > 1 else 0.0
    return begin, part + whole or 360.0


def _squeezed(ellipse: str) -> Array:
    """The matrix that makes a circle an ellipse; its columns are towards 12 and 3 o'clock."""
    long = {
        "hamellipsev": (1.0, 0.0),
        "hamellipseh": (0.0, 1.0),
        "hamellipseur": (0.5**0.5, 0.5**0.5),
        "hamellipseul": (0.5**0.5, -(0.5**0.5)),
    }[ellipse]
    along = np.outer(long, long)
    squeezed: Array = along + NARROW * (np.eye(2) - along)
    return squeezed
