"""What there is of a clip: pictures, videos, landmarks, beside or inside its folder."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from clip_builders import clip_names, practice_rows, write_clips, write_landmarks
from landmark_builders import POINTS, save_frames, save_npz, save_pose, some_parts

pytest.importorskip("av")

from video_builders import (
    counted_video,
    cut_video,
    frameless_video,
    numbers_of,
    sound_file,
)

from hamnosys.video import read_frames
from trainer.config.schema import Config, Landmarks
from trainer.data.clips import Clip, Wanted, find_clips
from trainer.data.dataset import ClipDataset, Draw
from trainer.data.labels import read_labels
from trainer.data.landmarks import LandmarkReader, layout_of
from trainer.data.loading import Loader
from trainer.data.sampling import FrameChoice, check_times
from trainer.errors import DataError

FRAMES, BOTH, ALONE = Wanted(), Wanted(landmarks=True), Wanted(frames=False, landmarks=True)
CHOICE = FrameChoice(3)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A class file for the clip ``a``, and nothing else."""
    return labelled(tmp_path / "data")


def labelled(path: Path, count: int = 1, spans: Sequence[tuple[int, int]] | None = None) -> Path:
    names = ["a", "b", "c"][:count]
    write_clips(path, practice_rows(count), names=names, spans=spans, pictures=False)
    for name in names:
        (path / name).rmdir()
    return path


def found(data: Path, wanted: Wanted = FRAMES) -> tuple[Clip, ...]:
    return find_clips(read_labels([data], Config()), wanted)


def only(data: Path, wanted: Wanted = FRAMES) -> Clip:
    (clip,) = found(data, wanted)
    return clip


def fault(data: Path, wanted: Wanted = FRAMES) -> DataError:
    with pytest.raises(DataError) as caught:
        found(data, wanted)
    assert caught.value.file == str(data / "test_hamnosys.txt")
    assert caught.value.row == 1
    assert "\n" not in caught.value.message.partition("\n  ")[0]
    return caught.value


def landmarks(folder: Path, frames: int) -> Path:
    folder.mkdir(exist_ok=True)
    return write_landmarks(folder, (1, 2, 3), frames)


# --- videos ---


@pytest.mark.parametrize("place", ["a.mp4", "a/a.mp4", "a.MKV", "a/a.avi"])
def test_a_video_beside_the_folder_or_in_it(data: Path, place: str) -> None:
    if "/" in place:
        (data / "a").mkdir()
    codec = {"codec": "mpeg4"} if place.endswith("avi") else {}
    path = counted_video(data / place.lower(), 6, fps=12, **codec)
    path = path.rename(data / place)
    clip = only(data)
    assert clip.video is not None
    assert (clip.video.path, clip.suffix, clip.landmarks) == (path, "", None)
    assert (clip.start, clip.end, clip.fps) == (0, 5, 12)
    check_times((clip,), FrameChoice(3, time=0.5))  # the rate is that of the video


def test_pictures_go_before_videos(data: Path) -> None:
    counted_video(data / "a.mp4", 6)
    save_frames(data / "a", range(2, 5))
    clip = only(data)
    assert (clip.video, clip.suffix, clip.start, clip.end) == (None, ".png", 2, 4)


def test_the_video_in_the_folder_goes_before_the_one_beside(data: Path) -> None:
    (data / "a").mkdir()
    counted_video(data / "a.mp4", 6)
    counted_video(data / "a" / "a.mp4", 4)
    assert only(data).end == 3


def test_properties_go_before_the_rate_of_the_video(data: Path) -> None:
    counted_video(data / "a.mp4", 3, fps=12)
    (data / "a").mkdir()
    properties = {"FPS": 10, "signer": "ada", "handedness": "left"}
    (data / "a" / "a_properties.json").write_text(json.dumps(properties))
    clip = only(data)
    assert (clip.fps, clip.signer, clip.left_handed) == (10, "ada", True)


def test_a_row_may_be_a_part_of_a_video(tmp_path: Path) -> None:
    data = labelled(tmp_path / "data", spans=[(2, 4)])
    counted_video(data / "a.mp4", 6)
    assert (only(data).start, only(data).end) == (2, 4)
    data = labelled(tmp_path / "data", spans=[(2, 6)])
    assert "the frame 6 of" in fault(data).message
    assert "a.mp4 is missing" in fault(data).message


def test_frames_of_a_video_are_those_that_it_shows(data: Path) -> None:
    counted_video(data / "a.mp4", 9)
    clip = only(data)
    assert clip.video is not None
    for cache in (True, False):
        dataset = ClipDataset([clip], choice=CHOICE, cache=cache)
        for _ in range(2):
            frames = dataset[Draw(0, 0)].frames
            expected = read_frames(clip.video, [1, 4, 7])
            assert numbers_of(expected) == [1, 4, 7]
            assert len(frames) == 3
            for frame, picture in zip(frames, expected, strict=True):
                assert torch.equal(frame, torch.from_numpy(picture).permute(2, 0, 1))
                assert frame.is_contiguous()


def test_frames_of_a_video_are_kept(data: Path) -> None:
    video = counted_video(data / "a.mp4", 9)
    kept, fresh = (
        ClipDataset([only(data)], choice=CHOICE, cache=cache, training=True)
        for cache in (True, False)
    )
    before = [torch.stack(kept[Draw(epoch, 0)].frames) for epoch in range(4)]
    for epoch, frames in enumerate(before):
        assert torch.equal(frames, torch.stack(fresh[Draw(epoch, 0)].frames))
    video.unlink()
    for epoch, frames in enumerate(before):
        assert torch.equal(frames, torch.stack(kept[Draw(epoch, 0)].frames))
    with pytest.raises(DataError, match=r"test_hamnosys\.txt:1: .*a\.mp4"):
        fresh[Draw(0, 0)]


def test_the_tail_of_a_video_that_is_cut_off_is_its_last_good_frame(data: Path) -> None:
    cut_video(data / "a.mp4", 20, 0.5)
    clip = only(data)
    dataset = ClipDataset([clip], choice=FrameChoice(clip.end + 1))
    assert len(dataset[Draw(0, 0)].frames) == clip.end + 1


def test_videos_without_frames(data: Path) -> None:
    frameless_video(data / "a.mp4")
    assert str(data / "a.mp4") in str(fault(data))
    (data / "a.mp4").unlink()
    sound_file(data / "a.mp4")
    assert "no video" in str(fault(data))
    (data / "a.mp4").write_bytes(b"")
    assert str(data / "a.mp4") in str(fault(data))


def test_neither_folder_nor_video(data: Path) -> None:
    error = fault(data)
    assert f"the folder {data / 'a'} is missing" in error.message
    assert "nor is there a video a.mp4 beside it" in str(error)


def test_videos_are_scanned_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_clips(
        tmp_path, practice_rows(3), names=["a"] * 3, spans=[(0, 1), (2, 3), (0, 0)], pictures=False
    )
    counted_video(path / "a.mp4", 4)
    from trainer.data import sources

    seen: list[Path] = []
    scan = sources.scan_video
    monkeypatch.setattr(sources, "scan_video", lambda file: (seen.append(file), scan(file))[1])
    assert len(found(path)) == 3
    assert seen == [path / "a.mp4"]


# --- landmarks ---


@pytest.mark.parametrize("place", ["a/a.npz", "a.npz"])
def test_landmarks_alone_are_the_whole_clip(data: Path, place: str) -> None:
    landmarks(data / "a", 7)
    if place == "a.npz":
        (data / "a" / "a.npz").rename(data / place)
    clip = only(data, ALONE)
    assert (clip.start, clip.end, clip.landmarks) == (0, 6, data / place)
    assert (clip.video, clip.suffix, clip.fps) == (None, "", None)
    dataset = landmark_data([clip], cache=False)
    sample = dataset[Draw(0, 0)]
    assert (sample.frames, sample.count) == ((), 3)
    with pytest.raises(DataError, match="has no FPS"):
        check_times((clip,), FrameChoice(3, time=0.5))


def test_the_landmarks_in_the_folder_go_before_those_beside(data: Path) -> None:
    landmarks(data / "a", 7).rename(data / "a.npz")
    landmarks(data / "a", 5)
    assert only(data, ALONE).landmarks == data / "a" / "a.npz"


def test_pose_files_are_landmarks(data: Path) -> None:
    pytest.importorskip("pose_format")
    names = {"right_hand": "RIGHT_HAND_LANDMARKS", "left_hand": "LEFT_HAND_LANDMARKS"}
    names |= {"face": "FACE_LANDMARKS", "pose": "POSE_LANDMARKS"}
    parts = some_parts(5)
    pixels = {
        component: ("XYZC", parts[part] * np.array([640, 480, 1, 1], dtype=np.float32))
        for part, component in names.items()
    }
    save_pose(data / "a.pose", pixels)
    clip = only(data, ALONE)
    assert (clip.landmarks, clip.start, clip.end) == (data / "a.pose", 0, 4)
    assert layout_of([clip], Landmarks()).parts == tuple(POINTS.items())
    dataset = landmark_data([clip], cache=False)
    assert dataset[Draw(0, 0)].landmarks is not None
    (data / "a").mkdir()
    save_npz(data / "a" / "a.npz", **parts)
    assert only(data, ALONE).landmarks == data / "a" / "a.npz"


def test_landmarks_beside_frames(data: Path) -> None:
    save_frames(data / "a", range(1, 6))
    landmarks(data / "a", 6)
    clip = only(data, BOTH)
    assert (clip.start, clip.end, clip.suffix) == (1, 5, ".png")
    assert clip.landmarks == data / "a" / "a.npz"
    assert only(data).landmarks is None  # they are not wanted


def test_what_hamnosys_landmarks_made_of_a_video(data: Path) -> None:
    """Landmarks and properties in a folder, and the video beside it."""
    video = counted_video(data / "a.mp4", 6, fps=12)
    landmarks(data / "a", 6)
    (data / "a" / "a_properties.json").write_text('{"FPS": 12}')
    for wanted in (FRAMES, BOTH):
        clip = only(data, wanted)
        assert clip.video is not None
        assert (clip.video.path, clip.start, clip.end, clip.fps) == (video, 0, 5, 12)
        assert clip.landmarks == (data / "a" / "a.npz" if wanted.landmarks else None)
    clip = only(data, ALONE)
    assert (clip.video, clip.start, clip.end, clip.fps) == (None, 0, 5, 12)


@pytest.mark.parametrize("video", [True, False])
def test_landmarks_that_are_shorter_than_the_clip(data: Path, *, video: bool) -> None:
    if video:
        counted_video(data / "a.mp4", 6)
    else:
        save_frames(data / "a", range(6))
    landmarks(data / "a", 5)
    error = fault(data, BOTH)
    assert "they have 5 frames, and the clip goes from 0 to 5" in error.message
    assert "row i of the landmarks is frame i" in str(error)
    landmarks(data / "a", 6)
    assert only(data, BOTH).end == 5


def test_a_row_beyond_the_landmarks(tmp_path: Path) -> None:
    data = labelled(tmp_path / "data", spans=[(2, 7)])
    landmarks(data / "a", 5)
    assert f"the frame 5 of {data / 'a' / 'a.npz'} is missing" in fault(data, ALONE).message
    landmarks(data / "a", 8)
    assert (only(data, ALONE).start, only(data, ALONE).end) == (2, 7)


def test_landmarks_that_are_not_there(data: Path) -> None:
    save_frames(data / "a", range(3))
    error = fault(data, BOTH)
    assert f"the landmarks {data / 'a' / 'a.npz'} are missing" in error.message
    assert "hamnosys landmarks" in str(error)


@pytest.mark.parametrize("content", [b"", b"PK damaged", b"something else"])
def test_landmarks_that_cannot_be_read(data: Path, content: bytes) -> None:
    landmarks(data / "a", 3).write_bytes(content)
    assert str(data / "a" / "a.npz") in str(fault(data, ALONE))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    data = labelled(tmp_path / "data", 3)
    counted_video(data / "b.mp4", 6)
    landmarks(data / "b", 4)
    sound_file(data / "c.mp4")
    first, *others = str(fault(data, BOTH)).splitlines()
    assert "and 2 more rows like it" in first
    assert "are shorter than the clip" in others[0]
    assert "c.mp4" in others[1]


# --- in loaders ---


def landmark_data(clips: Sequence[Clip], *, cache: bool) -> ClipDataset:
    reader = LandmarkReader(layout_of(clips, Landmarks()), Landmarks(), cache=cache)
    return ClipDataset(clips, choice=CHOICE, landmarks=reader, cache=cache, training=True)


def test_processes_load_videos_and_landmarks(tmp_path: Path) -> None:
    path = write_clips(tmp_path, practice_rows(3), frames=6, pictures=False, landmarks=True)
    for name in clip_names(3):
        counted_video(path / f"{name}.mp4", 6)
    clips = found(path, BOTH)
    assert pickle.loads(pickle.dumps(clips)) == clips
    broken = replace(clips[2], landmarks=path / "none.npz")
    data = landmark_data([*clips, broken], cache=True)
    draws = [[Draw(0, 0), Draw(0, 1)], [Draw(0, 2)]]
    with Loader(data) as threads, Loader(data, workers=1) as processes:
        for _ in range(2):
            pairs = zip(threads.batches(draws), processes.batches(draws), strict=True)
            for one, other in pairs:
                assert isinstance(one.frames, torch.Tensor)
                assert isinstance(other.frames, torch.Tensor)
                assert one.landmarks is not None
                assert other.landmarks is not None
                assert torch.equal(one.frames, other.frames)
                assert torch.equal(one.landmarks, other.landmarks)
                assert one.frames.shape == (len(one), 3, 3, 64, 96)
        with pytest.raises(DataError, match=r"test_hamnosys\.txt:3: .*none\.npz"):
            list(processes.batches([[Draw(0, 3)]]))
