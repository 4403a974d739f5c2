"""The output formats: what each accepted row becomes, and the sink that takes the rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from hamnosys.classfile import class_line, quoted
from hamnosys.errors import Diagnostic, SchemeError
from hamnosys.extras import needs
from hamnosys.formats.elan_tab.writing import HEADINGS, annotation_lines
from hamnosys.formats.sigml_writing import SIGML_BEGIN, SIGML_END, sigml_sign
from hamnosys.formats.sinks import Sink, TextSink
from hamnosys.rows import Result
from hamnosys.scheme_model import KEYS
from hamnosys.schemes import Scheme

Cell = str | int | None
"""What a cell of a sheet holds; None is nothing."""

RowText = Callable[[Result, Scheme], Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """One output format: header, rows joined by ``separator`` and ended by ``end``, ``closing``.

    ``binary`` makes the sink of a format that is no text; its rows are what that sink takes.
    ``needs_classes``: rows are classified. ``needs_notation``: class files cannot be its input.
    ``integers_only``: a head without a class always rejects the row. ``keeps_nonmanual``: the
    non-manual elements of SiGML are written again.
    """

    row: RowText
    header: Callable[[Scheme], str] = lambda _scheme: ""
    separator: str = "\n"
    end: str = "\n"
    closing: str = ""
    binary: Callable[[IO[Any], Scheme], Sink] | None = None
    needs_classes: bool = True
    needs_notation: bool = False
    integers_only: bool = False
    keeps_nonmanual: bool = False

    def sink(self, stream: IO[Any], scheme: Scheme) -> Sink:
        """Begin an output: a text stream, or one of bytes for a binary format."""
        if self.binary is not None:
            return self.binary(stream, scheme)
        return TextSink(stream, self.header(scheme), self.separator, self.end, self.closing)


def _class_header(scheme: Scheme) -> str:
    for name in scheme.names:
        if len(name.split()) != 1:
            raise SchemeError(
                f"a class file cannot hold the head {name!r}: its name has spaces",
                hint="choose another scheme, or --to csv or json",
            )
    return " ".join([*KEYS, *scheme.names]) + "\n"


def _class_row(result: Result, _scheme: Scheme) -> str:
    record = result.record
    return class_line(record.name, record.start, record.end, result.classes)


def _table_header(scheme: Scheme) -> str:
    columns = [key.capitalize() for key in KEYS]
    return " ".join([*columns, *map(quoted, scheme.names)]) + "\n"


def _table_row(result: Result, _scheme: Scheme) -> str:
    record = result.record
    cells = ["NaN" if number is None else str(number) for number in result.classes]
    return " ".join([quoted(record.name), str(record.start), str(record.end), *cells])


def _characters(result: Result) -> str:
    return result.notation.to_hamnosys() if result.notation else ""


def _delimited(cells: Sequence[Cell], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
    return text.getvalue()


def sheet_columns(scheme: Scheme) -> dict[str, type[str] | type[int]]:
    """The columns of every sheet (csv, tsv, xlsx, parquet), and what their cells hold."""
    return {
        "name": str,
        "start": int,
        "end": int,
        "gloss": str,
        "hamnosys": str,
        **dict.fromkeys(scheme.names, int),
        **{f"{name}_label": str for name in scheme.names},
        "warnings": str,
    }


def sheet_cells(result: Result, scheme: Scheme) -> tuple[Cell, ...]:
    """The cells of a row, in the order of `sheet_columns`; None where a class is absent."""
    record = result.record
    own = (record.name, record.start, record.end, record.gloss, _characters(result))
    codes = " ".join(warning.code for warning in result.warnings)
    return (*own, *result.classes, *_labels(result, scheme), codes)


def _delimited_sheet(delimiter: str) -> Writer:
    def header(scheme: Scheme) -> str:
        return _delimited(list(sheet_columns(scheme)), delimiter) + "\n"

    def row(result: Result, scheme: Scheme) -> str:
        return _delimited(sheet_cells(result, scheme), delimiter)

    return Writer(row, header)


def _xlsx_sink(stream: IO[bytes], scheme: Scheme) -> Sink:
    with needs("formats", "openpyxl"):
        from hamnosys.formats.xlsx import XlsxSink
    return XlsxSink(stream, sheet_columns(scheme))


def _parquet_sink(stream: IO[bytes], scheme: Scheme) -> Sink:
    with needs("formats", "pyarrow"):
        from hamnosys.formats.parquet import ParquetSink
    return ParquetSink(stream, sheet_columns(scheme))


def _labels(result: Result, scheme: Scheme) -> list[str | None]:
    pairs = zip(scheme.heads, result.classes, strict=True)
    return [None if number is None else head.label(number) for head, number in pairs]


def _json_row(result: Result, scheme: Scheme) -> str:
    record = result.record
    labels = _labels(result, scheme)
    data: dict[str, Any] = {
        "name": record.name,
        "start": record.start,
        "end": record.end,
        "gloss": record.gloss,
        "hamnosys": _characters(result),
        "classes": dict(zip(scheme.names, result.classes, strict=True)),
        "labels": dict(zip(scheme.names, labels, strict=True)),
        "warnings": [warning_data(warning) for warning in result.warnings],
    }
    return json.dumps(data, ensure_ascii=False)


def warning_data(warning: Diagnostic) -> dict[str, Any]:
    """A warning as JSON data."""
    return {
        "code": warning.code,
        "message": warning.message,
        "position": warning.position,
        "symbol": warning.symbol,
    }


def _names_row(result: Result, _scheme: Scheme) -> str:
    signs = result.notation.signs if result.notation else ()
    return " hamplus ".join(" ".join(sign.symbols()) for sign in signs)


def _sigml_row(result: Result, _scheme: Scheme) -> str:
    record = result.record
    gloss = record.gloss if record.gloss.strip() else record.name
    return sigml_sign(_characters(result), gloss, record.nonmanual)


WRITERS: Mapping[str, Writer] = {
    "classes": Writer(_class_row, _class_header, integers_only=True),
    "table": Writer(_table_row, _table_header),
    "csv": _delimited_sheet(","),
    "tsv": _delimited_sheet("\t"),
    "xlsx": Writer(sheet_cells, binary=_xlsx_sink),
    "parquet": Writer(sheet_cells, binary=_parquet_sink),
    "json": Writer(_json_row, lambda _scheme: "[\n", ",\n", closing="]\n"),
    "jsonl": Writer(_json_row),
    "sigml": Writer(
        _sigml_row,
        lambda _scheme: SIGML_BEGIN,
        closing=SIGML_END,
        needs_classes=False,
        needs_notation=True,
        keeps_nonmanual=True,
    ),
    "elan-tab": Writer(
        annotation_lines, lambda _scheme: HEADINGS, needs_classes=False, needs_notation=True
    ),
    "names": Writer(_names_row, needs_classes=False, needs_notation=True),
    "text": Writer(
        lambda result, _scheme: _characters(result), needs_classes=False, needs_notation=True
    ),
}
"""Name of an output format to its writer."""
