"""How often each class of a head occurs, as horizontal bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from stats.charts.canvas import (
    HATCHES,
    MARGIN,
    POINT,
    SERIES,
    Ink,
    add_axes,
    new_figure,
    shares,
    shortened,
    text_width,
    write,
)
from stats.charts.rows import LARGE, Row, Sizes, label_rows, labels_of, rows_of
from stats.counts import Corpus, HeadCounts

BARS_WIDTH = 4.6
"""Inches of the longest bar and the figures behind it."""

_TITLE = 0.75
_AXIS = 0.5
_LEGEND_LINE = 0.19


def draw_head(corpora: Sequence[Corpus], name: str, ink: Ink, *, sort: bool = False) -> Figure:
    """The bars of one head: counts of one corpus, shares of several side by side.

    Args:
        corpora: those that do not have the head are named as such.
        name: of the head.
        ink: colours and font.
        sort: the most frequent class first.
    """
    heads = [corpus.head(name) for corpus in corpora]
    rows = rows_of(heads, sort=sort)
    pitch = max(LARGE.pitch, 0.15 * len(corpora) + 0.1)
    sizes = replace(LARGE, pitch=pitch)
    labels = labels_of(rows.shown, ink, sizes)
    title, lines = name, [_about(c, h) for c, h in zip(corpora, heads, strict=True)]
    top = MARGIN + _TITLE + _LEGEND_LINE * (len(lines) - 1)
    height = max(1, len(rows.shown)) * pitch
    needed = max(text_width(line, 9) for line in [*lines, title, rows.note])
    width = max(labels.width + BARS_WIDTH, needed + 0.4) + 2 * MARGIN
    figure = new_figure(width, top + height + _AXIS + MARGIN, ink)
    write(figure, MARGIN, MARGIN, shortened(title), 12, weight="bold")
    if len(corpora) == 1:
        write(figure, MARGIN, MARGIN + 0.3, lines[0], 9, color=ink.faint)
    else:
        _legend(figure, lines, width, ink)
    left = MARGIN + labels.width
    axes = add_axes(figure, left, top, width - MARGIN - left, height)
    draw_bars(axes, rows.shown, ink, sizes)
    label_rows(axes, labels, ink)
    axes.set_xlabel("rows" if len(corpora) == 1 else "share of the rows with a value", size=8)
    axes.tick_params(axis="x", labelsize=8)
    if rows.note:
        write(figure, MARGIN, top + height + _AXIS, rows.note, 8, color=ink.faint)
    return figure


def _about(corpus: Corpus, head: HeadCounts | None) -> str:
    source = shortened(corpus.name)
    if head is None:
        return f"{source}: does not have this head"
    absent = f", {head.absent:,} without a value" if head.absent else ""
    return f"{source}: n = {head.present:,}{absent}"


def _legend(figure: Figure, lines: Sequence[str], width: float, ink: Ink) -> None:
    patches = [
        Patch(facecolor=color_of(place), hatch=hatch_of(place), edgecolor=ink.paper, label=line)
        for place, line in enumerate(lines)
    ]
    legend = figure.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(MARGIN / width, 1 - (MARGIN + 0.26) / figure.get_size_inches()[1]),
        borderpad=0,
        borderaxespad=0,
        frameon=False,
        fontsize=9,
        labelspacing=0.35,
    )
    for text in legend.get_texts():
        text.set_color(ink.faint)


def color_of(place: int) -> str:
    """The colour of a corpus."""
    return SERIES[place % len(SERIES)]


def hatch_of(place: int) -> str:
    """The pattern of a corpus: another one for each colour, and when colours come again."""
    return HATCHES[(place + place // len(SERIES)) % len(HATCHES)]


def draw_bars(axes: Axes, rows: Sequence[Row], ink: Ink, sizes: Sizes) -> None:
    """Bars with count and share behind each; zero is shown as zero."""
    several = max((len(row.counts) for row in rows), default=1)
    thick = 0.72 / several
    longest = 0.0
    for series in range(several):
        for place, row in enumerate(rows):
            count, share = row.counts[series], row.shares[series]
            if count is None or share is None:
                continue
            value = share if several > 1 else count
            longest = max(longest, value)
            at = place - 0.36 + (series + 0.5) * thick
            axes.barh(
                at,
                value,
                height=thick * 0.94,
                color=color_of(series),
                hatch=hatch_of(series) if several > 1 else "",
                edgecolor=ink.paper if several > 1 else color_of(series),
                linewidth=0,
            )
            _value_label(
                axes, value, at, count, share, min(sizes.value, thick * sizes.pitch / POINT)
            )
    _bound(axes, longest, ink, shares_only=several > 1)


def _value_label(
    axes: Axes, value: float, at: float, count: int, share: float, size: float
) -> None:
    axes.annotate(
        f"{count:,}  ·  {shares(share)}" if count else "0",
        (value, at),
        xytext=(4, 0),
        textcoords="offset points",
        va="center_baseline",
        size=size,
        label="value",
    )


def _bound(axes: Axes, longest: float, ink: Ink, *, shares_only: bool) -> None:
    """Limits that leave room for the figures, and a light grid."""
    axes.set_xlim(0, (longest or 1) * 1.32)
    percent = FuncFormatter(lambda value, _: f"{100 * value:.0f} %")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=not shares_only))
    axes.xaxis.set_major_formatter(
        percent if shares_only else FuncFormatter(lambda value, _: f"{value:,.0f}")
    )
    axes.grid(axis="x", color=ink.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
