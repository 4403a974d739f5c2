"""What a symmetry operator does to the other hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hamnosys.posture.directions import hand_rotation
from hamnosys.posture.geometry import Array, vector
from hamnosys.sign import Symmetry


@dataclass(frozen=True, slots=True)
class Operator:
    """Signs by which the other hand's directions are multiplied along x, y and z.

    `hamsymmpar` copies (1, 1, 1), `hamsymmlr` mirrors left and right (-1, 1, 1); `hamlargemod`
    also turns up and down around, `hamfingerstraightmod` out and in.
    """

    axes: Array
    alternating: bool = False

    def rotation(self, rotation: Array) -> Array:
        """Rotation of the other hand: fingers and palm are copied or mirrored."""
        return hand_rotation(self.axes * rotation[:, 1], self.axes * rotation[:, 2])

    def movement(self, way: Array) -> Array:
        """A movement of the other hand, or points of its path (last axis of length 3)."""
        moved: Array = way * self.axes
        return moved

    @property
    def mirrors(self) -> bool:
        """Whether the other hand is on the other side of a place."""
        return bool(self.axes[0] < 0)


COPY = Operator(np.ones(3))
"""Both hands alike: what is written once for a pair of hands without an operator."""


def operator_of(symmetry: Symmetry | None) -> Operator | None:
    """The operator of a sign; None if the other hand does nothing of itself."""
    if symmetry is None:
        return None
    if symmetry.operator is None:
        return Operator(np.ones(3), alternating=True)
    mirrored = symmetry.operator == "hamsymmlr"
    axes = [-1 if mirrored else 1, -1 if symmetry.up_down else 1, -1 if symmetry.out_in else 1]
    return Operator(vector(axes), symmetry.alternating)
