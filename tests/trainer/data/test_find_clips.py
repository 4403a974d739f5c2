"""Rows and their frames."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from clip_builders import practice_rows, write_clips

from trainer.config.schema import Config, Training
from trainer.data.clips import Clip, find_clips
from trainer.data.labels import read_labels
from trainer.errors import DataError

ROWS = practice_rows(3)
GLOSS = Config(train_parameters=Training(classification_mode="gloss"))


def found(path: Path, config: Config | None = None) -> tuple[Clip, ...]:
    return find_clips(read_labels([path], config or Config()))


def fault(path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        found(path)
    return caught.value


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".png"])
def test_zeros_are_the_whole_clip(tmp_path: Path, suffix: str) -> None:
    write_clips(tmp_path, ROWS, frames=[1, 2, 5], first=3, suffix=suffix)
    clips = found(tmp_path)
    assert [(clip.start, clip.end) for clip in clips] == [(3, 3), (3, 4), (3, 7)]
    assert [clip.labels for clip in clips] == ROWS
    assert all(Path(clip.frame(clip.end)).is_file() for clip in clips)
    assert clips[0].file == tmp_path / "test_hamnosys.txt"
    assert [clip.row for clip in clips] == [1, 2, 3]


def test_a_row_may_be_a_part_of_a_folder_deeper_down(tmp_path: Path) -> None:
    names, spans = ["s/a", "s/a", "b"], [(0, 1), (2, 3), (1, 2)]
    write_clips(tmp_path, ROWS, names=names, spans=spans)
    clips = found(tmp_path)
    assert [(clip.start, clip.end) for clip in clips] == spans
    assert Path(clips[1].frame(2)) == tmp_path / "s" / "a" / "a_2.jpg"


def test_what_is_known_besides_the_frames(tmp_path: Path) -> None:
    properties = [
        {"FPS": 25, "signer": 7, "handedness": "left", "frames": 4},
        {"FPS": 12.5, "signer": "ada", "handedness": "right"},
        None,
    ]
    clips = found(write_clips(tmp_path, ROWS, properties=properties))
    known = [(clip.fps, clip.signer, clip.left_handed) for clip in clips]
    assert known == [(25.0, "7", True), (12.5, "ada", False), (None, None, False)]


def test_glosses_come_from_the_file_beside(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS, glosses=[5, 6, 5])
    assert [clip.gloss for clip in found(tmp_path)] == [5, 6, 5]
    assert [clip.gloss for clip in found(tmp_path, GLOSS)] == [5, 6, 5]
    lines = (tmp_path / "test_gloss.txt").read_text().splitlines()
    (tmp_path / "test_gloss.txt").write_text("\n".join([lines[0], lines[3], lines[2]]))
    assert [clip.gloss for clip in found(tmp_path)] == [None, 6, 5]
    (tmp_path / "test_gloss.txt").unlink()
    assert [clip.gloss for clip in found(tmp_path)] == [None] * 3


def test_each_folder_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_clips(tmp_path, ROWS, names=["a", "a", "b"])
    seen: list[Path] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (seen.append(Path(path)), scandir(path))[1])
    found(tmp_path)
    assert [path.name for path in seen] == ["a", "b"]


def test_missing_frames_are_named_together(tmp_path: Path) -> None:
    write_clips(tmp_path, practice_rows(4), spans=[(0, 3), (0, 9), (2, 1), (0, 0)])
    (tmp_path / "clip_000" / "clip_000_2.jpg").unlink()
    for frame in (tmp_path / "clip_003").iterdir():
        frame.unlink()
    error = fault(tmp_path)
    assert (error.file, error.row) == (str(tmp_path / "test_hamnosys.txt"), 1)
    lines = str(error).splitlines()
    assert "clip_000_2.jpg is missing" in lines[0]
    assert "and 3 more rows like it" in lines[0]
    assert "test_hamnosys.txt:2" in lines[1]
    assert "clip_001_4.jpg is missing" in lines[1]
    assert "before its start" in lines[2]
    assert "has no frames clip_003_<i>.jpg" in lines[3]


def test_a_missing_folder_and_an_end_beyond_all_counting(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS[:1], names=["a"], spans=[(0, 10**14)])
    assert "a_4.jpg is missing" in str(fault(tmp_path))
    (tmp_path / "a").rename(tmp_path / "b")
    assert f"the folder {tmp_path / 'a'} is missing" in str(fault(tmp_path))


def test_a_gap_in_the_whole_clip_is_a_fault(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS)
    (tmp_path / "clip_001" / "clip_001_1.jpg").unlink()
    assert "clip_001_1.jpg is missing" in str(fault(tmp_path))


def test_leading_zeros_are_hinted_at(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS[:1], frames=1, first=5)
    folder = tmp_path / "clip_000"
    (folder / "clip_000_5.jpg").rename(folder / "clip_000_0005.jpg")
    assert "without leading zeros" in str(fault(tmp_path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no JSON object"),
        ('{"FPS": 0}', '"FPS" is 0'),
        ('{"FPS": "25"}', '"FPS"'),
        ('{"FPS": NaN}', '"FPS"'),
        ('{"FPS": true}', '"FPS"'),
        ('{"FPS": 1' + "0" * 400 + "}", '"FPS"'),
        ('{"signer": ""}', '"signer"'),
        ('{"signer": [1]}', '"signer"'),
        ('{"handedness": "both"}', '"handedness"'),
    ],
)
def test_properties_that_make_no_sense(tmp_path: Path, text: str, words: str) -> None:
    write_clips(tmp_path, ROWS)
    path = tmp_path / "clip_001" / "clip_001_properties.json"
    path.write_text(text)
    error = fault(tmp_path)
    assert str(path) in str(error)
    assert words in str(error)
    assert error.row == 2


def test_properties_in_any_order_of_entries(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS)
    path = tmp_path / "clip_000" / "clip_000_properties.json"
    path.write_text("\ufeff" + json.dumps({"x": [1], "FPS": 5}), encoding="utf-8")
    assert found(tmp_path)[0].fps == 5.0
