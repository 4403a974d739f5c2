"""Tables, lines and JSON lists as output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from hamnosys.output import open_output


def in_columns(rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    """Rows as lines, each column as wide as its widest cell."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def write_lines(lines: Iterable[str]) -> None:
    """Write lines on standard output."""
    with open_output("-") as out:
        out.writelines(f"{line}\n" for line in lines)


@contextmanager
def json_list(out: TextIO) -> Iterator[Callable[[Any], None]]:
    """Takes values one at a time and writes them as one JSON list, a value a line."""
    separator = "[\n"

    def write(value: Any) -> None:
        nonlocal separator
        out.write(separator + json.dumps(value, ensure_ascii=False))
        separator = ",\n"

    yield write
    out.write("[]\n" if separator == "[\n" else "\n]\n")
