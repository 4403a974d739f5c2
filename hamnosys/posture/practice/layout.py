"""A frame of a practice clip: nine cells, the signer in the left three, hands in the others.

With front and top views of the hands alone their shapes cannot be learned; the two views of the
dominant hand from a camera that is fixed to its wrist show them whatever the orientation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from hamnosys.posture.body import body_data, on_side
from hamnosys.posture.drawing.figure import (
    Polygon,
    arm_polygons,
    body_polygons,
    dots,
    hand_polygons,
    in_order,
)
from hamnosys.posture.drawing.look import Colour
from hamnosys.posture.drawing.raster import OVERSAMPLING, paint
from hamnosys.posture.drawing.view import ABOVE, FRONT, View, palm_view, thumb_view, turned
from hamnosys.posture.geometry import Array, vector
from hamnosys.posture.practice.limits import CELLS
from hamnosys.posture.practice.take import Take
from hamnosys.posture.skeleton import HandPose, Posture

_SIGNER_MIDDLE = vector([0, 19, 0])
_SIGNER_WIDE, _SIGNER_HIGH = 84.0, 108.0
"""Centimetres that the signer's cells show across and down: narrower than high, since the levels of
the body need the height."""

_HAND_WIDE = 28.0
"""Centimetres that a hand's cell shows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a view is in the frame, and which hand it shows (None: the whole signer)."""

    column: int
    row: int
    down: int
    hand: str | None
    camera: str


LAYOUT = (
    Cell(0, 0, CELLS, None, "front"),
    Cell(1, 0, 1, "right", "front"),
    Cell(2, 0, 1, "right", "above"),
    Cell(1, 1, 1, "left", "front"),
    Cell(2, 1, 1, "left", "above"),
    Cell(1, 2, 1, "right", "palm"),
    Cell(2, 2, 1, "right", "thumb"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The cameras of a take: they stay where they are while the hands move."""

    size: int
    take: Take
    centres: dict[str, Array]

    def signer_view(self, pixels: int) -> View:
        """The camera that sees the signer; the cells are ``pixels`` wide."""
        take = self.take
        scale = (pixels * take.zoom / _SIGNER_WIDE, CELLS * pixels * take.zoom / _SIGNER_HIGH)
        shift = vector([take.shift[0] * _SIGNER_WIDE, take.shift[1] * _SIGNER_HIGH / CELLS, 0])
        axes = turned(FRONT, take.yaw, take.pitch)
        return View(axes, _SIGNER_MIDDLE + shift, scale, (pixels, CELLS * pixels))

    def hand_view(self, place: int, cell: Cell, hand: HandPose, pixels: int) -> View:
        """A camera that sees a hand: where it is held, or fixed to its wrist."""
        take = self.take
        scale = pixels * take.cell_zoom / _HAND_WIDE
        if cell.camera in ("front", "above"):
            axes = turned(FRONT if cell.camera == "front" else ABOVE, take.yaw, take.pitch)
            centre = self.centres[hand.side]
        else:
            axes = palm_view(hand) if cell.camera == "palm" else thumb_view(hand)
            axes = turned(axes, take.yaw, take.pitch)
            centre = hand.wrist + hand.rotation @ on_side(_WRIST_MIDDLE, hand.side)
        shift = take.cell_shifts[place] * _HAND_WIDE
        centre = centre + shift[0] * axes[0] + shift[1] * axes[1]
        return View(axes, centre, (scale, scale), (pixels, pixels))


_WRIST_MIDDLE = vector([0.8, 8.5, 3.5])


def stage_of(held: Posture, take: Take, size: int) -> Stage:
    """The cameras for a posture: each hand in the middle of its cells, or where it would act."""
    centres: dict[str, Array] = {}
    for hand in (held.right, held.left):
        usual = vector([body_data()["neutral"]["both"], *body_data()["neutral"]["at"][1:]])
        middle = hand.joints.mean(axis=0) if hand.active else on_side(usual, hand.side)
        centres[hand.side] = middle
    return Stage(size, take, centres)


def draw_frame(posture: Posture, stage: Stage) -> Image.Image:
    """A frame of ``size`` pixels square, anti-aliased, without noise."""
    pixels = stage.size // CELLS * OVERSAMPLING
    look = stage.take.look
    frame = Image.new("RGB", (CELLS * pixels, CELLS * pixels), look.background)
    for place, cell in enumerate(LAYOUT):
        picture = _cell_picture(posture, stage, place - 1, cell, pixels)
        frame.paste(picture, (cell.column * pixels, cell.row * pixels))
    return frame.reduce(OVERSAMPLING)


def _cell_picture(
    posture: Posture, stage: Stage, place: int, cell: Cell, pixels: int
) -> Image.Image:
    look = stage.take.look
    if cell.hand is None:
        view = stage.signer_view(pixels)
        return _painted(_signer_polygons(posture, view, stage), view, look.background)
    hand = posture.right if cell.hand == "right" else posture.left
    view = stage.hand_view(place, cell, hand, pixels)
    polygons: list[Polygon] = []
    if hand.active:
        polygons += hand_polygons(hand, view, look, lit=False, points=5)
        if cell.hand == "left":
            polygons += dots(posture, view, look)
    return _painted(polygons, view, look.background)


def _signer_polygons(posture: Posture, view: View, stage: Stage) -> Iterator[Polygon]:
    look = stage.take.look
    yield from body_polygons(view, look)
    for hand in (posture.right, posture.left):
        yield from arm_polygons(hand, view, look, points=5)
        if hand.active:
            yield from hand_polygons(hand, view, look, lit=False, points=4)


def _painted(
    polygons: Iterator[Polygon] | Sequence[Polygon], view: View, background: Colour
) -> Image.Image:
    return paint(in_order(polygons), view.size, background)


def with_noise(picture: Image.Image, take: Take, rng: np.random.Generator) -> Image.Image:
    """The picture as a camera sees it: brighter or darker, and with noise."""
    pixels = np.asarray(picture, dtype=np.float32) * take.light
    if take.noise:
        pixels += rng.standard_normal(pixels.shape, dtype=np.float32) * take.noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
