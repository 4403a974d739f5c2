"""What direction and palm symbols mean in the signer's frame, and how they turn a hand.

Source: the reading of section 4 of the notation's description: directions are the signer's own
up, down, left, right, out and in, two letters half way between; a palm value says where the palm
faces while the fingers point out, and for another direction the hand is turned from there by the
shortest rotation (to `i`: about the vertical).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from hamnosys.posture.geometry import (
    LEFT,
    OUT,
    UP,
    Array,
    length,
    middle_rotation,
    shortest_rotation,
    unit,
)
from hamnosys.sign import FingerDirection, PalmOrientation

_LETTERS = {"u": UP, "d": -UP, "l": LEFT, "r": -LEFT, "o": OUT, "i": -OUT}
_DIRECTION = re.compile("ham(?:extfinger|palm|move|circle|clock|arc)([udlroi]{1,2})")


def letters_of(symbol: str) -> str:
    """The letters of a symbol that names a direction: ``hamextfingerul`` is ``ul``.

    Raises:
        ValueError: the symbol names none.
    """
    found = _DIRECTION.fullmatch(symbol)
    if not found:
        raise ValueError(f"{symbol} names no direction")
    return found.group(1)


def direction(*symbols: str) -> Array:
    """The direction that one symbol names, or half way between those that several name.

    Opposite ones have none half way: the first counts.
    """
    letters = "".join(map(letters_of, symbols))
    total: Array = np.sum([_LETTERS[letter] for letter in dict.fromkeys(letters)], axis=0)
    return unit(total) if total.any() else direction(symbols[0])


def hand_rotation(fingers: Array, palm: Array) -> Array:
    """The rotation whose columns are where thumb side, fingers and palm of a hand point.

    The thumb side is that of a right hand: fingers x palm.

    Args:
        fingers: extended finger direction, of length 1.
        palm: where the palm faces, of length 1, perpendicular to it.
    """
    return np.stack([np.cross(fingers, palm), fingers, palm], axis=1)


def orientation(fingers: Sequence[str], palm: str) -> Array:
    """Rotation of a hand with one direction (one symbol or an adjacent pair) and one palm value."""
    return turned_from_out(direction(*fingers), direction(palm))


def turned_from_out(pointing: Array, palm: Array) -> Array:
    """A hand that points out with its palm facing ``palm``, turned until it points elsewhere."""
    return hand_rotation(pointing, shortest_rotation(OUT, pointing) @ palm)


def pointing_of(fingers: FingerDirection) -> Array:
    """Where fingers point; half way where `hambetween` stands (of opposites, the first)."""
    return _half_way([direction(*t) for t in (fingers.directions, fingers.between) if t])


def facing_of(palm: PalmOrientation) -> Array:
    """Where a palm faces while the fingers point out; half way where `hambetween` stands."""
    return _half_way([direction(value) for value in (palm.palm, palm.between) if value])


def _half_way(ways: Sequence[Array]) -> Array:
    total: Array = np.sum(ways, axis=0)
    return unit(total) if length(total) > _OPPOSITE else ways[0]


def oriented(fingers: FingerDirection, palm: PalmOrientation) -> Array:
    """Rotation of a hand as it is written; half way wherever `hambetween` stands.

    Between opposite directions or palms half way is by the shortest turn of the hand.
    """
    ways = [direction(*tokens) for tokens in (fingers.directions, fingers.between) if tokens]
    palms = [direction(value) for value in (palm.palm, palm.between) if value]
    if all(length(np.sum(each, axis=0)) > _OPPOSITE for each in (ways, palms)):
        return turned_from_out(pointing_of(fingers), facing_of(palm))
    first, last = (turned_from_out(ways[end], palms[end]) for end in (0, -1))
    return middle_rotation(first, last)


_OPPOSITE = 0.01
"""Directions whose sum is shorter than this are opposite."""
