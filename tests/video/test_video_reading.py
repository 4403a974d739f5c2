"""The frames of a video."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("av")

from video_builders import (
    counted_video,
    cut_video,
    damaged_video,
    numbered,
    numbers_of,
    write_video,
)

from hamnosys.video import VideoError, VideoInfo, read_frames, scan_video
from hamnosys.video.decoding import Decoder
from hamnosys.video.reading import shown


def all_of(path: Path) -> list[int]:
    info = scan_video(path)
    return numbers_of(read_frames(info, range(info.count)))


FORMATS = [
    ("a.mp4", "libx264"),
    ("a.mkv", "libx264"),
    ("a.webm", "libvpx-vp9"),
    ("a.avi", "mpeg4"),
    ("a.avi", "libx264"),
    ("a.mpg", "mpeg2video"),
]


@pytest.mark.parametrize(("name", "codec"), FORMATS)
def test_each_frame_comes_once_at_a_constant_rate(tmp_path: Path, name: str, codec: str) -> None:
    path = counted_video(tmp_path / name, 40, fps=30, codec=codec)
    assert all_of(path) == list(range(40))


def test_pictures_are_rgb_of_the_stated_size(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 3))
    (picture,) = read_frames(info, [1])
    assert (picture.shape, picture.dtype) == ((info.height, info.width, 3), np.uint8)
    assert np.abs(picture.astype(int) - numbered(1))[4:12, 6:18].max() < 12


def test_a_variable_rate_shows_what_is_on_screen(tmp_path: Path) -> None:
    times = [0, 40, 80, 200, 240, 280, 400, 440]
    path = counted_video(tmp_path / "v.mp4", 8, milliseconds=times)
    assert all_of(path) == [0, 1, 2, 2, 2, 3, 4, 5, 5, 5, 6, 7]


def test_frames_that_come_too_fast_are_left_out(tmp_path: Path) -> None:
    times = [0, 40, 80, 90, 100, 110, 120, 160, 200, 240]
    path = counted_video(tmp_path / "v.mp4", 10, milliseconds=times)
    assert all_of(path) == [0, 1, 4, 6, 7, 8, 9]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, -90])
def test_frames_are_upright(tmp_path: Path, rotation: int, mirrored: bool) -> None:
    path = counted_video(tmp_path / "r.mp4", 2, rotation=rotation, mirrored=mirrored)
    (picture,) = read_frames(scan_video(path), [1])
    expected = numbered(1)[:, ::-1] if mirrored and rotation in (0, 180) else numbered(1)
    expected = np.rot90(expected, rotation // 90)
    if mirrored and rotation in (90, -90):
        expected = expected[:, ::-1]
    assert picture.shape == expected.shape
    assert np.abs(picture.astype(int) - expected).mean() < 4


def test_frames_of_another_size_are_resized(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 2))
    wide = replace(info, width=120, height=80)
    assert {picture.shape for picture in read_frames(wide, [0, 1])} == {(80, 120, 3)}


def test_numbers_may_be_few_and_repeat(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 30))
    assert numbers_of(read_frames(info, [3, 3, 17, 29])) == [3, 3, 17, 29]
    assert read_frames(info, []) == []


@pytest.mark.parametrize("numbers", [[2, 1], [-1], [30], [0, 30]])
def test_numbers_that_make_no_sense(tmp_path: Path, numbers: list[int]) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 30))
    with pytest.raises(ValueError, match="frames"):
        read_frames(info, numbers)


@pytest.mark.parametrize(("name", "codec"), FORMATS)
def test_a_late_beginning_gives_the_same_frames(tmp_path: Path, name: str, codec: str) -> None:
    path = write_video(
        tmp_path / name,
        [numbered(n % 40) for n in range(120)],
        fps=10 if codec != "mpeg2video" else 24,
        codec=codec,
    )
    info = scan_video(path)
    for first in (59, 60, 61, 71, 110, 119):
        numbers = range(first, min(first + 4, info.count))
        assert numbers_of(read_frames(info, numbers)) == [n % 40 for n in numbers]


def test_a_late_beginning_is_not_decoded_from_the_start(tmp_path: Path) -> None:
    pictures = [numbered(number % 40) for number in range(120)]
    info = scan_video(write_video(tmp_path / "a.mp4", pictures, fps=10))
    decoder = Decoder(info, since=11.0)
    assert numbers_of([frame.picture for frame in shown(decoder, [110])]) == [30]
    assert decoder.decoded < 20


def test_after_the_last_good_frame_it_stays(tmp_path: Path) -> None:
    path = damaged_video(tmp_path / "d.mp4", 20, lambda number: number >= 14)
    assert all_of(path) == [*range(14), *[13] * 6]
    info = scan_video(path)
    assert numbers_of(read_frames(info, [18])) == [13]
    assert numbers_of(read_frames(info, [12, 19])) == [12, 13]


def test_a_late_beginning_in_a_damaged_tail(tmp_path: Path) -> None:
    path = damaged_video(tmp_path / "d.mp4", 40, lambda number: number >= 22, fps=5)
    assert numbers_of(read_frames(scan_video(path), [30, 39])) == [21, 21]


def test_damage_in_the_middle_and_at_the_beginning(tmp_path: Path) -> None:
    middle = damaged_video(tmp_path / "m.mp4", 12, lambda number: number in (5, 6))
    assert all_of(middle) == [0, 1, 2, 3, 4, 4, 4, 7, 8, 9, 10, 11]
    begin = damaged_video(tmp_path / "b.mp4", 8, lambda number: number < 3)
    assert all_of(begin) == [3, 3, 3, 3, 4, 5, 6, 7]


def test_a_file_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    info = scan_video(cut_video(tmp_path / "c.mp4", 40, 0.7))
    found = numbers_of(read_frames(info, range(info.count)))
    assert found == list(range(info.count))


def test_it_says_which_frames_are_beyond_a_damaged_tail(tmp_path: Path) -> None:
    path = damaged_video(tmp_path / "d.mp4", 10, lambda number: number >= 7)
    info = scan_video(path)
    assert [frame.beyond for frame in shown(Decoder(info), range(10))] == [False] * 7 + [True] * 3


def test_a_video_that_went_bad_after_it_was_looked_at(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 5))
    damaged_video(tmp_path / "a.mp4", 5, lambda number: True)
    with pytest.raises(VideoError, match=r"a\.mp4: not one of its frames can be decoded"):
        read_frames(info, [0])
    info.path.unlink()
    with pytest.raises(VideoError, match="there is no such file"):
        read_frames(info, [0])


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    infos = [scan_video(counted_video(tmp_path / f"{i}.mp4", 30, keys=5 + i)) for i in range(2)]

    def look(task: int) -> tuple[list[int], list[int]]:
        info: VideoInfo = infos[task % 2]
        numbers = list(range(task % 7, info.count, 3))
        return numbers_of(read_frames(info, numbers)), numbers

    with ThreadPoolExecutor(8) as pool:
        for found, wanted in pool.map(look, range(64)):
            assert found == wanted
