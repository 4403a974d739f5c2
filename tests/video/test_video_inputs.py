"""Which videos are meant by the arguments of the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamnosys.errors import UsageError
from hamnosys.video.inputs import find_videos


def touch(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return [folder / name for name in names]


def test_files_and_directories(tmp_path: Path) -> None:
    (single,) = touch(tmp_path, "other.bin")
    later, first, _, _ = touch(tmp_path / "in", "b.MP4", "a.mov", "notes.txt", ".mp4")
    (tmp_path / "in" / "folder.mp4").mkdir()
    found = find_videos([str(single), str(tmp_path / "in")])
    assert found.problems == ()
    assert list(found.videos.items()) == [("other", single), ("a", first), ("b", later)]


def test_white_space_becomes_underscores(tmp_path: Path) -> None:
    (path,) = touch(tmp_path, "take 1\tof a.b.mp4")
    assert find_videos([str(path)]).videos == {"take_1_of_a.b": path}


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    (good,) = touch(tmp_path, "a.mp4")
    touch(tmp_path / "empty", "a.jpg")
    found = find_videos([str(tmp_path / "no.mp4"), str(good), str(tmp_path / "empty")])
    assert list(found.videos) == ["a"]
    assert found.problems[0] == f"{tmp_path}/no.mp4: there is no such file"
    assert found.problems[1].startswith(f"{tmp_path}/empty: there are no videos in it (.mp4")


def test_a_video_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    (path,) = touch(tmp_path, "a.mp4")
    assert find_videos([str(path), str(tmp_path)]).videos == {"a": path}


@pytest.mark.parametrize(("one", "other"), [("a.mp4", "a.mov"), ("a b.mp4", "a_b.mp4")])
def test_two_videos_of_one_name(tmp_path: Path, one: str, other: str) -> None:
    touch(tmp_path, one, other)
    with pytest.raises(UsageError, match=r"the clip would be called a.*, as that of .*rename"):
        find_videos([str(tmp_path)])


def test_a_name_cannot_leave_the_directory(tmp_path: Path) -> None:
    touch(tmp_path, "...mp4")
    with pytest.raises(UsageError, match=r"\.\. cannot be the name of a clip"):
        find_videos([str(tmp_path / "...mp4")])
