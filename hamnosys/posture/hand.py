"""The bones of a hand: from the angles of its joints to where they are, by forward kinematics.

Joints are in the frame of a right hand (``data/posture/hand.yaml``): x to the thumb side, y along
the fingers, z where the palm faces, the wrist at the origin, centimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import yaml

from hamnosys.posture.geometry import Array, length, reachable, two_bones, unit, vector
from hamnosys.resources import data_file

JOINTS = 21
"""Joints of a hand, in the order of landmark trackers."""

WRIST, THUMB, INDEX, MIDDLE, RING, PINKY = 0, 1, 5, 9, 13, 17
"""Number of the wrist, and of the first of the four joints of each finger."""

FINGERS = ("hamindexfinger", "hammiddlefinger", "hamringfinger", "hampinky")
FIRST_JOINT = {"hamthumb": THUMB, **dict(zip(FINGERS, (INDEX, MIDDLE, RING, PINKY), strict=True))}
"""A finger's symbol to the number of its first joint."""


@dataclass(frozen=True, slots=True)
class HandAngles:
    """What the joints of a hand do.

    ``flexion`` has shape (4, 3): index finger to pinky, base to end joint, degrees. ``lean`` has
    shape (4,): degrees to the thumb side. The thumb's first bone points to ``thumb_first``; its
    tip is at ``thumb_tip`` as far as the bones reach, and it bends towards ``thumb_bend``.
    """

    flexion: Array
    lean: Array
    thumb_first: Array
    thumb_tip: Array
    thumb_bend: Array


@dataclass(frozen=True, slots=True)
class Bones:
    """Lengths of a hand: base joints (4, 3) and bones (4, 3) of the fingers, and of the thumb."""

    bases: Array
    lengths: Array
    thumb_base: Array
    thumb_lengths: tuple[float, float, float]


@cache
def hand_data() -> dict[str, Any]:
    """The data of the hand, read once."""
    data: dict[str, Any] = yaml.safe_load(
        data_file("posture/hand.yaml").read_text(encoding="utf-8")
    )
    return data


@cache
def bones() -> Bones:
    """The lengths of the hand, read once."""
    data = hand_data()
    fingers = [data["fingers"][name] for name in FINGERS]
    first, second, third = data["thumb"]["bones"]
    return Bones(
        np.array([finger["base"] for finger in fingers], dtype=float),
        np.array([finger["bones"] for finger in fingers], dtype=float),
        vector(data["thumb"]["base"]),
        (first, second, third),
    )


def finger_joints(flexion: Array, lean: Array) -> Array:
    """Joints of the four fingers, shape (4, 4, 3): base, middle and end joint, tip.

    The lean to the side stays however much a finger is bent, as it does in a hand that is held
    spread and bent at the base.
    """
    inventory = bones()
    bent = np.radians(np.cumsum(flexion, axis=1))
    aside = np.radians(lean)[:, None]
    directions = np.stack(
        [
            np.sin(aside) * np.ones_like(bent),
            np.cos(aside) * np.cos(bent),
            np.cos(aside) * np.sin(bent),
        ],
        axis=-1,
    )
    steps = directions * inventory.lengths[..., None]
    from_base = np.concatenate([np.zeros((4, 1, 3)), np.cumsum(steps, axis=1)], axis=1)
    joints: Array = inventory.bases[:, None] + from_base
    return joints


def thumb_joints(first: Array, tip: Array, bend: Array) -> Array:
    """Joints of the thumb, shape (4, 3): base, second and third joint, tip."""
    inventory = bones()
    one, two, three = inventory.thumb_lengths
    second = inventory.thumb_base + one * unit(first)
    end = reachable(second, tip, abs(two - three) + 0.9, two + three - 0.05)
    third = two_bones(second, end, two, three, bend)
    return np.stack([inventory.thumb_base, second, third, end])


def hand_joints(angles: HandAngles) -> Array:
    """All joints of a right hand in its own frame, shape (21, 3)."""
    thumb = thumb_joints(angles.thumb_first, angles.thumb_tip, angles.thumb_bend)
    fingers = finger_joints(angles.flexion, angles.lean)
    return np.concatenate([np.zeros((1, 3)), thumb, fingers.reshape(16, 3)])


def palm_sides(joints: Array) -> Array:
    """Where the inner side of each bone of a right hand in its own frame faces, shape (20, 3).

    Bone i ends at joint i + 1: the metacarpals come first in each finger. The inner side of the
    thumb faces the fingers.
    """
    starts = joints[PARENTS]
    along = joints[1:] - starts
    sides = np.cross([1.0, 0.0, 0.0], along)
    middles = (joints[1:] + starts) / 2
    inward = np.array([-0.5, 9.0, 5.0]) - middles[:4]
    along_thumb = along[:4] / np.linalg.norm(along[:4], axis=1, keepdims=True)
    sides[:4] = inward - np.sum(inward * along_thumb, axis=1, keepdims=True) * along_thumb
    sides[[4, 8, 12, 16]] = [0.0, 0.0, 1.0]
    normal: Array = sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)
    return normal


PARENTS = np.array([0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19])
"""The joint at which the bone to joint i + 1 begins."""


def halfway(one: HandAngles, other: HandAngles, share: float = 0.5) -> HandAngles:
    """Angles between those of two hands, ``share`` of the way to the other."""

    def mix(a: Array, b: Array) -> Array:
        return a + (b - a) * share

    first = mix(unit(one.thumb_first), unit(other.thumb_first))
    return HandAngles(
        mix(one.flexion, other.flexion),
        mix(one.lean, other.lean),
        first if length(first) > 1e-6 else one.thumb_first,
        mix(one.thumb_tip, other.thumb_tip),
        mix(one.thumb_bend, other.thumb_bend),
    )


def numbers_of(fingers: Sequence[str]) -> list[int]:
    """Rows of fingers among the four: index finger 0; the thumb is none of them."""
    return [FINGERS.index(finger) for finger in fingers if finger in FINGERS]
