"""SiGML out: one ``hns_sign`` a row, one element a symbol.

Source of the elements: the SiGML document type of UEA; its symbol names are the inventory's.
"""

from __future__ import annotations

from hamnosys.formats.xml_text import xml_attribute
from hamnosys.symbols import inventory

SIGML_BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<sigml>\n'
SIGML_END = "</sigml>\n"


def sigml_sign(characters: str, gloss: str, nonmanual: str = "") -> str:
    """A sign as one line of SiGML.

    Args:
        characters: symbols of the inventory, nothing else.
        gloss: the document type wants one; any text.
        nonmanual: the ``hamnosys_nonmanual`` of the sign as XML, if it has one.
    """
    names = inventory().names
    manual = "".join(f"<{names[character]}/>" for character in characters)
    return (
        f"<hns_sign gloss={xml_attribute(gloss)}>{nonmanual or '<hamnosys_nonmanual/>'}"
        f"<hamnosys_manual>{manual}</hamnosys_manual></hns_sign>"
    )
