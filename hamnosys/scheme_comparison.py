"""Two class schemes side by side: what one of them merges and the other keeps apart.

What a head tells apart follows from its labels and its classes for what is not written, not there
or not listed. Heads of two schemes can be compared class by class if they have the same source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import NoneType

from hamnosys.scheme_files import source_types
from hamnosys.scheme_model import Head, Scheme, label_words
from hamnosys.symbols import inventory

NO_CLASS = "no class"
"""Stands for the label where a head finds no class, so that a class file rejects the row."""


UNUSED = "unused"
"""A label that no sign gives, of a number that is kept free."""


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as it is shown; ``number`` is None where a value has no class."""

    number: int | None
    label: str

    def __str__(self) -> str:
        return self.label if self.number is None else f"{self.number} {self.label}"


@dataclass(frozen=True, slots=True)
class Merging:
    """A class of one head, and the classes of the other among which its values are spread.

    ``also``: what the class has beside its label (`also_holds`).
    """

    merged: ClassName
    also: tuple[str, ...]
    separate: tuple[ClassName, ...]


@dataclass(frozen=True, slots=True)
class HeadComparison:
    """Two heads of one source; ``same``: they give every value the same number and label.

    ``first_merges``: classes of the first head that the second one takes apart; ``second_merges``
    likewise. Rows that only one of them rejects show as a merging of `NO_CLASS`.
    """

    first: Head
    second: Head
    first_merges: tuple[Merging, ...]
    second_merges: tuple[Merging, ...]

    @property
    def same(self) -> bool:
        """Whether there is nothing that tells the two heads apart but their names."""
        fallbacks = [(h.none, h.default, h.uncoded, h.labels) for h in (self.first, self.second)]
        return fallbacks[0] == fallbacks[1]


@dataclass(frozen=True, slots=True)
class PartComparison:
    """Two heads that read different attributes of one part of a sign, and labels of only one."""

    first: Head
    second: Head
    only_first: tuple[ClassName, ...]
    only_second: tuple[ClassName, ...]


@dataclass(frozen=True, slots=True)
class SchemeComparison:
    """What two schemes have in common, and what only one of them has.

    ``heads``: heads of one source; ``parts``: heads of one part of a sign that have labels in
    common; ``only_first``, ``only_second``: all others.
    """

    first: Scheme
    second: Scheme
    heads: tuple[HeadComparison, ...]
    parts: tuple[PartComparison, ...]
    only_first: tuple[Head, ...]
    only_second: tuple[Head, ...]


def compare_schemes(first: Scheme, second: Scheme) -> SchemeComparison:
    """Compare two schemes head by head, by what they say and not by their names."""
    heads = tuple(
        _compare(one, other)
        for one in first.heads
        for other in second.heads
        if one.source == other.source
    )
    sources = {comparison.first.source for comparison in heads}
    ours = [head for head in first.heads if head.source not in sources]
    theirs = [head for head in second.heads if head.source not in sources]
    parts = tuple(
        _labels_of_one(one, other)
        for one in ours
        for other in theirs
        if one.source[:-1] == other.source[:-1] and set(_values(one)) & set(_values(other))
    )
    of_parts = {part.first.name for part in parts}, {part.second.name for part in parts}
    return SchemeComparison(
        first,
        second,
        heads,
        parts,
        tuple(head for head in ours if head.name not in of_parts[0]),
        tuple(head for head in theirs if head.name not in of_parts[1]),
    )


def also_holds(head: Head, number: int | None) -> tuple[str, ...]:
    """What a class has beside its label, as its head's fallbacks say and its source can give.

    Some of ``nothing there`` (that could have it), ``not written``, ``any other``.
    """
    if number is None:
        return ()
    may_lack, may_be_none = _may(head)
    said = (
        ("nothing there", head.default if may_lack else None),
        ("not written", head.none if may_be_none else None),
        ("any other", head.uncoded),
    )
    return tuple(words for words, fallback in said if fallback == number)


def overfull(head: Head) -> tuple[tuple[ClassName, tuple[str, ...]], ...]:
    """The classes whose label is a symbol, and which hold more than that; with what they hold."""
    values = set(_values(head))
    found = ((_name(head, n), also_holds(head, n)) for n in range(head.classes))
    return tuple((name, also) for name, also in found if also and name.label in values)


def _may(head: Head) -> tuple[bool, bool]:
    """Whether a sign may be without the owner of the value, and the owner without the value."""
    owners, given = source_types(head.source)
    return any(NoneType in types for types in owners), NoneType in given


def _compare(first: Head, second: Head) -> HeadComparison:
    outcomes = list(dict.fromkeys(_outcomes(first, second)))
    swapped = [(other, one) for one, other in outcomes]
    return HeadComparison(
        first,
        second,
        tuple(_mergings(first, second, outcomes)),
        tuple(_mergings(second, first, swapped)),
    )


def _outcomes(first: Head, second: Head) -> Iterator[tuple[int | None, int | None]]:
    """The classes that both give to one value, for every value that either has a class for."""
    may_lack, may_be_none = _may(first)
    if may_lack:
        yield first.default, second.default
    if may_be_none:
        yield first.none, second.none
    # Whether there is any value that neither lists is not known: one without a class for it may
    # list all there are.
    if first.uncoded is not None and second.uncoded is not None:
        yield first.uncoded, second.uncoded
    for label in dict.fromkeys((*_values(first), *_values(second))):
        yield first.classify(label), second.classify(label)


def _values(head: Head) -> Iterator[str]:
    """The labels that a source may give; the others name what is not written, there or listed."""
    characters = inventory().characters
    fallbacks = (head.none, head.default, head.uncoded)
    for number, label in enumerate(head.labels):
        if label == UNUSED:
            continue
        if number not in fallbacks or any(word in characters for word in label_words(label)):
            yield label


def _mergings(
    merging: Head, separating: Head, outcomes: Sequence[tuple[int | None, int | None]]
) -> Iterator[Merging]:
    spread: dict[int | None, list[int | None]] = {}
    for number, other in outcomes:
        spread.setdefault(number, []).append(other)
    for number in sorted(spread, key=_none_last):
        separate = sorted(set(spread[number]), key=_none_last)
        if number is None:  # a row that one scheme rejects shows if the other one keeps it
            separate = [other for other in separate if other is not None]
        if len(separate) > (number is not None):
            names = tuple(_name(separating, each) for each in separate)
            yield Merging(_name(merging, number), also_holds(merging, number), names)


def _none_last(number: int | None) -> tuple[bool, int]:
    return number is None, number or 0


def _name(head: Head, number: int | None) -> ClassName:
    return ClassName(number, NO_CLASS if number is None else head.label(number))


def _labels_of_one(first: Head, second: Head) -> PartComparison:
    return PartComparison(first, second, _lacking(first, second), _lacking(second, first))


def _lacking(head: Head, other: Head) -> tuple[ClassName, ...]:
    labels: Iterable[tuple[int, str]] = enumerate(head.labels)
    return tuple(ClassName(n, label) for n, label in labels if label not in other.labels)
