"""Workbooks out: text that stays text, limits of a sheet, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hamnosys import read_transcriptions
from hamnosys.errors import OutputError
from hamnosys.formats.xlsx import XlsxSink

SIGN = ham("fist extfingeru palml")
COLUMNS = {"name": str, "start": int, "gloss": str, "hamnosys": str}


def written(*rows: tuple[Any, ...], columns: dict[str, type] = COLUMNS) -> bytes:
    stream = io.BytesIO()
    sink = XlsxSink(stream, columns)
    sink.write(rows)
    sink.close()
    return stream.getvalue()


def sheet_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


FORMULAS = [
    '=HYPERLINK("http://example.org","x")',
    "=1+1",
    "=",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "#N/A",
    "#REF!",
    "TRUE",
    "8",
    "2024-03-01",
    "{=1}",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_a_number_or_an_error(text: str) -> None:
    data = written((text, 7, text, SIGN))
    for data_only in (False, True):
        sheet = load_workbook(io.BytesIO(data), data_only=data_only).active
        assert sheet is not None
        assert [sheet["A2"].value, sheet["C2"].value] == [text, text]
        assert [sheet[place].data_type for place in ("A2", "B2", "C2")] == ["s", "n", "s"]
    xml = sheet_xml(data)
    assert "<f" not in xml
    assert re.findall(r'<c r="A2"[^>]* t="(\w+)"', xml) == ["inlineStr"]


def test_numbers_are_numbers_and_nothing_is_no_cell() -> None:
    sheet = load_workbook(io.BytesIO(written(("a", 0, None, ""), ("b", None, "G", SIGN)))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows == [list(COLUMNS), ["a", 0, None, None], ["b", None, "G", SIGN]]


def test_the_sheet_is_pleasant_to_look_at() -> None:
    book = load_workbook(io.BytesIO(written(("a", 1, "G", SIGN))))
    sheet = book["signs"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D2"
    assert [sheet[place].font.b for place in ("A1", "A2")] == [True, False]
    assert (sheet["D2"].font.name, sheet["C2"].font.name) == ("HamNoSysUnicode", "Calibri")
    assert sheet.column_dimensions["D"].width == 40


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\0\r\n\t\x0b\x1f\x7f\x85\u2028\ufffe\uffff_x0D ='<>&\"😀")
)


@given(st.lists(TEXTS, min_size=1, max_size=6) | st.just(["_x000D_", "_x_x0041_", "a_x00"]))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "texts.xlsx"
    path.write_bytes(written(*(("n", 0, text, SIGN) for text in texts)))
    assert [record.gloss for record in read_transcriptions(path)] == texts


def test_half_a_character_becomes_one_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    path.write_bytes(written(("n", 0, "a\ud83d", SIGN)))
    assert [record.gloss for record in read_transcriptions(path)] == ["a\ufffd"]


def test_the_same_rows_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = written(("a", 1, "G", SIGN))
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 0, 0, 0))
    assert written(("a", 1, "G", SIGN)) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(made)).properties
    assert {properties.created, properties.modified} == {datetime(1980, 1, 1)}


def test_a_text_that_no_cell_holds_is_refused_with_its_place() -> None:
    written(("a", 1, "x" * 32_767, SIGN))
    for text in ("x" * 32_768, "😀" * 16_384):
        with pytest.raises(OutputError, match="gloss of the row 2") as caught:
            written(("a", 1, "", SIGN), ("b", 1, text, SIGN))
        assert "csv or parquet" in caught.value.hint


def test_more_rows_and_columns_than_a_sheet_has_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hamnosys.formats.xlsx.sink.MOST_ROWS", 3)  # the header is one
    rows = [("a", 1, "", SIGN)] * 2
    written(*rows)
    with pytest.raises(OutputError, match="at most 3 rows"):
        written(*rows, rows[0])
    with pytest.raises(OutputError, match="at most 16384 columns"):
        XlsxSink(io.BytesIO(), {str(number): int for number in range(16_385)})
