"""What tests of postures share: a sign posed by its symbols, and what is measured on it."""

from __future__ import annotations

import numpy as np
from builders import sign_of

from hamnosys.posture.body import MIRROR, arm_lengths
from hamnosys.posture.geometry import Array
from hamnosys.posture.hand import PARENTS, bones
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.skeleton import HandPose, Posture


def posed(names: str) -> Posture:
    """The posture of a transcription that is written as in `ham`."""
    return pose_sign(sign_of(names))


def lengths(joints: Array) -> Array:
    """Lengths of the 20 bones of a hand."""
    found: Array = np.linalg.norm(joints[1:] - joints[PARENTS], axis=1)
    return found


def off_the_bones(point: Array, joints: Array) -> float:
    """How far a point is from the nearest bone of a hand."""
    shares = np.linspace(0, 1, 9)[:, None, None]
    along = joints[PARENTS] + shares * (joints[1:] - joints[PARENTS])
    return float(np.linalg.norm(along - point, axis=-1).min())


def fixed_lengths() -> Array:
    """What the data says the bones that do not end at a base joint measure, thumb to pinky."""
    return np.concatenate([bones().thumb_lengths, bones().lengths.ravel()])


LASTING = [bone for bone in range(20) if bone % 4]
"""Bones between the joints of fingers and thumb; the others lie in the palm."""


def assert_is_a_body(hand: HandPose) -> None:
    """Bones have their lengths, the arm holds the hand, the hand is turned and not deformed."""
    assert np.isfinite(hand.joints).all()
    np.testing.assert_allclose(lengths(hand.joints)[LASTING], fixed_lengths(), atol=1e-6)
    in_palm = np.linalg.norm([bones().thumb_base, *bones().bases], axis=1)
    np.testing.assert_allclose(lengths(hand.joints)[::4], in_palm, atol=1e-6)
    arm = hand.arm
    reached = [np.linalg.norm(arm.elbow - arm.shoulder), np.linalg.norm(arm.wrist - arm.elbow)]
    np.testing.assert_allclose(reached, arm_lengths(), atol=1e-6)
    np.testing.assert_allclose(hand.joints[0], arm.wrist, atol=1e-9)
    np.testing.assert_allclose(hand.rotation @ hand.rotation.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(hand.rotation) > 0.999


def assert_mirrored(posture: Posture) -> None:
    """The left hand and arm are those of the right in a mirror."""
    right, left = posture.right, posture.left
    np.testing.assert_allclose(left.joints, right.joints * MIRROR, atol=1e-6)
    np.testing.assert_allclose(left.inner, right.inner * MIRROR, atol=1e-6)
    np.testing.assert_allclose(left.arm.elbow, right.arm.elbow * MIRROR, atol=1e-6)
    np.testing.assert_allclose(left.arm.shoulder, right.arm.shoulder * MIRROR, atol=1e-6)


def is_finite(posture: Posture) -> bool:
    """Every joint is somewhere."""
    hands = (posture.right, posture.left)
    return all(np.isfinite(h.joints).all() and np.isfinite(h.arm.elbow).all() for h in hands)
