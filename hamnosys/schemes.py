"""Class schemes: which classes a sign has. A scheme is data; no head has code of its own.

A scheme file is YAML::

    name: mine
    title: What it is for
    extends: hearai            # optional: its heads come first
    heads:
      - name: hand_shape_thumb_position
        source: dominant.shape.thumb_position   # attributes of `Sign`, from left to right
        none: 0                # class if the last of them is not written
        default: 0             # class if what it belongs to is not there at all
        uncoded: 0             # class if it is written but has no class below
        classes: {0: none, 1: hamthumboutmod, 2: hamthumbacrossmod, 3: hamthumbopenmod}

``classes: hearai.hand_shape_thumb_position`` takes over the classes of another scheme's head.
Labels are what the source gives (symbol names; ``yes`` and ``no`` for what is true or not);
others, like ``none`` above, match nothing. A head that finds no class is absent: a class file
rejects the row, a table writes ``NaN``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from hamnosys.errors import SchemeError
from hamnosys.resources import data_file
from hamnosys.sign.node import Node
from hamnosys.sign.posture import Pair
from hamnosys.sign.sign import Sign
from hamnosys.symbols import inventory

BUILT_IN = ("hearai", "hearai9", "table")
"""Names of the schemes that come with the package; ``table`` has the predecessor's columns."""


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to look up, each part of a sign once; numbers are places among the parts found so far.

    ``parts``: where the owner of a part is, and the part's name; the sign itself is part 0.
    ``values``: a head, where the owner of its value is, and the value's name.
    """

    parts: tuple[tuple[int, str], ...]
    values: tuple[tuple[Head, int, str], ...]


def _plan(heads: Sequence[Head]) -> _Plan:
    places: dict[tuple[str, ...], int] = {(): 0}
    parts: list[tuple[int, str]] = []
    for head in heads:
        for length in range(1, len(head.source)):
            path = head.source[:length]
            if path not in places:
                parts.append((places[path[:-1]], path[-1]))
                places[path] = len(parts)
    return _Plan(tuple(parts), tuple((h, places[h.source[:-1]], h.source[-1]) for h in heads))


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
        parts: list[Any] = [sign]
        for owner, name in self._plan.parts:
            parts.append(getattr(parts[owner], name, None))
        result: list[int | None] = []
        for head, owner, name in self._plan.values:
            part = parts[owner]
            found = head.default if part is None else head.classify(getattr(part, name, None))
            result.append(found)
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


def load_scheme(name: str | Path) -> Scheme:
    """A built-in scheme by its name, or a scheme file by its path.

    Raises:
        SchemeError: no such scheme, or a file that is no scheme (says what is wrong where).
    """
    return _find(name, ())


def _find(name: str | Path, extending: tuple[str, ...]) -> Scheme:
    """A scheme; ``extending`` are the files that wait for it, and must not come again."""
    if isinstance(name, str) and name in BUILT_IN:
        return _built_in(name)
    path = Path(name)
    if not path.is_file():
        known = ", ".join(BUILT_IN)
        hint = f"built in: {known}; or a YAML file"
        raise SchemeError(f"no class scheme {str(name)!r}", hint=hint)
    if path.resolve() in (Path(other).resolve() for other in extending):
        raise SchemeError("the scheme extends itself", file=str(path))
    return _load(path, (*extending, str(path)))


@cache
def _built_in(name: str) -> Scheme:
    return _load(data_file(f"schemes/{name}.yaml"), (f"{name}.yaml",))


def _load(source: Path, extending: tuple[str, ...]) -> Scheme:
    file = extending[-1]
    try:
        data = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise SchemeError(f"the scheme cannot be read: {reason}", file=file) from error
    return _SchemeReader(extending).scheme(data)


_SCHEME_KEYS = {"name", "title", "extends", "absent_allowed", "heads"}
_HEAD_KEYS = {"name", "source", "none", "default", "uncoded", "classes"}


class _SchemeReader:
    """Checks a scheme file while reading it; every fault names the file and the head."""

    def __init__(self, extending: tuple[str, ...]) -> None:
        self.extending = extending
        self.file = extending[-1]

    def fail(self, message: str, hint: str = "") -> SchemeError:
        return SchemeError(message, file=self.file, hint=hint)

    def scheme(self, data: Any) -> Scheme:
        if not isinstance(data, dict):
            raise self.fail("a scheme is a mapping with name, title and heads")
        self.known_keys(data, _SCHEME_KEYS, "the scheme")
        heads: list[Head] = []
        if "extends" in data:
            heads += self.other(str(data["extends"])).heads
        entries = data.get("heads")
        if not isinstance(entries, list) or not (entries or heads):
            raise self.fail("heads must be a list with at least one head")
        heads += [self.head(entry, number) for number, entry in enumerate(entries, 1)]
        names = [head.name for head in heads]
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise self.fail(f"the head {doubled[0]!r} stands twice")
        name = str(data.get("name") or Path(self.file).stem)
        absent = data.get("absent_allowed", False)
        if not isinstance(absent, bool):
            raise self.fail("absent_allowed must be true or false")
        return Scheme(name, str(data.get("title", "")), tuple(heads), absent)

    def other(self, name: str) -> Scheme:
        """Another scheme: built in, or a file beside this one."""
        if name in BUILT_IN:
            return _built_in(name)
        beside = Path(self.file).parent / name
        if not beside.is_file():
            raise self.fail(f"no class scheme {name!r}", f"built in: {', '.join(BUILT_IN)}")
        return _find(beside, self.extending)

    def known_keys(self, data: dict[Any, Any], known: set[str], where: str) -> None:
        for key in data:
            if key not in known:
                raise self.fail(f"{where} has an unknown key {key!r}", ", ".join(sorted(known)))

    def head(self, entry: Any, number: int) -> Head:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise self.fail(f"head {number} has no name")
        name = entry["name"]
        if name.lower() in _KEYS:
            raise self.fail(f"a head cannot be called {name!r}: a class file has this column")
        self.known_keys(entry, _HEAD_KEYS, f"head {name!r}")
        labels = self.labels(entry.get("classes"), name)
        numbers = {label: index for index, label in enumerate(labels)}
        fallbacks = {key: self.fallback(entry, key, name, labels) for key in _FALLBACKS}
        return Head(name, self.source(entry, name), labels, numbers=numbers, **fallbacks)

    def source(self, entry: dict[str, Any], name: str) -> tuple[str, ...]:
        source = entry.get("source")
        if not isinstance(source, str) or not source:
            raise self.fail(f"head {name!r} has no source", "e.g. dominant.shape.base_form")
        path = tuple(source.split("."))
        types: set[Any] = {Sign}
        for step in path:
            types = set().union(*(attribute_types(each, step) for each in types))
            if not types:
                raise self.fail(f"head {name!r}: a sign has no {source!r}", f"unknown: {step}")
        if not types & _SYMBOL_TYPES:
            raise self.fail(f"head {name!r}: {source!r} is a part of a sign, not a symbol")
        return path

    def labels(self, classes: Any, name: str) -> tuple[str, ...]:
        if isinstance(classes, str):
            scheme, _, head = classes.partition(".")
            try:
                return self.other(scheme).head(head).labels
            except KeyError:
                raise self.fail(f"head {name!r}: {scheme} has no head {head!r}") from None
        if (
            not isinstance(classes, dict)
            or not classes
            or sorted(classes, key=str) != sorted(range(len(classes)), key=str)
        ):
            raise self.fail(
                f"head {name!r}: classes must number its labels from 0 without a gap",
                "{0: none, 1: hamthumboutmod}",
            )
        # YAML reads an unquoted yes or no as true or false.
        words = {True: "yes", False: "no"}
        given = [classes[number] for number in range(len(classes))]
        labels = tuple(words[g] if isinstance(g, bool) else str(g) for g in given)
        for symbol in (word for label in labels for word in label_words(label)):
            if symbol.startswith("ham") and symbol not in inventory().characters:
                raise self.fail(f"head {name!r}: {symbol!r} is no symbol", "hamnosys symbols")
        if len(set(labels)) < len(labels):
            raise self.fail(f"head {name!r} has two classes of one label")
        return labels

    def fallback(
        self, entry: dict[str, Any], key: str, name: str, labels: tuple[str, ...]
    ) -> int | None:
        number = entry.get(key)
        if number is None:
            return None
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(labels):
            raise self.fail(f"head {name!r}: {key} must be a class from 0 to {len(labels) - 1}")
        return number


def label_words(label: str) -> list[str]:
    """The words of a label, some of which may be symbol names."""
    return re.split("[+ ]", label)


def attribute_types(owner: Any, name: str) -> set[Any]:
    """Types that a field or property of a class may have, unions taken apart; empty if none."""
    if not isinstance(owner, type) or not issubclass(owner, Node) or name.startswith("_"):
        return set()
    if name in {field.name for field in fields(owner)}:  # type: ignore[arg-type]
        return _alternatives(get_type_hints(owner)[name])
    described = getattr(owner, name, None)
    if isinstance(described, property):
        return _alternatives(get_type_hints(described.fget)["return"])
    return set()


def _alternatives(hint: Any) -> set[Any]:
    if isinstance(hint, TypeVar):  # a half of a pair may be any node
        return set(Node.__subclasses__())
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return set().union(*map(_alternatives, get_args(hint)))
    return {origin if origin is Pair else hint}


_SYMBOL_TYPES = frozenset({str, bool, tuple[str, ...]})
_KEYS = ("name", "start", "end")
_FALLBACKS = ("none", "default", "uncoded")
