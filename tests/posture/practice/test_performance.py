from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import sign_of
from hypothesis import given
from hypothesis import strategies as st
from posture_builders import is_finite

from hamnosys.posture.body import arm_lengths
from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.hand import PARENTS, bones
from hamnosys.posture.hand_places import hand_place
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.practice.limits import FEWEST_FRAMES
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.rules import practice_scheme
from hamnosys.posture.practice.sampling import draw_signs
from hamnosys.posture.practice.take import Take, draw_take
from hamnosys.posture.skeleton import HandPose, Posture

BONES = bones()


def take_of(seed: int, frames: int = 24) -> Take:
    return draw_take(np.random.default_rng(seed), frames)


def steady(take: Take) -> Take:
    """The same take by somebody who signs exactly as it is written."""
    nothing = np.zeros((2, 3))
    return replace(take, wrist=nothing, tilt=nothing, flexion=np.zeros((4, 3)), lean=np.zeros(4))


def assert_bones_are_whole(hand: HandPose) -> None:
    lengths = np.linalg.norm(hand.joints[1:] - hand.joints[PARENTS], axis=1)
    expected = np.concatenate([np.r_[0, t] for t in [BONES.thumb_lengths, *BONES.lengths]])
    known = expected > 0
    np.testing.assert_allclose(lengths[known], expected[known], atol=1e-6)
    upper, lower = arm_lengths()
    assert np.linalg.norm(hand.arm.elbow - hand.arm.shoulder) == pytest.approx(upper, abs=1e-6)
    assert np.linalg.norm(hand.arm.wrist - hand.arm.elbow) == pytest.approx(lower, abs=1e-6)
    np.testing.assert_allclose(hand.joints[0], hand.arm.wrist, atol=1e-9)


@given(st.integers(0, 10_000))
def test_bones_keep_their_length_in_every_frame(seed: int) -> None:
    (row,) = draw_signs(1, np.random.default_rng(seed))
    _, frames = performed(sign_of_classes(practice_scheme(), row), take_of(seed))
    for posture in frames:
        assert is_finite(posture)
        assert_bones_are_whole(posture.right)
        assert_bones_are_whole(posture.left)


@pytest.mark.parametrize("frames", [*range(FEWEST_FRAMES, 12), 16, 24, 60])
def test_a_take_has_as_many_frames_as_are_wanted(frames: int) -> None:
    for seed in range(20):
        take = take_of(seed, frames)
        assert take.timing.frames == frames
        assert min(take.timing.hold, take.timing.out) >= (2 if frames > 9 else 1)
        assert min(take.timing.rise, take.timing.back) >= (2 if frames > 9 else frames > 3)
        assert take.timing.end >= 0
        assert len(performed(sign_of("fist extfingeru palml"), take)[1]) == frames


def held_frame(posture: Posture) -> np.ndarray:
    return np.concatenate([posture.right.joints, posture.left.joints])


def test_hands_come_up_from_rest_hold_and_return() -> None:
    take = steady(take_of(1))
    held, frames = performed(sign_of("symmlr flathand extfingeru palml chest"), take)
    below_the_picture = -40
    assert frames[0].right.wrist[1] < below_the_picture
    assert frames[0].left.wrist[1] < below_the_picture
    for frame in (take.timing.rise, take.timing.rise + take.timing.hold - 1, -1):
        np.testing.assert_allclose(held_frame(frames[frame]), held_frame(held), atol=1e-9)


def test_a_steady_hand_is_held_as_the_sign_is_posed() -> None:
    sign = sign_of("symmpar finger2 extfingerol palmd chin")
    held, _ = performed(sign, steady(take_of(2)))
    np.testing.assert_allclose(held_frame(held), held_frame(pose_sign(sign)), atol=1e-9)


@pytest.mark.parametrize(
    ("operator", "axes"),
    [
        ("symmpar", (1, 1, 1)),
        ("symmlr", (-1, 1, 1)),
        ("symmlr largemod", (-1, -1, 1)),
        ("symmpar fingerstraightmod", (1, 1, -1)),
        ("symmlr fingerstraightmod largemod", (-1, -1, -1)),
    ],
)
def test_the_other_hand_moves_as_the_operator_says(
    operator: str, axes: tuple[int, int, int]
) -> None:
    take = steady(take_of(3))
    held, frames = performed(sign_of(f"{operator} fist extfingero palmd chest"), take)
    farthest = frames[take.timing.rise + take.timing.hold + take.timing.out - 1]
    right = farthest.right.wrist - held.right.wrist
    left = farthest.left.wrist - held.left.wrist
    np.testing.assert_allclose(right, take.movement, atol=1e-9)
    np.testing.assert_allclose(left, np.array(axes) * take.movement, atol=1e-9)
    assert np.abs(take.movement).min() > 3  # it has a part on every axis


def test_without_an_operator_the_other_hand_rests() -> None:
    _, frames = performed(sign_of("fist extfingero palmd chest"), take_of(4))
    assert not any(posture.left.active for posture in frames)
    assert len({tuple(posture.left.wrist) for posture in frames}) == 1


def test_takes_of_one_sign_differ() -> None:
    sign = sign_of("flathand extfingeru palml chin")
    one, other = (performed(sign, take_of(seed))[0] for seed in (1, 2))
    assert not np.allclose(one.right.joints, other.right.joints, atol=0.05)
    assert take_of(1).look != take_of(2).look
    assert take_of(1).yaw != take_of(2).yaw


@pytest.mark.parametrize("place", ["fingertip", "fingerpad", "fingernail", "palm", "wristback"])
def test_a_touched_place_is_on_the_hand_however_it_is_jittered(place: str) -> None:
    sign = sign_of(f"finger2 extfingerol palmd {place} touch")
    names = (f"ham{place}",)
    for seed in range(20):
        held, frames = performed(sign, take_of(seed))
        for posture in (held, frames[-1]):
            left = posture.left
            own = hand_place(left.own, names).point * (-1, 1, 1)
            np.testing.assert_allclose(
                posture.touched[0], left.wrist + left.rotation @ own, atol=1e-9
            )


def test_arms_do_not_jump_while_hands_rise() -> None:
    for seed, row in enumerate(draw_signs(60, np.random.default_rng(8))):
        take = take_of(seed)
        _, frames = performed(sign_of_classes(practice_scheme(), row), take)
        for side in ("right", "left"):
            arms = [getattr(frame, side).arm for frame in frames[: take.timing.rise + 1]]
            elbows = np.stack([arm.elbow for arm in arms])
            # Half a turn in five steps, slow at both ends, is 60 degrees in the quickest.
            assert np.linalg.norm(np.diff(elbows, axis=0), axis=1).max() < 34, (row, side)
