"""The page as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import TextIO

from hamnosys.fonts import font_face
from hamnosys.html import Element, e, page_end, page_head, page_header, write_page
from stats.charts import drawing
from stats.report.classes import class_section
from stats.report.figures import comparison_section, head_sections, together_section
from stats.report.inline_svg import page_ink
from stats.report.overview import notes_section, overview_section
from stats.report.rejected import faults_section, rejected_section
from stats.report.report import Report


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
        page_head(report.title, font_face(report.font) + _data("report.css")),
        e(
            "body",
            e("a", "Skip to the content", class_="skip", href="#content"),
            page_header(report.title),
            _contents(there),
            e("main", there, id="content"),
            page_end(_data("report.js")),
        ),
        lang="en",
    )


def _contents(sections: Sequence[Element]) -> Element:
    links = [
        e("li", e("a", section.findtext("h2") or "", href=f"#{section.get('id')}"))
        for section in sections
    ]
    return e("nav", e("h2", "Contents"), e("ul", links), aria_label="Contents")


def _data(name: str) -> str:
    return files("stats.report").joinpath(name).read_text(encoding="utf-8")
