"""The page as a whole."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib.resources import files
from typing import TextIO

from hamnosys import __version__
from stats.charts import drawing
from stats.fonts import GlyphFont
from stats.report.classes import class_section
from stats.report.figures import comparison_section, head_sections, together_section
from stats.report.html import Element, e, write_page
from stats.report.inline_svg import page_ink
from stats.report.overview import notes_section, overview_section
from stats.report.rejected import faults_section, rejected_section
from stats.report.report import Report

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "font-src data:; img-src data:"
)
"""Content-Security-Policy: nothing is fetched, whatever a label or a name may hold."""


def write_report(report: Report, stream: TextIO) -> None:
    """Write the report as one HTML page.

    Raises:
        OSError: it cannot be written.
    """
    with drawing(page_ink(report.font), text_as_text=True):
        write_page(_page(report), stream)


def _page(report: Report) -> Element:
    sections = [
        overview_section(report),
        *head_sections(report),
        comparison_section(report),
        together_section(report),
        class_section(report),
        rejected_section(report),
        faults_section(report),
        notes_section(report),
    ]
    there = [section for section in sections if section is not None]
    return e(
        "html",
        _head(report),
        e(
            "body",
            e("a", "Skip to the content", class_="skip", href="#content"),
            e(
                "header",
                e("h1", report.title),
                e("button", "Dark or light", type="button", id="theme", hidden=True),
            ),
            _contents(there),
            e("main", there, id="content"),
            e("footer", f"Made by hamnosys {__version__}. HamNoSys: Universität Hamburg."),
            e("script", _data("report.js")),
        ),
        lang="en",
    )


def _head(report: Report) -> Element:
    style = _font_face(report.font) + _data("report.css")
    return e(
        "head",
        e("meta", charset="utf-8"),
        e("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        e("meta", name="viewport", content="width=device-width, initial-scale=1"),
        e("meta", name="color-scheme", content="light dark"),
        e("title", report.title),
        e("link", rel="icon", href="data:,"),
        e("style", style),
    )


def _contents(sections: Sequence[Element]) -> Element:
    links = [
        e("li", e("a", section.findtext("h2") or "", href=f"#{section.get('id')}"))
        for section in sections
    ]
    return e("nav", e("h2", "Contents"), e("ul", links), aria_label="Contents")


def _data(name: str) -> str:
    return files("stats.report").joinpath(name).read_text(encoding="utf-8")


def _font_face(font: GlyphFont | None) -> str:
    """The font itself, under the name that the charts use, too."""
    if font is None:
        return ""
    data = base64.b64encode(font.path.read_bytes()).decode()
    family = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in font.family)
    return (
        f'@font-face {{ font-family: "{family}"; src: url("data:font/ttf;base64,{data}"); }}\n'
        f':root {{ --glyphs: "{family}"; }}\n'
    )
