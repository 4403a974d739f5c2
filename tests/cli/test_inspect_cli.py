"""``hamnosys inspect``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from font_builder import FAMILY

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory
from hamnosys.schemes import load_scheme

Capture = pytest.CaptureFixture[str]
GOOD, BAD = ham("fist extfingeru palml moveu"), ham("fist fist")


@pytest.fixture(autouse=True)
def _no_font_of_the_machine(no_installed_font: None) -> None:
    """Tests must not depend on what is installed."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with a lexicon of three rows of which the second is bad."""
    monkeypatch.chdir(tmp_path)
    rows = [f"a,ONE,{GOOD}", f"b,TWO,{BAD}", f"c,THREE,{GOOD}"]
    (tmp_path / "three.csv").write_text("\n".join(["name,gloss,hamnosys", *rows]) + "\n")
    (tmp_path / "good.csv").write_text("\n".join(["name,gloss,hamnosys", *rows[:1]]) + "\n")
    return tmp_path


def data(page: str, name: str) -> Any:
    found = re.search(rf'id="{name}">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found.group(1))


def test_a_page_of_all_rows_is_written(folder: Path, capsys: Capture) -> None:
    assert run(["inspect", "good.csv", "-o", "page.html"]) == 0
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    ((*_, classes, _tree, words, findings, _nonmanual),) = data(page, "rows-data")
    assert words
    assert len(classes) == len(load_scheme("hearai").heads)
    assert findings == []
    said = capsys.readouterr().err
    assert "1 row: 1 good, 0 with errors" in said
    assert said.count("note:") == 1
    assert "<h1>Signs of good.csv</h1>" in page


def test_faulty_rows_are_shown_and_told_by_the_exit_status(folder: Path, capsys: Capture) -> None:
    assert run(["inspect", "three.csv"]) == 1
    out, err = capsys.readouterr()
    rows = data(out, "rows-data")
    assert [row[3] for row in rows] == ["ONE", "TWO", "THREE"]
    assert [bool(row[9]) for row in rows] == [False, True, False]
    assert "3 rows: 2 good, 1 with errors" in err


def test_the_scheme_the_policy_and_the_title_are_the_users(folder: Path, capsys: Capture) -> None:
    spaced = ham("symmlr largemod fingerstraightmod fist extfingeru palml")
    (folder / "habit.txt").write_text(spaced + "\n")
    arguments = ["inspect", "habit.txt", "--from", "text", "--scheme", "hearai9"]
    assert run([*arguments, "--title", "<Mine>"]) == 0
    page = capsys.readouterr().out
    assert data(page, "shared-data")["scheme"] == "hearai9"
    assert "<h1>&lt;Mine&gt;</h1>" in page
    assert run([*arguments, "--policy", "strict"]) == 1


def test_rows_can_be_chosen(folder: Path, capsys: Capture) -> None:
    assert run(["inspect", "three.csv", "--rows", "3"]) == 0
    assert [row[0] for row in data(capsys.readouterr().out, "rows-data")] == [3]
    assert run(["inspect", "three.csv", "--rows", "2-9"]) == 1
    assert [row[0] for row in data(capsys.readouterr().out, "rows-data")] == [2, 3]
    assert run(["inspect", "three.csv", "--rows", "9-12"]) == 0
    assert "warning: the input has no rows in --rows 9-12" in capsys.readouterr().err
    assert run(["inspect", "three.csv", "--rows", "3-2"]) == 2


def test_an_input_without_rows_makes_a_page_that_says_so(folder: Path, capsys: Capture) -> None:
    (folder / "empty.csv").write_text("name,gloss,hamnosys\n")
    assert run(["inspect", "empty.csv", "-o", "empty.html"]) == 0
    assert "warning: the input has no rows" in capsys.readouterr().err
    assert data((folder / "empty.html").read_text(), "rows-data") == []


def test_the_font_is_put_into_the_page(
    folder: Path, font_file: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["inspect", "good.csv", "--font", str(font_file)]) == 0
    out, err = capsys.readouterr()
    assert "@font-face" in out
    assert FAMILY.split()[1] in out
    assert data(out, "shared-data")["glyphs"] is True
    assert "note:" not in err
    monkeypatch.setenv("HAMNOSYS_FONT", str(font_file))
    assert run(["inspect", "good.csv"]) == 0
    assert "@font-face" in capsys.readouterr().out
    assert run(["inspect", "good.csv", "--font", "three.csv"]) == 2


WITHOUT_MATPLOTLIB = """
import sys
sys.modules["matplotlib"] = sys.modules["PIL"] = None
from hamnosys.cli.main import main
main(sys.argv[1:])
"""


def without_matplotlib(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_MATPLOTLIB, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def test_the_base_install_shows_names(folder: Path, font_file: Path) -> None:
    for environment in ({}, {"HAMNOSYS_FONT": str(font_file)}):
        done = without_matplotlib("inspect", "good.csv", "-o", "-", **environment)
        assert done.returncode == 0, done.stderr
        assert "note: names only, without glyphs" in done.stderr
        assert "hamnosys-toolkit[charts]" in done.stderr
        assert data(done.stdout, "shared-data")["glyphs"] is False


def test_a_font_that_is_named_needs_its_package(folder: Path, font_file: Path) -> None:
    done = without_matplotlib("inspect", "good.csv", "-o", "x.html", "--font", str(font_file))
    assert done.returncode == 2
    assert "matplotlib" in done.stderr
    assert not (folder / "x.html").exists()


def test_a_class_file_is_refused(folder: Path, capsys: Capture) -> None:
    classes = shared_directory("data_samples") / "practice_classes.txt"
    assert run(["inspect", str(classes), "-o", "x.html"]) == 2
    assert "a class file has no transcriptions" in capsys.readouterr().err
    assert not (folder / "x.html").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["missing.csv"], "missing.csv"),
        (["good.csv", "--scheme", "none"], "no class scheme"),
        (["good.csv", "--lang", "tlh"], "no language 'tlh'"),
        (["good.csv", "-o", "good.csv", "--force"], "would replace the input"),
        (["good.csv", "-o", "nowhere/x.html"], "does not exist"),
        (["good.csv", "-o", "three.csv"], "exists already"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], expected: str, folder: Path, capsys: Capture
) -> None:
    before = (folder / "good.csv").read_bytes()
    assert run(["inspect", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert expected in err
    assert "Traceback" not in err
    assert (folder / "good.csv").read_bytes() == before


def test_an_existing_page_is_replaced_with_force_only(folder: Path) -> None:
    (folder / "page.html").write_text("mine")
    assert run(["inspect", "good.csv", "-o", "page.html"]) == 2
    assert (folder / "page.html").read_text() == "mine"
    assert run(["inspect", "good.csv", "-o", "page.html", "--force"]) == 0
    assert (folder / "page.html").read_text().startswith("<!DOCTYPE html>")


def test_standard_input_and_names_as_text(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "inspect", "-", "--from", "text"],
        input="hamfist hamextfingeru hampalml\nhamfoo\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    rows = data(done.stdout, "rows-data")
    assert rows[0][4] == ham("fist extfingeru palml")
    assert rows[1][4] == ["hamfoo"]
    assert "<h1>Signs of standard input</h1>" in done.stdout


def test_every_sample_can_be_inspected(capsys: Capture) -> None:
    samples = shared_directory("data_samples")
    assert run(["inspect", str(samples / "lexicon.csv")]) == 0
    capsys.readouterr()
    assert run(["inspect", str(samples / "faulty.csv")]) == 1
    rows = data(capsys.readouterr().out, "rows-data")
    assert all(row[9] for row in rows)
