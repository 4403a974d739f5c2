"""A confusion matrix as a heat map."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from trainer.scoring.confusion import Confusion

MOST_CLASSES = 80
"""Classes that a chart shows; of a head with more, the most frequent ones."""

MOST_COUNTED = 20
"""With more classes than this the counts are not in the cells."""

COLORS = "Blues"
"""One hue from light to dark: for colour-blind people and grey printers, too."""

_TEXT, _FAINT, _GRID, _PAPER = "#1a1a1a", "#5f5f5f", "#d9d9d9", "#ffffff"
_SIDE = 0.3
"""Inches around the heat map's parts."""


@contextmanager
def drawing() -> Iterator[None]:
    """Settings under which charts are made and saved, whatever the user's own are."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": "DejaVu Sans",  # comes with matplotlib
                "text.parse_math": False,  # a label may have a dollar sign
                "text.color": _TEXT,
                "axes.labelcolor": _FAINT,
                "svg.fonttype": "path",
                "svg.hashsalt": "hamnosys",
            }
        )
        # A label may have characters that the font lacks; they are drawn as boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


def draw_confusion(confusion: Confusion) -> Figure:
    """Rows are labels, columns predictions; the darker, the more of a label's clips."""
    shown = _shown(confusion)
    counts = confusion.counts[np.ix_(shown, shown)]
    # Of all clips with the label, those that are predicted to be of classes not shown included.
    support = np.maximum(confusion.support[shown], 1)
    shares = np.ma.masked_equal(counts / support[:, None], 0.0)
    pitch = 0.36 if len(shown) <= MOST_COUNTED else 0.24
    side = max(1, len(shown)) * pitch
    figure = Figure(figsize=(side + 1.2, side), facecolor=_PAPER)
    axes = figure.add_axes((0, 0, side / (side + 1.2), 1))
    norm = PowerNorm(0.5, 0, 1)  # few confusions are still seen
    heat = axes.pcolormesh(shares, cmap=COLORS, norm=norm, edgecolors=_GRID, linewidth=0.5)
    _label(axes, confusion, shown)
    if len(shown) <= MOST_COUNTED:
        _write_counts(axes, counts, shares.filled(0.0))
    height = min(side, 2.5)
    bar = figure.add_axes(
        ((side + _SIDE) / (side + 1.2), 1 - height / side, 0.14 / (side + 1.2), height / side)
    )
    figure.colorbar(heat, cax=bar, format=PercentFormatter(1, 0))
    bar.tick_params(labelsize=7, colors=_FAINT)
    return figure


def save(figure: Figure, target: IO[bytes], format: str, title: str) -> None:
    """Save a figure; the same figure gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    metadata: dict[str, Any] = {"Title": title}
    if format == "svg":
        metadata |= {"Date": None, "Creator": "hamnosys"}
    figure.savefig(
        target, format=format, dpi=150, metadata=metadata, bbox_inches="tight", pad_inches=_SIDE
    )


def _shown(confusion: Confusion) -> list[int]:
    """The numbers of the classes that are shown, in class order."""
    seen = confusion.support + confusion.predicted
    frequent = np.argsort(-seen, kind="stable")[:MOST_CLASSES]
    return sorted(frequent.tolist())


def _label(axes: Axes, confusion: Confusion, shown: list[int]) -> None:
    names = [f"{_shortened(confusion.head.labels[number])}  {number}" for number in shown]
    places = np.arange(len(shown)) + 0.5
    size = 8.5 if len(shown) <= MOST_COUNTED else 7
    axes.set_yticks(places, names, size=size)
    axes.set_xticks(places, names, size=size, rotation=90)
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0, pad=4, labelcolor=_TEXT)
    axes.set_ylabel("label", size=8)
    axes.set_xlabel(f"{_about(confusion, len(shown))}\n\npredicted", size=8)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(_shortened(confusion.head.name), size=12, weight="bold", loc="left", pad=10)


def _about(confusion: Confusion, shown: int) -> str:
    count = confusion.count
    right = f", {100 * int(confusion.right.sum()) / count:.1f} % right" if count else ""
    left_out = confusion.head.classes - shown
    rest = f"; the {shown} most frequent classes" if left_out else ""
    return f"n = {count:,}{right}; colour: share of the label's clips{rest}"


def _write_counts(axes: Axes, counts: Any, shares: Any) -> None:
    for row, column in np.argwhere(counts).tolist():
        text = f"{counts[row, column]:,}"
        axes.text(
            column + 0.5,
            row + 0.5,
            text,
            ha="center",
            va="center",
            size=7 if len(text) < 6 else 5.5,
            color=_PAPER if shares[row, column] > 0.3 else "#000000",
        )


def _shortened(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-(most // 2 - 1) :]}"
