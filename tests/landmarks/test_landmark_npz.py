import io
import zipfile

import numpy as np
import pytest
from landmark_builders import npy_header, save_member, save_npz, some_parts

from hamnosys.errors import UsageError
from hamnosys.landmarks import PARTS, LandmarkError, landmark_frames, npz, read_landmarks


def flat(parts):
    return {name: points.reshape(len(points), -1) for name, points in parts.items()}


@pytest.mark.parametrize("shape", [flat, dict], ids=["flat", "points"])
def test_parts_are_read_in_either_shape(tmp_path, shape):
    parts = some_parts()
    path = save_npz(tmp_path / "a.npz", **shape(parts))
    found = read_landmarks(path)
    assert (found.path, found.frames, found.aspect, found.fps) == (path, 5, 1.0, None)
    assert tuple(found.parts) == PARTS
    for name, points in parts.items():
        assert found.parts[name].dtype == np.float32
        np.testing.assert_array_equal(found.parts[name], points)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", [np.float16, np.float64, ">f4"])
def test_any_kind_of_number_becomes_float32(tmp_path, kind, order):
    points = some_parts(names=("pose",))["pose"]
    path = save_npz(tmp_path / "a.npz", pose=np.asarray(points, dtype=kind, order=order))
    read = read_landmarks(path).parts["pose"]
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, points, atol=1e-3)


def test_only_wanted_parts_are_read_and_lacking_ones_are_absent(tmp_path):
    path = save_npz(tmp_path / "a.npz", **some_parts(names=("pose", "left_hand")), other=["x"])
    assert tuple(read_landmarks(path).parts) == ("left_hand", "pose")
    assert tuple(read_landmarks(path, ["right_hand", "pose"]).parts) == ("pose",)


def test_the_size_of_the_picture_gives_the_aspect(tmp_path):
    path = save_npz(tmp_path / "a.npz", **some_parts(), size=np.array([640, 480]))
    assert read_landmarks(path).aspect == pytest.approx(4 / 3)


@pytest.mark.parametrize("size", [[640], [0, 480], [np.nan, 480], [np.inf, 480], ["a", "b"]])
def test_a_size_that_is_none_is_refused(tmp_path, size):
    path = save_npz(tmp_path / "a.npz", **some_parts(), size=np.array(size))
    with pytest.raises(LandmarkError, match="size"):
        read_landmarks(path)


@pytest.mark.parametrize(
    ("place", "value"), [(0, np.nan), (1, np.inf), (2, -np.inf), (3, np.nan), (3, 0), (3, -1)]
)
def test_a_missing_point_is_four_zeros(tmp_path, place, value):
    points = some_parts(names=("pose",))["pose"]
    points[2, 4, place] = value
    read = read_landmarks(save_npz(tmp_path / "a.npz", pose=points)).parts["pose"]
    points[2, 4] = 0
    np.testing.assert_array_equal(read, points)


def test_numbers_too_large_for_float32_are_missing(tmp_path):
    points = some_parts(names=("pose",))["pose"].astype(np.float64)
    points[0, 0, 0] = 1e300
    read = read_landmarks(save_npz(tmp_path / "a.npz", pose=points)).parts["pose"]
    assert not read[0, 0].any()
    assert np.isfinite(read).all()


def test_a_part_without_any_visibility_is_seen_where_it_has_coordinates(tmp_path):
    points = some_parts(names=("right_hand",))["right_hand"]
    points[..., 3] = 0
    points[1] = 0
    read = read_landmarks(save_npz(tmp_path / "a.npz", right_hand=points)).parts["right_hand"]
    assert not read[1].any()
    assert (read[[0, 2, 3, 4], :, 3] == 1).all()
    np.testing.assert_array_equal(read[..., :3], points[..., :3])


def test_frames_are_counted_from_headers_alone(tmp_path):
    whole = save_npz(tmp_path / "whole.npz", **some_parts(frames=9))
    assert landmark_frames(whole) == 9
    with pytest.raises(LandmarkError, match="damaged"):
        read_landmarks(_spoilt(whole, tmp_path / "spoilt.npz"))


def _spoilt(whole, target):
    """The same file with other bytes in the middle of the numbers of its first array."""
    content = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        entry = archive.infolist()[0]
    middle = entry.header_offset + entry.compress_size // 2
    content[middle : middle + 64] = bytes(64)
    target.write_bytes(content)
    return target


@pytest.mark.parametrize("read", [read_landmarks, landmark_frames])
@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"pose": np.ones((5, 131))}, r"pose has shape \(5, 131\), not \(frames, 4 × points\)"),
        ({"pose": np.ones((5, 4, 3))}, "shape"),
        ({"pose": np.ones(4)}, "shape"),
        ({"pose": np.ones(())}, "shape"),
        ({"pose": np.ones((5, 0))}, "shape"),
        ({"pose": np.ones((0, 132))}, "no frames"),
        ({"pose": np.ones((5, 132)), "face": np.ones((4, 8))}, "face 4, pose 5"),
        ({"pose": np.array([[None] * 4])}, "pickled objects"),
        ({"pose": np.array([["a"] * 4])}, "numbers"),
        ({"pose": np.ones((5, 4), dtype=complex)}, "numbers"),
        ({"pose": np.zeros((5, 4), dtype=[("x", "f4")])}, "numbers"),
        ({"hands": np.ones((5, 4))}, "no array right_hand or left_hand or face or pose"),
        ({}, "has no arrays"),
    ],
)
def test_arrays_that_are_no_landmarks_are_refused(tmp_path, read, arrays, words):
    path = save_npz(tmp_path / "a.npz", **arrays)
    with pytest.raises(LandmarkError, match=words) as caught:
        read(path)
    assert caught.value.file == str(path)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_a_file_without_the_wanted_parts_says_what_it_has(tmp_path):
    path = save_npz(tmp_path / "a.npz", **some_parts(names=("face", "pose")))
    with pytest.raises(LandmarkError, match=r"no right_hand and no left_hand \(.*face, pose\)"):
        read_landmarks(path, ("right_hand", "left_hand"))


@pytest.mark.parametrize("read", [read_landmarks, landmark_frames])
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "no .npz"), (b"\x93NUMPY", "no .npz"), (b"PK\x03\x04 cut off", "damaged")],
)
def test_a_file_that_is_no_archive_is_refused(tmp_path, read, content, words):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(LandmarkError, match=words):
        read(path)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_a_file_that_was_cut_off_is_damaged(tmp_path, share):
    whole = save_npz(tmp_path / "whole.npz", **some_parts()).read_bytes()
    path = tmp_path / "a.npz"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LandmarkError, match="damaged"):
        read_landmarks(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        npy_header((5, 132)),  # without its numbers
        npy_header((10**12, 10**6)),
        npy_header((5, 4)) + bytes(80) + b"and more",
        b"\x93NUMPY\x03\x00" + npy_header((5, 4))[8:] + bytes(80),
        b"\x93NUMPY\x01\x00\x05\x00{oops",
        b"\x93NUMPY\x01\x00\x40\x1f" + b"[" * 8000,
    ],
)
def test_an_array_that_is_not_what_its_header_says_is_refused(tmp_path, content):
    path = save_member(tmp_path / "a.npz", "pose.npy", content)
    with pytest.raises(LandmarkError):
        read_landmarks(path)


def test_more_than_the_limit_is_not_loaded(tmp_path, monkeypatch):
    path = save_npz(tmp_path / "a.npz", **some_parts())
    bytes_of_hands = 2 * 5 * 21 * 4 * 4
    monkeypatch.setattr(npz, "LIMIT", bytes_of_hands)
    assert read_landmarks(path, ("left_hand", "right_hand")).frames == 5
    with pytest.raises(LandmarkError, match="larger than"):
        read_landmarks(path)


def test_a_packing_that_numpy_does_not_use_is_refused(tmp_path):
    stream = io.BytesIO()
    np.save(stream, some_parts()["pose"])
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("pose.npy", stream.getvalue())
    with pytest.raises(LandmarkError, match="packed"):
        read_landmarks(tmp_path / "a.npz")


@pytest.mark.parametrize("read", [read_landmarks, landmark_frames])
def test_a_path_that_cannot_be_read_is_told(tmp_path, read):
    with pytest.raises(LandmarkError, match="cannot be read: No such file"):
        read(tmp_path / "a.npz")
    (tmp_path / "b.npz").mkdir()
    with pytest.raises(LandmarkError, match="cannot be read"):
        read(tmp_path / "b.npz")
    with pytest.raises(LandmarkError, match=r"end in .npz or .pose"):
        read(tmp_path / "a.csv")


def test_unknown_parts_are_wrong_usage(tmp_path):
    path = save_npz(tmp_path / "a.npz", **some_parts())
    with pytest.raises(UsageError, match="'foot'"):
        read_landmarks(path, ("pose", "foot"))
    with pytest.raises(UsageError, match="no part"):
        read_landmarks(path, ())


# ------------------------------------------------------------------ what the fuzzer found
def test_names_of_arrays_are_told_in_one_line(tmp_path):
    path = save_member(tmp_path / "a.npz", f"righ\n{'d' * 500}.npy", b"")
    with pytest.raises(LandmarkError) as caught:
        read_landmarks(path)
    assert r"its arrays: righ\nddd" in caught.value.hint
    assert len(caught.value.hint) < 100


def test_an_old_name_of_a_kind_raises_no_warning(tmp_path):
    path = save_member(
        tmp_path / "a.npz", "right_hand.npy", npy_header((2, 84), "|a4") + b"0" * 672
    )
    with pytest.raises(LandmarkError, match="does not hold numbers"):
        read_landmarks(path)


def test_a_header_whose_names_are_no_text_is_damage(tmp_path):
    content = npy_header((2, 84)).replace(b"'descr'", b"b'desc'") + b"0" * 672
    with pytest.raises(LandmarkError, match="is damaged"):
        read_landmarks(save_member(tmp_path / "a.npz", "right_hand.npy", content))
