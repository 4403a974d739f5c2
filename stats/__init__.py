"""Statistics of class files: counts, charts and a report.

`count_class_file` counts; `hamnosys stats` (``stats.cli``) does all of it. Imports `hamnosys`,
never the reverse. Everything here is loaded on first use: numpy where something is counted,
matplotlib where charts are drawn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stats.counting import count_class_file
    from stats.counts import Corpus, HeadCounts, pooled
    from stats.job import Settings, write_statistics
    from stats.measuring import Measures, association, distance, measures

_HOME = {
    "count_class_file": "counting",
    "Corpus": "counts",
    "HeadCounts": "counts",
    "pooled": "counts",
    "Settings": "job",
    "write_statistics": "job",
    "Measures": "measuring",
    "association": "measuring",
    "distance": "measuring",
    "measures": "measuring",
}

__all__ = [
    "Corpus",
    "HeadCounts",
    "Measures",
    "Settings",
    "association",
    "count_class_file",
    "distance",
    "measures",
    "pooled",
    "write_statistics",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'stats' has no attribute {name!r}")
        value = getattr(import_module(f"stats.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
