"""How corpora differ: the share of each class in each of them, head by head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from stats.charts.bars import color_of
from stats.charts.canvas import MARGIN, MARKERS, SERIES, Ink, shortened
from stats.charts.overview import draw_page, panel
from stats.charts.rows import Row
from stats.counts import Corpus, HeadCounts
from stats.measuring import DISTANCE, distance

_LEGEND_LINE = 0.19


def draw_comparison(corpora: Sequence[Corpus], names: Sequence[str], ink: Ink) -> Figure:
    """A dot for each class and corpus; a line joins those of one class.

    Args:
        corpora: at least two.
        names: of the heads; those that only one corpus has are shown, too.
        ink: colours and font.
    """
    panels = []
    for name in names:
        heads = [corpus.head(name) for corpus in corpora]
        # Without any value there are no shares: dots at zero would say that there are.
        filled = [head if head and head.present else None for head in heads]
        shown = filled if any(filled) else heads
        panels.append(panel(name, far_apart(heads), shown, ink, sort=False))
    figure = draw_page(
        f"Share of each class in {len(corpora)} corpora",
        DISTANCE,
        panels,
        ink,
        lambda axes, rows: _draw_dots(axes, rows, ink),
        heading=0.95 + _LEGEND_LINE * len(corpora),
    )
    _legend(figure, corpora, ink)
    return figure


def far_apart(heads: Sequence[HeadCounts | None]) -> str:
    """The distance of two corpora in a head, or the largest one of several, in words."""
    pairs = [
        (far, place)
        for place, (one, other) in enumerate(combinations(heads, 2))
        if one and other and (far := distance(one, other)) is not None
    ]
    if not pairs:
        return "no distance: only one corpus has values"
    return f"{'largest ' if len(heads) > 2 else ''}distance {max(pairs)[0]:.3f}"


def marker_of(place: int) -> str:
    """The marker of a corpus: another one for each colour, and when colours come again."""
    return MARKERS[(place + place // len(SERIES)) % len(MARKERS)]


def _draw_dots(axes: Axes, rows: Sequence[Row], ink: Ink) -> None:
    several = max((len(row.shares) for row in rows), default=0)
    for place, row in enumerate(rows):
        found = [share for share in row.shares if share is not None]
        if found:
            axes.plot([min(found), max(found)], [place, place], color=ink.grid, linewidth=1.5)
    for series in range(several):
        points = [(row.shares[series], place) for place, row in enumerate(rows)]
        there = [(share, place) for share, place in points if share is not None]
        # Dots of one class lie a little below each other, so that equal shares can be told.
        shift = (series - (several - 1) / 2) * min(0.22, 0.7 / several)
        axes.plot(
            [share for share, _ in there],
            [place + shift for _, place in there],
            linestyle="",
            marker=marker_of(series),
            markersize=4.2,
            color=color_of(series),
            clip_on=False,
            zorder=3,
            label=f"series {series}",
        )
    longest = max((share for row in rows for share in row.shares if share is not None), default=0)
    axes.set_xlim(0, (longest or 1) * 1.1)
    axes.annotate(
        f"{100 * longest:.0f} %",
        (longest, 0),
        xycoords=("data", "axes fraction"),
        xytext=(0, -2),
        textcoords="offset points",
        ha="center",
        va="top",
        size=6.5,
        color=ink.faint,
    )
    axes.axvline(longest, color=ink.grid, linewidth=0.6, zorder=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)


def _legend(figure: Figure, corpora: Sequence[Corpus], ink: Ink) -> None:
    across, down = figure.get_size_inches()
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker_of(place),
            color=color_of(place),
            label=f"{shortened(corpus.name)}: {corpus.rows:,} rows",
        )
        for place, corpus in enumerate(corpora)
    ]
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(MARGIN / across, 1 - (MARGIN + 0.48) / down),
        borderpad=0,
        borderaxespad=0,
        frameon=False,
        fontsize=9,
        labelspacing=0.35,
        labelcolor=ink.text,
    )
