"""Cameras: from the signer's frame to a picture, without perspective."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hamnosys.posture.geometry import LEFT, OUT, UP, Array
from hamnosys.posture.skeleton import HandPose

FRONT = np.stack([LEFT, UP, OUT])
"""As a viewer sees the signer: rows are what goes right, up and towards the viewer."""

ABOVE = np.stack([LEFT, -OUT, UP])
"""From above the signer's hands: out is down in the picture."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera and the part of the picture that it fills.

    ``axes`` (3, 3) has as rows the directions that go right, up and towards the viewer; ``centre``
    is the point in the middle; ``scale`` are pixels a centimetre across and down, ``size`` is the
    width and height in pixels.
    """

    axes: Array
    centre: Array
    scale: tuple[float, float]
    size: tuple[int, int]

    def project(self, points: Array) -> Array:
        """Points (n, 3) as pixels across, pixels down, and depth (larger is nearer), (n, 3)."""
        seen: Array = (points - self.centre) @ self.axes.T
        seen[..., 0] = self.size[0] / 2 + self.scale[0] * seen[..., 0]
        seen[..., 1] = self.size[1] / 2 - self.scale[1] * seen[..., 1]
        return seen

    @property
    def pixels(self) -> float:
        """Pixels a centimetre, for widths: the mean of both scales."""
        return (self.scale[0] + self.scale[1]) / 2


def palm_view(hand: HandPose) -> Array:
    """Axes of a camera fixed to a wrist that looks into the palm; fingers are up."""
    thumb = hand.rotation[:, 0]
    return np.stack([thumb, hand.rotation[:, 1], hand.rotation[:, 2]])


def thumb_view(hand: HandPose) -> Array:
    """Axes of a camera fixed to a wrist that looks at the thumb side; fingers are up."""
    turn = 1.0 if hand.side == "right" else -1.0
    thumb, fingers, palm = hand.rotation.T
    return np.stack([-turn * palm, fingers, turn * thumb])


def turned(axes: Array, yaw: float, pitch: float) -> Array:
    """A camera that is turned about the picture's own vertical and then tilted, in degrees."""
    a, b = np.radians(yaw), np.radians(pitch)
    about = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    tilt = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    result: Array = tilt @ about @ axes
    return result
