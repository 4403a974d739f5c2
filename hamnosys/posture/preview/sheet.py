"""A contact sheet: a cell for each transcription."""

from __future__ import annotations

from collections.abc import Sequence

from hamnosys.errors import UsageError
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.formats import SIZES
from hamnosys.posture.preview.lettering import Lettering, wrapped
from hamnosys.posture.preview.panel import LEGEND, Panel
from hamnosys.posture.preview.picture import MARGIN
from hamnosys.posture.preview.scene import FAINT, Scene
from hamnosys.posture.preview.words import Column, Line, write

_CELLS = f"Each cell: {LEGEND}"

_BETWEEN = 16
"""Pixels between cells."""

_WIDTH = 1600
"""Pixels that a sheet is about wide where the user does not name the number of columns."""

_MOST_PIXELS = 150_000_000
_LETTERS, _LINES = 11, 4


def sheet(
    entries: Sequence[Entry],
    lettering: Lettering,
    size: int = SIZES["sheet"],
    columns: int | None = None,
) -> Scene:
    """The sheet of some entries, row by row.

    Args:
        entries: at least one.
        lettering: the fonts.
        size: height of the signer of each cell in pixels.
        columns: how many cells stand side by side.

    Raises:
        UsageError: so large a picture cannot be made.
    """
    panel = Panel(size)
    width = panel.width(2)
    columns = min(columns or max(1, _WIDTH // width), len(entries))
    scene = Scene(f"{len(entries)} transcriptions", _CELLS)
    scene.width = columns * (width + _BETWEEN) - _BETWEEN + 2 * MARGIN
    column = Column(lettering, width, _LETTERS, _LINES)
    legend = wrapped(_CELLS, _LETTERS, scene.width - 2 * MARGIN)
    down = write(scene, MARGIN, MARGIN, [Line(line, _LETTERS, FAINT) for line in legend])
    for first in range(0, len(entries), columns):
        top, bottom = round(down) + _BETWEEN, down
        for number, entry in enumerate(entries[first : first + columns]):
            across = MARGIN + number * (width + _BETWEEN)
            panel.place(scene, entry, across, top)
            lines = column.lines(entry, entry.notes())
            bottom = max(bottom, write(scene, across, top + panel.height, lines))
        down = bottom
    scene.height = round(down) + MARGIN
    if scene.width * scene.height > _MOST_PIXELS:
        raise UsageError(
            f"a sheet of {scene.width} by {scene.height} pixels is too large",
            hint="take a smaller --size or fewer --rows",
        )
    return scene
