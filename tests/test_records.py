"""Records: names, frames, and the memory of names."""

from __future__ import annotations

import pytest

from hamnosys import records
from hamnosys.records import Record, file_name, frame_number, warn_of_duplicates


def duplicates(names: list[str]) -> list[bool]:
    found = warn_of_duplicates(Record(row, name, "") for row, name in enumerate(names, 1))
    return [any(warning.code == "HNS302" for warning in record.warnings) for record in found]


def test_every_use_of_a_name_after_the_first_is_warned_about() -> None:
    assert duplicates(["a", "b", "a", "c", "a"]) == [False, False, True, False, True]


def test_the_promised_number_of_names_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert records.REMEMBERED_NAMES == 100_000
    monkeypatch.setattr(records, "REMEMBERED_NAMES", 2)
    assert duplicates(["a", "b", "c", "c", "b"]) == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", "a"), ("a  b", "a_b"), (" a\t", "a"), ("a\x00b", "a_b"), ("żółw", "żółw")],
)
def test_a_file_name_has_no_white_space_and_no_control_character(name: str, expected: str) -> None:
    assert file_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8", 8), ("8.0", 8), ("+8", 8), ("", 0), (" NaN ", 0), ("-1", None), ("8.5", None)],
)
def test_frame_numbers(text: str, expected: int | None) -> None:
    assert frame_number(text) == expected
