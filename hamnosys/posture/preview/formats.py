"""The formats of previews; apart, so that `--help` can name them without Pillow."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["png", "svg", "gif", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)

BINARY: tuple[Format, ...] = ("png", "gif")
"""Those that are no text, and of no use on a terminal."""

MOST_ROWS = 400
"""Rows of a contact sheet; on a larger one nobody finds a row again."""

SIZES = {"picture": 480, "sheet": 200, "gallery": 300}
"""Height of the signer in pixels where the user says nothing else."""
