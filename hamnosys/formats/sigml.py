"""SiGML in: the ``hns_sign`` elements of a file, one at a time.

Sources: the SiGML and HamNoSysML document types of UEA, as their converter from HamNoSysML to
Gestural SiGML (h2s) quotes them. Gestural SiGML and HamNoSysML describe a sign by its features
and hold no transcription.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, HamNoSysSyntaxError, InputError
from hamnosys.formats.safe_xml import Found, read_elements
from hamnosys.formats.xml_text import xml_element
from hamnosys.records import RawRow
from hamnosys.source import Source
from hamnosys.symbols import inventory
from hamnosys.transcription import read_transcription

_SIGN = "hns_sign"
_OTHER_KINDS = {
    "hamgestural_sign": "Gestural SiGML",
    "hamgestural_segment": "Gestural SiGML",
    "hamnosysml": "HamNoSysML",
    "sign": "HamNoSysML",
}
"""Elements that are signs, too, but have no HamNoSys symbols: what the notation is called."""

SIGN_ELEMENTS = frozenset({_SIGN, *_OTHER_KINDS})
"""The outermost of these are the rows of a file, in their order."""

_LARGEST_SIGN = 1 << 22
_MOST_WAITING = 1000
_SHOWN = 40


def read_sigml(source: Source) -> Iterator[RawRow]:
    """The signs of a SiGML file; one that cannot be used is a rejected row.

    Raises:
        InputError: the input is not XML that `read_elements` takes, its root is no SiGML, or it
            holds signs, but none in HamNoSys.
    """
    check = partial(_check_root, source.name)
    elements = read_elements(source, SIGN_ELEMENTS, check, largest=_LARGEST_SIGN)
    waiting: list[RawRow] | None = []  # until there is a sign in HamNoSys, or clearly too many
    tag = ""
    for number, found in enumerate(elements, 1):
        tag = found.element.tag
        row = _row(number, found)
        if waiting is None:
            yield row
            continue
        waiting.append(row)
        if tag == _SIGN or len(waiting) == _MOST_WAITING:
            yield from waiting
            waiting = None
    if waiting:
        raise _other_kind(source.name, tag)


def _check_root(file: str, tag: str) -> None:
    if tag == "hamnosysml":
        raise _other_kind(file, tag)
    if tag != "sigml" and tag != _SIGN and tag not in _OTHER_KINDS:
        hint = "--from eaf" if tag == "ANNOTATION_DOCUMENT" else "name the format with --from"
        raise InputError(
            f"the XML is no SiGML: its root element is {_cut(tag)}", file=file, hint=hint
        )


def _other_kind(file: str, tag: str) -> InputError:
    hint = f"signs with HamNoSys symbols are {_SIGN} elements; save them as those"
    return InputError(
        f"the file holds {_OTHER_KINDS[tag]} ({tag}), no HamNoSys", file=file, hint=hint
    )


def _row(number: int, found: Found) -> RawRow:
    sign = found.element
    values = {"gloss": sign.get("gloss", "")}
    name = sign.get("name", sign.get("id"))
    if name is not None:
        values["name"] = name
    manuals = sign.findall("hamnosys_manual")
    fault = _structure_fault(sign.tag, manuals)
    if fault is not None:
        return RawRow(number, found.line, values, diagnostic("HNS049", detail=fault))
    symbols = list(_symbols(manuals[0]))
    text, unknown = _text(symbols)
    if unknown is not None:
        return RawRow(number, found.line, values, unknown, text)
    return RawRow(
        number, found.line, {**values, "hamnosys": text}, nonmanual=_nonmanual(found.element)
    )


def _structure_fault(tag: str, manuals: list[Element]) -> str | None:
    if tag != _SIGN:
        return f"{tag} is {_OTHER_KINDS[tag]}, no HamNoSys"
    if len(manuals) != 1:
        return f"the sign has {len(manuals) or 'no'} hamnosys_manual"
    filled = next((symbol for symbol in manuals[0] if not _is_empty(symbol)), None)
    return None if filled is None else f"the element {_cut(filled.tag)} of the sign is not empty"


def _is_empty(element: Element) -> bool:
    return not len(element) and not (element.text or "").strip()


@dataclass(frozen=True, slots=True)
class _Symbol:
    """What stands in a sign for a symbol: as it is written, and its character if it has one."""

    written: str
    characters: str | None


def _symbols(manual: Element) -> Iterator[_Symbol]:
    """The elements of a sign, and transcriptions that stand between them as text."""
    yield from _written(manual.text)
    for element in manual:
        symbol = inventory().find(element.tag)
        yield _Symbol(element.tag, None if symbol is None else symbol.character)
        yield from _written(element.tail)


def _written(text: str | None) -> Iterator[_Symbol]:
    if not text or not text.strip():
        return
    try:
        yield _Symbol(text.strip(), read_transcription(text).characters)
    except HamNoSysSyntaxError:
        yield _Symbol(text.strip(), None)


def _text(symbols: list[_Symbol]) -> tuple[str, Diagnostic | None]:
    """The transcription as characters, or, if one has none, as written; what can be no name."""
    if all(symbol.characters is not None for symbol in symbols):
        return "".join(symbol.characters or "" for symbol in symbols), None
    text = " ".join(symbol.written for symbol in symbols)
    position = 0
    for symbol in symbols:
        if symbol.characters is None and "ham" not in symbol.written.lower():
            shown = repr(_cut(symbol.written))
            return text, diagnostic("HNS003", text, position, detail=shown)
        position += len(symbol.written) + 1
    return text, None  # the parser finds every name that is unknown


def _nonmanual(sign: Element) -> str:
    elements = sign.findall("hamnosys_nonmanual")
    return "".join(xml_element(e) for e in elements if e.attrib or not _is_empty(e))


def _cut(name: str) -> str:
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
