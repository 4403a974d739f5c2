"""A YAML file as plain data, with the place of what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from hamnosys.errors import printable
from hamnosys.safe_yaml import LARGEST, YamlError, check_size
from trainer.config.faults import Faults
from trainer.errors import ConfigError


def read_yaml(path: str | Path, faults: Faults) -> object:
    """The data of a YAML file; a key that stands twice in a mapping is noted as a fault.

    Raises:
        ConfigError: the file cannot be read, is not UTF-8 or no YAML (the line is named),
            or has more data than any real file: also where aliases only seem to make it small.
    """
    return _parse(_text(path), str(path), faults)


def _text(path: str | Path) -> str:
    file = str(path)
    if not file:
        raise ConfigError("the path of the configuration is empty")
    try:
        with open(path, "rb") as stream:
            written = stream.read(LARGEST + 1)
        if len(written) > LARGEST:
            raise ConfigError(f"larger than {LARGEST >> 20} MiB", file=file)
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("the file is not UTF-8", file=file, row=line) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file=file) from error
    except ValueError as error:  # a null byte in the path
        raise ConfigError(f"cannot be read: {error}", file=file) from error


def _parse(text: str, file: str, faults: Faults) -> object:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        check_size(node)
        _note_doubled(node, "", faults, set())
        return loader.construct_document(node)
    except yaml.reader.ReaderError as error:
        row = text[: error.position].count("\n") + 1
        reason = f"the character U+{ord(text[error.position]):04X} cannot stand in YAML"
        raise ConfigError(reason, file=file, row=row) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = printable(error.problem or error.context or "no YAML")
        raise ConfigError(
            f"the YAML cannot be read: {reason}",
            file=file,
            row=None if mark is None else mark.line + 1,
        ) from error
    except YamlError as error:
        raise ConfigError(str(error), file=file) from error
    except RecursionError as error:
        raise ConfigError("the YAML is nested too deeply", file=file) from error


class _Loader(yaml.SafeLoader):
    """The safe loader; what Python cannot make of a value is a fault with a line, too."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, ArithmeticError, AttributeError, TypeError) as error:
            shown = str(node.value)[:40] if isinstance(node, yaml.ScalarNode) else node.tag
            words = f"{shown!r} is no value"
            raise yaml.constructor.ConstructorError(None, None, words, node.start_mark) from error


def _note_doubled(node: yaml.Node, path: str, faults: Faults, seen: set[int]) -> None:
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _note_doubled(item, f"{path}[{number}]", faults, seen)
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[str, int] = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        word = str(name.value) if isinstance(name, yaml.ScalarNode) else "?"
        below = f"{path}.{word}" if path else word
        if word in lines:
            faults.add(below, f"stands twice, in line {lines[word]} and in line {line}")
        lines.setdefault(word, line)
        _note_doubled(value, below, faults, seen)
