"""A scene as pixels."""

from __future__ import annotations

from PIL import Image, ImageDraw

from hamnosys.fonts import text_font
from hamnosys.posture.drawing.look import PLAIN
from hamnosys.posture.drawing.raster import OVERSAMPLING, paint
from hamnosys.posture.preview.lettering import Lettering, font_of
from hamnosys.posture.preview.scene import PAPER, Scene, Watch, Window


def painted(
    scene: Scene, lettering: Lettering, watch: Watch = lambda windows: windows
) -> Image.Image:
    """The picture of a scene; ``watch`` passes its windows on while they are drawn."""
    picture = Image.new("RGB", (scene.width, scene.height), PAPER)
    for window in watch(scene.windows):
        picture.paste(painted_window(window), (window.across, window.down))
    draw = ImageDraw.Draw(picture)
    glyph_font = lettering.glyph_font
    for text in scene.texts:
        path = glyph_font.path if text.glyphs and glyph_font else text_font()
        place = (round(text.across), round(text.baseline))
        draw.text(place, text.words, text.colour, font_of(path, text.size), anchor="ls")
    return picture


def painted_window(window: Window) -> Image.Image:
    """One window."""
    wide, high = window.size
    large = (wide * OVERSAMPLING, high * OVERSAMPLING)
    return paint(window.polygons(OVERSAMPLING), large, PLAIN.background).reduce(OVERSAMPLING)
