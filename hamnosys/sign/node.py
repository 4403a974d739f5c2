"""What all parts of a sign share: they know their symbols in the order of the notation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeAlias, Union

from hamnosys.symbols import inventory

Part: TypeAlias = Union[str, "Node"]
"""A symbol name, or a node that stands for several symbols."""


class Node:
    """Base of the frozen dataclasses that a sign is made of."""

    __slots__ = ()

    def parts(self) -> Iterator[Part]:
        """Symbol names and nodes in the order of the notation; nothing is left out."""
        raise NotImplementedError

    def symbols(self) -> Iterator[str]:
        """All symbol names of this node, in the order of the notation."""
        for part in self.parts():
            if isinstance(part, str):
                yield part
            else:
                yield from part.symbols()

    def to_hamnosys(self) -> str:
        """This part of the sign in HamNoSys characters, exactly as it was written."""
        characters = inventory().characters
        return "".join([characters[name] for name in self.symbols()])


class View:
    """Base of what a sign says, gathered for reading; it has no symbols of its own.

    The source of a head in a class scheme may lead through views as it does through nodes.
    """

    __slots__ = ()


_SYMBOL_TYPES = frozenset({"str", "str | None", "bool", "tuple[str, ...]"})


def inner_fields(node_type: type[Any]) -> tuple[str, ...]:
    """Names of the fields of a kind of node that may hold nodes; the others hold symbols."""
    return tuple(field.name for field in fields(node_type) if field.type not in _SYMBOL_TYPES)


def present(*parts: Part | None) -> Iterator[Part]:
    """The parts that are there."""
    return iter([part for part in parts if part is not None])


def bracketed(opening: str, parts: Iterator[Part], closing: str) -> Iterator[Part]:
    """Parts with a bracket around them."""
    yield opening
    yield from parts
    yield closing
