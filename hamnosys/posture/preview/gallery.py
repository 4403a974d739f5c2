"""A gallery: a page with a picture of each transcription, its notation and what is not shown."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from importlib.resources import files
from typing import TextIO

from PIL import Image

from hamnosys.fonts import GlyphFont, font_face
from hamnosys.html import Element, as_html, e, page_end, page_head, page_header, write_page
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.formats import SIZES
from hamnosys.posture.preview.lettering import Lettering
from hamnosys.posture.preview.painted import painted
from hamnosys.posture.preview.panel import LEGEND, Panel
from hamnosys.posture.preview.scene import Scene
from hamnosys.transcription import to_characters

_PICTURES = (
    f"Each picture shows the posture at the beginning of the sign: {LEGEND} What a picture does "
    "not show is said below it."
)

_COLOURS = 64
_HERE = "(entries)"
"""Stands where the entries come, which are written one by one: memory does not hold them all."""


def write_gallery(
    entries: Iterable[Entry],
    stream: TextIO,
    title: str,
    font: GlyphFont | None,
    size: int = SIZES["gallery"],
) -> int:
    """Write a page of entries, and tell how many there were.

    Raises:
        OSError: it cannot be written.
    """
    frame = io.StringIO()
    write_page(_page(title, font), frame)
    before, _, after = frame.getvalue().rpartition(_HERE)
    stream.write(before)
    count = 0
    for entry in entries:
        count += 1
        stream.write(as_html(_article(entry, count, font, size)) + "\n")
    stream.write(after)
    return count


def _page(title: str, font: GlyphFont | None) -> Element:
    style = font_face(font) + _data("gallery.css")
    filtering = e(
        "p",
        e("label", "Only entries with all the words ", for_="filter"),
        e("input", type="search", id="filter", autocomplete="off"),
        e("output", id="count", for_="filter", aria_live="polite"),
        id="filtering",
        hidden=True,
    )
    return e(
        "html",
        page_head(title, style),
        e(
            "body",
            e("a", "Skip to the entries", class_="skip", href="#entries"),
            page_header(title),
            e("p", _PICTURES, class_="legend"),
            filtering,
            e("main", _HERE, id="entries"),
            page_end(_data("gallery.js")),
        ),
        lang="en",
    )


def _article(entry: Entry, number: int, font: GlyphFont | None, size: int) -> Element:
    picture = _picture(entry, size)
    glyphs = font.drawable(to_characters(entry.symbols)) if font else ""
    return e(
        "article",
        e(
            "img",
            src=f"data:image/png;base64,{base64.b64encode(_png(picture)).decode()}",
            alt=f"Posture of {entry.symbols}",
            width=picture.width,
            height=picture.height,
            loading="lazy",
        ),
        e("h2", entry.title, id=f"entry{number}") if entry.title else None,
        e("p", glyphs, class_="glyphs", aria_hidden="true") if glyphs else None,
        e("p", entry.symbols, class_="names"),
        e("ul", [e("li", note) for note in entry.notes()], class_="notes")
        if entry.notes()
        else None,
        aria_labelledby=f"entry{number}" if entry.title else None,
    )


def _picture(entry: Entry, size: int) -> Image.Image:
    """The views of an entry alone: the rest is text of the page."""
    panel = Panel(size)
    scene = Scene(width=panel.width(len(entry.hands)), height=panel.height)
    panel.place(scene, entry, 0, 0)
    return painted(scene, Lettering())


def _png(picture: Image.Image) -> bytes:
    """A picture as a file of few colours, which is a fifth as large."""
    buffer = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, format="PNG")
    return buffer.getvalue()


def _data(name: str) -> str:
    return files("hamnosys.posture.preview").joinpath(name).read_text(encoding="utf-8")
