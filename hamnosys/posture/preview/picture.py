"""The picture of one sign: its views, and below them its notation and what is not shown."""

from __future__ import annotations

from collections.abc import Iterable

from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.formats import SIZES
from hamnosys.posture.preview.lettering import Lettering
from hamnosys.posture.preview.panel import Panel
from hamnosys.posture.preview.scene import Scene
from hamnosys.posture.preview.words import Column, write

MARGIN = 14
"""Pixels around a picture."""


def picture(entry: Entry, lettering: Lettering, size: int = SIZES["picture"]) -> Scene:
    """The picture of an entry.

    Args:
        entry: what is shown.
        lettering: the fonts.
        size: height of the signer's view in pixels.
    """
    letters = text_size(size)
    panel = Panel(size, round(letters * 0.85), wide=True)
    notes = entry.notes()
    scene = Scene(entry.title or entry.symbols, description(entry, notes))
    panel.place(scene, entry, MARGIN, MARGIN)
    width = panel.width(len(entry.hands))
    lines = Column(lettering, width, letters).lines(entry, notes)
    scene.width = width + 2 * MARGIN
    scene.height = round(write(scene, MARGIN, MARGIN + panel.height + letters / 2, lines)) + MARGIN
    return scene


def text_size(size: int) -> int:
    """The size of letters beside a signer of so many pixels."""
    return max(11, round(size / 32))


def description(entry: Entry, notes: Iterable[str]) -> str:
    """The text of a picture, for those who do not see it."""
    return ". ".join([entry.symbols, *notes])
