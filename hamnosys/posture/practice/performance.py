"""A take of a sign, frame by frame: hands come up from rest, hold, move out and come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hamnosys.posture.arm import arm_between
from hamnosys.posture.geometry import LEFT, OUT, UP, Array, middle_rotation, rotation_about
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.handshape import shape_angles
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.practice.take import Take, Timing
from hamnosys.posture.skeleton import HandPose, Posture, pose_hand, resting
from hamnosys.posture.symmetry import operator_of
from hamnosys.sign import Sign


def performed(sign: Sign, take: Take) -> tuple[Posture, list[Posture]]:
    """The posture that is held, and the posture in each frame.

    The other hand moves as the sign's operator says; without one it stays where it is.
    """
    held = _jittered(sign, take)
    operator = operator_of(sign.symmetry)
    follows = operator.movement(take.movement) if operator else np.zeros(3)
    frames = []
    for rise, away in _course(take.timing):
        posture = held.moved(away * take.movement, away * follows)
        if rise < 1:
            posture = replace(posture, right=_risen(held.right, rise), left=_risen(held.left, rise))
        frames.append(posture)
    return held, frames


def _course(timing: Timing) -> Iterator[tuple[float, float]]:
    """For each frame how far the hands are up, and how far along the movement, both 0 to 1."""
    for step in range(timing.rise):
        yield _eased(step / timing.rise), 0.0
    for _ in range(timing.hold):
        yield 1.0, 0.0
    for step in range(timing.out):
        yield 1.0, _eased((step + 1) / timing.out)
    for step in range(timing.back):
        yield 1.0, _eased(1 - (step + 1) / timing.back)
    for _ in range(timing.end):
        yield 1.0, 0.0


def _eased(share: float) -> float:
    """Slow at both ends."""
    return share * share * (3 - 2 * share)


def _risen(hand: HandPose, share: float) -> HandPose:
    """A hand on its way up from rest."""
    if not hand.active:
        return hand
    start = resting(hand.side)
    arm = arm_between(start.arm, hand.arm, share)
    return hand.turned(arm, middle_rotation(start.rotation, hand.rotation, share))


def _jittered(sign: Sign, take: Take) -> Posture:
    """The posture of a sign as this signer takes it: not quite as it is written."""
    posture = pose_sign(sign)
    hands = []
    for place, hand in enumerate((posture.right, posture.left)):
        if not hand.active:
            hands.append(hand)
            continue
        own = _bent(hand, sign, take)
        tilt = np.eye(3)
        for axis, degrees in zip((LEFT, UP, OUT), take.tilt[place], strict=True):
            tilt = rotation_about(axis, degrees) @ tilt
        wrist = hand.wrist + take.wrist[place]
        moved = pose_hand(hand.side, own, tilt @ hand.rotation, wrist)
        hands.append(replace(moved, marks=hand.marks))
    return Posture(hands[0], hands[1], posture.notes)


def _bent(hand: HandPose, sign: Sign, take: Take) -> Array:
    """The joints of a hand with its fingers bent a little otherwise; bones stay as long."""
    shape = sign.dominant.shape
    if shape is None or not np.array_equal(hand.own, hand_joints(shape_angles(shape))):
        return hand.own
    angles = shape_angles(shape)
    return hand_joints(
        replace(
            angles,
            flexion=np.clip(angles.flexion + take.flexion, -5, 110),
            lean=angles.lean + take.lean,
        )
    )
