from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hamnosys.cli.main import run

pytest.importorskip("av")
pytest.importorskip("PIL")

from video_builders import counted_video, damaged_video, numbered, sound_file, write_video

Captured = pytest.CaptureFixture[str]


def files_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    counted_video(folder / "one.mp4", 5)
    counted_video(folder / "take 2.mkv", 6, milliseconds=[0, 40, 80, 200, 240, 280])
    return folder


def test_it_writes_the_videos_of_a_directory(tmp_path: Path, videos: Path, capfd: Captured) -> None:
    target = tmp_path / "out"
    assert run(["frames", str(videos), "-o", str(target)]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"note: {videos}/take 2.mkv: variable rate: resampled to 25 fps",
        f"2 of 2 videos are in {target}: 13 frames",
    ]
    names = list(files_in(target))
    assert names[:6] == [
        *(f"one/one_{number}.jpg" for number in range(5)),
        "one/one_properties.json",
    ]
    assert len([name for name in names if name.startswith("take_2/take_2_")]) == 9


def test_bad_videos_are_told_and_the_others_written(
    tmp_path: Path, videos: Path, capfd: Captured
) -> None:
    sound_file(videos / "sound.mp4")
    damaged_video(videos / "tail.mp4", 10, lambda number: number >= 8)
    target = tmp_path / "out"
    assert run(["frames", str(tmp_path / "no.mp4"), str(videos), "-o", str(target)]) == 1
    assert capfd.readouterr().err.splitlines() == [
        f"{tmp_path}/no.mp4: there is no such file",
        f"{videos}/sound.mp4: has sound, but no video stream",
        f"note: {videos}/tail.mp4: the tail is damaged: 8 of 10 frames",
        f"note: {videos}/take 2.mkv: variable rate: resampled to 25 fps",
        f"3 of 5 videos are in {target}: 21 frames; 2 could not be read",
    ]
    assert sorted(path.name for path in target.iterdir()) == ["one", "tail", "take_2"]


def test_only_bad_videos(tmp_path: Path, capfd: Captured) -> None:
    video = sound_file(tmp_path / "sound.mp4")
    assert run(["frames", str(video), "-o", str(tmp_path / "out")]) == 1
    assert "0 of 1 videos are in" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_only_missing_videos(tmp_path: Path, capfd: Captured) -> None:
    assert run(["frames", str(tmp_path / "a.mp4"), "-o", str(tmp_path / "out")]) == 2
    assert capfd.readouterr().err == f"{tmp_path}/a.mp4: there is no such file\n"
    assert run(["frames", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert "there are no videos in it" in capfd.readouterr().err


def test_two_videos_of_one_name_before_anything_is_written(
    tmp_path: Path, videos: Path, capfd: Captured
) -> None:
    counted_video(videos / "one.avi", 2, codec="mpeg4")
    assert run(["frames", str(videos), "-o", str(tmp_path / "out")]) == 2
    assert "the clip would be called one" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_clips_that_are_there_take_force(tmp_path: Path, videos: Path, capfd: Captured) -> None:
    target, video = tmp_path / "out", str(videos / "one.mp4")
    assert run(["frames", video, "-o", str(target)]) == 0
    before = files_in(target)
    assert run(["frames", str(videos), "-o", str(target)]) == 2
    assert "out/one: is not empty (--force" in capfd.readouterr().err
    assert files_in(target) == before
    assert run(["frames", video, "-o", str(target), "--fps", "12.5", "--force"]) == 0
    assert len(list((target / "one").glob("*.jpg"))) == 3


def test_the_bytes_do_not_depend_on_the_jobs(tmp_path: Path, videos: Path) -> None:
    for jobs in ("1", "2"):
        assert run(["frames", str(videos), "-o", str(tmp_path / jobs), "--jobs", jobs]) == 0
    assert files_in(tmp_path / "1") == files_in(tmp_path / "2")


def test_options_reach_the_frames(tmp_path: Path) -> None:
    pictures = [numbered(number) for number in [2] * 5 + [*range(3, 12)] + [12] * 5]
    video = str(write_video(tmp_path / "a.mp4", pictures))

    def count(*options: str) -> int:
        target = tmp_path / "-".join(options)
        assert run(["frames", video, "-o", str(target), "--size", "32", *options]) == 0
        return len(list(target.rglob("*.jpg")))

    assert count() == 19
    assert count("--trim") == 11
    assert count("--trim", "--trim-threshold", "0.03") < 11
    assert count("--key-frames", "0.04") == 4


@pytest.mark.parametrize(
    "options",
    [
        ["--trim-threshold", "0.1"],
        ["--fps", "0"],
        ["--size", "0"],
        ["--quality", "96"],
        ["--key-frames", "2"],
        ["--jobs", "0"],
        ["-o", "-"],
        ["-o", ""],
    ],
)
def test_wrong_usage(tmp_path: Path, videos: Path, options: list[str]) -> None:
    assert run(["frames", str(videos), "-o", str(tmp_path / "out"), *options]) == 2
    assert not (tmp_path / "out").exists()


def test_without_the_package_it_says_what_to_install(
    tmp_path: Path, videos: Path, capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("hamnosys.video")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "av", None)
    assert run(["frames", str(videos), "-o", str(tmp_path / "out")]) == 2
    assert "hamnosys-toolkit[video]" in capfd.readouterr().err
