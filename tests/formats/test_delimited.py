"""csv and tsv: headings, quotes, separators, and rows that are wrong."""

from pathlib import Path

import pytest
from builders import ham

from hamnosys import read_transcriptions
from hamnosys.errors import InputError, UsageError
from hamnosys.records import Record

SIGN = ham("fist extfingeru palml")
OTHER = ham("flathand extfingerl palmd")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.csv"


def read(path: Path, data: str | bytes, **options: object) -> list[Record]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_transcriptions(path, **options))  # type: ignore[arg-type]


def errors(records: list[Record]) -> list[str]:
    return [record.error.code if record.error else "" for record in records]


def warnings(record: Record) -> list[str]:
    return [warning.code for warning in record.warnings]


@pytest.mark.parametrize("gloss", ["gloss", "WORD", "Type_Name"])
@pytest.mark.parametrize("name", ["name", "ID"])
def test_headings_are_found_in_any_case_and_order(file: Path, name: str, gloss: str) -> None:
    text = f"End,HamNoSys,{gloss},other,{name},START\n9,{SIGN},HOUSE,?,a,2\n"
    (record,) = read(file, text)
    assert (record.name, record.start, record.end) == ("a", 2, 9)
    assert (record.gloss, record.hamnosys) == ("HOUSE", SIGN)


def test_name_and_frames_may_be_missing(file: Path) -> None:
    records = read(file, f"hamnosys\n{SIGN}\n{OTHER}\n")
    assert [(r.name, r.start, r.end) for r in records] == [("1", 0, 0), ("2", 0, 0)]


@pytest.mark.parametrize(
    ("row", "name", "gloss"),
    [(SIGN, "1", ""), (f"a,{SIGN}", "a", ""), (f"a,0,5,d,HOUSE,{SIGN}", "a", "HOUSE")],
)
def test_files_without_a_header_go_by_their_number_of_columns(
    file: Path, row: str, name: str, gloss: str
) -> None:
    records = read(file, f"{row}\n{row}\n")
    assert len(records) == 2
    assert (records[0].name, records[0].gloss, records[0].hamnosys) == (name, gloss, SIGN)


def test_without_a_header_columns_can_be_numbered(file: Path) -> None:
    (record,) = read(file, f"HOUSE,?,{SIGN}\n", columns={"gloss": "1", "hamnosys": "3"})
    assert (record.gloss, record.hamnosys) == ("HOUSE", SIGN)


def test_a_column_of_another_name_is_taken_when_named(file: Path) -> None:
    (record,) = read(file, f"Sign,Notation\na,{SIGN}\n", columns={"hamnosys": "notation"})
    assert record.hamnosys == SIGN


def test_a_named_column_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match="no column 'notation'") as caught:
        read(file, f"name,hamnosys\na,{SIGN}\n", columns={"hamnosys": "notation"})
    assert "'name', 'hamnosys'" in caught.value.hint


def test_a_named_field_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(UsageError, match="no field 'colour'"):
        read(file, f"name,hamnosys\na,{SIGN}\n", columns={"colour": "1"})


def test_a_file_without_the_transcription_is_refused_with_what_it_has(file: Path) -> None:
    with pytest.raises(InputError, match="no column 'hamnosys'; found 'name', 'word'") as caught:
        read(file, "name,word\na,b\n")
    assert caught.value.file == str(file)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_seen_in_the_header(file: Path, delimiter: str) -> None:
    cells = [["name", "gloss", "hamnosys"], ["a", '"x,;\ty"', SIGN]]
    text = "".join(delimiter.join(row) + "\n" for row in cells)
    (record,) = read(file, text)
    assert (record.gloss, record.hamnosys) == ("x,;\ty", SIGN)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_leave_no_trace(file: Path, end: str, mark: bytes) -> None:
    text = end.join(["name,hamnosys", f"a,{SIGN}", "", " , ", f"b,{OTHER}", ""])
    records = read(file, mark + text.encode())
    assert [(r.name, r.hamnosys) for r in records] == [("a", SIGN), ("b", OTHER)]
    assert [(r.row, r.line) for r in records] == [(1, 2), (2, 5)]


def test_quoted_cells_hold_line_ends_and_quotes(file: Path) -> None:
    text = f'name,gloss,hamnosys\na,"one\ntwo, ""three""",{SIGN}\nb,x,{SIGN}\n'
    first, second = read(file, text)
    assert first.gloss == 'one\ntwo, "three"'
    assert [(r.row, r.line) for r in (first, second)] == [(1, 2), (2, 4)]


@pytest.mark.parametrize("following", [0, 3, 2500])
def test_a_quote_that_never_closes_costs_one_row_only(file: Path, following: int) -> None:
    rest = "".join(f"n{i},x,{SIGN}\n" for i in range(following))
    records = read(file, f'name,gloss,hamnosys\na,"x,{SIGN}\n{rest}')
    assert errors(records) == ["HNS048"] + [""] * following
    assert [r.name for r in records[1:]] == [f"n{i}" for i in range(following)]


@pytest.mark.parametrize("gloss", ["NA", "null", "NaN", "None", "-1", "#N/A", ""])
def test_glosses_that_look_like_absent_values_stay_text(file: Path, gloss: str) -> None:
    (record,) = read(file, f"name,gloss,hamnosys\nNA,{gloss},{SIGN}\n")
    assert (record.name, record.gloss) == ("NA", gloss)


def test_short_rows_and_rows_with_extra_cells_are_rejected_alone(file: Path) -> None:
    text = f"name,gloss,hamnosys\na\nb,x,y,{SIGN}\nc,x,{SIGN},,\nd,x,\n"
    records = read(file, text)
    assert errors(records) == ["HNS040", "HNS048", "", ""]
    assert records[1].error is not None
    assert "4 cells, not 3" in records[1].error.message
    assert records[3].hamnosys == ""


@pytest.mark.parametrize(
    ("name", "read_as", "code"),
    [("a b", "a_b", "HNS301"), (" a ", "a", "HNS301"), ("", "1", "HNS303"), ("  ", "1", "HNS303")],
)
def test_names_get_no_white_space(file: Path, name: str, read_as: str, code: str) -> None:
    (record,) = read(file, f"name,hamnosys\n{name},{SIGN}\n")
    assert (record.name, warnings(record)) == (read_as, [code])


def test_names_that_become_the_same_are_duplicates(file: Path) -> None:
    records = read(file, f"name,hamnosys\na b,{SIGN}\na_b,{SIGN}\n")
    assert [warnings(r) for r in records] == [["HNS301"], ["HNS302"]]


@pytest.mark.parametrize("frame", ["x", "-1", "1.5", "1e3", "1" * 16, "٣"])
def test_a_frame_that_is_no_whole_number_rejects_the_row(file: Path, frame: str) -> None:
    (record,) = read(file, f"name,start,hamnosys\na,{frame},{SIGN}\n")
    assert errors([record]) == ["HNS043"]
    assert record.error is not None
    assert frame in record.error.message


@pytest.mark.parametrize(("frame", "number"), [("8.0", 8), (" 8 ", 8), ("", 0), ("0", 0)])
def test_frames_may_be_written_in_other_ways(file: Path, frame: str, number: int) -> None:
    assert read(file, f"start,hamnosys\n{frame},{SIGN}\n")[0].start == number


def test_invalid_bytes_reject_their_row_only(file: Path) -> None:
    sign = SIGN.encode()
    data = b"name,gloss,hamnosys\na,\xff," + sign + b"\nb,x," + sign + b"\n"
    records = read(file, data)
    assert errors(records) == ["HNS042", ""]
    records[0].gloss.encode()  # can be written again


def test_another_encoding_is_read_when_named(file: Path) -> None:
    data = "name,gloss,hamnosys\na,Häuser,hamfist\n".encode("cp1252")
    assert read(file, data, encoding="cp1252")[0].gloss == "Häuser"
    assert errors(read(file, data)) == ["HNS042"]


def test_utf_16_is_read_when_named_and_refused_otherwise(file: Path) -> None:
    data = f"name,hamnosys\na,{SIGN}\n".encode("utf-16")
    assert read(file, data, encoding="utf-16")[0].hamnosys == SIGN
    with pytest.raises(InputError, match="UTF-16"):
        read(file, data)


def test_an_encoding_that_does_not_exist_is_refused(file: Path) -> None:
    with pytest.raises(UsageError, match="no encoding 'klingon'"):
        read(file, "", encoding="klingon")


@pytest.mark.parametrize("text", ["", "\n\n", "name,hamnosys\n", "\ufeff"])
def test_files_without_rows_have_no_records(file: Path, text: str) -> None:
    assert read(file, text) == []


def test_tsv_cells_may_stand_in_quotes_but_need_not(tmp_path: Path) -> None:
    text = f'name\tgloss\thamnosys\na\t"say ""x"""\t{SIGN}\nb\t5" nail\t{SIGN}\nc\t"\t{SIGN}\n'
    records = read(tmp_path / "lexicon.tsv", text)
    assert [r.gloss for r in records] == ['say "x"', '5" nail', '"']
    assert errors(records) == ["", "", ""]


def test_a_huge_cell_is_read_whole(file: Path) -> None:
    (record,) = read(file, f"gloss,hamnosys\n{'x' * 1_000_000},{SIGN}\n")
    assert len(record.gloss) == 1_000_000


def test_a_quote_that_never_closes_is_named(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.csv"
    file.write_text(f'name,hamnosys\na,"{SIGN}\nb,{SIGN}\n', encoding="utf-8")
    first, second = read_transcriptions(file)
    assert first.error is not None
    assert first.error.message.endswith("a quote in the row is never closed")
    assert (second.name, second.error) == ("b", None)


def test_control_characters_leave_no_trace_in_a_name(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.csv"
    file.write_text(f"name,hamnosys\na\x1b[1mb,{SIGN}\n", encoding="utf-8")
    (record,) = read_transcriptions(file)
    assert record.name == "a_[1mb"
    assert [warning.code for warning in record.warnings] == ["HNS301"]


def test_what_is_wrong_with_a_file_is_said_before_the_first_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_transcriptions(tmp_path / "missing.csv")
    with pytest.raises(UsageError, match="no input format"):
        read_transcriptions(__file__, "nonsense")


def test_a_frame_written_as_nan_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.csv"
    file.write_text(f"start,end,hamnosys\nNaN,nan,{SIGN}\n", encoding="utf-8")
    (record,) = read_transcriptions(file)
    assert (record.start, record.end, record.error) == (0, 0, None)
