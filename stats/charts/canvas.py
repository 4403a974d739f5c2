"""What all charts share: colours, sizes, text that is measured, and files with the same bytes."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from hamnosys.fonts import GlyphFont
from stats.fonts import load
from stats.formats import Format

TEXT_FONT = "DejaVu Sans"
"""Comes with matplotlib, so that charts look the same everywhere."""

POINT = 1 / 72
"""A typographic point in inches."""

MARGIN = 0.3
"""Inches around a chart."""

SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
"""Colours of corpora: Okabe and Ito's, which colour-blind people can tell apart.

Source: Okabe and Ito 2008, Color Universal Design.
"""

HATCHES = ("", "///", "...", "\\\\\\", "xxx", "ooo")
MARKERS = ("o", "s", "^", "D", "v", "P")
"""Patterns and markers of corpora: they tell them apart in black and white, too."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What to draw with: font of the glyphs (None: no glyphs), and colours of text and lines."""

    font: GlyphFont | None = None
    text: str = "#1a1a1a"
    faint: str = "#5f5f5f"
    grid: str = "#d9d9d9"
    paper: str = "#ffffff"

    def glyphs(self, symbols: str) -> str:
        """The symbols as they can be drawn; empty without a font."""
        return "" if self.font is None else self.font.drawable(symbols)


@contextmanager
def drawing(ink: Ink, *, text_as_text: bool = False) -> Iterator[None]:
    """Settings under which charts are made and saved, whatever the user's own are.

    Args:
        ink: its font is made known to matplotlib.
        text_as_text: SVG files hold text and not outlines, and need the fonts to be shown.
    """
    if ink.font is not None:
        load(ink.font)
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)  # its font cache is no concern of our users
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": TEXT_FONT,
                "text.parse_math": False,  # a name may have a dollar sign
                "text.color": ink.text,
                "axes.edgecolor": ink.faint,
                "axes.labelcolor": ink.faint,
                "xtick.color": ink.faint,
                "ytick.color": ink.text,
                "hatch.linewidth": 0.6,
                "svg.fonttype": "none" if text_as_text else "path",
                "svg.hashsalt": "hamnosys",
                "pdf.fonttype": 42,
            }
        )
        # A name may have characters that the text font lacks; they are drawn as boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        try:
            yield
        finally:
            logger.setLevel(level)


def new_figure(width: float, height: float, ink: Ink) -> Figure:
    """An empty figure of so many inches; it belongs to no window."""
    return Figure(figsize=(width, height), facecolor=ink.paper)


def add_axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in inches from the figure's left and upper edge."""
    across, down = figure.get_size_inches()
    place = (left / across, 1 - (top + height) / down, width / across, height / down)
    axes = figure.add_axes(place)
    axes.patch.set_visible(False)
    return axes


def write(figure: Figure, left: float, top: float, text: str, size: float, **style: Any) -> None:
    """Text whose upper left corner is so many inches from the figure's."""
    across, down = figure.get_size_inches()
    figure.text(left / across, 1 - top / down, text, size=size, va="top", **style)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, family: str = TEXT_FONT, weight: str = "normal") -> float:
    """Width of a text in inches."""
    if not text.strip():
        return 0.0
    font = FontProperties(family=[family, TEXT_FONT], weight=weight)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = TextPath((0, 0), text, size=size, prop=font, usetex=False)
    return float(path.get_extents().width) * POINT


def shortened(text: str, most: int = 60) -> str:
    """A text with its middle left out if it is too long to be shown."""
    if len(text) <= most:
        return text
    half = (most - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def shares(share: float) -> str:
    """A share in per cent, with a digit after the point: ``12.5 %``."""
    if 0 < share < 0.0005:
        return "<0.1 %"
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{100 * share:.1f} %"


def save(figure: Figure, target: Path | IO[bytes], format: Format, title: str) -> None:
    """Save a figure; the same figure gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    metadata: dict[str, Any] = {"Title": title}
    if format == "svg":
        metadata |= {"Date": None, "Creator": "hamnosys"}
    elif format == "pdf":
        metadata |= {"CreationDate": None, "Creator": "hamnosys"}
    figure.savefig(target, format=format, dpi=150, metadata=metadata)
