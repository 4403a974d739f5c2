from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import ham, sign_of
from hypothesis import given
from hypothesis import strategies as st
from posture_builders import assert_is_a_body, assert_mirrored, is_finite, off_the_bones, posed
from strategies import notations

from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.parser import parse
from hamnosys.posture.body import MIRROR, arm_lengths, body_place, place_names
from hamnosys.posture.geometry import OUT, Array, vector
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.skeleton import HandPose, Posture
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

TIP = "[ touch indexfinger fingertip ]"

FINGER = 0.9
"""Half the thickness of a finger."""


def short(category: str) -> list[str]:
    return [symbol.name.removeprefix("ham") for symbol in inventory().of_category(category)]


PAIRED = ("ear", "earlobe", "cheek")
BODY = [name.removeprefix("ham") for name in place_names()]
DIRECTIONS = [name.removeprefix("extfinger") for name in short("finger_direction")]
PALMS = [name.removeprefix("palm") for name in short("palm_orientation")]
ON_A_HAND = [
    *short("hand_zone"),
    *short("finger_part"),
    *[f"{finger} {part}" for finger in short("finger") for part in short("finger_part")],
]


def fingers_of(hand: HandPose) -> Array:
    """From the wrist to the base of the middle finger: where the hand points."""
    way = hand.joints[9] - hand.joints[0]
    return way / np.linalg.norm(way)


def distance_to(place: str, hand: HandPose) -> float:
    """How far the fingers' skin is before a place on the body, along where the place faces."""
    anchor = body_place(f"ham{place}")
    return float(((hand.joints[5:] - anchor.point) @ anchor.facing).min()) - FINGER


def reach(hand: HandPose) -> float:
    """Share of its whole length at which an arm is stretched."""
    return float(np.linalg.norm(hand.wrist - hand.arm.shoulder)) / sum(arm_lengths())


# ------------------------------------------------------------------ one hand
def test_flat_hand_up_with_the_palm_left() -> None:
    """Thumb side to the signer, fingers up, palm to the left: x is the palm's, z the thumb's."""
    hand = posed("flathand extfingeru palml").right
    from_wrist = hand.joints - hand.joints[0]
    close(from_wrist, hand.own[:, [2, 1, 0]] * [1, 1, -1], atol=1e-9)
    middle_tip = from_wrist[12]
    close(middle_tip, [0, 9.3 + 4.9 + 3.1 + 2.3, -0.7], atol=1e-9)
    close(hand.inner[4:], np.tile([1, 0, 0], (16, 1)), atol=1e-9)
    close(hand.rotation, [[0, 0, 1], [0, 1, 0], [-1, 0, 0]], atol=1e-9)


def test_a_hand_without_a_place_is_before_the_chest_on_its_side() -> None:
    right = posed("flathand extfingeruo palmd").right
    middle = right.joints.mean(axis=0)
    assert -25 < middle[0] < 0
    assert abs(middle[1] - body_place("hamchest").point[1]) < 12
    assert 10 < middle[2] - body_place("hamchest").point[2] < 30


def test_the_other_hand_of_a_one_handed_sign_hangs() -> None:
    posture = posed("flathand extfingeru palml chest touch")
    assert posture.right.active
    assert not posture.left.active
    assert posture.left.joints[:, 1].max() < -40
    close(fingers_of(posture.left), [0, -1, 0], atol=0.1)


def test_a_sign_of_the_other_hand() -> None:
    posture = posed("nondominant flathand extfingeru palmr chest touch")
    assert posture.left.active
    assert not posture.right.active
    assert distance_to("chest", posture.left) < 3
    close(fingers_of(posture.left), [0, 1, 0], atol=0.1)


def test_a_sign_of_the_other_hand_mirrors_the_same_sign_of_the_first() -> None:
    other = posed("nondominant finger2 extfingerur palmd").left
    first = posed("finger2 extfingerul palmd").right
    close(other.joints, first.joints * MIRROR, atol=1e-6)
    assert np.sign(other.rotation[0, 1]) == -1  # to the signer's right, as it is written


# ------------------------------------------------------------------ contact with the body
@pytest.mark.parametrize("place", BODY)
def test_a_palm_that_faces_the_body_touches_it_with_its_fingers(place: str) -> None:
    hand = posed(f"flathand extfingerl palml {place} touch").right
    if place in (*PAIRED, "headtop", "underchin"):
        near = np.linalg.norm(hand.joints - body_place(f"ham{place}").point, axis=1).min()
        assert near < 6
    else:  # the palm is 1.4 thick, a finger 0.9
        assert distance_to(place, hand) == pytest.approx(1.4 - FINGER, abs=1.2)


@pytest.mark.parametrize("shape", ["flathand", "finger2", "finger2345"])
@pytest.mark.parametrize("direction", [d for d in DIRECTIONS if "o" not in d])
def test_fingers_touch_a_surface_and_do_not_go_into_it(shape: str, direction: str) -> None:
    for palm in PALMS:
        hand = posed(f"{shape} extfinger{direction} palm{palm} chest touch").right
        assert -1.2 < distance_to("chest", hand) < 3.2, palm


def test_close_is_about_three_centimetres_and_no_contact_is_more() -> None:
    touching, near, far = (
        distance_to("chest", posed(f"flathand extfingerl palml chest {contact}").right)
        for contact in ("touch", "close", "")
    )
    assert 2 < near - touching < 4
    assert 6 < far - touching < 20


@pytest.mark.parametrize("place", ["chin", "lips", "forehead", "chest", "stomach", "shoulders"])
@pytest.mark.parametrize(
    ("finger", "tip"), [("indexfinger", 8), ("middlefinger", 12), ("pinky", 20), ("thumb", 4)]
)
def test_the_tip_that_is_named_is_at_the_place(place: str, finger: str, tip: int) -> None:
    posture = posed(f"finger2345 extfingerul palml {place} [ touch {finger} fingertip ]")
    off = np.linalg.norm(posture.right.joints[tip] - body_place(f"ham{place}").point)
    assert off == pytest.approx(FINGER, abs=0.1)


def test_an_index_finger_points_at_the_chest() -> None:
    """Fingers in: the tip is half a finger before the chest, and straight behind it the hand."""
    hand = posed("finger2 extfingeri palmd chest [ touch indexfinger fingertip ]").right
    chest = body_place("hamchest").point
    close(hand.joints[8], chest + FINGER * OUT, atol=1e-6)
    close(hand.joints[5], chest + (FINGER + 4.4 + 2.7 + 2.2) * OUT, atol=1e-6)


def test_the_palm_that_is_named_touches() -> None:
    hand = posed("fist extfingerl palml chest [ touch palm ]").right
    palm = (hand.joints[0] + hand.joints[9]) / 2
    assert np.linalg.norm(palm - body_place("hamchest").point) < 2.5


@pytest.mark.parametrize("contact", ["[ touch {} ]", "[ close {} ]"])
@pytest.mark.parametrize("part", ["thumbside", "pinkyside", "handback", "indexfinger fingerpad"])
def test_the_distance_of_a_contact_is_that_of_the_part(part: str, contact: str) -> None:
    touching = posed(f"flathand extfingeru palml chest [ touch {part} ]").right
    hand = posed(f"flathand extfingeru palml chest {contact.format(part)}").right
    away = np.linalg.norm(hand.wrist - touching.wrist)
    assert away == pytest.approx(3 if "close" in contact else 0, abs=0.5)


@pytest.mark.parametrize("place", ["chest", "chin", "forehead", "stomach", "chest lrat"])
def test_an_extended_arm_is_nearly_straight_and_points_out(place: str) -> None:
    hand = posed(f"flathand extfingero palmd {place} armextended").right
    assert 0.93 < reach(hand) <= 1
    assert hand.wrist[2] > 50


def test_an_extended_arm_points_to_the_height_of_the_place() -> None:
    high, low = (
        posed(f"flathand extfingero palmd {place} armextended").right.wrist
        for place in ("forehead", "stomach")
    )
    assert high[1] > low[1] + 8


def test_a_hand_behind_the_body() -> None:
    hand = posed("flathand extfingeru palml shoulders behind").right
    assert hand.joints[:, 2].max() < 0


# ------------------------------------------------------------------ sides
@pytest.mark.parametrize("place", ["chest", "forehead", "shoulders", "stomach", "chin"])
def test_a_mark_before_the_place_brings_the_hand_to_the_left(place: str) -> None:
    x = [
        posed(f"finger2 extfingeri palmd {names} {TIP}").right.joints[8, 0]
        for names in (
            f"lrbeside {place}", f"lrat {place}", place, f"{place} lrat", f"{place} lrbeside",
        )
    ]  # fmt: skip
    assert x == sorted(x, reverse=True)
    assert np.diff(x).max() < -3
    assert x[2] == pytest.approx(0, abs=1e-6)


# ------------------------------------------------------------------ the other hand as a place
@pytest.mark.parametrize("place", ON_A_HAND)
def test_a_place_on_a_hand_is_touched_there(place: str) -> None:
    posture = posed(f"finger2 extfingerol palmd {place} touch")
    (touched,) = posture.touched
    assert off_the_bones(touched, posture.left.joints) < 3
    assert off_the_bones(touched, posture.right.joints) < 4
    assert posture.left.active


def test_a_tip_that_touches_the_palm_of_the_other_hand() -> None:
    posture = posed("finger2 extfingerol palmd palm [ touch indexfinger fingertip ]")
    (touched,) = posture.touched
    assert np.linalg.norm(posture.right.joints[8] - touched) == pytest.approx(FINGER, abs=0.1)
    inward = posture.left.rotation[:, 2]
    assert (touched - posture.left.wrist) @ inward == pytest.approx(1.4, abs=0.6)


def test_places_on_a_hand_are_touched_on_its_two_faces() -> None:
    palm, back = (posed(f"finger2 extfingerol palmd {p} touch") for p in ("palm", "handback"))
    inward = palm.left.rotation[:, 2]
    close(palm.left.joints, back.left.joints)
    assert (palm.touched[0] - back.touched[0]) @ inward > 2


@pytest.mark.parametrize("place", short("arm_place"))
def test_a_place_on_the_other_arm_is_touched(place: str) -> None:
    posture = posed(f"flathand extfingerl palmd {place} touch")
    arm = posture.left.arm
    bones = np.array([arm.shoulder, arm.elbow, arm.wrist])
    along = bones[:-1] + np.linspace(0, 1, 33)[:, None, None] * np.diff(bones, axis=0)
    near = np.linalg.norm(along.reshape(-1, 1, 3) - posture.right.joints, axis=-1).min()
    assert near < 6.5  # half of an arm and of a hand
    assert posture.left.active
    assert posture.touched == ()


def test_a_sign_of_the_other_hand_touches_the_right_one() -> None:
    posture = posed("nondominant finger2 extfingeror palmd palm touch")
    first = posed("finger2 extfingerol palmd palm touch")
    close(posture.touched[0], first.touched[0] * MIRROR, atol=1e-6)
    assert off_the_bones(posture.touched[0], posture.right.joints) < 3


# ------------------------------------------------------------------ both hands
@pytest.mark.parametrize("place", BODY)
def test_mirrored_hands_at_a_place_are_a_mirror_image(place: str) -> None:
    for names, contact in itertools.product(
        (
            place,
            f"lrat {place}",
            f"{place} lrbeside",
            f"{place} behind",
            f"{place} lrat between stomach",
            f"{place} between chin lrbeside",
        ),
        ("", "touch", "[ close indexfinger fingertip ]", "armextended"),
    ):
        posture = posed(f"symmlr finger2 extfingerui palml {names} {contact}")
        assert_mirrored(posture)
        assert posture.right.active
        assert posture.left.active


@pytest.mark.parametrize("place", PAIRED)
def test_mirrored_hands_at_ears_or_cheeks_take_one_each_by_their_marks(place: str) -> None:
    posture = posed(
        f"symmlr finger2 extfingerui palml {place} lrat [ touch indexfinger fingertip ]"
    )
    assert_mirrored(posture)
    assert posture.right.joints[8, 0] < -5


def test_hands_at_both_ears_take_one_each() -> None:
    posture = posed("symmlr finger2 extfingerui palml ear [ touch indexfinger fingertip ]")
    for hand, side in ((posture.right, -1), (posture.left, 1)):
        assert hand.joints[8, 0] == pytest.approx(side * 17, abs=1)
    alone = posed("nondominant finger2 extfingerui palmr ear [ touch indexfinger fingertip ]")
    assert alone.left.joints[8, 0] == pytest.approx(17, abs=1)


@pytest.mark.parametrize(
    "names",
    [
        "flathand ( extfingeru palml + extfingerr palmu )",
        "flathand ( extfingeru + extfingerr ) palml",
        "flathand extfingeru palml ( shoulders + chest )",
    ],
)
def test_a_pair_that_is_written_for_one_hand_is_shown_with_both(names: str) -> None:
    posture = posed(names)
    assert posture.left.active
    assert "a pair is written for one hand: both hands are shown" in posture.notes


def test_a_contact_without_a_place_is_said_not_to_be_shown() -> None:
    assert "hamtouch without a place is not shown" in posed("fist extfingeru palml touch").notes


@pytest.mark.parametrize("operator", ["", "symmlr"])
def test_an_arm_is_stretched_without_a_place_too(operator: str) -> None:
    posture = posed(f"{operator} flathand extfingeru palml armextended")
    arm = posture.right.arm
    assert np.linalg.norm(arm.wrist - arm.shoulder) > 0.95 * sum(arm_lengths())
    assert arm.wrist[2] > 50
    assert posture.left.active == bool(operator)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("shape", ["fist", "flathand", "finger2", "pinchall", "ceeall"])
def test_no_part_but_the_thumb_goes_into_the_body(shape: str, direction: str) -> None:
    surface = body_place("hamchest").point[2]
    for palm in PALMS:
        hand = posed(f"{shape} extfinger{direction} palm{palm} chest touch").right
        nearest = np.delete(hand.joints, [1, 2, 3, 4], axis=0)[:, 2].min() - surface
        assert 0.4 < nearest < 7, palm  # bones are 0.9 to 1.6 below the skin


mirrored_signs = st.tuples(
    st.sampled_from(short("base_form")),
    st.sampled_from(["", *short("thumb_position")]),
    st.sampled_from(["", *short("straight_bending"), *short("finger_bending")]),
    st.sampled_from(DIRECTIONS).map("extfinger{}".format),
    st.sampled_from(PALMS).map("palm{}".format),
    st.one_of(
        st.sampled_from(["", "touch", "close", "interlock", "cross"]),
        st.tuples(
            st.sampled_from([*BODY[:-1], "neutralspace"]),
            st.sampled_from(["", "touch", "close", "armextended", "[ touch thumb fingertip ]"]),
        ).map(" ".join),
    ),
).map(lambda parts: "symmlr " + " ".join(parts))
"""Signs with the left-right operator and nothing written for the other hand."""


@given(names=mirrored_signs)
def test_hands_mirror_exactly_under_the_left_right_operator(names: str) -> None:
    assert_mirrored(posed(names))


def test_copied_hands_are_turned_alike_and_stand_side_by_side() -> None:
    posture = posed("symmpar flathand extfingeru palml")
    close(posture.left.rotation, posture.right.rotation)
    assert posture.left.wrist[0] > posture.right.wrist[0] + 8
    # A left hand that is turned alike has its thumb on the other side.
    close(posture.left.joints[9], posture.left.wrist + vector([0, 9.3, 0.7]), atol=1e-9)


@pytest.mark.parametrize(
    ("operator", "fingers", "palm"),
    [
        ("symmlr", (0, 1, 0), (-1, 0, 0)), ("symmpar", (0, 1, 0), (1, 0, 0)),
        ("symmlr largemod", (0, -1, 0), (-1, 0, 0)),
        ("symmpar largemod", (0, -1, 0), (1, 0, 0)),
    ],
)  # fmt: skip
def test_operator_turns_the_other_hand(
    operator: str, fingers: tuple[int, ...], palm: tuple[int, ...]
) -> None:
    left = posed(f"{operator} flathand extfingeru palml").left
    close(left.rotation[:, 1], fingers, atol=1e-9)
    close(left.rotation[:, 2], palm, atol=1e-9)


def test_each_hand_of_a_pair_is_as_it_is_written() -> None:
    posture = posed("( finger2 extfingeru palml + fist extfingerr palmd )")
    close(posture.right.rotation[:, 1], [0, 1, 0], atol=1e-9)
    close(posture.left.rotation[:, 1:].T, [[-1, 0, 0], [0, -1, 0]], atol=1e-9)
    close(posture.left.own, posed("fist extfingeru palml").right.own)
    assert not np.allclose(posture.left.own, posture.right.own)


def test_shapes_of_a_pair_share_their_orientation() -> None:
    posture = posed("( finger2 + fist ) extfingerl palml")
    for hand in (posture.right, posture.left):
        close(hand.rotation[:, 1:].T, [[1, 0, 0], [0, 0, -1]], atol=1e-9)


@pytest.mark.parametrize(
    "orientation",
    ["( extfingeru + extfingerr ) palmd", "( extfingeru palmd + extfingerr palmd )"],
)
def test_orientation_that_is_written_for_the_other_hand(orientation: str) -> None:
    posture = posed(f"symmpar flathand {orientation}")
    close(posture.right.rotation[:, 1:].T, [[0, 1, 0], [0, 0, 1]], atol=1e-9)  # d faces out
    close(posture.left.rotation[:, 1:].T, [[-1, 0, 0], [0, -1, 0]], atol=1e-9)


def test_palm_that_is_written_for_the_other_hand() -> None:
    posture = posed("symmpar flathand extfingero ( palmd + palmu )")
    close(posture.right.rotation[:, 2], [0, -1, 0], atol=1e-9)
    close(posture.left.rotation[:, 2], [0, 1, 0], atol=1e-9)


def test_each_hand_is_at_its_own_place() -> None:
    posture = posed(f"symmlr finger2 extfingerui palmd ( forehead lrat {TIP} + lrat chest {TIP} )")
    right, left = posture.right.joints[8], posture.left.joints[8]
    assert right[1] == pytest.approx(body_place("hamforehead").point[1], abs=1)
    assert left[1] == pytest.approx(body_place("hamchest").point[1], abs=1)
    assert right[0] < -5 < 5 < left[0]


# ------------------------------------------------------------------ contact between the hands
def test_palms_that_touch_lie_against_each_other() -> None:
    posture = posed("symmlr flathand extfingeru palml touch")
    right, left = posture.right.joints, posture.left.joints
    assert right[12, 0] == pytest.approx(-1.4, abs=0.6)
    assert left[12, 0] == pytest.approx(1.4, abs=0.6)
    assert_mirrored(posture)


def test_palms_that_are_close_are_three_centimetres_apart() -> None:
    touching, near = (
        posed(f"symmlr flathand extfingeru palml {contact}") for contact in ("touch", "close")
    )
    gaps = [pair.left.joints[12, 0] - pair.right.joints[12, 0] for pair in (touching, near)]
    assert gaps[1] - gaps[0] == pytest.approx(3, abs=0.5)


@pytest.mark.parametrize("shape", ["flathand", "finger2", "finger2345"])
@pytest.mark.parametrize("direction", [d for d in DIRECTIONS if "r" not in d])
def test_fingers_of_hands_that_touch_meet_and_do_not_pass(shape: str, direction: str) -> None:
    for palm in PALMS:
        posture = posed(f"symmlr {shape} extfinger{direction} palm{palm} touch")
        gap = posture.left.joints[5:, 0].min() - posture.right.joints[5:, 0].max()
        assert -1.2 < gap < 2 * FINGER + 4, palm


def test_tips_that_touch_meet_in_the_middle() -> None:
    posture = posed("symmlr finger2 extfingerl palmd touch")
    right, left = posture.right.joints[8], posture.left.joints[8]
    close(left[0] - right[0], 2 * FINGER, atol=0.1)
    close((left + right)[0] / 2, 0, atol=1e-6)


def test_places_that_meet_on_both_hands_are_named() -> None:
    posture = posed(
        "( finger2 extfingerl palmd + flathand extfingeru palmr )"
        " ( indexfinger fingertip + palm ) touch"
    )
    tip = posture.right.joints[8]
    (touched,) = posture.touched
    assert np.linalg.norm(tip - touched) == pytest.approx(FINGER, abs=0.1)
    assert off_the_bones(touched, posture.left.joints) < 3
    assert (touched - posture.left.wrist) @ posture.left.rotation[:, 2] > 1  # on the palm's side


def test_hands_that_touch_at_a_place_are_there() -> None:
    before = posed("symmlr flathand extfingeru palml touch chest touch")
    high = posed("symmlr flathand extfingeru palml touch forehead touch")
    heights = [posture.right.joints[:, 1].mean() for posture in (before, high)]
    levels = [body_place(name).point[1] for name in ("hamchest", "hamforehead")]
    assert heights[1] - heights[0] == pytest.approx(levels[1] - levels[0], abs=1)
    for posture in (before, high):
        gap = posture.left.joints[5:, 0].min() - posture.right.joints[5:, 0].max()
        assert abs(gap) < 3


# ------------------------------------------------------------------ what is not shown
@pytest.mark.parametrize(
    ("names", "note"),
    [
        ("( flathand + nondominant ) extfingeru palml", "stays as the sign before left it"),
        ("{ fist | flathand } extfingeru palml", "the first handshape is shown"),
        ("fist etc extfingeru palml", "the handshape varies"),
        ("fist palml", "no extended finger direction"),
        ("fist extfingeru", "no palm orientation"),
        ("fist extfingeru orirelative palml", "finger direction varies or follows the path"),
        ("fist extfingeru palml etc", "palm orientation varies or follows the path"),
        ("flathand extfingeri palmu chest armextended", "no wrist can take this"),
        ("flathand extfingerd palmu headtop touch", "out of reach"),
        ("fist extfingeru palml chest [ touch lowerarm ]", "the arm touches"),
    ],
)
def test_what_cannot_be_shown_is_noted(names: str, note: str) -> None:
    posture = posed(names)
    assert any(note in text for text in posture.notes), posture.notes
    assert_is_a_body(posture.right)
    assert_is_a_body(posture.left)


@pytest.mark.parametrize(
    "names",
    [
        "flathand extfingeru palml", "flathand extfingeruo palmd chest touch",
        "symmlr flathand extfingeruo palml", "finger2 extfingeru palml forehead lrat touch",
    ],
)  # fmt: skip
def test_a_sign_that_is_easy_has_no_notes(names: str) -> None:
    assert posed(names).notes == ()


def test_alternatives_show_the_first() -> None:
    first = posed("{ fist | flathand } extfingeru palml").right
    close(first.joints, posed("fist extfingeru palml").right.joints)


def test_the_action_does_not_change_the_initial_posture() -> None:
    still, moving = posed("fist extfingeru palml"), posed("fist extfingeru palml moveo chest touch")
    close(moving.right.joints, still.right.joints)


# ------------------------------------------------------------------ every sign
def hands_of(posture: Posture) -> tuple[HandPose, HandPose]:
    return posture.right, posture.left


def assert_in_the_room(posture: Posture) -> None:
    assert is_finite(posture)
    for hand in hands_of(posture):
        assert_is_a_body(hand)
        x, y, z = np.concatenate([hand.joints, [hand.arm.elbow]]).T
        assert np.abs(x).max() < 100
        assert -80 < y.min() <= y.max() < 140
        assert np.abs(z).max() < 100
    for point in posture.touched:
        assert np.isfinite(point).all()


@given(text=notations("tolerant"))
def test_every_sign_has_a_posture(text: str) -> None:
    for sign in parse(text).signs:
        assert_in_the_room(pose_sign(sign))


ways = st.tuples(*[st.floats(-150, 150)] * 3).map(vector)


@given(text=notations("tolerant"), right=ways, left=ways)
def test_hands_that_move_keep_their_bones(text: str, right: Array, left: Array) -> None:
    posture = pose_sign(parse(text).signs[0])
    moved = posture.moved(right, left)
    for before, after in zip(hands_of(posture), hands_of(moved), strict=True):
        assert_is_a_body(after)
        close(after.rotation, before.rotation)
    assert len(moved.touched) == len(posture.touched)


def test_a_small_movement_is_made_as_it_is() -> None:
    posture = posed("symmlr flathand extfingeruo palmd")
    moved = posture.moved(vector([1, 2, 3]), vector([-1, 2, 3]))
    close(moved.right.joints, posture.right.joints + vector([1, 2, 3]), atol=1e-9)
    assert_mirrored(moved)
    still = posture.moved(vector([0, 0, 0]), vector([0, 0, 0]))
    close(still.left.joints, posture.left.joints)


@given(text=notations("tolerant"))
def test_the_same_sign_has_the_same_posture(text: str) -> None:
    sign = parse(text).signs[0]
    one, two = pose_sign(sign), pose_sign(sign)
    for first, second in zip(hands_of(one), hands_of(two), strict=True):
        assert np.array_equal(first.joints, second.joints)
        assert np.array_equal(first.inner, second.inner)
        assert np.array_equal(first.arm.elbow, second.arm.elbow)
    assert one.notes == two.notes


@pytest.mark.parametrize("shape", short("base_form"))
def test_every_symbol_of_hand_and_orientation_is_posed(shape: str) -> None:
    thumbs = ["", *short("thumb_position")]
    bendings = ["", *short("straight_bending"), *short("finger_bending"), *short("double_bending")]
    for (thumb, bending), direction, palm in zip(
        itertools.product(thumbs, bendings), itertools.cycle(DIRECTIONS), itertools.cycle(PALMS)
    ):
        names = f"{shape} {thumb} {bending} extfinger{direction} palm{palm}"
        assert_in_the_room(pose_sign(sign_of(names)))


def test_every_row_of_the_corpus_has_a_posture(corpus_texts: list[str]) -> None:
    posed_rows = 0
    for text in corpus_texts:
        try:
            signs = parse(text).signs
        except HamNoSysSyntaxError:
            continue
        for sign in signs:
            posture = pose_sign(sign)
            assert is_finite(posture), text
        posed_rows += 1
    assert posed_rows > 2200


def test_a_text_is_posed_as_its_names_are() -> None:
    (sign,) = parse(ham("flathand extfingeru palml")).signs
    close(pose_sign(sign).right.joints, posed("flathand extfingeru palml").right.joints)


def test_a_mark_stays_with_the_hand_that_it_is_on() -> None:
    posture = posed("nondominant finger2 extfingeru palmr handback touch")
    up = np.array([0.0, 9, 0])
    moved = posture.moved(np.zeros(3), up)  # the left hand acts; the place is on the right one
    close(moved.touched[0], posture.touched[0])
    both = posture.moved(up, np.zeros(3))
    close(both.touched[0], posture.touched[0] + up, atol=1e-6)


@pytest.mark.parametrize(
    ("written", "fingers", "palm"),
    [
        ("extfingero between extfingeru", (0, 1, 1), None),
        ("palmu between palmr", None, (-1, 1, 0)),
    ],
)
def test_half_way_where_only_a_part_of_an_orientation_is_written_for_the_other_hand(
    written: str, fingers: tuple[int, int, int] | None, palm: tuple[int, int, int] | None
) -> None:
    if fingers is not None:
        posture = posed(f"flathand ( extfingero + {written} ) palml")
        close(posture.left.rotation[:, 1], vector(fingers) / np.sqrt(2), atol=1e-9)
    else:
        posture = posed(f"flathand extfingero ( palml + {written} )")
        close(posture.left.rotation[:, 2], vector(palm) / np.sqrt(2), atol=1e-9)
