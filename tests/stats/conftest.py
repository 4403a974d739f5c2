"""Class files, and a font that is made here, so that glyphs can be tested without the real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from stats_builders import HEARAI, Write

from hamnosys.symbols import inventory
from stats.fonts import GlyphFont, find_font

MODIFIERS = {"thumb_position", "straight_bending", "finger_bending", "double_bending"}
FAMILY = "Test HamNoSys"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a class file: a header unless it is None, and rows of classes."""

    def write(
        *rows: str, name: str = "classes.txt", heads: tuple[str, ...] | None = HEARAI.names
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        lines = [] if heads is None else [" ".join(["name", "start", "end", *heads])]
        lines += [f"clip{number} 0 0 {row}" for number, row in enumerate(rows)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def box(left: int, right: int) -> object:
    """A square glyph, drawn from so many units after its origin to so many."""
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in ((left, 500), (right, 500), (right, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


@pytest.fixture(scope="session")
def font_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    path = tmp_path_factory.mktemp("font") / "test_hamnosys.ttf"
    builder.save(path)
    return path


@pytest.fixture(scope="session")
def font(font_file: Path) -> GlyphFont:
    """The font, opened."""
    found = find_font(str(font_file))
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _no_font_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests must not depend on what is installed."""
    monkeypatch.delenv("HAMNOSYS_FONT", raising=False)
    monkeypatch.setattr("stats.fonts.findSystemFonts", list)
