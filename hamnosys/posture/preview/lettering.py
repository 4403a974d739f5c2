"""Text in pictures: fonts, widths, and lines that are not too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from hamnosys.fonts import GlyphFont, text_font
from hamnosys.transcription import to_characters

LINE = 1.35
"""Height of a line of text, as a share of the size of its letters."""

GLYPH_LINE = 1.5
"""The same of a line of glyphs."""


@cache
def font_of(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font in a size; the layout does not depend on what else is installed."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int, path: Path | None = None) -> float:
    """Pixels across a text, in the plain font unless another is named."""
    return font_of(path or text_font(), size).getlength(text)


def wrapped(text: str, size: int, most: float) -> list[str]:
    """Lines of a text that are at most so many pixels wide; only longer words are cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= most:
            lines[-1] = joined
        else:
            lines += _pieces(word, size, most)
    return lines


def _pieces(word: str, size: int, most: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, size) > most:
            pieces.append("")
        pieces[-1] += character
    return pieces


def shortened(text: str, size: int, most: float) -> str:
    """A text whose end is left out if it is wider than so many pixels."""
    if width(text, size) <= most:
        return text
    kept = _pieces(text, size, most - width("…", size))[0]
    return f"{kept.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Lettering:
    """The fonts of a picture; without ``glyph_font`` there are no glyphs."""

    glyph_font: GlyphFont | None = None

    def glyph_lines(self, names: Sequence[str], size: int, most: float) -> list[str]:
        """Lines of glyphs; none if there is no font, or it lacks one of them."""
        font = self.glyph_font
        if font is None:
            return []
        lines = [""]
        for character in font.drawable(to_characters(" ".join(names))):
            hangs = character in font.modifiers
            if lines[-1] and not hangs and width(lines[-1] + character, size, font.path) > most:
                lines.append("")
            lines[-1] += character
        return lines if lines != [""] else []
