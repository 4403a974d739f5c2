"""Finding the font of the glyphs."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib
import pytest
from builders import ham
from font_builder import FAMILY
from matplotlib.ft2font import FT2Font

from hamnosys.errors import InputError
from hamnosys.fonts import GlyphFont, find_font, text_font
from hamnosys.symbols import inventory

pytestmark = pytest.mark.usefixtures("no_installed_font")
MATPLOTLIB_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def test_without_a_font_there_is_none() -> None:
    assert find_font() is None


def test_a_font_is_found_by_its_path(font_file: Path) -> None:
    font = find_font(str(font_file))
    assert font is not None
    assert (font.path, font.family) == (font_file, FAMILY)
    assert font.characters == {symbol.character for symbol in inventory()}


def test_a_font_is_found_by_the_environment(
    font_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAMNOSYS_FONT", str(font_file))
    font = find_font()
    assert font is not None
    assert font.family == FAMILY


def test_an_installed_font_is_found_by_its_name(
    font_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = shutil.copy(font_file, tmp_path / "HamNoSysUnicode.ttf")
    (tmp_path / "hamnosys_broken.ttf").write_bytes(b"no font")
    others = [str(tmp_path / "hamnosys_broken.ttf"), str(MATPLOTLIB_FONTS / "DejaVuSans.ttf")]
    monkeypatch.setattr("hamnosys.fonts.findSystemFonts", lambda: [*others, str(installed)])
    font = find_font()
    assert font is not None
    assert font.path == Path(installed)


@pytest.mark.parametrize("named_by", ["option", "environment"])
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("missing.ttf", "missing.ttf: the font cannot be read: No such file"),
        ("text.ttf", "text.ttf: the font cannot be read: it is no TrueType"),
        ("DejaVuSans.ttf", "DejaVuSans.ttf: the font has no HamNoSys symbols"),
    ],
)
def test_a_named_font_that_cannot_be_used_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named_by: str, file: str, reason: str
) -> None:
    (tmp_path / "text.ttf").write_text("no font")
    shutil.copy(MATPLOTLIB_FONTS / "DejaVuSans.ttf", tmp_path)
    path = str(tmp_path / file)
    if named_by == "environment":
        monkeypatch.setenv("HAMNOSYS_FONT", path)
    with pytest.raises(InputError, match=reason):
        find_font(path if named_by == "option" else None)


def test_a_modifier_that_stands_alone_gets_a_handshape_to_sit_on(font: GlyphFont) -> None:
    assert font.drawable(ham("thumbacrossmod")) == ham("flathand thumbacrossmod")
    assert font.drawable(ham("fist thumbacrossmod")) == ham("fist thumbacrossmod")
    assert font.drawable(ham("palml")) == ham("palml")
    assert font.drawable("") == ""


def test_what_the_font_lacks_is_not_drawn(font: GlyphFont) -> None:
    assert font.drawable(ham("fist") + "\ue999") == ""


def test_the_real_font_has_every_symbol(shared: Path) -> None:
    font = find_font(str(shared / "font" / "HamNoSysUnicode.ttf"))
    assert font is not None
    assert font.characters == {symbol.character for symbol in inventory()}
    names = {inventory().names[character] for character in font.modifiers}
    assert {"hamthumboutmod", "hamfingerbendmod", "hamdoublehooked", "hamlargemod"} <= names
    assert not names & {"hamfist", "hamextfingeru", "hampalml", "hamchest", "hamlrat"}


def test_the_font_of_plain_text_has_the_letters_of_glosses() -> None:
    points = FT2Font(str(text_font())).get_charmap()
    assert {ord(letter) for letter in "AéŁążΩжß"} <= set(points)
