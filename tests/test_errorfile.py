"""Error files are read as they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.errorfile import RejectedRow, read_error_file
from hamnosys.errors import InputError
from hamnosys.source import open_source


def read(path: Path) -> list[RejectedRow]:
    with open_source(path) as source:
        return list(read_error_file(source))


def test_what_convert_rejects_is_read_again(tmp_path: Path) -> None:
    lexicon, errors = tmp_path / "lexicon.csv", tmp_path / "errors.jsonl"
    text = ham("flathand extfingeru chin palml")
    lexicon.write_text(f"name,gloss,hamnosys\na,GOOD,x\nb,LATE,{text}\n", encoding="utf-8")
    run(["convert", str(lexicon), "-o", str(tmp_path / "out.txt"), "--errors", str(errors)])
    first, second = read(errors)
    assert (first.row, first.name, first.gloss, first.notation) == (1, "a", "GOOD", "x")
    assert (second.code, second.notation, second.position) == ("HNS026", text, 3)
    assert second.file == str(lexicon)
    assert second.message
    assert second.hint


def test_an_empty_error_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "errors.jsonl"
    path.write_text("\n")
    assert read(path) == []


@pytest.mark.parametrize(
    "line",
    ["no json", "[]", "{}", '{"code": 7}', '{"code": "HNS001"', "[" * 100_000, "null"],
)
def test_a_line_that_is_no_rejected_row_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "errors.jsonl"
    path.write_text('{"code": "HNS001"}\n' + line + "\n")
    with pytest.raises(InputError, match=r"errors\.jsonl: line 2 is no rejected row"):
        read(path)


@pytest.mark.parametrize("position", [99, -1, None, "3", 1.5])
def test_positions_are_inside_the_notation(tmp_path: Path, position: object) -> None:
    path = tmp_path / "errors.jsonl"
    row = {"code": "HNS001", "notation": "abc", "position": position, "row": None, "name": 12}
    path.write_text(json.dumps(row) + "\n")
    (found,) = read(path)
    assert found.position == (3 if position == 99 else 0)
    assert (found.row, found.name, found.message) == (0, "12", "")
