"""Changes of colour, all of a clip in one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from trainer.config.schema import Augmentations
from trainer.preparing.draws import Draw, Draws, Floats

GREY = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in the brightness that is seen.

Source: ITU-R BT.601.
"""

_TO_YIQ = np.array([GREY, (0.5959, -0.2746, -0.3213), (0.2115, -0.5227, 0.3112)])
_FROM_YIQ = np.linalg.inv(_TO_YIQ)


@dataclass(frozen=True, slots=True)
class ColorMaps:
    """Colour x (red, green, blue, each 0 to 1) becomes ``linear x + grey level + shift``.

    Attributes:
        linear: float32 (clips, 3, 3).
        grey: float32 (clips,), factor of ``level``, the mean grey of the clip.
        shift: float32 (clips, 3).
    """

    linear: npt.NDArray[np.float32]
    grey: npt.NDArray[np.float32]
    shift: npt.NDArray[np.float32]


def recolors(settings: Augmentations) -> bool:
    """Whether colours are changed at all."""
    return settings.apply_color_jitter or settings.apply_rgb_shift


def color_maps(settings: Augmentations, draws: Draws) -> ColorMaps:
    """The changes of each clip: brightness, contrast, saturation, hue, shift, in this order."""
    none = np.zeros(len(draws))
    brightness, contrast, saturation, hue = none + 1, none + 1, none + 1, none
    if settings.apply_color_jitter:
        brightness = draws.between(Draw.BRIGHTNESS, *settings.color_jitter_brightness)
        contrast = draws.between(Draw.CONTRAST, *settings.color_jitter_contrast)
        saturation = draws.between(Draw.SATURATION, *settings.color_jitter_saturation)
        hue = draws.between(Draw.HUE, *settings.color_jitter_hue)
    shift = np.zeros((len(draws), 3))
    if settings.apply_rgb_shift:
        limits = (
            (Draw.RED, settings.rgb_shift_r_shift_limit),
            (Draw.GREEN, settings.rgb_shift_g_shift_limit),
            (Draw.BLUE, settings.rgb_shift_b_shift_limit),
        )
        shift = np.stack([draws.between(draw, -most, most) for draw, most in limits], axis=1)
    factor = brightness * contrast
    linear = factor[:, None, None] * (_hue(hue) @ _saturation(saturation))
    # Saturation and hue leave grey as it is, and with it what contrast adds.
    grey = brightness * (1 - contrast)
    return ColorMaps(linear.astype(np.float32), grey.astype(np.float32), shift.astype(np.float32))


def _saturation(factor: Floats) -> Floats:
    """Matrices (clips, 3, 3) between grey, at 0, and the colour itself, at 1."""
    own = factor[:, None, None] * np.eye(3)
    grey: Floats = own + (1 - factor)[:, None, None] * np.array([GREY, GREY, GREY])
    return grey


def _hue(turns: Floats) -> Floats:
    """Matrices (clips, 3, 3) that turn the hue, from red towards green, at equal brightness."""
    angle = -2 * pi * turns
    turn = np.zeros((len(turns), 3, 3))
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = np.cos(angle)
    turn[:, 1, 2], turn[:, 2, 1] = -np.sin(angle), np.sin(angle)
    turned: Floats = _FROM_YIQ @ turn @ _TO_YIQ
    return turned
