"""``hamnosys describe``."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.resources import data_file, shared_directory

Capture = pytest.CaptureFixture[str]
NAMES = "hamfist hamextfingeru hampalml hamchest hamtouch hammoveu"
SENTENCES = [
    "The dominant hand signs alone.",
    "The hand makes a fist.",
    "The hand points up; the palm faces left.",
    "The hand touches the chest.",
    "The hand moves up.",
]
GOOD, BAD = ham("fist extfingeru palml chest touch moveu"), ham("fist fist")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with a lexicon of three rows of which the second is bad."""
    monkeypatch.chdir(tmp_path)
    rows = [f"a,ONE,{GOOD}", f"b,TWO,{BAD}", f"c,,{GOOD}"]
    (tmp_path / "three.csv").write_text("\n".join(["name,gloss,hamnosys", *rows]) + "\n")
    (tmp_path / "good.csv").write_text("\n".join(["name,gloss,hamnosys", rows[0]]) + "\n")
    return tmp_path


@pytest.mark.parametrize("text", [NAMES, NAMES.replace(" ", ","), GOOD])
def test_a_sentence_of_text_is_a_line(text: str, capsys: Capture) -> None:
    assert run(["describe", text]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == SENTENCES
    assert captured.err == ""


def test_a_sign_of_a_composite_is_a_paragraph(capsys: Capture) -> None:
    assert run(["describe", f"{NAMES} hamplus {NAMES}"]) == 0
    first, second = capsys.readouterr().out.split("\n\n")
    assert first.splitlines() == [f"First sign: {SENTENCES[0]}", *SENTENCES[1:]]
    assert second.splitlines()[0] == f"Then, as the next sign: {SENTENCES[0]}"


def test_text_as_json(capsys: Capture) -> None:
    assert run(["describe", NAMES, "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"hamnosys": GOOD, "description": [SENTENCES]}


def test_habits_are_warned_of(capsys: Capture) -> None:
    assert run(["describe", f"{NAMES} hamtouch hamlargemod"]) == 0
    assert "HNS107 warning" in capsys.readouterr().err
    assert run(["describe", f"{NAMES} hamtouch hamlargemod", "--policy", "strict"]) == 1


def test_bad_text_is_told(capsys: Capture) -> None:
    assert run(["describe", "hamfist hamfist"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "HNS021" in captured.err
    assert run(["describe", "lexicon.csv"]) == 1
    assert "there is no file 'lexicon.csv'" in capsys.readouterr().err


def test_a_row_is_a_line_and_bad_rows_are_told(folder: Path, capsys: Capture) -> None:
    assert run(["describe", "three.csv"]) == 1
    captured = capsys.readouterr()
    text = " ".join(SENTENCES)
    assert captured.out.splitlines() == [f"a ONE: {text}", f"c: {text}"]
    assert "three.csv:2:2: HNS021 " in captured.err
    assert "3 rows: 2 described, 1 rejected" in captured.err


def test_rows_as_json(folder: Path, capsys: Capture) -> None:
    assert run(["describe", "three.csv", "-f", "json"]) == 1
    records = json.loads(capsys.readouterr().out)
    assert [record["name"] for record in records] == ["a", "c"]
    assert records[0] == {
        "name": "a",
        "gloss": "ONE",
        "hamnosys": GOOD,
        "description": [SENTENCES],
    }


def test_standard_input_is_an_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with (folder / "signs.txt").open("w", encoding="utf-8") as lines:
        lines.write(f"{GOOD}\n{GOOD}\n")
    with (folder / "signs.txt").open("rb") as lines:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(lines))
        assert run(["describe", "-", "--from", "text"]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["1", "2"]


def test_an_input_option_means_a_file(folder: Path, capsys: Capture) -> None:
    assert run(["describe", "nothing", "--from", "csv"]) == 2
    assert "nothing: cannot be read" in capsys.readouterr().err


def test_an_empty_input_is_warned_of(folder: Path, capsys: Capture) -> None:
    (folder / "none.csv").write_text("name,hamnosys\n")
    assert run(["describe", "none.csv", "-f", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == []
    assert "no rows" in captured.err


def test_files_are_replaced_only_with_force(folder: Path, capsys: Capture) -> None:
    assert run(["describe", "good.csv", "-o", "out.txt"]) == 0
    before = (folder / "out.txt").read_bytes()
    assert before.decode() == f"a ONE: {' '.join(SENTENCES)}\n"
    assert run(["describe", NAMES, "-o", "out.txt"]) == 2
    assert (folder / "out.txt").read_bytes() == before
    assert run(["describe", NAMES, "-o", "out.txt", "--force"]) == 0
    assert (folder / "out.txt").read_text().splitlines() == SENTENCES
    assert run(["describe", "good.csv", "-o", "good.csv", "--force"]) == 2
    assert "would replace the input" in capsys.readouterr().err


def test_classes_are_described_without_a_movement(capsys: Capture) -> None:
    source = shared_directory("data_samples") / "practice_classes.txt"
    assert run(["describe", str(source)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 16
    assert lines[0].startswith("s002: The dominant hand signs alone. The hand makes a C of all")
    assert not any("movement" in line for line in lines)


def test_classes_that_make_no_sign_are_refused(folder: Path, capsys: Capture) -> None:
    (folder / "classes.txt").write_text("name start end hand_shape_base_form\na 0 0 1\n")
    assert run(["describe", "classes.txt", "--from", "classes"]) == 2
    assert capsys.readouterr().err.startswith("hamnosys: ")


def test_a_language_file_of_ones_own(folder: Path, capsys: Capture) -> None:
    english = data_file("languages/en.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(english.replace("makes a fist", "balls"), encoding="utf-8")
    assert run(["describe", NAMES, "--lang", "mine.yaml"]) == 0
    assert "The hand balls." in capsys.readouterr().out
    (folder / "mine.yaml").write_text(english.replace("no_place:", "no_plaice:"), encoding="utf-8")
    assert run(["describe", NAMES, "--lang", "mine.yaml"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("hamnosys: mine.yaml: unknown key no_plaice; missing key no_place")
    assert run(["describe", NAMES, "--lang", "xx"]) == 2
    assert "no language 'xx' (built in: " in capsys.readouterr().err


def test_samples_are_all_described(capsys: Capture) -> None:
    assert run(["describe", str(shared_directory("data_samples") / "lexicon.csv")]) == 0
    assert "90 rows: 90 described, 0 rejected" in capsys.readouterr().err
