"""Directions as letters: of symbols, of corners, of mirrored fingers, and where a palm faces."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

from hamnosys.posture.directions import direction as vector_of
from hamnosys.posture.directions import letters_of, oriented
from hamnosys.sign import FingerDirection, PalmOrientation, Symmetry

_ORDER = "udoilr"
_AXES = ("ud", "oi", "lr")
_OPPOSITES = {"u": "d", "d": "u", "o": "i", "i": "o", "l": "r", "r": "l"}
_ROUGH = np.cos(np.radians(12))
"""A palm that faces farther than 12 degrees from a direction faces it only roughly."""


def ordered(letters: str) -> str:
    """The letters of a direction, each once: up or down, out or in, left or right."""
    return "".join(letter for letter in _ORDER if letter in letters)


def corner(first: str, second: str) -> str | None:
    """The corner that two adjacent directions name (``uo`` and ``ol``: ``uol``); None if none.

    Args:
        first: letters of the one direction.
        second: letters of the other; the order does not matter.
    """
    shared = set(first) & set(second)
    names = ordered(first + second)
    adjacent = len(shared) == 1 and shared <= set("oi")
    one_of_each = all(len(set(axis) & set(names)) == 1 for axis in _AXES)
    return names if adjacent and one_of_each else None


@cache
def facing(fingers: FingerDirection, palm: PalmOrientation) -> tuple[str, bool]:
    """Where the palm of a hand faces: the nearest of 26 directions, and whether it is near.

    By the rule of the notation's description, section 4: a palm value counts for fingers that
    point out, and turns with them (`hamnosys.posture.directions`).
    """
    names, vectors = _all_directions()
    nearness = np.round(vectors @ oriented(fingers, palm)[:, 2], 6)
    nearest = int(np.argmax(nearness))
    return names[nearest], bool(nearness[nearest] >= _ROUGH)


@cache
def _all_directions() -> tuple[tuple[str, ...], np.ndarray]:
    parts = [("", *axis) for axis in _AXES]
    names = tuple("".join(choice) for choice in product(*parts) if any(choice))
    # Few letters first: of two that are equally near, the simpler direction is said.
    names = tuple(sorted(names, key=len))
    symbols = [[f"hammove{letter}" for letter in name] for name in names]
    return names, np.stack([vector_of(*each) for each in symbols])


def mirrored(fingers: FingerDirection | None, symmetry: Symmetry | None) -> FingerDirection | None:
    """The direction of the other hand, as a symmetry operator makes it."""
    if fingers is None or symmetry is None:
        return fingers
    turned = (
        ("ud" if symmetry.up_down else "")
        + ("oi" if symmetry.out_in else "")
        + ("lr" if symmetry.operator == "hamsymmlr" else "")
    )
    swaps = {ord(letter): _OPPOSITES[letter] for letter in turned}
    directions, between = (
        tuple(f"hamextfinger{letters_of(symbol).translate(swaps)}" for symbol in symbols)
        for symbols in (fingers.directions, fingers.between)
    )
    return FingerDirection(directions, between, fingers.relative, fingers.etc)


def direction_phrase_key(symbol: str) -> str:
    """The key of the words for the direction that a symbol names."""
    return f"directions.{letters_of(symbol)}"


__all__ = ["corner", "direction_phrase_key", "facing", "letters_of", "mirrored", "ordered"]
