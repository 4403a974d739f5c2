"""YAML of unknown origin, read in bounded time and memory: plain data, and not too much of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

try:  # ten times as fast, where PyYAML was built with it; both make nothing but plain data
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

from hamnosys.errors import printable

LARGEST = 1 << 20
"""Bytes of a file, and characters and values of its data with each alias written out."""

DEEPEST = 50
"""Lists and mappings may be nested this deep."""

_LARGEST_NUMBER = 1 << 63
_SHOWN = 80


class YamlError(Exception):
    """A file that is no YAML, or none that can be used; the message is a line that says why."""


def read_yaml(path: Path) -> Any:
    """The data of a file (UTF-8).

    Raises:
        YamlError: the file cannot be read, is no YAML, has a key twice in a mapping, or more data
            than any real file: also where aliases only seem to make it small.
    """
    try:
        with open(path, "rb") as stream:
            written = stream.read(LARGEST + 1)
        if len(written) > LARGEST:
            raise YamlError(f"larger than {LARGEST >> 20} MiB")
        loader = _Loader(written.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return None
        check_size(node, _refuse_doubled)
        return loader.construct_document(node)
    except OSError as error:
        raise YamlError(error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise YamlError(f"not UTF-8: {error.reason} (byte {error.start + 1})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = "" if mark is None else f" (line {mark.line + 1}, column {mark.column + 1})"
        raise YamlError(
            f"{cut(error.problem or error.context or 'no YAML', 2 * _SHOWN)}{place}"
        ) from error
    except yaml.YAMLError as error:
        raise YamlError(cut(" ".join(str(error).split()))) from error
    except RecursionError as error:
        raise YamlError(f"nested more than {DEEPEST} deep") from error


def cut(text: str, most: int = _SHOWN) -> str:
    """The beginning of what a message tells, as one line."""
    return printable(text if len(text) <= most else f"{text[:most]}…")


def shown(value: object) -> str:
    """A value from a file as a message shows it."""
    return cut(repr(value))


class _Loader(SafeLoader):
    """The safe loader; what Python cannot make of a value is a fault with a line, too."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        try:
            value = super().construct_object(node, deep)
        except (ValueError, LookupError, ArithmeticError, AttributeError, TypeError) as error:
            raise _fault(f"{shown(node.value)} is no value", node) from error
        if isinstance(value, int) and abs(value) >= _LARGEST_NUMBER:
            raise _fault("a number too large", node)
        return value


def _fault(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def check_size(
    root: yaml.Node, on_mapping: Callable[[yaml.MappingNode], None] = lambda _node: None
) -> None:
    """Refuse what is too deep or large, aliases written out; ``on_mapping`` sees each mapping.

    Raises:
        YamlError: it is too large.
        yaml.MarkedYAMLError: it is too deep; the place is named.
    """
    size = 0
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise _fault(f"nested more than {DEEPEST} deep", node)
        size += 1
        if isinstance(node, yaml.MappingNode):
            on_mapping(node)
            waiting += [(each, depth + 1) for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(each, depth + 1) for each in node.value]
        else:
            size += len(node.value)
        if size > LARGEST:
            raise YamlError("its aliases make it larger than any real file")


def _refuse_doubled(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in seen:
                raise _fault(f"the key {shown(key.value)} stands twice", key)
            seen.add((key.tag, key.value))
