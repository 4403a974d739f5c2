from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import sign_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from posture_builders import LASTING, fixed_lengths, lengths

from hamnosys.posture.geometry import LEFT, UP, Array
from hamnosys.posture.hand import (
    FINGERS,
    FIRST_JOINT,
    JOINTS,
    PARENTS,
    HandAngles,
    bones,
    finger_joints,
    halfway,
    hand_data,
    hand_joints,
    numbers_of,
    palm_sides,
    thumb_joints,
)
from hamnosys.posture.handshape import handshape_angles
from hamnosys.sign import Handshape
from hamnosys.symbols import inventory

close = np.testing.assert_allclose
STRAIGHT = np.zeros((4, 3))


def angles_of(names: str) -> HandAngles:
    handshape = sign_of(names).dominant.handshape
    assert isinstance(handshape, Handshape)
    return handshape_angles(handshape)


def hand_of(names: str) -> Array:
    """Joints of a handshape in the frame of a right hand."""
    return hand_joints(angles_of(names))


# ------------------------------------------------------------------ order and numbers
def test_joints_stand_in_the_order_of_landmark_trackers() -> None:
    """The wrist, then four joints each: thumb, index, middle, ring finger, pinky."""
    assert JOINTS == 21
    assert list(FIRST_JOINT.values()) == [1, 5, 9, 13, 17]
    assert list(FIRST_JOINT) == [symbol.name for symbol in inventory().of_category("finger")]
    for first in FIRST_JOINT.values():
        assert PARENTS[first - 1] == 0
        assert list(PARENTS[first : first + 3]) == [first, first + 1, first + 2]


def test_numbers_of_fingers_leave_out_the_thumb() -> None:
    assert numbers_of(["hampinky", "hamthumb", "hamindexfinger"]) == [3, 0]


def test_flat_hand_is_straight_along_its_fingers() -> None:
    joints = hand_of("flathand")
    close(joints[0], [0, 0, 0])
    for finger, first in itertools.islice(FIRST_JOINT.items(), 1, None):
        x, y, z = hand_data()["fingers"][finger]["base"]
        one, two, three = hand_data()["fingers"][finger]["bones"]
        along = [y, y + one, y + one + two, y + one + two + three]
        straight = [[x, each, z] for each in along]
        close(joints[first : first + 4], straight)


def test_fingers_of_a_flat_hand_lie_side_by_side_from_the_thumb_on() -> None:
    joints = hand_of("flathand")
    across = joints[[5, 9, 13, 17], 0]
    assert list(across) == sorted(across, reverse=True)
    assert joints[4, 0] > joints[5, 0]  # the thumb is on the thumb side
    assert joints[12, 1] == joints[:, 1].max()  # the middle finger is the longest
    assert joints[20, 1] == joints[[8, 12, 16, 20], 1].min()  # the pinky the shortest


# ------------------------------------------------------------------ flexion and lean
def test_a_finger_bent_at_its_base_points_where_the_palm_faces() -> None:
    flexion = STRAIGHT.copy()
    flexion[0] = [90, 0, 0]
    joints = finger_joints(flexion, np.zeros(4))
    base, (one, two, three) = bones().bases[0], bones().lengths[0]
    steps = np.array([0, one, one + two, one + two + three])[:, None]
    close(joints[0], base + steps * [0, 0, 1], atol=1e-12)
    close(joints[1:, :, 2], 0, atol=1e-12)  # the other fingers stay


def test_flexion_adds_up_along_a_finger() -> None:
    """90 degrees in each of the three joints: to the palm, back to the wrist, and away from it."""
    joints = finger_joints(np.full((4, 3), 90.0), np.zeros(4))
    base, (one, two, three) = bones().bases[1], bones().lengths[1]
    folded = [[0, 0, 0], [0, 0, one], [0, -two, one], [0, -two, one - three]]
    close(joints[1], base + folded, atol=1e-12)


def test_lean_is_towards_the_thumb() -> None:
    joints = finger_joints(STRAIGHT, np.array([30.0, 0, 0, -30]))
    tip, base, long = joints[0, 3], bones().bases[0], bones().lengths[0].sum()
    close(tip, base + long * np.array([0.5, np.sqrt(0.75), 0]))
    assert joints[3, 3, 0] < bones().bases[3, 0]


@pytest.mark.parametrize("bending", hand_data()["bendings"]["stretched"])
def test_spread_stays_when_fingers_bend(bending: str) -> None:
    bent = "" if bending == "none" else bending.removeprefix("ham")
    spread = hand_of(f"finger2345 {bent}")[[8, 20], 0]
    together = hand_of(f"flathand {bent}")[[8, 20], 0]
    straight = hand_of("finger2345")[[8, 20], 0]
    close(spread, straight)  # as far aside as straight fingers
    assert np.ptp(spread) > np.ptp(together) + 3


@given(
    flexion=arrays(float, (4, 3), elements=st.floats(-20, 130)),
    lean=arrays(float, 4, elements=st.floats(-40, 40)),
    thumb=arrays(float, (3, 3), elements=st.floats(0.1, 20)),
)
def test_bones_keep_their_lengths_whatever_the_joints_do(
    flexion: Array, lean: Array, thumb: Array
) -> None:
    fingers = finger_joints(flexion, lean).reshape(16, 3)
    joints = np.concatenate([np.zeros((1, 3)), thumb_joints(*thumb), fingers])
    close(lengths(joints)[LASTING], fixed_lengths(), atol=1e-6)


def test_the_thumb_goes_where_it_is_told_if_it_reaches() -> None:
    second = bones().thumb_base + bones().thumb_lengths[0] * UP
    joints = thumb_joints(9 * UP, second + 5 * UP, LEFT)
    close(joints[1], second)
    close(joints[3], second + 5 * UP)
    assert joints[2, 0] > second[0]  # bent to the thumb side


def test_the_thumb_stretches_towards_what_it_does_not_reach() -> None:
    joints = thumb_joints(UP, 100 * UP, LEFT)
    reach = sum(bones().thumb_lengths[1:])
    assert np.linalg.norm(joints[3] - joints[1]) == pytest.approx(reach, abs=0.1)


# ------------------------------------------------------------------ inner sides
def test_the_inside_of_a_flat_hand_faces_as_its_palm() -> None:
    sides = palm_sides(hand_of("flathand"))
    close(sides[4:], np.tile([0, 0, 1], (16, 1)), atol=1e-9)


def test_the_inside_of_bent_fingers_faces_the_wrist() -> None:
    joints = hand_of("flathand")
    flexion = STRAIGHT.copy()
    flexion[:, 0] = 90
    joints[5:] = finger_joints(flexion, np.zeros(4)).reshape(16, 3)
    sides = palm_sides(joints)
    fingers = [bone for bone in LASTING if bone > 4]
    close(sides[fingers], np.tile([0, -1, 0], (len(fingers), 1)), atol=1e-9)
    close(sides[[4, 8, 12, 16]], np.tile([0, 0, 1], (4, 1)))  # the palm does not bend


@pytest.mark.parametrize("shape", [s.name for s in inventory().of_category("base_form")])
def test_inner_sides_stand_on_their_bones(shape: str) -> None:
    joints = hand_of(shape.removeprefix("ham"))
    sides, along = palm_sides(joints), joints[1:] - joints[PARENTS]
    close(np.linalg.norm(sides, axis=1), 1)
    fingers = [bone for bone in range(20) if bone % 4 or bone == 0]
    close(np.sum(sides * along, axis=1)[fingers], 0, atol=1e-9)


# ------------------------------------------------------------------ between two hands
def test_half_way_between_two_hands_is_half_of_every_angle() -> None:
    one, other = angles_of("fist"), angles_of("finger2345")
    close(halfway(one, other).flexion, (one.flexion + other.flexion) / 2)
    close(halfway(one, other).lean, (one.lean + other.lean) / 2)
    close(halfway(one, other, 0).flexion, one.flexion)
    close(halfway(one, other, 1).thumb_tip, other.thumb_tip)
    close(angles_of("fist between finger2345").flexion, (one.flexion + other.flexion) / 2)


def test_fingers_are_named_from_the_thumb_on() -> None:
    assert [name.removeprefix("ham") for name in FINGERS] == [
        "indexfinger", "middlefinger", "ringfinger", "pinky",
    ]  # fmt: skip
