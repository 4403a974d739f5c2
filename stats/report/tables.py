"""Tables of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hamnosys.fonts import GlyphFont
from hamnosys.html import Child, Element, e


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``value`` is what it is sorted by, where that is not its text."""

    content: Child
    kind: str = ""
    value: float | None = None
    heading: bool = False


def text(content: Child) -> Cell:
    """A cell of text."""
    return Cell(content)


def heading(content: Child) -> Cell:
    """The cell that names its row."""
    return Cell(content, heading=True)


def number(value: float | None, shown: str | None = None) -> Cell:
    """A cell of a number; None is shown as a dash and sorted first."""
    if value is None:
        return Cell("–", "number", -1.0)
    return Cell(f"{value:,}" if shown is None else shown, "number", value)


def glyphs(symbols: str, font: GlyphFont | None) -> Cell:
    """A cell of HamNoSys symbols, which no screen reader can read."""
    drawn = "" if font is None else font.drawable(symbols)
    return Cell(drawn or None, "glyphs")


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    class_: str | None = None,
    id: str | None = None,
) -> Element:
    """A table in a frame that scrolls by keyboard, too, where it is too wide for the screen."""
    return e(
        "div",
        e(
            "table",
            e("caption", caption),
            e("thead", e("tr", (e("th", column, scope="col") for column in columns))),
            e("tbody", (e("tr", map(_cell, row)) for row in rows)),
            class_=class_,
            id=id,
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _cell(cell: Cell) -> Element:
    return e(
        "th" if cell.heading else "td",
        cell.content,
        scope="row" if cell.heading else None,
        class_=cell.kind or None,
        data_value=None if cell.value is None else f"{cell.value:.9g}",
        aria_hidden="true" if cell.kind == "glyphs" else None,
    )
