"""Checks after the parse: habits outside the formal rules, and notations that say too much.

Each check looks at one kind of node and yields a code, the node or symbol it is about, and a
detail for the message. Positions are not stored in the sign: since `Node.parts` gives every
symbol in order, the place of a node is the number of symbols before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic
from hamnosys.sign import (
    Brushing,
    Contact,
    FingerDirection,
    FingerSpecification,
    Group,
    HandshapeAlternatives,
    Level,
    Location,
    Node,
    Pair,
    Shape,
    Sign,
    Symmetry,
)
from hamnosys.sign.node import inner_fields
from hamnosys.symbols import inventory
from hamnosys.transcription import Transcription

MOST_WARNINGS = 100
"""A transcription has at most this many warnings; real ones have a handful."""


class Finding(NamedTuple):
    """A code about a node, and how many symbols into it the place is."""

    code: str
    node: Node
    offset: int = 0
    detail: str = ""


# {uo, do} with {ol, or} and {ui, di} with {il, ir} name the eight corners (hamnosys 4, [DGS]).
_UPRIGHT = {"uo": "o", "do": "o", "ui": "i", "di": "i"}
_SIDEWAYS = {"ol": "o", "or": "o", "il": "i", "ir": "i"}
_PREFIX = "hamextfinger"


def _corner(first: str, second: str) -> bool:
    upright = _UPRIGHT.get(first.removeprefix(_PREFIX))
    return upright is not None and upright == _SIDEWAYS.get(second.removeprefix(_PREFIX))


def _finger_direction(node: FingerDirection) -> Iterator[Finding]:
    between = len(node.directions) + 1
    for offset, pair in ((0, node.directions), (between, node.between)):
        if len(pair) < 2 or _corner(*pair):
            continue
        code = "HNS203" if _corner(pair[1], pair[0]) else "HNS204"
        yield Finding(code, node, offset, f"{pair[0]} {pair[1]}")


def _symmetry(node: Symmetry) -> Iterator[Finding]:
    if node.operator is None:
        yield Finding("HNS103", node)
    elif node.modifiers[:2] == ("hamlargemod", "hamfingerstraightmod"):
        yield Finding("HNS102", node, 1)


def _shape(node: Shape) -> Iterator[Finding]:
    if len(node.modifiers) > 1:
        bendings = [m for m in node.modifiers if not m.startswith("hamthumb")]
        if len(bendings) > 1:
            yield Finding(
                "HNS105", node, 1 + max(i for i, m in enumerate(node.modifiers) if m in bendings)
            )
    selected = [spec for spec in node.fingers if len(tuple(spec.parts())) == 1]
    limit = _SELECTABLE.get(node.base_form)
    if limit is not None and len(selected) > limit:
        yield Finding("HNS209", selected[limit], 0, node.base_form)
    named: set[str] = set()
    for spec in node.fingers:
        if spec.part is not None:
            continue
        if spec.finger in named:
            yield Finding("HNS208", spec, 0, spec.finger)
        named.add(spec.finger)


# hamfinger2 stands for one selected finger, hamfinger23 and its spread form for two [Hanke].
_SELECTABLE = {"hamfinger2": 1, "hamfinger23": 2, "hamfinger23spread": 2}


def _finger_specification(node: FingerSpecification) -> Iterator[Finding]:
    if node.other_part:
        yield Finding("HNS104", node, 3)


def _contact(node: Contact) -> Iterator[Finding]:
    if node.part_first:
        yield Finding("HNS106", node, sum(1 for _ in node.symbols()) - 1)
    if node.large:
        yield Finding("HNS107", node, 1)


def _brushing(node: Brushing) -> Iterator[Finding]:
    if not isinstance(node.place, Location) or node.contact is not None:
        yield Finding("HNS109", node)


def _group(node: Group) -> Iterator[Finding]:
    if node.kind == "alternatives":
        yield Finding("HNS111", node)
    for member in node.members:
        first = member[0]
        if isinstance(first, Contact) or (isinstance(first, Location) and first.contact):
            yield Finding("HNS110", first)


def _alternatives(node: HandshapeAlternatives) -> Iterator[Finding]:
    yield Finding("HNS111", node)


def _level(node: Level) -> Iterator[Finding]:
    if len(node.places) < 2 or node.kind != "hand":
        return
    first = 1 if node.side_first else 0
    kinds = "".join(_hand_part_kind(name) for name in node.places)
    if re.match("D{2,}P", kinds):
        yield Finding("HNS206", node, first)
    elif not _HAND_PART.fullmatch(kinds) or len(set(node.places)) < len(node.places):
        # Behind the first symbol that comes again nothing is well formed.
        longest = min(len(kinds) - 1, _different(node.places))
        well_formed = max(n for n in range(1, longest + 1) if _HAND_PART.fullmatch(kinds[:n]))
        named = " ".join(node.places[well_formed - 1 : well_formed + 1])
        yield Finding("HNS205", node, first + well_formed, named)


# Zone, fingers with a part, or part with fingers; each with the side of the hand [Hanke].
_HAND_PART = re.compile("S|(Z|D+P?|PD*)S?")


def _different(names: tuple[str, ...]) -> int:
    """How many names there are before the first that comes again."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            break
        seen.add(name)
    return len(seen)


def _hand_part_kind(name: str) -> str:
    if name in ("hampalm", "hamhandback"):
        return "S"
    category = inventory().by_name[name].category
    return {"finger": "D", "finger_part": "P"}.get(category, "Z")


def _location(node: Location) -> Iterator[Finding]:
    contact = node.contact
    if contact and contact.kind in ("haminterlock", "hamcross") and node.level.kind == "body":
        yield Finding("HNS207", contact, 0, contact.kind)


_CHECKS: dict[type[Node], Callable[[Any], Iterator[Finding]]] = {
    FingerDirection: _finger_direction,
    Symmetry: _symmetry,
    Shape: _shape,
    FingerSpecification: _finger_specification,
    Contact: _contact,
    Brushing: _brushing,
    Group: _group,
    HandshapeAlternatives: _alternatives,
    Level: _level,
    Location: _location,
}


def _sign(sign: Sign) -> Iterator[Finding]:
    posture = sign.posture
    # Two contacts around a location pair are all that the hands' contact allows.
    extra = sign.location if len(sign.constellations) > 1 else sign.second_location
    if extra:
        yield Finding("HNS108", extra)
    joined = [
        pair
        for pair in (posture.hands, posture.direction)
        if isinstance(pair, Pair) and not pair.bracketed
    ]
    for pair in joined:
        yield Finding("HNS112", pair, sum(1 for _ in pair.dominant.symbols()))
    if joined or sign.two_handed:
        return
    for place in (sign.location, *(c.places for c in sign.constellations)):
        if isinstance(place, Pair):
            yield Finding("HNS201", place)
    for orientation in (posture.direction, posture.palm, posture.orientation):
        if isinstance(orientation, Pair):
            yield Finding("HNS202", orientation)


@cache
def _visit(
    node_type: type[Any],
) -> tuple[Callable[[Any], Iterator[Finding]] | None, tuple[str, ...]]:
    """The check for a kind of node, and its fields that may hold nodes."""
    return _CHECKS.get(node_type), inner_fields(node_type)


def _descend(value: Any, found: list[Finding]) -> None:
    """Collect the findings of a node and all nodes in it, or of a tuple of nodes."""
    if value.__class__ is tuple:
        for item in value:
            _descend(item, found)
        return
    check, inner = _visit(value.__class__)
    if check is not None:
        found.extend(check(value))
    for name in inner:
        part = getattr(value, name)
        if part:
            _descend(part, found)


def findings(sign: Sign) -> list[Finding]:
    """All findings of a sign, in no order."""
    found = list(_sign(sign))
    _descend(sign, found)
    return found


def _indices(sign: Sign, wanted: set[int]) -> dict[int, int]:
    """Number of symbols of ``sign`` before each wanted node, by the node's identity."""
    indices: dict[int, int] = {}
    count = 0
    stack: list[str | Node] = [sign]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            count += 1
            continue
        if id(part) in wanted:
            indices[id(part)] = count
        stack.extend(reversed(list(part.parts())))
    return indices


def warnings_of(signs: tuple[Sign, ...], transcription: Transcription) -> tuple[Diagnostic, ...]:
    """All warnings of a parsed transcription, in the order of their position."""
    found: list[Diagnostic] = []
    if transcription.space is not None:
        character = transcription.text[transcription.space]
        found.append(
            diagnostic("HNS101", transcription.text, transcription.space, character=character)
        )
    start = 0
    for sign in signs:
        if of_sign := findings(sign):
            indices = _indices(sign, {id(finding.node) for finding in of_sign})
            found += [_warning(f, start + indices[id(f.node)], transcription) for f in of_sign]
        if len(signs) > 1:
            start += sum(1 for _ in sign.symbols()) + 1
    found.sort(key=lambda warning: (warning.position, warning.code))
    return tuple(found[:MOST_WARNINGS])


def _warning(finding: Finding, start: int, transcription: Transcription) -> Diagnostic:
    index = start + finding.offset
    return diagnostic(
        finding.code,
        transcription.text,
        transcription.position(index),
        character=transcription.characters[index],
        detail=finding.detail,
    )
