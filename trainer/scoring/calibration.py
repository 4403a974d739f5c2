"""Temperatures that make probabilities mean what they say (Guo and others, 2017).

A head's logits are divided by one number, its temperature, chosen where the cross-entropy of the
validation clips is lowest. No prediction changes, only how sure it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

import torch
from torch import Tensor

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec
from trainer.scoring.keeper import ScoreKeeper
from trainer.scoring.reliability import BINS, COUNT, below_best, binned, expected_error, tempered
from trainer.scoring.scores import Scores

_HALF = 100
GRID = tuple(round(20 ** (place / _HALF), 4) for place in range(-_HALF, _HALF + 1))
"""The temperatures that are tried: 0.05 to 20, each 3 % above the one before, 1 among them.

The best of them is at most 1.5 % away from the very best: less than what another choice of clips
would change.
"""

FEWEST = 20
"""With fewer labelled clips than this a head keeps the temperature 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was found for a head: its temperature, and the expected calibration error with it."""

    temperature: float
    ece: float | None


def probabilities(logits: Tensor, temperature: float) -> Tensor:
    """Calibrated probabilities, float32 (clips, classes), each row with the sum 1.

    Args:
        logits: of one head, (clips, classes).
        temperature: of this head, above 0; 1 changes nothing.
    """
    return torch.softmax(logits.float() / temperature, 1)


class FittingKeeper(ScoreKeeper):
    """Counts scores and, besides, what every temperature of the grid would come to.

    No logits are kept: for each trained head there are the sum of the cross-entropy and the bins of
    the confidence, for each temperature. One pass over the clips is enough, however many there are,
    and the counts of several processes are added up like all others.

    Args:
        heads: all heads, in the order of the columns of labels.
        device: where logits and labels are.
    """

    def __init__(self, heads: Sequence[HeadSpec], device: torch.device | str) -> None:
        super().__init__(heads, device)
        count = len(self.heads)
        self._inverse_grid = 1 / torch.tensor(GRID, dtype=torch.float32, device=device)
        shape = (count, len(GRID))
        self._entropies = torch.zeros(shape, dtype=torch.float64, device=device)
        self._grid_bins = torch.zeros((*shape, 3, BINS), dtype=torch.float64, device=device)

    def _count_head(self, place: int, logits: Tensor, label: Tensor) -> None:
        super()._count_head(place, logits, label)
        there, gaps = label != ABSENT, below_best(logits)
        found = tempered(gaps, self._inverse_grid)
        own = gaps.gather(1, label.clamp(min=0)[:, None]).squeeze(1)
        entropy = found.partition.log() - own * self._inverse_grid[:, None]
        self._entropies[place] += torch.where(there, entropy, 0.0).double().sum(1)
        self._grid_bins[place] += binned(found.confidence, logits.argmax(1) == label, there)

    def _parts(self) -> tuple[Tensor, ...]:
        return (*super()._parts(), self._entropies, self._grid_bins)

    def fits(self) -> dict[str, Fit]:
        """What was found for each trained head, by its name.

        The temperature is 1 for a head with fewer than `FEWEST` labelled clips, with a logit that
        is no number, or without a mistake: the lowest temperature would be best there, which says
        only that there were too few clips to see one. It is the highest of the grid where the
        labels have nothing to do with the logits.
        """
        entropies, bins = self._entropies.cpu(), self._grid_bins.cpu()
        return {
            head.name: _fit(entropies[place].tolist(), bins[place])
            for place, head in enumerate(self.heads)
        }

    def temperatures(self) -> dict[str, float]:
        """The temperature of each trained head, by its name."""
        return {name: fit.temperature for name, fit in self.fits().items()}

    def scores(self) -> Scores:
        """What the counts come to, each head with its temperature."""
        found, fits = super().scores(), self.fits()
        heads = (
            replace(
                head,
                temperature=fits[head.name].temperature,
                ece_calibrated=fits[head.name].ece,
            )
            for head in found.heads
        )
        return replace(found, heads=tuple(heads))


def _fit(entropies: Sequence[float], bins: Tensor) -> Fit:
    place = entropies.index(min(entropies))
    few = float(bins[0, COUNT].sum()) < FEWEST
    if few or place == 0 or not all(map(isfinite, entropies)):
        place = _HALF
    return Fit(GRID[place], expected_error(bins[place]))
