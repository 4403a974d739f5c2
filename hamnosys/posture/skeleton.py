"""A signer who is posed: both hands with their arms, and what could not be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from hamnosys.posture.arm import Arm, reach, reach_with_hand
from hamnosys.posture.body import Side, on_side, rest_wrist
from hamnosys.posture.directions import hand_rotation
from hamnosys.posture.geometry import LEFT, UP, Array
from hamnosys.posture.hand import hand_joints, palm_sides
from hamnosys.posture.handshape import shape_angles
from hamnosys.posture.places import OtherHand, location_anchor
from hamnosys.sign import Location, Shape


@dataclass(frozen=True, slots=True)
class HandPose:
    """One hand in the signer's frame.

    ``own`` are its joints as those of a right hand in its own frame, ``joints`` where they are,
    both of shape (21, 3); ``inner`` (20, 3) is where the inner side of each bone faces.
    ``active`` is False for a hand that hangs at rest; ``marks`` are the places on it that the
    other hand is at.
    """

    side: Side
    own: Array
    rotation: Array
    arm: Arm
    joints: Array
    inner: Array
    active: bool = True
    marks: tuple[Location, ...] = ()

    @property
    def touched(self) -> tuple[Array, ...]:
        """Where the marked places of this hand are now."""
        other = self.as_other()
        return tuple(location_anchor(mark, other).point for mark in self.marks)

    @property
    def wrist(self) -> Array:
        """Where the wrist is."""
        return self.arm.wrist

    def at(self, wrist: Array) -> HandPose:
        """The same hand elsewhere; the arm follows with its elbow turned as it is."""
        arm = reach(self.side, wrist, self.arm.swivel)
        return replace(self, arm=arm, joints=self.joints + (arm.wrist - self.wrist))

    def turned(self, arm: Arm, rotation: Array) -> HandPose:
        """The same hand at the end of another arm, turned otherwise."""
        joints, inner = _in_space(self.own, self.side, arm.wrist, rotation)
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
    joints, inner = _in_space(own, side, arm.wrist, rotation)
    return HandPose(side, own, rotation, arm, joints, inner, active)


def _in_space(own: Array, side: Side, wrist: Array, rotation: Array) -> tuple[Array, Array]:
    """Joints and inner sides of a hand in the signer's frame."""
    joints: Array = wrist + on_side(own, side) @ rotation.T
    inner: Array = on_side(palm_sides(own), side) @ rotation.T
    return joints, inner


@cache
def resting(side: Side) -> HandPose:
    """A hand that hangs beside the body, a little rounded."""
    own = hand_joints(shape_angles(Shape("hamflathand", ("hamfingerbendmod",))))
    rotation = hand_rotation(-UP, LEFT if side == "right" else -LEFT)
    return pose_hand(side, own, rotation, rest_wrist(side), active=False)


@dataclass(frozen=True, slots=True)
class Posture:
    """Both hands of a signer, and notes for the reader."""

    right: HandPose
    left: HandPose
    notes: tuple[str, ...] = ()

    @property
    def touched(self) -> tuple[Array, ...]:
        """The touched places of hands, as points."""
        return self.right.touched + self.left.touched

    def hand(self, side: Side) -> HandPose:
        """The hand of a side."""
        return self.right if side == "right" else self.left

    def moved(self, right: Array, left: Array) -> Posture:
        """The hands moved by so much each, as far as the arms reach."""
        return Posture(
            self.right.at(self.right.wrist + right) if right.any() else self.right,
            self.left.at(self.left.wrist + left) if left.any() else self.left,
            self.notes,
        )
