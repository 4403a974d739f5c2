"""Where a location is: on the body, before it, on the other arm or on the other hand."""

from __future__ import annotations

from dataclasses import dataclass

from hamnosys.posture.body import Anchor, Side, body_data, body_joint, body_place, on_side
from hamnosys.posture.geometry import OUT, Array, unit, vector
from hamnosys.posture.hand_places import hand_place
from hamnosys.sign import Level, Location


@dataclass(frozen=True, slots=True)
class OtherHand:
    """The hand and arm on which a place may be: what is known of them in the signer's frame.

    ``own`` are the joints of a right hand in its own frame, shape (21, 3); ``rotation`` and
    ``wrist`` take them (mirrored for a left hand) to the signer's frame.
    """

    side: Side
    own: Array
    rotation: Array
    shoulder: Array
    elbow: Array
    wrist: Array

    def to_signer(self, anchor: Anchor) -> Anchor:
        """A place of a right hand in its own frame, where it is on this hand."""
        point, facing = on_side(anchor.point, self.side), on_side(anchor.facing, self.side)
        return Anchor(self.wrist + self.rotation @ point, self.rotation @ facing, anchor.half)


def level_anchor(level: Level, other: OtherHand | None) -> Anchor:
    """The middle of a place, its side mark not counted.

    Places on a hand or an arm are those of ``other``; it must be there for them.
    """
    name = level.places[0]
    if level.kind == "body":
        anchor = body_place(name)
        raised = sum(body_data()["divided"].get(each, 0.0) for each in level.places[1:])
        return anchor.moved(vector([0, raised, 0]))
    if level.kind == "neutral":
        return Anchor(vector(body_data()["neutral"]["at"]), OUT)
    if other is None:
        raise ValueError(f"{name} is on the other hand, which is not known")
    if level.kind == "arm":
        return _arm_anchor(name, other)
    return other.to_signer(hand_place(other.own, level.places))


def _arm_anchor(name: str, other: OtherHand) -> Anchor:
    data = body_data()["arm_places"][name]
    ends = {
        "shoulder": body_joint("shoulder", other.side),
        "elbow": other.elbow,
        "wrist": other.wrist,
    }
    start, end = (ends[joint] for joint in data["between"])
    facing = on_side(unit(vector(data["faces"])), other.side)
    middle = start + data["share"] * (end - start)
    return Anchor(middle + body_data()["arm_radius"] * facing, facing, 3.0)


def side_shift(level: Level, anchor: Anchor) -> float | None:
    """How far to the signer's left of its middle a side mark puts a place; None without a mark.

    A mark before the place is the signer's left of it, one behind the place the right.
    """
    if level.side is None:
        return None
    if level.kind == "neutral":
        aside = float(body_data()["neutral"]["side"][level.side])
    else:
        beside = body_data()["beside_hand" if level.kind == "hand" else "beside"]
        aside = anchor.half + (beside if level.side == "hamlrbeside" else 0.0)
    return aside if level.side_first else -aside


def sided(level: Level, anchor: Anchor) -> Anchor:
    """The place with its side mark: at the edge, or beside it; of two places the one there."""
    shift = side_shift(level, anchor)
    if shift is None:
        return anchor
    if anchor.paired:
        anchor = anchor.on("left" if shift > 0 else "right")
    back = vector([0, 0, -0.25 * abs(shift)]) if level.kind == "body" else vector([0, 0, 0])
    return anchor.moved(vector([shift, 0, 0]) + back)


def location_anchor(location: Location, other: OtherHand | None) -> Anchor:
    """Where a location is, half way between two levels where `hambetween` stands."""
    first = sided(location.level, level_anchor(location.level, other))
    found = first
    if location.between is not None:
        found = first.between(sided(location.between, level_anchor(location.between, other)))
    if location.behind:
        point = found.point.copy()
        point[2] = float(body_data()["behind"])
        return Anchor(point, -OUT, found.half, found.paired)
    return found


def on_hand_or_arm(location: Location) -> bool:
    """Whether a location is on the other hand or arm."""
    levels = [location.level, *([location.between] if location.between else [])]
    return any(level.kind in ("hand", "arm") for level in levels)
