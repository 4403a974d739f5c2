"""``--rows A-B``: some of the rows of an input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from hamnosys.records import Record

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of rows, both inclusive."""

    first: int
    last: int

    def of(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records whose numbers are in the range; reads no further than the last."""
        for record in records:
            if record.row > self.last:
                return
            if record.row >= self.first:
                yield record


def rows_option(command: _Command) -> _Command:
    """``--rows A-B`` as the argument ``chosen``: a `Range`, or None."""
    return click.option(
        "--rows",
        "chosen",
        metavar="A-B",
        callback=_range,
        help="Only these rows of INPUT, counted from 1.",
    )(command)


def _range(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Range | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,9})(?:-([1-9][0-9]{0,9}))?", text.strip(), re.ASCII)
    if found:
        chosen = Range(int(found.group(1)), int(found.group(2) or found.group(1)))
        if chosen.first <= chosen.last:
            return chosen
    raise click.BadParameter(f"{text!r} is not A-B, e.g. 1-40, or a single row, e.g. 7")
