"""Outlines of bones and of round shapes as polygons."""

from __future__ import annotations

from functools import cache

import numpy as np

from hamnosys.posture.geometry import Array


@cache
def _half_circle(points: int) -> Array:
    angles: Array = np.linspace(-np.pi / 2, np.pi / 2, points)
    return angles


def capsules(starts: Array, ends: Array, wide: Array, narrow: Array, points: int = 7) -> Array:
    """Outlines of bones with round ends, shape (n, 2 * points, 2).

    Args:
        starts: pixels where bones begin, shape (n, 2).
        ends: where they end, shape (n, 2).
        wide: half of the width at the start, pixels, shape (n,).
        narrow: half of the width at the end.
        points: of each round end.
    """
    along = ends - starts
    turn = np.arctan2(along[:, 1], along[:, 0])[:, None] + _half_circle(points)
    round_end = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    at_end = ends[:, None] + narrow[:, None, None] * round_end
    at_start = starts[:, None] - wide[:, None, None] * round_end
    return np.concatenate([at_end, at_start], axis=1)


def ellipse(centre: Array, across: Array, up: Array, points: int = 28) -> Array:
    """Points on an ellipse in space, shape (points, 3); ``across`` and ``up`` are its half axes."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)[:, None]
    ring: Array = centre + np.cos(turn) * across + np.sin(turn) * up
    return ring
