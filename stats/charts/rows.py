"""The rows of a chart of classes: which there are, in which order, and how they are labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from stats.charts.canvas import MARGIN, POINT, Ink, text_width
from stats.counts import HeadCounts

MOST_ROWS = 80
"""Classes of a head that a chart shows; of a head with more, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Row:
    """A class of a head: its count in each corpus, and the share of the rows with a value.

    Count and share are None for a corpus that does not have the head.
    """

    number: int
    label: str
    symbols: str
    counts: tuple[int | None, ...]
    shares: tuple[float | None, ...]

    @property
    def total(self) -> int:
        """The count in all corpora."""
        return sum(count or 0 for count in self.counts)

    @property
    def text(self) -> str:
        """Label and class number; the number alone where no scheme knows the column."""
        return self.label if self.label == str(self.number) else f"{self.label}  {self.number}"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that are shown, from top to bottom, and what the others add up to."""

    shown: tuple[Row, ...]
    left_out: int = 0
    left_out_count: int = 0

    @property
    def note(self) -> str:
        """What is not shown, in words; empty if all is."""
        if not self.left_out:
            return ""
        return (
            f"The {len(self.shown)} most frequent classes; {self.left_out:,} others "
            f"({self.left_out_count:,} rows) are in statistics.csv."
        )


def rows_of(
    heads: Sequence[HeadCounts | None], *, sort: bool = False, most: int = MOST_ROWS
) -> Rows:
    """The classes of one head in several corpora.

    Args:
        heads: the head's counts in each corpus; None where a corpus does not have it.
        sort: the most frequent class first instead of class order.
        most: classes to show.
    """
    there = [head for head in heads if head is not None]
    names = {n: (h.label(n), h.symbols(n)) for h in there for n in h.numbers}
    found = [_by_number(head) for head in heads]
    rows = [
        Row(
            number,
            *names[number],
            tuple(None if counts is None else counts.get(number, 0) for counts in found),
            tuple(
                None if counts is None or head is None else head.share(counts.get(number, 0))
                for counts, head in zip(found, heads, strict=True)
            ),
        )
        for number in sorted(names)
    ]
    frequent = sorted(rows, key=lambda row: -row.total)
    kept = {row.number for row in frequent[:most]}
    shown = frequent[:most] if sort else [row for row in rows if row.number in kept]
    return Rows(tuple(shown), len(rows) - len(shown), sum(row.total for row in frequent[most:]))


def _by_number(head: HeadCounts | None) -> dict[int, int] | None:
    return None if head is None else dict(zip(head.numbers, head.counts, strict=True))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a chart's rows: their pitch in inches, text in points."""

    pitch: float
    label: float
    glyph: float
    value: float


LARGE = Sizes(pitch=0.33, label=9, glyph=21, value=8.5)
SMALL = Sizes(pitch=0.2, label=7, glyph=13, value=6.5)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of rows, measured: the names, and between them and the axis the glyphs."""

    texts: tuple[str, ...]
    glyphs: tuple[str, ...]
    text_width: float
    glyph_width: float
    sizes: Sizes

    @property
    def width(self) -> float:
        """Inches that the labels take beside the axis."""
        return self.text_width + self.glyph_width + MARGIN / 2


def labels_of(rows: Sequence[Row], ink: Ink, sizes: Sizes) -> Labels:
    """The labels of rows, which are only glyphs where the ink has them."""
    texts = tuple(row.text for row in rows)
    glyphs = tuple(ink.glyphs(row.symbols) for row in rows)
    family = ink.font.family if ink.font else ""
    widest = max((text_width(g, sizes.glyph, family) for g in glyphs if g), default=0.0)
    return Labels(
        texts,
        glyphs,
        max((text_width(text, sizes.label) for text in texts), default=0.0),
        widest + 0.12 if widest else 0.0,
        sizes,
    )


def label_rows(axes: Axes, labels: Labels, ink: Ink) -> None:
    """Write the labels beside the rows of an axis, row 0 at the top."""
    count = len(labels.texts)
    axes.set_ylim(max(1, count) - 0.5, -0.5)
    pad = labels.glyph_width / POINT + 4
    axes.set_yticks(range(count), labels.texts, size=labels.sizes.label)
    axes.tick_params(axis="y", length=0, pad=pad)
    for place, glyphs in enumerate(labels.glyphs):
        if glyphs:
            axes.annotate(
                glyphs,
                (0, place),
                xycoords=("axes fraction", "data"),
                xytext=(-labels.glyph_width / POINT / 2 - 2, 0),
                textcoords="offset points",
                ha="center",
                va="center",
                size=labels.sizes.glyph,
                family=ink.font.family if ink.font else None,
                label="glyph",
            )


def label_columns(axes: Axes, labels: Labels, ink: Ink) -> None:
    """Write the labels above the columns of an axis: the glyphs upright, the names rotated."""
    height = labels.sizes.glyph * 1.5 if labels.glyph_width else 0.0
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(labels.texts)), labels.texts, size=labels.sizes.label, rotation=90)
    axes.tick_params(axis="x", length=0, pad=height + 4, labelcolor=ink.text)
    for place, glyphs in enumerate(labels.glyphs):
        if glyphs:
            axes.annotate(
                glyphs,
                (place, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, height / 2 + 2),
                textcoords="offset points",
                ha="center",
                va="center",
                size=labels.sizes.glyph,
                family=ink.font.family if ink.font else None,
                label="glyph",
            )
