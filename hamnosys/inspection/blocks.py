"""The blocks of a transcription: symmetry, handshape, orientation, and so on, with their colours.

Which category belongs to which block is said in ``data/categories.csv``, the names, the order and
the colours of the blocks in ``data/blocks.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from hamnosys.resources import data_file


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the notation: ``light`` is its ink on light paper, ``dark`` on dark paper."""

    block: str
    name: str
    light: str
    dark: str


@cache
def blocks() -> dict[str, Block]:
    """All blocks by their short name, in the order of the notation."""
    with data_file("blocks.csv").open(encoding="utf-8", newline="") as lines:
        return {row["block"]: Block(**row) for row in csv.DictReader(lines)}


@cache
def category_blocks() -> dict[str, str]:
    """Category of the inventory to the short name of its block."""
    with data_file("categories.csv").open(encoding="utf-8", newline="") as lines:
        return {row["category"]: row["block"] for row in csv.DictReader(lines)}
