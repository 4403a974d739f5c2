"""Places as points that can be compared: on and before the body, or on the other hand and arm.

Points of the body are in the signer's frame. Those of a hand and its arm are in the frame of a
right hand with the arm stretched behind it, so that along the limb near places are near.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from hamnosys.posture.body import Anchor, arm_lengths, body_data
from hamnosys.posture.geometry import Array, unit, vector
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.hand_places import hand_place
from hamnosys.posture.handshape import handshape_angles
from hamnosys.posture.places import level_anchor, sided
from hamnosys.sign import Handshape, Level, Location, Shape

ABSENT, BODY, LIMB = range(3)
"""Kinds of place; places of two kinds are as far apart as can be."""


def place_point(location: Location | None, reference: str) -> tuple[int, Array]:
    """Kind and point (centimetres) of a location; half way where `hambetween` stands.

    Args:
        location: None is no place at all.
        reference: base form of the hand on which places of a hand are measured.
    """
    if location is None:
        return ABSENT, np.zeros(3)
    kind, point = _level_point(location.level, reference)
    if location.between is not None:
        other, second = _level_point(location.between, reference)
        point = (point + second) / 2 if other == kind else point
    if location.behind and kind == BODY:
        point = vector([point[0], point[1], float(body_data()["behind"])])
    return kind, point


def _level_point(level: Level, reference: str) -> tuple[int, Array]:
    if level.kind == "arm":
        return LIMB, sided(level, _arm_anchor(level.places[0])).point
    if level.kind == "hand":
        return LIMB, sided(level, hand_place(_joints(reference), level.places)).point
    return BODY, sided(level, level_anchor(level, None)).point


def _arm_anchor(name: str) -> Anchor:
    """A place of an arm that is stretched behind a hand, whose wrist is the origin."""
    upper, lower = arm_lengths()
    at = {"wrist": 0.0, "elbow": -lower, "shoulder": -lower - upper}
    data = body_data()["arm_places"][name]
    start, end = (at[joint] for joint in data["between"])
    facing = unit(vector(data["faces"]))
    point = vector([0, start + data["share"] * (end - start), 0])
    return Anchor(point + body_data()["arm_radius"] * facing, facing)


@cache
def _joints(reference: str) -> Array:
    return hand_joints(handshape_angles(Handshape(Shape(reference))))
