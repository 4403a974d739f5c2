"""How much two frames differ, and what is chosen by that: trimming and key frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]

_WIDTH = 64


def small_grey(picture: NDArray[np.uint8]) -> Grey:
    """An RGB picture in grey, 64 pixels wide: what differences are taken of.

    Noise averages out, and a threshold does not depend on the size of the picture.
    """
    height, width = picture.shape[:2]
    size = (_WIDTH, max(1, round(_WIDTH * height / width)))
    grey = Image.fromarray(picture).convert("L").resize(size, Image.Resampling.BOX)
    return np.asarray(grey, np.uint8)


def difference(one: Grey, other: Grey) -> float:
    """Mean absolute difference of grey values, from 0 (equal) to 1 (black and white)."""
    return float(np.abs(one.astype(np.int16) - other).mean()) / 255


def moving_part(frames: Sequence[Grey], threshold: float) -> range | None:
    """The frames without a still beginning and end, of which one frame each is kept.

    Still is what differs from the first frame, or from the last one, by no more than the threshold.

    Returns:
        Places in ``frames``, or None where nothing moves.
    """
    places = range(len(frames))
    leaves = next((i for i in places if difference(frames[i], frames[0]) > threshold), None)
    if leaves is None:
        return None
    arrives = next(
        (i for i in reversed(places) if difference(frames[i], frames[-1]) > threshold), places[-1]
    )
    # Where one slow drift joins both poses, the beginning can end after the end begins.
    ends = (leaves - 1, min(arrives + 1, places[-1]))
    return range(min(ends), max(ends) + 1)


def key_frames(frames: Iterable[Grey], threshold: float) -> list[int]:
    """Places of the first frame, and of each that differs from the last one kept by more."""
    kept: list[int] = []
    last: Grey | None = None
    for place, frame in enumerate(frames):
        if last is None or difference(frame, last) > threshold:
            kept.append(place)
            last = frame
    return kept
