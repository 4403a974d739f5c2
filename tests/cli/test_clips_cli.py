from __future__ import annotations

from pathlib import Path

import pytest

from hamnosys import load_scheme, read_class_file
from hamnosys.cli.main import run

HEADER = "name start end " + " ".join(load_scheme("hearai").names)
TINY = ["--signs", "2", "--takes", "1", "--test-signs", "1", "--size", "48", "--frames", "10"]


@pytest.fixture
def class_file(tmp_path: Path) -> Path:
    path = tmp_path / "classes.txt"
    rows = ["0 1 1 0 7 6 0 9", "7 2 0 0 13 4 0 14", "0 2 0 0 0 4 2 12", "7 5 1 3 14 4 0 13"]
    lines = [HEADER, *(f"r{number} 0 0 {row}" for number, row in enumerate(rows))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def signs_in(directory: Path) -> set[tuple[int | None, ...]]:
    sets = ("train", "test_takes", "test_signs")
    files = (read_class_file(directory / name / "test_hamnosys.txt") for name in sets)
    return {row.classes for file in files for row in file.rows}


def test_it_makes_clips_and_says_how_many(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "clips"
    assert run(["clips", "-o", str(target), *TINY]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "5 clips are in" in told.err
    assert "train 2, test_takes 2, test_signs 1" in told.err
    assert "do not occur in the signs to learn: symmetry_operator" in told.err
    frames = [row.end + 1 for row in read_class_file(target / "train" / "test_hamnosys.txt").rows]
    assert len(list((target / "train").glob("*/*.jpg"))) == sum(frames)


def test_signs_of_a_class_file(tmp_path: Path, class_file: Path) -> None:
    target = tmp_path / "clips"
    assert run(["clips", "-o", str(target), *TINY, "--from", str(class_file)]) == 0
    rows = {row.classes for row in read_class_file(class_file).rows}
    assert signs_in(target) < rows
    assert len(signs_in(target)) == 3


def test_rows_that_cannot_be_shown_are_named_and_the_others_taken(
    tmp_path: Path, class_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with class_file.open("a", encoding="utf-8") as lines:
        lines.write("bad 0 0 7 1 0 0 0 0 0 31\nworse 0 0 0 1 0 0 0 0 0 0\n")
    target = tmp_path / "clips"
    assert run(["clips", "-o", str(target), *TINY, "--from", str(class_file)]) == 1
    told = capfd.readouterr().err
    assert f"{class_file}:5: a place on the other hand" in told
    assert f"{class_file}:6: no hand can take it" in told
    assert "4 rows can be shown, 2 cannot" in told
    assert len(signs_in(target)) == 3


def test_rows_that_are_no_class_rows_are_named_and_the_others_taken(
    tmp_path: Path, class_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with class_file.open("a", encoding="utf-8") as lines:
        lines.write("far 0 0 99 1 0 0 0 0 0 14\nshort 0 0 1 1\n")
    for number, more in enumerate(([], ["--imbalanced"])):
        target = tmp_path / f"clips{number}"
        assert run(["clips", "-o", str(target), *TINY, "--from", str(class_file), *more]) == 1
        told = capfd.readouterr().err
        assert f"{class_file}:5: symmetry_operator is 99" in told
        assert f"{class_file}:6: the row has 5 columns" in told
        assert len(signs_in(target)) == 3


@pytest.mark.parametrize("more", [[], ["--imbalanced"]])
@pytest.mark.parametrize(("text", "message"), [("", "no classes in it"), (HEADER, "no rows in it")])
def test_a_class_file_without_rows(
    tmp_path: Path, text: str, message: str, more: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.txt"
    path.write_text(text, encoding="utf-8")
    target = tmp_path / "clips"
    assert run(["clips", "-o", str(target), *TINY, "--from", str(path), *more]) == 2
    assert message in capfd.readouterr().err
    assert not target.exists()


def test_no_row_that_can_be_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "unused.txt"
    path.write_text(f"{HEADER}\na 0 0 0 1 0 0 0 0 0 0\n", encoding="utf-8")
    assert run(["clips", "-o", str(tmp_path / "clips"), *TINY, "--from", str(path)]) == 1
    assert "no row that can be shown" in capfd.readouterr().err
    assert not (tmp_path / "clips").exists()


def test_imbalanced_draws_new_signs_in_the_proportions_of_a_file(
    tmp_path: Path, class_file: Path
) -> None:
    target = tmp_path / "clips"
    arguments = [*TINY, "--from", str(class_file), "--imbalanced"]
    assert run(["clips", "-o", str(target), *arguments]) == 0
    file_rows = {row.classes for row in read_class_file(class_file).rows}
    assert signs_in(target).isdisjoint(file_rows)  # other combinations of its classes
    assert len(signs_in(target)) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--signs", "0"], 2, "--signs"),
        (["--takes", "0"], 2, "--takes"),
        (["--size", "50"], 2, "no multiple of 3"),
        (["--imbalanced"], 2, "--from"),
        (["--from", "there_is_no_such_file.txt"], 2, "cannot be read"),
        (["--jobs", "0"], 2, "--jobs"),
    ],
)
def test_wrong_usage(
    tmp_path: Path,
    arguments: list[str],
    status: int,
    message: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["clips", "-o", str(tmp_path / "clips"), *TINY, *arguments]) == status
    assert message in capfd.readouterr().err
    assert not (tmp_path / "clips").exists()


def test_more_signs_than_the_file_has(
    tmp_path: Path, class_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--signs", "9", "--from", str(class_file)]
    assert run(["clips", "-o", str(tmp_path / "clips"), *TINY, *arguments]) == 2
    assert "10 signs are wanted, but only 4 different ones" in capfd.readouterr().err


def test_a_file_without_the_heads(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "few.txt"
    path.write_text("name start end symmetry_operator\na 0 0 1\n", encoding="utf-8")
    assert run(["clips", "-o", str(tmp_path / "clips"), *TINY, "--from", str(path)]) == 2
    assert "no column hand_shape_base_form" in capfd.readouterr().err


def test_a_directory_that_is_not_empty(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("")
    assert run(["clips", "-o", str(tmp_path), *TINY]) == 2
    assert "not empty" in capfd.readouterr().err


def test_columns_that_clips_are_not_labelled_by_are_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nine.txt"
    rows = ["a 0 0 0 1 0 0 0 0 0 14 2", "b 0 0 0 2 0 0 0 0 0 14 2", "c 0 0 0 3 0 0 0 0 0 14 2"]
    path.write_text("\n".join([f"{HEADER} distance", *rows]) + "\n", encoding="utf-8")
    assert run(["clips", "-o", str(tmp_path / "clips"), *TINY, "--from", str(path)]) == 0
    assert "not labelled by distance" in capfd.readouterr().err
