"""``hamnosys demo``."""

from pathlib import Path

import pytest
from PIL import Image

from hamnosys import read_class_file
from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

RESULTS = {
    "classes.txt",
    "table.txt",
    "readable.csv",
    "clips.txt",
    "clip_errors.jsonl",
    "faulty_classes.txt",
    "errors.jsonl",
    "lexicon.sigml",
    "classes_hamnosys4.txt",
    "descriptions.txt",
    "lexicon.html",
    "faulty.html",
    "similar.txt",
    "normalised.csv",
    "changes.txt",
}


def test_the_demo_runs_from_anywhere_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert run(["demo", "--quick", "-o", "my results"]) == 0
    folder = tmp_path / "my results"
    assert {path.name for path in folder.iterdir()} >= RESULTS
    assert len(read_class_file(folder / "classes.txt").rows) == 90
    assert len(read_class_file(folder / "clips.txt").rows) == 14
    shown = capsys.readouterr().err
    assert "$ hamnosys convert" in shown
    assert "$ hamnosys check" in shown
    assert "$ hamnosys stats" in shown
    assert "$ hamnosys train" in shown
    assert shown.count("mean macro-F1 over present classes") == 4, "two runs, each with two tables"
    report = (folder / "statistics" / "report.html").read_text(encoding="utf-8")
    assert "<mark>" in report
    assert (folder / "statistics" / "comparison.png").is_file()
    assert (folder / "signs.html").read_text(encoding="utf-8").count("<img ") == 90
    with Image.open(folder / "sign.gif") as animation:
        assert getattr(animation, "n_frames", 1) > 10
    clips = read_class_file(folder / "practice" / "train" / "test_hamnosys.txt").rows
    assert len(clips) == 80
    for clip in clips:
        assert (folder / "practice" / "train" / clip.name / f"{clip.name}_{clip.end}.jpg").is_file()


def test_the_classes_for_practice_are_those_of_the_lexicon(tmp_path: Path) -> None:
    samples = shared_directory("data_samples")
    lexicon = tmp_path / "lexicon.txt"
    assert run(["convert", str(samples / "lexicon.csv"), "-o", str(lexicon)]) == 0
    all_rows = {row.name: row.classes for row in read_class_file(lexicon).rows}
    some = read_class_file(samples / "practice_classes.txt").rows
    assert len(some) == 16
    for row in some:
        assert row.classes == all_rows[row.name]


def test_without_matplotlib_the_demo_does_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hamnosys.cli.demo.find_spec", lambda _name: None)
    assert run(["demo", "-o", str(tmp_path / "results")]) == 0
    assert "pip install 'hamnosys-toolkit[charts]'" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "results").iterdir()} >= RESULTS
    assert not (tmp_path / "results" / "statistics").exists()


def test_a_file_in_the_way_is_2_and_stays(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("mine")
    assert run(["demo", "-o", str(tmp_path / "results")]) == 2
    assert (tmp_path / "results").read_text() == "mine"
