"""Reading an input of any format: rows of a lexicon or of a class file, one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hamnosys.classfile import open_class_file
from hamnosys.errors import UsageError
from hamnosys.formats.guessing import guess_format
from hamnosys.formats.reading import AS_IT_COMES, Columns, Reading
from hamnosys.formats.registry import FORMATS, INPUT_FORMATS
from hamnosys.records import LEXICON, Layout, RawRow, Record, make_record, warn_of_duplicates
from hamnosys.source import STDIN, Source, is_file, open_source

__all__ = [
    "INPUT_FORMATS",
    "Columns",
    "Reading",
    "chosen_format",
    "guess_format",
    "read_records",
    "read_rows",
    "read_transcriptions",
    "read_with_heads",
]


def read_records(
    source: Source, path: str | Path, reading: Reading = AS_IT_COMES
) -> Iterator[Record]:
    """The records of an open lexicon or class file; duplicate names carry a warning.

    Raises:
        UsageError: an unknown format, or settings that the format does not take.
        InputError: the input is not of this format at all.
        MissingExtraError: the format needs a package that is not installed.
    """
    return read_with_heads(source, path, reading)[1]


def read_with_heads(
    source: Source, path: str | Path, reading: Reading = AS_IT_COMES
) -> tuple[tuple[str, ...] | None, Iterator[Record]]:
    """As `read_records`, and before them the heads of a class file; None for a lexicon."""
    chosen = chosen_format(source, path, reading)
    if chosen == "classes":
        opened = open_class_file(source)
        return opened.heads, warn_of_duplicates(opened.records)
    rows = FORMATS[chosen].read(source, replace(LEXICON, columns=reading.columns), reading)
    return None, warn_of_duplicates(make_record(row, source.encoding) for row in rows)


def read_rows(source: Source, path: str | Path, layout: Layout) -> Iterator[RawRow]:
    """The rows of an open file with named columns that is no lexicon."""
    chosen = guess_format(source, path)
    able = [
        n for n, known in FORMATS.items() if "columns" in known.takes and "tiers" not in known.takes
    ]
    if chosen not in able:
        raise UsageError(f"{str(path)!r} has no named columns", hint=f"formats: {', '.join(able)}")
    return FORMATS[chosen].read(source, layout, AS_IT_COMES)


def chosen_format(source: Source, path: str | Path, reading: Reading) -> str:
    """The format that an open input is read in: as it is named, else guessed.

    Raises:
        UsageError: an unknown format, or settings that the format does not take.
    """
    chosen = reading.format or guess_format(source, path)
    if chosen not in INPUT_FORMATS:
        known = ", ".join(INPUT_FORMATS)
        raise UsageError(f"no input format {chosen!r}", hint=f"formats: {known}")
    takes = FORMATS[chosen].takes if chosen in FORMATS else frozenset()
    for setting, option in reading.given().items():
        if setting not in takes:
            if setting == "columns":
                hint = "name the format with --from, e.g. --from csv"
                raise UsageError(f"the format {chosen} has no named columns", hint=hint)
            able = ", ".join(name for name, known in FORMATS.items() if setting in known.takes)
            raise UsageError(f"the format {chosen} takes no {option}", hint=f"formats: {able}")
    return chosen


def read_transcriptions(
    path: str | Path,
    format: str | None = None,
    *,
    columns: Columns | None = None,
    encoding: str = "utf-8",
    tiers: tuple[str, ...] = (),
    fps: float | None = None,
    sheet: str | None = None,
) -> Iterator[Record]:
    """The rows of a lexicon, one at a time; what is wrong with a row is in its ``error``.

    Args:
        path: the file; ``-`` is standard input.
        format: a name of `INPUT_FORMATS`; None guesses it.
        columns: field to heading, where the file has other headings.
        encoding: of the file; a byte-order mark is dropped.
        tiers: names or patterns of the tiers that hold transcriptions (ELAN).
        fps: frames a second, by which times become frame numbers (ELAN).
        sheet: name of the sheet, or its number from 1 (xlsx).

    Raises:
        InputError: the file cannot be read, or is not of this format at all.
        UsageError: an unknown format, field or encoding, or a setting the format does not take.
        MissingExtraError: the format needs a package that is not installed.
    """
    reading = Reading(format, columns or {}, encoding, tiers, fps, sheet)
    if str(path) != STDIN and not _is_pipe(path):
        with open_source(path, encoding) as source:  # what is wrong with the file is said at once
            chosen_format(source, path, reading)
    return _records(path, reading)


def _is_pipe(path: str | Path) -> bool:
    """Whether there is something that is no file, and can be read but once."""
    return not is_file(path) and os.path.lexists(path)


def _records(path: str | Path, reading: Reading) -> Iterator[Record]:
    with open_source(path, reading.encoding) as source:
        yield from read_records(source, path, reading)
