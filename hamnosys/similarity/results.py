"""What was found, as JSON data, cells of a sheet, or lines of a table for people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TextIO

from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.search import Difference
from hamnosys.symbols import inventory

DECIMALS = 4
_SPLIT = (*PARAMETERS, "writing")
_KEYS = ("row", "name", "gloss")


class Result(Protocol):
    """Something found, which can be written in every format."""

    sheet_heading: ClassVar[Sequence[str]]
    table_heading: ClassVar[str]

    def data(self) -> dict[str, Any]:
        """As JSON data."""

    def cells(self) -> Iterator[list[Any]]:
        """As rows of a sheet."""

    def lines(self) -> Iterator[str]:
        """As lines for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a lexicon; ``row`` is None for a transcription that is in none."""

    row: int | None
    name: str
    gloss: str

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return dict(zip(_KEYS, self.cells(), strict=True))

    def cells(self) -> list[Any]:
        """As cells of a sheet."""
        return [self.row, self.name, self.gloss]

    def __str__(self) -> str:
        number = "" if self.row is None else str(self.row)
        words = [number, self.name if self.name != number else "", self.gloss]
        return " ".join(" ".join(words).split())


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest signs of one sign."""

    sheet_heading: ClassVar[Sequence[str]] = (
        *_KEYS,
        *(f"other_{key}" for key in _KEYS),
        "distance",
        *_SPLIT,
    )
    table_heading: ClassVar[str] = "  ".join(("distance", *PARAMETERS, "sign"))

    of: Row
    found: tuple[tuple[Row, Difference], ...]

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        nearest = [{**row.data(), **_difference_data(apart)} for row, apart in self.found]
        return {**self.of.data(), "nearest": nearest}

    def cells(self) -> Iterator[list[Any]]:
        """As rows of a sheet, a neighbour each."""
        for row, apart in self.found:
            yield [*self.of.cells(), *row.cells(), *_difference_cells(apart)]

    def lines(self) -> Iterator[str]:
        """As lines for people: the sign, then a neighbour a line; a dot is a distance of 0.

        A sign without neighbours has none.
        """
        if self.found:
            yield str(self.of)
        for row, apart in self.found:
            parts = (
                (f"{part:.3f}" if part else ".").rjust(len(name))
                for name, part in zip(PARAMETERS, apart.parts, strict=False)
            )
            yield "  ".join((f"{apart.distance:8.3f}", *parts, str(row)))


@dataclass(frozen=True, slots=True)
class PairFound:
    """Two signs that differ in one parameter."""

    sheet_heading: ClassVar[Sequence[str]] = (
        *_KEYS,
        *(f"other_{key}" for key in _KEYS),
        "parameter",
        "value",
        "other_value",
        "distance",
        *_SPLIT,
    )
    table_heading: ClassVar[str] = ""

    of: Row
    other: Row
    parameter: str
    values: tuple[str, str]
    difference: Difference

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            **self.of.data(),
            "other": self.other.data(),
            "parameter": self.parameter,
            "values": list(self.values),
            **_difference_data(self.difference),
        }

    def cells(self) -> Iterator[list[Any]]:
        """As a row of a sheet."""
        rows = (*self.of.cells(), *self.other.cells())
        yield [*rows, self.parameter, *self.values, *_difference_cells(self.difference)]

    def lines(self) -> Iterator[str]:
        """As lines for people: parameter and distance, then each sign and its value."""
        yield f"{self.parameter} {self.difference.distance:.3f}"
        for row, value in zip((self.of, self.other), self.values, strict=True):
            yield f"  {row}: {value}"


@dataclass(frozen=True, slots=True)
class SameSign:
    """Rows that are the same sign; ``characters`` is its canonical transcription."""

    sheet_heading: ClassVar[Sequence[str]] = ("group", *_KEYS, "names")
    table_heading: ClassVar[str] = ""

    number: int
    rows: tuple[Row, ...]
    characters: str

    @property
    def names(self) -> str:
        """Symbol names of the canonical transcription."""
        return " ".join(inventory().names[character] for character in self.characters)

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return {"rows": [row.data() for row in self.rows], "names": self.names.split()}

    def cells(self) -> Iterator[list[Any]]:
        """As rows of a sheet, a row of the lexicon each."""
        for row in self.rows:
            yield [self.number, *row.cells(), self.names]

    def lines(self) -> Iterator[str]:
        """As lines for people: the transcription, then the rows."""
        yield self.names
        yield from (f"  {row}" for row in self.rows)


def write_results(
    results: Iterable[Result], kind: type[Result], stream: TextIO, output_format: str
) -> int:
    """Write what was found, one after the other, and tell how many there were.

    Args:
        results: of one kind.
        kind: their class, also where there are none.
        stream: takes the text.
        output_format: one of `names.FORMATS`.
    """
    count = 0
    sheet = csv.writer(stream, lineterminator="\n")
    if output_format == "csv":
        sheet.writerow(kind.sheet_heading)
    elif output_format == "table" and kind.table_heading:
        stream.write(f"{kind.table_heading}\n")
    for count, result in enumerate(results, 1):
        if output_format == "csv":
            sheet.writerows(result.cells())
        elif output_format == "table":
            stream.writelines(f"{line}\n" for line in result.lines())
        else:
            before = "" if output_format == "jsonl" else ("[\n" if count == 1 else ",\n")
            after = "\n" if output_format == "jsonl" else ""
            stream.write(before + json.dumps(result.data(), ensure_ascii=False) + after)
    if output_format == "json":
        stream.write("\n]\n" if count else "[]\n")
    return count


def _difference_data(difference: Difference) -> dict[str, Any]:
    split = {name: round(part, DECIMALS) for name, part in difference.split.items()}
    return {"distance": round(difference.distance, DECIMALS), "split": split}


def _difference_cells(difference: Difference) -> list[float]:
    return [round(number, DECIMALS) for number in (difference.distance, *difference.parts)]
