"""Names of targets, and the targets themselves, whose packages are loaded when one is made."""

from __future__ import annotations

import os
import time
from importlib import import_module

from fuzzing.target import Target

_HOMES = {
    "notation": ("grammar-strict", "grammar-tolerant", "rows", "names", "characters", "posture"),
    "inputs": (
        *("hearai", "csv", "tsv", "text", "json", "jsonl", "sigml", "guessed", "eaf", "elan-tab"),
        *("xlsx", "xlsx-parts", "parquet", "classes", "error-file", "clips"),
    ),
    "settings": ("scheme", "language", "weights", "config"),
    "arrays": (
        *("npz", "npz-array", "pose", "checkpoint-weights", "checkpoint-json", "torch-weights"),
    ),
}
_MAKERS = {
    "notation": "notation_targets",
    "inputs": "input_targets",
    "settings": "setting_targets",
    "arrays": "array_targets",
}
NOT_GUIDED = ("grammar-strict", "grammar-tolerant")
"""Targets whose inputs go through every rule by themselves; coverage would only cost time."""

NAMES = tuple(name for names in _HOMES.values() for name in names)
"""All targets."""


def make(name: str) -> Target:
    """A target by its name.

    Raises:
        KeyError: there is no such target.
    """
    if name in _PLANTED:
        return _PLANTED[name]
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise KeyError(name)
    targets: dict[str, Target] = getattr(import_module(f"fuzzing.{home}"), _MAKERS[home])()
    return targets[name]


# ------------------------------------------------------------------ what the fuzzer must find
def _plain_crash(data: bytes) -> None:
    if b"x" in data:
        raise ZeroDivisionError("planted")


def _hang(data: bytes) -> None:
    if b"x" in data:
        time.sleep(3600)


def _death(data: bytes) -> None:
    if b"x" in data:
        os.abort()


def _memory(data: bytes) -> None:
    if b"x" in data:
        bytes(1 << 36)


_PLANTED = {
    name: Target(name, lambda: [b"abc", b"axc"], check)
    for name, check in {
        "planted-crash": _plain_crash,
        "planted-hang": _hang,
        "planted-death": _death,
        "planted-memory": _memory,
    }.items()
}
"""Targets with a known fault, for tests of the fuzzer itself."""
