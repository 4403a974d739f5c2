"""A scene as SVG; glyphs are outlines, so that they are seen without their font."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from hamnosys.fonts import GlyphFont
from hamnosys.html import visible
from hamnosys.posture.drawing.look import PLAIN, Colour
from hamnosys.posture.drawing.svg import svg_polygons
from hamnosys.posture.preview.lettering import Lettering
from hamnosys.posture.preview.scene import PAPER, Scene, Text, Watch, Window

_FAMILY = "'DejaVu Sans', Verdana, sans-serif"
_COMMANDS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), 79: ("Z", 1)}
"""Code of a path in matplotlib to the command of SVG and its number of points."""


def svg(
    scene: Scene, lettering: Lettering, watch: Watch = lambda windows: windows
) -> Iterator[str]:
    """Lines of the SVG file of a scene; ``watch`` passes its windows on while they are drawn."""
    size = f'width="{scene.width}" height="{scene.height}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {scene.width} {scene.height}" role="img" font-family="{_FAMILY}">'
    )
    yield f"<title>{_escaped(scene.title)}</title>"
    yield f"<desc>{_escaped(scene.description)}</desc>"
    yield f'<rect {size} fill="{_hex(PAPER)}"/>'
    for window in watch(scene.windows):
        yield from _window(window)
    for text in scene.texts:
        yield _text(text, lettering.glyph_font)
    yield "</svg>"


def _window(window: Window) -> Iterator[str]:
    """A window as a picture of its own, which cuts off what is outside."""
    size = 'width="{}" height="{}"'.format(*window.size)
    yield f'<svg x="{window.across}" y="{window.down}" {size} overflow="hidden">'
    yield f'<rect {size} fill="{_hex(PLAIN.background)}"/>'
    yield from svg_polygons(window.polygons())
    yield "</svg>"


def _text(text: Text, font: GlyphFont | None) -> str:
    fill = f'fill="{_hex(text.colour)}"'
    if text.glyphs and font is not None:
        return f'<path {fill} d="{_outline(text, font)}"/>'
    place = f'x="{text.across:.1f}" y="{text.baseline:.1f}" font-size="{text.size}"'
    return f"<text {place} {fill}>{_escaped(text.words)}</text>"


def _outline(text: Text, font: GlyphFont) -> str:
    """The outlines of a line of glyphs as the data of a path."""
    properties = FontProperties(fname=str(font.path))
    path = TextPath((0, 0), text.words, size=text.size, prop=properties, usetex=False)
    parts = []
    for points, code in path.iter_segments(simplify=False, curves=True):
        command, count = _COMMANDS[int(code)]
        pairs = points.reshape(-1, 2)[:count] if command != "Z" else ()
        ends = " ".join(f"{text.across + x:.2f} {text.baseline - y:.2f}" for x, y in pairs)
        parts.append(command + ends)
    return "".join(parts)


def _escaped(words: str) -> str:
    return escape(visible(words))


def _hex(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
