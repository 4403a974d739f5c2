"""The frame rate of a video, from the times of its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST = 1.0, 120.0
"""Limits of the rate that is chosen for a video without a constant one."""

_COMMON = (
    *(Fraction(rate) for rate in (10, 12, Fraction(25, 2), 15, 20, 24, 25, 30, 48, 50, 60, 100)),
    *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60, 120)),
    *(Fraction(rate) for rate in (120, 240)),
)

_OFF_GRID = 0.45
"""How far a picture of a constant rate may be from its time, in periods."""

_ALIKE = 1.1
"""Durations up to so many times the shortest of them count as one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames a second, and whether the pictures keep to it."""

    fps: float
    variable: bool


def rate_of(times: Sequence[int], tick: Fraction, claimed: Sequence[Fraction]) -> Rate | None:
    """The rate of pictures that are shown at some times.

    Constant is what keeps to a grid, give or take 0.45 of a period. Otherwise it is the rate of the
    most frequent duration, between 1 and 120.

    Args:
        times: rising, in ticks.
        tick: in seconds.
        claimed: what the file says the rate is.

    Returns:
        None if all are shown at once, or there is one only and the file claims nothing usable.
    """
    if len(times) == 1:
        usable = [float(rate) for rate in claimed if LOWEST <= rate <= HIGHEST]
        return Rate(usable[0], variable=False) if usable else None
    span = (times[-1] - times[0]) * tick
    if span <= 0:
        return None
    offsets = np.asarray(times, np.int64) - times[0]
    fps = _snapped(len(times) - 1, span, tick, claimed)
    places = offsets * float(tick) * fps
    if np.abs(places - np.arange(len(times))).max() <= _OFF_GRID:
        return Rate(fps, variable=False)
    durations = np.diff(offsets)
    return Rate(_most_frequent(durations[durations > 0], tick, claimed), variable=True)


def _snapped(periods: int, span: Fraction, tick: Fraction, claimed: Sequence[Fraction]) -> float:
    """The rate of so many periods in a span, or the one that is meant, within a tick's rounding."""
    measured = periods / span
    for rate in (*claimed, *sorted(_COMMON, key=lambda rate: abs(rate - measured))):
        if rate > 0 and abs(periods / rate - span) <= tick * Fraction(3, 2):
            return float(rate)
    return round(float(measured), 6)


def _most_frequent(
    durations: NDArray[np.int64], tick: Fraction, claimed: Sequence[Fraction]
) -> float:
    ordered = np.sort(durations)
    ends = np.searchsorted(ordered, ordered * _ALIKE, side="right")
    begin = int(np.argmax(ends - np.arange(len(ordered))))
    measured = 1.0 / (float(ordered[begin : ends[begin]].mean()) * float(tick))
    near = [
        float(rate) for rate in (*claimed, *_COMMON) if abs(float(rate) / measured - 1.0) < 0.01
    ]
    fps = min(near, key=lambda rate: abs(rate - measured)) if near else round(measured, 3)
    return min(max(fps, LOWEST), HIGHEST)
