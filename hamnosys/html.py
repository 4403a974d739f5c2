"""Elements of HTML, and pages that need nothing else.

Text and attributes are escaped when they are written, by the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO
from xml.etree import ElementTree as ET

from hamnosys import __version__
from hamnosys.resources import data_file

Element = ET.Element
Child = ET.Element | str | None | Iterable[ET.Element]

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "font-src data:; img-src data:"
)
"""Content-Security-Policy: nothing is fetched, whatever a label or a name may hold."""

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def e(tag: str, *children: Child, **attributes: object) -> Element:
    """An element.

    Args:
        tag: its name.
        children: elements, lists of them, and text; None is nothing.
        attributes: ``class_`` is written ``class`` and ``aria_label`` ``aria-label``; True means
            an attribute without value, None and False that it is not there.
    """
    element = Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            text = "" if value is True else visible(str(value))
            element.set(name.rstrip("_").replace("_", "-"), text)
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            _add_text(element, visible(child))
        elif isinstance(child, ET.Element):
            element.append(child)
        else:
            element.extend(child)
    return element


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def visible(text: str) -> str:
    """A text in which control characters, which HTML cannot hold, are replaced."""
    return _NO_TEXT.sub("\ufffd", text)


def page_head(title: str, style: str) -> Element:
    """The head of a page that fetches nothing; ``style`` follows the style of all our pages."""
    return e(
        "head",
        e("meta", charset="utf-8"),
        e("meta", http_equiv="Content-Security-Policy", content=POLICY),
        e("meta", name="viewport", content="width=device-width, initial-scale=1"),
        e("meta", name="color-scheme", content="light dark"),
        e("title", title),
        e("link", rel="icon", href="data:,"),
        e("style", _shared("page.css") + style),
    )


def page_header(title: str) -> Element:
    """The heading of a page, with a button that turns it dark or light."""
    return e(
        "header",
        e("h1", title),
        e("button", "Dark or light", type="button", id="theme", hidden=True),
    )


def page_end(script: str) -> list[Element]:
    """The last elements of a page's body; ``script`` follows that of all our pages."""
    footer = f"Made by hamnosys {__version__}. HamNoSys: Universität Hamburg."
    return [e("footer", footer), e("script", _shared("page.js") + script)]


def _shared(name: str) -> str:
    return data_file(name).read_text(encoding="utf-8")


def as_html(element: Element) -> str:
    """An element as text."""
    return ET.tostring(element, encoding="unicode", method="html")


def write_page(page: Element, stream: TextIO) -> None:
    """Write a page."""
    stream.write(f"<!DOCTYPE html>\n{as_html(page)}\n")
