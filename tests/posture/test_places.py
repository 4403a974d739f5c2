from __future__ import annotations

import numpy as np
import pytest
from builders import sign_of
from posture_builders import off_the_bones, posed

from hamnosys.posture.body import Anchor, body_joint, body_place, place_names
from hamnosys.posture.geometry import OUT, Array
from hamnosys.posture.places import OtherHand, location_anchor, on_hand_or_arm
from hamnosys.sign import Location
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

BODY = [name.removeprefix("ham") for name in place_names()]


def short(category: str) -> list[str]:
    return [symbol.name.removeprefix("ham") for symbol in inventory().of_category(category)]


def location_of(names: str) -> Location:
    location = sign_of(f"flathand extfingeru palml {names}").location
    assert isinstance(location, Location)
    return location


def place(names: str, other: OtherHand | None = None) -> Anchor:
    """Where a location is."""
    return location_anchor(location_of(names), other)


def point(names: str) -> Array:
    return place(names).point


@pytest.fixture
def left_hand() -> OtherHand:
    """A left hand at some place before the body."""
    return posed("( flathand extfingeru palml + flathand extfingerr palmd )").left.as_other()


# ------------------------------------------------------------------ levels
@pytest.mark.parametrize("name", BODY)
def test_a_place_on_the_body_is_there(name: str) -> None:
    close(point(name), body_place(f"ham{name}").point)


@pytest.mark.parametrize("name", short("divided_body_place"))
def test_upper_half_is_above_the_lower(name: str) -> None:
    upper, whole, lower = point(f"{name} doublebent"), point(name), point(f"{name} doublehooked")
    assert upper[1] > whole[1] > lower[1]
    close(upper[[0, 2]], lower[[0, 2]])


def test_neutral_space_is_before_the_chest() -> None:
    neutral = place("neutralspace")
    assert neutral.point[0] == 0
    assert neutral.point[1] == pytest.approx(body_place("hamchest").point[1], abs=10)
    assert neutral.point[2] > body_place("hamchest").point[2] + 8
    close(neutral.facing, OUT)


def test_a_place_on_a_hand_needs_the_hand() -> None:
    for names in ("palm", "lowerarm", "indexfinger fingertip"):
        with pytest.raises(ValueError, match="other hand"):
            place(names)


# ------------------------------------------------------------------ sides
@pytest.mark.parametrize("name", [name for name in BODY if name not in ("ear", "earlobe", "cheek")])
def test_a_mark_before_a_place_is_the_left_and_after_it_the_right(name: str) -> None:
    beside_left, at_left, middle, at_right, beside_right = (
        point(names)[0]
        for names in (
            f"lrbeside {name}", f"lrat {name}", name, f"{name} lrat", f"{name} lrbeside",
        )
    )  # fmt: skip
    assert beside_left > at_left > middle > at_right > beside_right
    assert at_left == pytest.approx(-at_right)
    assert beside_left == pytest.approx(-beside_right)
    assert beside_left - at_left >= 4
    assert at_left - middle >= 4


@pytest.mark.parametrize("name", BODY)
def test_a_side_is_as_high_as_the_place(name: str) -> None:
    assert point(f"lrat {name}")[1] == pytest.approx(point(name)[1])
    assert point(f"{name} lrbeside")[1] == pytest.approx(point(name)[1])


@pytest.mark.parametrize("name", ["ear", "earlobe", "cheek"])
def test_of_two_places_the_mark_takes_the_one_on_its_side(name: str) -> None:
    right, left = point(f"{name} lrat"), point(f"lrat {name}")
    assert right[0] < point(name)[0] < 0
    close(left, right * [-1, 1, 1])
    assert point(f"lrbeside {name}")[0] > left[0]


# ------------------------------------------------------------------ between and behind
@pytest.mark.parametrize(
    ("one", "two"), [("chin", "chest"), ("nose", "lips"), ("eyes", "eyebrows")]
)
def test_between_two_places_is_half_way(one: str, two: str) -> None:
    close(point(f"{one} between {two}"), (point(one) + point(two)) / 2)


def test_between_counts_each_side_mark() -> None:
    middle = (point("lrat chest") + point("shoulders lrat")) / 2
    close(point("lrat chest between shoulders lrat"), middle)


@pytest.mark.parametrize("name", ["head", "neck", "shoulders", "chest"])
def test_behind_a_place_is_at_the_back_and_as_high(name: str) -> None:
    behind = place(f"{name} behind")
    assert behind.point[2] < -5
    close(behind.point[:2], point(name)[:2])
    close(behind.facing, -OUT)


# ------------------------------------------------------------------ on the other arm and hand
def away(point: Array, start: Array, end: Array) -> float:
    """How far a point is from a bone."""
    bone = end - start
    share = np.clip((point - start) @ bone / (bone @ bone), 0, 1)
    return float(np.linalg.norm(point - start - share * bone))


@pytest.mark.parametrize(
    ("name", "bone"),
    [("upperarm", "upper"), ("elbow", "upper"), ("elbowinside", "upper"), ("lowerarm", "lower")],
)
def test_a_place_on_an_arm_is_on_its_bone(left_hand: OtherHand, name: str, bone: str) -> None:
    found = place(name, left_hand).point
    ends = {
        "upper": (left_hand.shoulder, left_hand.elbow),
        "lower": (left_hand.elbow, left_hand.wrist),
    }
    assert away(found, *ends[bone]) < 4


def test_places_of_an_arm_lie_along_it(left_hand: OtherHand) -> None:
    def shoulder_to(name: str) -> float:
        return float(np.linalg.norm(place(name, left_hand).point - left_hand.shoulder))

    assert shoulder_to("upperarm") < shoulder_to("elbow")
    assert away(place("elbow", left_hand).point, left_hand.elbow, left_hand.elbow + 1e-6) < 4
    assert away(place("elbowinside", left_hand).point, left_hand.elbow, left_hand.elbow + 1e-6) < 5


def test_every_arm_place_of_the_inventory_has_a_place(left_hand: OtherHand) -> None:
    found = [place(name, left_hand).point for name in short("arm_place")]
    assert len(np.unique(np.round(found, 3), axis=0)) == len(found)


@pytest.mark.parametrize(
    "names",
    [
        *short("hand_zone"),
        *[f"{finger} {part}" for finger in short("finger") for part in short("finger_part")],
        *short("finger_part"),
        *short("finger"),
    ],
)
def test_a_part_of_a_hand_is_on_the_other_hand(left_hand: OtherHand, names: str) -> None:
    anchor = place(names, left_hand)
    joints = left_hand.wrist + left_hand.own * [-1, 1, 1] @ left_hand.rotation.T
    assert off_the_bones(anchor.point, joints) < 3
    assert np.linalg.norm(anchor.facing) == pytest.approx(1)


def test_palm_and_back_of_a_left_hand_that_lies_flat(left_hand: OtherHand) -> None:
    """Fingers to the right, palm down: the back is above, the thumb towards the signer."""
    palm, back = place("palm", left_hand), place("handback", left_hand)
    close(palm.facing, [0, -1, 0], atol=1e-9)
    close(back.facing, [0, 1, 0], atol=1e-9)
    assert back.point[1] > palm.point[1]
    close(place("thumbside", left_hand).facing, [0, 0, -1], atol=1e-9)
    close(place("indexfinger fingertip", left_hand).facing, [-1, 0, 0], atol=1e-9)


def test_what_is_on_hand_or_arm() -> None:
    assert on_hand_or_arm(location_of("palm touch"))
    assert on_hand_or_arm(location_of("lowerarm touch"))
    assert on_hand_or_arm(location_of("chest between lowerarm"))
    assert not on_hand_or_arm(location_of("chest touch"))
    assert not on_hand_or_arm(location_of("chest [ touch palm ]"))


def test_a_shoulder_is_at_the_side_of_the_shoulders() -> None:
    assert point("shoulders lrat")[0] == pytest.approx(body_joint("shoulder")[0], abs=2)
    assert point("lrat shoulders")[0] == pytest.approx(body_joint("shoulder", "left")[0], abs=2)
