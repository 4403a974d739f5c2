"""From the pictures of a clip to its landmarks, whatever finds them in a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from hamnosys.landmarks.data import PARTS, VALUES, Points
from hamnosys.landmarks.errors import LandmarkError

Picture: TypeAlias = npt.NDArray[np.uint8]
"""RGB, (height, width, 3)."""

POINTS: Mapping[str, int] = {"right_hand": 21, "left_hand": 21, "face": 478, "pose": 33}
"""Points of each part as MediaPipe's tasks give them."""


class Detector(Protocol):
    """Finds landmarks in the pictures of one clip, one after the other."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that it looks for."""

    def detect(self, picture: Picture, milliseconds: int) -> Mapping[str, Points]:
        """The parts that it found: points (points, 4), as in `LandmarkFile`.

        Args:
            picture: the next one of the clip.
            milliseconds: when it is shown; more than for the picture before.
        """


OpenDetector: TypeAlias = Callable[[], AbstractContextManager[Detector]]
"""A new detector, for each clip: it may follow a signer from picture to picture."""


@dataclass(frozen=True, slots=True)
class Found:
    """The landmarks of a clip, each part (frames, points, 4), and its pictures' width, height."""

    parts: Mapping[str, Points]
    size: tuple[int, int]


def detect_clip(
    pictures: Iterable[tuple[int, Picture]], frames: int, fps: float, detector: Detector
) -> Found:
    """Find the landmarks of a clip.

    Args:
        pictures: number of a frame and its picture, rising.
        frames: the numbers are below it. A frame without a picture has missing points only.
        fps: frames a second.
        detector: of this clip alone.

    Raises:
        LandmarkError: there are no pictures, or they differ in size.
    """
    rows: dict[str, dict[int, Points]] = {part: {} for part in PARTS if part in detector.parts}
    size: tuple[int, int] | None = None
    last = -1
    for number, picture in pictures:
        height, width = picture.shape[:2]
        if size is not None and size != (width, height):
            raise LandmarkError(
                f"frame {number} has {width} × {height} pixels, others {size[0]} × {size[1]}"
            )
        size = (width, height)
        last = max(last + 1, round(number * 1000 / fps))
        for part, points in detector.detect(picture, last).items():
            rows[part][number] = points
    if size is None:
        raise LandmarkError("has no pictures")
    return Found({part: _stacked(part, found, frames) for part, found in rows.items()}, size)


def _stacked(part: str, found: Mapping[int, Points], frames: int) -> Points:
    count = len(next(iter(found.values()))) if found else POINTS[part]
    stacked = np.zeros((frames, count, VALUES), dtype=np.float32)
    for number, points in found.items():
        stacked[number] = points
    return stacked
