"""The output formats: text of a header, of each accepted row, and of what follows the last."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hamnosys.class_rows import KEYS
from hamnosys.classfile import class_line, quoted
from hamnosys.errors import Diagnostic, SchemeError
from hamnosys.rows import Result
from hamnosys.schemes import Scheme

RowText = Callable[[Result, Scheme], str]


@dataclass(frozen=True, slots=True)
class Writer:
    """One output format: header, rows joined by ``separator`` and ended by ``end``, ``closing``.

    ``needs_classes``: rows are classified. ``needs_notation``: class files cannot be its input.
    ``integers_only``: a head without a class always rejects the row.
    """

    row: RowText
    header: Callable[[Scheme], str] = lambda _scheme: ""
    separator: str = "\n"
    end: str = "\n"
    closing: str = ""
    needs_classes: bool = True
    needs_notation: bool = False
    integers_only: bool = False


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


def _delimited(cells: list[str], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
    return text.getvalue()


def _sheet(delimiter: str) -> Writer:
    def header(scheme: Scheme) -> str:
        labels = [f"{name}_label" for name in scheme.names]
        columns = [*KEYS, "gloss", "hamnosys", *scheme.names, *labels, "warnings"]
        return _delimited(columns, delimiter) + "\n"

    def row(result: Result, scheme: Scheme) -> str:
        record = result.record
        numbers = ["" if number is None else str(number) for number in result.classes]
        labels = [label or "" for label in _labels(result, scheme)]
        codes = " ".join(warning.code for warning in result.warnings)
        own = [record.name, str(record.start), str(record.end), record.gloss, _characters(result)]
        return _delimited([*own, *numbers, *labels, codes], delimiter)

    return Writer(row, header)


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


WRITERS: Mapping[str, Writer] = {
    "classes": Writer(_class_row, _class_header, integers_only=True),
    "table": Writer(_table_row, _table_header),
    "csv": _sheet(","),
    "tsv": _sheet("\t"),
    "json": Writer(_json_row, lambda _scheme: "[\n", ",\n", closing="]\n"),
    "jsonl": Writer(_json_row),
    "names": Writer(_names_row, needs_classes=False, needs_notation=True),
    "text": Writer(
        lambda result, _scheme: _characters(result), needs_classes=False, needs_notation=True
    ),
}
"""Name of an output format to its writer."""
