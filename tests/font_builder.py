"""A font that is made here, so that glyphs can be tested without the real one."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from hamnosys.symbols import inventory

MODIFIERS = {"thumb_position", "straight_bending", "finger_bending", "double_bending"}
FAMILY = "Test HamNoSys"


def box(left: int, right: int) -> object:
    """A square glyph, drawn from so many units after its origin to so many."""
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in ((left, 500), (right, 500), (right, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def build_font(path: Path) -> None:
    """A font that has every HamNoSys symbol as a square; modifiers hang back over the last one."""
    symbols = list(inventory())
    points = {ord(symbol.character): f"g{ord(symbol.character):04x}" for symbol in symbols}
    names = [".notdef", *points.values()]
    hanging = [False, *(symbol.category in MODIFIERS for symbol in symbols)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {ord(s.character): n for s, n in zip(symbols, names[1:], strict=True)}
    )
    boxes = [box(-500, -100) if back else box(100, 600) for back in hanging]
    builder.setupGlyf(dict(zip(names, boxes, strict=True)))
    advances = [(0, -500) if back else (700, 100) for back in hanging]
    builder.setupHorizontalMetrics(dict(zip(names, advances, strict=True)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
