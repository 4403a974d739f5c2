"""A workbook, as openpyxl understands it: its sheets, its strings, and which styles are dates."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.xml.constants import ARC_STYLE, REL_NS, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from hamnosys.errors import HamNoSysError, InputError
from hamnosys.formats.safe_zip import SafeZip
from hamnosys.formats.xlsx.cells import Cell, SheetParser

MOST_TAGS = 1 << 23
"""Tags and attributes of what is in memory at once: a row, the table of strings, the styles."""

_DIALECTS = {
    b'"http://purl.oclc.org/ooxml/spreadsheetml/main"': f'"{SHEET_MAIN_NS}"'.encode(),
    b'"http://purl.oclc.org/ooxml/officeDocument/relationships"': f'"{REL_NS}"'.encode(),
}
"""Namespaces of "Strict Open XML", which openpyxl does not know, to those that it knows."""


class Sheet(NamedTuple):
    """A sheet of a workbook; ``part`` is the file in the archive that holds its rows."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """An open workbook. Its strings are held in memory, the rows of its sheets are not."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        """Read all but the rows.

        Raises:
            InputError: it is no workbook, or damaged.
        """
        self.file = file
        self._archive = _Archive(stream, file)
        hint = "save the sheet as .xlsx or CSV (UTF-8)"
        with _failures("the archive holds no Excel workbook, or a damaged one", file, hint):
            # Step by step: `load_workbook` may fail at properties and sizes, which do not matter.
            reader = ExcelReader(stream, read_only=True, keep_links=False)
            reader.archive = self._archive
            reader.read_manifest()
            reader.read_workbook()
            self.sheets = tuple(
                Sheet(sheet.name, link.target, sheet.state != "visible")
                for sheet, link in reader.parser.find_sheets()
                if link.Type.endswith("/worksheet") and link.target in self._archive
            )
            self._meaning = {
                # No list, where -1 would be the last string.
                "shared_strings": dict(enumerate(self._strings(reader.package))),
                "epoch": reader.wb.epoch,
                "date_formats": self._date_formats(),
                "data_only": True,
            }

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows of a sheet that hold anything, with their numbers.

        Raises:
            InputError: the workbook is damaged.
        """
        rows = SheetParser(self._archive.open(sheet.part), **self._meaning).rows()
        while True:
            with _failures("the workbook is damaged", self.file):
                found = next(rows, None)
            if found is None:
                return
            if any(cell.fault or cell.text.strip() for cell in found[1].values()):
                yield found

    def _strings(self, manifest: Any) -> Iterator[str]:
        """The table of strings, of which openpyxl's own reader drops every ``x005F_``."""
        listed = manifest.find(SHARED_STRINGS)
        if listed is not None and listed.PartName[1:] in self._archive:
            for _, element in iterparse(self._archive.open(listed.PartName[1:])):
                if element.tag == f"{{{SHEET_MAIN_NS}}}si":
                    yield Text.from_tree(element).content
                    element.clear()

    def _date_formats(self) -> set[int]:
        """The styles that are dates; elapsed time is a number."""
        if ARC_STYLE not in self._archive:
            return set()
        styles = Stylesheet.from_tree(fromstring(self._archive.read(ARC_STYLE)))
        return set(styles.date_formats - styles.timedelta_formats)


class _Archive(SafeZip):
    """A guarded archive, with the methods of `zipfile.ZipFile` that openpyxl calls."""

    def open(self, name: str) -> _Part:
        return _Part(self.chunks(name), self.file)

    def read(self, name: str) -> bytes:
        if name not in self:
            raise KeyError(name)
        return b"".join(iter(self.open(name).read, b""))


class _Part:
    """A file of the archive as a stream for a parser of XML: no DTD, and not too much at once."""

    def __init__(self, chunks: Iterator[bytes], file: str) -> None:
        self.file = file
        self._chunks = chunks
        self._before = b""
        self._tags = 0

    def read(self, _size: int = -1) -> bytes:
        chunk = next(self._chunks, b"")
        # No text has this as it stands; nor has an encoding that parsers know other bytes for it.
        if b"<!DOCTYPE" in (self._before + chunk).replace(b"\0", b""):
            raise InputError("the workbook has a DTD, which no Excel file has", file=self.file)
        if not self._before:
            for strict, known in _DIALECTS.items():
                chunk = chunk.replace(strict, known)
        self._before = chunk[-32:]
        self._tags += chunk.count(b"<") + chunk.count(b"=")
        if self._tags > MOST_TAGS:
            raise InputError("a part of the workbook is too large to be true", file=self.file)
        return chunk

    def forget(self) -> None:
        """What was read is no longer in memory."""
        self._tags = 0


@contextmanager
def _failures(what: str, file: str, hint: str = "") -> Iterator[None]:
    """Whatever openpyxl raises is an `InputError`, and what it warns of does not matter here.

    It does not check what it reads, so that a damaged file may end in any exception at all.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except HamNoSysError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise InputError(f"{what} ({reason})", file=file, hint=hint) from error
