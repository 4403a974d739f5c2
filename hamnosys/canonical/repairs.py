"""What each repair does and may change, and why some habits stay: ``data/canonical.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from hamnosys.resources import data_file
from hamnosys.symbols import inventory


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: ``adds`` and ``removes`` are the names of symbols that it may add or remove.

    ``moves_class``: ends of sources of heads (``direction.second``) that may change places.
    """

    does: str
    adds: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()
    moves_class: tuple[str, ...] = ()


@cache
def repairs() -> Mapping[str, Repair]:
    """Code or word of each repair to what it does, in the order of the file."""
    return {
        code: Repair(
            entry["does"],
            _names(entry.get("may_add", ())),
            _names(entry.get("may_remove", ())),
            tuple(entry.get("moves_class", ())),
        )
        for code, entry in _data()["repaired"].items()
    }


@cache
def reasons() -> Mapping[str, str]:
    """Code of each habit that may stay, to why it does."""
    found: dict[str, str] = _data()["left"]
    return found


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        data_file("canonical.yaml").read_text(encoding="utf-8")
    )
    return found


def _names(categories: tuple[str, ...] | list[str]) -> frozenset[str]:
    known = inventory()
    return frozenset(s.name for category in categories for s in known.of_category(category))
