"""What differs from take to take of one sign: who signs, the camera, the timing, and mishaps."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from hamnosys.posture.drawing.look import Colour, Look
from hamnosys.posture.geometry import Array


@dataclass(frozen=True, slots=True)
class Timing:
    """Frames of each part of a clip: rising from rest, holding, moving out, and back; then held."""

    rise: int
    hold: int
    out: int
    back: int
    end: int

    @property
    def frames(self) -> int:
        """All frames."""
        return self.rise + self.hold + self.out + self.back + self.end


@dataclass(frozen=True, slots=True)
class Take:
    """One performance of a sign.

    ``yaw`` and ``pitch`` are the camera's, in degrees; ``zoom`` and ``shift`` (shares of a cell)
    move the signer in the picture, ``cell_zoom`` and ``cell_shifts`` (6, 2) the hands in theirs.
    ``movement`` is the way that the dominant hand goes and comes back, in centimetres, always
    along one oblique line: left, up and outward, or the other way. ``wrist`` (2, 3) and ``tilt``
    (2, 3, degrees) put the hands off their places a little, ``flexion`` (4, 3) and ``lean`` (4,)
    bend their fingers. ``noise`` is of the pixels, ``light`` their brightness, ``lost`` the share
    of frames in which a tracker loses a hand.
    """

    look: Look
    timing: Timing
    yaw: float
    pitch: float
    zoom: float
    shift: Array
    cell_zoom: float
    cell_shifts: Array
    movement: Array
    wrist: Array
    tilt: Array
    flexion: Array
    lean: Array
    noise: float
    light: float
    lost: float


def draw_take(rng: np.random.Generator, frames: int) -> Take:
    """A take with this many frames."""
    return Take(
        look=_look(rng),
        timing=_timing(rng, frames),
        # A hand is thirty centimetres before the body: five degrees shift it by two and a half,
        # a third of what lies between two classes of a place.
        yaw=float(rng.uniform(-5, 5)),
        pitch=float(rng.uniform(-2.5, 2.5)),
        zoom=float(rng.uniform(0.96, 1.04)),
        shift=rng.uniform(-0.05, 0.05, 2),
        cell_zoom=float(rng.uniform(0.94, 1.06)),
        cell_shifts=rng.uniform(-0.05, 0.05, (6, 2)),
        movement=rng.choice([-1.0, 1.0]) * rng.uniform(3.6, 4.8, 3),
        wrist=rng.normal(0, 0.4, (2, 3)),
        tilt=rng.normal(0, 2.5, (2, 3)),
        flexion=rng.normal(0, 2.5, (4, 3)),
        lean=rng.normal(0, 1.2, 4),
        noise=float(rng.uniform(0, 4)),
        light=float(rng.uniform(0.82, 1.12)),
        lost=float(rng.choice([0.0, 0.05, 0.15])),
    )


_SKINS: tuple[tuple[Colour, Colour], ...] = (
    ((255, 222, 200), (214, 160, 130)),
    ((246, 203, 174), (190, 126, 92)),
    ((226, 172, 136), (150, 96, 66)),
    ((206, 150, 120), (112, 70, 48)),
    ((186, 132, 108), (82, 52, 40)),
)
"""Insides and backs of hands, from light to dark skin."""


def _look(rng: np.random.Generator) -> Look:
    share = float(rng.uniform(0, len(_SKINS) - 1))
    place = min(int(share), len(_SKINS) - 2)
    inside, back = (
        _between(_SKINS[place][side], _SKINS[place + 1][side], share - place) for side in (0, 1)
    )
    return Look(
        inside=inside,
        back=back,
        face=_between(inside, back, 0.55),
        hair=_colour(float(rng.uniform(0.04, 0.1)), 0.5, float(rng.uniform(0.1, 0.45))),
        clothes=_colour(float(rng.uniform(0, 1)), 0.55, float(rng.uniform(0.25, 0.6))),
        background=_colour(float(rng.uniform(0, 1)), 0.12, float(rng.uniform(0.72, 0.98))),
    )


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue, saturation, value))
    return red, green, blue


_SHARES = (0.22, 0.28, 0.2, 0.2)
"""Of a clip: rising, holding, moving out and back; what is left is held again."""


def _timing(rng: np.random.Generator, frames: int) -> Timing:
    """Frames of each part; a clip of two only holds and moves, of three it also comes back."""
    least = (int(frames > 3), 1, 1, int(frames > 2))
    parts = [max(few, round(frames * share)) for few, share in zip(least, _SHARES, strict=True)]
    while sum(parts) > frames:
        longest = max(range(len(parts)), key=lambda part: parts[part] - least[part])
        parts[longest] -= 1
    moved = int(rng.integers(-1, 2))
    if parts[1] - moved >= 2 and parts[0] + moved >= 2:
        parts[0], parts[1] = parts[0] + moved, parts[1] - moved
    rise, hold, out, back = parts
    return Timing(rise, hold, out, back, frames - sum(parts))
