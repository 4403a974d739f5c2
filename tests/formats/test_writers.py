"""What each output format makes of an accepted row."""

import csv
import io
import json
from dataclasses import replace

import pytest
from builders import ham

from hamnosys import load_scheme, parse
from hamnosys.errors import SchemeError
from hamnosys.formats.writers import WRITERS
from hamnosys.records import Record
from hamnosys.rows import Result, classify
from hamnosys.schemes import NO_CLASSES, Scheme

SCHEME = load_scheme("hearai")
SPACED = ham("flathand thumboutmod extfingeru") + " " + ham("palml chest touch")


def result(scheme: Scheme = SCHEME, **fields: object) -> Result:
    record = Record(row=1, name="a", hamnosys=SPACED, start=2, end=9, gloss='x, "y"\nz')
    lenient = replace(scheme, absent_allowed=True)
    changed = replace(record, **fields)  # type: ignore[arg-type]
    found = classify(changed, lenient, "tolerant", integers_only=False)
    assert found.error is None
    return found


def test_a_class_row_is_integers_behind_the_name() -> None:
    found = result()
    line = WRITERS["classes"].row(found, SCHEME)
    assert line == " ".join(["a", "2", "9", *map(str, found.classes)])
    assert all(cell.isdigit() for cell in line.split(" ")[1:])


def test_the_class_header_has_the_heads_in_order() -> None:
    assert WRITERS["classes"].header(SCHEME) == f"name start end {' '.join(SCHEME.names)}\n"


def test_a_head_with_spaces_cannot_stand_in_a_class_file() -> None:
    with pytest.raises(SchemeError, match="has spaces"):
        WRITERS["classes"].header(load_scheme("table"))


def test_the_table_has_28_columns_quoted_names_and_nan_for_absent() -> None:
    scheme = load_scheme("table")
    writer = WRITERS["table"]
    header = next(csv.reader([writer.header(scheme).strip()], delimiter=" "))
    row = next(csv.reader([writer.row(result(scheme), scheme)], delimiter=" "))
    assert header[:5] == ["Name", "Start", "End", "Symmetry operator", "NonDom first"]
    assert len(header) == len(row) == 28
    assert "NaN" in row
    assert all(cell == "NaN" or cell.isdigit() for cell in row[1:])


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_sheets_carry_numbers_labels_gloss_and_warnings(format: str, delimiter: str) -> None:
    writer = WRITERS[format]
    text = writer.header(SCHEME) + writer.row(result(), SCHEME)
    (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert row["gloss"] == 'x, "y"\nz'
    assert row["hamnosys"] == SPACED.replace(" ", "")
    assert row["hand_shape_base_form"] == "1"
    assert row["hand_shape_base_form_label"] == "hamflathand"
    assert row["warnings"] == "HNS101"


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_carries_numbers_labels_gloss_and_warnings(format: str) -> None:
    line = WRITERS[format].row(result(), SCHEME)
    data = json.loads(line)
    assert "\n" not in line
    assert (data["name"], data["start"], data["end"], data["gloss"]) == ("a", 2, 9, 'x, "y"\nz')
    assert data["hamnosys"] == SPACED.replace(" ", "")
    assert data["classes"]["hand_shape_base_form"] == 1
    assert data["labels"]["hand_shape_base_form"] == "hamflathand"
    assert [warning["code"] for warning in data["warnings"]] == ["HNS101"]
    assert list(data["classes"]) == list(data["labels"]) == list(SCHEME.names)


def test_names_can_be_read_again_even_of_composites() -> None:
    text = ham("fist extfingeru palml touch + flathand extfingeru palml")
    found = result(NO_CLASSES, hamnosys=text)
    names = WRITERS["names"].row(found, NO_CLASSES)
    assert "hamplus" in names
    assert parse(names).to_hamnosys() == text


def test_text_is_the_transcription_without_spaces() -> None:
    assert WRITERS["text"].row(result(NO_CLASSES), NO_CLASSES) == SPACED.replace(" ", "")
