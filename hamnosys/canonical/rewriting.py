"""The canonical form of a sign: every rule applied to every node, in one pass from below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from hamnosys.canonical.rules import RULES, Rule
from hamnosys.parser import Notation
from hamnosys.sign import Node, Sign
from hamnosys.sign.node import inner_fields
from hamnosys.symbols import inventory


def canonical(sign: Sign) -> Sign:
    """The sign in canonical order; the sign itself where it has it already.

    Pure and idempotent. Habits that cannot be repaired without guessing stay as they are.
    """
    return repaired(sign)[0]


def repaired(sign: Sign) -> tuple[Sign, tuple[str, ...]]:
    """As `canonical`, with the codes of the rules that changed something, each once, in order."""
    codes: set[str] = set()
    result: Sign = _rewritten(sign, codes)
    return result, tuple(sorted(codes))


def canonical_notation(notation: Notation) -> str:
    """All signs of a notation in canonical form, in HamNoSys characters, joined by `hamplus`."""
    return characters_of(canonical(sign) for sign in notation.signs)


def characters_of(signs: Iterator[Sign] | tuple[Sign, ...]) -> str:
    """Signs in HamNoSys characters, joined by `hamplus`."""
    return inventory().characters["hamplus"].join(sign.to_hamnosys() for sign in signs)


def _rewritten(value: Any, codes: set[str]) -> Any:
    """A node, or a tuple of nodes and symbols, with all that is in it rewritten."""
    if isinstance(value, tuple):
        items = tuple([_rewritten(item, codes) for item in value])
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if not isinstance(value, Node):
        return value
    kind: Any = type(value)
    names, rules = _plan(kind)
    changes = {}
    for name in names:
        part = getattr(value, name)
        new = _rewritten(part, codes)
        if new is not part:
            changes[name] = new
    node: Any = replace(value, **changes) if changes else value  # type: ignore[type-var]
    for rule in rules:
        new = rule.repair(node)
        if new is not node:
            codes.add(rule.code)
            node = new
    return node


@cache
def _plan(node_type: type[Any]) -> tuple[tuple[str, ...], tuple[Rule, ...]]:
    """The fields of a kind of node that may hold nodes, and the rules for it."""
    return inner_fields(node_type), tuple(rule for rule in RULES if rule.node is node_type)
