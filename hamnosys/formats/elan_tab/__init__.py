"""ELAN's tab-delimited text: what "Export as > Tab-delimited Text" writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hamnosys.errors import InputError
from hamnosys.formats.elan_tab.columns import Columns, Line, find_columns, is_comment
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.model import ADDED_KINDS, Annotation, Tier
from hamnosys.formats.tiers.rows import tier_rows
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_ENDS = tuple(f" {kind}" for kind in ADDED_KINDS)


class Table(NamedTuple):
    """An export: its ``lines`` that are no comments and not blank, what stands where, its tiers."""

    lines: list[Line]
    columns: Columns
    tiers: list[Tier]


def read_elan_tab(source: Source, layout: Layout, reading: Reading) -> Iterator[RawRow]:
    """The annotations with transcriptions as rows: see `tier_rows`.

    With a line for each annotation or a column for each tier, with or without headings, in any
    language and with any of the time columns. Lines before the table that begin with ``#`` tell of
    media files and are left out. Times are those of the export: it may add the media's offset.

    Raises:
        UsageError: a tier that was asked for is not there, or a field that tiers do not have.
        InputError: there are no columns with times, or no tier holds transcriptions, or several do.
    """
    table = read_table(source)
    for found in tier_rows(table.tiers, reading, source.name) if table else ():
        yield found.raw


def read_table(source: Source) -> Table | None:
    """The table of an open export; None for one without lines.

    Raises:
        InputError: there are no columns with times, or the input cannot be read.
    """
    lines = list(_lines(source))
    if not lines:
        return None
    columns = find_columns(lines)
    if columns is None:
        raise InputError(
            "no columns with begin and end of annotations, separated by tabs",
            file=source.name,
            hint="export begin and end (or duration) as hh:mm:ss.ms, ss.msec or msec",
        )
    return Table(lines, columns, _tiers(lines, columns))


def _lines(source: Source) -> Iterator[Line]:
    begun = False
    for number, text in source.lines():
        if not text.strip() or (not begun and is_comment(text)):
            continue
        begun = True
        yield Line(number, tuple(text.split("\t")))


def _tiers(lines: list[Line], columns: Columns) -> list[Tier]:
    held: dict[str, list[Annotation]] = {name: [] for name in columns.tiers.values()}
    for line in lines[columns.has_headings :]:
        span = columns.span(line)
        if columns.tier is not None:
            annotation = Annotation(line.cell(columns.value), span, line.number)
            held.setdefault(line.cell(columns.tier), []).append(annotation)
            continue
        for column, name in columns.tiers.items():
            if value := line.cell(column):
                held[name].append(Annotation(value, span, line.number))
    return [
        Tier(name, tuple(annotations), _is_added(name, held)) for name, annotations in held.items()
    ]


def _is_added(name: str, tiers: dict[str, list[Annotation]]) -> bool:
    return any(name.endswith(end) and name.removesuffix(end) in tiers for end in _ENDS)
