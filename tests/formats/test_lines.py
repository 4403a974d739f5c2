"""Formats of one row a line: hearai and text."""

from pathlib import Path

import pytest
from builders import ham

from hamnosys import read_transcriptions
from hamnosys.errors import InputError
from hamnosys.formats.lines import hearai_fields, looks_like_hearai
from hamnosys.parser import parse
from hamnosys.records import Record

FIST = ham("fist extfingeru palml")
FLAT = ham("flathand extfingerl palmd chest")


def read(path: Path, data: str | bytes, format: str = "hearai", **options: str) -> list[Record]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_transcriptions(path, format, **options))


def codes(record: Record) -> list[str]:
    return [warning.code for warning in record.warnings]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.txt"


def test_six_columns_become_the_fields_of_a_record(file: Path) -> None:
    (record,) = read(file, f"a1 3 17 dgs HOUSE {FIST}\n")
    assert (record.name, record.start, record.end) == ("a1", 3, 17)
    assert (record.gloss, record.hamnosys, record.error) == ("HOUSE", FIST, None)


def test_inner_spaces_stay_in_the_transcription_and_do_not_fail_it(file: Path) -> None:
    spaced = " ".join(FIST)
    (record,) = read(file, f"a 0 0 d g {spaced}\n")
    assert record.hamnosys == spaced
    assert parse(record.hamnosys).to_hamnosys() == FIST


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_leave_no_trace(file: Path, end: str, mark: bytes) -> None:
    text = f"a 0 0 d g {FIST}{end}b 0 0 d g {FLAT}{end}"
    records = read(file, mark + text.encode())
    assert [(r.name, r.hamnosys) for r in records] == [("a", FIST), ("b", FLAT)]


def test_the_last_line_needs_no_line_end(file: Path) -> None:
    assert [r.name for r in read(file, f"a 0 0 d g {FIST}\nb 0 0 d g {FIST}")] == ["a", "b"]


def test_blank_lines_are_no_rows_but_count_as_lines(file: Path) -> None:
    records = read(file, f"\n  \na 0 0 d g {FIST}\n\t\nb 0 0 d g {FIST}\n\n")
    assert [(r.row, r.line) for r in records] == [(1, 3), (2, 5)]


def test_a_header_where_none_is_expected_is_no_row(file: Path) -> None:
    (record,) = read(file, f'"Name" Start END dict word hamnosys\na 0 0 d g {FIST}\n')
    assert (record.row, record.name) == (1, "a")


def test_a_heading_further_down_is_a_row_like_any_other(file: Path) -> None:
    records = read(file, f"a 0 0 d g {FIST}\nname start end dict word {FIST}\n")
    assert [r.error.code if r.error else "" for r in records] == ["", "HNS043"]


@pytest.mark.parametrize(
    ("line", "code"),
    [("a 0", "HNS040"), (f"a x 5 d g {FIST}", "HNS043"), (f"a 0 -5 d g {FIST}", "HNS043")],
)
def test_a_bad_row_is_kept_with_its_reason_and_costs_no_other(
    file: Path, line: str, code: str
) -> None:
    records = read(file, f"{line}\nb 0 0 d g {FIST}\n")
    assert [r.error.code if r.error else "" for r in records] == [code, ""]


def test_a_row_without_its_last_column_has_an_empty_transcription(file: Path) -> None:
    (record,) = read(file, "a 0 5 d g\n")
    assert (record.hamnosys, record.error) == ("", None)


@pytest.mark.parametrize("gloss", ["NA", "null", "None", "nan", '"', "#"])
def test_glosses_that_look_like_something_else_stay_text(file: Path, gloss: str) -> None:
    assert read(file, f"a 0 0 d {gloss} {FIST}\n")[0].gloss == gloss


@pytest.mark.parametrize("frame", ["8", "8.0", "8.", "+8", "08"])
def test_frames_with_a_needless_fraction_are_whole(file: Path, frame: str) -> None:
    assert read(file, f"a {frame} {frame} d g {FIST}\n")[0].start == 8


def test_a_name_used_again_is_kept_with_a_warning(file: Path) -> None:
    records = read(file, f"a 0 0 d g {FIST}\na 0 0 d h {FIST}\n")
    assert [codes(r) for r in records] == [[], ["HNS302"]]


def test_invalid_bytes_reject_their_row_only(file: Path) -> None:
    sound = f" 0 0 d g {FIST}\n".encode()
    records = read(file, b"a" + sound + b"b\xff" + sound + b"c" + sound)
    assert [r.error.code if r.error else "" for r in records] == ["", "HNS042", ""]
    assert records[1].name == "b\ufffd"


def test_a_line_of_the_wrong_format_tells_by_its_fields() -> None:
    assert looks_like_hearai(f"a 0 8.0 d g {FIST}")
    assert looks_like_hearai("id start end dict word hamnosys")
    assert not looks_like_hearai(f"a 0 x d g {FIST}")
    assert not looks_like_hearai(FIST)
    assert not looks_like_hearai("hamfist hamextfingeru hampalml hamchest hamtouch hammoveo")


def test_fields_are_separated_by_any_number_of_spaces_and_tabs() -> None:
    assert hearai_fields("  a\t0   5 \t d g  x y ") == ["a", "0", "5", "d", "g", "x y "]


@pytest.mark.parametrize(
    "written",
    [
        FIST,
        "hamfist,hamextfingeru,hampalml",
        "hamfist hamextfingeru hampalml",
        "U+E000 U+E020 U+E03E",
        "e000 e020 e03e",
    ],
)
def test_text_takes_every_written_form(file: Path, written: str) -> None:
    (record,) = read(file, written + "\n", "text")
    assert (record.name, record.hamnosys) == ("1", written)
    assert parse(record.hamnosys).signs[0].symbols


def test_text_skips_a_heading_on_its_first_line_only(file: Path) -> None:
    records = read(file, f"HamNoSys\n{FIST}\nhamnosys\n", "text")
    assert [(r.row, r.line, r.hamnosys) for r in records] == [(1, 2, FIST), (2, 3, "hamnosys")]


def test_nul_bytes_stay_in_the_row_for_the_parser_to_name(file: Path) -> None:
    (record,) = read(file, f"{FIST}\0\n", "text")
    assert record.hamnosys == f"{FIST}\0"


def test_text_in_another_encoding_is_read_when_that_is_named(file: Path) -> None:
    data = f"a 0 0 d HÄUSER {FIST}\n".encode("utf-16")
    assert read(file, data, encoding="utf-16")[0].gloss == "HÄUSER"


def test_utf_16_without_its_name_is_refused_with_the_option_that_helps(file: Path) -> None:
    with pytest.raises(InputError, match="UTF-16") as caught:
        read(file, f"a 0 0 d g {FIST}\n".encode("utf-16"))
    assert "--encoding" in caught.value.hint
