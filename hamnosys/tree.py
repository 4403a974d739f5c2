"""A sign as plain data and as an indented tree, made from the fields of its dataclasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from hamnosys.parser import Notation
from hamnosys.sign import Node


def notation_data(notation: Notation) -> dict[str, Any]:
    """A notation as JSON data: its characters, names and signs."""
    names = [name for index, sign in enumerate(notation.signs) for name in _joined(index, sign)]
    return {
        "hamnosys": notation.to_hamnosys(),
        "names": names,
        "signs": [to_data(sign) for sign in notation.signs],
    }


def _joined(index: int, sign: Node) -> list[str]:
    return [*(["hamplus"] if index else []), *sign.symbols()]


def to_data(value: Any) -> Any:
    """A node as a dictionary with its type and its fields; tuples become lists."""
    if isinstance(value, Node):
        inner = {field.name: to_data(getattr(value, field.name)) for field in _fields(value)}
        return {"type": type(value).__name__, **inner}
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value


def tree_lines(value: Node, label: str = "", depth: int = 0) -> Iterator[str]:
    """A node as lines of an indented tree; fields that hold nothing are left out."""
    head = f"{label}: " if label else ""
    yield f"{'  ' * depth}{head}{type(value).__name__}"
    for field in _fields(value):
        yield from _field_lines(getattr(value, field.name), field.name, depth + 1)


def _field_lines(value: Any, label: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if value is None or value is False or value == ():
        return
    if isinstance(value, Node):
        yield from tree_lines(value, label, depth)
    elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        yield f"{indent}{label}: {' '.join(value)}"
    elif isinstance(value, tuple):
        yield f"{indent}{label}:"
        for index, item in enumerate(value, 1):
            yield from _field_lines(item, str(index), depth + 1)
    else:
        yield f"{indent}{label}: {'yes' if value is True else value}"


def _fields(node: Node) -> Any:
    return fields(node)  # type: ignore[arg-type]
