"""A matplotlib figure as an SVG element inside a page."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from hamnosys.fonts import GlyphFont
from hamnosys.html import Element, e
from stats.charts import Ink, save

_COLORS = {"text": "#010203", "faint": "#010204", "grid": "#010205", "paper": "#010206"}
"""Drawn in these colours, which no chart has, and then replaced by variables of the style sheet."""

_REFERENCE = re.compile(r"url\(#([^)]*)\)")


def page_ink(font: GlyphFont | None) -> Ink:
    """Ink whose colours follow the page's, dark or light."""
    return Ink(font, **_COLORS)


def inline_svg(figure: Figure, prefix: str) -> Element:
    """The figure as an element that is hidden from screen readers: a table says the same.

    Args:
        figure: made and to be saved within ``drawing(page_ink(...), text_as_text=True)``.
        prefix: of the identifiers, which must differ between the charts of a page.
    """
    buffer = io.BytesIO()
    save(figure, buffer, "svg", "")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - matplotlib has just written it
    svg = _converted(root, prefix)
    svg.attrib.pop("version", None)
    width = svg.attrib.pop("width", "").removesuffix("pt")
    svg.attrib.pop("height", None)
    svg.set("style", f"width: {float(width) / 72:.2f}in")
    svg.set("aria-hidden", "true")
    svg.set("focusable", "false")
    return svg


def _converted(element: ET.Element, prefix: str) -> Element:
    """The element without name spaces, metadata and style sheets, its identifiers prefixed."""
    copy = e(_local(element.tag))
    for name, value in element.attrib.items():
        copy.set(_local(name), _attribute(_local(name), value, prefix))
    copy.text = (element.text or "").strip() or None
    for child in element:
        if _local(child.tag) not in ("metadata", "style"):
            copy.append(_converted(child, prefix))
    return copy


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attribute(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    value = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
    for variable, color in _COLORS.items():
        value = value.replace(color, f"var(--{variable})")
    return value
