"""How often clips are drawn in training, by how rare their classes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec

_POWERS = {"balanced": 1.0, "square_root": 0.5}

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How often each clip is drawn.

    ``weights`` are (clips,), 0 or more, with a mean of 1: how often a clip comes in an epoch.
    ``note`` is a line for the user.
    """

    weights: Weights
    note: str


def drawing_of(
    sampling: str, heads: Sequence[HeadSpec], labels: Sequence[Sequence[int]]
) -> Drawing | None:
    """How often clips are drawn.

    A class of a head asks for 1 / frequency (``balanced``; 1 / its square root is
    ``square_root``), scaled to a mean of 1 over the head's clips; so all its classes come equally
    often if it is the only head. A clip gets the mean of what its classes ask for, in which a
    head counts by its loss weight; heads in which it has no class are left out.

    Args:
        sampling: none, balanced or square_root.
        heads: of the labels; those of weight 0 count nothing.
        labels: of each clip that is trained on, `ABSENT` where there is none.

    Returns:
        None where each clip is drawn once an epoch: for none, and where no clip has a label.
    """
    if sampling == "none":
        return None
    table = np.asarray(labels, np.int64).reshape(len(labels), len(heads))
    total, share = np.zeros(len(table)), np.zeros(len(table))
    for place, head in enumerate(heads):
        if head.loss_weight > 0:
            asked = _asked(table[:, place], _POWERS[sampling])
            total += head.loss_weight * asked
            share += head.loss_weight * (table[:, place] != ABSENT)
    weights = np.divide(total, share, out=np.zeros(len(table)), where=share > 0)
    if not weights.any():
        return None
    weights /= weights.mean()
    return Drawing(weights, f"sampling {sampling}: {_effect(weights, heads, table)}")


def _asked(column: npt.NDArray[np.int64], power: float) -> Weights:
    """What the classes of a head ask for, by clip; 0 where there is none."""
    there = column != ABSENT
    asked = np.zeros(len(column))
    if there.any():
        counts = np.bincount(column[there])
        asked[there] = 1.0 / counts[column[there]] ** power
        asked /= asked[there].mean()
    return asked


def _effect(weights: Weights, heads: Sequence[HeadSpec], table: npt.NDArray[np.int64]) -> str:
    """The head whose rarest class gains most by the weights, and how much."""
    found: list[tuple[float, str]] = []
    for place, head in enumerate(heads):
        column = table[:, place]
        there = column != ABSENT
        if head.loss_weight > 0 and there.any():
            counts = np.bincount(column[there])
            rarest = int(np.where(counts > 0, counts, len(table) + 1).argmin())
            found.append((float(weights[column == rarest].mean()), head.name))
    gain, name = max(found)
    return f"the rarest class of {name} is drawn {gain:.1f} times as often"
