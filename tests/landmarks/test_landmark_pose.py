import sys

import numpy as np
import pytest
from landmark_builders import save_pose, some_parts

from hamnosys.errors import MissingExtraError
from hamnosys.landmarks import PARTS, LandmarkError, landmark_frames, read_landmarks
from hamnosys.landmarks.pose import COMPONENTS

pytest.importorskip("pose_format")


def components(parts, letters="XYZC", size=(640, 480)):
    """Parts as components in pixels, among others."""
    scale = np.array([*size, 1, 1], dtype=np.float32)
    order = ["pose", "face", "left_hand", "right_hand"]
    return {COMPONENTS[p]: (letters, parts[p] * scale) for p in order if p in parts}


def test_pixels_become_shares_and_confidence_visibility(tmp_path):
    parts = some_parts()
    parts["pose"][1, 3, 3] = 0.25
    path = save_pose(tmp_path / "a.pose", components(parts), fps=24.5)
    found = read_landmarks(path)
    assert (found.path, found.frames, found.fps) == (path, 5, 24.5)
    assert found.aspect == pytest.approx(4 / 3)
    assert tuple(found.parts) == PARTS
    for name, points in parts.items():
        assert found.parts[name].dtype == np.float32
        np.testing.assert_allclose(found.parts[name], points, rtol=1e-6)
    assert landmark_frames(path) == 5


def test_missing_points_are_zeros(tmp_path):
    parts = some_parts()
    parts["left_hand"][2, :, 3] = 0
    parts["right_hand"][0, 0, 1] = np.nan
    found = read_landmarks(save_pose(tmp_path / "a.pose", components(parts))).parts
    assert not found["left_hand"][2].any()
    assert not found["right_hand"][0, 0].any()
    assert found["left_hand"][1].all()


def test_other_components_and_people_are_passed_over(tmp_path):
    parts = some_parts(names=("right_hand",))
    world = {"POSE_WORLD_LANDMARKS": ("XYZC", some_parts(names=("pose",))["pose"])}
    path = save_pose(tmp_path / "a.pose", {**world, **components(parts)}, people=2)
    found = read_landmarks(path)
    assert tuple(found.parts) == ("right_hand",)
    np.testing.assert_allclose(found.parts["right_hand"], parts["right_hand"], rtol=1e-6)


def test_a_file_without_depth_has_z_of_zero(tmp_path):
    parts = some_parts(names=("pose",))
    found = read_landmarks(save_pose(tmp_path / "a.pose", components(parts, "XYC"))).parts["pose"]
    np.testing.assert_allclose(found[..., :2], parts["pose"][..., :2], rtol=1e-6)
    assert not found[..., 2].any()


def test_wanted_parts_only(tmp_path):
    path = save_pose(tmp_path / "a.pose", components(some_parts()))
    assert tuple(read_landmarks(path, ("pose", "left_hand")).parts) == ("pose", "left_hand")


def test_what_cannot_be_used_is_told(tmp_path):
    hand = components(some_parts(names=("left_hand",)))
    with pytest.raises(LandmarkError, match=r"no POSE_LANDMARKS \(.*LEFT_HAND_LANDMARKS"):
        read_landmarks(save_pose(tmp_path / "a.pose", hand), ("pose",))
    with pytest.raises(LandmarkError, match="size of the picture"):
        read_landmarks(save_pose(tmp_path / "b.pose", hand, size=(640, 0)))
    with pytest.raises(LandmarkError, match="no person"):
        read_landmarks(save_pose(tmp_path / "c.pose", hand, people=0))
    empty = components(some_parts(frames=0, names=("left_hand",)))
    with pytest.raises(LandmarkError, match="no frames"):
        read_landmarks(save_pose(tmp_path / "d.pose", empty))
    with pytest.raises(LandmarkError, match="cannot be read"):
        read_landmarks(tmp_path / "none.pose")


@pytest.mark.parametrize("share", [0, 0.01, 0.05, 0.3, 0.9])
def test_a_file_that_was_cut_off_is_damaged(tmp_path, share):
    whole = save_pose(tmp_path / "whole.pose", components(some_parts())).read_bytes()
    path = tmp_path / "a.pose"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LandmarkError, match="damaged"):
        read_landmarks(path)


def test_without_pose_format_the_extra_is_named(tmp_path, monkeypatch):
    path = save_pose(tmp_path / "a.pose", components(some_parts()))
    monkeypatch.setitem(sys.modules, "pose_format", None)
    with pytest.raises(MissingExtraError, match=r"hamnosys-toolkit\[pose\]"):
        read_landmarks(path)


# ------------------------------------------------------------------ what the fuzzer found
def test_names_of_components_are_told_in_one_line(tmp_path):
    points = some_parts(names=("right_hand",))["right_hand"]
    named = {"A\nB\x1b[31m": ("XYZC", points), **{f"C{i}": ("XYZC", points) for i in range(20)}}
    with pytest.raises(LandmarkError, match="has no RIGHT_HAND_LANDMARKS") as caught:
        read_landmarks(save_pose(tmp_path / "a.pose", named))
    assert r"its components: A\nB\x1b[31m, C0, " in str(caught.value)
    assert "C19" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_letters_without_numbers_are_damage(tmp_path):
    points = some_parts(names=("right_hand",))
    path = save_pose(tmp_path / "a.pose", components(points, "XYC"))
    content = path.read_bytes()
    assert content.count(b"XYC") == 1
    path.write_bytes(content.replace(b"XYC", b"ABZ"))
    with pytest.raises(LandmarkError, match="its points lack a coordinate"):
        read_landmarks(path)


def test_numbers_that_are_none_raise_no_warning(tmp_path):
    points = some_parts(names=("right_hand",))
    path = save_pose(tmp_path / "a.pose", components(points), fps=25)
    content = bytearray(path.read_bytes())
    content[-4:] = b"\x01\x00\x80\x7f"  # a signalling NaN as the last confidence
    middle = len(content) - 21 * 5 * 4 - 400
    content[middle : middle + 400] = b"\x01\x00\x80\x7f" * 100
    path.write_bytes(bytes(content))
    found = read_landmarks(path).parts["right_hand"]
    assert np.isfinite(found).all()
    assert not found[-1, -1].any()
