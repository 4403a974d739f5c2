"""Workbooks for tests: ones that openpyxl writes, and ones of XML written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)


def workbook(path: Path, *sheets: Iterable[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """Sheets of rows, as openpyxl writes them."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(names[number - 1] if names else f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def relations(*pairs: tuple[str, str], dialect: str = RELATIONS) -> str:
    """A list of relations: kind and target of each; they are called r1, r2 and so on."""
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{dialect}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def parts(
    rows: str, strings: str = "", styles: str = "", *, properties: str = "", dialect: str = MAIN
) -> dict[str, str]:
    """The files of a workbook with one sheet, whose ``rows`` are XML."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{dialect}" xmlns:r="{RELATIONS}">{properties}'
        '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{dialect}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{dialect}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{dialect}">{styles}</styleSheet>',
    }


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def inline(*texts: str) -> str:
    """A row of text cells."""
    return f"<row>{''.join(map(text_cell, texts))}</row>"


def text_cell(text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
