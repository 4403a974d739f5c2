"""A configuration as text and as plain data; both read back equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import yaml

from hamnosys.errors import printable
from trainer.config.schema import Config


def config_text(config: Config, unused: Iterable[tuple[str, str]] = ()) -> str:
    """The YAML of a configuration: every key, in the order of the schema.

    Args:
        config: what is written.
        unused: paths of keys without effect, with reasons; they become comments at the end.
    """
    lines = [as_yaml(as_mapping(config))]
    if idle := [f"#   {printable(path)} ({printable(reason)})\n" for path, reason in unused]:
        lines += ["\n# Set, but not used here:\n", *idle]
    return "".join(lines)


def as_mapping(config: Config) -> dict[str, Any]:
    """The sections of a configuration as dictionaries, lists and scalars, fit for JSON."""
    return {field.name: _plain(getattr(config, field.name)) for field in fields(config)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (tuple, list)) else value


class _Dumper(yaml.SafeDumper):
    """Lists in one line, mappings in lines of their own, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_list(dumper: _Dumper, value: list[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(list, _represent_list)


def as_yaml(value: Any) -> str:
    """Plain data as YAML, lines ended; a scalar or list takes one line."""
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=float("inf"),
    )
    return text.removesuffix("...\n")
