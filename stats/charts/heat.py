"""Heat maps: which classes of two heads occur together, and which heads go together at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from stats.charts.canvas import (
    MARGIN,
    POINT,
    Ink,
    add_axes,
    new_figure,
    shortened,
    text_width,
    write,
)
from stats.charts.rows import Labels, Sizes, label_columns, label_rows, labels_of, rows_of
from stats.counts import Corpus
from stats.measuring import ASSOCIATION, association

MOST_CLASSES = 60
"""Classes of a head that a heat map shows."""

SIZES = Sizes(pitch=0.34, label=8.5, glyph=18, value=7)
COLORS = "cividis"
"""Even for colour-blind people, and from dark to light when printed in grey."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A coloured cell; ``shade`` from 0, the lightest, to 1."""

    row: int
    column: int
    shade: float
    text: str


def draw_together(corpus: Corpus, first: str, second: str, ink: Ink) -> Figure:
    """How often the classes of two heads occur in one row; the darker, the more often.

    The shade is by the logarithm of the number of rows, which stands in each cell.

    Raises:
        KeyError: there is no table of these heads.
    """
    one, other, table = corpus.head(first), corpus.head(second), corpus.table(first, second)
    if one is None or other is None or table is None:
        raise KeyError((first, second))
    down = rows_of([one], most=MOST_CLASSES)
    across = rows_of([other], most=MOST_CLASSES)
    rows = np.searchsorted(one.numbers, [row.number for row in down.shown])
    columns = np.searchsorted(other.numbers, [row.number for row in across.shown])
    shown = table[np.ix_(rows, columns)]
    left_out = int(table.sum() - shown.sum())
    note = f" {left_out:,} rows of rarer classes are not shown." if left_out else ""
    figure, axes = _frame(
        f"{shortened(first)} × {shortened(second)}",
        f"{shortened(corpus.name)}: n = {int(table.sum()):,} rows with both; the number of rows "
        f"is in each cell, the darker the more (by its logarithm).{note}",
        labels_of(down.shown, ink, SIZES),
        labels_of(across.shown, ink, SIZES),
        ink,
    )
    top = log(max(2, int(shown.max(initial=0))))
    _fill(
        axes,
        [
            _Cell(int(r), int(c), 0.1 + 0.9 * log(int(shown[r, c])) / top, f"{int(shown[r, c]):,}")
            for r, c in np.argwhere(shown)
        ],
        ink,
    )
    return figure


def draw_associations(corpus: Corpus, names: Sequence[str], ink: Ink) -> Figure:
    """How well each head tells each other one: Cramér's V of each two heads."""
    texts = tuple(shortened(name, 40) for name in names)
    none = ("",) * len(names)
    wide = max((text_width(text, SIZES.label) for text in texts), default=0.0)
    labels = Labels(texts, none, wide, 0.0, SIZES)
    figure, axes = _frame(
        "Which heads go together",
        f"{shortened(corpus.name)}: {ASSOCIATION}",
        labels,
        labels,
        ink,
    )
    values = associations(corpus, names)
    _fill(
        axes,
        [
            _Cell(int(r), int(c), float(values[r, c]), f"{values[r, c]:.2f}")
            for r, c in np.argwhere(~np.isnan(values))
        ],
        ink,
    )
    return figure


def associations(corpus: Corpus, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Cramér's V of each two heads, NaN where there is none; shape (heads, heads)."""
    values = np.full((len(names), len(names)), np.nan)
    for r, first in enumerate(names):
        for c, second in enumerate(names):
            table = corpus.table(first, second)
            value = None if table is None else association(table)
            if value is not None:
                values[r, c] = value
    return values


def _frame(title: str, note: str, down: Labels, across: Labels, ink: Ink) -> tuple[Figure, Axes]:
    """A figure with title and empty labelled cells."""
    columns, rows = max(1, len(across.texts)), max(1, len(down.texts))
    glyphs = SIZES.glyph * 1.5 * POINT if across.glyph_width else 0.0
    head = MARGIN + 0.75 + across.text_width + glyphs + 0.1
    width = MARGIN + down.width + columns * SIZES.pitch
    needed = max(text_width(note, 8.5), text_width(title, 12, weight="bold")) + MARGIN
    figure = new_figure(max(width, needed) + MARGIN, head + rows * SIZES.pitch + MARGIN, ink)
    write(figure, MARGIN, MARGIN, title, 12, weight="bold")
    write(figure, MARGIN, MARGIN + 0.27, note, 8.5, color=ink.faint)
    axes = add_axes(figure, MARGIN + down.width, head, columns * SIZES.pitch, rows * SIZES.pitch)
    axes.set_xlim(-0.5, columns - 0.5)
    label_rows(axes, down, ink)
    label_columns(axes, across, ink)
    axes.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=ink.grid, linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def _fill(axes: Axes, cells: Sequence[_Cell], ink: Ink) -> None:
    """Colour the cells; their text is dark on light colours and light on dark ones."""
    colors = mpl.colormaps[COLORS]
    for cell in cells:
        color = colors(1 - cell.shade)
        place = (cell.column - 0.5, cell.row - 0.5)
        axes.add_patch(Rectangle(place, 1, 1, facecolor=color, edgecolor=ink.grid, linewidth=0.6))
        axes.text(
            cell.column,
            cell.row,
            cell.text,
            ha="center",
            va="center",
            size=SIZES.value if len(cell.text) < 6 else SIZES.value - 1.5,
            color="#ffffff" if cell.shade > 0.55 else "#000000",
            label="cell",
        )
