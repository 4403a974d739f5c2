"""Workbooks in: sheets, headings, kinds of cells, and files that are damaged or no workbooks."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from sheet_builders import (
    CONTENT_TYPES,
    MAIN,
    RELATIONS,
    inline,
    packed,
    parts,
    relations,
    text_cell,
    workbook,
)

from hamnosys import read_transcriptions
from hamnosys.errors import InputError, UsageError
from hamnosys.records import Record
from hamnosys.resources import shared_directory

SAMPLES = shared_directory("data_samples")
SIGN = ham("fist extfingeru palml")
OTHER = ham("flathand extfingerl palmd")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.xlsx"


def read(path: Path, **options: object) -> list[Record]:
    return list(read_transcriptions(path, **options))  # type: ignore[arg-type]


def read_xml(path: Path, rows: str, *, strings: str = "", styles: str = "") -> list[Record]:
    path.write_bytes(packed(parts(rows, strings, styles)))
    return read(path)


def errors(records: list[Record]) -> list[str]:
    return [record.error.code if record.error else "" for record in records]


@pytest.mark.parametrize("gloss", ["gloss", "WORD", " Type_Name "])
def test_headings_are_found_in_any_case_and_order(file: Path, gloss: str) -> None:
    rows = [["End", "HamNoSys", gloss, "other", "ID", "START"], [9, SIGN, "HOUSE", "?", "a", 2]]
    (record,) = read(workbook(file, rows))
    assert (record.name, record.start, record.end) == ("a", 2, 9)
    assert (record.gloss, record.hamnosys) == ("HOUSE", SIGN)


@pytest.mark.parametrize(
    ("row", "name", "gloss"),
    [([SIGN], "1", ""), (["a", SIGN], "a", ""), (["a", 0, 5, "d", "HOUSE", SIGN], "a", "HOUSE")],
)
def test_sheets_without_a_header_go_by_their_number_of_columns(
    file: Path, row: list[str | int], name: str, gloss: str
) -> None:
    records = read(workbook(file, [row, row]))
    assert len(records) == 2
    assert (records[0].name, records[0].gloss, records[0].hamnosys) == (name, gloss, SIGN)


def test_columns_are_named_by_heading_or_number(file: Path) -> None:
    workbook(file, [["Sign", "Notation"], ["a", SIGN]])
    for hamnosys in ("notation", "2"):
        (record,) = read(file, columns={"hamnosys": hamnosys, "gloss": "1"})
        assert (record.gloss, record.hamnosys) == ("a", SIGN)
    with pytest.raises(InputError, match="no column 'notion'"):
        read(file, columns={"hamnosys": "notion"})


def test_the_sample_lexicon_reads_the_same_as_from_csv(file: Path) -> None:
    expected = read(SAMPLES / "lexicon.csv")
    header = ["name", "start", "end", "gloss", "hamnosys"]
    rows = [[r.name, r.start, r.end, r.gloss, r.hamnosys] for r in expected]
    assert read(workbook(file, [header, *rows])) == expected


def test_rows_have_the_number_of_the_row_and_of_the_sheet(file: Path) -> None:
    blank = [None, "  ", ""]
    rows = [[], blank, ["name", "x", "hamnosys"], ["a", None, SIGN], blank, [], ["b", None, OTHER]]
    records = read(workbook(file, rows))
    assert [(r.row, r.line, r.name) for r in records] == [(1, 4, "a"), (2, 7, "b")]


def test_a_table_may_stand_anywhere_in_the_sheet(file: Path) -> None:
    book = Workbook()
    for place, text in {"C5": "hamnosys", "D5": "name", "C9": SIGN, "D9": "a", "F9": "!"}.items():
        book.active[place] = text
    book.save(file)
    (record,) = read(file)
    assert (record.name, record.hamnosys, record.error) == ("a", SIGN, None)


def test_a_blank_cell_is_empty_text_as_in_csv(file: Path) -> None:
    records = read(workbook(file, [["name", "gloss", "hamnosys"], [None, None, SIGN], ["b"]]))
    path = file.with_suffix(".csv")
    path.write_text(f"name,gloss,hamnosys\n,,{SIGN}\nb,,\n", encoding="utf-8")
    assert records == read(path)
    assert [[w.code for w in r.warnings] for r in records] == [["HNS303"], []]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8, "8"),
        (8.0, "8"),
        (-0.5, "-0.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 12, 30), "2024-03-01 12:30:00"),
        (time(12, 30), "12:30:00"),
        (123456789012345, "123456789012345"),
        (" two\nlines ", " two\nlines "),
        ("𝄞 Häuser 手话", "𝄞 Häuser 手话"),
        ("=literally", None),
    ],
)
def test_cells_are_read_as_text(file: Path, value: object, text: str | None) -> None:
    book = Workbook()
    book.active.append(["gloss", "hamnosys"])
    book.active.append([value, SIGN])
    if text is None:
        book.active["A2"].data_type = "s"
    book.save(file)
    (record,) = read(file)
    assert record.gloss == (value if text is None else text)
    assert record.error is None


@pytest.mark.parametrize(
    ("written", "frame"), [("8", 8), ("8.0", 8), ("1.2E1", 12), ("8.5", None), ("-1", None)]
)
def test_numbers_are_frames_if_they_are_whole(file: Path, written: str, frame: int | None) -> None:
    rows = inline("start", "hamnosys") + f"<row><c><v>{written}</v></c>{text_cell(SIGN)}</row>"
    (record,) = read_xml(file, rows)
    assert (record.start, errors([record])) == (frame or 0, ["HNS043" if frame is None else ""])


def test_numbers_have_the_digits_that_excel_shows(file: Path) -> None:
    numbers = ("0.30000000000000004", "1E-3", "1234567890123456789", "1.5E20", "-7.50")
    rows = "".join(f"<row><c><v>{number}</v></c>{text_cell(SIGN)}</row>" for number in numbers)
    records = read_xml(file, inline("gloss", "hamnosys") + rows)
    shown = ["0.3", "0.001", "1234567890123456789", "1.5e+20", "-7.5"]
    assert [record.gloss for record in records] == shown


def test_a_name_that_is_a_number_is_found_as_a_number(file: Path) -> None:
    records = read(workbook(file, [["id", "hamnosys"], [10010, SIGN], ["0042", SIGN]]))
    assert [record.name for record in records] == ["10010", "0042"]


def test_dates_count_from_1904_where_the_workbook_says_so(file: Path) -> None:
    styles = '<numFmts><numFmt numFmtId="200" formatCode="d.m.yy"/></numFmts>'
    styles += '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/></cellXfs>'
    rows = inline("hamnosys", "gloss") + "".join(
        f'<row>{text_cell(SIGN)}<c s="{style}"><v>366</v></c></row>' for style in (0, 1, 2)
    )
    for properties, day in (("", "1900-12-31"), ('<workbookPr date1904="1"/>', "1905-01-01")):
        file.write_bytes(packed(parts(rows, styles=styles, properties=properties)))
        assert [record.gloss for record in read(file)] == ["366", day, day]


DATE_CODES = ["d.m.yy", "[$-407]d. mmmm yyyy", "h:mm AM/PM", "yyyy-mm-dd;@", "mm:ss.0"]
NUMBER_CODES = ["General", "0.00", '"day" 0', r"\d0", "[Red]0.00", "# ??/??", "0.0E+00", "[h]:mm"]


@pytest.mark.parametrize("code", [*DATE_CODES, *NUMBER_CODES])
def test_the_format_of_a_cell_tells_whether_a_number_is_a_date(file: Path, code: str) -> None:
    workbook(file, [["gloss", "hamnosys"], [45352, SIGN], [45352.5, SIGN]])
    book = load_workbook(file)
    for place in ("A2", "A3"):
        book.active[place].number_format = code
    book.save(file)
    expected = ["45352", "45352.5"] if code in NUMBER_CODES else DATES
    assert [record.gloss for record in read(file)] == expected


DATES = ["2024-03-01", "2024-03-01 12:00:00"]


@pytest.mark.parametrize("serial", ["2958466", "1e300", "-1e9"])
def test_days_that_python_does_not_have_reject_their_row(file: Path, serial: str) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    dates = "".join(
        f'<row><c s="1"><v>{number}</v></c>{text_cell(SIGN)}</row>'
        for number in (serial, "2958465", "0.5", "1", "61")
    )
    records = read_xml(file, inline("gloss", "hamnosys") + dates, styles=styles)
    assert errors(records) == ["HNS047", "", "", "", ""]
    known = ["9999-12-31", "12:00:00", "1900-01-01", "1900-03-01"]
    assert [record.gloss for record in records[1:]] == known


def test_a_formula_has_the_value_it_was_saved_with(file: Path) -> None:
    cells = "<c><f>1+1</f><v>2</v></c>", '<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
    rows = [
        f"<row>{cell}{text_cell(SIGN)}</row>" for cell in (*cells, '<c t="str"><f>""</f><v/></c>')
    ]
    records = read_xml(file, inline("gloss", "hamnosys") + "".join(rows))
    assert [record.gloss for record in records] == ["2", "ab", ""]
    assert errors(records) == ["", "", ""]


def test_a_formula_that_was_never_calculated_rejects_its_row(file: Path) -> None:
    rows = [["name", "hamnosys", "note"], ["a", "=B3", "x"], ["b", SIGN, "=1+1"], ["=A2", OTHER]]
    records = read(workbook(file, rows))
    assert errors(records) == ["HNS047", "", "HNS047"]
    assert records[0].error is not None
    assert records[0].error.message == "the cell for hamnosys holds a formula without a value"
    assert "recalculate" in records[0].error.hint
    assert records[0].name == "a"
    assert records[2].hamnosys == OTHER


def test_an_error_in_a_cell_that_is_used_rejects_its_row(file: Path) -> None:
    bad = '<c t="e"><v>#REF!</v></c>'
    rows = f"<row>{text_cell('a')}{bad}</row><row>{text_cell('b')}{text_cell(SIGN)}{bad}</row>"
    records = read_xml(file, inline("name", "hamnosys") + rows)
    assert errors(records) == ["HNS047", ""]
    assert records[0].error is not None
    assert records[0].error.message.endswith("holds the error #REF!")


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="s"><v>7</v></c>',
        '<c t="s"><v>-1</v></c>',
        '<c t="s"><v>x</v></c>',
        "<c><v>x</v></c>",
        "<c><v>1e999</v></c>",
        "<c><v>nan</v></c>",
        '<c s="1"><v>1e300</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_rejects_its_row_only(file: Path, cell: str) -> None:
    rows = f"<row>{cell}{text_cell(SIGN)}</row><row>{text_cell('ok')}{text_cell(SIGN)}</row>"
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    records = read_xml(file, inline("gloss", "hamnosys") + rows, styles=styles)
    assert errors(records) == ["HNS047", ""]


def test_rich_text_is_text_without_phonetic_hints(file: Path) -> None:
    strings = f"<si><r><rPr><b/></rPr><t>{SIGN[:1]}</t></r><r><t>{SIGN[1:]}</t></r></si>"
    strings += "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    rows = '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>'
    (record,) = read_xml(file, inline("gloss", "hamnosys") + rows, strings=strings)
    assert (record.gloss, record.hamnosys) == ("東京", SIGN)
    rich = CellRichText(TextBlock(InlineFont(b=True), "HO"), "USE")
    (record,) = read(workbook(file, [["gloss", "hamnosys"], [rich, SIGN]]))
    assert record.gloss == "HOUSE"


def test_what_excel_escapes_comes_back(file: Path) -> None:
    written = "a_x000D_b_x005F_x0041_ _xD83D__xDE00_ _x12_ x_ x005F_"
    shared = f'<row><c t="s"><v>0</v></c>{text_cell(SIGN)}</row>'
    rows = inline("gloss", "hamnosys") + inline(written, SIGN) + shared
    records = read_xml(file, rows, strings=f"<si><t>{written}</t></si>")
    assert [record.gloss for record in records] == ["a\rb_x0041_ 😀 _x12_ x_ x005F_"] * 2
    (half,) = read_xml(file, inline("gloss", "hamnosys") + inline("_xD83D_", SIGN))
    assert errors([half]) == ["HNS042"]


def test_a_merged_cell_has_its_text_in_its_first_row(file: Path) -> None:
    workbook(file, [["gloss", "hamnosys"], ["A", SIGN], [None, OTHER]])
    book = load_workbook(file)
    book.active.merge_cells("A2:A3")
    book.save(file)
    assert [(r.gloss, r.hamnosys) for r in read(file)] == [("A", SIGN), ("", OTHER)]


TABLE = [["name", "hamnosys"], ["a", SIGN]]
NOTES = [["read me first"], ["about this lexicon"]]


def test_the_first_sheet_with_transcriptions_is_read(file: Path) -> None:
    workbook(file, [], NOTES, TABLE, [["hamnosys"], [OTHER]])
    assert [record.hamnosys for record in read(file)] == [SIGN]


@pytest.mark.parametrize("sheet", ["More", " mORE ", "2"])
def test_a_sheet_is_chosen_by_name_or_number(file: Path, sheet: str) -> None:
    workbook(file, TABLE, [["hamnosys"], [OTHER]], names=["First", "More"])
    assert [record.hamnosys for record in read(file, sheet=sheet)] == [OTHER]


def test_a_sheet_that_is_called_like_a_number_goes_before_the_number(file: Path) -> None:
    workbook(file, TABLE, [["hamnosys"], [OTHER]], names=["2", "1"])
    assert [record.hamnosys for record in read(file, sheet="1")] == [OTHER]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_read_by_name_only(file: Path, state: str) -> None:
    workbook(file, [["hamnosys"], [OTHER]], TABLE, names=["old", "new"])
    book = load_workbook(file)
    book["old"].sheet_state = state
    book.active = 1
    book.save(file)
    assert [record.hamnosys for record in read(file)] == [SIGN]
    assert [record.hamnosys for record in read(file, sheet="1")] == [SIGN]
    assert [record.hamnosys for record in read(file, sheet="old")] == [OTHER]


@pytest.mark.parametrize("sheet", ["0", "3", "-1", "Tabelle", "²", "9" * 5000])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(file: Path, sheet: str) -> None:
    workbook(file, TABLE, NOTES, names=["Signs", "Notes"])
    with pytest.raises(UsageError, match="no sheet") as caught:
        read(file, sheet=sheet)
    assert caught.value.hint == "sheets: 'Signs', 'Notes'"


def test_a_workbook_without_transcriptions_is_refused_with_what_it_has(file: Path) -> None:
    with pytest.raises(InputError, match="no column 'hamnosys'; found 'name', 'word'"):
        read(workbook(file, [["name", "word"], ["a", "b"]], []))
    with pytest.raises(InputError, match="no sheet has a column 'hamnosys'") as caught:
        read(workbook(file, NOTES, [["x"]], names=["Notes", "X"]))
    assert "'Notes', 'X'" in caught.value.hint


def test_a_workbook_without_anything_has_no_rows(file: Path) -> None:
    assert read(workbook(file, [], [[None, " "]])) == []
    assert read(workbook(file, [["name", "hamnosys"]])) == []


def test_a_sheet_may_lie_about_its_size(file: Path) -> None:
    files = parts(inline("hamnosys") + inline(SIGN))
    sheet = "xl/worksheets/sheet1.xml"
    for size in ("A1:XFD1048576", "A1", "C3:D4", "nonsense"):
        files[sheet] = files[sheet].replace("<sheetData>", f'<dimension ref="{size}"/><sheetData>')
        file.write_bytes(packed(files))
        assert [record.hamnosys for record in read(file)] == [SIGN]


def test_few_cells_far_apart_are_few_cells(file: Path) -> None:
    rows = '<row r="1"><c r="XFD1" t="inlineStr"><is><t>hamnosys</t></is></c></row>'
    rows += f'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{SIGN}</t></is></c></row>'
    (record,) = read_xml(file, rows)
    assert (record.row, record.line, record.hamnosys) == (1, 1_048_576, SIGN)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="x"/>',
        f'<row r="{"9" * 5000}"/>',
        '<row><c r="7"/></row>',
        '<row><c r="XFE1"/></row>',
        '<row><c r="AAAA1"/></row>',
    ],
)
def test_places_that_no_sheet_has_are_damage(file: Path, row: str) -> None:
    with pytest.raises(InputError, match="workbook"):
        read_xml(file, inline("hamnosys") + row)


def test_other_dialects_and_ways_to_name_the_parts_are_understood(file: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    relation = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    day = '<c t="d"><v>2024-03-01T12:30:00</v></c>'
    rows = inline("hamnosys", "gloss") + f'<row><c t="s"><v>0</v></c>{day}</row>'
    files = parts(rows, dialect=strict)
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(RELATIONS, relation)
    files["_rels/.rels"] = relations(("officeDocument", "/xl/workbook.xml"), dialect=relation)
    files["xl/_rels/workbook.xml.rels"] = relations(
        ("worksheet", "/xl/worksheets/sheet1.xml"),
        dialect=relation,
    )
    del files["xl/sharedStrings.xml"], files["xl/styles.xml"]
    files["XL\\SharedStrings.xml"] = (
        f'<x:sst xmlns:x="{strict}"><x:si><x:t>{SIGN}</x:t></x:si></x:sst>'
    )
    file.write_bytes(packed(files))
    (record,) = read(file)
    assert (record.hamnosys, record.gloss) == (SIGN, "2024-03-01 12:30:00")


def test_macros_do_not_matter(tmp_path: Path) -> None:
    files = parts(inline("hamnosys") + inline(SIGN)) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    path = tmp_path / "lexicon.xlsm"
    path.write_bytes(packed(files))
    assert [record.hamnosys for record in read(path)] == [SIGN]


def test_other_suffixes_are_told_by_how_the_file_begins(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lexicon.xlsx", TABLE).rename(tmp_path / "lexicon")
    assert [record.name for record in read(path)] == ["a"]


def typed(kind: str) -> str:
    return CONTENT_TYPES.replace("spreadsheetml.sheet", kind)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or protected Excel file"),
        (b"name,hamnosys\n", "is no zip archive"),
        (b"", "is no zip archive"),
        (packed({"mimetype": "application/epub+zip"}), "holds no Excel workbook"),
        (
            packed({"[Content_Types].xml": typed("wordprocessingml.document")}),
            "holds no Excel workbook",
        ),
        (
            packed(
                {
                    "[Content_Types].xml": typed("spreadsheetml.sheet.binary"),
                    "xl/workbook.xml": "<workbook/>",
                }
            ),
            "holds no Excel workbook",
        ),
        (
            packed(
                {
                    "[Content_Types].xml": CONTENT_TYPES,
                    "xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>',
                }
            ),
            "no sheet has a column",
        ),
        (packed({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "no XML"}), "damaged"),
        (packed({"[Content_Types].xml": "no XML"}), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(file: Path, data: bytes, message: str) -> None:
    file.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read(file)
    assert caught.value.file == str(file)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"],
)
def test_a_dtd_is_refused_in_every_part(file: Path, part: str, encoding: str) -> None:
    files: dict[str, str | bytes] = dict(parts(inline("hamnosys") + inline(SIGN)))
    files[part] = f"<!-- {'x' * 9000} -->{LAUGHS}{files[part]}".encode(encoding)
    file.write_bytes(packed(files))
    with pytest.raises(InputError, match="has a DTD"):
        read(file)


def test_a_sheet_that_unpacks_to_too_much_is_refused(file: Path) -> None:
    rows = inline("hamnosys") + inline(SIGN) + " " * (20 << 20)
    with pytest.raises(InputError, match="too much to be true"):
        read_xml(file, rows)


def test_an_endless_row_is_refused_before_it_is_in_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamnosys.formats.xlsx.package.MOST_TAGS", 40_000)
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(4_000))
    rows = inline("hamnosys") + f"<row>{cells}</row>{inline(SIGN)}" * 8
    assert sum(record.hamnosys == SIGN for record in read_xml(file, rows)) == 8
    for endless in (cells * 8, '<c a="" b=""/>' * 20_000):
        with pytest.raises(InputError, match="too large to be true"):
            read_xml(file, f"{inline('hamnosys')}<row>{endless}</row>")


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_part_with_endless_elements_is_refused(
    file: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamnosys.formats.xlsx.package.MOST_TAGS", 100_000)
    files = parts(inline("hamnosys") + inline(SIGN))
    files[part] = files[part].replace("</", "<x/>" * 100_001 + "</", 1)
    file.write_bytes(packed(files))
    with pytest.raises(InputError, match="too large to be true"):
        read(file)


def test_rows_out_of_order_are_rows(file: Path) -> None:
    rows = inline("hamnosys", "name")
    for number in (9, 3, 3):
        rows += f'<row r="{number}">{text_cell(SIGN)}{text_cell(f"n{number}")}</row>'
    assert [(r.line, r.name) for r in read_xml(file, rows)] == [(9, "n9"), (3, "n3"), (3, "n3")]


def test_what_stands_around_the_rows_does_not_matter(file: Path) -> None:
    files = parts(inline("hamnosys") + inline(SIGN))
    sheet = "xl/worksheets/sheet1.xml"
    odd = '<sheetViews><sheetView zoomScale="x"><pane state="?"/></sheetView></sheetViews>'
    files[sheet] = files[sheet].replace("<sheetData>", f"{odd}<sheetData>")
    files[sheet] = files[sheet].replace("</sheetData>", "</sheetData><extLst><ext/></extLst>")
    files["docProps/core.xml"] = "no XML"
    file.write_bytes(packed(files))
    assert [record.hamnosys for record in read(file)] == [SIGN]


def test_rows_before_the_damage_are_read(file: Path) -> None:
    rows = inline("hamnosys") + inline(SIGN) * 3000 + "<row><c></row>"
    file.write_bytes(packed(parts(rows)))
    records = read_transcriptions(file)
    assert [record.hamnosys for record in islice(records, 2000)] == [SIGN] * 2000
    with pytest.raises(InputError, match="damaged"):
        list(records)


GOOD = packed(
    parts(
        '<row><c t="s"><v>0</v></c></row>' + inline(SIGN),
        "<si><t>hamnosys</t></si>",
        '<cellXfs><xf numFmtId="14"/></cellXfs>',
    )
)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_a_damaged_archive_is_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    read_or_refuse(tmp_path_factory, bytes(data))


XML = st.sampled_from(
    ["<row>", "</row>", "<c>", "</c>", "<v>", "</v>", "<", ">", "&", "'", "1", "x"]
)
NAMES = st.sampled_from(sorted(parts("")))


@given(NAMES, st.lists(st.tuples(st.integers(0, 500), XML), max_size=4))
def test_damaged_xml_is_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[int, str]]
) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        files = {member: archive.read(member).decode() for member in archive.namelist()}
    for at, piece in changes:
        files[name] = files[name][:at] + piece + files[name][at + 1 :]
    read_or_refuse(tmp_path_factory, packed(files))


def read_or_refuse(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(data)
    with suppress(InputError):
        read(path)
