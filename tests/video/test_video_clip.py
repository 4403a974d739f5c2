"""From one video to the folder of a clip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("av")
pytest.importorskip("PIL")

from PIL import Image
from video_builders import (
    counted_video,
    cut_video,
    damaged_video,
    numbered,
    numbers_of,
    sound_file,
    write_video,
)

from hamnosys.video import scan_video
from hamnosys.video.clip import Outcome, Settings, Task, sampled, write_clip

STILL_ENDS = [2] * 6 + [*range(3, 15)] + [15] * 9


def turn(video: Path, **settings: Any) -> Outcome:
    folder = video.parent / "out" / video.stem
    return write_clip(Task(video, folder, Settings(**settings), force=False))


def frames_of(video: Path) -> list[int]:
    folder = video.parent / "out" / video.stem
    count = len(list(folder.glob("*.jpg")))
    files = [folder / f"{video.stem}_{number}.jpg" for number in range(count)]
    return numbers_of([np.asarray(Image.open(file)) for file in files])


def properties_of(video: Path) -> dict[str, Any]:
    file = video.parent / "out" / video.stem / f"{video.stem}_properties.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_every_frame_and_what_is_known(tmp_path: Path) -> None:
    video = counted_video(tmp_path / "a.mp4", 30)
    assert turn(video) == Outcome(30)
    assert frames_of(video) == list(range(30))
    assert properties_of(video) == {
        "FPS": 25.0,
        "frames": 30,
        "source": "a.mp4",
        "source_FPS": 25.0,
        "source_frames": 30,
        "first_frame": 0,
        "last_frame": 29,
    }


def test_a_variable_rate_becomes_constant(tmp_path: Path) -> None:
    video = counted_video(tmp_path / "a.mp4", 5, milliseconds=[0, 40, 80, 200, 240])
    assert turn(video) == Outcome(7, ("variable rate: resampled to 25 fps",))
    assert frames_of(video) == [0, 1, 2, 2, 2, 3, 4]
    assert properties_of(video)["FPS"] == 25.0


def test_another_rate(tmp_path: Path) -> None:
    video = counted_video(tmp_path / "a.mp4", 25, fps=50)
    assert turn(video, fps=25) == Outcome(13)
    assert frames_of(video) == list(range(0, 25, 2))
    assert properties_of(video) | {"FPS": 25.0, "last_frame": 24} == properties_of(video)


def test_a_higher_rate_repeats_frames(tmp_path: Path) -> None:
    video = counted_video(tmp_path / "a.mp4", 4)
    outcome = turn(video, fps=50)
    assert outcome.notes == ("it has 25 fps, fewer than 50: frames are repeated",)
    assert frames_of(video) == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(("fps", "count"), [(25.0, 30), (24.0, 29), (12.5, 15), (0.1, 1)])
def test_so_many_frames_as_the_time_holds(tmp_path: Path, fps: float, count: int) -> None:
    numbers = sampled(scan_video(counted_video(tmp_path / "a.mp4", 30)), fps)
    assert len(numbers) == count
    assert numbers[0] == 0
    assert all(abs(number - place * 25 / fps) < 1 for place, number in enumerate(numbers))


def test_the_shorter_side_and_never_larger(tmp_path: Path) -> None:
    for size, expected in ((32, (48, 32)), (500, (96, 64))):
        video = counted_video(tmp_path / f"a{size}.mp4", 2)
        turn(video, size=size)
        with Image.open(tmp_path / "out" / video.stem / f"{video.stem}_1.jpg") as image:
            assert image.size == expected


def test_a_lower_quality_is_smaller(tmp_path: Path) -> None:
    pictures = [np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)]
    sizes = []
    for quality in (95, 20):
        video = write_video(tmp_path / f"a{quality}.mp4", pictures)
        turn(video, quality=quality)
        sizes.append((tmp_path / "out" / video.stem / f"{video.stem}_0.jpg").stat().st_size)
    assert sizes[1] < sizes[0] / 2


def test_trimming_numbers_from_0_and_says_where_it_began(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", [numbered(number) for number in STILL_ENDS])
    assert turn(video, still=0.01) == Outcome(14)
    assert frames_of(video) == list(range(2, 16))
    assert properties_of(video) | {"first_frame": 5, "last_frame": 18} == properties_of(video)
    assert properties_of(video)["FPS"] == 25.0


def test_trimming_where_nothing_moves_keeps_all(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", [numbered(3)] * 8)
    note = "nothing moves by more than 0.01: not trimmed"
    assert turn(video, still=0.01) == Outcome(8, (note,))


def test_key_frames_have_times_instead_of_a_rate(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", [numbered(number) for number in STILL_ENDS])
    assert turn(video, key_frames=0.04) == Outcome(5)
    assert frames_of(video) == [2, 5, 8, 11, 14]
    known = properties_of(video)
    assert "FPS" not in known
    assert known["times"] == [0.0, 0.32, 0.44, 0.56, 0.68]


def test_trimming_and_key_frames_at_another_rate(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", [numbered(number) for number in STILL_ENDS])
    turn(video, fps=12.5, still=0.01, key_frames=0.04)
    assert frames_of(video) == [2, 5, 9, 13]
    known = properties_of(video)
    assert (known["first_frame"], known["times"]) == (4, [0.16, 0.32, 0.48, 0.64])


def test_a_late_part_of_a_long_video(tmp_path: Path) -> None:
    pictures = [numbered(number) for number in [2] * 70 + [*range(3, 15)] + [15] * 9]
    video = write_video(tmp_path / "a.mp4", pictures, fps=10)
    turn(video, still=0.01)
    assert frames_of(video) == list(range(2, 16))
    assert properties_of(video)["first_frame"] == 69


@pytest.mark.parametrize("settings", [{}, {"still": 0.0}])
def test_a_damaged_tail_is_left_out(tmp_path: Path, settings: dict[str, Any]) -> None:
    video = damaged_video(tmp_path / "a.mp4", 20, lambda number: number >= 14)
    assert turn(video, **settings) == Outcome(14, ("the tail is damaged: 14 of 20 frames",))
    assert frames_of(video) == list(range(14))
    assert properties_of(video)["last_frame"] == 13


def test_damage_before_the_end_is_told(tmp_path: Path) -> None:
    video = damaged_video(tmp_path / "a.mp4", 12, lambda number: number in (5, 6))
    note = "2 of 12 frames are damaged: the one before is shown instead"
    assert turn(video) == Outcome(12, (note,))
    assert frames_of(video) == [0, 1, 2, 3, 4, 4, 4, 7, 8, 9, 10, 11]


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    video = cut_video(tmp_path / "a.mp4", 40, 0.7)
    outcome = turn(video)
    assert outcome.notes == (f"the file is cut off: {outcome.frames} of 40 frames are in it",)
    assert frames_of(video) == list(range(outcome.frames))


def test_a_bad_video_is_an_outcome_and_leaves_nothing(tmp_path: Path) -> None:
    video = sound_file(tmp_path / "a.mp4")
    problem = f"{video}: has sound, but no video stream"
    assert turn(video) == Outcome(0, problem=problem)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
