"""Pictures as they are shown: rotation flags and pixels that are not square."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from hamnosys.video.info import Turn, VideoInfo

_SQUARE = 0.01
"""Pixels whose sides differ by less than this share are taken for square."""


def turn_of(frame: VideoFrame) -> Turn:
    """What the display matrix of a picture asks for, to the nearest quarter turn."""
    side_data: Any = frame.side_data  # typed as if it held motion vectors only
    data = side_data.get("DISPLAYMATRIX")
    if data is None:
        return Turn()
    # x' = a x + c y, y' = b x + d y
    a, b, _, c, d = (int(value) for value in np.frombuffer(bytes(data), np.int32)[:5])
    if abs(b) > abs(a):
        return Turn(swapped=True, left_right=c < 0, up_down=b < 0)
    return Turn(left_right=a < 0, up_down=d < 0)


def stretched(width: int, height: int, pixel: Fraction | None) -> tuple[int, int]:
    """Width and height with square pixels; none of the two becomes smaller.

    Args:
        width: in pixels.
        height: in pixels.
        pixel: width of a pixel over its height, None or 0 if it is not known.
    """
    if not pixel or abs(pixel - 1) < _SQUARE:
        return width, height
    if pixel > 1:
        return round(width * pixel), height
    return width, round(height / pixel)


def upright(frame: VideoFrame, info: VideoInfo) -> NDArray[np.uint8]:
    """A decoded picture as RGB (height, width, 3), as it is shown."""
    turn = info.track.turn
    size = (info.height, info.width) if turn.swapped else (info.width, info.height)
    rgb = frame.to_ndarray(format="rgb24", width=size[0], height=size[1])
    picture = np.asarray(rgb, np.uint8)
    if turn.swapped:
        picture = picture.transpose(1, 0, 2)
    if turn.left_right:
        picture = picture[:, ::-1]
    if turn.up_down:
        picture = picture[::-1]
    return np.ascontiguousarray(picture)
