"""Rows of an output as a workbook with one sheet."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import DEFAULT_FONT, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from hamnosys.errors import OutputError
from hamnosys.formats.xlsx.cells import MOST_COLUMNS, MOST_ROWS
from hamnosys.records import readable

_DATE = datetime(1980, 1, 1)
"""Of the workbook and every file in it, so that the same rows are the same bytes."""

_HEADING = Font(name="Calibri", sz=11, b=True)
_GLYPHS = Font(name="HamNoSysUnicode", sz=11)
_WIDTHS = {"hamnosys": 40, "gloss": 24, "name": 16}
_WIDEST, _NARROWEST = 40, 9
_LONGEST_TEXT = 32_767
_HINT = "--to csv or parquet has no such limit"

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class XlsxSink:
    """Takes rows of cells. Text stays text, even where it looks like a formula."""

    def __init__(self, stream: IO[bytes], columns: Mapping[str, type]) -> None:
        """Begin a workbook.

        Args:
            stream: takes the bytes when the sink is closed.
            columns: heading to what the cells below it hold, ``str`` or ``int``.

        Raises:
            OutputError: more columns than a sheet holds.
        """
        if len(columns) > MOST_COLUMNS:
            raise OutputError(f"a sheet has at most {MOST_COLUMNS} columns", hint=_HINT)
        self._stream = stream
        self._headings = list(columns)
        self._rows = 0
        self._book = Workbook(write_only=True)
        self._book.properties.created = self._book.properties.modified = _DATE
        self._sheet = self._book.create_sheet("signs")
        weakref.finalize(self, _abandon, self._sheet)
        self._sheet.freeze_panes = "A2"
        for number, name in enumerate(columns, 1):
            column = self._sheet.column_dimensions[get_column_letter(number)]
            column.width = min(_WIDEST, max(_NARROWEST, len(name) + 4, _WIDTHS.get(name, 0)))
            column.font = _font(name)
        self._cells = self._styled(_HEADING for _ in columns)
        self.write([self._headings])
        self._cells = self._styled(_font(name) for name in columns)

    def write(self, rows: Sequence[Sequence[str | int | None]]) -> None:
        """Add some rows.

        Raises:
            OutputError: more rows, or a longer text, than a sheet holds; or the disk is full.
        """
        if self._rows + len(rows) > MOST_ROWS:
            raise OutputError(f"a sheet has at most {MOST_ROWS} rows", hint=_HINT)
        with _failures():
            for row in rows:
                self._rows += 1
                cells = zip(self._cells, row, self._headings, strict=True)
                self._sheet.append([self._filled(*each) for each in cells])

    def close(self) -> None:
        """Write the workbook."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._headings))}{self._rows}"
        with tempfile.TemporaryFile() as whole:  # a pipe would get other bytes than a file
            with _failures(), _Archive(whole, "w") as archive:
                ExcelWriter(self._book, archive).save()
            whole.seek(0)
            shutil.copyfileobj(whole, self._stream)

    def _styled(self, fonts: Iterable[Font]) -> list[Any]:
        """One cell for each column, which serves for all rows: styles are slow."""
        cells = [WriteOnlyCell(self._sheet) for _ in self._headings]
        for cell, font in zip(cells, fonts, strict=True):
            cell.font = font
        return cells

    def _filled(self, cell: Any, value: str | int | None, heading: str) -> Any:
        if not isinstance(value, str):
            return value
        cell.value = self._text(value, heading)
        cell.data_type = "s"  # openpyxl takes "=1" for a formula, "#N/A" for an error
        return cell if value else None

    def _text(self, value: str, heading: str) -> str:
        text = _encoded(value)
        if 2 * len(text) > _LONGEST_TEXT and len(text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
            raise OutputError(
                f"a cell of a sheet holds at most {_LONGEST_TEXT} characters, but "
                f"{heading} of the row {self._rows - 1} has {len(value)}",
                hint=_HINT,
            )
        return text


class _Archive(zipfile.ZipFile):
    """An archive without the clock, as openpyxl fills it."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        super().writestr(_entry(name), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        info = _entry(arcname)
        info.file_size = Path(filename).stat().st_size
        with Path(filename).open("rb") as file, self.open(info, "w") as member:
            shutil.copyfileobj(file, member)


def _font(column: str) -> Font:
    return _GLYPHS if column == "hamnosys" else DEFAULT_FONT


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _encoded(text: str) -> str:
    """The text as a workbook writes it; half a character becomes U+FFFD.

    Unlike that of `openpyxl.utils.escape` it comes back whole, and leaves lines and tabs alone.
    """
    if text.isprintable() and "_x" not in text:
        return text
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", readable(text))


@contextmanager
def _failures() -> Iterator[None]:
    """Whatever openpyxl and lxml raise: a full disk is no `OSError` there."""
    try:
        yield
    except OutputError:
        raise
    except Exception as error:
        hint = "temporary files need space, too (TMPDIR says where)"
        raise OutputError(f"the sheet cannot be written: {error}", hint=hint) from error


def _abandon(sheet: Any) -> None:
    """End what a run that broke off has left: generators that would complain, a temporary file.

    After a run that succeeded all this was done already.
    """
    with suppress(Exception):
        sheet.close()
    with suppress(Exception):
        sheet._writer.cleanup()
