"""Error files: one JSON object a line for each row that was not converted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hamnosys.errors import Diagnostic, InputError
from hamnosys.records import Record
from hamnosys.source import Source


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One line of an error file.

    ``position`` is a 0-based index into ``notation``, its length where the text ends too early.
    """

    file: str
    row: int
    name: str
    gloss: str
    notation: str
    position: int
    code: str
    message: str
    hint: str


def finding_data(finding: Diagnostic, record: Record, file: str) -> dict[str, Any]:
    """A finding as the JSON data of the error file; ``span`` only where the row has a time."""
    span = {} if record.span is None else {"span": list(record.span)}
    return {
        "file": file,
        "row": record.row,
        "line": record.line,
        **span,
        "name": record.name,
        "gloss": record.gloss,
        "notation": record.hamnosys,
        "position": finding.position,
        "symbol": finding.symbol,
        "codepoint": finding.codepoint,
        "code": finding.code,
        "message": finding.message,
        "expected": list(finding.expected),
        "hint": finding.hint,
    }


def read_error_file(source: Source) -> Iterator[RejectedRow]:
    """The rows of an open error file, one at a time.

    Raises:
        InputError: a line that is not what `finding_data` gives (file and line named).
    """
    for number, line in source.lines():
        if line.strip():
            yield _rejected_row(line, number, source.name)


def _rejected_row(line: str, number: int, file: str) -> RejectedRow:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("code"), str):
        hint = "an error file is what `hamnosys convert --errors FILE` writes"
        raise InputError(f"line {number} is no rejected row", file=file, hint=hint)
    texts = {key: _text(data.get(key)) for key in ("file", "name", "gloss", "notation")}
    return RejectedRow(
        **texts,
        row=_whole(data.get("row")),
        position=min(_whole(data.get("position")), len(texts["notation"])),
        code=data["code"],
        message=_text(data.get("message")),
        hint=_text(data.get("hint")),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and value >= 0 else 0
