"""Videos as rows of frames: constant rate, upright, whatever the file is like (extra ``video``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hamnosys.extras import needs
from hamnosys.video.errors import VideoError
from hamnosys.video.info import VIDEO_SUFFIXES, VideoInfo

__all__ = ["VIDEO_SUFFIXES", "VideoError", "VideoInfo", "read_frames", "scan_video"]


def scan_video(path: str | Path) -> VideoInfo:
    """Rate, length and size of a video. One picture is decoded, the file is read once.

    Raises:
        VideoError: it cannot be opened, has no video stream or no frames, none of them can be
            decoded, or no frame rate can be told.
        MissingExtraError: PyAV is not installed.
    """
    with needs("video", "av"):
        from hamnosys.video.scanning import scan
    return scan(Path(path))


def read_frames(info: VideoInfo, numbers: Sequence[int]) -> list[NDArray[np.uint8]]:
    """Some frames of a video. May be called from several threads at once.

    Frame ``i`` is what is on screen in the middle of the period from ``i / fps`` to
    ``(i + 1) / fps``, counted from the first frame: at a constant rate the ``i``-th one. Where
    frames are damaged it is the last good one before, at the beginning the first good one.

    Args:
        info: what `scan_video` gives.
        numbers: from 0 to ``info.count - 1``, rising; a number may occur more than once.

    Returns:
        RGB pictures, each (height, width, 3); equal ones may be the same array.

    Raises:
        VideoError: not a single frame can be decoded.
        ValueError: the numbers fall, or one is not in the video.
        MissingExtraError: PyAV is not installed.
    """
    with needs("video", "av"):
        from hamnosys.video.reading import read
    return read(info, numbers)
