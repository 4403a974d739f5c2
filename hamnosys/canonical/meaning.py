"""What a sign means, apart from how it is written: the equivalence that rewriting must keep.

It knows nothing of the rules. Two signs are equivalent if their meanings are equal:

* the modifiers of a symmetry operator are a set,
* thumb position and bendings of a shape are told apart by their category; a bending counts once,
* two directions that name a corner are a set,
* a contact with a part is the same on either side of the bracket,
* a pair is a pair with or without bracket,
* all else is compared field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from hamnosys.sign import Contact, FingerDirection, Node, Pair, Shape, Symmetry


def meaning(value: Any) -> Any:
    """A node, symbol or tuple of them as plain data that compares by meaning."""
    if isinstance(value, tuple):
        return tuple(meaning(item) for item in value)
    if not isinstance(value, Node):
        return value
    kind = type(value)
    data = {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type]
    special = _SPECIAL.get(kind, {})
    read = {
        name: special[name](found, value) if name in special else meaning(found)
        for name, found in data.items()
    }
    return kind.__name__, tuple(read.items())


def _set(found: Any, _node: Any) -> Any:
    return frozenset(found)


def _corner(found: tuple[str, ...], _node: Any) -> Any:
    """Directions as a set if they name a corner: one of them upright, the other sideways."""
    planes = [name.removeprefix("hamextfinger") for name in found]
    if len(planes) == 2 and all(len(plane) == 2 for plane in planes):
        letters = sorted("".join(planes))
        shared = [letter for letter in "oi" if letters.count(letter) == 2]
        rest = "".join(letter for letter in letters if letter not in "oi")
        if shared and rest in ("dl", "dr", "lu", "ru"):
            return frozenset(found)
    return found


def _modifiers(_found: Any, shape: Shape) -> Any:
    thumb = shape.thumb_position
    bendings = dict.fromkeys(name for name in shape.modifiers if name != thumb)
    return thumb, tuple(bendings)


def _left_out(_found: Any, _node: Any) -> Any:
    return None


_SPECIAL: Mapping[type[Any], Mapping[str, Callable[[Any, Any], Any]]] = {
    Symmetry: {"modifiers": _set},
    Shape: {"modifiers": _modifiers},
    FingerDirection: {"directions": _corner, "between": _corner},
    Contact: {"part_first": _left_out},
    Pair: {"bracketed": _left_out},
}
