"""Bounds of what can be asked for; apart, so that `--help` can name them without numpy."""

from __future__ import annotations

FEWEST_FRAMES = 2
"""The posture that is held, and the hands moved away from it."""

CELLS = 3
"""Cells of a frame across and down; its size is a multiple of it."""

SETS = ("train", "test_takes", "test_signs")
"""The directories: signs to learn, other takes of the same signs, and other signs."""
