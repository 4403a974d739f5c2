"""What a key takes, by the type of its field: for reading, and in words for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from trainer.config.schema import Key

NO_LIMITS = Key("")


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a field, taken apart.

    Attributes:
        form: ``one`` value, ``list``, ``pair``, ``range``, ``section``, ``sections`` by name,
            ``flags`` (lists of booleans by name) or ``free`` (anything by name).
        of: bool, int, float or str; the dataclass of sections.
        nullable: whether null is a value.
    """

    form: str
    of: Any
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a section."""

    name: str
    kind: Kind
    key: Key


def entries(section: type) -> tuple[Entry, ...]:
    """The fields of a section's dataclass, in order."""
    hints = get_type_hints(section)
    return tuple(
        Entry(field.name, _kind(hints[field.name]), field.metadata.get("key", NO_LIMITS))
        for field in fields(section)
    )


def _kind(hint: Any) -> Kind:
    arguments = get_args(hint)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (inner,) = (each for each in arguments if each is not type(None))
        kind = _kind(inner)
        return Kind(kind.form, kind.of, nullable=True)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return Kind("list", arguments[0])
        return Kind("range" if arguments[0] is float else "pair", arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        value = arguments[1]
        if is_dataclass(value):
            return Kind("sections", value)
        return Kind("free", Any) if value is Any else Kind("flags", bool)
    return Kind("section" if is_dataclass(hint) else "one", hint)


def wanted(kind: Kind, key: Key) -> str:
    """What a key takes, in words that follow 'must be'."""
    words = _FORMS[kind.form](kind, key)
    return f"{words}, or null" if kind.nullable else words


def _one(kind: Kind, key: Key) -> str:
    if key.choices:
        return f"one of {', '.join(key.choices)}"
    if kind.of in (int, float):
        return f"a {_NUMBERS[kind.of]}{limits(key)}"
    return "true or false" if kind.of is bool else "text in one line"


def _list(kind: Kind, key: Key) -> str:
    if kind.of in (int, float):
        return f"a list of {_NUMBERS[kind.of]}s{limits(key)}"
    return "a list of true and false" if kind.of is bool else "a list of texts"


def _pair(kind: Kind, key: Key) -> str:
    return f"{_one(kind, key)}, or [height, width] of such"


def _range(kind: Kind, key: Key) -> str:
    return f"{_one(kind, Key('', low=0.0, high=key.high))}, or [least, greatest]{limits(key)}"


_NUMBERS = {int: "whole number", float: "number"}
_FORMS: Mapping[str, Callable[[Kind, Key], str]] = {
    "one": _one,
    "list": _list,
    "pair": _pair,
    "range": _range,
    "section": lambda kind, key: "a section: keys and their values",
    "sections": lambda kind, key: "names, each with the keys of one",
    "flags": lambda kind, key: "names, each with a list of true and false",
    "free": lambda kind, key: "names and their values",
}


def limits(key: Key) -> str:
    """The limits of a number, in words that follow it; empty if there are none."""
    low, high, above = (_short(each) for each in (key.low, key.high, key.above))
    if low and high:
        return f" from {low} to {high}"
    if above:
        return f" greater than {above}" + (f" and at most {high}" if high else "")
    return f" of {low} or more" if low else (f" of at most {high}" if high else "")


def _short(number: float | None) -> str:
    """0.0 as 0, 2147483647 in full."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else str(number)
