import time

import numpy as np
import pytest
from landmark_builders import some_parts

from hamnosys.errors import OutputError, UsageError
from hamnosys.landmarks import read_landmarks, write_landmarks


def test_what_was_written_is_read_back_and_numpy_can_load_it(tmp_path):
    parts = some_parts()
    parts["face"][1, 2] = 0
    write_landmarks(tmp_path / "a.npz", parts, size=(1920, 1080))
    found = read_landmarks(tmp_path / "a.npz")
    assert found.aspect == pytest.approx(16 / 9)
    with np.load(tmp_path / "a.npz") as arrays:
        assert sorted(arrays) == ["face", "left_hand", "pose", "right_hand", "size"]
        for name, points in parts.items():
            np.testing.assert_array_equal(found.parts[name], points)
            assert arrays[name].dtype == np.float32
            np.testing.assert_array_equal(arrays[name], points.reshape(5, -1))


def test_missing_points_are_written_as_zeros(tmp_path):
    points = some_parts(names=("pose",))["pose"]
    points[0, 0, 0], points[1, 1, 3] = np.nan, 0
    write_landmarks(tmp_path / "a.npz", {"pose": points.reshape(5, -1)})
    with np.load(tmp_path / "a.npz") as arrays:
        assert not arrays["pose"].reshape(5, 33, 4)[[0, 1], [0, 1]].any()


def test_the_bytes_do_not_depend_on_the_time_or_the_order(tmp_path, monkeypatch):
    parts = some_parts()
    write_landmarks(tmp_path / "a.npz", parts)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2e9))
    write_landmarks(tmp_path / "b.npz", dict(reversed(parts.items())))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_an_existing_file_stays_without_force(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(b"mine")
    with pytest.raises(OutputError, match="exists"):
        write_landmarks(path, some_parts())
    assert path.read_bytes() == b"mine"
    write_landmarks(path, some_parts(), force=True)
    assert read_landmarks(path).frames == 5
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "one part"),
        ({"foot": np.ones((2, 4))}, "'foot'"),
        ({"pose": np.ones((2, 5))}, "shape"),
        ({"pose": np.ones((0, 4))}, "shape"),
        ({"pose": np.ones((2, 4)), "face": np.ones((3, 4))}, "as many frames"),
    ],
)
def test_what_is_no_landmarks_is_not_written(tmp_path, parts, words):
    with pytest.raises(UsageError, match=words):
        write_landmarks(tmp_path / "a.npz", parts)
    assert not list(tmp_path.iterdir())


def test_a_picture_has_a_size_above_zero(tmp_path):
    with pytest.raises(UsageError, match="0 × 480"):
        write_landmarks(tmp_path / "a.npz", some_parts(), size=(0, 480))
