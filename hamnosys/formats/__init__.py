"""The input formats: which there are, how they are told apart, and how to read one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hamnosys.classfile import looks_like_classes, open_class_file
from hamnosys.errors import UsageError
from hamnosys.formats.delimited import read_csv, read_tsv
from hamnosys.formats.json_records import read_json, read_jsonl
from hamnosys.formats.lines import looks_like_hearai, read_hearai, read_text
from hamnosys.records import LEXICON, Layout, RawRow, Record, make_record, warn_of_duplicates
from hamnosys.source import STDIN, Source, open_source

READERS: Mapping[str, Callable[[Source, Layout], Iterator[RawRow]]] = {
    "hearai": lambda source, _layout: read_hearai(source),
    "csv": read_csv,
    "tsv": read_tsv,
    "json": read_json,
    "jsonl": read_jsonl,
    "text": lambda source, _layout: read_text(source),
}
"""Name of a lexicon format to its reader."""

INPUT_FORMATS = (*READERS, "classes")
"""All formats that ``--from`` takes."""

Columns = Mapping[str, str]

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")
_COLUMN_FORMATS = ("csv", "tsv", "json", "jsonl")


def guess_format(source: Source, path: str | Path) -> str:
    """The format of an input: by its suffix; ``.txt`` and standard input by the first line.

    Raises:
        UsageError: the suffix says nothing.
    """
    suffix = Path(path).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if str(path) != STDIN and suffix not in ("", ".txt"):
        hint = f"name it with --from: {', '.join(INPUT_FORMATS)}"
        if suffix in _SPREADSHEETS:
            hint = "save the sheet as CSV (UTF-8)"
        raise UsageError(f"cannot tell the format of {str(path)!r} from its suffix", hint=hint)
    first = next((line for line in source.peek().splitlines() if line.strip()), "")
    if looks_like_classes(first):
        return "classes"
    return "hearai" if looks_like_hearai(first) else "text"


def read_records(
    source: Source, path: str | Path, format: str | None = None, columns: Columns | None = None
) -> Iterator[Record]:
    """The records of an open lexicon or class file; duplicate names carry a warning.

    Raises:
        UsageError: an unknown format, or columns named for a format that has none.
        InputError: the input is not of this format at all.
    """
    return read_with_heads(source, path, format, columns)[1]


def read_with_heads(
    source: Source, path: str | Path, format: str | None = None, columns: Columns | None = None
) -> tuple[tuple[str, ...] | None, Iterator[Record]]:
    """As `read_records`, and before them the heads of a class file; None for a lexicon."""
    chosen = _chosen_format(source, path, format, columns)
    if chosen == "classes":
        opened = open_class_file(source)
        return opened.heads, warn_of_duplicates(opened.records)
    rows = READERS[chosen](source, replace(LEXICON, columns=columns or {}))
    return None, warn_of_duplicates(make_record(row, source.encoding) for row in rows)


def read_rows(source: Source, path: str | Path, layout: Layout) -> Iterator[RawRow]:
    """The rows of an open file with named columns that is no lexicon."""
    chosen = guess_format(source, path)
    if chosen not in _COLUMN_FORMATS:
        known = ", ".join(_COLUMN_FORMATS)
        raise UsageError(f"{str(path)!r} has no named columns", hint=f"formats: {known}")
    return READERS[chosen](source, layout)


def _chosen_format(
    source: Source, path: str | Path, format: str | None, columns: Columns | None
) -> str:
    chosen = format or guess_format(source, path)
    if chosen not in INPUT_FORMATS:
        known = ", ".join(INPUT_FORMATS)
        raise UsageError(f"no input format {chosen!r}", hint=f"formats: {known}")
    if columns and chosen not in _COLUMN_FORMATS:
        hint = "name the format with --from, e.g. --from csv"
        raise UsageError(f"the format {chosen} has no named columns", hint=hint)
    return chosen


def read_transcriptions(
    path: str | Path,
    format: str | None = None,
    *,
    columns: Columns | None = None,
    encoding: str = "utf-8",
) -> Iterator[Record]:
    """The rows of a lexicon, one at a time; what is wrong with a row is in its ``error``.

    Args:
        path: the file; ``-`` is standard input.
        format: a name of `INPUT_FORMATS`; None guesses it.
        columns: field to heading, where the file has other headings.
        encoding: of the file; a byte-order mark is dropped.

    Raises:
        InputError: the file cannot be read, or is not of this format at all.
        UsageError: an unknown format, field or encoding.
    """
    if str(path) != STDIN and (Path(path).is_file() or not Path(path).exists()):
        with open_source(path, encoding) as source:  # what is wrong with the file is said at once
            _chosen_format(source, path, format, columns)
    return _records(path, format, columns, encoding)


def _records(
    path: str | Path, format: str | None, columns: Columns | None, encoding: str
) -> Iterator[Record]:
    with open_source(path, encoding) as source:
        yield from read_records(source, path, format, columns)
