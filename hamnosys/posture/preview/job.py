"""The whole job: entries to a file of one of the formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from hamnosys.fonts import GlyphFont
from hamnosys.output import open_binary_output, open_output
from hamnosys.posture.preview.animation import write_animation
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.formats import SIZES, Format
from hamnosys.posture.preview.gallery import write_gallery
from hamnosys.posture.preview.lettering import Lettering
from hamnosys.posture.preview.painted import painted
from hamnosys.posture.preview.picture import picture
from hamnosys.posture.preview.scene import Scene, Watch
from hamnosys.posture.preview.sheet import sheet
from hamnosys.posture.preview.svg import svg


@dataclass(frozen=True, slots=True)
class Settings:
    """How to draw.

    ``title`` is that of a gallery, ``size`` the height of the signer in pixels (None: as the kind
    of picture needs it), ``columns`` those of a sheet (None: as many as look well).
    """

    format: Format
    title: str = ""
    font: GlyphFont | None = None
    size: int | None = None
    columns: int | None = None
    force: bool = False


def write_preview(
    entries: Iterator[Entry],
    output: str | Path,
    settings: Settings,
    *,
    several: bool = False,
    watch: Watch = lambda windows: windows,
) -> bool:
    """Write the picture of an entry, or the sheet or gallery of several; whole or not at all.

    Args:
        entries: to be drawn; of an animation the first.
        output: a path, or ``-`` for standard output.
        settings: how.
        several: whether they come from several rows, and so make a sheet.
        watch: passes the windows on while they are drawn.

    Returns:
        Whether there were entries; if not, nothing is written.

    Raises:
        HamNoSysError: there is nothing to animate, or the output cannot be written.
    """
    first = next(entries, None)
    if first is None:
        return False
    if settings.format == "html":
        size = settings.size or SIZES["gallery"]
        with open_output(output, force=settings.force) as stream:
            write_gallery(chain([first], entries), stream, settings.title, settings.font, size)
        return True
    lettering = Lettering(settings.font)
    if settings.format == "gif":
        size = settings.size or SIZES["picture"]
        with open_binary_output(output, force=settings.force) as binary:
            write_animation(first, binary, lettering, size)
        return True
    if several:
        size = settings.size or SIZES["sheet"]
        scene = sheet([first, *entries], lettering, size, settings.columns)
    else:
        scene = picture(first, lettering, settings.size or SIZES["picture"])
    _write_scene(scene, output, settings, lettering, watch)
    return True


def _write_scene(
    scene: Scene, output: str | Path, settings: Settings, lettering: Lettering, watch: Watch
) -> None:
    if settings.format == "svg":
        with open_output(output, force=settings.force) as stream:
            stream.writelines(f"{line}\n" for line in svg(scene, lettering, watch))
        return
    image = painted(scene, lettering, watch)
    with open_binary_output(output, force=settings.force) as binary:
        image.save(binary, format="PNG")
