from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import sign_of
from posture_builders import LASTING, fixed_lengths, lengths

from hamnosys.posture.geometry import Array
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.handshape import handshape_angles
from hamnosys.sign import Handshape
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

THUMB_TIP, INDEX, MIDDLE, RING, PINKY = 4, 8, 12, 16, 20
TIPS = [INDEX, MIDDLE, RING, PINKY]

TOUCHING = 1.9
"""Tips nearer than this touch: a finger is 1.8 thick."""


def short(category: str) -> list[str]:
    return [symbol.name.removeprefix("ham") for symbol in inventory().of_category(category)]


BASE_FORMS = short("base_form")
THUMBS = ["", *short("thumb_position")]
BENDINGS = ["", *short("straight_bending"), *short("finger_bending"), *short("double_bending")]


def hand_of(names: str) -> Array:
    """Joints of a handshape in the frame of a right hand."""
    handshape = sign_of(names).dominant.handshape
    assert isinstance(handshape, Handshape)
    return hand_joints(handshape_angles(handshape))


def straight_fingers(joints: Array) -> list[int]:
    """Numbers of the fingers, 2 to 5, whose three bones lie in one line."""
    found = []
    for number, tip in enumerate(TIPS, start=2):
        chain = joints[tip - 3 : tip + 1]
        bones = np.linalg.norm(np.diff(chain, axis=0), axis=1).sum()
        if np.linalg.norm(chain[3] - chain[0]) > 0.99 * bones:
            found.append(number)
    return found


def flexions(names: str, tip: int) -> Array:
    """Angles at base, middle and end joint of a finger, from its joints alone."""
    joints = hand_of(names)
    base = joints[tip - 3]
    chain = np.concatenate([[base - [0, 1, 0]], joints[tip - 3 : tip + 1]])
    bones = np.diff(chain, axis=0)
    bones /= np.linalg.norm(bones, axis=1)[:, None]
    return np.degrees(np.arccos(np.clip(np.sum(bones[1:] * bones[:-1], axis=1), -1, 1)))


def far(one: Array, other: Array) -> float:
    """The longest way of any joint from one hand to the other."""
    return float(np.linalg.norm(one - other, axis=1).max())


def distance(joints: Array, one: int, other: int) -> float:
    return float(np.linalg.norm(joints[one] - joints[other]))


# ------------------------------------------------------------------ base forms
@pytest.mark.parametrize(
    ("shape", "fingers"),
    [
        ("fist", []), ("flathand", [2, 3, 4, 5]), ("finger2", [2]), ("finger23", [2, 3]),
        ("finger23spread", [2, 3]), ("finger2345", [2, 3, 4, 5]), ("pinch12", []),
        ("pinch12open", [3, 4, 5]), ("cee12", []), ("ceeall", []), ("ceeopen", [3, 4, 5]),
    ],
)  # fmt: skip
def test_base_form_has_its_fingers_straight(shape: str, fingers: list[int]) -> None:
    assert straight_fingers(hand_of(shape)) == fingers


@pytest.mark.parametrize("shape", ["fist", "finger2", "finger23", "pinch12", "cee12"])
def test_fingers_that_are_not_selected_are_closed(shape: str) -> None:
    joints = hand_of(shape)
    for number, tip in enumerate(TIPS, start=2):
        if shape != "fist" and str(number) in shape:
            continue
        if shape in ("pinch12", "cee12") and tip == INDEX:
            continue
        assert joints[tip, 1] < joints[tip - 3, 1]  # the tip is nearer to the wrist than the base
        assert joints[tip, 2] > 0  # on the side of the palm


def test_spread_fingers_are_apart_and_others_are_together() -> None:
    two, two_spread = hand_of("finger23"), hand_of("finger23spread")
    assert distance(two, INDEX, MIDDLE) < 2.6
    assert distance(two_spread, INDEX, MIDDLE) > 3.5
    four, four_spread = hand_of("flathand"), hand_of("finger2345")
    for one, other in itertools.pairwise(TIPS):
        assert distance(four_spread, one, other) > distance(four, one, other)


@pytest.mark.parametrize("tip", [INDEX, MIDDLE, RING])
@pytest.mark.parametrize("bending", BENDINGS)
def test_tips_of_a_pinch_of_all_fingers_touch_the_thumb(bending: str, tip: int) -> None:
    assert distance(hand_of(f"pinchall {bending}"), THUMB_TIP, tip) < TOUCHING + 0.1


@pytest.mark.parametrize("bending", BENDINGS)
def test_thumb_and_index_finger_touch_in_a_pinch_however_bent(bending: str) -> None:
    assert distance(hand_of(f"pinch12 {bending}"), THUMB_TIP, INDEX) < TOUCHING


@pytest.mark.parametrize("bending", BENDINGS)
def test_thumb_and_index_finger_do_not_touch_in_an_open_pinch(bending: str) -> None:
    joints = hand_of(f"pinch12open {bending}")
    assert TOUCHING < distance(joints, THUMB_TIP, INDEX) < 4


@pytest.mark.parametrize("shape", ["cee12", "ceeall", "ceeopen"])
def test_a_c_has_its_index_finger_rounded_and_the_thumb_opposite(shape: str) -> None:
    joints = hand_of(shape)
    assert 4 < distance(joints, THUMB_TIP, INDEX) < 8
    assert (flexions(shape, INDEX) > 15).all()
    assert joints[THUMB_TIP, 2] > 3  # before the palm
    assert joints[INDEX, 2] > 3


def test_every_finger_of_a_c_of_all_is_rounded() -> None:
    for tip in TIPS:
        assert (flexions("ceeall", tip) > 15).all()


# ------------------------------------------------------------------ every combination
@pytest.mark.parametrize("shape", BASE_FORMS)
def test_every_thumb_and_bending_keeps_the_bones(shape: str) -> None:
    for thumb, bending in itertools.product(THUMBS, BENDINGS):
        joints = hand_of(f"{shape} {thumb} {bending}")
        assert np.isfinite(joints).all()
        close(lengths(joints)[LASTING], fixed_lengths(), atol=1e-6)


def test_thumb_and_bending_may_be_written_in_either_order() -> None:
    one = hand_of("flathand thumboutmod doublebent")
    close(one, hand_of("flathand doublebent thumboutmod"))


@pytest.mark.parametrize("thumb", THUMBS)
def test_base_forms_differ(thumb: str) -> None:
    for one, other in itertools.combinations(BASE_FORMS, 2):
        assert far(hand_of(f"{one} {thumb}"), hand_of(f"{other} {thumb}")) > 1.5, (one, other)


@pytest.mark.parametrize("shape", BASE_FORMS)
def test_thumb_positions_differ(shape: str) -> None:
    for bending in BENDINGS:
        hands = {thumb: hand_of(f"{shape} {thumb} {bending}") for thumb in THUMBS}
        for one, other in itertools.combinations(THUMBS, 2):
            assert far(hands[one][1:5], hands[other][1:5]) > 1.2, (bending, one, other)
            close(hands[one][5:], hands[other][5:])  # only the thumb moves


@pytest.mark.parametrize("shape", [shape for shape in BASE_FORMS if shape != "fist"])
def test_bendings_differ(shape: str) -> None:
    for thumb in THUMBS:
        hands = {bending: hand_of(f"{shape} {thumb} {bending}") for bending in BENDINGS}
        for one, other in itertools.combinations(BENDINGS, 2):
            assert far(hands[one], hands[other]) > 1.2, (thumb, one, other)


# ------------------------------------------------------------------ thumb
@pytest.mark.parametrize("shape", ["flathand", "finger2", "finger2345", "fist"])
def test_thumb_out_is_farthest_to_the_thumb_side(shape: str) -> None:
    x = {thumb: hand_of(f"{shape} {thumb}")[THUMB_TIP, 0] for thumb in THUMBS}
    assert max(x, key=x.__getitem__) == "thumboutmod"
    assert x["thumboutmod"] > 9


@pytest.mark.parametrize("shape", ["flathand", "finger2", "finger2345", "fist"])
def test_thumb_across_lies_over_the_palm(shape: str) -> None:
    tip = hand_of(f"{shape} thumbacrossmod")[THUMB_TIP]
    assert tip[0] < 2.7  # past the index finger
    assert tip[2] > 1.4  # on the palm, not in it


@pytest.mark.parametrize("shape", ["flathand", "finger2", "finger2345"])
def test_thumb_open_stands_before_the_palm(shape: str) -> None:
    z = {thumb: hand_of(f"{shape} {thumb}")[THUMB_TIP, 2] for thumb in THUMBS}
    assert max(z, key=z.__getitem__) == "thumbopenmod"
    assert z["thumbopenmod"] > 6


def test_enclosed_thumb_is_inside_the_fist() -> None:
    inside, outside = hand_of("fist between"), hand_of("fist")
    middle_bones = inside[[6, 7, 10, 11]].mean(axis=0)
    assert inside[THUMB_TIP, 2] < middle_bones[2] < hand_of("fist thumbacrossmod")[THUMB_TIP, 2]
    close(inside[5:], outside[5:])


def test_thumb_comes_out_beside_the_finger_that_is_named() -> None:
    x = [
        hand_of(f"fist between {finger}")[THUMB_TIP, 0]
        for finger in ("indexfinger", "middlefinger", "ringfinger")
    ]
    index, middle, ring = hand_of("fist")[[5, 9, 13], 0]
    assert index > x[0] > middle > x[1] > ring  # between a finger and the one after it
    assert x[1] > x[2]


# ------------------------------------------------------------------ bending
def test_bent_at_the_base_the_rest_of_the_finger_is_straight() -> None:
    base, middle, end = flexions("flathand fingerstraightmod", MIDDLE)
    assert base > 60
    close([middle, end], 0, atol=1e-3)


def test_rounded_fingers_are_bent_evenly() -> None:
    angles = flexions("flathand fingerbendmod", MIDDLE)
    assert (angles > 15).all()
    assert np.ptp(angles) < 15


def test_hooked_fingers_are_bent_in_the_upper_joints() -> None:
    base, middle, end = flexions("flathand fingerhookmod", MIDDLE)
    assert base < 15
    assert middle > 60
    assert end > 30


def test_double_bent_fingers_are_bent_at_base_and_middle_joint() -> None:
    base, middle, end = flexions("flathand doublebent", MIDDLE)
    assert base > 45
    assert middle > 60
    close(end, 0, atol=1e-3)


def test_double_hooked_fingers_are_hooked_in_all_joints() -> None:
    assert (flexions("flathand doublehooked", MIDDLE) > 30).all()


def test_bending_is_that_of_the_selected_fingers() -> None:
    straight, bent = hand_of("finger23"), hand_of("finger23 fingerhookmod")
    assert far(straight[5:13], bent[5:13]) > 3
    close(straight[13:], bent[13:])


# ------------------------------------------------------------------ single fingers
def test_a_finger_alone_is_the_selected_one() -> None:
    assert straight_fingers(hand_of("finger2 pinky")) == [5]
    assert straight_fingers(hand_of("fist middlefinger")) == [3]
    assert straight_fingers(hand_of("finger23 indexfinger pinky")) == [2, 5]


def test_a_finger_with_a_bending_is_bent_so_and_the_others_stay() -> None:
    joints = hand_of("finger2345 middlefinger fingerbendmod")
    assert straight_fingers(joints) == [2, 4, 5]
    rounded = flexions("finger23 fingerbendmod", MIDDLE)
    close(flexions("finger2345 middlefinger fingerbendmod", MIDDLE)[1:], rounded[1:], atol=0.5)


def test_two_fingers_may_have_bendings_of_their_own() -> None:
    hand = "flathand indexfinger fingerhookmod pinky fingerstraightmod"
    assert straight_fingers(hand_of(hand)) == [3, 4, 5]
    assert flexions(hand, INDEX)[1] > 60
    assert flexions(hand, PINKY)[0] > 60


def test_an_opposed_finger_meets_the_thumb() -> None:
    joints = hand_of("finger2345 middlefinger largemod")
    assert distance(joints, THUMB_TIP, MIDDLE) < TOUCHING
    assert straight_fingers(joints) == [2, 4, 5]


def test_a_finger_that_crosses_another_lies_over_it() -> None:
    joints = hand_of("finger23 indexfinger fingerside middlefinger")
    assert joints[INDEX, 0] < joints[MIDDLE, 0]  # from the thumb side past the middle finger
    assert joints[INDEX, 2] > joints[MIDDLE, 2] + 1.5  # before it
    other = hand_of("finger23 middlefinger fingerpad indexfinger")
    assert other[MIDDLE, 0] > other[INDEX, 0]


def test_the_thumb_touches_the_part_of_the_finger_that_is_named() -> None:
    joints = hand_of("finger2345 fingerbendmod thumb fingermidjoint indexfinger")
    assert distance(joints, THUMB_TIP, INDEX - 2) == min(
        distance(joints, THUMB_TIP, joint) for joint in range(5, 21)
    )


# ------------------------------------------------------------------ between two shapes
def test_between_two_shapes_is_half_way() -> None:
    between = flexions("flathand between flathand fingerstraightmod", MIDDLE)
    close(between, flexions("flathand fingerstraightmod", MIDDLE) / 2, atol=1e-3)


def test_between_two_shapes_lies_the_hand_between_both() -> None:
    fist, four = hand_of("fist"), hand_of("finger2345")
    between = hand_of("fist between finger2345")
    for tip in TIPS:
        assert fist[tip, 1] < between[tip, 1] < four[tip, 1]
    close(lengths(between)[LASTING], fixed_lengths(), atol=1e-6)
