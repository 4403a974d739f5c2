import json

import pytest
from landmark_builders import save_frames

from hamnosys.errors import InputError, OutputError, UsageError
from hamnosys.landmarks import LandmarkError
from hamnosys.landmarks.clips import find_clips, make_folder, target_of, without_landmarks


def targets(inputs, output=None):
    return [target_of(clip) for clip in find_clips([str(path) for path in inputs], output)]


def test_frames_and_videos_are_found(tmp_path):
    data = tmp_path / "data"
    save_frames(data / "b", [0])
    save_frames(data / "a", [0])
    save_frames(data / "other_name", [0]).rename(data / "empty")
    (data / "c.MP4").write_bytes(b"")
    (data / "notes.txt").write_text("x")
    beside = [data / "a" / "a.npz", data / "b" / "b.npz", data / "c" / "c.npz"]
    assert targets([data]) == beside
    assert targets([data / "c.MP4", data / "a"]) == [beside[2], beside[0]]
    out = tmp_path / "out"
    assert targets([data], str(out)) == [out / name / f"{name}.npz" for name in "abc"]


def test_the_directory_in_which_one_is_has_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(save_frames(tmp_path / "a", [0]))
    (clip,) = find_clips(["."], None)
    assert clip.name == "a"
    assert [number for number, _ in clip.open().each] == [0]


def test_pictures_come_in_the_order_of_their_numbers(tmp_path):
    folder = save_frames(tmp_path / "a", [10, 2, 9])
    (folder / "a_007.png").write_bytes(b"leading zeros are no frames")
    (folder / "a_3.jpg").write_bytes(b"fewer than the others")
    (clip,) = find_clips([str(folder)], None)
    pictures = clip.open()
    assert (pictures.count, pictures.frames, pictures.fps) == (3, 11, None)
    seen = [(number, int(picture[0, 0, 0]), picture.shape) for number, picture in pictures.each]
    assert seen == [(2, 20, (6, 8, 3)), (9, 90, (6, 8, 3)), (10, 100, (6, 8, 3))]


def test_properties_tell_the_rate(tmp_path):
    folder = save_frames(tmp_path / "a", [0])
    (clip,) = find_clips([str(folder)], None)
    properties = folder / "a_properties.json"
    properties.write_text('{"FPS": 50, "signer": "x"}')
    assert clip.open().fps == 50
    for wrong in ("0", '"x"', "true", "NaN", "-1"):
        properties.write_text(f'{{"FPS": {wrong}}}')
        with pytest.raises(LandmarkError, match="FPS"):
            clip.open()
    properties.write_text("{")
    with pytest.raises(LandmarkError, match="JSON"):
        clip.open()


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    folder = save_frames(tmp_path / "a", [0, 1])
    (folder / "a_1.png").write_bytes((folder / "a_0.png").read_bytes()[:40])
    (clip,) = find_clips([str(folder)], None)
    with pytest.raises(LandmarkError, match=r"a_1\.png: is no picture"):
        list(clip.open().each)


def test_a_number_that_would_need_too_much_memory_is_refused(tmp_path):
    folder = save_frames(tmp_path / "a", [0])
    (folder / "a_0.png").rename(folder / "a_99999999.png")
    (clip,) = find_clips([str(folder)], None)
    with pytest.raises(LandmarkError, match="has a frame 99999999"):
        clip.open()


def test_paths_without_clips_are_told(tmp_path):
    (tmp_path / "x.txt").write_text("x")
    for path, words in (
        (tmp_path / "none", "cannot be read: No such file"),
        (tmp_path / "x.txt", "is no video"),
        (tmp_path, "neither frames nor videos"),
    ):
        with pytest.raises(InputError, match=words):
            find_clips([str(path)], None)


def test_two_clips_do_not_write_one_file(tmp_path):
    save_frames(tmp_path / "a", [0])
    (tmp_path / "a.mp4").write_bytes(b"")
    with pytest.raises(UsageError, match=r"a\.mp4 would both be"):
        find_clips([str(tmp_path)], None)


def test_existing_landmarks_stop_are_skipped_or_are_replaced(tmp_path):
    for name in "ab":
        save_frames(tmp_path / name, [0])
    clips = find_clips([str(tmp_path)], None)
    (tmp_path / "b" / "b.npz").write_bytes(b"")
    with pytest.raises(OutputError, match=r"b\.npz: exists already"):
        without_landmarks(clips, force=False, skip=False)
    assert without_landmarks(clips, force=False, skip=True) == clips[:1]
    assert without_landmarks(clips, force=True, skip=False) == clips


def test_the_directory_of_a_video_tells_its_rate(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"")
    (clip,) = find_clips([str(tmp_path / "a.mp4")], str(tmp_path / "new" / "out"))
    make_folder(clip, 12.5)
    properties = tmp_path / "new" / "out" / "a" / "a_properties.json"
    assert json.loads(properties.read_text()) == {"FPS": 12.5}
    make_folder(clip, 50.0)
    assert json.loads(properties.read_text()) == {"FPS": 12.5}
    (tmp_path / "file").write_text("")
    (clip,) = find_clips([str(tmp_path / "a.mp4")], str(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot be made"):
        make_folder(clip, 25.0)
