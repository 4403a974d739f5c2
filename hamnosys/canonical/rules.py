"""The rules of the canonical form: one function a rule, from a node to the node it becomes.

Each gives the node itself where there is nothing to repair, and repairs only what the sources
give one meaning; `hamnosys/data/canonical.yaml` says which habits stay, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hamnosys.sign import Contact, FingerDirection, Node, Pair, Shape, Symmetry
from hamnosys.symbols import inventory

_PARTS = ("arm", "hand")
# {uo, do} with {ol, or} and {ui, di} with {il, ir} name the eight corners; here the other way.
_REVERSED_CORNER = re.compile(r"hamextfinger([oi])[lr] hamextfinger[ud]\1")


def order_modifiers(symmetry: Symmetry) -> Symmetry:
    """`hamfingerstraightmod`, then `hamlargemod`."""
    first = symmetry.modifiers[:2]
    if first != ("hamlargemod", "hamfingerstraightmod"):
        return symmetry
    return replace(symmetry, modifiers=(*reversed(first), *symmetry.modifiers[2:]))


def write_bending_once(shape: Shape) -> Shape:
    """A bending that is written twice, once; two that differ both stay."""
    kept = tuple(dict.fromkeys(shape.modifiers))
    return shape if kept == shape.modifiers else replace(shape, modifiers=kept)


def put_thumb_first(shape: Shape) -> Shape:
    """The thumb position before the bending; two bendings keep their order."""
    ordered = tuple(sorted(shape.modifiers, key=_is_bending))
    return shape if ordered == shape.modifiers else replace(shape, modifiers=ordered)


def _is_bending(name: str) -> bool:
    return inventory().by_name[name].category != "thumb_position"


def put_contact_in_bracket(contact: Contact) -> Contact:
    """``[ part ] touch`` as ``[ touch part ]``, if it is a part of a hand or arm that is named."""
    part = contact.part
    if not contact.part_first or part is None:
        return contact
    levels = [level for level in (part.level, part.between) if level is not None]
    if any(level.kind not in _PARTS for level in levels):
        return contact
    return replace(contact, part_first=False)


def bracket_hands(pair: Pair[Any, Any]) -> Pair[Any, Any]:
    """A bracket round two hands or their directions."""
    return pair if pair.bracketed else replace(pair, bracketed=True)


def order_corner(direction: FingerDirection) -> FingerDirection:
    """Of two directions that name a corner, the one in the upright plane first."""
    directions, between = _corner(direction.directions), _corner(direction.between)
    if (directions, between) == (direction.directions, direction.between):
        return direction
    return replace(direction, directions=directions, between=between)


def _corner(directions: tuple[str, ...]) -> tuple[str, ...]:
    return directions[::-1] if _REVERSED_CORNER.fullmatch(" ".join(directions)) else directions


@dataclass(frozen=True, slots=True)
class Rule:
    """What repairs nodes of one type: ``code`` is that of the habit, or a word (see the data)."""

    code: str
    node: type[Node]
    repair: Callable[[Any], Any]


RULES = (
    Rule("HNS102", Symmetry, order_modifiers),
    Rule("HNS105", Shape, write_bending_once),
    Rule("HNS106", Contact, put_contact_in_bracket),
    Rule("HNS112", Pair, bracket_hands),
    Rule("HNS203", FingerDirection, order_corner),
    Rule("thumb-first", Shape, put_thumb_first),
)
"""All rules that change a sign. No rule makes work for another, so that one pass is enough."""
