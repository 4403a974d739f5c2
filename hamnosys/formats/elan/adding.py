"""Adding tiers to a document: each annotation of theirs refers to one that was there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from hamnosys.errors import InputError, UsageError
from hamnosys.formats.elan.document import ADDED_TYPE, Document
from hamnosys.formats.xml_text import xml_legal

_ORDER = (
    "LICENSE",
    "HEADER",
    "TIME_ORDER",
    "TIER",
    "LINGUISTIC_TYPE",
    "LOCALE",
    "LANGUAGE",
    "CONSTRAINT",
    "CONTROLLED_VOCABULARY",
    "LEXICON_REF",
    "REF_LINK_SET",
    "EXTERNAL_REF",
)
"""The order of the parts of a document in the schema."""

_ASSOCIATION = "Symbolic_Association"
_ASSOCIATION_TEXT = "1-1 association with a parent annotation"
_LAST_ID = "lastUsedAnnotationId"
_NUMBERED = re.compile(r"a(\d{1,15})", re.ASCII)
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class NewTier:
    """A tier to add below ``parent``: ``values`` by the id of the annotation they belong to."""

    name: str
    parent: str
    values: Mapping[str, str]


def add_tiers(document: Document, new: list[NewTier], *, force: bool) -> bytes:
    """The document as bytes (UTF-8) with more tiers; nothing else of it changes.

    A tier of an earlier run is replaced; any other of the same name only with ``force``.

    Raises:
        UsageError: a tier has such a name and may not be replaced.
        InputError: ids of annotations or tiers are not unique.
    """
    root = document.tree.getroot()
    _check_ids(document)
    places = {tier.get("TIER_ID"): tier for tier in document.elements}
    parents = {tier.parent for tier in new}
    number = _last_number(root)
    if new:
        _add_type(root, document.file)
    for tier in new:
        if tier.name in parents:
            raise UsageError(
                f"the tier {tier.name!r} would be replaced, but holds transcriptions, too",
                file=document.file,
                hint="choose the others with --tier",
            )
        if tier.name in places:
            _remove(root, places.pop(tier.name), tier, document.file, force=force)
        element = _tier(tier, places[tier.parent], number)
        number += len(tier.values)
        _insert(root, element, "TIER")
    _set_last_number(root, number)
    written: bytes = etree.tostring(
        document.tree,
        encoding="UTF-8",
        xml_declaration=True,
        standalone=document.tree.docinfo.standalone or None,
    )
    return written if written.endswith(b"\n") else written + b"\n"


def _check_ids(document: Document) -> None:
    seen: set[str] = set()
    for tier in document.tiers:
        for annotation in tier.annotations:
            if not annotation.id or annotation.id in seen:
                called = f"two annotations are called {annotation.id}"
                raise InputError(
                    f"{called if annotation.id else 'an annotation has no id'}"
                    f" (line {annotation.line})",
                    file=document.file,
                    hint="open the file in ELAN and save it again",
                )
            seen.add(annotation.id)
    names = [tier.name for tier in document.tiers]
    if len(set(names)) < len(names) or "" in names:
        fault = "a tier has no name" if "" in names else "two tiers have the same name"
        raise InputError(fault, file=document.file)


def _last_number(root: Any) -> int:
    """The highest number of an annotation that is there or was ever there."""
    ids = [element.get("ANNOTATION_ID", "") for element in root.iterfind("TIER/ANNOTATION/*")]
    last = root.findtext(f"HEADER/PROPERTY[@NAME='{_LAST_ID}']", default="")
    found = [_NUMBERED.fullmatch(text) for text in (*ids, f"a{last.strip()}")]
    return max((int(match.group(1)) for match in found if match), default=0)


def _set_last_number(root: Any, number: int) -> None:
    header = root.find("HEADER")
    if header is None:
        return
    known = header.find(f"PROPERTY[@NAME='{_LAST_ID}']")
    if known is None:
        known = etree.Element("PROPERTY", NAME=_LAST_ID)
        _append(header, known)
    known.text = str(number)


def _add_type(root: Any, file: str) -> None:
    """The linguistic type of added tiers and its constraint, unless they are there."""
    kinds = {kind.get("LINGUISTIC_TYPE_ID"): kind for kind in root.findall("LINGUISTIC_TYPE")}
    if ADDED_TYPE in kinds:
        if kinds[ADDED_TYPE].get("CONSTRAINTS") != _ASSOCIATION:
            raise UsageError(
                f"its tier type {ADDED_TYPE!r} is no {_ASSOCIATION}",
                file=file,
                hint="give that type another name in ELAN",
            )
    else:
        kind = etree.Element(
            "LINGUISTIC_TYPE",
            CONSTRAINTS=_ASSOCIATION,
            GRAPHIC_REFERENCES="false",
            LINGUISTIC_TYPE_ID=ADDED_TYPE,
            TIME_ALIGNABLE="false",
        )
        _insert(root, kind, "LINGUISTIC_TYPE")
    if root.find(f"CONSTRAINT[@STEREOTYPE='{_ASSOCIATION}']") is None:
        constraint = etree.Element(
            "CONSTRAINT", DESCRIPTION=_ASSOCIATION_TEXT, STEREOTYPE=_ASSOCIATION
        )
        _insert(root, constraint, "CONSTRAINT")


def _remove(root: Any, old: Any, new: NewTier, file: str, *, force: bool) -> None:
    own = old.get("LINGUISTIC_TYPE_REF") == ADDED_TYPE and old.get("PARENT_REF") == new.parent
    if not own and not force:
        raise UsageError(
            f"there is a tier {new.name!r} already", file=file, hint="--force replaces it"
        )
    gone = {element.get("ANNOTATION_ID") for element in old.iterfind("ANNOTATION/*")}
    inside = set(old.iter())
    for element in root.iter(etree.Element):
        refers = element.get("PARENT_REF") == new.name or gone & set(element.attrib.values())
        if refers and element not in inside:
            raise UsageError(
                f"the tier {new.name!r} cannot be replaced: others depend on it",
                file=file,
                hint="rename it, or remove what depends on it",
            )
    root.remove(old)


def _tier(new: NewTier, parent: Any, number: int) -> Any:
    attributes = {"LINGUISTIC_TYPE_REF": ADDED_TYPE, "PARENT_REF": new.parent}
    if parent.get("PARTICIPANT"):
        attributes["PARTICIPANT"] = parent.get("PARTICIPANT")
    tier = etree.Element("TIER", attributes | {"TIER_ID": new.name})
    for place, (reference, value) in enumerate(new.values.items(), start=1):
        annotation = etree.SubElement(
            etree.SubElement(tier, "ANNOTATION"),
            "REF_ANNOTATION",
            ANNOTATION_ID=f"a{number + place}",
            ANNOTATION_REF=reference,
        )
        etree.SubElement(annotation, "ANNOTATION_VALUE").text = xml_legal(value)
    etree.indent(tier, _INDENT, level=1)
    return tier


def _insert(root: Any, element: Any, kind: str) -> None:
    """Put a part where the schema wants it: after all that come before it or are alike."""
    before = _ORDER[: _ORDER.index(kind) + 1]
    place = max(index for index, child in enumerate(root) if child.tag in before)
    neighbour = root[place]
    is_last = place == len(root) - 1
    element.tail = neighbour.tail
    if is_last:
        neighbour.tail = f"\n{_INDENT}"
    root.insert(place + 1, element)


def _append(parent: Any, element: Any) -> None:
    if len(parent):
        element.tail = parent[-1].tail
        parent[-1].tail = f"\n{_INDENT * 2}"
    else:
        parent.text, element.tail = f"\n{_INDENT * 2}", f"\n{_INDENT}"
    parent.append(element)
