"""Colours of a signer and of the picture around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hamnosys.posture.geometry import Array

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours. The inside of a hand is lighter than its back, whatever the skin."""

    inside: Colour = (247, 205, 178)
    back: Colour = (196, 132, 96)
    face: Colour = (226, 172, 140)
    hair: Colour = (72, 48, 36)
    clothes: Colour = (62, 84, 122)
    background: Colour = (242, 242, 238)
    touched: Colour = (200, 30, 40)


PLAIN = Look()


def mixed(one: Array, other: Array, share: Array) -> Array:
    """Colours between two, of shape (n, 3), by shares of shape (n,)."""
    result: Array = one + (other - one) * share[:, None]
    return result


def darker(colour: Colour, share: float = 0.55) -> Colour:
    """The same colour, with this share of its brightness."""
    red, green, blue = (int(part * share) for part in colour)
    return red, green, blue


def as_bytes(colours: Array) -> list[Colour]:
    """Colours of shape (n, 3) as whole numbers."""
    rounded: list[list[int]] = np.clip(colours, 0, 255).astype(int).tolist()
    return [(red, green, blue) for red, green, blue in rounded]
