"""An ``.eaf`` file as a tree of XML, and its tiers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from lxml import etree

from hamnosys.errors import InputError
from hamnosys.formats.elan.times import Mark, spans_of
from hamnosys.formats.safe_xml import read_elements
from hamnosys.formats.tiers.model import Annotation, Tier
from hamnosys.source import Source

ROOT = "ANNOTATION_DOCUMENT"
ADDED_TYPE = "hamnosys-toolkit"
"""The linguistic type of the tiers that this package adds."""

_SUBDIVISION = "Symbolic_Subdivision"
_MILLISECONDS = "milliseconds"
_DEEPEST = 100
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A document: ``elements`` are the XML elements of its ``tiers``, in the same order."""

    file: str
    tree: Any
    elements: tuple[Any, ...]
    tiers: tuple[Tier, ...]


def open_document(source: Source) -> Document:
    """Read a document whole.

    Raises:
        InputError: it cannot be read, is no ELAN document, is no safe XML (see `read_elements`),
            or counts time in other units than milliseconds.
    """
    data = source.whole().read()
    _refuse_unsafe(source, data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
    )
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"not well-formed XML: {error.msg[:_SHOWN]}", file=source.name) from error
    root = tree.getroot()
    header = root.find("HEADER")
    units = _MILLISECONDS if header is None else header.get("TIME_UNITS", _MILLISECONDS)
    if units != _MILLISECONDS:
        raise InputError(
            f"times are in {units!r}, not in milliseconds",
            file=source.name,
            hint="open the file in ELAN and save it again",
        )
    elements = tuple(root.findall("TIER"))
    return Document(source.name, tree, elements, _tiers(root, elements))


def _refuse_unsafe(source: Source, data: bytes) -> None:
    def check_root(tag: str) -> None:
        if tag != ROOT:
            raise InputError(f"no ELAN document: its root element is {tag}", file=source.name)

    binary = cast("io.BufferedReader[io.FileIO]", io.BufferedReader(cast("Any", io.BytesIO(data))))
    for _ in read_elements(replace(source, binary=binary), (), check_root):
        pass


def _tiers(root: Any, elements: Sequence[Any]) -> tuple[Tier, ...]:
    constraints = {
        kind.get("LINGUISTIC_TYPE_ID"): kind.get("CONSTRAINTS")
        for kind in root.findall("LINGUISTIC_TYPE")
    }
    types = [element.get("LINGUISTIC_TYPE_REF", "") for element in elements]
    subdivided = frozenset(
        place for place, kind in enumerate(types) if constraints.get(kind) == _SUBDIVISION
    )
    slots = {
        slot.get("TIME_SLOT_ID", ""): _milliseconds(slot.get("TIME_VALUE"))
        for slot in root.iterfind("TIME_ORDER/TIME_SLOT")
    }
    marks = [mark for place, element in enumerate(elements) for mark in _marks(element, place)]
    spans = spans_of(marks, slots, _by_depth(elements), subdivided)
    held: list[list[Annotation]] = [[] for _ in elements]
    for mark, span in zip(marks, spans, strict=True):
        held[mark.tier].append(Annotation(mark.value, span, mark.line, mark.id, mark.parent))
    return tuple(
        Tier(element.get("TIER_ID", ""), tuple(annotations), kind == ADDED_TYPE)
        for element, annotations, kind in zip(elements, held, types, strict=True)
    )


def _marks(tier: Any, place: int) -> list[Mark]:
    found = []
    for element in tier.iterfind("ANNOTATION/*"):
        if element.tag == "ALIGNABLE_ANNOTATION":
            slots = (element.get("TIME_SLOT_REF1", ""), element.get("TIME_SLOT_REF2", ""))
        elif element.tag == "REF_ANNOTATION":
            slots = None
        else:
            continue
        value = element.find("ANNOTATION_VALUE")
        found.append(
            Mark(
                id=element.get("ANNOTATION_ID", ""),
                tier=place,
                value="" if value is None else str(value.xpath("string()")),
                line=element.sourceline,
                slots=slots,
                parent=element.get("ANNOTATION_REF", ""),
                previous=element.get("PREVIOUS_ANNOTATION", ""),
            )
        )
    return found


def _milliseconds(text: str | None) -> int | None:
    """A whole number; anything else is as good as nothing."""
    words = (text or "").strip()
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= 15 else None


def _by_depth(elements: Sequence[Any]) -> list[int]:
    """Places of the tiers, each after its parent; circles stay as they are."""
    parents = {element.get("TIER_ID", ""): element.get("PARENT_REF", "") for element in elements}

    def depth(name: str) -> int:
        seen: set[str] = set()
        while name in parents and name not in seen and len(seen) < _DEEPEST:
            seen.add(name)
            name = parents[name]
        return len(seen)

    return sorted(range(len(elements)), key=lambda place: depth(elements[place].get("TIER_ID", "")))
