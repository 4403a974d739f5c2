"""The HamNoSys font, if there is one: named by the user, or installed; and one for plain text."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import findSystemFonts
from matplotlib.ft2font import FT2Font, LoadFlags

from hamnosys.errors import InputError
from hamnosys.symbols import inventory

VARIABLE = "HAMNOSYS_FONT"
"""Environment variable with the path of the font."""

HINT = (
    f"no HamNoSys font found: names only, without glyphs (install HamNoSysUnicode.ttf of "
    f"Universität Hamburg, or name it with --font or {VARIABLE})"
)

_CARRIER = "hamflathand"
"""Drawn before a modifier that stands alone, which would hang in the air otherwise."""


@dataclass(frozen=True, slots=True)
class GlyphFont:
    """A font with HamNoSys glyphs. ``modifiers`` need a carrier."""

    path: Path
    family: str
    characters: frozenset[str]
    modifiers: frozenset[str]

    def drawable(self, symbols: str) -> str:
        """The symbols as they can be drawn; nothing if the font lacks one of them."""
        if not symbols or not self.characters.issuperset(symbols):
            return ""
        carried = symbols[0] in self.modifiers
        return inventory().characters[_CARRIER] + symbols if carried else symbols


def find_font(path: str | None = None) -> GlyphFont | None:
    """The font at a path, else the one that ``HAMNOSYS_FONT`` names, else an installed one.

    Raises:
        InputError: a font that was named cannot be read, or has no HamNoSys symbols.
    """
    named = path or os.environ.get(VARIABLE)
    if named:
        font = _open(Path(named))
        if font is None:
            raise InputError("the font has no HamNoSys symbols", file=named)
        return font
    return next(_fonts(sorted(findSystemFonts())), None)


def _fonts(paths: Iterable[str]) -> Iterator[GlyphFont]:
    for path in paths:
        if "hamnosys" in Path(path).name.lower():
            try:
                font = _open(Path(path))
            except InputError:  # nobody asked for this one
                continue
            if font is not None:
                yield font


def _open(path: Path) -> GlyphFont | None:
    """The font of a file; None if it lacks the handshapes."""
    if path.exists() and not path.is_file():
        raise InputError("the font cannot be read: it is no regular file", file=str(path))
    try:
        face = FT2Font(str(path))
    except (OSError, RuntimeError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "it is no TrueType or OpenType font"
        raise InputError(f"the font cannot be read: {reason}", file=str(path)) from error
    points = face.get_charmap()
    symbols = [symbol for symbol in inventory() if ord(symbol.character) in points]
    characters = frozenset(symbol.character for symbol in symbols)
    if not characters.issuperset(s.character for s in inventory().of_category("base_form")):
        return None
    modifiers = frozenset(c for c in characters if _hangs_back(face, c))
    return GlyphFont(path, face.family_name, characters, modifiers)


def _hangs_back(face: FT2Font, character: str) -> bool:
    """Whether a glyph is drawn over the one before it: mostly to the left of its origin."""
    left, _, right, _ = face.load_char(ord(character), flags=LoadFlags.NO_SCALE).bbox
    return left + right < 0


def font_face(font: GlyphFont | None) -> str:
    """The font itself as CSS, and the variable ``--glyphs`` with its name; empty without one."""
    if font is None:
        return ""
    data = base64.b64encode(font.path.read_bytes()).decode()
    family = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in font.family)
    return (
        f'@font-face {{ font-family: "{family}"; src: url("data:font/ttf;base64,{data}"); }}\n'
        f':root {{ --glyphs: "{family}"; }}\n'
    )


def text_font() -> Path:
    """A font for plain text in many alphabets: it comes with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
