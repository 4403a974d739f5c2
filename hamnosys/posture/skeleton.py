"""A signer who is posed: both hands with their arms, and what could not be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from hamnosys.posture.arm import Arm, reach, reach_with_hand
from hamnosys.posture.body import Side, on_side, rest_wrist
from hamnosys.posture.directions import hand_rotation
from hamnosys.posture.geometry import LEFT, UP, Array
from hamnosys.posture.hand import hand_joints, palm_sides
from hamnosys.posture.handshape import shape_angles
from hamnosys.posture.places import OtherHand
from hamnosys.sign import Shape


@dataclass(frozen=True, slots=True)
class HandPose:
    """One hand in the signer's frame.

    ``own`` are its joints as those of a right hand in its own frame, ``joints`` where they are,
    both of shape (21, 3); ``inner`` (20, 3) is where the inner side of each bone faces.
    ``active`` is False for a hand that hangs at rest.
    """

    side: Side
    own: Array
    rotation: Array
    arm: Arm
    joints: Array
    inner: Array
    active: bool = True

    @property
    def wrist(self) -> Array:
        """Where the wrist is."""
        return self.arm.wrist

    def at(self, wrist: Array) -> HandPose:
        """The same hand elsewhere; the arm follows with its elbow turned as it is."""
        arm = reach(self.side, wrist, self.arm.swivel)
        return replace(self, arm=arm, joints=self.joints + (arm.wrist - self.wrist))

    def turned(self, wrist: Array, rotation: Array) -> HandPose:
        """The same hand elsewhere and turned otherwise; the elbow stays turned as it is."""
        arm = reach(self.side, wrist, self.arm.swivel)
        joints = arm.wrist + on_side(self.own, self.side) @ rotation.T
        inner = on_side(palm_sides(self.own), self.side) @ rotation.T
        return replace(self, arm=arm, rotation=rotation, joints=joints, inner=inner)

    def as_other(self) -> OtherHand:
        """What a place on this hand or arm needs to know."""
        arm = self.arm
        return OtherHand(self.side, self.own, self.rotation, arm.shoulder, arm.elbow, arm.wrist)


def pose_hand(
    side: Side, own: Array, rotation: Array, wrist: Array, *, active: bool = True
) -> HandPose:
    """A hand with its arm; the wrist comes as near to where it should be as the arm reaches."""
    arm = reach_with_hand(side, wrist, rotation)
    joints = arm.wrist + on_side(own, side) @ rotation.T
    inner = on_side(palm_sides(own), side) @ rotation.T
    return HandPose(side, own, rotation, arm, joints, inner, active)


@cache
def resting(side: Side) -> HandPose:
    """A hand that hangs beside the body, a little rounded."""
    own = hand_joints(shape_angles(Shape("hamflathand", ("hamfingerbendmod",))))
    rotation = hand_rotation(-UP, LEFT if side == "right" else -LEFT)
    return pose_hand(side, own, rotation, rest_wrist(side), active=False)


@dataclass(frozen=True, slots=True)
class Posture:
    """Both hands of a signer, the touched places of hands (points), and notes for the reader."""

    right: HandPose
    left: HandPose
    touched: tuple[Array, ...] = ()
    notes: tuple[str, ...] = ()

    def hand(self, side: Side) -> HandPose:
        """The hand of a side."""
        return self.right if side == "right" else self.left

    def moved(self, right: Array, left: Array) -> Posture:
        """The hands moved by so much each; touched places move with the left hand."""
        moved = tuple(point + left for point in self.touched)
        return Posture(
            self.right.at(self.right.wrist + right) if right.any() else self.right,
            self.left.at(self.left.wrist + left) if left.any() else self.left,
            moved,
            self.notes,
        )

    def is_finite(self) -> bool:
        """Whether every joint is somewhere."""
        return all(
            bool(np.isfinite(hand.joints).all() and np.isfinite(hand.arm.elbow).all())
            for hand in (self.right, self.left)
        )
