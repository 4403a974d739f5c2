"""Polygons as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hamnosys.posture.drawing.figure import Polygon


def svg_polygons(polygons: Sequence[Polygon], across: float = 0, down: float = 0) -> Iterator[str]:
    """A line of SVG for each polygon, in their order, moved by so many pixels."""
    for polygon in polygons:
        points = " ".join(
            f"{x + across:.1f},{y + down:.1f}"
            for x, y in zip(polygon.points[::2], polygon.points[1::2], strict=True)
        )
        yield f'<polygon points="{points}" fill="#{bytes(polygon.fill).hex()}"/>'
