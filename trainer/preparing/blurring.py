"""Gaussian blur, of each clip its own."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as nn
from torch import Tensor

from trainer.config.schema import Augmentations
from trainer.preparing.draws import Draw, Draws

_LEAST = 0.1
"""Pixels of standard deviation that change nothing that is seen."""


def blurs(settings: Augmentations) -> bool:
    """Whether clips are blurred at all."""
    return settings.apply_blur and settings.blur_limit >= 3


def kernels(settings: Augmentations, draws: Draws) -> Tensor:
    """Weights (clips, size) of the largest odd size of the settings, adding up to 1.

    The standard deviation is drawn evenly up to the one that fits the size.

    Source: OpenCV, getGaussianKernel.
    """
    radius = (settings.blur_limit - 1) // 2
    widest = 0.3 * (radius - 1) + 0.8
    deviation = draws.between(Draw.BLUR, _LEAST, widest)[:, None]
    weights = np.exp(-((np.arange(-radius, radius + 1) / deviation) ** 2) / 2)
    weights /= weights.sum(axis=1, keepdims=True)
    return torch.from_numpy(weights.astype(np.float32))


def blur(frames: Tensor, weights: Tensor) -> Tensor:
    """Blur frames (clips, frames, 3, height, width) with weights (clips, size); float32.

    The picture goes on as it is at its edge.
    """
    clips, times, channels, height, width = frames.shape
    flat = frames.reshape(clips, times * channels, height, width).float()
    size = weights.shape[1]
    padded = nn.pad(flat, [size // 2] * 4, mode="replicate")
    by_place = weights.t()[:, :, None, None, None].unbind()
    # Sums of shifted pictures: a convolution with a kernel for each clip is slower.
    for dim, length in ((3, width), (2, height)):
        blurred = padded.narrow(dim, 0, length) * by_place[0]
        for place in range(1, size):
            blurred.addcmul_(padded.narrow(dim, place, length), by_place[place])
        padded = blurred
    return padded.view(frames.shape)
