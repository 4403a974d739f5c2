"""What a class scheme is: heads, and the classes that they find in a sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hamnosys.sign.sign import Sign
from hamnosys.symbols import inventory

KEYS = ("name", "start", "end")
"""The columns of a class file before its heads; no head may be called so."""


@dataclass(frozen=True, slots=True)
class Head:
    """One classification: where its value comes from, and the label of each class."""

    name: str
    source: tuple[str, ...]
    labels: tuple[str, ...]
    none: int | None = None
    default: int | None = None
    uncoded: int | None = None
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def classes(self) -> int:
        """Number of classes; class numbers go from 0 to this less one."""
        return len(self.labels)

    def label(self, number: int) -> str:
        """The label of a class.

        Raises:
            IndexError: there is no such class.
        """
        if not 0 <= number < len(self.labels):
            raise IndexError(f"{self.name} has no class {number}")
        return self.labels[number]

    def symbols(self, number: int) -> str:
        """The HamNoSys characters that the label of a class names, in order; may be none."""
        words = label_words(self.label(number))
        return "".join(inventory().characters.get(word, "") for word in words)

    def fault(self, number: int) -> str:
        """What is wrong with a class number; empty if nothing is."""
        if 0 <= number < len(self.labels):
            return ""
        return f"{self.name} is {number}, but its classes go from 0 to {len(self.labels) - 1}"

    def classify(self, value: Any) -> int | None:
        """Class of a value: a label, several of which the first with a class counts, or None."""
        if value is None:
            return self.none
        if value.__class__ is bool:
            value = "yes" if value else "no"
        if value.__class__ is tuple:
            found = (self.numbers.get(label) for label in value)
            return next((number for number in found if number is not None), self.uncoded)
        return self.numbers.get(value, self.uncoded)


_Value: TypeAlias = tuple[int, str, dict[Any, int | None], int | None, Head]
"""A head's place, the name of its value, the class of each value, that of others, the head."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to look up, each part of a sign once; numbers are places among the parts found so far.

    ``parts``: where the owner of a part is, and the part's name; the sign itself is part 0.
    ``values``: where an owner of values is, and the heads that they belong to. ``defaults``:
    the class of each head whose owner is not there.
    """

    parts: tuple[tuple[int, str], ...]
    values: tuple[tuple[int, tuple[_Value, ...]], ...]
    defaults: tuple[int | None, ...]


def _plan(heads: Sequence[Head]) -> _Plan:
    places: dict[tuple[str, ...], int] = {(): 0}
    parts: list[tuple[int, str]] = []
    values: dict[int, list[_Value]] = {}
    for number, head in enumerate(heads):
        for length in range(1, len(head.source)):
            path = head.source[:length]
            if path not in places:
                parts.append((places[path[:-1]], path[-1]))
                places[path] = len(parts)
        known: list[Any] = [*head.numbers, None, True, False]
        numbers = {value: head.classify(value) for value in known}
        value = (number, head.source[-1], numbers, head.uncoded, head)
        values.setdefault(places[head.source[:-1]], []).append(value)
    return _Plan(
        tuple(parts),
        tuple((owner, tuple(found)) for owner, found in values.items()),
        tuple(head.default for head in heads),
    )


@dataclass(frozen=True, slots=True)
class Scheme:
    """Heads in their order; ``absent_allowed``: a head may be without a class.

    A class file rejects such a row all the same.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    absent_allowed: bool = False
    _plan: _Plan = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plan", _plan(self.heads))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the heads."""
        return tuple(head.name for head in self.heads)

    def head(self, name: str) -> Head:
        """A head by its name.

        Raises:
            KeyError: the scheme has no such head.
        """
        for head in self.heads:
            if head.name == name:
                return head
        raise KeyError(name)

    def classes(self, sign: Sign) -> tuple[int | None, ...]:
        """One class a head, in order; None where the sign gives none and the head no default."""
        plan = self._plan
        parts: list[Any] = [sign]
        for owner, name in plan.parts:
            above = parts[owner]
            parts.append(None if above is None else getattr(above, name, None))
        result = list(plan.defaults)
        for owner, values in plan.values:
            part = parts[owner]
            if part is None:
                continue
            for place, name, numbers, uncoded, head in values:
                value = getattr(part, name, None)
                if value.__class__ is tuple:
                    result[place] = head.classify(value)
                else:
                    result[place] = numbers.get(value, uncoded)
        return tuple(result)

    def unknown(self, classes: Sequence[int | None]) -> tuple[str, ...]:
        """What is wrong with numbers that are no classes of their heads; empty if nothing is."""
        found = zip(self.heads, classes, strict=True)
        faults = (head.fault(number) for head, number in found if number is not None)
        return tuple(fault for fault in faults if fault)

    def missing(self, classes: Sequence[int | None]) -> tuple[str, ...]:
        """Names of the heads without a class."""
        return tuple(
            h.name for h, number in zip(self.heads, classes, strict=True) if number is None
        )


NO_CLASSES = Scheme("none", "no heads: only the notation is wanted", ())


def label_words(label: str) -> list[str]:
    """The words of a label, some of which may be symbol names."""
    return re.split("[+ ]", label)
