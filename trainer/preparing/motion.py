"""Rotation, shift and scale of clips, as matrices."""

from __future__ import annotations

from math import radians

import numpy as np
import numpy.typing as npt

from trainer.config.schema import Augmentations
from trainer.preparing.draws import Draw, Draws


def moves(settings: Augmentations) -> bool:
    """Whether clips are rotated, shifted or scaled at all."""
    return settings.apply_random_rotation or settings.apply_random_shift


def motions(
    settings: Augmentations, draws: Draws, height: int, width: int
) -> npt.NDArray[np.float32]:
    """Where each clip takes its pixels from; shape (clips, 2, 3).

    A matrix takes (x, y, 1), a place of the new picture with both from -1 to 1, to the place in
    the old one, in pixels from its centre. Positive angles turn the picture counter-clockwise.

    Args:
        settings: which of them apply, and how far.
        draws: numbers of the clips.
        height: of both pictures in pixels.
        width: of both pictures in pixels.
    """
    none = np.zeros(len(draws))
    angle, across, down, scale = none, none, none, none + 1
    if settings.apply_random_rotation:
        most = radians(settings.random_rotation_degree)
        angle = draws.between(Draw.ANGLE, -most, most)
    if settings.apply_random_shift:
        most = settings.random_shift
        across = width * draws.between(Draw.SHIFT_X, -most, most)
        down = height * draws.between(Draw.SHIFT_Y, -most, most)
        scale = draws.between(Draw.SCALE, 1 - settings.random_scale, 1 + settings.random_scale)
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    # The picture moves forward, so that places are looked up backwards.
    rows = [
        [cos * width / 2, -sin * height / 2, -cos * across + sin * down],
        [sin * width / 2, cos * height / 2, -sin * across - cos * down],
    ]
    matrices: npt.NDArray[np.float32] = np.array(rows).transpose(2, 0, 1).astype(np.float32)
    return matrices
