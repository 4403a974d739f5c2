"""How far a model's confidence is from its accuracy: counted in bins of the highest probability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

BINS = 15
"""Bins of equal width from 0 to 1; each holds its upper edge (Guo and others, 2017)."""

COUNT, RIGHT, CONFIDENCE = range(3)
"""What a bin holds: clips, those that are right, and the sum of their highest probabilities."""

_CHUNK, _CHUNK_OF_GPU = 1 << 18, 1 << 24
"""Numbers that are worked on at once: what fits a cache, and what keeps a GPU busy."""
_LEAST = -80.0
"""What is below this adds nothing to a sum of 1 or more, and its exp would be slow (denormals)."""


@dataclass(frozen=True, slots=True)
class Tempered:
    """A batch of one head at several temperatures; both (temperatures, clips), float32.

    Attributes:
        confidence: the highest probability.
        partition: the sum of exp((logit - highest logit) / temperature) over the classes.
    """

    confidence: Tensor
    partition: Tensor


def below_best(logits: Tensor) -> Tensor:
    """How far each logit is below the highest of its clip, (clips, classes), float32, 0 or less."""
    logits = logits.float()
    return logits - logits.amax(1, keepdim=True)


def tempered(gaps: Tensor, inverse: Tensor) -> Tempered:
    """A batch at several temperatures.

    Args:
        gaps: `below_best`, (clips, classes).
        inverse: 1 / temperature of each, float32 (temperatures,).
    """
    sums = [
        (gaps * part[:, None, None]).clamp_(min=_LEAST).exp_().sum(2)
        for part in _parts(inverse, gaps)
    ]
    partition = torch.cat(sums)
    return Tempered(1 / partition, partition)


def _parts(inverse: Tensor, gaps: Tensor) -> Iterator[Tensor]:
    chunk = _CHUNK if gaps.device.type == "cpu" else _CHUNK_OF_GPU
    yield from torch.split(inverse, max(1, chunk // max(1, gaps.numel())))


def binned(confidence: Tensor, right: Tensor, there: Tensor) -> Tensor:
    """The bins of a batch, float64 (..., 3, BINS): those of several batches are added up.

    Args:
        confidence: the highest probability, (..., clips).
        right: whether the prediction is right, bool; this and the next are spread to its shape.
        there: which clips have a label; others do not count.
    """
    place = (confidence * BINS).ceil().long().sub_(1).clamp_(0, BINS - 1)
    values = torch.stack(
        [
            there.expand_as(confidence).double(),
            (right & there).expand_as(confidence).double(),
            torch.where(there, confidence, 0.0).double(),
        ],
        -2,
    )
    several = values.shape[:-1]
    rows = torch.arange(several.numel(), device=place.device).view(several)[..., None]
    bins = torch.zeros(several.numel() * BINS, dtype=torch.float64, device=place.device)
    bins.index_add_(0, (rows * BINS + place[..., None, :]).flatten(), values.flatten())
    return bins.view(*several, BINS)


def expected_error(bins: Tensor) -> float | None:
    """Expected calibration error of bins (3, BINS), from 0 to 1; None if they are empty.

    That is the distance of confidence and accuracy in a bin, in the mean over all clips.
    """
    clips = float(bins[COUNT].sum())
    if not clips:
        return None
    return float((bins[RIGHT] - bins[CONFIDENCE]).abs().sum()) / clips
