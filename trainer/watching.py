"""How a job tells what it is doing: lines, and a bar while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Status = Callable[[], str]
"""What stands behind a bar; called only when it is drawn."""


def _pass_on(items: Iterable[Status], _total: int, _label: str) -> Iterator[Status]:
    yield from items


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told.

    Attributes:
        say: takes a line.
        follow: takes items, how many there will be and a label, and gives the same items.
    """

    say: Callable[[str], None] = lambda _line: None
    follow: Callable[[Iterable[Status], int, str], Iterator[Status]] = _pass_on


SILENT = Watch()
"""Tells nobody."""
