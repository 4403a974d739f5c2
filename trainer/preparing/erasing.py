"""Rectangles that are hidden, one a clip.

Source: Zhong et al. 2020, Random Erasing Data Augmentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from torch import Tensor

from trainer.config.schema import Augmentations
from trainer.preparing.draws import Draw, Draws

AREA = (0.02, 0.2)
"""Share of the picture."""

ASPECT = (0.3, 3.3)
"""Height by width, by its logarithm."""


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of a clip that are hidden; ``bottom`` and ``right`` are the first beyond."""

    clip: int
    top: int
    left: int
    bottom: int
    right: int


def boxes(settings: Augmentations, draws: Draws, height: int, width: int) -> list[Box]:
    """The rectangles in pictures of a size, of such a share of the clips as the settings say."""
    hidden = draws.between(Draw.ERASE, 0, 1) < settings.random_erasing_probability
    areas = draws.between(Draw.ERASED_AREA, *AREA) * height * width
    aspects = draws.between(Draw.ERASED_ASPECT, log(ASPECT[0]), log(ASPECT[1]))
    tops = draws.between(Draw.ERASED_TOP, 0, 1)
    lefts = draws.between(Draw.ERASED_LEFT, 0, 1)
    found = []
    for clip in hidden.nonzero()[0].tolist():
        aspect = exp(aspects[clip])
        high = min(height, max(1, round(sqrt(areas[clip] * aspect))))
        wide = min(width, max(1, round(sqrt(areas[clip] / aspect))))
        top = int(tops[clip] * (height - high + 1))
        left = int(lefts[clip] * (width - wide + 1))
        found.append(Box(clip, top, left, top + high, left + wide))
    return found


def erase(frames: Tensor, hidden: list[Box]) -> None:
    """Set rectangles of normalised frames (clips, frames, 3, height, width) to the mean, in place.

    The mean of what the model is given is 0.
    """
    for box in hidden:
        frames[box.clip, :, :, box.top : box.bottom, box.left : box.right] = 0
