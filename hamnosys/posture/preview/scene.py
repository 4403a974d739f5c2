"""A picture before it is drawn: windows that show a posture, and text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hamnosys.posture.body import body_joint
from hamnosys.posture.drawing.figure import (
    Polygon,
    arm_polygons,
    body_polygons,
    dots,
    hand_polygons,
    in_order,
)
from hamnosys.posture.drawing.look import PLAIN, Colour
from hamnosys.posture.drawing.outline import ellipse
from hamnosys.posture.drawing.view import FRONT, View
from hamnosys.posture.geometry import OUT, UP, Array, vector
from hamnosys.posture.skeleton import HandPose, Posture

PAPER: Colour = (255, 255, 255)
INK: Colour = (26, 26, 26)
FAINT: Colour = (85, 88, 92)
WARNING: Colour = (158, 60, 0)
"""Colours of paper, text, captions, and of what is not shown."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the picture that shows a posture.

    ``across`` and ``down`` are the pixels of its upper left corner, ``scale`` pixels a centimetre.
    ``hands`` are drawn with their arms where ``arms`` says so; ``body``: the signer from the front,
    or from elsewhere only where head and trunk are.
    """

    across: int
    down: int
    size: tuple[int, int]
    posture: Posture
    hands: tuple[HandPose, ...]
    axes: Array
    centre: Array
    scale: float
    arms: bool = True
    body: bool = False

    def polygons(self, times: int = 1) -> list[Polygon]:
        """What is seen, the farthest first, in pixels of the window drawn so many times larger."""
        wide, high = self.size
        scale = self.scale * times
        view = View(self.axes, self.centre, (scale, scale), (wide * times, high * times))
        return in_order([*self._solids(view), *dots(self.posture, view, PLAIN)])

    def _solids(self, view: View) -> Iterator[Polygon]:
        if self.body:
            front = self.axes is FRONT
            yield from body_polygons(view, PLAIN) if front else _head_and_trunk(view)
        for hand in self.hands:
            yield from hand_polygons(hand, view, PLAIN)
            if self.arms:
                yield from arm_polygons(hand, view, PLAIN)


def _head_and_trunk(view: View) -> Iterator[Polygon]:
    """Head, nose, neck and trunk as round shapes, behind all else, for a view along an axis."""
    sideways, upward = view.axes[0], view.axes[1]
    head, nose = body_joint("head"), body_joint("nose")
    for centre, half, colour in (
        (vector([0, -24, 0]), vector([19, 26, 9]), PLAIN.clothes),
        (vector([0, 8, 0]), vector([6, 10, 6]), PLAIN.face),
        (nose + 2 * OUT, vector([2.5, 4, 5]), PLAIN.face),
        (head + UP, vector([16, 21, 14]), PLAIN.hair),
    ):
        reach = abs(sideways @ half), abs(upward @ half)
        ring = ellipse(centre, reach[0] * sideways, reach[1] * upward)
        flat: list[float] = view.project(ring)[:, :2].reshape(-1).tolist()
        yield Polygon(-1000.0, flat, colour)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose baseline begins at a place, in plain letters or ``glyphs``."""

    across: float
    baseline: float
    words: str
    size: int
    colour: Colour = INK
    glyphs: bool = False


@dataclass(slots=True)
class Scene:
    """A picture: its size in pixels, and what is on it.

    ``title`` and ``description`` are for those who do not see it.
    """

    title: str = ""
    description: str = ""
    width: int = 0
    height: int = 0
    windows: list[Window] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


Watch = Callable[[Sequence[Window]], Iterable[Window]]
"""Passes windows on, and tells somebody how many have been drawn."""
