"""The directory that `hamnosys stats` fills."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stats_builders import HEARAI, SOME, Write, corpus_of

from hamnosys.errors import OutputError, UsageError
from hamnosys.fonts import GlyphFont
from stats import Settings, count_class_file, write_statistics

CHARTS = {"overview", "associations", *(f"head_{name}" for name in HEARAI.names)}


def test_the_directory_has_charts_tables_and_report(write: Write, tmp_path: Path) -> None:
    names = write_statistics([corpus_of(write, *SOME)], tmp_path / "out")
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == set(names)
    assert {"report.html", "statistics.csv", "summary.json"} <= files
    charts = {Path(name).stem for name in names if name.endswith(".png")}
    assert charts >= CHARTS
    assert sum(name.startswith("together_") for name in charts) == 3
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["files"] == sorted(names)


def test_twice_the_same_gives_the_same_bytes(write: Write, tmp_path: Path, font: GlyphFont) -> None:
    settings = Settings(format="svg", font=font)
    corpora = [corpus_of(write, *SOME), corpus_of(write, SOME[0], name="other.txt")]
    for folder in ("one", "two"):
        write_statistics(corpora, tmp_path / folder, settings)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "comparison.svg" in names
    for name in names:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, name


def test_heat_maps_are_of_the_heads_that_were_asked_for(write: Write, tmp_path: Path) -> None:
    pair = ("hand_location_y", "symmetry_operator")
    settings = Settings(together=[pair, pair])
    names = write_statistics([corpus_of(write, *SOME)], tmp_path / "out", settings)
    found = [name for name in names if name.startswith("together_")]
    assert found == ["together_hand_location_y_symmetry_operator.png"]


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("mine", "hand_location_y"), "no head 'mine'"),
        (("hand_location_y", "hand_location_y"), "two different heads"),
    ],
)
def test_heat_maps_of_heads_that_are_not_there_are_refused(
    write: Write, tmp_path: Path, pair: tuple[str, str], reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        write_statistics([corpus_of(write, *SOME)], tmp_path / "out", Settings(together=[pair]))
    assert not (tmp_path / "out").exists()


def test_a_directory_with_files_takes_force_and_loses_the_charts_of_before(
    write: Write, tmp_path: Path
) -> None:
    corpus, out = corpus_of(write, *SOME), tmp_path / "out"
    write_statistics([corpus], out)
    (out / "mine.png").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        write_statistics([corpus], out)
    one_head = count_class_file(write("1", "2", heads=("hand_shape_bending",), name="b.txt"))
    write_statistics([one_head], out, Settings(format="svg"), force=True)
    assert {path.name for path in out.iterdir()} == {
        *("mine.png", "overview.svg", "head_hand_shape_bending.svg"),
        *("report.html", "statistics.csv", "summary.json"),
    }


@pytest.mark.parametrize(
    "summary", ['{"hamnosys": "0", "files": ["../kept.png", 7, "notes.txt"]}', "["]
)
def test_only_charts_of_ours_are_removed(write: Write, tmp_path: Path, summary: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for path in (tmp_path / "kept.png", out / "notes.txt"):
        path.write_text("mine")
    (out / "summary.json").write_text(summary)
    write_statistics([corpus_of(write, *SOME)], out, force=True)
    assert (tmp_path / "kept.png").exists()
    assert (out / "notes.txt").exists()


def test_an_input_is_never_replaced(write: Write, tmp_path: Path) -> None:
    path = write(*SOME, name="out/statistics.csv")
    content = path.read_bytes()
    with pytest.raises(UsageError, match="would replace an input"):
        write_statistics([count_class_file(path)], tmp_path / "out", force=True)
    assert path.read_bytes() == content
    assert list((tmp_path / "out").iterdir()) == [path]


def test_charts_can_be_watched(write: Write, tmp_path: Path) -> None:
    seen: list[str] = []

    def watch(charts):  # type: ignore[no-untyped-def]
        for chart in charts:
            seen.append(chart.name)
            yield chart

    write_statistics([corpus_of(write, *SOME)], tmp_path / "out", watch=watch)
    assert set(seen) >= CHARTS
