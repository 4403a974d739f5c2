"""What each symbol does in its sign: told by its place in the tree, in words of ``roles.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import yaml

from hamnosys.inspection.blocks import category_blocks
from hamnosys.resources import data_file
from hamnosys.sign import Group, Node, Pair, Posture, Replacement, Sign
from hamnosys.symbols import inventory


@dataclass(frozen=True, slots=True)
class Role:
    """What a symbol does, e.g. ``extended finger direction of the dominant hand``, and its block.

    The block may be another than that of the symbol's category: a `hamlargemod` after a symmetry
    operator belongs to the symmetry.
    """

    phrase: str
    block: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a node's ancestors say about it.

    ``place`` is what it is there for, ``between`` whether `hambetween` stands before it,
    ``changed`` whether it is what a replacement leads to.
    """

    hand: str
    place: str = ""
    between: bool = False
    changed: bool = False


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(data_file("roles.yaml").read_text(encoding="utf-8"))
    return words


def symbol_roles(signs: Sequence[Sign]) -> list[Role]:
    """The role of each symbol, in the order of `Notation.to_hamnosys`."""
    roles: list[Role] = []
    for number, sign in enumerate(signs, 1):
        if number > 1:
            roles.append(Role(_words()["joins"], category_blocks()["plus"]))
        found = _sign_roles(sign)
        roles += (_numbered(role, number) for role in found) if len(signs) > 1 else found
    return roles


def _sign_roles(sign: Sign) -> Iterator[Role]:
    posture = _Scope(_posture_hand(sign))
    place = _Scope(_acting_hand(sign), place="location")
    action = _Scope(_acting_hand(sign), place="target")
    before_action = len(list(sign.parts())) - len(sign.action)
    for index, part in enumerate(sign.parts()):
        assert isinstance(part, Node)  # noqa: S101  # a sign has no symbols of its own
        if index >= before_action:
            yield from _roles(part, action)
        else:
            yield from _roles(part, posture if isinstance(part, Posture) else place)


def _posture_hand(sign: Sign) -> str:
    """Whose posture it is where the notation writes it once."""
    if sign.symmetry is not None:
        return "led"
    if isinstance(sign.posture.hands, Pair):
        return "both"
    return sign.posture.nondominant_first


def _acting_hand(sign: Sign) -> str:
    """Who is where and moves as is written once: without a symmetry operator, only one hand."""
    return "led" if sign.symmetry is not None else sign.posture.nondominant_first


_HALVES = ("dominant", "nondominant")


def _roles(node: Node, scope: _Scope) -> Iterator[Role]:
    """Roles of all symbols of a node."""
    halved = isinstance(node, Pair) or (isinstance(node, Group) and node.kind == "split")
    inner = _inner(node, scope)
    own = replace(scope, place=node.kind) if isinstance(node, Group) else scope
    kind = type(node).__name__
    categories = _categories()
    before = ""
    seen: set[str] = set()
    half = 0
    for part in node.parts():
        if isinstance(part, str):
            category = categories[part]
            yield _role(kind, category, before, category in seen, own)
            half += halved and category == "plus"
            if category == "between":
                own, inner = replace(own, between=True), replace(inner, between=True)
            seen.add(category)
            before = category
        else:
            yield from _roles(part, replace(inner, hand=_HALVES[half]) if halved else inner)
            before = ""


def _inner(node: Node, scope: _Scope) -> _Scope:
    """What a node says about those in it."""
    if isinstance(node, Replacement):
        return replace(scope, changed=True)
    place = _words()["places"].get(type(node).__name__)
    return scope if place is None else replace(scope, place=place)


@cache
def _categories() -> dict[str, str]:
    return {symbol.name: symbol.category for symbol in inventory()}


@cache
def _role(node: str, category: str, before: str, second: bool, scope: _Scope) -> Role:  # noqa: FBT001
    known: dict[str, str] = _words()["roles"].get(node, {})
    cases = [f"after {before}"] if before else []
    cases += ["between"] if scope.between else []
    cases += ["second"] if second else []
    cases += ["changed"] if scope.changed else []
    cases += [scope.place] if scope.place else []
    keys = [f"{key} {case}" for case in cases for key in (category, "*")] + [category, "*"]
    template = next((known[key] for key in keys if key in known), "")
    phrase = template.format(hand=_words()["hands"][scope.hand])
    if scope.changed:
        phrase = _words()["changed"].format(role=phrase)
    if scope.hand == "led" and "{hand}" in template:
        phrase = _words()["led"].format(role=phrase)
    block = _words()["blocks"].get(node) or category_blocks()[category]
    return Role(phrase, block)


def _numbered(role: Role, number: int) -> Role:
    return replace(role, phrase=_words()["numbered"].format(number=number, role=role.phrase))
