"""Signs that resemble each other: a weighted distance, nearest signs, minimal pairs, duplicates.

Everything here is loaded on first use, so that the command line need not load numpy to show help.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamnosys.similarity.groups import MinimalPair, duplicates, minimal_pairs
    from hamnosys.similarity.names import PARAMETERS
    from hamnosys.similarity.search import Difference, Neighbour, compare, distance, nearest
    from hamnosys.similarity.weights import Weights, load_weights

_HOME = {
    "MinimalPair": "groups",
    "duplicates": "groups",
    "minimal_pairs": "groups",
    "PARAMETERS": "names",
    "Difference": "search",
    "Neighbour": "search",
    "compare": "search",
    "distance": "search",
    "nearest": "search",
    "Weights": "weights",
    "load_weights": "weights",
}

__all__ = [
    "PARAMETERS",
    "Difference",
    "MinimalPair",
    "Neighbour",
    "Weights",
    "compare",
    "distance",
    "duplicates",
    "load_weights",
    "minimal_pairs",
    "nearest",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'hamnosys.similarity' has no attribute {name!r}")
        value = getattr(import_module(f"hamnosys.similarity.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
