from __future__ import annotations

import numpy as np
import pytest
from builders import sign_of

from hamnosys.posture.posing import pose_sign
from hamnosys.posture.practice.landmarks import POSE_POINTS, Landmarks, landmarks
from hamnosys.posture.practice.layout import stage_of
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.take import draw_take
from hamnosys.posture.skeleton import Posture

FRONT_TAKE = draw_take(np.random.default_rng(3), 24)
NOSE, LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, RIGHT_WRIST = 0, 11, 12, 15, 16


def tracked(frames: list[Posture], lost: float = 0.0, seed: int = 0) -> dict[str, Landmarks]:
    view = stage_of(frames[-1], FRONT_TAKE, 96).signer_view(1)
    return landmarks(frames, view, lost, np.random.default_rng(seed))


def points(array: Landmarks, frame: int = 0) -> np.ndarray:
    """Points of a frame with x, y, z and visibility."""
    return array[frame].reshape(-1, 4)


def test_each_array_has_a_row_a_frame_and_four_numbers_a_point() -> None:
    posture = pose_sign(sign_of("flathand extfingeru palml chin"))
    found = tracked([posture] * 5)
    assert list(found) == ["face", "left_hand", "right_hand", "pose"]
    assert found["left_hand"].shape == found["right_hand"].shape == (5, 4 * 21)
    assert found["pose"].shape == (5, 4 * POSE_POINTS)
    assert found["face"].shape[0] == 5
    assert found["face"].shape[1] % 4 == 0
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}


def test_points_are_where_the_picture_shows_them() -> None:
    found = tracked([pose_sign(sign_of("symmlr flathand extfingeru palmd chest"))])
    pose = points(found["pose"])
    # A viewer sees the signer's left on the right, and the nose above the shoulders.
    assert pose[LEFT_SHOULDER, 0] > 0.6 > 0.4 > pose[RIGHT_SHOULDER, 0]
    assert pose[NOSE, 1] < pose[LEFT_SHOULDER, 1]
    for hand, wrist in (("left_hand", LEFT_WRIST), ("right_hand", RIGHT_WRIST)):
        joints = points(found[hand])
        np.testing.assert_allclose(joints[0, :2], pose[wrist, :2], atol=0.03)
        assert joints[12, 1] < joints[0, 1] - 0.1  # fingers point up
    assert points(found["right_hand"])[:, 2].mean() < pose[NOSE, 2]  # the hand is nearer


def test_hands_that_rest_below_the_picture_are_not_seen() -> None:
    found = tracked([pose_sign(sign_of("flathand extfingeru palml chin"))])
    assert not found["left_hand"].any()
    assert (points(found["right_hand"])[:, 3] == 1).all()


def test_legs_are_not_in_the_picture() -> None:
    pose = points(tracked([pose_sign(sign_of("fist extfingeru palml"))])["pose"])
    assert not pose[25:].any()
    assert (pose[:13, 3] == 1).all()


def test_hands_are_lost_as_often_as_is_said() -> None:
    posture = pose_sign(sign_of("symmlr fist extfingeru palml chest"))
    hand = tracked([posture] * 400, lost=0.25)["right_hand"]
    seen = hand.reshape(400, 21, 4)[:, :, 3]
    assert (1 - seen.mean()) == pytest.approx(0.25, abs=0.08)
    assert not hand[seen[:, 0] == 0].any()


def test_points_jitter_a_little() -> None:
    posture = pose_sign(sign_of("fist extfingeru palml chest"))
    hand = tracked([posture] * 200)["right_hand"].reshape(200, 21, 4)
    assert 0.002 < hand[:, :, :3].std(axis=0).mean() < 0.008


def test_a_clip_begins_with_hands_that_are_not_seen() -> None:
    _, frames = performed(sign_of("symmlr fist extfingeru palml chest"), FRONT_TAKE)
    found = tracked(frames)
    assert not found["right_hand"][0].any()
    assert found["right_hand"][-1].any()
