"""Arms: they reach a wrist by two bones of fixed length, and tell what no wrist can take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hamnosys.posture.body import Side, arm_lengths, body_joint, on_side
from hamnosys.posture.geometry import (
    Array,
    across,
    angle_between,
    length,
    reachable,
    rotation_about,
    turned_toward,
    two_bones,
    unit,
    vector,
)

_HANGING, _RAISED = vector([-0.55, -1.0, -0.35]), vector([-0.55, -1.0, 0.5])
"""Where an elbow is when nothing turns it: down, outward and a little back; but forward where the
hand is raised close to the body, since a shoulder does not let it go back then."""

_SWIVELS = (0, -15, 15, -30, 30, -45, 45, 60, 75, 90)
"""Turns of the elbow about the line from shoulder to wrist that are tried, in degrees."""

MOST_BENT, MOST_TWISTED = 100.0, 150.0
"""Degrees that a wrist bends and a forearm turns from its middle position, at the most."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Shoulder, elbow and wrist of an arm, and how the elbow is turned.

    ``short`` is how many centimetres the wrist is from where it should be. ``bent`` is the angle
    of the wrist and ``twisted`` that of the forearm, in degrees; both are 0 where an arm was made
    without a hand.
    """

    side: Side
    shoulder: Array
    elbow: Array
    wrist: Array
    swivel: float
    short: float = 0.0
    bent: float = 0.0
    twisted: float = 0.0

    @property
    def is_folded(self) -> bool:
        """Whether the wrist is nearer to the shoulder than to where the arm would be straight."""
        return length(self.wrist - self.shoulder) < sum(arm_lengths()) / 2


def reach(side: Side, wrist: Array, swivel: float = 0.0) -> Arm:
    """An arm that reaches a wrist, or as near as it can."""
    upper, lower = arm_lengths()
    shoulder = body_joint("shoulder", side)
    end = _reached(shoulder, wrist)
    line = unit(end - shoulder)
    pole = across(on_side(_pole(end), side), line)
    if length(pole) < 1e-6:
        pole = across(on_side(vector([-1, 0, -0.4]), side), line)
    # Positive turns lift the elbow outward, on either side.
    turn = rotation_about(line, swivel if side == "left" else -swivel)
    elbow = two_bones(shoulder, end, upper, lower, turn @ pole)
    return Arm(side, shoulder, elbow, end, swivel, length(wrist - end))


def _pole(wrist: Array) -> Array:
    """Where the elbow of a right arm is drawn to."""
    raised = min(1.0, max(0.0, (wrist[1] + 10) / 20)) * min(1.0, max(0.0, (25 - wrist[2]) / 20))
    pole: Array = _HANGING + raised * (_RAISED - _HANGING)
    return pole


def arm_between(start: Arm, end: Arm, share: float) -> Arm:
    """An arm on the way from one posture to another: each of its bones turns the shortest way."""
    upper, lower = arm_lengths()
    first, second = (
        turned_toward(unit(one), unit(other), share)
        for one, other in (
            (start.elbow - start.shoulder, end.elbow - end.shoulder),
            (start.wrist - start.elbow, end.wrist - end.elbow),
        )
    )
    elbow = start.shoulder + upper * first
    return Arm(start.side, start.shoulder, elbow, elbow + lower * second, end.swivel)


def _reached(shoulder: Array, wrist: Array) -> Array:
    """The wrist, or the nearest point that an arm reaches."""
    upper, lower = arm_lengths()
    return reachable(shoulder, wrist, abs(upper - lower) + _NEAREST, upper + lower - 0.05)


_NEAREST = 4.0
"""Centimetres that a wrist keeps from the shoulder, beside the difference of the bones."""


def reach_with_hand(side: Side, wrist: Array, rotation: Array) -> Arm:
    """An arm that reaches a wrist with the elbow where the hand's rotation strains it least."""
    found = [strained(reach(side, wrist, swivel), rotation) for swivel in _SWIVELS]
    return min(found, key=_cost)


def strained(arm: Arm, rotation: Array) -> Arm:
    """The same arm, with the angles of its wrist and forearm."""
    bent, twisted = strain(arm, rotation)
    return replace(arm, bent=bent, twisted=twisted)


def _cost(arm: Arm) -> float:
    over = max(0.0, arm.bent - 70) * 4 + max(0.0, arm.twisted - 90) * 3
    return arm.bent + 0.4 * arm.twisted + 0.5 * abs(arm.swivel) + over


def strain(arm: Arm, rotation: Array) -> tuple[float, float]:
    """How far wrist and forearm are turned from their middle position, in degrees.

    The middle position is the hand straight on with the thumb towards the upper arm, as for a
    handshake. The twist is measured after the hand is bent back straight on.
    """
    forearm = unit(arm.wrist - arm.elbow)
    thumb, fingers = rotation[:, 0], rotation[:, 1]
    if arm.side == "left":
        thumb = -thumb
    bent = angle_between(forearm, fingers)
    axis = np.cross(fingers, forearm)
    straight = rotation_about(unit(axis), bent) @ thumb if length(axis) > 1e-6 else thumb
    neutral = across(arm.shoulder - arm.elbow, forearm)
    if length(neutral) < 1e-6:
        return bent, 0.0
    return bent, angle_between(across(straight, forearm), neutral)


def impossible(arm: Arm) -> bool:
    """Whether no wrist can take what this one should."""
    return arm.bent > MOST_BENT or arm.twisted > MOST_TWISTED
