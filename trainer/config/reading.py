"""Reading a configuration: every fault at once, with its path in the file.

What may be said comes from the schema: types of fields and their `Key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any

from trainer.config.checks import check
from trainer.config.faults import Faults
from trainer.config.kinds import Entry, entries, wanted
from trainer.config.notes import OLD_SUFFIXES, notes_on, unused_keys
from trainer.config.schema import Config
from trainer.config.values import UNFIT, is_line, read_value, shown
from trainer.config.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class ReadConfig:
    """A configuration and the file that it was read from.

    Attributes:
        config: the resolved configuration.
        data: what stands in the file, as YAML gives it.
        file: the path of the file.
    """

    config: Config
    data: object
    file: str

    def notes(self) -> tuple[str, ...]:
        """Remarks, one line each: what is not as the file may suggest."""
        return notes_on(self.config, self.data)

    def unused(self) -> tuple[tuple[str, str], ...]:
        """Keys of the file that have no effect here: path and reason."""
        return unused_keys(self.config, self.data)


def read_config(path: str | Path) -> ReadConfig:
    """Read a configuration.

    Raises:
        ConfigError: the file cannot be read, or is at fault; all its faults are in the message.
    """
    faults = Faults()
    data = read_yaml(path, faults)
    return ReadConfig(_config(data, str(path), faults), data, str(path))


def config_from(data: object, file: str) -> Config:
    """The configuration that plain data say; ``file`` is named in errors.

    Raises:
        ConfigError: something is wrong; all faults are in the message.
    """
    return _config(data, file, Faults())


def _config(data: object, file: str, faults: Faults) -> Config:
    config = _resolved(_section(Config, data, "", faults))
    check(config, faults)
    faults.refuse(file)
    return config


def _section(section: type, data: object, path: str, faults: Faults) -> Any:
    """An instance of a section's dataclass; what cannot be read keeps its default."""
    if data is None:
        data = {}
    if not isinstance(data, dict):
        what = "a section: keys and their values" if path else "a configuration has sections"
        faults.add(path, f"must be {what}, not {shown(data)}" if path else f"{what}: no mapping")
        return section()
    known = {entry.name: entry for entry in entries(section)}
    for name in data:
        if name not in known:
            faults.add(_below(path, name), f"unknown key{_suggestion(name, known, path)}")
    found = {
        name: _value(data[name], entry, _below(path, name), faults)
        for name, entry in known.items()
        if name in data
    }
    return section(**{name: value for name, value in found.items() if value is not UNFIT})


def _value(value: object, entry: Entry, path: str, faults: Faults) -> Any:
    kind = entry.kind
    if kind.form == "section":
        return None if value is None and kind.nullable else _section(kind.of, value, path, faults)
    if kind.form == "sections":
        return _sections(value, entry, path, faults)
    return read_value(value, entry, path, faults)


def _sections(value: object, entry: Entry, path: str, faults: Faults) -> Any:
    if value is None:
        return {}
    if not isinstance(value, dict):
        faults.add(path, f"must be {wanted(entry.kind, entry.key)}, not {shown(value)}")
        return UNFIT
    found: dict[str, Any] = {}
    for name, data in value.items():
        below = _below(path, name)
        if not isinstance(name, str) or not is_line(name):
            faults.add(below, "a name must be text in one line")
        else:
            found[name] = _section(entry.kind.of, data, below, faults)
    return found


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _suggestion(name: object, known: Mapping[str, Entry], path: str) -> str:
    """Where a key belongs, or which one may be meant; empty if none is near."""
    homes = [home for home in _HOMES.get(str(name), ()) if home != path]
    if homes:
        return f": it belongs to {' or '.join(homes)}"
    near = get_close_matches(str(name), known, 1)
    if not near and (elsewhere := get_close_matches(str(name), _HOMES, 1, 0.8)):
        return f": did you mean {elsewhere[0]} of {' or '.join(_HOMES[elsewhere[0]])}?"
    return f": did you mean {near[0]}?" if near else ""


def _homes(section: type, path: str) -> dict[str, tuple[str, ...]]:
    """The sections that each key is in."""
    homes: dict[str, tuple[str, ...]] = {}
    for entry in entries(section):
        if path:
            homes[entry.name] = (*homes.get(entry.name, ()), path)
        if entry.kind.form == "section":
            for name, places in _homes(entry.kind.of, _below(path, entry.name)).items():
                homes[name] = (*homes.get(name, ()), *places)
    return homes


_HOMES = _homes(Config, "")


def _resolved(config: Config) -> Config:
    """The same with old names, old suffixes and absent choices in their present form."""
    general = config.general_parameters
    pictures, training = config.augmentations_parameters, config.train_parameters
    return replace(
        config,
        general_parameters=replace(general, path_to_save=_without_suffix(general.path_to_save)),
        augmentations_parameters=replace(
            pictures,
            apply_resize=pictures.apply_resize is not False,
            apply_center_crop=pictures.apply_center_crop is not False,
        ),
        train_parameters=replace(
            training, use_landmarks=training.use_landmarks or training.landmarks
        ),
    )


def _without_suffix(path: str) -> str:
    while PurePath(path).suffix.lower() in OLD_SUFFIXES:
        path = str(PurePath(path).with_suffix(""))
    return path
