"""Landmarks of a clip in memory, and which of their points are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hamnosys.errors import UsageError

Points: TypeAlias = npt.NDArray[np.float32]

PARTS = ("right_hand", "left_hand", "face", "pose")
"""The parts of a signer that have landmarks of their own."""

VALUES = 4
"""Numbers of a point: x, y, z, visibility."""


@dataclass(frozen=True, slots=True)
class LandmarkFile:
    """The landmarks of a clip.

    Attributes:
        path: the file.
        parts: name of a part to its points, float32 (frames, points, 4): x, y, z, visibility. x is
            a share of the picture's width, y of its height, from the upper left corner; z is as
            large as x, smaller is nearer. A missing point is four zeros. A part that the file
            lacks is not here.
        frames: how many, 1 or more; the same for all parts.
        aspect: width / height of the picture, 1.0 where the file does not tell.
        fps: frames in a second, if the file tells.
    """

    path: Path
    parts: Mapping[str, Points]
    frames: int
    aspect: float = 1.0
    fps: float | None = None


def check_parts(parts: tuple[str, ...]) -> None:
    """Refuse names that are no parts.

    Raises:
        UsageError: one of them is none, or there are none at all.
    """
    for name in parts:
        if name not in PARTS:
            raise UsageError(f"landmarks have no part {name!r}", hint=", ".join(PARTS))
    if not parts:
        raise UsageError("no part of the landmarks is wanted", hint=", ".join(PARTS))


def whole_points(values: npt.NDArray[Any]) -> Points:
    """Points as float32; those that are missing become four zeros.

    A point is missing if one of its coordinates is not finite or its visibility is not above 0.
    Where a whole part has visibility 0 (MediaPipe up to 0.10 writes so for hands and faces, which
    it gives no visibility), a point is missing if its coordinates are zeros, and else 1.

    Args:
        values: numbers (frames, points, 4), of any kind and size.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        points = np.array(values, dtype=np.float32)
        finite = np.isfinite(points[..., :3]).all(axis=-1)
        visibility = points[..., 3]
        if not (visibility != 0).any():
            points[..., 3] = (points[..., :3] != 0).any(axis=-1)
        seen = finite & (visibility > 0)
    points[~seen] = 0
    np.copyto(visibility, 1, where=np.isinf(visibility))
    return points
