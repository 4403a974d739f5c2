"""Elements of HTML. Text and attributes are escaped when they are written, by the library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO
from xml.etree import ElementTree as ET

Element = ET.Element
Child = ET.Element | str | None | Iterable[ET.Element]

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


def write_page(page: Element, stream: TextIO) -> None:
    """Write a page."""
    stream.write("<!DOCTYPE html>\n")
    stream.write(ET.tostring(page, encoding="unicode", method="html"))
    stream.write("\n")
