"""What is drawn of each clip: the same numbers whatever batch, process or worker it is in."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STREAM = 7
"""Keeps these numbers apart from others that are drawn by seed, epoch and clip."""


class Draw(IntEnum):
    """What a number is for. Each has a place of its own: settings do not change what others get."""

    ANGLE = 0
    SCALE = 1
    SHIFT_X = 2
    SHIFT_Y = 3
    BRIGHTNESS = 4
    CONTRAST = 5
    SATURATION = 6
    HUE = 7
    RED = 8
    GREEN = 9
    BLUE = 10
    BLUR = 11
    ERASE = 12
    ERASED_AREA = 13
    ERASED_ASPECT = 14
    ERASED_TOP = 15
    ERASED_LEFT = 16


class Draws:
    """Numbers of the clips of a batch, evenly from 0 to 1; ``numbers`` has (clips, draws)."""

    def __init__(self, numbers: Floats) -> None:
        self._numbers = numbers

    @classmethod
    def of(cls, seed: int, epoch: int, clips: Sequence[int]) -> Draws:
        """The numbers of clips by their numbers in the data set; all arguments are 0 or more."""
        drawn = [np.random.default_rng([seed, epoch, c, _STREAM]).random(len(Draw)) for c in clips]
        return cls(np.stack(drawn))

    def __len__(self) -> int:
        return len(self._numbers)

    def alone(self, place: int) -> Draws:
        """Those of one clip of the batch."""
        return Draws(self._numbers[place : place + 1])

    def between(self, draw: Draw, low: float, high: float) -> Floats:
        """A number of each clip, evenly from ``low`` to ``high``; shape (clips,)."""
        return low + (high - low) * self._numbers[:, draw]
