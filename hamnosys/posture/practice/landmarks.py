"""The joints of a clip as a landmark tracker would give them, as arrays of an ``npz`` file.

Each array has shape (frames, 4 * points): x, y, z and visibility of each point in turn. x and y
are shares of the picture that the signer's cells show, from its upper left corner; z is as large as
x, smaller is nearer. A point that a tracker does not see has visibility 0 and zeros, as trackers
write it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hamnosys.posture.body import Anchor, body_joint, body_place, on_side, place_names
from hamnosys.posture.drawing.view import View
from hamnosys.posture.geometry import LEFT, Array, vector
from hamnosys.posture.hand import INDEX, PINKY, THUMB
from hamnosys.posture.skeleton import HandPose, Posture

Landmarks: TypeAlias = npt.NDArray[np.float32]

_JITTER = 0.004
"""Deviation of x, y and z, in shares of the picture."""

POSE_POINTS = 33
"""Points of a body, in the order of landmark trackers; the legs are not in the picture."""

_HEAD_POINTS = (  # nose; the left eye's inner corner, middle, outer corner; the right eye's; ...
    (0, 31.5, 15),
    *((x, 35.5, 12) for x in (4.2, 6.2, 8.2, -4.2, -6.2, -8.2)),
    (16.5, 32, 0),
    (-16.5, 32, 0),
    (5, 21.4, 13),
    (-5, 21.4, 13),
)


def _face_points() -> Array:
    """Points of the face: each place on the head; of wide ones the edges too, of pairs both."""
    points: list[Array] = []
    for name in place_names():
        place = body_place(name)
        if place.point[1] >= _LOWEST_OF_FACE:
            points += _points_of(place)
    return np.stack(points)


def _points_of(place: Anchor) -> list[Array]:
    if place.paired:
        return [place.point, on_side(place.point, "left")]
    edge = place.half * LEFT
    return [place.point, place.point + edge, place.point - edge]


_LOWEST_OF_FACE = 14.0


def landmarks(
    frames: Sequence[Posture], view: View, lost: float, rng: np.random.Generator
) -> dict[str, Landmarks]:
    """The arrays ``face``, ``left_hand``, ``right_hand`` and ``pose`` of a clip.

    Args:
        frames: the posture in each frame.
        view: the camera of the signer.
        lost: share of frames in which a hand is lost.
        rng: decides where points jitter and which are lost.
    """
    face = _face_points()
    seen = np.ones(len(face), dtype=bool)
    return {
        "face": np.stack([_array(face, seen, view, rng) for _ in frames]),
        "left_hand": np.stack([_hand(f.left, view, lost, rng) for f in frames]),
        "right_hand": np.stack([_hand(f.right, view, lost, rng) for f in frames]),
        "pose": np.stack([_pose(f, view, rng) for f in frames]),
    }


def _hand(hand: HandPose, view: View, lost: float, rng: np.random.Generator) -> Landmarks:
    inside = _inside(view.project(hand.joints), view).mean() > 0.5
    found = bool(inside) and rng.random() >= lost
    return _array(hand.joints, np.full(len(hand.joints), found), view, rng)


def _pose(posture: Posture, view: View, rng: np.random.Generator) -> Landmarks:
    points = np.zeros((POSE_POINTS, 3))
    points[: len(_HEAD_POINTS)] = _HEAD_POINTS
    for hand, first in ((posture.left, 11), (posture.right, 12)):
        arm = hand.arm
        points[first : first + 5 : 2] = np.stack([arm.shoulder, arm.elbow, arm.wrist])
        points[first + 6 : first + 11 : 2] = hand.joints[[PINKY, INDEX, THUMB + 1]]
    points[23], points[24] = body_joint("hip", "left"), body_joint("hip", "right")
    seen = _inside(view.project(points), view)
    seen[25:] = False
    return _array(points, seen, view, rng)


def _inside(seen: Array, view: View) -> npt.NDArray[np.bool_]:
    across, down = view.size
    x, y = seen[:, 0], seen[:, 1]
    inside: npt.NDArray[np.bool_] = (x >= 0) & (x < across) & (y >= 0) & (y < down)
    return inside


def _array(
    points: Array, seen: npt.NDArray[np.bool_], view: View, rng: np.random.Generator
) -> Landmarks:
    """Points as x, y, z and visibility in one row."""
    projected = view.project(points)
    shares = projected / vector([view.size[0], view.size[1], -view.size[0] / view.scale[0]])
    shares += rng.normal(0, _JITTER, shares.shape)
    row = np.concatenate([shares, np.ones((len(points), 1))], axis=1)
    row[~seen] = 0
    return row.reshape(-1).astype(np.float32)
