"""All heads on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stats.charts.bars import draw_bars
from stats.charts.canvas import MARGIN, Ink, add_axes, new_figure, shortened, text_width, write
from stats.charts.rows import SMALL, Labels, Row, label_rows, labels_of, rows_of
from stats.counts import Corpus, HeadCounts

MOST_ROWS = 40
"""Classes of a head that a page of all heads shows."""

_AXES_WIDTH = 2.5
_TITLE = 0.5
_GAP = 0.25
_HEADING = 0.75


@dataclass(frozen=True, slots=True)
class Panel:
    """One head on a page of several; ``note`` stands below its name."""

    title: str
    note: str
    rows: tuple[Row, ...]
    labels: Labels

    @property
    def height(self) -> float:
        """Inches, with title and gap."""
        return _TITLE + max(1, len(self.rows)) * SMALL.pitch + _GAP

    @property
    def width(self) -> float:
        """Inches."""
        needed = max(text_width(self.title, 9, weight="bold"), text_width(self.note, 7))
        return max(self.labels.width + _AXES_WIDTH, needed)


def draw_overview(corpus: Corpus, ink: Ink, *, sort: bool = False) -> Figure:
    """Bars of all heads of a corpus, or of several as one."""
    panels = [panel(head.name, about(head), [head], ink, sort=sort) for head in corpus.heads]
    title = f"{shortened(corpus.name)}: {corpus.rows:,} rows"
    return draw_page(title, "", panels, ink, lambda axes, rows: draw_bars(axes, rows, ink, SMALL))


def about(head: HeadCounts) -> str:
    """How many rows have a value."""
    absent = f", {head.absent:,} without a value" if head.absent else ""
    return f"n = {head.present:,}{absent}"


def panel(
    title: str, note: str, heads: Sequence[HeadCounts | None], ink: Ink, *, sort: bool
) -> Panel:
    """A panel of one head; what it does not show is said in its note."""
    rows = rows_of(heads, sort=sort, most=MOST_ROWS)
    left_out = f"; {rows.left_out:,} rarer classes not shown" if rows.left_out else ""
    labels = labels_of(rows.shown, ink, SMALL)
    return Panel(shortened(title), note + left_out, rows.shown, labels)


def draw_page(
    title: str,
    subtitle: str,
    panels: Sequence[Panel],
    ink: Ink,
    draw: Callable[[Axes, Sequence[Row]], None],
    heading: float = _HEADING,
) -> Figure:
    """Panels in columns of about the same height, under a title."""
    columns = in_columns(panels)
    widths = [max(panel.width for panel in column) for column in columns]
    tallest = max(sum(panel.height for panel in column) for column in columns)
    width = max(sum(widths) + MARGIN * (len(columns) + 1), text_width(title, 13) * 1.2 + MARGIN)
    figure = new_figure(width, heading + tallest + MARGIN, ink)
    write(figure, MARGIN, MARGIN, title, 13, weight="bold")
    if subtitle:
        write(figure, MARGIN, MARGIN + 0.27, subtitle, 8.5, color=ink.faint)
    left = MARGIN
    for column, wide in zip(columns, widths, strict=True):
        top = heading
        labels = max(panel.labels.width for panel in column)
        for each in column:
            _draw_panel(figure, each, (left, top, labels, wide), ink, draw)
            top += each.height
        left += wide + MARGIN
    return figure


def _draw_panel(
    figure: Figure,
    panel: Panel,
    place: tuple[float, float, float, float],
    ink: Ink,
    draw: Callable[[Axes, Sequence[Row]], None],
) -> None:
    left, top, labels, width = place
    write(figure, left, top, panel.title, 9, weight="bold")
    write(figure, left, top + 0.19, panel.note, 7, color=ink.faint)
    height = max(1, len(panel.rows)) * SMALL.pitch
    axes = add_axes(figure, left + labels, top + _TITLE - 0.1, width - labels, height)
    draw(axes, panel.rows)
    label_rows(axes, panel.labels, ink)
    axes.tick_params(axis="x", labelbottom=False, length=0)


def in_columns(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Panels in their order, in as many columns as make a page about as wide as it is high."""
    total = sum(panel.height for panel in panels)
    wide = max(panel.width for panel in panels)
    count = min(len(panels), max(1, ceil(sqrt(total / wide))))
    limit = max(total / count, max(panel.height for panel in panels))
    while len(columns := _filled(panels, limit)) > count:
        limit *= 1.02
    return columns


def _filled(panels: Sequence[Panel], limit: float) -> list[list[Panel]]:
    columns: list[list[Panel]] = [[]]
    used = 0.0
    for each in panels:
        if columns[-1] and used + each.height > limit:
            columns.append([])
            used = 0.0
        columns[-1].append(each)
        used += each.height
    return columns
