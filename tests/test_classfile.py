"""Reading and writing class files, and that the predecessor's reader takes them."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys import ClassRow, load_scheme, read_class_file, write_class_file
from hamnosys.classfile import class_line, quoted
from hamnosys.cli.main import run
from hamnosys.errors import ClassFileError, HamNoSysError, OutputError
from hamnosys.resources import shared_directory
from hamnosys.scheme_model import KEYS

HEARAI = load_scheme("hearai")
HEARAI9 = load_scheme("hearai9")
TABLE = load_scheme("table")
HEADER = " ".join([*KEYS, *HEARAI.names])
SAMPLES = shared_directory("data_samples")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "classes.txt"


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_file_with_a_header_has_its_heads_and_scheme(file: Path) -> None:
    found = read_class_file(write(file, HEADER, "a 2 9 0 1 2 3 4 5 1 7"))
    assert found.heads == HEARAI.names
    assert found.scheme == HEARAI
    assert found.rows == (ClassRow("a", 2, 9, (0, 1, 2, 3, 4, 5, 1, 7)),)


@pytest.mark.parametrize("scheme", [HEARAI, HEARAI9])
def test_a_file_without_a_header_goes_by_its_number_of_columns(file: Path, scheme: object) -> None:
    count = len(scheme.heads)  # type: ignore[attr-defined]
    found = read_class_file(write(file, "a 0 0 " + "1 " * count))
    assert found.scheme == scheme
    assert found.rows == (ClassRow("a", 0, 0, (1,) * count),)


def test_heads_of_no_built_in_scheme_are_kept_without_limits(file: Path) -> None:
    found = read_class_file(write(file, "name start end mine", "a 0 0 99"))
    assert (found.heads, found.scheme) == (("mine",), None)
    assert found.rows[0].classes == (99,)


@pytest.mark.parametrize("separator", [" ", "   ", "\t", ",", ";", " \t "])
@pytest.mark.parametrize("header", [True, False])
def test_separators_are_seen_in_the_first_line(file: Path, separator: str, header: bool) -> None:
    lines = [HEADER] * header + ["a 0 9 0 1 2 3 4 5 1 7"]
    found = read_class_file(write(file, *(line.replace(" ", separator) for line in lines)))
    assert found.rows == (ClassRow("a", 0, 9, (0, 1, 2, 3, 4, 5, 1, 7)),)


@pytest.mark.parametrize("absent", ["NaN", "nan", "-1", "-1.0", ""])
def test_absent_values_are_none(file: Path, absent: str) -> None:
    found = read_class_file(write(file, HEADER.replace(" ", ","), f"a,0,0,{absent},1,2,3,4,5,1,7"))
    assert found.rows[0].classes == (None, 1, 2, 3, 4, 5, 1, 7)


def test_numbers_may_have_a_needless_fraction(file: Path) -> None:
    found = read_class_file(write(file, HEADER, "a 2.0 9.0 8.0 1.0 2 3 4 5 1 7"))
    assert found.rows == (ClassRow("a", 2, 9, (8, 1, 2, 3, 4, 5, 1, 7)),)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("9 1 2 3 4 5 1 7", "symmetry_operator is 9, but its classes go from 0 to 8"),
        ("0 1 2 3 4 5 1 37", "hand_location_y is 37"),
        ("0 1 2 3 4 5 1", "10 columns, not 11"),
        ("0 1 2 3 4 5 1 7 7", "12 columns, not 11"),
        ("0 x 2 3 4 5 1 7", "'x', which is no whole number"),
        ("0 1.5 2 3 4 5 1 7", "'1.5', which is no whole number"),
        ("0 -2 2 3 4 5 1 7", "'-2', which is no whole number"),
    ],
)
def test_a_bad_row_is_named_with_file_and_number(file: Path, cells: str, reason: str) -> None:
    write(file, HEADER, "a 0 0 0 1 2 3 4 5 1 7", f"b 0 0 {cells}")
    with pytest.raises(ClassFileError, match=re.escape(reason)) as caught:
        read_class_file(file)
    assert (caught.value.file, caught.value.row) == (str(file), 2)
    assert caught.value.code == "HNS046"


def test_frames_that_are_no_numbers_are_refused(file: Path) -> None:
    with pytest.raises(ClassFileError, match="not frame numbers"):
        read_class_file(write(file, HEADER, "a x 0 0 1 2 3 4 5 1 7"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [("id gloss hamnosys more", "the header begins with"), ("a 0 0 1 2", "5 columns without")],
)
def test_a_file_that_is_no_class_file_is_refused(file: Path, line: str, reason: str) -> None:
    with pytest.raises(ClassFileError, match=reason):
        read_class_file(write(file, line))


def test_an_empty_file_has_no_rows(file: Path) -> None:
    assert read_class_file(write(file)).rows == ()


@st.composite
def class_rows(draw: st.DrawFn) -> ClassRow:
    visible = st.characters(exclude_categories=("C", "Z"))
    name = draw(st.text(st.one_of(st.sampled_from("\"',;#_"), visible), min_size=1, max_size=8))
    frames = st.integers(0, 10**6)
    classes = tuple(draw(st.integers(0, head.classes - 1)) for head in HEARAI.heads)
    return ClassRow(name, draw(frames), draw(frames), classes)


@given(st.lists(class_rows(), max_size=5))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[ClassRow]
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.txt"
    write_class_file(path, rows, force=True)
    assert read_class_file(path).rows == tuple(rows)
    assert read_class_file(path).scheme == HEARAI


def test_an_absent_class_is_never_written(file: Path) -> None:
    with pytest.raises(HamNoSysError, match="head without a class"):
        write_class_file(file, [ClassRow("a", 0, 0, (None,) * 8)])
    assert not file.exists()
    with pytest.raises(HamNoSysError) as caught:
        class_line("a", 0, 0, [1, None])
    assert caught.value.code == "HNS041"


@pytest.mark.parametrize("classes", [(9, 0, 0, 0, 0, 0, 0, 0), (-1,) * 8, (0,) * 7, (0,) * 9])
def test_classes_that_the_scheme_has_not_are_never_written(
    file: Path, classes: tuple[int, ...]
) -> None:
    with pytest.raises(HamNoSysError):
        write_class_file(file, [ClassRow("a", 0, 0, classes)])
    assert not file.exists()


def test_an_existing_file_is_replaced_only_by_force(file: Path) -> None:
    write(file, "old")
    with pytest.raises(OutputError, match="exists already"):
        write_class_file(file, [])
    assert file.read_text() == "old\n"
    write_class_file(file, [], force=True)
    assert file.read_text() == HEADER + "\n"


@pytest.mark.parametrize(
    ("cell", "written"), [("a", "a"), ("a b", '"a b"'), ('a"b', '"a""b"'), ("a,b", "a,b")]
)
def test_cells_with_spaces_or_quotes_stand_in_quotes(cell: str, written: str) -> None:
    assert quoted(cell) == written


def test_the_predecessors_reader_takes_our_class_file(file: Path) -> None:
    assert run(["convert", str(SAMPLES / "lexicon.csv"), "-o", str(file)]) == 0
    frame = pd.read_csv(file, sep=" ")
    assert list(frame.columns) == [*KEYS, *HEARAI.names]
    assert {str(kind) for kind in frame.dtypes.iloc[1:]} == {"int64"}
    ours = read_class_file(file).rows
    assert [tuple(row) for row in frame.itertuples(index=False)] == [
        (row.name, row.start, row.end, *row.classes) for row in ours
    ]


def test_the_predecessors_reader_takes_our_table(file: Path) -> None:
    assert run(["convert", str(SAMPLES / "lexicon.csv"), "--to", "table", "-o", str(file)]) == 0
    frame = pd.read_csv(file, sep=" ")
    assert list(frame.columns) == ["Name", "Start", "End", *TABLE.names]
    assert frame.shape[1] == 28
    found = read_class_file(file)
    assert found.scheme == TABLE
    assert len(frame) == len(found.rows)
    assert int(frame.isna().sum().sum()) == sum(row.classes.count(None) for row in found.rows) > 0


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a\nb"])
def test_a_name_that_no_class_file_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HamNoSysError, match="is empty or has white space"):
        write_class_file(tmp_path / "out.txt", [ClassRow(name, 0, 0, (0,) * 8)])
    assert list(tmp_path.iterdir()) == []


def test_only_whole_numbers_are_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_class_file(tmp_path / "out.txt", [ClassRow("a", 0, 0, (1.0,) * 8)])  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_comma_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    path.write_text("a,b 0 0 0 1 0 0 8 6 0 14\n", encoding="utf-8")
    (row,) = read_class_file(path).rows
    assert row.name == "a,b"


def test_frames_written_as_nan_are_no_header(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    path.write_text("a NaN NaN 0 1 0 0 8 6 0 14\n", encoding="utf-8")
    (row,) = read_class_file(path).rows
    assert (row.start, row.end) == (0, 0)


def test_a_frame_has_nullable_integers(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    path.write_text("a 0 9 0 1 0 0 8 6 NaN 14\n", encoding="utf-8")
    frame = read_class_file(path).to_frame()
    assert list(frame["hand_location_y"]) == [14]
    assert frame["hand_location_x"].isna().all()
    assert str(frame["hand_location_x"].dtype) == "Int64"


# ------------------------------------------------------------------ what the fuzzer found
@pytest.mark.parametrize(
    ("name", "message"),
    [
        (b"\xb9a", "the row holds bytes that are not utf-8, or half a character"),
        (b'""', "the name is empty"),
        (b'"   "', "the name is empty"),
        (b'"a\x0bb"', r"the name 'a\x0bb' has line ends or tabs in it"),
        ('"a\u2028b"'.encode(), r"the name 'a\u2028b' has line ends or tabs in it"),
    ],
)
@pytest.mark.parametrize("to", ["classes", "jsonl", "csv"])
def test_a_row_whose_name_cannot_be_written_is_rejected(
    name: bytes, message: str, to: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [b"whole 1 2 0 1 2 3 4 5 1 7", name + b" 1 2 0 1 2 3 4 5 1 7"]
    file.write_bytes(b"\n".join([HEADER.encode(), *rows]))
    assert run(["convert", str(file), "--from", "classes", "--to", to]) == 1
    found = capsys.readouterr()
    assert message in found.err
    rows_written = found.out.splitlines()[0 if to == "jsonl" else 1 :]
    assert len(rows_written) == 1
    assert "whole" in rows_written[0]


def test_a_name_with_spaces_stays(file: Path) -> None:
    write(file, HEADER, '"a b" 1 2 0 1 2 3 4 5 1 7')
    assert [row.name for row in read_class_file(file).rows] == ["a b"]


@pytest.mark.parametrize("row", ["a b", "a b c", "a"])
def test_a_short_row_of_a_file_without_heads_is_told(row: str, file: Path) -> None:
    with pytest.raises(ClassFileError) as caught:
        read_class_file(write(file, "name start end", row))
    assert caught.value.row == 1
    told = caught.value.message
    assert told == (
        "start and end are 'b' and 'c', not frame numbers"
        if row == "a b c"
        else f"the row has {len(row.split())} columns, not 3"
    )
