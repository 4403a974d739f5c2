"""From what YAML gives to the value of one key, or to a fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final

from trainer.config.faults import Faults
from trainer.config.kinds import Entry, Kind, wanted
from trainer.config.schema import Key, Range

UNFIT: Final[Any] = object()
"""In place of a value that is none: the default stands in, the fault is noted."""

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_LARGEST = 2**63
_DEPTH = 20


def read_value(value: object, entry: Entry, path: str, faults: Faults) -> Any:
    """The value of a key that is no section; `UNFIT` after noting what is wrong with it."""
    kind = entry.kind
    if value is None and (kind.nullable or kind.form in ("list", "flags", "free")):
        return None if kind.nullable else UNFIT  # an empty list: no fault, the default
    if value == "" and kind.nullable and kind.of is str:
        return None
    if kind.form == "list" and isinstance(value, list):
        return _list(value, entry, path, faults)
    if kind.form == "flags" and isinstance(value, dict):
        return _flags(value, path, faults)
    if kind.form == "free" and isinstance(value, dict):
        if isinstance(bad := _not_plain(value), str):
            faults.add(path, bad)
            return UNFIT
        return value
    found = _READERS.get(kind.form, _nothing)(value, entry)
    if found is UNFIT:
        faults.add(
            path, f"must be {wanted(kind, entry.key)}, not {shown(value)}{_advice(value, kind)}"
        )
    return found


def is_line(text: str) -> bool:
    """Whether a text is not empty and holds no line ends, controls or lone surrogates."""
    bad = ("Cc", "Cs", "Zl", "Zp")
    return bool(text) and all(unicodedata.category(character) not in bad for character in text)


def shown(value: object) -> str:
    """A value of YAML as a few words."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return "a number that large"
    if isinstance(value, (dict, list)):
        if not value:
            return "an empty " + ("list" if isinstance(value, list) else "mapping")
        if isinstance(value, dict) or any(isinstance(each, (dict, list)) for each in value):
            return "a mapping" if isinstance(value, dict) else "a list of lists or mappings"
        return f"[{', '.join(map(shown, value[:5]))}{', ...' if len(value) > 5 else ''}]"
    words = repr(value) if isinstance(value, (str, bytes, int, float)) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _advice(value: object, kind: Kind) -> str:
    if kind.form == "one" and kind.of is str and value is not None:
        return "" if isinstance(value, (str, list, dict)) else " (put it in quotes)"
    return " (leave the key out for its default)" if value is None else ""


def _nothing(value: object, entry: Entry) -> Any:
    return UNFIT


def _one(value: object, entry: Entry) -> Any:
    return _scalar(value, entry.kind.of, entry.key)


def _scalar(value: object, of: type, key: Key) -> Any:
    if of is bool:
        return value if isinstance(value, bool) else UNFIT
    if of is str:
        fits = isinstance(value, str) and is_line(value)
        return value if fits and value in (key.choices or (value,)) else UNFIT
    number = _number(value, of)
    if number is None or not _within(number, key):
        return UNFIT
    return number


def _number(value: object, of: type) -> float | int | None:
    """A finite number; whole if ``of`` is int, where 20.0 is 20."""
    if isinstance(value, str) and of is float and _NUMBER.fullmatch(value):
        value = float(value)  # YAML 1.1 takes 1e-4 for text
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    small = abs(value) < _LARGEST  # false for what is no number
    if of is int:
        return int(value) if small and value == int(value) else None
    return float(value) if small or (isinstance(value, float) and isfinite(value)) else None


def _within(number: float, key: Key) -> bool:
    return (
        (key.low is None or number >= key.low)
        and (key.high is None or number <= key.high)
        and (key.above is None or number > key.above)
    )


def _pair(value: object, entry: Entry) -> Any:
    """One number for both, or a list of two."""
    both = value if isinstance(value, list) else [value, value]
    found = tuple(_scalar(each, entry.kind.of, entry.key) for each in both)
    return found if len(found) == 2 and UNFIT not in found else UNFIT


def _around_one(spread: float) -> Range:
    return max(0.0, 1.0 - spread), 1.0 + spread


def _around_zero(spread: float) -> Range:
    return -spread, spread


SHORT_FORMS: Mapping[str, Callable[[float], Range]] = {
    "color_jitter_brightness": _around_one,
    "color_jitter_contrast": _around_one,
    "color_jitter_saturation": _around_one,
    "color_jitter_hue": _around_zero,
}
"""What one number means where a range is wanted."""


def _range(value: object, entry: Entry) -> Any:
    if not isinstance(value, list):
        spread = _scalar(value, float, Key("", low=0.0, high=entry.key.high))
        return UNFIT if spread is UNFIT else SHORT_FORMS[entry.name](spread)
    found = tuple(_scalar(each, float, entry.key) for each in value)
    return found if len(found) == 2 and UNFIT not in found and found[0] <= found[1] else UNFIT


_READERS: Mapping[str, Callable[[object, Entry], Any]] = {
    "one": _one,
    "pair": _pair,
    "range": _range,
}


def _list(value: list[object], entry: Entry, path: str, faults: Faults) -> Any:
    item = Entry(entry.name, Kind("one", entry.kind.of), entry.key)
    found = tuple(
        read_value(each, item, f"{path}[{number}]", faults) for number, each in enumerate(value)
    )
    return UNFIT if UNFIT in found else found


def _flags(value: dict[object, object], path: str, faults: Faults) -> Any:
    entry = Entry("", Kind("list", bool), Key(""))
    found: dict[str, tuple[bool, ...]] = {}
    for name, flags in value.items():
        below = f"{path}.{name}"
        if not isinstance(name, str) or not is_line(name):
            faults.add(below, "a name must be text in one line")
        elif not isinstance(flags, list):
            faults.add(below, f"must be {wanted(entry.kind, entry.key)}, not {shown(flags)}")
        else:
            found[name] = read_value(flags, entry, below, faults)
    return UNFIT if UNFIT in found.values() else found


def _not_plain(value: object, depth: int = 0) -> str | None:
    """Why a value cannot stand in JSON, too; None if it can."""
    if depth > _DEPTH:
        return "is nested too deeply"
    if isinstance(value, dict):
        if odd := next((name for name in value if not isinstance(name, str)), None):
            return f"names must be text, not {shown(odd)}"
        return next(filter(None, (_not_plain(each, depth + 1) for each in value.values())), None)
    if isinstance(value, list):
        return next(filter(None, (_not_plain(each, depth + 1) for each in value)), None)
    if value is None or isinstance(value, (bool, str)):
        return None
    return None if _number(value, float) is not None else f"{shown(value)} cannot stand here"
