"""How the learning rate changes: a function of the step alone, so that resuming needs no state."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainer.config.schema import Training

_RISE = 0.3
"""Share of a one-cycle schedule that rises."""
_FIRST, _LAST = 1 / 25, 1e-4
"""One cycle begins at this share of the highest rate, and ends at this share of its beginning."""
_REDUCED = 0.1
"""Share of the proper rate while ``warmup_multiply`` warms up."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The learning rate of every optimizer step, as a share of the configured one.

    ``onecycle`` rises over three tenths of the steps and falls to nearly nothing, both as half a
    cosine; ``cosine`` rises evenly for ``warmup`` steps and falls to nothing;
    ``warmup_multiply`` holds a tenth for ``warmup`` steps, then the proper rate, multiplied by
    ``multiply`` after each step.
    """

    kind: str
    steps: int
    warmup: float = 0.0
    multiply: float = 1.0

    def factor(self, step: int) -> float:
        """Share of the configured learning rate in a step, from 0."""
        if self.kind == "onecycle":
            return self._one_cycle(step)
        if self.kind == "cosine":
            return self._cosine(step)
        if step < self.warmup:
            return _REDUCED
        return self.multiply ** (step - math.ceil(self.warmup))

    def _one_cycle(self, step: int) -> float:
        top = max(_RISE * self.steps - 1, 0.0)
        if step <= top:
            return _between(_FIRST, 1.0, step / top if top else 1.0)
        return _between(1.0, _FIRST * _LAST, (step - top) / max(self.steps - 1 - top, 1e-12))

    def _cosine(self, step: int) -> float:
        if step < self.warmup:
            return (step + 1) / (math.ceil(self.warmup) + 1)
        left = max(self.steps - math.ceil(self.warmup), 1)
        return _between(1.0, 0.0, (step - math.ceil(self.warmup)) / left)


def schedule_of(settings: Training, steps: int) -> Schedule:
    """The schedule that a configuration asks for, over so many optimizer steps."""
    return Schedule(settings.schedule, steps, settings.warmup_steps, settings.multiply_lr_step)


def _between(start: float, end: float, share: float) -> float:
    """Half a cosine from one value to the other."""
    return end + (start - end) * (1 + math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2
