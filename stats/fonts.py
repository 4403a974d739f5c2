"""The HamNoSys font in matplotlib."""

from __future__ import annotations

from pathlib import Path

from matplotlib.font_manager import fontManager

from hamnosys.fonts import GlyphFont


def load(font: GlyphFont) -> None:
    """Make matplotlib know the font by its family."""
    if all(Path(entry.fname) != font.path for entry in fontManager.ttflist):
        fontManager.addfont(str(font.path))
