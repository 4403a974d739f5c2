"""New clips, however they are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from landmark_builders import save_frames, save_npz, some_parts

pytest.importorskip("av")

from video_builders import counted_video, sound_file

from hamnosys.errors import InputError
from trainer.data.clip import Clip
from trainer.data.dataset import ClipDataset, Draw
from trainer.data.inputs import find_inputs
from trainer.data.sampling import FrameChoice, check_times
from trainer.errors import DataError


def find(*inputs: Path | str, frames: bool = True, landmarks: bool = False) -> tuple[Clip, ...]:
    return find_inputs([str(each) for each in inputs], frames=frames, landmarks=landmarks)


def fault(path: Path | str, *, frames: bool = True, landmarks: bool = False) -> DataError:
    with pytest.raises(DataError) as caught:
        find(path, frames=frames, landmarks=landmarks)
    assert "\n" not in str(caught.value)
    return caught.value


def landmarks(file: Path, frames: int = 4) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return save_npz(file, **some_parts(frames))


def video(file: Path, frames: int = 4, fps: int = 25) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return counted_video(file, frames, fps=fps)


# --- one clip ---


@pytest.mark.parametrize("name", ["house", "a house, ä", "house.of.cards", "h(1)*"])
def test_a_directory_of_frames(tmp_path: Path, name: str) -> None:
    folder = save_frames(tmp_path / name, range(2, 6))
    (clip,) = find(folder)
    assert (clip.name, clip.folder, clip.suffix) == (name, folder, ".png")
    assert (clip.start, clip.end, clip.labels, clip.gloss) == (2, 5, (), None)
    assert (clip.file, clip.row, clip.video, clip.landmarks) == (folder, None, None, None)
    assert len(ClipDataset([clip], choice=FrameChoice(9))[Draw(0, 0)].frames) == 4


@pytest.mark.parametrize("name", ["house", "a house, ä", "house.of.cards"])
def test_a_video(tmp_path: Path, name: str) -> None:
    path = video(tmp_path / f"{name}.mp4", fps=12)
    (clip,) = find(path)
    assert clip.video is not None
    assert (clip.name, clip.video.path, clip.fps) == (name, path, 12)
    assert (clip.start, clip.end, clip.file) == (0, 3, path)


@pytest.mark.parametrize("place", ["house.npz", "house/house.npz"])
def test_landmarks(tmp_path: Path, place: str) -> None:
    path = landmarks(tmp_path / place, 6)
    (clip,) = find(path, frames=False, landmarks=True)
    assert (clip.name, clip.landmarks, clip.start, clip.end) == ("house", path, 0, 5)
    assert (clip.folder, clip.file) == (tmp_path / "house", path)


def test_landmarks_of_pose_format(tmp_path: Path) -> None:
    pytest.importorskip("pose_format")
    from landmark_builders import save_pose

    hand = some_parts(3)["right_hand"]
    path = save_pose(tmp_path / "a.pose", {"RIGHT_HAND_LANDMARKS": ("XYZC", hand)})
    (clip,) = find(path, frames=False, landmarks=True)
    assert (clip.name, clip.landmarks, clip.end) == ("a", path, 2)


@pytest.mark.parametrize("suffix", [".mp4", ".MOV", ".npz"])
def test_a_directory_with_a_file_of_its_name(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "a house"
    is_video = suffix != ".npz"
    made = video(folder / "made.mp4") if is_video else landmarks(folder / "made.npz")
    made.rename(folder / f"a house{suffix}")
    (clip,) = find(folder, frames=is_video, landmarks=not is_video)
    assert (clip.name, clip.folder, clip.end) == ("a house", folder, 3)


@pytest.mark.parametrize("write", [str, lambda path: f"{path}/", lambda path: f"{path}/../a/."])
def test_a_path_may_be_written_in_any_way(tmp_path: Path, write: Callable[[Path], str]) -> None:
    folder = save_frames(tmp_path / "a", range(3))
    (clip,) = find(write(folder))
    assert (clip.name, clip.folder) == ("a", folder)


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_frames(tmp_path / "all" / "a", range(3))
    path = video(tmp_path / "all" / "b.mp4")
    monkeypatch.chdir(tmp_path / "all")
    for given in ("a", "./a/", "a/."):
        assert [clip.folder for clip in find(given)] == [folder]
    (clip,) = find("b.mp4")
    assert clip.video is not None
    assert clip.video.path == path
    assert [clip.name for clip in find(".")] == ["a", "b"]
    monkeypatch.chdir(folder)
    assert [clip.name for clip in find(".")] == ["a"]
    assert [clip.name for clip in find("../b.mp4")] == ["b"]


def test_a_link_gives_the_clip_its_name(tmp_path: Path) -> None:
    (tmp_path / "house.mp4").symlink_to(video(tmp_path / "store" / "0815.mp4"))
    assert [clip.name for clip in find(tmp_path / "house.mp4")] == ["house"]
    save_frames(tmp_path / "store" / "a", range(3))
    (tmp_path / "data").symlink_to(tmp_path / "store")
    assert [clip.name for clip in find(tmp_path / "data")] == ["0815", "a"]


# --- which of several ---


def test_the_file_that_is_named_is_taken(tmp_path: Path) -> None:
    """Whatever else there is of the same name."""
    save_frames(tmp_path / "a", range(3))
    (tmp_path / "a" / "a_properties.json").write_text('{"FPS": 5, "signer": "ada"}')
    inside = video(tmp_path / "a" / "a.mp4", 5)
    beside = video(tmp_path / "a.mp4", 6, fps=12)
    other = video(tmp_path / "a.mkv", 7)
    for path, end in ((inside, 4), (beside, 5), (other, 6)):
        (clip,) = find(path)
        assert clip.video is not None
        assert (clip.video.path, clip.suffix, clip.end) == (path, "", end)
        assert clip.signer == "ada"
    (clip,) = find(beside)
    assert clip.fps == 12  # and not that of the pictures
    (clip,) = find(tmp_path / "a")
    assert (clip.video, clip.suffix, clip.fps) == (None, ".png", 5)
    one, two = landmarks(tmp_path / "a" / "a.npz", 3), landmarks(tmp_path / "a.npz", 8)
    for path in (one, two):
        (clip,) = find(path, frames=False, landmarks=True)
        assert clip.landmarks == path


def test_either_of_frames_and_landmarks_may_be_named(tmp_path: Path) -> None:
    film, points = video(tmp_path / "a.mp4"), landmarks(tmp_path / "a" / "a.npz")
    for given in (film, points, tmp_path / "a", tmp_path):
        (clip,) = find(given, landmarks=True)
        assert clip.video is not None
        assert (clip.name, clip.video.path, clip.landmarks) == ("a", film, points)


# --- many ---


def test_a_directory_of_clips(tmp_path: Path) -> None:
    save_frames(tmp_path / "c", range(3))
    save_frames(tmp_path / "a", range(2))
    video(tmp_path / "b.mp4")
    video(tmp_path / "d" / "d.mp4")
    video(tmp_path / "a.mp4")  # the same clip as the frames
    (tmp_path / "notes").mkdir()
    (tmp_path / "test_hamnosys.txt").write_text("")
    (tmp_path / "._b.mp4").write_bytes(b"a copy by another system")
    landmarks(tmp_path / "e.npz")  # of no use
    assert [clip.name for clip in find(tmp_path)] == ["a", "b", "c", "d"]
    found = find(tmp_path / "d", tmp_path / "b.mp4", tmp_path / "d")
    assert [clip.name for clip in found] == ["d", "b", "d"]
    with pytest.raises(DataError, match=r"a\.npz are missing"):
        find(tmp_path, frames=False, landmarks=True)


def test_a_directory_of_landmarks(tmp_path: Path) -> None:
    landmarks(tmp_path / "b.npz")
    landmarks(tmp_path / "a" / "a.npz")
    video(tmp_path / "c.mp4")  # of no use
    found = find(tmp_path, frames=False, landmarks=True)
    assert [clip.name for clip in found] == ["a", "b"]


def test_pictures_beside_clips_are_no_frames(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save_frames(data / "a", range(2))
    (data / "data_overview.png").write_bytes((data / "a" / "a_0.png").read_bytes())
    assert [clip.name for clip in find(data)] == ["a"]


# --- what is none ---


@pytest.mark.parametrize("name", ["none", "none.mp4", "a/none"])
def test_a_path_that_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no such file or directory") as caught:
        find(tmp_path / name)
    assert caught.value.file == str(tmp_path / name)


def test_files_that_the_model_does_not_take(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    error = fault(tmp_path / "a.txt")
    assert error.message == "is nothing that this model takes"
    assert "end in .mp4" in error.hint
    assert ".npz" not in error.hint
    points = landmarks(tmp_path / "a.npz")
    assert "nothing that this model takes" in str(fault(points))
    film = video(tmp_path / "b.mp4")
    error = fault(film, frames=False, landmarks=True)
    assert error.hint.endswith("files that end in .npz, .pose")


def test_directories_without_clips(tmp_path: Path) -> None:
    assert "holds no clips (frames are called" in str(fault(tmp_path))
    (tmp_path / "a").mkdir()
    assert "holds no clips" in str(fault(tmp_path))
    landmarks(tmp_path / "a" / "a.npz")
    error = fault(tmp_path / "a")
    assert (error.file, error.row) == (str(tmp_path / "a"), None)
    assert "has no frames a_<i>.jpg" in str(error)


def test_gaps_and_faults_name_the_input(tmp_path: Path) -> None:
    folder = save_frames(tmp_path / "a", [0, 1, 3])
    error = fault(folder)
    assert str(error) == f"{folder}: the frame {folder / 'a_2.png'} is missing"
    assert "no video" in str(fault(sound_file(tmp_path / "b.mp4")))
    (tmp_path / "c.npz").write_bytes(b"PK no")
    error = fault(tmp_path / "c.npz", frames=False, landmarks=True)
    assert error.file == str(tmp_path / "c.npz")
    folder = save_frames(tmp_path / "d", [0])
    (folder / "d_0.png").rename(folder / "d_000.png")
    assert "without leading zeros" in str(fault(folder))


def test_landmarks_that_do_not_go_with_the_frames(tmp_path: Path) -> None:
    folder = save_frames(tmp_path / "a", range(5))
    assert "are missing" in str(fault(folder, landmarks=True))
    landmarks(folder / "a.npz", 4)
    words = str(fault(folder, landmarks=True))
    assert "they have 4 frames, and it goes from 0 to 4" in words
    points = landmarks(tmp_path / "b.npz")
    assert "nor is there a video b.mp4" in str(fault(points, landmarks=True))


def test_later_faults_name_the_input_without_a_row(tmp_path: Path) -> None:
    folder = save_frames(tmp_path / "a", range(3))
    (clip,) = find(folder)
    with pytest.raises(DataError, match="has no FPS") as caught:
        check_times((clip,), FrameChoice(3, time=1.0))
    assert str(caught.value).startswith(f"{folder}: frames are chosen")
    (folder / "a_1.png").write_bytes(b"no picture")
    with pytest.raises(DataError) as caught:
        ClipDataset([clip], choice=FrameChoice(3))[Draw(0, 0)]
    assert str(caught.value).startswith(f"{folder}: the frame {folder / 'a_1.png'} is no")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_cannot_be_read(tmp_path: Path) -> None:
    folder = save_frames(tmp_path / "a", range(2))
    folder.chmod(0)
    try:
        assert "cannot be read" in str(fault(folder))
    finally:
        folder.chmod(0o700)


def test_something_that_is_neither_file_nor_directory(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "nothing that this model takes" in str(fault(tmp_path / "pipe"))
    assert "nothing that this model takes" in str(fault("/dev/null"))
