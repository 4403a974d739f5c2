"""Polygons as pixels, anti-aliased."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from hamnosys.posture.drawing.figure import Polygon
from hamnosys.posture.drawing.look import Colour

OVERSAMPLING = 3
"""A picture is drawn so many times larger, then reduced."""


def paint(polygons: Sequence[Polygon], size: tuple[int, int], background: Colour) -> Image.Image:
    """A picture of polygons, in their order, whose pixels are those of the picture: no reducing."""
    picture = Image.new("RGB", size, background)
    draw = ImageDraw.Draw(picture)
    for polygon in polygons:
        draw.polygon(polygon.points, fill=polygon.fill)
    return picture
