"""The views of a posture: the signer, and each hand enlarged."""

from __future__ import annotations

from dataclasses import dataclass

from hamnosys.posture.drawing.view import ABOVE, FRONT, palm_view, thumb_view
from hamnosys.posture.geometry import Array, vector
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.lettering import shortened
from hamnosys.posture.preview.scene import FAINT, Scene, Text, Window
from hamnosys.posture.skeleton import HandPose, Posture

LEGEND = (
    "the signer from the front; beside, the dominant hand from the front and from above. Below "
    "these, the other hand from the same sides; of one hand alone, its palm side and its thumb "
    "side."
)
"""What the views of a sheet or gallery are."""

SIGNER_CENTRE = vector([0, 8, 0])
SIGNER_HEIGHT = 148.0
"""Centimetres from the upper to the lower edge of the view of the signer."""

HAND_WIDTH = 31.0
"""Centimetres across an enlarged view of a hand."""

GAP = 6
"""Pixels between views."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Sizes of the views in pixels: ``signer`` is the height of the signer's view.

    ``caption`` is the size of the letters below a view; 0: there are none. One hand is seen from
    four sides, and so are two where the panel is ``wide``; else they are seen from two sides each.
    """

    signer: int
    caption: int = 0
    wide: bool = False

    @property
    def caption_height(self) -> int:
        """Pixels that a caption takes."""
        return round(1.5 * self.caption)

    @property
    def signer_size(self) -> tuple[int, int]:
        """Width and height of the signer's view."""
        return round(self.signer * 5 / 6), self.signer

    @property
    def tile(self) -> int:
        """Width and height of the view of a hand: two of them are as high as the signer's."""
        return (self.signer - self.caption_height - GAP) // 2

    @property
    def height(self) -> int:
        """Height of all views with their captions."""
        return self.signer + self.caption_height

    def width(self, hands: int) -> int:
        """Width of all views, of so many hands."""
        columns = 4 if self.wide and hands > 1 else 2
        return self.signer_size[0] + columns * (self.tile + GAP)

    def place(self, scene: Scene, entry: Entry, across: int, down: int) -> None:
        """Put the views of an entry into a scene, their upper left corner at a place."""
        scene.windows.append(signer_window(entry.posture, across, down, self.signer_size))
        self._caption(scene, "signer, from the front", across, down, self.signer_size)
        left = across + self.signer_size[0] + GAP
        single = len(entry.hands) == 1
        for row, hand in enumerate(entry.hands):
            for column, (words, axes, alone) in enumerate(
                _views(hand, 4 if single or self.wide else 2)
            ):
                down_by, across_by = divmod(column, 2) if single else (row, column)
                x = left + across_by * (self.tile + GAP)
                y = down + down_by * (self.tile + self.caption_height + GAP)
                window = self._hand_window(entry, hand, x, y, axes, alone=alone)
                scene.windows.append(window)
                self._caption(scene, words, x, y, window.size)

    def _hand_window(
        self, entry: Entry, hand: HandPose, across: int, down: int, axes: Array, *, alone: bool
    ) -> Window:
        posture = entry.posture
        return Window(
            across,
            down,
            (self.tile, self.tile),
            posture,
            (hand,) if alone else entry.hands,
            axes,
            hand.joints.mean(axis=0),
            self.tile / HAND_WIDTH,
            arms=not alone,
        )

    def _caption(
        self, scene: Scene, words: str, across: int, down: int, size: tuple[int, int]
    ) -> None:
        if self.caption:
            baseline = down + size[1] + 1.1 * self.caption
            shown = shortened(words, self.caption, size[0])
            scene.texts.append(Text(across, baseline, shown, self.caption, FAINT))


def _views(hand: HandPose, sides: int) -> list[tuple[str, Array, bool]]:
    """Caption and camera of the views of a hand, and whether the hand is alone in it."""
    every = [
        (f"{hand.side} hand, from the front", FRONT, False),
        ("from above", ABOVE, False),
        ("palm side", palm_view(hand), True),
        ("thumb side", thumb_view(hand), True),
    ]
    return every[:sides]


def signer_window(posture: Posture, across: int, down: int, size: tuple[int, int]) -> Window:
    """The signer from the front."""
    hands = (posture.left, posture.right)
    scale = size[1] / SIGNER_HEIGHT
    return Window(across, down, size, posture, hands, FRONT, SIGNER_CENTRE, scale, body=True)
