"""``hamnosys schemes``, and its ``--compare``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory
from hamnosys.schemes import BUILT_IN, load_scheme

Capture = pytest.CaptureFixture[str]
LEXICON = str(shared_directory("data_samples") / "lexicon.csv")


def test_the_list_as_data(capsys: Capture) -> None:
    assert run(["schemes", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in found] == list(BUILT_IN)
    assert found[0]["heads"] == 8


def test_a_scheme_as_data_is_the_whole_scheme(capsys: Capture) -> None:
    assert run(["schemes", "hamnosys4", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for data, head in zip(found["heads"], load_scheme("hamnosys4").heads, strict=True):
        assert data == {
            "name": head.name,
            "source": ".".join(head.source),
            "none": head.none,
            "default": head.default,
            "uncoded": head.uncoded,
            "classes": list(head.labels),
        }


def test_two_schemes_side_by_side(capsys: Capture) -> None:
    assert run(["schemes", "--compare", "hearai", "hamnosys4"]) == 0
    shown = capsys.readouterr().out
    assert (
        "hand_location_y 14 hamchest, nothing there, any other = 10 classes of hamnosys4:" in shown
    )
    assert "0 no location, 1 hamneutralspace, 20 hamchest" in shown
    lines = [line.split() for line in shown.splitlines()]
    assert ["hand_location_y", "37", "hand_location_place", "45", "place.level.places"] in lines
    assert ["-", "movement_kind", "13", "movement.first.kind"] in lines
    names = {word for line in lines for word in line}
    assert set(load_scheme("hearai").names) | set(load_scheme("hamnosys4").names) <= names


def test_the_comparison_as_data(capsys: Capture) -> None:
    assert run(["schemes", "--compare", "hearai9", "hamnosys4", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["first"] == {
        "name": "hearai9",
        "title": load_scheme("hearai9").title,
        "heads": 9,
    }
    place = next(h for h in found["same_source"] if h["first"]["name"] == "hand_location_y")
    (merging,) = place["first_merges"]
    assert merging["class"] == {"number": 14, "label": "hamchest"}
    assert {"number": 0, "label": "no location"} in merging["separate"]
    (distance,) = found["only_first"]
    assert distance["overfull"] == [
        {"class": {"number": 0, "label": "hamclose"}, "also": ["not written"]}
    ]
    assert "counts" not in found
    assert len(found["only_second"]) + len(found["same_source"]) > 100


def test_a_scheme_of_ones_own(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "mine.yaml"
    head = (
        "{name: bent, source: dominant.shape.bending, none: 0, uncoded: 1,"
        " classes: {0: no, 1: bent}}"
    )
    path.write_text(f"heads: [{head}]", encoding="utf-8")
    assert run(["schemes", "--compare", str(path), "hearai"]) == 0
    shown = capsys.readouterr().out
    assert "mine: (1 head)\n" in shown
    assert "  bent 1 bent, any other = 5 classes of hearai:\n    1 hamdoublebent," in shown


def test_counts_on_a_lexicon(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.txt"
    held = "fist extfingeru palml"
    texts = [held, f"{held} chest", f"{held} moveu", held, "flathand extfingeru palml"]
    path.write_text("".join(f"{ham(text)}\n" for text in texts), encoding="utf-8")
    assert run(["schemes", "--compare", "hearai", "hamnosys4", "--on", str(path)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert (
        "Different transcriptions: 4\n"
        "  hearai: 2 different class rows; pairs of transcriptions that share one: 3\n"
        "    of these hamnosys4 separates 3 (100.0 %)\n"
        "  hamnosys4: 4 different class rows; pairs of transcriptions that share one: 0\n"
    ) in captured.out


def test_counts_on_the_samples_as_data(capsys: Capture) -> None:
    arguments = ["schemes", "--compare", "hearai", "hamnosys4", "--on", LEXICON, "-f", "json"]
    assert run(arguments) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["rows"] == 90
    assert counts["rejected"] == counts["second_pairs"] == 0
    assert counts["second_separates"] == counts["first_pairs"]


def test_rows_that_do_not_parse_are_left_out_and_1(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text(f"{ham('fist extfingeru palml')}\n{ham('palml fist')}\n", encoding="utf-8")
    assert run(["schemes", "--compare", "hearai", "hearai9", "--on", str(path)]) == 1
    captured = capsys.readouterr()
    assert "1 row of 2 left out" in captured.err
    assert "Different transcriptions: 1\n" in captured.out


def test_an_empty_lexicon_warns(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("", encoding="utf-8")
    assert run(["schemes", "--compare", "hearai", "hearai9", "--on", str(path)]) == 0
    assert "the input has no rows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--on", LEXICON], "--on counts for two schemes"),
        (["hearai", "--compare", "hearai", "hearai9"], "'hearai' is a third"),
        (["--compare", "hearai", "none"], "no class scheme 'none'"),
        (["--compare", "hearai", "hearai9", "--on", "none.csv"], "none.csv"),
    ],
)
def test_wrong_usage_is_one_line_and_2(arguments: list[str], reason: str, capsys: Capture) -> None:
    assert run(["schemes", *arguments]) == 2
    captured = capsys.readouterr()
    assert reason in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_class_file_has_no_notation(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "classes.txt"
    assert run(["convert", LEXICON, "-o", str(path)]) == 0
    capsys.readouterr()
    assert run(["schemes", "--compare", "hearai", "hearai9", "--on", str(path)]) == 2
    assert "is a class file" in capsys.readouterr().err
