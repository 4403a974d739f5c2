"""Reading class schemes from their files; `hamnosys.schemes` says what is in one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from hamnosys.errors import SchemeError
from hamnosys.resources import data_file
from hamnosys.safe_yaml import YamlError, cut, read_yaml, shown
from hamnosys.scheme_model import KEYS, Head, Scheme, label_words
from hamnosys.sign.node import Node, View
from hamnosys.sign.posture import Pair
from hamnosys.sign.sign import Sign
from hamnosys.source import is_file
from hamnosys.symbols import inventory

BUILT_IN = ("hearai", "hearai9", "hamnosys4", "table")
"""Names of the schemes that come with the package; ``table`` has the predecessor's columns."""


def load_scheme(name_or_path: str | Path) -> Scheme:
    """A built-in scheme by its name, or a scheme file by its path.

    Raises:
        SchemeError: no such scheme, or a file that is no scheme (says what is wrong where).
    """
    return _find(name_or_path, (), {})


_Loaded: TypeAlias = dict[Path, Scheme]
"""Files that were read already: many heads may take over classes of one."""


def _find(name: str | Path, extending: tuple[str, ...], loaded: _Loaded) -> Scheme:
    """A scheme; ``extending`` are the files that wait for it, and must not come again."""
    if isinstance(name, str) and name in BUILT_IN:
        return _built_in(name)
    path = Path(name)
    if not is_file(path):
        known = ", ".join(BUILT_IN)
        hint = f"built in: {known}; or a YAML file"
        raise SchemeError(f"no class scheme {str(name)!r}", hint=hint)
    if path.resolve() in (Path(other).resolve() for other in extending):
        raise SchemeError("the scheme extends itself", file=str(path))
    if len(extending) >= _LONGEST_CHAIN:
        raise SchemeError(f"more than {_LONGEST_CHAIN} schemes extend each other", file=str(path))
    found = path.resolve()
    if found not in loaded:
        loaded[found] = _load(path, (*extending, str(path)), loaded)
    return loaded[found]


@cache
def _built_in(name: str) -> Scheme:
    return _load(data_file(f"schemes/{name}.yaml"), (f"{name}.yaml",), {})


def _load(source: Path, extending: tuple[str, ...], loaded: _Loaded) -> Scheme:
    file = extending[-1]
    try:
        data = read_yaml(source)
    except YamlError as fault:
        raise SchemeError(f"the scheme cannot be read: {fault}", file=file) from fault
    return _SchemeReader(extending, loaded).scheme(data)


_SCHEME_KEYS = {"name", "title", "extends", "absent_allowed", "heads"}
_HEAD_KEYS = {"name", "source", "none", "default", "uncoded", "classes"}


class _SchemeReader:
    """Checks a scheme file while reading it; every fault names the file and the head."""

    def __init__(self, extending: tuple[str, ...], loaded: _Loaded) -> None:
        self.extending = extending
        self.loaded = loaded
        self.file = extending[-1]

    def fail(self, message: str, hint: str = "") -> SchemeError:
        return SchemeError(cut(message, _MOST), file=self.file, hint=cut(hint, _MOST))

    def scheme(self, data: Any) -> Scheme:
        if not isinstance(data, dict):
            raise self.fail("a scheme is a mapping with name, title and heads")
        self.known_keys(data, _SCHEME_KEYS, "the scheme")
        heads: list[Head] = []
        if "extends" in data:
            heads += self.other(self.text(data, "extends", "")).heads
        entries = data.get("heads")
        if not isinstance(entries, list) or not (entries or heads):
            raise self.fail("heads must be a list with at least one head")
        if len(heads) + len(entries) > _MOST_HEADS:
            raise self.fail(f"a scheme has at most {_MOST_HEADS} heads")
        heads += [self.head(entry, number) for number, entry in enumerate(entries, 1)]
        counts = Counter(head.name for head in heads)
        if doubled := sorted(name for name, count in counts.items() if count > 1):
            raise self.fail(f"the head {doubled[0]!r} stands twice")
        name = self.text(data, "name", "") or Path(self.file).stem
        absent = data.get("absent_allowed", False)
        if not isinstance(absent, bool):
            raise self.fail("absent_allowed must be true or false")
        return Scheme(name, self.text(data, "title", ""), tuple(heads), absent)

    def text(self, data: dict[Any, Any], key: str, default: str) -> str:
        value = data.get(key, default)
        if not isinstance(value, _PLAIN):
            raise self.fail(f"{key} must be a text, not {shown(value)}")
        return cut(" ".join(str(value).split()), _MOST)

    def other(self, name: str) -> Scheme:
        """Another scheme: built in, or a file beside this one."""
        if name in BUILT_IN:
            return _built_in(name)
        beside = Path(self.file).parent / name
        if not is_file(beside):
            raise self.fail(f"no class scheme {name!r}", f"built in: {', '.join(BUILT_IN)}")
        return _find(beside, self.extending, self.loaded)

    def known_keys(self, data: dict[Any, Any], known: set[str], where: str) -> None:
        for key in data:
            if key not in known:
                raise self.fail(
                    f"{where} has an unknown key {shown(key)}", ", ".join(sorted(known))
                )

    def head(self, entry: Any, number: int) -> Head:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise self.fail(f"head {number} has no name")
        name = entry["name"]
        if not name.strip() or _NO_LINE.search(name):
            raise self.fail(
                f"head {number} cannot be called {shown(name)}: that is no line of text"
            )
        if name.lower() in KEYS:
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
        owners, types = source_types(path)
        if not types:
            step = path[len(owners) - 1]
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
        for number, label in enumerate(given):
            if not isinstance(label, _PLAIN):
                raise self.fail(f"head {name!r}: class {number} must be a text, not {shown(label)}")
            if _NO_LINE.search(str(label)):
                raise self.fail(f"head {name!r}: the label {shown(label)} is no line of text")
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


def source_types(source: tuple[str, ...]) -> tuple[list[frozenset[Any]], frozenset[Any]]:
    """Types along a source: of the owner of each step, and of what the last step gives.

    The walk ends at the first step that no owner has, with nothing given.
    """
    owners: list[frozenset[Any]] = []
    types: frozenset[Any] = frozenset({Sign})
    for step in source:
        owners.append(types)
        types = frozenset().union(*(attribute_types(each, step) for each in types))
        if not types:
            break
    return owners, types


@cache
def attribute_types(owner: Any, name: str) -> frozenset[Any]:
    """Types that a field or property of a class may have, unions taken apart; empty if none."""
    if not isinstance(owner, type) or not issubclass(owner, Node | View) or name.startswith("_"):
        return frozenset()
    if name in {field.name for field in fields(owner)}:  # type: ignore[arg-type]
        return _alternatives(get_type_hints(owner)[name])
    described = getattr(owner, name, None)
    if isinstance(described, property):
        return _alternatives(get_type_hints(described.fget)["return"])
    return frozenset()


def _alternatives(hint: Any) -> frozenset[Any]:
    if isinstance(hint, TypeVar):  # a half of a pair may be any node
        return frozenset(Node.__subclasses__())
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return frozenset().union(*map(_alternatives, get_args(hint)))
    return frozenset({origin if origin is Pair else hint})


_SYMBOL_TYPES = frozenset({str, bool, tuple[str, ...]})
_PLAIN = (str, bool, int, float)
_NO_LINE = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_MOST = 300
_MOST_HEADS = 1000
_LONGEST_CHAIN = 20
_FALLBACKS = ("none", "default", "uncoded")
