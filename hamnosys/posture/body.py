"""The signer's body: its joints, and the places on it that the notation names.

Everything is in the signer's frame (`geometry`), in centimetres, for the right side;
``data/posture/body.yaml`` has the numbers and says why they are not anatomy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import yaml

from hamnosys.posture.geometry import OUT, Array, unit, vector
from hamnosys.resources import data_file

Side = Literal["right", "left"]
"""A side of the signer's body. The dominant hand is drawn as the right one."""

MIRROR = vector([-1, 1, 1])
"""Multiplies a point of the right side into one of the left."""


def other_side(side: Side) -> Side:
    """The other side."""
    return "left" if side == "right" else "right"


@cache
def body_data() -> dict[str, Any]:
    """The data of the body, read once."""
    data: dict[str, Any] = yaml.safe_load(
        data_file("posture/body.yaml").read_text(encoding="utf-8")
    )
    return data


def on_side(point: Array, side: Side) -> Array:
    """A point given for the right side, on this side."""
    return point if side == "right" else point * MIRROR


@cache
def body_joint(name: str, side: Side = "right") -> Array:
    """A joint of the body that never moves: shoulder, hip, head or nose."""
    return on_side(vector(body_data()["joints"][name]), side)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a hand can be at.

    ``point`` is on the surface, ``facing`` the direction (length 1) from which a hand comes to it,
    ``half`` half of its width and ``paired`` whether there are two of it.
    """

    point: Array
    facing: Array
    half: float = 0.0
    paired: bool = False

    def moved(self, shift: Array) -> Anchor:
        """The same place elsewhere."""
        return Anchor(self.point + shift, self.facing, self.half, self.paired)

    def on(self, side: Side) -> Anchor:
        """The one on a side, of a place that there is two of."""
        there = "right" if self.point[0] < 0 else "left"
        return self if there == side else self.mirrored()

    def mirrored(self) -> Anchor:
        """The same place on the other side of the body."""
        return Anchor(self.point * MIRROR, self.facing * MIRROR, self.half, self.paired)

    def between(self, other: Anchor) -> Anchor:
        """Half way to another."""
        facing = self.facing + other.facing
        middle = (self.point + other.point) / 2
        return Anchor(
            middle, unit(facing) if facing @ facing > 1e-9 else self.facing, self.half, self.paired
        )


@cache
def body_place(name: str) -> Anchor:
    """A place on the body by its symbol, on the right where there are two."""
    data = body_data()["places"][name]
    return Anchor(
        vector(data["at"]), unit(vector(data["faces"])), data["half"], data.get("pair", False)
    )


def place_names() -> tuple[str, ...]:
    """Symbols of all places on the body."""
    return tuple(body_data()["places"])


def gap(contact: str | None, facing: Array = OUT) -> float:
    """How far a hand is from a place that faces this way, by the symbol of the contact.

    Without contact a hand is farther before the body than it is above or beside it.
    """
    gaps: dict[str, float] = body_data()["gaps"]
    if contact in gaps:
        return gaps[contact]
    sideways = float(body_data()["sideways"])
    return gaps["none"] * (sideways + (1 - sideways) * abs(float(facing @ OUT)))


def arm_lengths() -> tuple[float, float]:
    """Lengths of upper and lower arm."""
    arms = body_data()["arms"]
    return arms["upper"], arms["lower"]


def rest_wrist(side: Side) -> Array:
    """Where the wrist of a hand is that does nothing."""
    return on_side(np.array(body_data()["rest"]["wrist"], dtype=float), side)
