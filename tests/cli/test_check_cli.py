"""``hamnosys check``: findings for people and as JSON."""

import json
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

FAULTY = str(shared_directory("data_samples") / "faulty.csv")
LEXICON = str(shared_directory("data_samples") / "lexicon.csv")
Capture = pytest.CaptureFixture[str]


def test_good_rows_are_0_even_with_warnings(capsys: Capture) -> None:
    assert run(["check", LEXICON]) == 0
    assert "90 rows: 90 good, 0 with errors" in capsys.readouterr().err


def test_each_fault_is_a_line_and_the_summary_counts_the_codes(capsys: Capture) -> None:
    assert run(["check", FAULTY]) == 1
    captured = capsys.readouterr()
    found = [line for line in captured.out.splitlines() if line.startswith(FAULTY)]
    assert [int(line.removeprefix(FAULTY).split(":")[1]) for line in found] == [*range(1, 11)]
    assert "10 rows: 0 good, 10 with errors" in captured.err
    assert sum(": 1" in line for line in captured.err.splitlines()) == 10


@pytest.mark.parametrize("lead", [0, 3, 30])
def test_the_caret_stands_under_the_symbol_at_fault(
    tmp_path: Path, capsys: Capture, lead: int
) -> None:
    path = tmp_path / "one.txt"
    text = ham("flathand extfingeru palml " + "moveo " * lead + "flathand moveu " + "moved " * 30)
    path.write_text(text + "\n", encoding="utf-8")
    assert run(["check", str(path)]) == 1
    line, symbols, carets, *_ = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{path}:1:{lead + 4}: HNS021 hamflathand")
    start, end = carets.index("^"), len(carets)
    assert symbols[start:end] == "hamflathand"
    assert carets.strip() == "^" * len("hamflathand")


def test_json_is_a_list_of_findings(capsys: Capture) -> None:
    assert run(["check", FAULTY, "-f", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [finding["row"] for finding in found] == [*range(1, 11)]
    assert {finding["severity"] for finding in found} == {"error"}


def test_json_without_findings_is_an_empty_list(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "good.txt"
    path.write_text(ham("fist extfingeru palml") + "\n", encoding="utf-8")
    assert run(["check", str(path), "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_several_files_are_one_summary(capsys: Capture) -> None:
    assert run(["check", LEXICON, FAULTY, "-f", "json"]) == 1
    captured = capsys.readouterr()
    assert "100 rows: 90 good, 10 with errors" in captured.err
    assert {finding["file"] for finding in json.loads(captured.out)} == {FAULTY}


def test_strict_finds_more_than_tolerant(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "habit.txt"
    path.write_text(ham("alternatingmotion fist extfingeru palml") + "\n", encoding="utf-8")
    assert run(["check", str(path)]) == 0
    assert "HNS103 warning:" in capsys.readouterr().out
    assert run(["check", str(path), "--policy", "strict"]) == 1


@pytest.mark.parametrize("path", ["none.csv", "."])
def test_an_unreadable_input_is_one_line_and_2(path: str, capsys: Capture) -> None:
    assert run(["check", path]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert captured.err.startswith(f"hamnosys: {path}: cannot be read")
