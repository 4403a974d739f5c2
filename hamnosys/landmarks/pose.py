"""``.pose`` files of the package pose-format, as MediaPipe's holistic tracker fills them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hamnosys.extras import needs
from hamnosys.landmarks.data import VALUES, LandmarkFile, Points, whole_points
from hamnosys.landmarks.errors import LandmarkError, listed

if TYPE_CHECKING:
    from pose_format import Pose

COMPONENTS = {
    "right_hand": "RIGHT_HAND_LANDMARKS",
    "left_hand": "LEFT_HAND_LANDMARKS",
    "face": "FACE_LANDMARKS",
    "pose": "POSE_LANDMARKS",
}

# What pose-format raises where bytes are not what its header promises.
_DAMAGE = (
    struct.error,
    ValueError,
    TypeError,
    IndexError,
    ZeroDivisionError,
    NotImplementedError,
    OverflowError,
    MemoryError,
)


def read_pose(path: Path, wanted: tuple[str, ...]) -> LandmarkFile:
    """The wanted parts of the first person.

    Raises:
        MissingExtraError: pose-format is not installed.
        LandmarkError: the file cannot be read, or has none of the parts.
    """
    pose = _load(path)
    size = pose.header.dimensions
    if not size.width or not size.height:
        raise LandmarkError("does not tell the size of the picture", file=str(path))
    frames, people = pose.body.data.shape[:2]
    if not frames or not people:
        raise LandmarkError("has no frames" if not frames else "has no person", file=str(path))
    named = {component: part for part, component in COMPONENTS.items() if part in wanted}
    parts: dict[str, Points] = {}
    first = 0
    for component in pose.header.components:
        last = first + len(component.points)
        if component.name in named and last > first:
            found = _points(pose, component.format, slice(first, last), str(path))
            parts[named[component.name]] = found
        first = last
    if not parts:
        raise LandmarkError(
            f"has no {' and no '.join(named)}",
            file=str(path),
            hint="its components: " + listed(c.name for c in pose.header.components),
        )
    ordered = {part: parts[part] for part in wanted if part in parts}
    fps = float(pose.body.fps)
    known = fps if 0 < fps < float("inf") else None
    return LandmarkFile(path, ordered, int(frames), size.width / size.height, known)


def _load(path: Path) -> Pose:
    with needs("pose", "pose_format"):
        from pose_format import Pose
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise LandmarkError(f"cannot be read: {reason}", file=str(path)) from error
    try:
        with np.errstate(all="ignore"):
            return Pose.read(content)
    except _DAMAGE as error:
        raise LandmarkError("is no .pose file, or is damaged", file=str(path)) from error


def _points(pose: Any, letters: str, place: slice, file: str) -> Points:
    """Points whose x and y are shares of the picture; z is one already.

    Raises:
        LandmarkError: they have fewer numbers than letters say.
    """
    size = pose.header.dimensions
    data = np.ma.getdata(pose.body.data)[:, 0, place]
    values = np.zeros((*data.shape[:2], VALUES))
    with np.errstate(all="ignore"):  # numbers that are none make missing points
        for axis, scale in (("X", size.width), ("Y", size.height), ("Z", 1)):
            number = letters.upper().find(axis)
            if number >= data.shape[-1]:
                raise LandmarkError("is damaged: its points lack a coordinate", file=file)
            if number >= 0:
                values[..., "XYZ".index(axis)] = data[..., number] / scale
        values[..., 3] = pose.body.confidence[:, 0, place]
    return whole_points(values)
