"""Text and elements as XML that is always well-formed and always the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""

_IN_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = _IN_CONTENT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def xml_legal(text: str) -> str:
    """A text with U+FFFD for each character that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def xml_content(text: str) -> str:
    """Text between tags; characters that XML cannot hold become U+FFFD."""
    return xml_legal(text).translate(_IN_CONTENT)


def xml_attribute(text: str) -> str:
    """A value in double quotes; characters that XML cannot hold become U+FFFD."""
    return f'"{xml_legal(text).translate(_IN_ATTRIBUTE)}"'


def xml_element(element: Element) -> str:
    """An element with all it holds, on one line: white space between elements is left out."""
    attributes = "".join(f" {name}={xml_attribute(text)}" for name, text in element.items())
    inner = _inline(element.text) + "".join(
        xml_element(child) + _inline(child.tail) for child in element
    )
    end = f">{inner}</{element.tag}>" if inner else "/>"
    return f"<{element.tag}{attributes}{end}"


def _inline(text: str | None) -> str:
    return xml_content(text).replace("\n", "&#10;") if text and text.strip() else ""
