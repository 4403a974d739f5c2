"""What is told of a video without decoding it, and files that are none."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("av")

import av
from PIL import Image
from video_builders import (
    counted_video,
    cut_video,
    damaged_video,
    frameless_video,
    numbered,
    sound_file,
)

from hamnosys.errors import InputError
from hamnosys.video import VideoError, scan_video


def test_a_constant_rate(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "a.mp4", 30))
    assert (info.fps, info.count, info.width, info.height) == (25.0, 30, 96, 64)
    assert not info.variable
    assert info.notes == ()


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.mov", "libx264"),
        ("a.mkv", "libx264"),
        ("a.webm", "libvpx-vp9"),
        ("a.avi", "mpeg4"),
        ("a.avi", "libx264"),
        ("a.m4v", "mpeg4"),
        ("a.mpg", "mpeg2video"),
    ],
)
def test_rate_and_count_in_every_format(tmp_path: Path, name: str, codec: str) -> None:
    rate = Fraction(30_000, 1001)
    info = scan_video(counted_video(tmp_path / name, 31, fps=rate, codec=codec))
    assert info.fps == pytest.approx(29.97, abs=1e-3)
    assert (info.count, info.variable) == (31, False)


def test_a_variable_rate_is_told(tmp_path: Path) -> None:
    times = [0, 40, 80, 200, 240, 280, 400, 440]
    info = scan_video(counted_video(tmp_path / "v.mp4", 8, milliseconds=times))
    assert (info.fps, info.count, info.variable) == (25.0, 12, True)
    assert info.notes == ("variable rate: resampled to 25 fps",)


@pytest.mark.parametrize(("rotation", "size"), [(90, (64, 96)), (180, (96, 64)), (-90, (64, 96))])
def test_the_size_is_that_of_the_turned_picture(
    tmp_path: Path, rotation: int, size: tuple[int, int]
) -> None:
    info = scan_video(counted_video(tmp_path / "r.mp4", 3, rotation=rotation))
    assert (info.width, info.height) == size


@pytest.mark.parametrize(
    ("pixel", "size"),
    [(Fraction(4, 3), (128, 64)), (Fraction(3, 4), (96, 85)), (Fraction(400, 401), (96, 64))],
)
def test_pixels_become_square(tmp_path: Path, pixel: Fraction, size: tuple[int, int]) -> None:
    info = scan_video(counted_video(tmp_path / "p.mp4", 3, pixel=pixel))
    assert (info.width, info.height) == size
    told = f"pixels are {pixel.numerator}:{pixel.denominator}: stretched to {size[0]}x{size[1]}"
    assert info.notes == (() if size == (96, 64) else (told,))


def test_pixels_are_stretched_before_the_picture_is_turned(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "p.mp4", 3, pixel=Fraction(4, 3), rotation=90))
    assert (info.width, info.height) == (64, 128)


def test_a_file_that_was_cut_off_says_how_much_is_left(tmp_path: Path) -> None:
    info = scan_video(cut_video(tmp_path / "c.mp4", 40, 0.7))
    assert 5 < info.count < 40
    assert info.notes == (f"the file is cut off: {info.count} of 40 frames are in it",)


def test_one_frame_is_a_video(tmp_path: Path) -> None:
    info = scan_video(counted_video(tmp_path / "one.mp4", 1))
    assert (info.fps, info.count) == (25.0, 1)


def test_a_colon_in_a_name_is_no_protocol(tmp_path: Path) -> None:
    path = counted_video(tmp_path / "whole.mp4", 2).rename(tmp_path / "http:2.mp4")
    assert scan_video(path).count == 2


def test_text_is_no_video_whatever_its_name(tmp_path: Path) -> None:
    for name in ("t.txt", "t.mp4"):
        (tmp_path / name).write_text("no video\n" * 50)
        with pytest.raises(VideoError, match=rf"{name}: is no video"):
            scan_video(tmp_path / name)


def test_an_mp4_without_its_end_cannot_be_opened(tmp_path: Path) -> None:
    path = counted_video(tmp_path / "a.mp4", 20)
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(VideoError, match=r"is no video that can be opened .*not copied whole"):
        scan_video(path)


def test_files_that_give_no_frames(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    sound_file(tmp_path / "sound.mp4")
    frameless_video(tmp_path / "frameless.mp4")
    damaged_video(tmp_path / "noise.mp4", 4, lambda number: True)
    reasons = {
        "nowhere.mp4": "there is no such file",
        "empty.mp4": "is no video that can be opened",
        "sound.mp4": "has sound, but no video stream",
        "frameless.mp4": "has no frames",
        "noise.mp4": "not one of its frames can be decoded (4 in all)",
        "": "is no file",
    }
    for name, reason in reasons.items():
        with pytest.raises(VideoError) as caught:
            scan_video(tmp_path / name)
        assert caught.value.message == reason
        assert caught.value.file == str(tmp_path / name)
        assert isinstance(caught.value, InputError)


def test_times_that_are_nonsense(tmp_path: Path) -> None:
    hour = 3_600_000
    path = counted_video(tmp_path / "v.mp4", 4, milliseconds=[0, 40, 80, hour])
    with pytest.raises(VideoError, match="no usable frame rate: 4 frames are spread over 3,600 s"):
        scan_video(path)


def test_the_cover_of_a_sound_file_is_no_video(tmp_path: Path) -> None:
    if not hasattr(av.VideoStream, "set_display_rotation"):
        pytest.skip("this PyAV cannot write a disposition")
    picture, sound, both = (tmp_path / name for name in ("p.png", "s.m4a", "cover.m4a"))
    Image.fromarray(numbered(1)).save(picture)
    sound_file(sound)
    with ExitStack() as stack:
        files = [stack.enter_context(av.open(str(file))) for file in (sound, picture)]
        target = stack.enter_context(av.open(str(both), "w", format="mp4"))
        copies = [target.add_stream_from_template(file.streams[0]) for file in files]
        copies[1].disposition = av.stream.Disposition.attached_pic
        for file, copy in zip(files, copies, strict=True):
            for packet in file.demux():
                if packet.size:
                    packet.stream = copy
                    target.mux(packet)
    with av.open(str(both)) as written:
        assert len(written.streams.video) == 1
    with pytest.raises(VideoError, match="has sound, but no video stream"):
        scan_video(both)
