"""A hand before it has a place: what it looks like, how it is turned, where its wrist must go."""

from __future__ import annotations

from dataclasses import dataclass

from hamnosys.posture.body import Anchor, Side, arm_lengths, body_data, body_joint, gap, on_side
from hamnosys.posture.geometry import Array, unit, vector
from hamnosys.posture.hand_places import centre, foremost, hand_place
from hamnosys.posture.skeleton import HandPose, pose_hand
from hamnosys.sign import Contact, Location


@dataclass(frozen=True, slots=True)
class Held:
    """A hand before it has a place: its joints in its own frame, and how it is turned."""

    side: Side
    own: Array
    rotation: Array

    def offset(self, point: Array) -> Array:
        """From the wrist to a point of the hand, in the signer's frame."""
        return self.rotation @ on_side(point, self.side)

    def own_direction(self, way: Array) -> Array:
        """A direction of the signer's frame in that of a right hand."""
        return on_side(self.rotation.T @ way, self.side)

    def at(self, wrist: Array) -> HandPose:
        """The hand with its wrist there."""
        return pose_hand(self.side, self.own, self.rotation, wrist)

    def wrist_before(self, anchor: Anchor, contact: Contact | None, distance: float) -> Array:
        """Where the wrist is when the hand touches a place, or has its middle before it."""
        if contact is not None and contact.kind == "hamarmextended":
            return _stretched(self, anchor)
        if contact is not None and contact.part is not None and names_hand_part(contact.part):
            touching = hand_place(self.own, contact.part.level.places).point
        elif contact is not None and distance <= gap("hamclose"):
            touching = foremost(self.own, self.own_direction(-anchor.facing))
        else:
            touching = centre(self.own)
        return anchor.point + distance * anchor.facing - self.offset(touching)


def names_hand_part(location: Location) -> bool:
    """Whether a location is a part of a hand."""
    return location.level.kind == "hand"


def _stretched(held: Held, anchor: Anchor) -> Array:
    """The wrist of an arm that is stretched out towards a place far before the body."""
    shoulder = body_joint("shoulder", held.side)
    far = vector([anchor.point[0], anchor.point[1], 200.0]) - shoulder
    wrist: Array = shoulder + body_data()["extended"] * sum(arm_lengths()) * unit(far)
    return wrist
